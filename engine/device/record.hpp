// What is kept of a user's devices. Two pieces, because they change at a different pace:
// Record (secrets, the life cycle) and Usage (attempts and spent steps, at every login).
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/otp/code.hpp"
#include "engine/otp/parameters.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mfa::device {

/// Most devices that one user can have; the usage sector has room for no more.
inline constexpr std::size_t devices_max = 16;
/// Most codes that one recovery list can have; the usage sector has a bit for each.
inline constexpr std::size_t recovery_codes_max = 16;

enum class State : std::uint8_t {
    created = 1, ///< exists, cannot verify
    enabled = 2, ///< proved with two consecutive codes
};

/// Whose devices these are. Both are bound into every seal.
struct Owner {
    std::string user;
    uid_t uid = 0;
};

struct Device {
    std::uint32_t id = 0; ///< never used twice for one user; links a device to its usage
    std::string name;     ///< `alice` or `alice/phone`
    otp::Parameters parameters;
    SecretBuffer secret;
    State state = State::created;
    WallTime created_at{};
    std::optional<WallTime> enabled_at; ///< kept when the device is deactivated
};

/// Recovery codes as they are kept: their hashes, in the order in which they were shown. Which of
/// them are used stands in the usage.
struct RecoveryList {
    static constexpr std::size_t salt_size = 16;
    static constexpr std::size_t hash_size = 32;

    std::uint32_t id = 0; ///< of the ids of devices; never used twice for one user
    WallTime created_at{};
    std::array<std::uint8_t, salt_size> salt{};
    std::vector<std::array<std::uint8_t, hash_size>> hashes; ///< at most recovery_codes_max
};

struct Record {
    std::uint64_t generation = 0; ///< one more at each change; an old record cannot be put back
    std::uint32_t next_id = 1;
    bool is_disabled = false; ///< by an administrator: no factor of this user counts
    std::vector<Device> devices;
    std::optional<RecoveryList> recovery;
};

/// What using a device leaves behind.
struct DeviceUsage {
    std::uint32_t id = 0;
    /// The latest step (of a HOTP device: counter) accepted or spent; only later ones are accepted.
    otp::Step last_step = -1;
    std::int32_t drift_steps = 0; ///< the device's clock against ours, in periods
    std::optional<WallTime> last_used_at;
    /// The drift was learned from codes that may have been typed late: the next code tells whether
    /// the clock is slow or the person was.
    bool drift_is_tentative = false;
};

/// A wrong code that was right at another time: a clock that is off, if the next one says the same.
struct Stray {
    std::uint32_t device_id = 0;   ///< 0: there is none
    otp::Step step = 0;            ///< of the code
    std::int32_t offset_steps = 0; ///< of the device against ours when the code came
    bool is_confirmed = false;     ///< two different codes agreed
};

struct Usage {
    std::uint64_t generation = 0; ///< of the record that this belongs to
    std::uint32_t failures = 0;   ///< in a row, over all devices and doors
    BootTime last_failure{};      ///< on the boot clock of `boot`
    std::string boot;             ///< boot id (36 characters) at the last failure, or empty
    Stray stray;
    std::uint32_t recovery_id = 0;   ///< of the list that recovery_used is about
    std::uint16_t recovery_used = 0; ///< a bit for each code of the list, the first one lowest
    std::vector<DeviceUsage> devices;
};

} // namespace mfa::device
