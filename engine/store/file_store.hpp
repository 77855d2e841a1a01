// The embedded store: two files for each user in one folder that belongs to `mfa`.
//
//   NAME.record   replaced by temporary file, fsync, rename, fsync of the folder
//   NAME.usage    512 bytes, overwritten in place; its lock (flock(2)) guards both
//
// The usage file is never renamed, so that its lock cannot be split between two files of one name;
// the kernel drops the lock with the process, however that ends.
#pragma once

#include "engine/base/unique_fd.hpp"
#include "engine/device/store.hpp"

#include <chrono>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mfa::store {

class FileStore final : public device::Store {
public:
    /// `path` must be a folder of `owner` that nobody else may enter, and so `quarantine`, where
    /// copies of damaged files go; that one is made when it is needed and missing.
    static Result<FileStore> open(const std::string& path, uid_t owner,
                                  std::chrono::milliseconds lock_timeout,
                                  std::string quarantine = {});

    FileStore(FileStore&& other) noexcept;
    FileStore& operator=(FileStore&&) = delete;

    Result<std::unique_ptr<device::LockedFiles>> lock(const std::string& user) override;
    Result<std::unique_ptr<device::LockedFiles>> lock_to_read(const std::string& user) override;
    Result<> for_each_file(WallTime now,
                           const std::function<Result<>(const device::StoredFile&)>& each) override;
    Result<std::optional<std::string>> set_aside(const std::string& name,
                                                 std::string_view label) override;
    Result<> for_each_user(const std::function<Result<>(const std::string&)>& each) override;
    Result<std::vector<std::string>> users_with_files() override;

private:
    [[nodiscard]] device::StoredFile look_at(std::string_view name, WallTime now) const;
    FileStore(UniqueFd directory, std::string path, uid_t owner,
              std::chrono::milliseconds lock_timeout, std::string quarantine);

    UniqueFd m_directory;
    std::string m_path;
    uid_t m_owner;
    std::chrono::milliseconds m_lock_timeout;
    std::string m_quarantine;
};

} // namespace mfa::store
