// One user's devices and their usage, locked and loaded together.
//
// MUST: what the two files say agrees, or it is an error. A usage sector names the generation of
// its record; a record may be one ahead (a crash between the two writes) and nothing else. So an
// old record cannot be put back alone, and neither can a sector from before the last two changes of
// the record. A later sector can: attempts change no record.
//
// MUST: a record that is ahead is on disk before a sector names it, and that sector is on disk
// before the record changes again. Otherwise a second crash, or a power loss after the first, parts
// the two for good.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"
#include "engine/device/record.hpp"
#include "engine/device/seal.hpp"
#include "engine/device/store.hpp"

#include <memory>
#include <string_view>

namespace mfa::device {

/// The generation in the usage sector of an account whose record was set aside. No record has it.
inline constexpr std::uint64_t closed_generation = std::uint64_t{1} << 62U;

class Account {
public:
    /// Locks and loads. A user without files gets an empty account; files that cannot be read,
    /// opened or believed are an Error that names them, never "no device".
    static Result<Account> open(Store& store, const Sealer& sealer, Owner owner);
    /// The same with files that are locked already.
    static Result<Account> open(std::unique_ptr<LockedFiles> files, const Sealer& sealer,
                                Owner owner);

    /// The same for looking: what is saved fails.
    static Result<Account> look(Store& store, const Sealer& sealer, Owner owner);

    /// An account that is closed (salvage.hpp), as an empty one, for reset() to write down. The
    /// wait stays; generation and ids are higher than any that was, so that nothing old counts
    /// again.
    static Result<Account> begin_anew(Store& store, const Sealer& sealer, Owner owner,
                                      WallTime now);

    [[nodiscard]] const Owner& owner() const { return m_owner; }
    [[nodiscard]] const std::vector<Device>& devices() const { return m_record.devices; }
    [[nodiscard]] std::vector<Device>& devices() { return m_record.devices; }
    [[nodiscard]] const Usage& usage() const { return m_usage; }
    [[nodiscard]] Usage& usage() { return m_usage; }

    [[nodiscard]] Device* find(std::string_view name);
    [[nodiscard]] bool has_enabled_device() const;
    /// The usage of a device; made when it has none yet.
    DeviceUsage& usage_of(const Device& device);
    /// Drops the usage of devices that are no longer there.
    void forget_removed_devices();
    [[nodiscard]] const std::optional<RecoveryList>& recovery() const { return m_record.recovery; }
    [[nodiscard]] std::optional<RecoveryList>& recovery() { return m_record.recovery; }
    [[nodiscard]] bool is_disabled() const { return m_record.is_disabled; }
    void set_disabled(bool is_disabled) { m_record.is_disabled = is_disabled; }
    /// For a device or a recovery list.
    [[nodiscard]] std::uint32_t take_device_id() { return m_record.next_id++; }

    /// Writes the devices (and the usage with them); durable when this returns.
    Result<> save_devices();
    /// Writes the usage alone.
    Result<> save_usage(LockedFiles::Sync sync);

private:
    Account(std::unique_ptr<LockedFiles> files, const Sealer& sealer, Owner owner);
    Result<> load();

    std::unique_ptr<LockedFiles> m_files;
    const Sealer* m_sealer;
    Owner m_owner;
    Record m_record;
    Usage m_usage;
    bool m_record_is_ahead = false; ///< of the sector on disk
};

} // namespace mfa::device
