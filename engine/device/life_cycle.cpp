#include "engine/device/life_cycle.hpp"

#include <algorithm>
#include <chrono>

namespace mfa::device {

namespace {

using std::chrono::hours;

constexpr hours created_lifetime{1};

Device* find_alive(Account& account, std::string_view name, const Moment& now) {
    Device* device = account.find(name);
    return device != nullptr && !has_expired(*device, now.wall) ? device : nullptr;
}

/// Whether the user has as many devices as he may, counting those that were enabled.
bool is_at_limit(const Account& account, std::size_t limit) {
    const auto counted =
        std::count_if(account.devices().begin(), account.devices().end(),
                      [](const Device& device) { return device.enabled_at.has_value(); });
    return static_cast<std::size_t>(counted) >= limit;
}

/// Adds a created device. Saving the devices puts what is spent of it on disk before them.
Result<Refusal> add_device(Account& account, const std::string& name, const Seed& seed,
                           std::size_t limit, const Moment& now) {
    auto& devices = account.devices();
    if (const auto refusal = refusal_to_add(account, name, limit, now); refusal != Refusal::none) {
        return refusal;
    }
    std::erase_if(devices, [&](const Device& device) {
        return device.name == name || has_expired(device, now.wall);
    });
    account.forget_removed_devices();
    Device device;
    device.id = account.take_device_id();
    device.name = name;
    device.parameters = seed.parameters;
    device.created_at = now.wall;
    device.secret = seed.secret.clone();
    if (seed.last_step >= 0 || seed.drift_steps != 0) {
        DeviceUsage& used = account.usage_of(device);
        used.last_step = seed.last_step;
        used.drift_steps = seed.drift_steps;
    }
    devices.push_back(std::move(device));
    return Refusal::none;
}

} // namespace

bool is_switched_off(const Device& device) {
    return device.state == State::created && device.enabled_at.has_value();
}

bool has_expired(const Device& device, WallTime now) {
    // A clock set back must not keep a device alive for longer than its hour either.
    const auto age = now - device.created_at;
    return device.state == State::created && !is_switched_off(device) &&
           (age >= created_lifetime || age <= -created_lifetime);
}

Refusal refusal_to_add(const Account& account, std::string_view name, std::size_t limit,
                       const Moment& now) {
    std::size_t others = 0;
    for (const Device& device : account.devices()) {
        if (device.name != name) {
            others += has_expired(device, now.wall) ? 0 : 1;
        } else if (device.state == State::enabled) {
            return Refusal::already_enabled;
        } else if (is_switched_off(device)) {
            return Refusal::switched_off;
        }
    }
    return is_at_limit(account, limit) || others >= devices_max ? Refusal::too_many_devices
                                                                : Refusal::none;
}

Result<Refusal> create(Account& account, const std::string& name, const otp::Parameters& parameters,
                       std::size_t limit, RandomSource& random, const Moment& now) {
    const std::size_t size = otp::secret_size(parameters.algorithm);
    Seed seed{parameters, SecretBuffer::with_capacity(size)};
    TRY(seed.secret.resize(size));
    TRY(random.fill(seed.secret.bytes()));
    return create_from_seed(account, name, seed, limit, now);
}

Result<Refusal> create_from_seed(Account& account, const std::string& name, const Seed& seed,
                                 std::size_t limit, const Moment& now) {
    const auto refusal = TRY(add_device(account, name, seed, limit, now));
    if (refusal == Refusal::none) {
        TRY(account.save_devices());
    }
    return refusal;
}

Result<Refusal> take_over(Account& account, const std::string& name, const Seed& seed,
                          std::size_t limit, const Moment& now) {
    const auto refusal = TRY(add_device(account, name, seed, limit, now));
    if (refusal == Refusal::none) {
        Device& device = account.devices().back();
        device.state = State::enabled;
        device.enabled_at = now.wall;
        TRY(account.save_devices());
    }
    return refusal;
}

Result<Proof> prove_created(Account& account, std::string_view name, std::size_t limit,
                            const SecretBuffer& first, const SecretBuffer& second,
                            const Moment& now) {
    Device* device = find_alive(account, name, now);
    if (device == nullptr) {
        return Proof{Refusal::not_found, {}};
    }
    if (device->state == State::enabled) {
        return Proof{Refusal::already_enabled, {}};
    }
    if (!device->enabled_at && is_at_limit(account, limit)) {
        return Proof{Refusal::too_many_devices, {}};
    }
    return Proof{Refusal::none, TRY(prove(account, *device, first, second, enable_reach, now))};
}

Result<Refusal> commit_enable(Account& account, std::string_view name, std::uint32_t id,
                              const Moment& now) {
    Device* device = account.find(name);
    if (device == nullptr || device->id != id) {
        return Refusal::not_found;
    }
    if (device->state != State::enabled) {
        device->state = State::enabled;
        device->enabled_at = now.wall;
        TRY(account.save_devices());
    }
    return Refusal::none;
}

Result<Proof> resync(Account& account, std::string_view name, const SecretBuffer& first,
                     const SecretBuffer& second, const Moment& now) {
    Device* device = find_alive(account, name, now);
    if (device == nullptr) {
        return Proof{Refusal::not_found, {}};
    }
    if (device->state != State::enabled) {
        return Proof{Refusal::not_enabled, {}};
    }
    return Proof{Refusal::none, TRY(prove(account, *device, first, second, resync_reach, now))};
}

Result<Refusal> deactivate(Account& account, std::string_view name) {
    Device* device = account.find(name);
    if (device == nullptr) {
        return Refusal::not_found;
    }
    if (device->state != State::enabled) {
        return Refusal::not_enabled;
    }
    device->state = State::created;
    TRY(account.save_devices());
    return Refusal::none;
}

Result<Refusal> remove(Account& account, std::string_view name) {
    if (account.find(name) == nullptr) {
        return Refusal::not_found;
    }
    std::erase_if(account.devices(), [name](const Device& device) { return device.name == name; });
    TRY(account.save_devices());
    return Refusal::none;
}

Result<> reset(Account& account) {
    account.devices().clear();
    account.recovery().reset();
    return account.save_devices();
}

Result<> set_standing(Account& account, Standing standing) {
    account.set_disabled(standing == Standing::disabled);
    return account.save_devices();
}

} // namespace mfa::device
