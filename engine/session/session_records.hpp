// Session records: whether and when a session of a user has shown a factor. A record with a factor
// is a grant. They live in /run/mfa/sessions, which is `mfa`'s alone and gone at reboot.
//
// MUST: times are boot-clock times of the boot that the record names; any other boot's record is no
// record. A record counts for its session, uid and user together and for nobody else.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"
#include "engine/base/unique_fd.hpp"
#include "engine/session/session_key.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace mfa::session {

struct Subject {
    std::string user;
    uid_t uid = 0;
};

/// A factor that was shown.
struct Factor {
    std::string device;          ///< its full name
    std::uint32_t device_id = 0; ///< its number in the owner's record
    BootTime shown_at{};
    BootTime expires_at{};
};

struct SessionRecord {
    Subject subject;
    std::string remote_host;      ///< PAM_RHOST at login, or empty
    std::optional<Factor> factor; ///< nothing: pam_mfa took part, and no factor was shown
    /// Limited by its opener, as long as it lasts: no factor lifts it.
    bool held_by_landlock = false;
};

class SessionRecords {
public:
    /// Opens `sessions` in the folder of `runtime`, making it when it is missing.
    static Result<SessionRecords> open(int runtime, uid_t owner, std::string boot);

    /// The record of this session for this subject, from the first key that has one.
    [[nodiscard]] Result<std::optional<SessionRecord>> find(const SessionPlace& place,
                                                            const Subject& subject) const;

    /// Writes or replaces. MUST: whoever writes a factor, or replaces a record that may have one,
    /// holds the subject's device lock; a revoke() in between would be undone. The first record of
    /// a new session that has shown none needs no lock, and so no device record that can be read.
    Result<> write(const SessionKey& key, const SessionRecord& record);

    Result<> remove(const SessionKey& key, const Subject& subject);

    /// Takes the factor out of every record that rests on this device. Returns how many there were.
    Result<int> revoke(const Subject& subject, std::uint32_t device_id);

    /// Takes the factor out of every record of the subject, whatever it rests on.
    Result<int> revoke_all(const Subject& subject);

    /// Removes records that expired more than a day ago.
    Result<> reap(BootTime now);

private:
    SessionRecords(UniqueFd directory, uid_t owner, std::string boot);
    [[nodiscard]] Result<std::optional<SessionRecord>> read(const std::string& name) const;
    /// Takes the factor out of the subject's records where `fits` says so.
    Result<int> revoke_where(const Subject& subject,
                             const std::function<bool(const Factor&)>& fits);
    Result<> write_named(const std::string& name, const SessionRecord& record);

    UniqueFd m_directory;
    uid_t m_owner;
    std::string m_boot;
};

/// The runtime folder's sub-folder `name`, made with mode 0700 when it is missing.
Result<UniqueFd> open_or_make_directory(int parent, const std::string& name, uid_t owner);

} // namespace mfa::session
