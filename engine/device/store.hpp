// Where sealed records are kept. A store moves bytes; it never sees what is in them.
#pragma once

#include "engine/base/result.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::device {

/// One user's files under an exclusive lock, which ends with this object (or with the process).
class LockedFiles {
public:
    LockedFiles() = default;
    LockedFiles(const LockedFiles&) = delete;
    LockedFiles& operator=(const LockedFiles&) = delete;
    virtual ~LockedFiles() = default;

    /// Nothing when the file does not exist; every other failure is an Error.
    virtual Result<std::optional<std::string>> read_record() = 0;
    virtual Result<std::optional<std::string>> read_usage() = 0;

    /// Replaces the record as one step; it has survived a power loss when this returns.
    virtual Result<> write_record(std::string_view data) = 0;

    enum class Sync {
        wait,  ///< on disk when this returns
        later, ///< seen by every process at once, on disk when the kernel gets to it
    };
    /// Overwrites the usage sector in place.
    virtual Result<> write_usage(std::string_view data, Sync sync) = 0;

    /// What messages call the two files: their paths.
    [[nodiscard]] virtual const std::string& record_name() const = 0;
    [[nodiscard]] virtual const std::string& usage_name() const = 0;
};

class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    /// Waits for the lock, for a bounded time (then: timeout). `user` is an acceptable user name.
    virtual Result<std::unique_ptr<LockedFiles>> lock(const std::string& user) = 0;

    /// The same for looking: others may look at the same time, no file is made, and writing fails.
    virtual Result<std::unique_ptr<LockedFiles>> lock_to_read(const std::string& user) {
        return lock(user);
    }

    /// Calls `each` with every user who has a record, in no order, as they are found; stops at the
    /// first Error. Who gets a record meanwhile may be left out.
    virtual Result<> for_each_user(const std::function<Result<>(const std::string&)>& each) = 0;

    /// Every user of whom there is any file, sorted: also one who was locked once and nothing else.
    virtual Result<std::vector<std::string>> users_with_files() = 0;
};

} // namespace mfa::device
