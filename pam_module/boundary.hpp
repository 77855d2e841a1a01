#pragma once

#include <cxxabi.h>
#include <utility>

namespace mfa::pam {

/// Runs what libpam called; every function of ours that C code calls is one call of this.
/// No exception gets out but the forced unwind of a cancelled thread, which must; any other ends in
/// `denial`. (libstdc++ has no object for the unwind: the reference in its catch is null.)
template <typename Body>
__attribute__((no_sanitize("null"))) int at_boundary(int denial, Body&& body) {
    try {
        return std::forward<Body>(body)();
    } catch (abi::__forced_unwind&) {
        throw;
    } catch (...) {
        return denial;
    }
}

} // namespace mfa::pam
