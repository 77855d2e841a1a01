// Where sealed records are kept. A store moves bytes; it never sees what is in them.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"

#include <chrono>
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

    /// For a record whose writer was killed in write_record(): what reads as new survives a power
    /// loss when this returns.
    virtual Result<> sync_record() = 0;

    enum class Sync {
        wait,  ///< on disk when this returns
        later, ///< seen by every process at once, on disk when the kernel gets to it
    };
    /// Overwrites the usage sector in place.
    virtual Result<> write_usage(std::string_view data, Sync sync) = 0;

    enum class Piece { record, usage };
    /// Keeps a copy of a file as it is, whatever is in it, in the store's quarantine; on disk when
    /// this returns. Says where; nothing when there is no such file.
    virtual Result<std::optional<std::string>> copy_aside(Piece piece, std::string_view label) = 0;
    /// Removes the record, if there is one; it is gone after a power loss too.
    virtual Result<> remove_record() = 0;

    /// What messages call the two files: their paths.
    [[nodiscard]] virtual const std::string& record_name() const = 0;
    [[nodiscard]] virtual const std::string& usage_name() const = 0;
};

/// A file of a store, as the folder shows it: nothing of it is read.
struct StoredFile {
    enum class Kind {
        record,
        usage_of_record, ///< beside its record
        usage_alone,
        temporary, ///< of a change that goes on, or was cut off
        unknown,
    };
    std::string name;
    std::string path; ///< what messages call it
    Kind kind = Kind::unknown;
    std::string user;   ///< of records and usages: whose
    std::string unsafe; ///< what is wrong with its owner, mode, type or links; empty: nothing
    std::chrono::seconds age{0}; ///< since it was changed
    bool is_empty = false;
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
    virtual Result<std::unique_ptr<LockedFiles>> lock_to_read(const std::string& user) = 0;

    /// Calls `each` with every file, as it is found.
    virtual Result<> for_each_file(WallTime now,
                                   const std::function<Result<>(const StoredFile&)>& each) = 0;
    /// Moves a file that is nobody's to the quarantine. Says where; nothing when it is gone.
    virtual Result<std::optional<std::string>> set_aside(const std::string& name,
                                                         std::string_view label) = 0;

    /// Calls `each` with every user who has a record, in no order, as they are found; stops at the
    /// first Error. Who gets a record meanwhile may be left out.
    virtual Result<> for_each_user(const std::function<Result<>(const std::string&)>& each) = 0;

    /// Every user of whom there is any file, sorted: also one who was locked once and nothing else.
    virtual Result<std::vector<std::string>> users_with_files() = 0;
};

} // namespace mfa::device
