#include "engine/guard/confinement.hpp"

#include "engine/base/file.hpp"
#include "engine/guard/landlock.hpp"
#include "engine/guard/loader_folders.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <utility>

namespace mfa::guard {

namespace {

struct Grant {
    const char* path;
    FileRights rights;
};

constexpr std::array<Grant, 36> grants{{
    // What every program reads. Not /usr, and not /usr/share either: the dynamic loader, which must
    // be executable, runs every program that it can read.
    {"/etc", reading},
    {"/proc", reading},
    {"/usr/lib/locale", reading},
    {"/usr/share/locale", reading},
    {"/usr/share/i18n", reading},
    {"/usr/share/zoneinfo", reading},
    {"/usr/share/terminfo", reading},
    {"/usr/lib/terminfo", reading},
    // The name service, and where /etc/resolv.conf may lead.
    {"/var/lib/sss", reading},
    {"/var/lib/extrausers", reading},
    {"/var/cache/nscd", reading},
    {"/run/nscd", reading},
    {"/run/systemd", reading},
    {"/run/resolvconf", reading},
    {"/run/NetworkManager", reading},
    // Terminals. A terminal gets its name after this, so all of /dev/pts is open; owner and mode
    // keep it to those of the same user.
    {"/dev/ptmx", using_a_device},
    {"/dev/pts", using_a_device | reading},
    {"/dev/tty", using_a_device},
    {"/dev/console", using_a_device},
    {"/dev/null", using_a_device},
    {"/dev/zero", using_a_device},
    {"/dev/full", using_a_device},
    {"/dev/random", FileRight::file_read},
    {"/dev/urandom", FileRight::file_read},
    // The opener's books of who was here. Root's, mode 0644 or 0664 with group utmp.
    {"/run/utmp", reading | writing},
    {"/var/log/wtmp", reading | writing},
    {"/var/log/btmp", reading | writing},
    {"/var/log/lastlog", reading | writing},
    {"/var/lib/wtmpdb", keeping_files},
    {"/var/lib/lastlog", keeping_files},
    // What a login shows.
    {"/run/motd.dynamic", reading},
    {"/run/motd.d", reading},
    {"/run/nologin", reading},
    // mfa_helper's, which is setuid. `mfa`'s alone, mode 0700.
    {"/var/lib/mfa", keeping_files},
    {"/run/mfa", keeping_files},
    {"/sys/fs/selinux", reading},
}};

/// Folders of code below a loader's folder: conversions of iconv(3), libraries for a processor.
constexpr std::array<const char*, 2> library_folders{"/gconv", "/glibc-hwcaps"};

Result<> only_thread() {
    const UniqueFd folder{::open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder) {
        return Error::from_errno("open `/proc/self/task`");
    }
    const auto threads = TRY(list_directory(folder.get(), "/proc/self/task"));
    return threads.size() == 1 ? Result<>{}
                               : Error{ErrorKind::internal, "confine a session",
                                       "the program that opens it has threads"};
}

bool is_roots_own(const struct stat& status) {
    return status.st_uid == 0 && (status.st_mode & writable_by_others) == 0;
}

/// Adds a file that root owns and only root may write. Links are followed: what counts is the file.
/// One that is not so, or not there, is left out.
Result<> allow_roots_file(LandlockRules& rules, int folder, const std::string& name,
                          FileRights rights, std::set<std::pair<dev_t, ino_t>>& seen) {
    const UniqueFd file{::openat(folder, name.c_str(), O_PATH | O_CLOEXEC)};
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
        !is_roots_own(status) || !seen.emplace(status.st_dev, status.st_ino).second) {
        return {};
    }
    return rules.allow(file.get(), rights);
}

bool is_library(const std::string& name) {
    return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

/// The libraries themselves and not their folders: below those lie programs, too.
Result<> allow_libraries(LandlockRules& rules) {
    std::set<std::pair<dev_t, ino_t>> seen;
    for (const std::string& path : loader_folders()) {
        const UniqueFd folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        struct stat status {};
        if (!folder || ::fstat(folder.get(), &status) != 0 || !is_roots_own(status) ||
            !seen.emplace(status.st_dev, status.st_ino).second) {
            continue;
        }
        for (const std::string& name : TRY(list_directory(folder.get(), path))) {
            if (is_library(name)) {
                TRY(allow_roots_file(rules, folder.get(), name, FileRight::file_read, seen));
            }
        }
        for (const char* below : library_folders) {
            TRY(rules.allow(path + below, reading));
        }
    }
    return {};
}

Result<> allow_terminal(LandlockRules& rules, const std::string& name) {
    const std::string path = name.starts_with("/dev/") ? name : "/dev/" + name;
    const UniqueFd file{::open(path.c_str(), O_PATH | O_CLOEXEC)};
    struct stat status {};
    const bool is_terminal = !name.empty() && path.find("..") == std::string::npos && file &&
                             ::fstat(file.get(), &status) == 0 && S_ISCHR(status.st_mode);
    return is_terminal ? rules.allow(file.get(), using_a_device) : Result<>{};
}

} // namespace

Result<> confine_for_good(const std::vector<std::string>& programs, const std::string& terminal) {
    TRY(only_thread());
    const int version = landlock_version();
    if (version == 0) {
        return Error{ErrorKind::invalid_config, "confine a session",
                     "this kernel has no Landlock, or was started without it"};
    }
    auto rules = TRY(LandlockRules::create(version));
    for (const Grant& grant : grants) {
        TRY(rules.allow(grant.path, grant.rights));
    }
    TRY(allow_libraries(rules));
    TRY(allow_terminal(rules, terminal));
    std::set<std::pair<dev_t, ino_t>> seen;
    for (const std::string& program : programs) {
        TRY(allow_roots_file(rules, AT_FDCWD, program,
                             FileRight::file_execute | FileRight::file_read, seen));
    }
    return rules.restrict_self();
}

} // namespace mfa::guard
