#pragma once

#include <cxxabi.h>
#include <utility>

namespace mfa::pam {

/// Runs what libpam called; every function of ours that C code calls is one call of this.
/// No exception gets out but the forced unwind of a cancelled thread, which must; any other ends in
/// `denial`.
template <typename Body>
int at_boundary(int denial, Body&& body) {
    try {
        return std::forward<Body>(body)();
    } catch (abi::__forced_unwind&) {
        throw;
    } catch (...) {
        return denial;
    }
}

} // namespace mfa::pam
