// Landlock: rules about files that a process lays upon itself and all its descendants, for good.
//
// Not covered by any version so far: stat(2), chdir(2), chmod(2), chown(2) and extended attributes;
// what is open already; pipes and sockets; connecting to Unix sockets that have a path; UDP.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/unique_fd.hpp"

#include <cstdint>
#include <string>

namespace mfa::guard {

/// The version of Landlock that the running kernel has; 0: none, or it was started without.
int landlock_version();

/// What may be done with a file, or with all that lies below a folder: the kernel's numbers
/// (linux/landlock.h). They are here since Debian 12's header ends with version 2.
enum FileRight : std::uint64_t {
    file_execute = 1ULL << 0U,
    file_write = 1ULL << 1U,
    file_read = 1ULL << 2U,
    folder_read = 1ULL << 3U,
    file_remove = 1ULL << 5U,
    folder_make = 1ULL << 7U,
    file_make = 1ULL << 8U,
    file_truncate = 1ULL << 14U,  ///< from version 3
    device_control = 1ULL << 15U, ///< ioctl(2) of devices, from version 5
};
using FileRights = std::uint64_t;

inline constexpr FileRights reading = FileRight::file_read | FileRight::folder_read;
inline constexpr FileRights writing = FileRight::file_write | FileRight::file_truncate;
inline constexpr FileRights using_a_device =
    FileRight::file_read | FileRight::file_write | FileRight::device_control;
/// What a folder of state takes: files that are made, changed, renamed in it, and removed.
inline constexpr FileRights keeping_files =
    reading | writing | FileRight::file_make | FileRight::folder_make | FileRight::file_remove;

/// Rules to be laid upon oneself. All that this version can refuse is refused, unless it is allowed
/// here: of files, TCP (from 4), signals and abstract Unix sockets to outside (from 6).
class LandlockRules {
public:
    static Result<LandlockRules> create(int version);

    /// Allows `rights` on what is open, and below it. Rights that a file cannot have, or that this
    /// version does not know, are left out.
    Result<> allow(int file, FileRights rights);
    /// The same by path; nothing where nothing is there.
    Result<> allow(const std::string& path, FileRights rights);

    /// From now on, for this thread and its descendants. MUST have CAP_SYS_ADMIN: no_new_privs
    /// would take setuid from everything that follows.
    Result<> restrict_self() const;

private:
    LandlockRules(UniqueFd rules, FileRights handled)
        : m_rules{std::move(rules)}, m_handled{handled} {}

    UniqueFd m_rules;
    FileRights m_handled;
};

} // namespace mfa::guard
