#include "engine/authority/settings.hpp"

#include "engine/base/text.hpp"
#include "engine/device/record.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>
#include <yaml-cpp/yaml.h>

namespace mfa::authority {

namespace {

constexpr std::size_t name_max = 64;

/// What is read, for messages that say where.
struct File {
    const std::string& name;
    policy::LineTable lines;
};

Error at(const File& file, policy::Position place, const std::string& what) {
    return Error{ErrorKind::invalid_config,
                 file.name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column),
                 what};
}

/// yaml-cpp counts from 0, bytes and not characters, and past the end where that is what is wrong.
Error at(File& file, const YAML::Mark& mark, const std::string& what) {
    return at(file, file.lines.at_byte_column(mark.line, mark.column), what);
}

bool is_account_id(std::string_view text) {
    return text.size() == 12 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A name that can stand in an ARN, a URI and on a screen.
bool is_plain_name(std::string_view text, std::string_view extra) {
    return !text.empty() && text.size() <= name_max &&
           std::all_of(text.begin(), text.end(), [extra](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      extra.find(c) != std::string_view::npos;
           });
}

/// Takes one value; the sentence says what is wrong with it, or is empty.
using Take = std::string (*)(Settings&, const std::string&);

struct Key {
    std::string_view name;
    Take take;
};

constexpr std::array<Key, 6> keys{{
    {"account_id",
     [](Settings& settings, const std::string& value) -> std::string {
         settings.account_id = value;
         return is_account_id(value) ? "" : "wants 12 digits, in quotes";
     }},
    {"host",
     [](Settings& settings, const std::string& value) -> std::string {
         settings.host = value;
         return is_plain_name(value, "-_.") ? "" : "wants letters, digits, `-`, `_` and `.`";
     }},
    {"issuer",
     [](Settings& settings, const std::string& value) -> std::string {
         settings.issuer = value;
         return is_plain_name(value, "-_. ") ? "" : "wants letters, digits, blanks, `-`, `_`, `.`";
     }},
    {"grant_duration",
     [](Settings& settings, const std::string& value) -> std::string {
         const auto duration = parse_duration(value);
         settings.grant_duration = duration.value_or(settings.grant_duration);
         return duration ? "" : "wants a duration such as `12h`, `90m` or `3600`";
     }},
    {"devices_per_user",
     [](Settings& settings, const std::string& value) -> std::string {
         const auto number = parse_unsigned(value);
         const bool good = number && *number >= 1 && *number <= device::devices_max;
         settings.devices_per_user = good ? *number : settings.devices_per_user;
         return good ? "" : "wants a number from 1 to " + std::to_string(device::devices_max);
     }},
    {"guard",
     [](Settings& settings, const std::string& value) -> std::string {
         settings.guard = value == "landlock" ? GuardMode::landlock : GuardMode::required;
         return value == "landlock" || value == "required" ? "" : "wants `required` or `landlock`";
     }},
}};

std::string key_list() {
    std::string list;
    for (const Key& key : keys) {
        list += (list.empty() ? "`" : ", `") + std::string{key.name} + "`";
    }
    return list;
}

Result<> take_entry(Settings& settings, const YAML::Node& name, const YAML::Node& value,
                    File& file) {
    const std::string text = name.IsScalar() ? name.Scalar() : std::string{};
    const auto* const key = std::find_if(keys.begin(), keys.end(),
                                         [&text](const Key& known) { return known.name == text; });
    if (key == keys.end()) {
        return at(file, name.Mark(),
                  "unknown setting `" + escape_controls(text) + "`; there are " + key_list());
    }
    if (!value.IsScalar()) {
        return at(file, value.Mark(), "`" + text + "` wants a single value");
    }
    const std::string complaint = key->take(settings, value.Scalar());
    if (!complaint.empty()) {
        return at(file, value.Mark(), "`" + text + "` " + complaint);
    }
    return {};
}

Result<> take_document(Settings& settings, const YAML::Node& document, File& file) {
    if (document.IsNull()) {
        return {};
    }
    if (!document.IsMap()) {
        return at(file, document.Mark(), "wants `key: value` lines");
    }
    std::vector<std::string> seen;
    for (const auto& entry : document) {
        TRY(take_entry(settings, entry.first, entry.second, file));
        if (std::find(seen.begin(), seen.end(), entry.first.Scalar()) != seen.end()) {
            return at(file, entry.first.Mark(), "`" + entry.first.Scalar() + "` stands twice");
        }
        seen.push_back(entry.first.Scalar());
    }
    return {};
}

} // namespace

Result<Settings> parse_settings(std::string_view text, const std::string& file_name,
                                std::string_view host_name) {
    Settings settings;
    settings.host = host_name.substr(0, host_name.find('.'));
    File file{file_name, policy::LineTable{text}};
    // yaml-cpp would take NUL for the end, or guess another encoding.
    if (const auto bad = policy::find_bad_byte(text)) {
        return at(file, file.lines.at_offset(bad->offset), bad->message);
    }
    try {
        TRY(take_document(settings, YAML::Load(std::string{text}), file));
    } catch (const YAML::Exception& error) {
        return at(file, error.mark, "not YAML: " + escape_controls(error.msg));
    }
    if (settings.issuer.empty()) {
        settings.issuer = settings.host;
    }
    return settings;
}

} // namespace mfa::authority
