// A device as the helper tells it, for scripts and for people.
#pragma once

#include "mfa_tool/request.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace mfa::tool {

/// `{"device", "arn", "user", "type", "algorithm", "digits", "period_s", "state", "created_at",
/// "enabled_at", "last_used_at", "drift_s", "astray_by"}` and of a HOTP device its next "counter";
/// times that are not there are null, and so is `astray_by` unless two wrong codes have agreed on
/// how far the device is out of step (TOTP: seconds, HOTP: counters).
Attempt<nlohmann::ordered_json> device_json(const wire::Message& item);
Attempt<nlohmann::ordered_json> devices_json(const std::vector<wire::Message>& items);

/// "the codes of alice look 90 s late", of a device whose `astray_by` is there.
std::string astray_sentence(const nlohmann::ordered_json& device);

/// One line for each device under a heading, aligned; safe for a terminal.
std::string device_table(const nlohmann::ordered_json& devices);

/// Rows of cells in columns as wide as they need to be, two blanks apart.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

} // namespace mfa::tool
