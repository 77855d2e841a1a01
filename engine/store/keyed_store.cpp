#include "engine/store/keyed_store.hpp"

#include <utility>

namespace mfa::store {

namespace {

Result<device::Sealer> sealer_with_keys_of(HostKeyFiles& files, RandomSource& random) {
    HostKeys keys = TRY(files.read());
    return device::Sealer::create(std::move(keys.in_force), random, std::move(keys.other));
}

} // namespace

KeyedStore::KeyedStore(device::Store& inner, HostKeyFiles files, RandomSource& random,
                       device::Sealer sealer)
    : m_inner{&inner}, m_files{std::move(files)}, m_random{&random}, m_sealer{std::move(sealer)} {}

Result<std::unique_ptr<KeyedStore>> KeyedStore::open(device::Store& inner, HostKeyFiles files,
                                                     RandomSource& random) {
    auto sealer = TRY(sealer_with_keys_of(files, random));
    return std::unique_ptr<KeyedStore>{
        new KeyedStore{inner, std::move(files), random, std::move(sealer)}};
}

Result<std::unique_ptr<device::LockedFiles>> KeyedStore::lock(const std::string& user) {
    auto locked = TRY(m_inner->lock(user));
    TRY(look_for_new_keys());
    return locked;
}

Result<std::unique_ptr<device::LockedFiles>> KeyedStore::lock_to_read(const std::string& user) {
    auto locked = TRY(m_inner->lock_to_read(user));
    TRY(look_for_new_keys());
    return locked;
}

Result<> KeyedStore::look_for_new_keys() {
    if (TRY(m_files.have_changed())) {
        m_sealer = TRY(sealer_with_keys_of(m_files, *m_random));
    }
    return {};
}

Result<> KeyedStore::for_each_user(const std::function<Result<>(const std::string&)>& each) {
    return m_inner->for_each_user(each);
}

Result<> KeyedStore::for_each_file(WallTime now,
                                   const std::function<Result<>(const device::StoredFile&)>& each) {
    return m_inner->for_each_file(now, each);
}

Result<std::optional<std::string>> KeyedStore::set_aside(const std::string& name,
                                                         std::string_view label) {
    return m_inner->set_aside(name, label);
}

Result<std::vector<std::string>> KeyedStore::users_with_files() {
    return m_inner->users_with_files();
}

} // namespace mfa::store
