#include "engine/transfer/oath_users.hpp"

#include "engine/base/text.hpp"
#include "engine/transfer/secret_text.hpp"
#include "engine/transfer/text.hpp"

#include <algorithm>
#include <ctime>
#include <limits>
#include <optional>

namespace mfa::transfer {

namespace {

constexpr std::uint64_t oath_counter_max = std::numeric_limits<std::int64_t>::max() - 1;

/// How far from the time of a login the step of its code is looked for: pam_oath's `window` is
/// seldom more.
constexpr otp::Step last_code_reach = 20;

enum FieldIndex : std::size_t { type, user, pin, secret, counter, last_code, last_time, field_end };

struct Type {
    Kind kind = Kind::hotp;
    unsigned period_s = otp::Parameters{}.period_s;
    unsigned digits = 6;
};

std::optional<Type> read_type(std::string_view text) {
    Type read;
    if (text == "HOTP") {
        return read;
    }
    for (const auto& [prefix, kind, period_s] :
         {std::tuple{"HOTP/E", Kind::hotp, 30U}, std::tuple{"HOTP/T30", Kind::totp, 30U},
          std::tuple{"HOTP/T60", Kind::totp, 60U}}) {
        if (text.starts_with(prefix)) {
            read.kind = kind;
            read.period_s = period_s;
            text.remove_prefix(std::string_view{prefix}.size());
            if (text.empty()) {
                return read;
            }
            if (text.size() == 2 && text[0] == '/' && text[1] >= '6' && text[1] <= '8') {
                read.digits = static_cast<unsigned>(text[1] - '0');
                return read;
            }
        }
    }
    return std::nullopt;
}

/// `2009-12-07T23:23:49L`, as the host's clock on the wall says it.
std::optional<WallTime> read_local_time(std::string_view text) {
    const std::string terminated{text};
    std::tm parts{};
    const char* end = ::strptime(terminated.c_str(), "%Y-%m-%dT%H:%M:%SL", &parts);
    if (end == nullptr || end != terminated.c_str() + terminated.size()) {
        return std::nullopt;
    }
    parts.tm_isdst = -1;
    const std::time_t seconds = std::mktime(&parts);
    return seconds < 0 ? std::nullopt
                       : std::optional{WallTime{std::chrono::seconds{std::int64_t{seconds}}}};
}

class OathLine {
public:
    OathLine(std::vector<Piece> fields, Report& report)
        : m_fields{std::move(fields)}, m_report{report} {}

    void read() {
        if (is_well_formed() && read_who() && read_secret() && read_usage()) {
            m_report.entries.push_back(std::move(m_entry));
        }
    }

private:
    [[nodiscard]] bool has(FieldIndex index) const { return index < m_fields.size(); }

    bool fail(Place place, std::string message) {
        m_report.error(place, std::move(message));
        return false;
    }

    bool is_well_formed() {
        m_entry.place = m_fields[type].place;
        const auto read = read_type(m_fields[type].text);
        if (!read) {
            return fail(m_entry.place, "unknown type: pam_oath knows `HOTP`, `HOTP/E`, `HOTP/T30` "
                                       "and `HOTP/T60`, with `/6`, `/7` or `/8` after it");
        }
        m_entry.parameters = {otp::Algorithm::sha1, read->digits, read->period_s, read->kind};
        if (m_fields.size() <= secret) {
            return fail(m_fields.back().place,
                        "the line ends too early: type, user, PIN and secret are needed");
        }
        if (m_fields.size() > field_end) {
            return fail(m_fields[field_end].place, "more than seven fields");
        }
        return is_fit(m_entry.parameters, m_entry.place, m_report);
    }

    bool read_who() {
        const Piece& name = m_fields[user];
        if (!is_acceptable_user_name(name.text) || escape_controls(name.text) != name.text) {
            return fail(name.place, "not a name that a user can have");
        }
        m_entry.user = name.text;
        const std::string_view word = m_fields[pin].text;
        if (word == "+") {
            m_report.note(m_fields[pin].place,
                          "the password before the code is checked by the password's module alone");
        } else if (word != "-") {
            return fail(m_fields[pin].place,
                        "has a PIN, which pam_mfa does not ask for: taking this line would leave "
                        "its user with a factor less; make it `-` to agree to that");
        }
        return true;
    }

    bool read_secret() {
        auto read = read_hexadecimal(m_fields[secret], m_report);
        if (!read || !has_fit_length(*read, m_fields[secret].place, m_report)) {
            return false;
        }
        m_entry.secret = std::move(*read);
        return true;
    }

    bool read_usage() {
        const auto number =
            has(counter) ? parse_unsigned(m_fields[counter].text) : std::optional<std::uint64_t>{0};
        if (!number || *number > oath_counter_max) {
            return fail(m_fields[counter].place, "not a counter");
        }
        if (has(last_code) && !is_code(m_fields[last_code].text)) {
            return fail(m_fields[last_code].place, "not a code of that type");
        }
        const auto time = has(last_time) ? read_local_time(m_fields[last_time].text) : std::nullopt;
        if (has(last_time) && !time) {
            return fail(m_fields[last_time].place, "not a time like `2026-11-23T10:00:00L`");
        }
        if (m_entry.parameters.kind == Kind::hotp) {
            m_entry.counter = *number + (has(last_code) ? 1U : 0U);
        } else if (time) {
            m_entry.last_step = last_step(*time);
        }
        return true;
    }

    [[nodiscard]] bool is_code(std::string_view text) const {
        return text.size() == m_entry.parameters.digits &&
               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    }

    /// The step of the code of the last login.
    [[nodiscard]] otp::Step last_step(WallTime time) const {
        const otp::Step center = otp::step_at(time, m_entry.parameters.period_s);
        const auto found = otp::find_step(m_entry.secret, m_entry.parameters,
                                          SecretBuffer::copy_of(m_fields[last_code].text),
                                          {center - last_code_reach, center + last_code_reach});
        return found && *found ? **found : center;
    }

    std::vector<Piece> m_fields;
    Report& m_report;
    Entry m_entry;
};

} // namespace

Report read_oath_users(const SecretBuffer& text) {
    Report report;
    if (text.size() > many_users_file_max) {
        report.error({}, "larger than " + std::to_string(many_users_file_max) + " bytes");
        return report;
    }
    Lines lines{text.view()};
    while (const auto line = lines.next()) {
        std::vector<Piece> fields = fields_of(*line);
        if (!fields.empty() && !fields[0].text.starts_with('#')) {
            OathLine{std::move(fields), report}.read();
        }
    }
    name_apart(report);
    return report;
}

} // namespace mfa::transfer
