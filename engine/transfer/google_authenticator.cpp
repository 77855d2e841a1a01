#include "engine/transfer/google_authenticator.hpp"

#include "engine/base/text.hpp"
#include "engine/transfer/secret_text.hpp"
#include "engine/transfer/text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>

namespace mfa::transfer {

namespace {

constexpr std::uint64_t counter_max = std::numeric_limits<std::int64_t>::max() - 1;
constexpr std::int64_t drift_max_s = 86400;

/// One option line: its name, and the fields after it.
struct Option {
    Piece name;
    std::vector<Piece> values;
};

class GoogleFile {
public:
    explicit GoogleFile(Report& report) : m_report{report} {}

    void read_secret(Piece line);
    void read_line(Piece line);
    void finish();

private:
    struct Handler {
        std::string_view name;
        void (GoogleFile::*read)(const Option&);
    };
    static const std::array<Handler, 8>& handlers();

    void read_option(Piece line);
    void read_scratch_code(Piece line);
    void totp_auth(const Option& option);
    void hotp_counter(const Option& option);
    void step_size(const Option& option);
    void window_size(const Option& option);
    void time_skew(const Option& option);
    void disallow_reuse(const Option& option);
    void rate_limit(const Option& option);
    void resetting_time_skew(const Option& option);

    std::optional<std::uint64_t> single_number(const Option& option, std::uint64_t max);
    void fail(Place place, std::string message);
    void settle_time();

    Report& m_report;
    Entry m_entry;
    bool m_has_failed = false;
    bool m_has_totp = false;
    std::uint64_t m_counter = 0;
    std::int64_t m_skew_steps = 0;
    Place m_skew_place;
    Place m_period_place;
    std::set<std::string, std::less<>> m_seen;
};

const std::array<GoogleFile::Handler, 8>& GoogleFile::handlers() {
    static constexpr std::array<Handler, 8> table{{
        {"TOTP_AUTH", &GoogleFile::totp_auth},
        {"HOTP_COUNTER", &GoogleFile::hotp_counter},
        {"STEP_SIZE", &GoogleFile::step_size},
        {"WINDOW_SIZE", &GoogleFile::window_size},
        {"TIME_SKEW", &GoogleFile::time_skew},
        {"DISALLOW_REUSE", &GoogleFile::disallow_reuse},
        {"RATE_LIMIT", &GoogleFile::rate_limit},
        {"RESETTING_TIME_SKEW", &GoogleFile::resetting_time_skew},
    }};
    return table;
}

/// The LAST0 to LAST9 of a grace period: who came from where, and when.
bool is_last_login(std::string_view name) {
    return name.size() == 5 && name.starts_with("LAST") && name[4] >= '0' && name[4] <= '9';
}

/// Whether text is an option's name and nothing that was pasted: words of capitals with underscores
/// between them, none as long as a secret.
bool is_showable_name(std::string_view name) {
    constexpr std::size_t word_max = 12;
    const auto words = split(name, '_');
    return words.size() > 1 && name.size() <= 3 * word_max &&
           std::all_of(words.begin(), words.end(), [](std::string_view word) {
               return word.size() <= word_max &&
                      word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
                          std::string_view::npos;
           });
}

void GoogleFile::fail(Place place, std::string message) {
    m_has_failed = true;
    m_report.error(place, std::move(message));
}

void GoogleFile::read_secret(Piece line) {
    auto secret = read_base32(trimmed(line), Lookalikes::accept, m_report);
    if (!secret || !has_fit_length(*secret, line.place, m_report)) {
        m_has_failed = true;
        return;
    }
    m_entry.secret = std::move(*secret);
    m_entry.place = line.place;
}

void GoogleFile::read_line(Piece line) {
    if (line.text.starts_with('"')) {
        read_option(line);
    } else if (!trimmed(line).text.empty()) {
        read_scratch_code(line);
    }
}

void GoogleFile::read_option(Piece line) {
    std::vector<Piece> fields = fields_of(line.from(1));
    if (!line.text.starts_with("\" ") || fields.empty() || fields[0].place.column != 3) {
        fail(line.place, "an option is a double quote, one blank and a name");
        return;
    }
    const Option option{fields[0], {fields.begin() + 1, fields.end()}};
    const std::string_view name = option.name.text;
    if (is_last_login(name)) {
        if (m_seen.insert("LAST").second) {
            m_report.note(option.name.place, "grace periods are not taken");
        }
        return;
    }
    const auto handler = std::find_if(handlers().begin(), handlers().end(),
                                      [name](const Handler& entry) { return entry.name == name; });
    if (handler == handlers().end()) {
        fail(option.name.place, is_showable_name(name)
                                    ? "unknown option `" + std::string{name} + "`"
                                    : std::string{"unknown option"});
    } else if (!m_seen.insert(std::string{name}).second) {
        fail(option.name.place, "`" + std::string{name} + "` stands here twice");
    } else {
        (this->*handler->read)(option);
    }
}

void GoogleFile::read_scratch_code(Piece line) {
    const std::string_view text = line.text;
    const bool is_code =
        text.size() == 8 && text[0] != '0' &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_code) {
        fail(line.place, "neither an option nor a scratch code of eight digits");
    } else if (m_entry.scratch_codes.size() >= scratch_codes_max) {
        fail(line.place, "more than " + std::to_string(scratch_codes_max) + " scratch codes");
    } else {
        m_entry.scratch_codes.push_back(SecretBuffer::copy_of(text));
    }
}

std::optional<std::uint64_t> GoogleFile::single_number(const Option& option, std::uint64_t max) {
    const auto number =
        option.values.size() == 1 ? parse_unsigned(option.values[0].text) : std::nullopt;
    if (!number || *number > max) {
        fail(option.values.empty() ? option.name.place : option.values[0].place,
             "`" + std::string{option.name.text} + "` needs one number of at most " +
                 std::to_string(max));
        return std::nullopt;
    }
    return number;
}

void GoogleFile::totp_auth(const Option& option) {
    m_has_totp = true;
    if (!option.values.empty()) {
        fail(option.values[0].place, "`TOTP_AUTH` has no value");
    }
}

void GoogleFile::hotp_counter(const Option& option) {
    m_counter = single_number(option, counter_max).value_or(0);
}

void GoogleFile::step_size(const Option& option) {
    constexpr unsigned step_size_max = 60; // pam_google_authenticator's
    m_period_place = option.name.place;
    if (const auto number = single_number(option, step_size_max)) {
        m_entry.parameters.period_s = static_cast<unsigned>(*number);
    }
}

void GoogleFile::window_size(const Option& option) {
    if (single_number(option, 100)) {
        m_report.note(option.name.place,
                      "`WINDOW_SIZE` is not taken: a code may be one period early or late");
    }
}

void GoogleFile::time_skew(const Option& option) {
    std::string_view text = option.values.size() == 1 ? option.values[0].text : "";
    const bool is_behind = text.starts_with('-');
    text.remove_prefix(is_behind ? 1 : 0);
    const auto steps = parse_unsigned(text);
    if (!steps || *steps > static_cast<std::uint64_t>(drift_max_s)) {
        fail(option.name.place, "`TIME_SKEW` needs one number of steps");
        return;
    }
    m_skew_place = option.name.place;
    m_skew_steps = static_cast<std::int64_t>(*steps) * (is_behind ? -1 : 1);
}

void GoogleFile::disallow_reuse(const Option& option) {
    for (const Piece& value : option.values) {
        const auto step = parse_unsigned(value.text);
        if (!step || *step > std::numeric_limits<std::int32_t>::max()) {
            fail(value.place, "`DISALLOW_REUSE` lists numbers of steps");
            return;
        }
        m_entry.last_step = std::max(m_entry.last_step, static_cast<otp::Step>(*step));
    }
}

void GoogleFile::rate_limit(const Option& option) {
    const bool are_numbers =
        std::all_of(option.values.begin(), option.values.end(),
                    [](const Piece& value) { return parse_unsigned(value.text).has_value(); });
    if (option.values.size() < 2 || !are_numbers) {
        fail(option.name.place, "`RATE_LIMIT` needs a number of attempts and one of seconds");
        return;
    }
    m_report.note(option.name.place,
                  "`RATE_LIMIT` is not taken: wrong codes are slowed down for every user alike");
}

void GoogleFile::resetting_time_skew(const Option& option) {
    if (!option.values.empty()) {
        m_report.note(option.name.place,
                      "`RESETTING_TIME_SKEW` is not taken: a change of the phone's clock that was "
                      "being learned is learned anew, or with `mfa_tool resync`");
    }
}

/// What only means something once the period is known.
void GoogleFile::settle_time() {
    if (!is_fit(m_entry.parameters, m_period_place, m_report)) {
        m_has_failed = true;
        return;
    }
    m_entry.drift_s = m_skew_steps * static_cast<std::int64_t>(m_entry.parameters.period_s);
    if (m_entry.drift_s < -drift_max_s || m_entry.drift_s > drift_max_s) {
        fail(m_skew_place, "`TIME_SKEW` is more than a day");
    }
}

void GoogleFile::finish() {
    if (m_counter > 0) {
        m_entry.parameters.kind = Kind::hotp;
        m_entry.counter = m_counter;
        m_entry.last_step = -1;
        m_entry.parameters.period_s = otp::Parameters{}.period_s;
    } else if (m_has_totp) {
        settle_time();
    } else if (!m_has_failed) {
        fail(m_entry.place, "neither `TOTP_AUTH` nor a `HOTP_COUNTER` from 1 on: the secret is "
                            "not in use");
    }
    if (!m_has_failed) {
        m_report.entries.push_back(std::move(m_entry));
    }
}

} // namespace

Report read_google_authenticator(const SecretBuffer& text) {
    Report report;
    if (text.size() > user_file_max) {
        report.error({}, "larger than " + std::to_string(user_file_max) + " bytes");
        return report;
    }
    Lines lines{text.view()};
    const auto first = lines.next();
    if (!first) {
        report.error({}, "the file is empty");
        return report;
    }
    GoogleFile file{report};
    file.read_secret(*first);
    while (const auto line = lines.next()) {
        file.read_line(*line);
    }
    file.finish();
    return report;
}

} // namespace mfa::transfer
