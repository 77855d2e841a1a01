// Files of the product are opened here and nowhere else.
// MUST: descriptor-relative, O_NOFOLLOW, O_CLOEXEC; then fstat of that very descriptor.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/base/unique_fd.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/types.h>
#include <vector>

namespace mfa {

/// What the owner and mode of a file or folder must be for us to believe it.
struct FileRules {
    std::optional<uid_t> owner; ///< unset: any owner
    mode_t forbidden_bits = 0;  ///< permission bits that must be clear, such as 0022
};

/// Root-owned and writable by root alone: what policy and settings must be.
inline constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;

/// Nobody's but the owner's: what state and secrets must be.
inline constexpr mode_t open_to_others = S_IRWXG | S_IRWXO;

/// A folder, opened by absolute path; no component of the last name is followed as a link.
Result<UniqueFd> open_directory(const std::string& path, const FileRules& rules);
/// A folder inside a folder.
Result<UniqueFd> open_directory_at(int directory, const std::string& name, const FileRules& rules);

/// A regular file with one link, in an open folder. not_found only for ENOENT.
/// `path_for_errors` is what messages call it.
Result<UniqueFd> open_regular_at(int directory, const std::string& name, int flags,
                                 const FileRules& rules, const std::string& path_for_errors);

/// Fails with unsafe_file when the descriptor's owner or mode breaks the rules.
Result<> check_rules(const struct stat& status, const FileRules& rules,
                     const std::string& path_for_errors);

Result<struct stat> status_of(int fd, const std::string& path_for_errors);

/// The whole file, at most `limit` bytes (invalid_input above).
Result<std::string> read_text(int fd, std::size_t limit, const std::string& path_for_errors);
Result<SecretBuffer> read_secret(int fd, std::size_t limit, const std::string& path_for_errors);

/// All of it or an error; EINTR and short writes are dealt with.
Result<> write_all(int fd, std::string_view data, const std::string& path_for_errors);
enum class Durability {
    survives_crash,      ///< every process sees it at once; the disk gets it when the kernel likes
    survives_power_loss, ///< on disk, file and folder, when the call returns
};

/// Overwrites an open file from its start, without changing its length downwards (pwrite(2), then
/// fdatasync(2) for survives_power_loss). One sector is written as one: what was cut short is not
/// pieced together but written again.
Result<> overwrite(int fd, std::string_view data, Durability durability,
                   const std::string& path_for_errors);

/// Cuts an open file that is longer down to `size`.
Result<> cut_to(int fd, std::size_t size, const std::string& path_for_errors);

/// Removes a file, if it is there; it is gone after a power loss too.
Result<> remove_file(int directory, const std::string& name, const std::string& path_for_errors);

/// How the names of replace_file's temporary files begin.
inline constexpr std::string_view temporary_prefix = ".tmp.";

/// Replaces `name` in `directory` as one step: temporary file, (fsync,) rename, (fsync of the
/// folder). A reader sees the old or the new content, never a part. Nothing is left behind on
/// failure.
Result<> replace_file(int directory, const std::string& name, std::string_view data, mode_t mode,
                      Durability durability, const std::string& path_for_errors);

/// Puts on disk which names a folder has (fsync(2) of the folder).
Result<> sync_directory(int directory, const std::string& path_for_errors);

/// Calls `each` with every name in a folder, without `.` and `..`, in no order; stops at the first
/// Error. A name that comes or goes meanwhile may be left out.
Result<> for_each_name(int directory, const std::string& path_for_errors,
                       const std::function<Result<>(std::string_view name)>& each);

/// The paths that match a pattern (glob(3)), sorted; none is no Error.
Result<std::vector<std::string>> paths_matching(const std::string& pattern);

/// Names in a folder, without `.` and `..`, sorted.
Result<std::vector<std::string>> list_directory(int directory, const std::string& path_for_errors);

} // namespace mfa
