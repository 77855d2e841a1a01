// Users and groups, as the name service knows them (getpwnam(3), getgrouplist(3)).
#pragma once

#include "engine/base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mfa::authority {

struct Person {
    std::string name;
    uid_t uid = 0;
    /// By name; a group without a name is left out. None when not looked up.
    std::vector<std::string> groups;
    std::string shell{}; ///< the login shell, never empty once looked up
};

/// Looks users up; a test puts its own in place.
class People {
public:
    People() = default;
    People(const People&) = delete;
    People& operator=(const People&) = delete;
    virtual ~People() = default;

    /// Nothing when there is no such user; an Error when that could not be found out.
    [[nodiscard]] virtual Result<std::optional<Person>> by_name(const std::string& name) const = 0;
    [[nodiscard]] virtual Result<std::optional<Person>> by_uid(uid_t uid) const = 0;

    /// Everybody whom the name service tells without being asked for somebody (getpwent(3)), whose
    /// name can be one; not complete, and nobody's groups.
    virtual void
    for_each(const std::function<void(const std::string& name, uid_t uid)>& each) const {
        static_cast<void>(each);
    }
};

/// Finding somebody's groups may ask several services: only who needs them pays for that.
enum class GroupLookup { on, off };

class SystemPeople final : public People {
public:
    explicit SystemPeople(GroupLookup groups) : m_groups{groups} {}

    [[nodiscard]] Result<std::optional<Person>> by_name(const std::string& name) const override;
    [[nodiscard]] Result<std::optional<Person>> by_uid(uid_t uid) const override;
    void
    for_each(const std::function<void(const std::string& name, uid_t uid)>& each) const override;

private:
    GroupLookup m_groups;
};

} // namespace mfa::authority
