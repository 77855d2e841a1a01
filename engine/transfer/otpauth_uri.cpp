#include "engine/transfer/otpauth_uri.hpp"

#include "engine/base/text.hpp"
#include "engine/transfer/secret_text.hpp"
#include "engine/transfer/text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace mfa::transfer {

namespace {

constexpr std::size_t uri_max = 4096;
constexpr std::uint64_t uri_counter_max = std::numeric_limits<std::int64_t>::max() - 1;
constexpr std::string_view scheme = "otpauth://";
constexpr std::string_view migration_scheme = "otpauth-migration://";

/// Percent-decoded; nothing, and an error, where an escape is not whole. May be a secret.
std::optional<SecretBuffer> percent_decoded(Piece text, Report& report) {
    auto plain = SecretBuffer::with_capacity(text.text.size());
    for (std::size_t i = 0; i < text.text.size(); ++i) {
        char c = text.text[i];
        if (c == '%') {
            const auto high = i + 1 < text.text.size() ? hex_digit(text.text[i + 1]) : std::nullopt;
            const auto low = i + 2 < text.text.size() ? hex_digit(text.text[i + 2]) : std::nullopt;
            if (!high || !low) {
                report.error(text.at(i), "`%` must be followed by two hexadecimal digits");
                return std::nullopt;
            }
            c = static_cast<char>(static_cast<unsigned char>(*high << 4U | *low));
            i += 2;
        }
        if (!plain.append(std::string_view{&c, 1})) {
            return std::nullopt;
        }
    }
    return plain;
}

/// Whether text is UTF-8 without control characters.
bool is_plain_text(std::string_view text) {
    std::string without_backslashes{text};
    std::erase(without_backslashes, '\\');
    return escape_controls(without_backslashes) == without_backslashes;
}

std::optional<std::string> decoded_text(Piece text, Report& report) {
    const auto plain = percent_decoded(text, report);
    if (!plain) {
        return std::nullopt;
    }
    if (!is_plain_text(plain->view())) {
        report.error(text.place, "not UTF-8, or with control characters in it");
        return std::nullopt;
    }
    return std::string{plain->view()};
}

class KeyUri {
public:
    explicit KeyUri(Report& report) : m_report{report} {}

    void read(Piece uri) {
        m_entry.place = uri.place;
        if (read_uri(uri) && is_complete()) {
            m_report.entries.push_back(std::move(m_entry));
        }
    }

private:
    struct Parameter {
        std::string_view name;
        bool (KeyUri::*read)(Piece value);
        bool seen;
    };

    bool fail(Place place, std::string message) {
        m_report.error(place, std::move(message));
        return false;
    }

    bool read_uri(Piece uri) {
        if (!has_fit_characters(uri)) {
            return false;
        }
        const std::string lower_start = to_lower(uri.text.substr(0, migration_scheme.size()));
        if (lower_start == migration_scheme) {
            return fail(uri.place, "an export of the Google Authenticator app: export the devices "
                                   "one by one, or enroll them anew");
        }
        if (!lower_start.starts_with(scheme)) {
            return fail(uri.place, "does not begin with `otpauth://`");
        }
        const Piece rest = uri.from(scheme.size());
        const std::size_t slash = rest.text.find('/');
        const std::size_t question = rest.text.find('?');
        if (slash == std::string_view::npos || question == std::string_view::npos ||
            question < slash) {
            return fail(rest.place, "must be `otpauth://TYPE/LABEL?PARAMETERS`");
        }
        return read_kind({rest.text.substr(0, slash), rest.place}) &&
               read_label(
                   {rest.text.substr(slash + 1, question - slash - 1), rest.at(slash + 1)}) &&
               read_parameters(rest.from(question + 1));
    }

    bool has_fit_characters(Piece uri) {
        if (uri.text.size() > uri_max) {
            return fail(uri.place, "longer than " + std::to_string(uri_max) + " bytes");
        }
        const auto* const bad = std::find_if(uri.text.begin(), uri.text.end(),
                                             [](char c) { return c <= ' ' || c > '~'; });
        if (bad != uri.text.end()) {
            return fail(uri.at(static_cast<std::size_t>(bad - uri.text.begin())),
                        "a character that must be percent-encoded");
        }
        if (const std::size_t hash = uri.text.find('#'); hash != std::string_view::npos) {
            return fail(uri.at(hash), "a key URI has no fragment");
        }
        return true;
    }

    bool read_kind(Piece text) {
        const std::string kind = to_lower(text.text);
        if (kind != "totp" && kind != "hotp") {
            return fail(text.place, "the type must be `totp` or `hotp`");
        }
        m_entry.parameters.kind = kind == "totp" ? Kind::totp : Kind::hotp;
        return true;
    }

    /// `ISSUER:ACCOUNT`, where blanks may follow the colon, or `ACCOUNT` alone.
    bool read_label(Piece text) {
        const auto label = decoded_text(text, m_report);
        if (!label) {
            return false;
        }
        const std::size_t colon = label->find(':');
        const std::size_t begin =
            label->find_first_not_of(' ', colon == std::string::npos ? 0 : colon + 1);
        if (begin == std::string::npos) {
            return fail(text.place, "the label names no account");
        }
        m_entry.user = label->substr(begin);
        return true;
    }

    bool read_parameters(Piece text) {
        std::size_t offset = 0;
        for (const std::string_view part : split(text.text, '&')) {
            const Piece parameter{part, text.at(offset)};
            offset += part.size() + 1;
            const std::size_t equals = part.find('=');
            if (equals == std::string_view::npos) {
                return fail(parameter.place, "a parameter is `NAME=VALUE`");
            }
            if (!read_parameter(part.substr(0, equals), parameter.place,
                                parameter.from(equals + 1))) {
                return false;
            }
        }
        return true;
    }

    bool read_parameter(std::string_view name, Place place, Piece value) {
        auto* const known =
            std::find_if(m_parameters.begin(), m_parameters.end(),
                         [name](const Parameter& entry) { return entry.name == name; });
        if (known == m_parameters.end()) {
            m_report.note(place, "a parameter that key URIs do not have is not taken");
            return true;
        }
        if (std::exchange(known->seen, true)) {
            return fail(place, "`" + std::string{name} + "` stands here twice");
        }
        return (this->*known->read)(value);
    }

    bool secret(Piece value) {
        const auto text = percent_decoded(value, m_report);
        auto secret = text ? read_base32({text->view(), value.place}, Lookalikes::refuse, m_report)
                           : std::nullopt;
        if (!secret || !has_fit_length(*secret, value.place, m_report)) {
            return false;
        }
        m_entry.secret = std::move(*secret);
        return true;
    }

    bool issuer(Piece value) { return decoded_text(value, m_report).has_value(); }

    bool algorithm(Piece value) {
        const auto found = otp::algorithm_from_name(to_lower(value.text));
        if (!found) {
            return fail(value.place, "the algorithm must be `SHA1`, `SHA256` or `SHA512`");
        }
        m_entry.parameters.algorithm = *found;
        return true;
    }

    bool digits(Piece value) { return small_number(value, m_entry.parameters.digits); }
    bool period(Piece value) { return small_number(value, m_entry.parameters.period_s); }

    bool small_number(Piece value, unsigned& wanted) {
        const auto number = parse_unsigned(value.text);
        if (!number || *number > std::numeric_limits<std::uint16_t>::max()) {
            return fail(value.place, "not a number that can stand here");
        }
        wanted = static_cast<unsigned>(*number);
        return true;
    }

    bool counter(Piece value) {
        const auto number = parse_unsigned(value.text);
        if (!number || *number > uri_counter_max) {
            return fail(value.place, "not a counter");
        }
        m_entry.counter = *number;
        return true;
    }

    [[nodiscard]] bool has(std::string_view name) const {
        return std::any_of(
            m_parameters.begin(), m_parameters.end(),
            [name](const Parameter& entry) { return entry.name == name && entry.seen; });
    }

    bool is_complete() {
        if (!has("secret")) {
            return fail(m_entry.place, "`secret` is missing");
        }
        if (m_entry.parameters.kind == Kind::hotp) {
            m_entry.parameters.period_s = otp::Parameters{}.period_s;
            if (!has("counter")) {
                return fail(m_entry.place, "`counter` is missing, which HOTP needs");
            }
        } else {
            m_entry.counter = 0;
        }
        return is_fit(m_entry.parameters, m_entry.place, m_report);
    }

    Report& m_report;
    Entry m_entry;
    std::array<Parameter, 6> m_parameters{{{"secret", &KeyUri::secret, false},
                                           {"issuer", &KeyUri::issuer, false},
                                           {"algorithm", &KeyUri::algorithm, false},
                                           {"digits", &KeyUri::digits, false},
                                           {"period", &KeyUri::period, false},
                                           {"counter", &KeyUri::counter, false}}};
};

} // namespace

Report read_otpauth_uris(const SecretBuffer& text) {
    Report report;
    if (text.size() > user_file_max) {
        report.error({}, "larger than " + std::to_string(user_file_max) + " bytes");
        return report;
    }
    Lines lines{text.view()};
    while (const auto line = lines.next()) {
        const Piece uri = trimmed(*line);
        if (!uri.text.empty()) {
            KeyUri{report}.read(uri);
        }
    }
    name_apart(report);
    return report;
}

} // namespace mfa::transfer
