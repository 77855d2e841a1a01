// A store and a sealer that go together: under a user's lock, the sealer has the keys that are in
// their files at that moment.
//
// This is what lets the host key be changed while helpers run, which live for minutes and have read
// the key when they started. Claim: when every user's files have been sealed anew after the new key
// was put in its place (at T), nothing is sealed under the old key, and nothing will be.
//
//   - Whoever writes a user's files holds the user's lock, and has looked at the key files after he
//     got it. If he looked after T, he saw the new key and seals under it.
//   - If he looked before T, he held the lock at T. Sealing anew takes the same lock, later than T:
//     so it waits until he is done, and then finds what he wrote.
//   - His files are found: the file that carries the lock is made before it is locked, so before T,
//     and users are listed after T.
//
// MUST: nothing is sealed or opened but under a lock from here.
#pragma once

#include "engine/base/random.hpp"
#include "engine/device/seal.hpp"
#include "engine/device/store.hpp"
#include "engine/store/host_key_files.hpp"

namespace mfa::store {

class KeyedStore final : public device::Store {
public:
    /// Reads the keys for the first time. `inner` and `random` must outlive this.
    static Result<std::unique_ptr<KeyedStore>> open(device::Store& inner, HostKeyFiles files,
                                                    RandomSource& random);

    /// Stays where it is; a lock() may put other keys into it.
    [[nodiscard]] const device::Sealer& sealer() const { return m_sealer; }

    Result<std::unique_ptr<device::LockedFiles>> lock(const std::string& user) override;
    Result<std::unique_ptr<device::LockedFiles>> lock_to_read(const std::string& user) override;
    Result<> for_each_user(const std::function<Result<>(const std::string&)>& each) override;
    Result<> for_each_file(WallTime now,
                           const std::function<Result<>(const device::StoredFile&)>& each) override;
    Result<std::optional<std::string>> set_aside(const std::string& name,
                                                 std::string_view label) override;
    Result<std::vector<std::string>> users_with_files() override;

private:
    KeyedStore(device::Store& inner, HostKeyFiles files, RandomSource& random,
               device::Sealer sealer);
    Result<> look_for_new_keys();

    device::Store* m_inner;
    HostKeyFiles m_files;
    RandomSource* m_random;
    device::Sealer m_sealer;
};

} // namespace mfa::store
