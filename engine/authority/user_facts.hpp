// What an administrator is told of one user: how many devices, when used, whether he must wait.
#pragma once

#include "engine/authority/services.hpp"
#include "engine/device/account.hpp"
#include "engine/wire/message.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mfa::authority {

/// Why somebody's record tells nothing.
struct RecordProblem {
    std::string code; ///< short and stable: "damaged", "unsafe_file", "busy", "no_such_user", …
    std::string text; ///< one sentence, names the file
};

RecordProblem problem_of(const Error& error);
RecordProblem no_such_user_any_more();

struct UserFacts {
    std::string user;
    std::optional<uid_t> uid; ///< nothing: no such user any more
    std::size_t devices_enabled = 0;
    std::size_t devices_total = 0; ///< without those that have expired
    std::optional<WallTime> last_used_at;
    std::uint32_t failures = 0;
    std::chrono::seconds locked_for{0};
    bool is_disabled = false;
    std::size_t recovery_codes_left = 0;
    std::optional<RecordProblem> problem; ///< set: nothing else but user and uid is known
};

UserFacts facts_of(const Services& services, device::Account& account);
/// The same of somebody whose account is not open; a record that cannot be read is a problem and no
/// error.
UserFacts facts_of(const Services& services, const std::string& user, std::optional<uid_t> uid);

/// Adds them to an item of a list or to a reply.
void add_facts(const UserFacts& facts, wire::Message& message);

/// Which users are wanted: all conditions at once.
class UserFilter {
public:
    /// invalid_input for a condition that is none.
    static Result<UserFilter> read(const wire::Message& request);

    [[nodiscard]] bool fits_name(std::string_view user) const;
    /// What cannot be judged for its problem fits no condition but on the name.
    [[nodiscard]] bool fits(const UserFacts& facts) const;

private:
    std::optional<std::string> m_pattern;
    bool m_locked = false;
    bool m_without_device = false;
    bool m_disabled = false;
};

} // namespace mfa::authority
