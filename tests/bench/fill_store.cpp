// bench_fill_store FOLDER HOST_KEY PREFIX COUNT FIRST_UID: as bench_enroll, for a million users.
// Writes the files as the engine encodes them, without its locks and without waiting for the disk.
#include "engine/base/file.hpp"
#include "engine/device/codec.hpp"
#include "tests/bench/people.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

using namespace mfa;

namespace {

Result<> put(int folder, const std::string& name, std::string_view data) {
    const UniqueFd file{
        ::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file) {
        return Error::from_errno("create `" + name + "`");
    }
    return write_all(file.get(), data, name);
}

Result<> fill(int folder, const device::Sealer& sealer, const device::Owner& owner) {
    device::Record record;
    record.generation = 1;
    device::Device device;
    device.id = record.next_id++;
    device.name = owner.user;
    device.secret = bench::secret_of(owner.user);
    device.state = device::State::enabled;
    device.enabled_at = device.created_at;
    record.devices.push_back(std::move(device));
    device::Usage usage;
    usage.generation = 1;
    TRY(put(folder, owner.user + ".usage", TRY(device::encode_usage(usage, owner, sealer))));
    return put(folder, owner.user + ".record", TRY(device::encode_record(record, owner, sealer)));
}

Result<> fill_all(const char* const* values) {
    const std::string prefix = values[2];
    const unsigned long count = std::strtoul(values[3], nullptr, 10);
    const auto first_uid = static_cast<uid_t>(std::strtoul(values[4], nullptr, 10));
    const UniqueFd key_file{::open(values[1], O_RDONLY | O_CLOEXEC)};
    SystemRandom random;
    const auto sealer =
        TRY(device::Sealer::create({1, TRY(read_secret(key_file.get(), 64, values[1]))}, random));
    const UniqueFd folder = TRY(open_directory(values[0], {::geteuid(), open_to_others}));
    for (unsigned long i = 0; i < count; ++i) {
        TRY(fill(folder.get(), sealer,
                 {prefix + std::to_string(i), first_uid + static_cast<uid_t>(i)}));
    }
    return {};
}

} // namespace

int main(int count, char** values) {
    if (count != 6) {
        return 2;
    }
    const auto done = fill_all(values + 1);
    if (!done) {
        std::fprintf(stderr, "bench_fill_store: %s\n", done.error().message().c_str());
        return 1;
    }
    return 0;
}
