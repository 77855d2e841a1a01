#include "engine/authority/people.hpp"

#include "engine/base/text.hpp"

#include <cerrno>
#include <grp.h>
#include <pwd.h>

namespace mfa::authority {

namespace {

constexpr std::size_t buffer_start = 4096;
constexpr std::size_t buffer_max = 1U << 20U;
constexpr int groups_start = 64;

/// Runs a *_r look-up with a buffer that grows until the entry fits. True: found.
template <typename LookUp>
Result<bool> look_up(std::vector<char>& buffer, const char* what, LookUp run) {
    buffer.resize(buffer_start);
    while (true) {
        bool found = false;
        const int status = run(buffer, found);
        // Some name services report "no such user" as an error (getpwnam(3), ERRORS).
        if (status == 0 || status == ENOENT || status == ESRCH) {
            return found;
        }
        if (status == ERANGE && buffer.size() < buffer_max) {
            buffer.resize(buffer.size() * 4);
        } else if (status != EINTR) {
            return Error::from_errno(what, status);
        }
    }
}

/// MUST: a name service that fails is an Error, or a Deny for a group would not meet its members.
Result<std::vector<std::string>> groups_of(const passwd& entry) {
    std::vector<gid_t> ids(groups_start);
    int count = groups_start;
    while (::getgrouplist(entry.pw_name, entry.pw_gid, ids.data(), &count) < 0) {
        ids.resize(std::max(static_cast<std::size_t>(count), ids.size() * 2));
        count = static_cast<int>(ids.size());
    }
    ids.resize(static_cast<std::size_t>(count));
    std::vector<std::string> names;
    std::vector<char> buffer;
    for (const gid_t id : ids) {
        group entry_of_group{};
        const bool found =
            TRY(look_up(buffer, "look up a group", [&](std::vector<char>& room, bool& is) {
                group* result = nullptr;
                const int status =
                    ::getgrgid_r(id, &entry_of_group, room.data(), room.size(), &result);
                is = result != nullptr;
                return status;
            }));
        if (found) {
            names.emplace_back(entry_of_group.gr_name);
        }
    }
    return names;
}

template <typename LookUp>
Result<std::optional<Person>> find_person(GroupLookup groups, LookUp run) {
    std::vector<char> buffer;
    passwd entry{};
    const bool found =
        TRY(look_up(buffer, "look up a user", [&](std::vector<char>& room, bool& is) {
            passwd* result = nullptr;
            const int status = run(entry, room, result);
            is = result != nullptr;
            return status;
        }));
    if (!found || !is_acceptable_user_name(entry.pw_name)) {
        return std::optional<Person>{};
    }
    // passwd(5): an empty field is /bin/sh.
    Person person{
        entry.pw_name, entry.pw_uid, {}, *entry.pw_shell == 0 ? "/bin/sh" : entry.pw_shell};
    if (groups == GroupLookup::on) {
        person.groups = TRY(groups_of(entry));
    }
    return std::optional{std::move(person)};
}

} // namespace

Result<std::optional<Person>> SystemPeople::by_name(const std::string& name) const {
    if (!is_acceptable_user_name(name)) {
        return std::optional<Person>{};
    }
    return find_person(m_groups, [&name](passwd& entry, std::vector<char>& room, passwd*& result) {
        return ::getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &result);
    });
}

Result<std::optional<Person>> SystemPeople::by_uid(uid_t uid) const {
    return find_person(m_groups, [uid](passwd& entry, std::vector<char>& room, passwd*& result) {
        return ::getpwuid_r(uid, &entry, room.data(), room.size(), &result);
    });
}

void SystemPeople::for_each(
    const std::function<void(const std::string& name, uid_t uid)>& each) const {
    ::setpwent();
    std::vector<char> buffer(buffer_start);
    passwd entry{};
    passwd* result = nullptr;
    while (true) {
        const int status = ::getpwent_r(&entry, buffer.data(), buffer.size(), &result);
        if (status == ERANGE && buffer.size() < buffer_max) {
            buffer.resize(buffer.size() * 4);
        } else if (status != 0 || result == nullptr) {
            break; // who is left out is asked for by name
        } else if (is_acceptable_user_name(entry.pw_name)) {
            each(entry.pw_name, entry.pw_uid);
        }
    }
    ::endpwent();
}

} // namespace mfa::authority
