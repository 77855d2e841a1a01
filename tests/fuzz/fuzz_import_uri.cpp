// Key URIs, one on each line. Holds beside what import_checks.hpp says:
//   - an account is UTF-8 without control characters;
//   - what was taken and is written as a URI again is taken again, and is the same.
#include "engine/otp/base32.hpp"
#include "engine/otp/uri.hpp"
#include "engine/transfer/otpauth_uri.hpp"
#include "tests/fuzz/support/import_checks.hpp"

#include <algorithm>

namespace mfa::fuzz {

namespace {

void check_again(const transfer::Entry& entry) {
    const auto key = otp::base32_encode(entry.secret);
    require(key.has_value(), "a secret has a base32 form");
    const auto uri = otp::key_uri("host", entry.user, *key, entry.parameters, entry.counter);
    if (!uri) {
        require(3 * entry.user.size() > 500, "a URI of ordinary length is made");
        return;
    }
    const auto report = transfer::read_otpauth_uris(*uri);
    require(report.entries.size() == 1, "our own URI is taken");
    const transfer::Entry& again = report.entries.front();
    require(again.user == entry.user && again.parameters == entry.parameters &&
                again.secret.equals(entry.secret) && again.counter == entry.counter,
            "our own URI says the same");
}

} // namespace

void one_input(std::string_view input) {
    const auto report = transfer::read_otpauth_uris(SecretBuffer::copy_of(input));
    check_import(input, report);
    check_nothing_is_told(input, report);
    for (const transfer::Entry& entry : report.entries) {
        std::string account = entry.user;
        std::erase(account, '\\');
        require(!account.empty() || !entry.user.empty(), "an entry has an account");
        require(escape_controls(account) == account, "an account can be shown");
        check_again(entry);
    }
}

} // namespace mfa::fuzz
