// A device's life: create → enable → (resync) → deactivate → delete, as in the AWS IAM API
// (CreateVirtualMFADevice, EnableMFADevice, ResyncMFADevice, DeactivateMFADevice,
// DeleteVirtualMFADevice). Whether a caller may is asked before, by the authority.
#pragma once

#include "engine/base/random.hpp"
#include "engine/device/account.hpp"
#include "engine/device/verify.hpp"

#include <string>
#include <string_view>

namespace mfa::device {

/// Why the life cycle refuses; a value, not an Error.
enum class Refusal {
    none,
    already_enabled,  ///< a device of that name is in use: deactivate it first
    switched_off,     ///< a device of that name was in use: enable it again, or delete it
    too_many_devices, ///< the limit in mfa.yaml is reached
    not_found,        ///< the user has no device of that name
    not_enabled,      ///< only an enabled device can be resynced or deactivated
};

/// A new secret and a device that cannot verify yet. It replaces a device of that name that never
/// was enabled, so that an interrupted enrolment leaves nobody stuck; such a one is gone after an
/// hour. One that was enabled is never replaced: that would be deleting it, which is an action of
/// its own and takes a factor.
///
/// `limit` is for devices that were enabled, in use or switched off: those that never were are
/// nobody's to delete without a factor, so they keep no user from a device. devices_max bounds all.
Result<Refusal> create(Account& account, const std::string& name, const otp::Parameters& parameters,
                       std::size_t limit, RandomSource& random, const Moment& now);

/// Whether a device of that name could be added now, by create() or take_over(); changes nothing.
Refusal refusal_to_add(const Account& account, std::string_view name, std::size_t limit,
                       const Moment& now);

/// A secret that was made elsewhere: a hardware token's, or what another program kept.
struct Seed {
    otp::Parameters parameters;
    SecretBuffer secret;
    otp::Step last_step = -1;     ///< the latest step or counter that is spent
    std::int32_t drift_steps = 0; ///< what is known of the device's clock, in periods
};

/// create() with a secret that is there already; its owner proves the device with two codes.
Result<Refusal> create_from_seed(Account& account, const std::string& name, const Seed& seed,
                                 std::size_t limit, const Moment& now);

/// A device that was proved where it comes from: enabled at once.
Result<Refusal> take_over(Account& account, const std::string& name, const Seed& seed,
                          std::size_t limit, const Moment& now);

struct Proof {
    Refusal refusal = Refusal::none;
    Attempt attempt;
};

/// Whether two codes prove a created device, searched an hour around the present.
/// Consumes them; the device stays `created` until commit_enable. A device that never was enabled
/// is too_many_devices where `limit` others were.
Result<Proof> prove_created(Account& account, std::string_view name, std::size_t limit,
                            const SecretBuffer& first, const SecretBuffer& second,
                            const Moment& now);

/// Turns a proved device on; durable when this returns. `not_found` when it is no longer the device
/// with `id`.
Result<Refusal> commit_enable(Account& account, std::string_view name, std::uint32_t id,
                              const Moment& now);

/// Learns the drift of an enabled device anew, searched a day around the present.
Result<Proof> resync(Account& account, std::string_view name, const SecretBuffer& first,
                     const SecretBuffer& second, const Moment& now);

/// Back to `created`: exists, cannot verify.
Result<Refusal> deactivate(Account& account, std::string_view name);

Result<Refusal> remove(Account& account, std::string_view name);

/// Removes every device and recovery code: the user enrols anew. What failed attempts ask to wait
/// stays.
Result<> reset(Account& account);

enum class Standing { active, disabled };
/// A disabled user keeps all devices, and none of them counts.
Result<> set_standing(Account& account, Standing standing);

/// Whether a device was enabled once and is not now. Two codes switch it on again.
bool is_switched_off(const Device& device);

/// Whether a created device has outlived its hour: it counts as not there.
bool has_expired(const Device& device, WallTime now);

} // namespace mfa::device
