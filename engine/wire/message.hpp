// The protocol between front ends (pam_mfa.so, mfa_tool) and mfa_helper: one packet, one message.
//
//   packet  = "MFA" version:u8 type:u16 field*        (integers are little-endian)
//   field   = id:u8 length:u32 bytes                   (a number is an i64 in 8 bytes)
//
// MUST: decode() checks every length before it is believed; a packet that does not parse to its
// last byte is refused whole. Bounds: packet_max bytes, fields_max fields.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace mfa::wire {

inline constexpr std::size_t packet_max = 32768;
inline constexpr std::size_t fields_max = 256;
inline constexpr std::uint8_t protocol_version = 1;

enum class MessageType : std::uint16_t {
    // from the PAM module; one helper serves begin and what follows from it
    auth_begin = 1,
    auth_verify = 2,
    auth_enroll_start = 3,
    auth_enroll_finish = 4,
    account = 5,
    session_open = 6,
    session_close = 7,
    // from mfa_tool
    create = 20,
    enable = 21,
    verify = 22,
    status = 23,
    list = 24,
    list_all = 25,
    resync = 26,
    deactivate = 27,
    remove = 28,
    recovery_codes = 29,
    import_device = 30,
    export_user = 31,
    // from mfa_tool admin
    admin_users = 40,
    admin_show = 41,
    admin_reset = 42,
    admin_unlock = 43,
    admin_disable = 44,
    admin_enable = 45,
    admin_doctor = 47,
    admin_quarantine = 49,
    admin_rotate_key = 46, ///< may the caller change the host key?
    admin_seal_anew = 48,  ///< seal what is kept under the key in force, a part at a time
    // from the helper
    reply = 100,    ///< the last message of an answer
    item = 101,     ///< one element of a list; more follow, a reply ends them
    progress = 102, ///< nothing to tell yet: work goes on, and whoever waits may go on waiting
};

enum class Field : std::uint8_t {
    // what the front end says
    user = 1,        ///< the user acted on (tool) or logging in (PAM)
    service = 2,     ///< PAM_SERVICE
    tty = 3,         ///< PAM_TTY
    remote_host = 4, ///< PAM_RHOST as given
    auth_method = 5, ///< repeated: "publickey", "password", …
    remote_user = 6, ///< PAM_RUSER: who calls su or sudo
    code = 7,        ///< secret; repeated where two codes are asked
    ticket = 8,      ///< secret; the login ticket, hexadecimal
    device = 9,      ///< `alice` or `alice/NAME`; for create the part after the slash or nothing
    algorithm = 10,  ///< "sha1", "sha256", "sha512"
    digits = 11,     ///< number
    period_s = 12,   ///< number
    duration_s = 13, ///< number: how long a grant is wanted
    can_enroll = 14, ///< number 0 or 1: enroll=inline and a conversation that can show text
    // what the helper says
    outcome = 30,    ///< number: Outcome
    error_code = 31, ///< short and stable: "denied", "wrong_code", "used_code", "throttled", …
    message = 32,    ///< one sentence for the user, no secret
    action = 33,     ///< what the policy was asked
    resource = 34,
    retry_after_s = 35, ///< number
    verdict = 36,       ///< number: Verdict
    arn = 37,
    secret = 38,     ///< secret; base32, upper case, unpadded
    uri = 39,        ///< secret; otpauth://
    qr_size = 40,    ///< number: modules on a side
    qr_modules = 41, ///< secret; qr_size² characters `0` (light) or `1` (dark), row by row
    state = 42,   ///< "created", "enabled", "deleted"; session: "full", "limited", "none"; where an
                  ///< enrolment starts with a device that the user has: "switched_off"
    drift_s = 43, ///< number
    type = 44,    ///< "totp", "hotp"
    created_at = 45, ///< RFC 3339; missing: never
    enabled_at = 46,
    last_used_at = 47,
    expires_at = 48,
    uid = 49,                 ///< number
    session_id = 50,          ///< number: audit session id
    mfa = 51,                 ///< number 0 or 1; missing: not known to this session
    age_s = 52,               ///< number
    recovery_codes_left = 53, ///< number
    allowed_command = 54,     ///< repeated
    notice = 55,              ///< a line to show although all went well
    limits_by = 56, ///< what limits this session: "guard", "landlock"; for a doctor also "none"
    program = 57,   ///< repeated: a file that may be run in a session that Landlock limits
    landlock_version = 58, ///< number: the running kernel's; 0: none
    limits_lifted = 59,    ///< number 1: this session was limited until now
    // devices that come from elsewhere or go there, and codes
    counter = 60,       ///< number: HOTP, the counter of the next code
    scratch_code = 61,  ///< secret; repeated: one-time codes that are not used yet
    last_step = 62,     ///< number: TOTP, the latest step that is spent
    recovery_code = 63, ///< secret; repeated: codes that were made, each once
    dry_run = 65,       ///< number 0 or 1: say what would happen, change nothing
    skipped = 66,       ///< number: scratch codes that were not taken
    astray = 68, ///< number: a device's codes look out of step; seconds (positive: ahead), or for
                 ///< HOTP counters ahead
    skipped_counters = 69, ///< number: what a resync of a HOTP device passed over
    // about users, for administrators
    devices_enabled = 70,  ///< number
    devices_total = 71,    ///< number
    locked_for_s = 72,     ///< number: how long the user must still wait before the next attempt
    disabled = 73,         ///< number 0 or 1
    record_file = 74,      ///< where something is wrong: the file's path
    problem = 75,          ///< what is wrong, one sentence without a full stop
    advice = 76,           ///< what to do about it
    failures = 77,         ///< number: failed attempts in a row
    problem_code = 78,     ///< short and stable: "damaged", "no_such_user", …
    only = 79,             ///< repeated: "locked", "without_device", "disabled"
    name_pattern = 80,     ///< users whose names fit; `*` and `?` are wildcards
    moved_to = 81,         ///< where a damaged file is now
    checked = 82,          ///< number: how many users were looked at
    clock_drift_s = 85,    ///< number: how far most devices are ahead of this host's clock
    devices_agreeing = 86, ///< number: how many say so
    devices_asked = 87,    ///< number: of how many
    sessions_ended = 84,   ///< number: how many sessions have lost their factor
    enable_now = 83,       ///< number 0 or 1: a secret that is trusted needs no codes
    changed = 88,          ///< number: users sealed anew
    left = 89,             ///< number: users that could not be; each is an item
    resume_after = 90,     ///< where the last part ended and the next begins; missing: done
};

/// How a request ended; mfa_tool's exit status follows from it (interfaces.md).
enum class Outcome : std::int64_t {
    ok = 0,
    failed = 1,
    denied = 3,
    wrong_code = 4,
    throttled = 5,
    unavailable = 6,
};

/// What auth_begin and account tell the module to do.
enum class Verdict : std::int64_t {
    not_needed = 1,   ///< a full session is allowed as things stand: PAM_IGNORE (account: success)
    ask_code = 2,     ///< prompt for a code
    offer_enroll = 3, ///< no enabled device, and the policy lets this user enrol now
    without_factor = 4, ///< no device, limited session allowed: go on without a factor
    deny = 5,           ///< refused; `message` says what to do
    limited = 6,        ///< account: a limited session, `message` is the notice; session open: it
                        ///< is limited now, and the module sees for itself
};

/// One message, encoded as it is built. The storage is wiped: a code or a secret may be in it.
class Message {
public:
    explicit Message(MessageType type);
    static Result<Message> decode(std::span<const std::uint8_t> packet);

    [[nodiscard]] MessageType type() const { return m_type; }

    /// Adds a field. What does not fit makes encoded() fail, so that no caller sends half.
    Message& add(Field field, std::string_view value);
    Message& add(Field field, const SecretBuffer& value);
    Message& add_number(Field field, std::int64_t value);

    /// The first field of that id, or nothing. The view lives as long as the message.
    [[nodiscard]] std::optional<std::string_view> text(Field field) const;
    [[nodiscard]] std::vector<std::string_view> texts(Field field) const;
    [[nodiscard]] std::optional<std::int64_t> number(Field field) const;
    [[nodiscard]] std::optional<SecretBuffer> secret(Field field) const;
    [[nodiscard]] std::vector<SecretBuffer> secrets(Field field) const;

    /// The packet to send.
    [[nodiscard]] Result<std::span<const std::uint8_t>> encoded() const;

private:
    struct Slice {
        Field field;
        std::size_t offset;
        std::size_t length;
    };

    Message(MessageType type, SecretBuffer packet, std::vector<Slice> fields);
    [[nodiscard]] std::string_view view_of(const Slice& slice) const;

    MessageType m_type;
    SecretBuffer m_packet;
    std::vector<Slice> m_fields;
    bool m_overflow = false;
};

} // namespace mfa::wire
