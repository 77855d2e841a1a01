#pragma once

#include "engine/base/result.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace mfa::pam {

enum class FirstPass {
    ignore, ///< always prompt
    try_it, ///< take the password entered before when it ends in a code, else prompt
    use_it, ///< take it or fail; never prompt
};

/// The words after `pam_mfa.so` in a PAM file (interfaces.md).
struct Options {
    bool enroll_inline = true;
    bool echo_code = false;
    bool debug = false;
    FirstPass first_pass = FirstPass::ignore;
    /// forward_pass: how many characters at the end of one answer are the code, what is before
    /// them being the password for the modules that follow. 0: the answer is the code alone.
    std::size_t forwarded_code_length = 0;
    std::string prompt; ///< never empty
};

/// `enroll=inline|off`, `prompt=TEXT`, `echo_code`, `try_first_pass`, `use_first_pass`,
/// `forward_pass` (a code of 6) or `forward_pass=6|8`, `debug`. invalid_config for anything else.
Result<Options> parse_options(std::span<const char* const> arguments);

} // namespace mfa::pam
