#include "engine/store/file_store.hpp"

#include "engine/base/file.hpp"
#include "engine/base/text.hpp"
#include "engine/device/codec.hpp"
#include "engine/store/quarantine.hpp"
#include "engine/store/user_file_name.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace mfa::store {

namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view record_suffix = ".record";
constexpr std::string_view usage_suffix = ".usage";

Error bad_user_name() {
    return Error{ErrorKind::invalid_input, "find the devices of a user", "bad user name"};
}

enum class Access { look, change };

/// A lock, waited for in short steps: a holder needs a millisecond or two.
Result<> lock_file(int fd, Access access, milliseconds timeout, const std::string& name) {
    constexpr milliseconds step{1};
    const auto deadline = SteadyClock::now() + timeout;
    const int kind = access == Access::change ? LOCK_EX : LOCK_SH;
    while (::flock(fd, kind | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return Error::from_errno("lock `" + name + "`");
        }
        if (SteadyClock::now() >= deadline) {
            return Error{ErrorKind::timeout, "lock `" + name + "`", "another process holds it"};
        }
        std::this_thread::sleep_for(step);
    }
    return {};
}

/// Whose file it is; nothing when it has not that suffix, or is no user's.
std::optional<std::string> user_of_file(std::string_view name, std::string_view suffix) {
    if (name.size() <= suffix.size() || !name.ends_with(suffix)) {
        return std::nullopt;
    }
    return user_from_file_name(name.substr(0, name.size() - suffix.size()));
}

class LockedUserFiles final : public device::LockedFiles {
public:
    /// Without a descriptor there is no usage file.
    LockedUserFiles(int directory, UniqueFd usage, Access access, std::string file_name,
                    const std::string& folder, const std::string& quarantine, uid_t owner)
        : m_directory{directory}, m_usage{std::move(usage)}, m_access{access},
          m_file_name{std::move(file_name)}, m_record_name{folder + "/" + m_file_name +
                                                           std::string{record_suffix}},
          m_usage_name{folder + "/" + m_file_name + std::string{usage_suffix}},
          m_quarantine{quarantine}, m_owner{owner} {}

    Result<std::optional<std::string>> read_record() override {
        auto file = open_regular_at(m_directory, m_file_name + std::string{record_suffix}, O_RDONLY,
                                    {m_owner, open_to_others}, m_record_name);
        if (!file) {
            if (file.error().kind() == ErrorKind::not_found) {
                return std::optional<std::string>{};
            }
            return file.error();
        }
        return std::optional{TRY(read_text(file->get(), device::record_file_max, m_record_name))};
    }

    Result<std::optional<std::string>> read_usage() override {
        if (!m_usage) {
            return std::optional<std::string>{};
        }
        // Each call reads from the start, also the second under one lock.
        if (::lseek(m_usage.get(), 0, SEEK_SET) != 0) {
            return Error::from_errno("read `" + m_usage_name + "`");
        }
        std::string sector = TRY(read_text(m_usage.get(), device::usage_sector_size, m_usage_name));
        return sector.empty() ? std::optional<std::string>{} : std::optional{std::move(sector)};
    }

    Result<> write_record(std::string_view data) override {
        TRY(check_access(m_record_name));
        return replace_file(m_directory, m_file_name + std::string{record_suffix}, data, 0600,
                            Durability::survives_power_loss, m_record_name);
    }

    // Its content was on disk before it had its name; the name alone may be in memory only.
    Result<> sync_record() override { return sync_directory(m_directory, m_record_name); }

    Result<> write_usage(std::string_view data, Sync sync) override {
        TRY(check_access(m_usage_name));
        if (sync == Sync::wait) {
            TRY(cut_to(m_usage.get(), data.size(), m_usage_name));
        }
        return overwrite(m_usage.get(), data,
                         sync == Sync::wait ? Durability::survives_power_loss
                                            : Durability::survives_crash,
                         m_usage_name);
    }

    Result<std::optional<std::string>> copy_aside(Piece piece, std::string_view label) override {
        const bool is_record = piece == Piece::record;
        TRY(check_access(is_record ? m_record_name : m_usage_name));
        const std::string name =
            m_file_name + std::string{is_record ? record_suffix : usage_suffix};
        return copy_to_quarantine(m_directory, name, m_quarantine, label, m_owner);
    }

    Result<> remove_record() override {
        TRY(check_access(m_record_name));
        return remove_file(m_directory, m_file_name + std::string{record_suffix}, m_record_name);
    }

    [[nodiscard]] const std::string& record_name() const override { return m_record_name; }
    [[nodiscard]] const std::string& usage_name() const override { return m_usage_name; }

private:
    [[nodiscard]] Result<> check_access(const std::string& name) const {
        return m_access == Access::change
                   ? Result<>{}
                   : Error{ErrorKind::internal, "write `" + name + "`", "locked for looking"};
    }

    int m_directory;
    UniqueFd m_usage;
    Access m_access;
    std::string m_file_name;
    std::string m_record_name;
    std::string m_usage_name;
    std::string m_quarantine;
    uid_t m_owner;
};

/// All that a name tells. A usage file is alone as long as nobody has looked for its record.
device::StoredFile file_by_name(std::string_view name) {
    using Kind = device::StoredFile::Kind;
    device::StoredFile file;
    file.name = name;
    if (name.starts_with(temporary_prefix)) {
        file.kind = Kind::temporary;
        return file;
    }
    for (const auto& [suffix, kind] :
         {std::pair{record_suffix, Kind::record}, std::pair{usage_suffix, Kind::usage_alone}}) {
        const auto user = name.ends_with(suffix)
                              ? user_from_file_name(name.substr(0, name.size() - suffix.size()))
                              : std::nullopt;
        if (user && is_acceptable_user_name(*user)) {
            file.user = *user;
            file.kind = kind;
        }
    }
    return file;
}

} // namespace

FileStore::FileStore(UniqueFd directory, std::string path, uid_t owner, milliseconds lock_timeout,
                     std::string quarantine)
    : m_directory{std::move(directory)}, m_path{std::move(path)}, m_owner{owner},
      m_lock_timeout{lock_timeout}, m_quarantine{std::move(quarantine)} {}

FileStore::FileStore(FileStore&& other) noexcept
    : m_directory{std::move(other.m_directory)}, m_path{std::move(other.m_path)},
      m_owner{other.m_owner}, m_lock_timeout{other.m_lock_timeout}, m_quarantine{std::move(
                                                                        other.m_quarantine)} {}

Result<FileStore> FileStore::open(const std::string& path, uid_t owner, milliseconds lock_timeout,
                                  std::string quarantine) {
    return FileStore{TRY(open_directory(path, {owner, open_to_others})), path, owner, lock_timeout,
                     std::move(quarantine)};
}

Result<std::unique_ptr<device::LockedFiles>> FileStore::lock(const std::string& user) {
    if (!is_acceptable_user_name(user)) {
        return bad_user_name();
    }
    std::string file_name = user_to_file_name(user);
    const std::string usage_file = file_name + std::string{usage_suffix};
    UniqueFd usage = TRY(open_regular_at(m_directory.get(), usage_file, O_RDWR | O_CREAT,
                                         {m_owner, open_to_others}, m_path + "/" + usage_file));
    TRY(lock_file(usage.get(), Access::change, m_lock_timeout, m_path + "/" + usage_file));
    return std::unique_ptr<device::LockedFiles>{
        std::make_unique<LockedUserFiles>(m_directory.get(), std::move(usage), Access::change,
                                          std::move(file_name), m_path, m_quarantine, m_owner)};
}

Result<std::unique_ptr<device::LockedFiles>> FileStore::lock_to_read(const std::string& user) {
    if (!is_acceptable_user_name(user)) {
        return bad_user_name();
    }
    std::string file_name = user_to_file_name(user);
    const std::string usage_file = file_name + std::string{usage_suffix};
    auto usage = open_regular_at(m_directory.get(), usage_file, O_RDONLY, {m_owner, open_to_others},
                                 m_path + "/" + usage_file);
    if (!usage && usage.error().kind() != ErrorKind::not_found) {
        return usage.error();
    }
    if (usage) {
        TRY(lock_file(usage->get(), Access::look, m_lock_timeout, m_path + "/" + usage_file));
    }
    return std::unique_ptr<device::LockedFiles>{std::make_unique<LockedUserFiles>(
        m_directory.get(), usage ? std::move(*usage) : UniqueFd{}, Access::look,
        std::move(file_name), m_path, m_quarantine, m_owner)};
}

Result<> FileStore::for_each_user(const std::function<Result<>(const std::string&)>& each) {
    return for_each_name(m_directory.get(), m_path, [&each](std::string_view name) -> Result<> {
        if (!name.ends_with(record_suffix)) {
            return {};
        }
        name.remove_suffix(record_suffix.size());
        const auto user = user_from_file_name(name);
        return user && !user->empty() ? each(*user) : Result<>{};
    });
}

Result<> FileStore::for_each_file(WallTime now,
                                  const std::function<Result<>(const device::StoredFile&)>& each) {
    return for_each_name(m_directory.get(), m_path,
                         [&](std::string_view name) { return each(look_at(name, now)); });
}

device::StoredFile FileStore::look_at(std::string_view name, WallTime now) const {
    device::StoredFile file = file_by_name(name);
    file.path = m_path + "/" + file.name;
    if (file.kind == device::StoredFile::Kind::usage_alone) {
        const std::string record = user_to_file_name(file.user) + std::string{record_suffix};
        const bool has_record =
            ::faccessat(m_directory.get(), record.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
        file.kind = has_record ? device::StoredFile::Kind::usage_of_record : file.kind;
    }
    struct stat status {};
    if (::fstatat(m_directory.get(), file.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return file; // gone meanwhile
    }
    if (!S_ISREG(status.st_mode) || status.st_nlink > 1) {
        file.unsafe = "not a regular file with one link";
    } else if (const auto checked = check_rules(status, {m_owner, open_to_others}, file.path);
               !checked) {
        file.unsafe = checked.error().detail();
    }
    file.age = now - WallTime{std::chrono::seconds{status.st_mtim.tv_sec}};
    file.is_empty = status.st_size == 0;
    return file;
}

Result<std::optional<std::string>> FileStore::set_aside(const std::string& name,
                                                        std::string_view label) {
    auto copy = TRY(copy_to_quarantine(m_directory.get(), name, m_quarantine, label, m_owner));
    if (copy) {
        TRY(remove_file(m_directory.get(), name, m_path + "/" + name));
    }
    return copy;
}

Result<std::vector<std::string>> FileStore::users_with_files() {
    std::vector<std::string> users;
    for (const std::string& name : TRY(list_directory(m_directory.get(), m_path))) {
        for (const std::string_view suffix : {record_suffix, usage_suffix}) {
            if (auto user = user_of_file(name, suffix)) {
                users.push_back(std::move(*user));
            }
        }
    }
    std::sort(users.begin(), users.end());
    users.erase(std::unique(users.begin(), users.end()), users.end());
    return users;
}

} // namespace mfa::store
