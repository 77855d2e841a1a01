// mfa.yaml. Holds:
//   - settings that load are within the bounds that settings.hpp names;
//   - an error is one of configuration, names file, line and column inside the text, and is one
//   line;
//   - the same text gives the same.
#include "engine/authority/settings.hpp"
#include "engine/base/text.hpp"
#include "engine/device/record.hpp"
#include "tests/fuzz/support/require.hpp"

#include <algorithm>

namespace mfa::fuzz {

namespace {

using authority::Settings;

constexpr std::string_view file = "mfa.yaml";

bool is_name(std::string_view name, bool may_have_blanks) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_' || c == '.' || (may_have_blanks && c == ' ');
    });
}

void check_settings(const Settings& settings) {
    require(settings.account_id.size() == 12 && parse_unsigned(settings.account_id).has_value(),
            "an account id has 12 digits");
    require(is_name(settings.host, false), "a host has a name");
    require(is_name(settings.issuer, true), "an issuer has a name");
    require(settings.grant_duration.count() > 0, "a grant lasts");
    require(settings.devices_per_user >= 1 && settings.devices_per_user <= device::devices_max,
            "a user may have devices");
}

void check_error(const Error& error, std::string_view text) {
    require(error.kind() == ErrorKind::invalid_config, "a bad file is bad configuration");
    const auto place = split(error.operation(), ':');
    require(place.size() == 3 && place[0] == file, "an error names file, line and column");
    const auto line = parse_unsigned(place[1]);
    const auto column = parse_unsigned(place[2]);
    const auto lines = split(text, '\n');
    require(line && *line >= 1 && *line <= lines.size(), "an error names a line of the file");
    require(column && *column >= 1 && *column <= lines[*line - 1].size() + 1,
            "an error names a column of its line");
    require(escape_controls(error.detail()) == error.detail() ||
                error.detail().find('\\') != std::string::npos,
            "an error can be shown");
}

} // namespace

void one_input(std::string_view input) {
    const auto settings = authority::parse_settings(input, std::string{file}, "web1.example.org");
    const auto again = authority::parse_settings(input, std::string{file}, "web1.example.org");
    require(settings.has_value() == again.has_value(), "the same text gives the same");
    if (settings) {
        check_settings(*settings);
        return;
    }
    require(settings.error().message() == again.error().message(), "and the same error");
    check_error(settings.error(), input);
}

} // namespace mfa::fuzz
