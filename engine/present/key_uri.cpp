#include "engine/present/key_uri.hpp"

#include "engine/base/text.hpp"

#include <optional>

namespace mfa::present {

namespace {

constexpr std::string_view scheme = "otpauth://";

Error not_a_key_uri() {
    return Error{ErrorKind::invalid_input, "read a key URI", "it is not of that form"};
}

/// RFC 3986 percent-decoding, made safe for a terminal.
Result<std::string> decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        const auto high = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
        if (!high || !low) {
            return not_a_key_uri();
        }
        plain += static_cast<char>(static_cast<unsigned char>(*high << 4U | *low));
        i += 2;
    }
    return escape_controls(plain);
}

/// The label: `issuer:account`, where blanks may follow the colon, or `account` alone.
Result<> read_label(std::string_view label, KeySettings& settings) {
    const std::string text = TRY(decoded(label));
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        settings.account = text;
    } else {
        settings.issuer = text.substr(0, colon);
        const std::size_t begin = text.find_first_not_of(' ', colon + 1);
        settings.account = begin == std::string::npos ? std::string{} : text.substr(begin);
    }
    if (settings.account.empty()) {
        return not_a_key_uri();
    }
    return {};
}

Result<> read_parameter(std::string_view name, std::string_view value, KeySettings& settings) {
    std::string* const wanted = name == "issuer"      ? &settings.issuer
                                : name == "algorithm" ? &settings.algorithm
                                : name == "digits"    ? &settings.digits
                                : name == "period"    ? &settings.period_s
                                                      : nullptr;
    if (wanted != nullptr) {
        *wanted = TRY(decoded(value));
    }
    return {};
}

} // namespace

Result<KeySettings> settings_of_key_uri(std::string_view uri) {
    if (!uri.starts_with(scheme)) {
        return not_a_key_uri();
    }
    uri.remove_prefix(scheme.size());
    const std::size_t slash = uri.find('/');
    const std::size_t question = uri.find('?');
    if (slash == std::string_view::npos || question == std::string_view::npos || question < slash) {
        return not_a_key_uri();
    }
    KeySettings settings;
    settings.type = uri.substr(0, slash);
    if (settings.type != "totp" && settings.type != "hotp") {
        return not_a_key_uri();
    }
    TRY(read_label(uri.substr(slash + 1, question - slash - 1), settings));
    for (const std::string_view parameter : split(uri.substr(question + 1), '&')) {
        const std::size_t equals = parameter.find('=');
        if (equals == std::string_view::npos) {
            return not_a_key_uri();
        }
        TRY(read_parameter(parameter.substr(0, equals), parameter.substr(equals + 1), settings));
    }
    return settings;
}

} // namespace mfa::present
