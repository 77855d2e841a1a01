#include "engine/guard/landlock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mfa::guard {

namespace {

constexpr FileRights rights_of_files = FileRight::file_execute | FileRight::file_write |
                                       FileRight::file_read | FileRight::file_truncate |
                                       FileRight::device_control;
/// All that version 1 knows. REFER, of version 2, is refused whether it is named or not.
constexpr FileRights first_rights = (1ULL << 13U) - 1;
constexpr std::uint64_t tcp_bind_and_connect = 0x3;   // version 4
constexpr std::uint64_t scope_abstract_sockets = 0x1; // version 6
constexpr std::uint64_t scope_signals = 0x2;          // version 6

/// The newest form of linux/landlock.h's landlock_ruleset_attr; an older kernel takes zeros for
/// what it does not know.
struct RuleSetAttributes {
    std::uint64_t handled_files;
    std::uint64_t handled_network;
    std::uint64_t scoped;
};

RuleSetAttributes all_of(int version) {
    RuleSetAttributes attributes{first_rights, 0, 0};
    if (version >= 3) {
        attributes.handled_files |= FileRight::file_truncate;
    }
    if (version >= 4) {
        attributes.handled_network = tcp_bind_and_connect;
    }
    if (version >= 5) {
        attributes.handled_files |= FileRight::device_control;
    }
    if (version >= 6) {
        attributes.scoped = scope_abstract_sockets | scope_signals;
    }
    return attributes;
}

UniqueFd rule_set(const RuleSetAttributes& attributes) {
    return UniqueFd{static_cast<int>(
        ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0))};
}

} // namespace

int landlock_version() {
    const long version =
        ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? static_cast<int>(version) : 0;
}

Result<LandlockRules> LandlockRules::create(int version) {
    RuleSetAttributes attributes = all_of(version);
    UniqueFd rules = rule_set(attributes);
    if (!rules && errno == EINVAL && attributes.scoped != 0) {
        attributes.scoped = scope_abstract_sockets; // RHEL 9's version 6 is without signals
        rules = rule_set(attributes);
    }
    if (!rules) {
        return Error::from_errno("make Landlock rules");
    }
    return LandlockRules{std::move(rules), attributes.handled_files};
}

Result<> LandlockRules::allow(int file, FileRights rights) {
    struct stat status {};
    if (::fstat(file, &status) != 0) {
        return Error::from_errno("allow a file");
    }
    if (!S_ISDIR(status.st_mode)) {
        rights &= rights_of_files;
    }
    landlock_path_beneath_attr rule{rights & m_handled, file};
    if (rule.allowed_access != 0 && ::syscall(SYS_landlock_add_rule, m_rules.get(),
                                              LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
        return Error::from_errno("allow a file");
    }
    return {};
}

Result<> LandlockRules::allow(const std::string& path, FileRights rights) {
    const UniqueFd file{::open(path.c_str(), O_PATH | O_CLOEXEC)};
    if (!file) {
        return errno == ENOENT || errno == ENOTDIR ? Result<>{}
                                                   : Error::from_errno("allow `" + path + "`");
    }
    const auto allowed = allow(file.get(), rights);
    return allowed ? Result<>{}
                   : Error::from_errno("allow `" + path + "`", allowed.error().sys_errno());
}

Result<> LandlockRules::restrict_self() const {
    if (::syscall(SYS_landlock_restrict_self, m_rules.get(), 0) != 0) {
        return Error::from_errno("apply Landlock rules");
    }
    return {};
}

} // namespace mfa::guard
