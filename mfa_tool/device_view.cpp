#include "mfa_tool/device_view.hpp"

#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "mfa_tool/json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using wire::Field;
using wire::Message;

std::string cell(const ordered_json& value, std::string_view when_missing) {
    return value.is_string() ? escape_controls(value.get_ref<const std::string&>())
                             : std::string{when_missing};
}

bool is_counting(const ordered_json& device) {
    return device["type"] == "hotp";
}

/// Where the device stands against this host: its clock's drift, or its next counter.
std::string standing_of(const ordered_json& device) {
    std::string text = is_counting(device)
                           ? fmt::format("counter {}", device["counter"].get<std::int64_t>())
                           : fmt::format("{} s", device["drift_s"].get<std::int64_t>());
    return device["astray_by"].is_null() ? text : text + "!";
}

std::string kind_of(const ordered_json& device) {
    if (is_counting(device)) {
        return fmt::format("hotp {} {}", cell(device["algorithm"], "?"),
                           device["digits"].get<std::int64_t>());
    }
    return fmt::format("{} {} {}/{}s", cell(device["type"], "?"), cell(device["algorithm"], "?"),
                       device["digits"].get<std::int64_t>(),
                       device["period_s"].get<std::int64_t>());
}

/// Columns that a terminal gives the text, one for each character.
std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

} // namespace

Attempt<ordered_json> device_json(const Message& item) {
    ordered_json device;
    device["device"] = TRY(required_text(item, Field::device, "device"));
    device["arn"] = TRY(required_text(item, Field::arn, "arn"));
    device["user"] = TRY(required_text(item, Field::user, "user"));
    device["type"] = TRY(required_text(item, Field::type, "type"));
    device["algorithm"] = TRY(required_text(item, Field::algorithm, "algorithm"));
    device["digits"] = TRY(required_number(item, Field::digits, "digits"));
    device["period_s"] = TRY(required_number(item, Field::period_s, "period_s"));
    device["state"] = TRY(required_text(item, Field::state, "state"));
    device["created_at"] = or_null(optional_text(item, Field::created_at));
    device["enabled_at"] = or_null(optional_text(item, Field::enabled_at));
    device["last_used_at"] = or_null(optional_text(item, Field::last_used_at));
    device["drift_s"] = item.number(Field::drift_s).value_or(0);
    device["astray_by"] = or_null(item.number(Field::astray));
    if (is_counting(device)) {
        device["counter"] = TRY(required_number(item, Field::counter, "counter"));
    }
    return device;
}

Attempt<ordered_json> devices_json(const std::vector<Message>& items) {
    auto devices = ordered_json::array();
    for (const Message& item : items) {
        devices.push_back(TRY(device_json(item)));
    }
    return devices;
}

std::string astray_sentence(const ordered_json& device) {
    const auto by = device["astray_by"].get<std::int64_t>();
    const std::string name = cell(device["device"], "?");
    if (is_counting(device)) {
        return fmt::format("the codes of {} look {} presses ahead", name, by);
    }
    // From a script's point of view any number may come; negating the smallest would overflow.
    constexpr std::int64_t longest_s = 365 * std::int64_t{86'400};
    const std::chrono::seconds size{by < 0 ? -std::max(by, -longest_s) : by};
    return fmt::format("the codes of {} look {} {}", name, present::duration_in_words(size),
                       by < 0 ? "late" : "early");
}

std::string device_table(const ordered_json& devices) {
    std::vector<std::vector<std::string>> rows{
        {"DEVICE", "STATE", "TYPE", "CREATED", "LAST USED", "DRIFT"}};
    for (const ordered_json& device : devices) {
        rows.push_back({cell(device["device"], "?"), cell(device["state"], "?"), kind_of(device),
                        cell(device["created_at"], "-"), cell(device["last_used_at"], "never"),
                        standing_of(device)});
    }
    return aligned(rows);
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], columns_of(row[i]));
        }
    }
    constexpr std::size_t gap = 2;
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) {
                text.append(widths[i] - columns_of(row[i]) + gap, ' ');
            }
        }
        text += '\n';
    }
    return text;
}

} // namespace mfa::tool
