// otpauth URIs. The input is three lines, issuer, account and parameters, from which a URI is made,
// and then (the rest) a URI of its own. Holds:
//   - what a URI was made from is read back from it, with the secret between `secret=` and `&`;
//   - a URI is ASCII without blanks;
//   - what is read from any URI can be shown on a terminal.
#include "engine/base/text.hpp"
#include "engine/otp/uri.hpp"
#include "engine/present/key_uri.hpp"
#include "tests/fuzz/support/require.hpp"

#include <algorithm>
#include <array>

namespace mfa::fuzz {

namespace {

constexpr std::string_view secret = "MZXW6YTBOI";

otp::Parameters parameters_from(std::string_view text) {
    constexpr std::array algorithms{otp::Algorithm::sha1, otp::Algorithm::sha256,
                                    otp::Algorithm::sha512};
    const auto number = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    return {algorithms.at(number(0) % algorithms.size()), number(1) % 2 == 0 ? 6U : 8U,
            15 + number(2)};
}

bool is_showable(std::string_view text) {
    return escape_controls(text) == text || text.find('\\') != std::string_view::npos;
}

void check_reading(std::string_view uri) {
    const auto settings = present::settings_of_key_uri(uri);
    if (!settings) {
        require(settings.error().kind() == ErrorKind::invalid_input, "what is no URI is bad input");
        return;
    }
    require(settings->type == "totp" || settings->type == "hotp", "a key has a type");
    require(!settings->account.empty(), "a key has an account");
    for (const auto& text : {settings->issuer, settings->account, settings->algorithm,
                             settings->digits, settings->period_s}) {
        require(is_showable(text), "what is read can be shown");
    }
}

void check_making(std::string_view issuer, std::string_view account,
                  const otp::Parameters& parameters) {
    const auto uri = otp::key_uri(issuer, account, SecretBuffer::copy_of(secret), parameters);
    if (!uri) {
        require(6 * issuer.size() + 3 * account.size() > 900, "a URI of ordinary length is made");
        return;
    }
    const std::string_view text = uri->view();
    require(std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; }),
            "a URI is ASCII without blanks");
    require(text.find("?secret=" + std::string{secret} + "&") != std::string_view::npos,
            "a URI has the secret");
    const auto settings = present::settings_of_key_uri(text);
    const bool is_readable = !account.empty() && account.front() != ' ';
    if (!is_readable || issuer.find(':') != std::string_view::npos) {
        return; // a label is cut at its first colon, and blanks after it do not count
    }
    require(settings && settings->type == "totp", "a URI can be read");
    require(settings->issuer == escape_controls(issuer), "the issuer comes back");
    require(settings->account == escape_controls(account), "the account comes back");
    require(to_lower(settings->algorithm) == algorithm_name(parameters.algorithm) &&
                settings->digits == std::to_string(parameters.digits) &&
                settings->period_s == std::to_string(parameters.period_s),
            "the parameters come back");
}

} // namespace

void one_input(std::string_view input) {
    const auto [issuer, rest] = cut(input, '\n');
    const auto [account, rest_after_account] = cut(rest, '\n');
    const auto [parameters, uri] = cut(rest_after_account, '\n');
    check_making(issuer, account, parameters_from(parameters));
    check_reading(uri);
}

} // namespace mfa::fuzz
