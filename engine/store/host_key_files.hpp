// The files of the host key, in a folder of root's (/etc/mfa):
//
//   host.key            the key in force: everything that is sealed is sealed under it
//   host.key.next       only while keys are being changed: the one that comes
//   host.key.previous   only while keys are being changed: the one before
//
// Changing the key, in this order, each step on disk before the next begins:
//
//   1. host.key.next      a new key                              begin_rotation()
//   2. host.key.previous  a copy of host.key                     begin_rotation()
//   3. host.key           takes the place, by rename of .next    begin_rotation()
//   4. every user's files are sealed anew, under the user's lock (device/seal_anew.hpp)
//   5. host.key.previous  removed, once nothing needs it         end_rotation()
//
// Whoever is interrupted leaves files that say by themselves what is missing, and running the same
// again does that. Readers (helpers) are never without a key that they need, also when the power
// fails right after the rename: whether that has reached the disk or not, both keys are there, and
// what was sealed under the new one in between can be opened.
#pragma once

#include "engine/base/random.hpp"
#include "engine/base/result.hpp"
#include "engine/base/unique_fd.hpp"
#include "engine/device/host_key.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace mfa::store {

struct HostKeys {
    device::HostKey in_force;
    /// The one before or the one that comes: what may have been sealed under it can be opened.
    std::optional<device::HostKey> other;
};

class HostKeyFiles {
public:
    /// `folder` and the files must be `owner`'s (root's), and nobody else may write them or, the
    /// group apart, read them.
    static Result<HostKeyFiles> open(const std::string& folder, uid_t owner);

    /// The keys as they stood at one moment. not_found when there is no key in force.
    Result<HostKeys> read();

    /// Whether another read() could give something else than the last one. Three calls of stat(2).
    [[nodiscard]] Result<bool> have_changed() const;

    // What follows is root's part. MUST: one process at a time, which lock() sees to.

    /// Exclusive among those who change the key, until this object ends; timeout at once when
    /// somebody else is at it.
    Result<> lock();

    enum class Rotation {
        none,      ///< one key, or two of which the new one was never in force
        under_way, ///< the new key is in force, and what the old one sealed waits
    };
    /// invalid_config when the files are not such as a rotation leaves them.
    Result<Rotation> rotation();

    /// Steps 1 to 3, or those of them that are missing. The new key's number.
    Result<std::uint32_t> begin_rotation(RandomSource& random);
    /// Step 5. MUST: nothing that is kept is sealed under the previous key.
    Result<> end_rotation();

private:
    /// What tells one version of a file from the next. A file is replaced while the old one is
    /// still there, so the two have different inodes; where a later one gets an old number again,
    /// it has another time.
    struct FileIdentity {
        dev_t device = 0;
        ino_t inode = 0;
        off_t size = 0;
        std::int64_t modified_ns = 0;
        std::int64_t changed_ns = 0;

        friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
    };
    /// Of host.key, .next and .previous; nothing for a file that is not there.
    using Identities = std::array<std::optional<FileIdentity>, 3>;

    /// All three as they are.
    struct Content {
        device::HostKey in_force;
        std::optional<device::HostKey> next;
        std::optional<device::HostKey> previous;
    };

    HostKeyFiles(UniqueFd directory, std::string folder, uid_t owner);
    [[nodiscard]] Result<Identities> identities() const;
    [[nodiscard]] Result<device::HostKey> read_key(const std::string& name) const;
    [[nodiscard]] Result<std::optional<device::HostKey>> read_other(const std::string& name) const;
    [[nodiscard]] Result<Content> read_once() const;
    [[nodiscard]] Result<> check(const Content& keys) const;
    Result<Content> read_all();
    [[nodiscard]] Result<> move(const std::string& from, const std::string& to) const;
    [[nodiscard]] Result<> write_key(const std::string& name, const device::HostKey& key) const;
    [[nodiscard]] std::string path_of(const std::string& name) const;

    UniqueFd m_directory;
    std::string m_folder;
    uid_t m_owner;
    Identities m_read;
};

} // namespace mfa::store
