#pragma once

#include "engine/policy/template.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mfa::policy::lint {

/// The path of `arn:aws:host:HOST:ACCOUNT:command/usr/bin/id`: what follows `command`. Nothing for
/// other resources.
std::optional<std::string> command_path(std::string_view resource,
                                        TemplateRules::Variables variables);

/// Whether the path has a wildcard or a variable.
bool is_open_ended(std::string_view path);

/// Whether users have folders of their own there, by its name alone (`/tmp`, `/home`, …).
bool is_user_writable_place(std::string_view path);

} // namespace mfa::policy::lint
