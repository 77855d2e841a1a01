// `.google_authenticator` files. Holds beside what import_checks.hpp says:
//   - a file is one entry without errors, or errors and no entry;
//   - scratch codes are eight digits.
#include "engine/transfer/google_authenticator.hpp"
#include "tests/fuzz/support/import_checks.hpp"

namespace mfa::fuzz {

void one_input(std::string_view input) {
    const auto report = transfer::read_google_authenticator(SecretBuffer::copy_of(input));
    check_import(input, report);
    check_nothing_is_told(input, report);
    require(report.entries.size() == (report.has_errors() ? 0U : 1U), "a file is taken or refused");
    for (const transfer::Entry& entry : report.entries) {
        require(entry.user.empty() && entry.device.empty(), "a file names nobody");
        require(entry.scratch_codes.size() <= transfer::scratch_codes_max, "codes are bounded");
        for (const SecretBuffer& code : entry.scratch_codes) {
            require(code.size() == 8 && parse_unsigned(code.view()).has_value(),
                    "a scratch code has eight digits");
        }
    }
}

} // namespace mfa::fuzz
