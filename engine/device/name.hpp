#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mfa::device {

/// A device's full name: the user's first device is named as the user, others `USER/NAME` with NAME
/// of `[A-Za-z0-9+=,.@_-]{1,64}`.
bool is_device_name(std::string_view name, std::string_view user);

/// Builds a full name from what follows the slash; nothing gives the user's first device.
std::optional<std::string> device_name(std::string_view user, std::string_view suffix);

} // namespace mfa::device
