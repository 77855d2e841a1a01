// bench_enroll FOLDER HOST_KEY PREFIX COUNT FIRST_UID: enrols PREFIX0, PREFIX1, … in the store,
// each with an enabled TOTP device. Runs as the owner of the folder.
#include "engine/base/file.hpp"
#include "engine/device/account.hpp"
#include "engine/store/file_store.hpp"
#include "tests/bench/people.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

using namespace mfa;

namespace {

constexpr std::chrono::milliseconds lock_timeout{1'000};

Result<> enroll(store::FileStore& store, const device::Sealer& sealer, device::Owner owner) {
    const std::string name = owner.user;
    device::Account account = TRY(device::Account::open(store, sealer, std::move(owner)));
    device::Device device;
    device.id = account.take_device_id();
    device.name = name;
    device.secret = bench::secret_of(name);
    device.state = device::State::enabled;
    device.enabled_at = device.created_at;
    account.devices().push_back(std::move(device));
    return account.save_devices();
}

Result<> enroll_all(const char* const* values) {
    const std::string prefix = values[2];
    const unsigned long count = std::strtoul(values[3], nullptr, 10);
    const auto first_uid = static_cast<uid_t>(std::strtoul(values[4], nullptr, 10));
    const UniqueFd key_file{::open(values[1], O_RDONLY | O_CLOEXEC)};
    SystemRandom random;
    const auto sealer =
        TRY(device::Sealer::create({1, TRY(read_secret(key_file.get(), 64, values[1]))}, random));
    auto store = TRY(store::FileStore::open(values[0], ::geteuid(), lock_timeout));
    for (unsigned long i = 0; i < count; ++i) {
        TRY(enroll(store, sealer, {prefix + std::to_string(i), first_uid + static_cast<uid_t>(i)}));
    }
    return {};
}

} // namespace

int main(int count, char** values) {
    if (count != 6) {
        return 2;
    }
    const auto done = enroll_all(values + 1);
    if (!done) {
        std::fprintf(stderr, "bench_enroll: %s\n", done.error().message().c_str());
        return 1;
    }
    return 0;
}
