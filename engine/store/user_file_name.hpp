#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mfa::store {

/// A user name as a file name: letters, digits, `_`, `-` and `.` (not first) stand for themselves,
/// every other byte is `%XX`. Different names give different file names.
std::string user_to_file_name(std::string_view user);

/// The way back; nothing for a name that user_to_file_name() cannot have made.
std::optional<std::string> user_from_file_name(std::string_view name);

} // namespace mfa::store
