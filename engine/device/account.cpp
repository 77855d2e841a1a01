#include "engine/device/account.hpp"

#include "engine/device/codec.hpp"

#include <algorithm>
#include <utility>

namespace mfa::device {

namespace {

Error named(const Error& error, const std::string& name) {
    return Error{error.kind(), "use `" + name + "`", error.message()};
}

} // namespace

Account::Account(std::unique_ptr<LockedFiles> files, const Sealer& sealer, Owner owner)
    : m_files{std::move(files)}, m_sealer{&sealer}, m_owner{std::move(owner)} {}

Result<Account> Account::open(Store& store, const Sealer& sealer, Owner owner) {
    auto files = TRY(store.lock(owner.user));
    return open(std::move(files), sealer, std::move(owner));
}

Result<Account> Account::open(std::unique_ptr<LockedFiles> files, const Sealer& sealer,
                              Owner owner) {
    Account account{std::move(files), sealer, std::move(owner)};
    TRY(account.load());
    return account;
}

Result<Account> Account::look(Store& store, const Sealer& sealer, Owner owner) {
    auto files = TRY(store.lock_to_read(owner.user));
    Account account{std::move(files), sealer, std::move(owner)};
    TRY(account.load());
    return account;
}

Result<Account> Account::begin_anew(Store& store, const Sealer& sealer, Owner owner, WallTime now) {
    auto files = TRY(store.lock(owner.user));
    Account account{std::move(files), sealer, std::move(owner)};
    const auto usage_file = TRY(account.m_files->read_usage());
    if (!usage_file || TRY(account.m_files->read_record())) {
        return Error{ErrorKind::internal, "begin an account anew", "it is not closed"};
    }
    account.m_usage = TRY(decode_usage(*usage_file, account.m_owner, sealer));
    if (account.m_usage.generation != closed_generation) {
        return Error{ErrorKind::internal, "begin an account anew", "it is not closed"};
    }
    // More changes and ids than seconds since 1970 nobody has.
    const auto seconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    account.m_record.generation = seconds;
    account.m_record.next_id = static_cast<std::uint32_t>(seconds);
    return account;
}

Result<> Account::load() {
    const auto record_file = TRY(m_files->read_record());
    const auto usage_file = TRY(m_files->read_usage());
    if (!record_file && !usage_file) {
        return {};
    }
    if (!usage_file) {
        return Error{ErrorKind::corrupt, "use `" + m_files->record_name() + "`",
                     "`" + m_files->usage_name() + "`, which belongs to it, is missing or empty"};
    }
    auto usage = decode_usage(*usage_file, m_owner, *m_sealer);
    if (!usage) {
        return named(usage.error(), m_files->usage_name());
    }
    m_usage = std::move(usage).take();
    if (m_usage.generation == closed_generation) {
        return Error{ErrorKind::corrupt, "use `" + m_files->usage_name() + "`",
                     "the record was damaged and is set aside: an administrator must reset this "
                     "user"};
    }
    if (record_file) {
        auto record = decode_record(*record_file, m_owner, *m_sealer);
        if (!record) {
            return named(record.error(), m_files->record_name());
        }
        m_record = std::move(record).take();
    }
    if (m_record.generation != m_usage.generation &&
        m_record.generation != m_usage.generation + 1) {
        return Error{ErrorKind::corrupt, "use `" + m_files->record_name() + "`",
                     "missing, or not the one that its usage file belongs to"};
    }
    m_record_is_ahead = m_record.generation != m_usage.generation;
    m_usage.generation = m_record.generation;
    forget_removed_devices();
    return {};
}

Device* Account::find(std::string_view name) {
    const auto found = std::find_if(m_record.devices.begin(), m_record.devices.end(),
                                    [name](const Device& device) { return device.name == name; });
    return found == m_record.devices.end() ? nullptr : &*found;
}

bool Account::has_enabled_device() const {
    return std::any_of(m_record.devices.begin(), m_record.devices.end(),
                       [](const Device& device) { return device.state == State::enabled; });
}

DeviceUsage& Account::usage_of(const Device& device) {
    const auto found =
        std::find_if(m_usage.devices.begin(), m_usage.devices.end(),
                     [&device](const DeviceUsage& used) { return used.id == device.id; });
    if (found != m_usage.devices.end()) {
        return *found;
    }
    return m_usage.devices.emplace_back(DeviceUsage{device.id, -1, 0, {}, false});
}

void Account::forget_removed_devices() {
    std::erase_if(m_usage.devices, [this](const DeviceUsage& used) {
        return std::none_of(m_record.devices.begin(), m_record.devices.end(),
                            [&used](const Device& device) { return device.id == used.id; });
    });
}

Result<> Account::save_devices() {
    // The sector of the present record goes before the next one. It may be there to read and not be
    // on disk yet, when whoever wrote it was killed.
    TRY(save_usage(LockedFiles::Sync::wait));
    ++m_record.generation;
    TRY(m_files->write_record(TRY(encode_record(m_record, m_owner, *m_sealer))));
    m_usage.generation = m_record.generation;
    return save_usage(LockedFiles::Sync::wait);
}

Result<> Account::save_usage(LockedFiles::Sync sync) {
    const std::string sector = TRY(encode_usage(m_usage, m_owner, *m_sealer));
    if (!m_record_is_ahead) {
        return m_files->write_usage(sector, sync);
    }
    TRY(m_files->sync_record());
    TRY(m_files->write_usage(sector, LockedFiles::Sync::wait));
    m_record_is_ahead = false;
    return {};
}

} // namespace mfa::device
