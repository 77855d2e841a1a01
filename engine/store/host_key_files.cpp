#include "engine/store/host_key_files.hpp"

#include "engine/base/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace mfa::store {

namespace {

const std::string in_force_name = "host.key";
const std::string next_name = "host.key.next";
const std::string previous_name = "host.key.previous";
/// Root writes here one at a time, so one name is enough; what a killed process left under it was
/// never a key of anything.
const std::string unfinished_name = ".host.key.new";

constexpr mode_t key_mode = S_IRUSR | S_IWUSR | S_IRGRP;
constexpr mode_t open_to_more_than_the_group = S_IWGRP | S_IRWXO;

std::int64_t nanoseconds(const timespec& time) {
    constexpr std::int64_t per_second = 1'000'000'000;
    return time.tv_sec * per_second + time.tv_nsec;
}

} // namespace

HostKeyFiles::HostKeyFiles(UniqueFd directory, std::string folder, uid_t owner)
    : m_directory{std::move(directory)}, m_folder{std::move(folder)}, m_owner{owner} {}

Result<HostKeyFiles> HostKeyFiles::open(const std::string& folder, uid_t owner) {
    return HostKeyFiles{TRY(open_directory(folder, {owner, writable_by_others})), folder, owner};
}

std::string HostKeyFiles::path_of(const std::string& name) const {
    return m_folder + "/" + name;
}

Result<HostKeyFiles::Identities> HostKeyFiles::identities() const {
    const std::array<const std::string*, 3> names{&in_force_name, &next_name, &previous_name};
    Identities found;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::string& name = *names.at(i);
        struct stat status {};
        if (::fstatat(m_directory.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
            found.at(i) = {status.st_dev, status.st_ino, status.st_size,
                           nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
        } else if (errno != ENOENT) {
            return Error::from_errno("stat `" + path_of(name) + "`");
        }
    }
    return found;
}

Result<device::HostKey> HostKeyFiles::read_key(const std::string& name) const {
    const std::string path = path_of(name);
    const UniqueFd file = TRY(open_regular_at(m_directory.get(), name, O_RDONLY,
                                              {m_owner, open_to_more_than_the_group}, path));
    return device::parse_host_key(TRY(read_secret(file.get(), device::host_key_file_max, path)),
                                  path);
}

Result<std::optional<device::HostKey>> HostKeyFiles::read_other(const std::string& name) const {
    auto key = read_key(name);
    if (!key && key.error().kind() == ErrorKind::not_found) {
        return std::optional<device::HostKey>{};
    }
    return std::optional{TRY(std::move(key))};
}

Result<HostKeyFiles::Content> HostKeyFiles::read_once() const {
    return Content{TRY(read_key(in_force_name)), TRY(read_other(next_name)),
                   TRY(read_other(previous_name))};
}

/// Numbers go up from previous to next, and only the copy of step 2 is a key twice.
Result<> HostKeyFiles::check(const Content& keys) const {
    const auto wrong = [this](const std::string& name, const device::HostKey& key,
                              const std::string& why) {
        return Error{ErrorKind::invalid_config, "use `" + path_of(name) + "`",
                     "it has key " + std::to_string(key.number) + ", " + why};
    };
    const std::uint32_t number = keys.in_force.number;
    if (keys.next && keys.next->number <= number) {
        return wrong(next_name, *keys.next,
                     "and key " + std::to_string(number) + " is in force already");
    }
    if (!keys.previous) {
        return {};
    }
    const bool is_copy = keys.previous->number == number;
    if (keys.previous->number > number) {
        return wrong(previous_name, *keys.previous,
                     "which comes after key " + std::to_string(number) + " in force");
    }
    if (is_copy && !keys.previous->bytes.equals(keys.in_force.bytes)) {
        return wrong(previous_name, *keys.previous,
                     "and so has `" + path_of(in_force_name) + "`, but with other bytes");
    }
    if (keys.next && !is_copy) {
        return wrong(next_name, *keys.next,
                     "but `" + path_of(previous_name) +
                         "` says that the last rotation has not ended");
    }
    return {};
}

Result<HostKeyFiles::Content> HostKeyFiles::read_all() {
    // Several files cannot be read as one. What was read between two looks that saw the same is
    // what stood there at one moment.
    constexpr int attempts = 20;
    for (int i = 0; i < attempts; ++i) {
        const Identities before = TRY(identities());
        auto keys = read_once();
        if (TRY(identities()) == before) {
            m_read = before;
            Content content = TRY(std::move(keys));
            TRY(check(content));
            return content;
        }
    }
    return Error{ErrorKind::timeout, "read `" + path_of(in_force_name) + "`",
                 "it is replaced all the time"};
}

Result<HostKeys> HostKeyFiles::read() {
    Content content = TRY(read_all());
    HostKeys keys{std::move(content.in_force), std::move(content.next)};
    if (!keys.other && content.previous && content.previous->number != keys.in_force.number) {
        keys.other = std::move(content.previous);
    }
    return keys;
}

Result<bool> HostKeyFiles::have_changed() const {
    return TRY(identities()) != m_read;
}

Result<> HostKeyFiles::lock() {
    if (::flock(m_directory.get(), LOCK_EX | LOCK_NB) == 0) {
        return {};
    }
    if (errno == EWOULDBLOCK) {
        return Error{ErrorKind::timeout, "lock `" + m_folder + "`",
                     "the host key is being changed by another process"};
    }
    return Error::from_errno("lock `" + m_folder + "`");
}

Result<HostKeyFiles::Rotation> HostKeyFiles::rotation() {
    const Content keys = TRY(read_all());
    return keys.previous && keys.previous->number != keys.in_force.number ? Rotation::under_way
                                                                          : Rotation::none;
}

Result<> HostKeyFiles::write_key(const std::string& name, const device::HostKey& key) const {
    const std::string path = path_of(name);
    const SecretBuffer content = TRY(device::encode_host_key(key));
    // The group may read (the helper's), and it is the one that may read the key in force.
    struct stat model {};
    if (::fstatat(m_directory.get(), in_force_name.c_str(), &model, AT_SYMLINK_NOFOLLOW) != 0) {
        return Error::from_errno("stat `" + path_of(in_force_name) + "`");
    }
    static_cast<void>(::unlinkat(m_directory.get(), unfinished_name.c_str(), 0));
    const UniqueFd file{::openat(m_directory.get(), unfinished_name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                 S_IRUSR | S_IWUSR)};
    if (!file) {
        return Error::from_errno("create a temporary file for `" + path + "`");
    }
    TRY(write_all(file.get(), content.view(), path));
    if (::fchown(file.get(), static_cast<uid_t>(-1), model.st_gid) != 0 ||
        ::fchmod(file.get(), key_mode) != 0) {
        return Error::from_errno("let the group read `" + path + "`");
    }
    if (::fsync(file.get()) != 0) {
        return Error::from_errno("sync `" + path + "`");
    }
    return move(unfinished_name, name);
}

Result<> HostKeyFiles::move(const std::string& from, const std::string& to) const {
    if (::renameat(m_directory.get(), from.c_str(), m_directory.get(), to.c_str()) != 0 ||
        ::fsync(m_directory.get()) != 0) {
        return Error::from_errno("replace `" + path_of(to) + "`");
    }
    return {};
}

Result<std::uint32_t> HostKeyFiles::begin_rotation(RandomSource& random) {
    Content keys = TRY(read_all());
    if (keys.previous && keys.previous->number != keys.in_force.number) {
        return Error{ErrorKind::internal, "make a host key", "the last rotation has not ended"};
    }
    if (!keys.next) {
        keys.next = TRY(device::make_host_key_after(keys.in_force.number, random));
        TRY(write_key(next_name, *keys.next));
    }
    if (!keys.previous) {
        TRY(write_key(previous_name, keys.in_force));
    }
    TRY(move(next_name, in_force_name));
    return keys.next->number;
}

Result<> HostKeyFiles::end_rotation() {
    if (TRY(rotation()) != Rotation::under_way) {
        return Error{ErrorKind::internal, "end a rotation", "there is none"};
    }
    if (::unlinkat(m_directory.get(), previous_name.c_str(), 0) != 0 ||
        ::fsync(m_directory.get()) != 0) {
        return Error::from_errno("remove `" + path_of(previous_name) + "`");
    }
    return {};
}

} // namespace mfa::store
