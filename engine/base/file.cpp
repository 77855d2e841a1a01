#include "engine/base/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <memory>
#include <unistd.h>

namespace mfa {

namespace {

std::string in_backticks(std::string_view verb, const std::string& path) {
    return std::string{verb} + " `" + path + "`";
}

Result<UniqueFd> checked_directory(int fd, const std::string& path, const FileRules& rules) {
    if (fd < 0) {
        const int cause = errno;
        return Error{cause == ENOENT ? ErrorKind::not_found : ErrorKind::system,
                     in_backticks("open", path),
                     {},
                     cause};
    }
    UniqueFd directory{fd};
    TRY(check_rules(TRY(status_of(fd, path)), rules, path));
    return directory;
}

/// Reads until the end into `append`, which says whether there was room.
template <typename Append>
Result<> read_to_end(int fd, std::size_t limit, const std::string& path, Append append) {
    std::array<std::uint8_t, 4096> chunk{};
    std::size_t total = 0;
    while (true) {
        const ssize_t got = ::read(fd, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            const int cause = errno;
            wipe_memory(chunk.data(), chunk.size());
            if (got < 0) {
                return Error::from_errno(in_backticks("read", path), cause);
            }
            return {};
        }
        const auto count = static_cast<std::size_t>(got);
        total += count;
        if (total > limit) {
            wipe_memory(chunk.data(), chunk.size());
            return Error{ErrorKind::invalid_input, in_backticks("read", path),
                         "larger than " + std::to_string(limit) + " bytes"};
        }
        TRY(append(std::span<const std::uint8_t>{chunk.data(), count}));
    }
}

/// All of `data` at the start of the file; by how many calls.
Result<int> write_from_start(int fd, std::string_view data, const std::string& path) {
    off_t offset = 0;
    int calls = 0;
    while (!data.empty()) {
        const ssize_t written = ::pwrite(fd, data.data(), data.size(), offset);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return Error::from_errno(in_backticks("write", path));
        }
        ++calls;
        data.remove_prefix(static_cast<std::size_t>(written));
        offset += written;
    }
    return calls;
}

/// By one call where that can be had: what a call cut short has left is not built upon.
Result<> write_in_one(int fd, std::string_view data, const std::string& path) {
    constexpr int tries = 4;
    for (int i = 0; i < tries; ++i) {
        if (TRY(write_from_start(fd, data, path)) <= 1) {
            break;
        }
    }
    return {};
}

Result<> fill_temporary(int fd, std::string_view data, Durability durability,
                        const std::string& path) {
    TRY(write_in_one(fd, data, path));
    if (durability == Durability::survives_power_loss && ::fsync(fd) != 0) {
        return Error::from_errno(in_backticks("sync", path));
    }
    return {};
}

} // namespace

Result<> check_rules(const struct stat& status, const FileRules& rules,
                     const std::string& path_for_errors) {
    if (rules.owner && status.st_uid != *rules.owner) {
        return Error{ErrorKind::unsafe_file, in_backticks("use", path_for_errors),
                     "owned by uid " + std::to_string(status.st_uid) + ", must be owned by uid " +
                         std::to_string(*rules.owner)};
    }
    if ((status.st_mode & rules.forbidden_bits) != 0) {
        std::array<char, 8> mode{};
        static_cast<void>(std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777U));
        return Error{ErrorKind::unsafe_file, in_backticks("use", path_for_errors),
                     std::string{"mode "} + mode.data() +
                         " lets others change or read what only its owner may"};
    }
    return {};
}

Result<struct stat> status_of(int fd, const std::string& path_for_errors) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) {
        return Error::from_errno(in_backticks("stat", path_for_errors));
    }
    return status;
}

Result<UniqueFd> open_directory(const std::string& path, const FileRules& rules) {
    return checked_directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
                             path, rules);
}

Result<UniqueFd> open_directory_at(int directory, const std::string& name, const FileRules& rules) {
    return checked_directory(
        ::openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), name,
        rules);
}

Result<UniqueFd> open_regular_at(int directory, const std::string& name, int flags,
                                 const FileRules& rules, const std::string& path_for_errors) {
    // O_NONBLOCK: a fifo put in the file's place must not make us wait.
    UniqueFd file{::openat(directory, name.c_str(),
                           flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600)};
    if (!file) {
        const int cause = errno;
        return Error{cause == ENOENT ? ErrorKind::not_found : ErrorKind::system,
                     in_backticks("open", path_for_errors),
                     {},
                     cause};
    }
    const struct stat status = TRY(status_of(file.get(), path_for_errors));
    // No link at all is a file that was replaced just now: what we hold is the whole old one.
    if (!S_ISREG(status.st_mode) || status.st_nlink > 1) {
        return Error{ErrorKind::unsafe_file, in_backticks("use", path_for_errors),
                     "not a regular file with one link"};
    }
    TRY(check_rules(status, rules, path_for_errors));
    return file;
}

Result<std::string> read_text(int fd, std::size_t limit, const std::string& path_for_errors) {
    std::string text;
    TRY(read_to_end(fd, limit, path_for_errors,
                    [&text](std::span<const std::uint8_t> bytes) -> Result<> {
                        text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                        return {};
                    }));
    return text;
}

Result<SecretBuffer> read_secret(int fd, std::size_t limit, const std::string& path_for_errors) {
    auto secret = SecretBuffer::with_capacity(limit);
    TRY(read_to_end(fd, limit, path_for_errors, [&secret](std::span<const std::uint8_t> bytes) {
        return secret.append(bytes);
    }));
    return secret;
}

Result<> write_all(int fd, std::string_view data, const std::string& path_for_errors) {
    while (!data.empty()) {
        const ssize_t written = ::write(fd, data.data(), data.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return Error::from_errno(in_backticks("write", path_for_errors));
        }
        data.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<> overwrite(int fd, std::string_view data, Durability durability,
                   const std::string& path_for_errors) {
    TRY(write_in_one(fd, data, path_for_errors));
    if (durability == Durability::survives_power_loss && ::fdatasync(fd) != 0) {
        return Error::from_errno(in_backticks("sync", path_for_errors));
    }
    return {};
}

Result<> cut_to(int fd, std::size_t size, const std::string& path_for_errors) {
    const struct stat status = TRY(status_of(fd, path_for_errors));
    if (static_cast<std::size_t>(status.st_size) > size &&
        ::ftruncate(fd, static_cast<off_t>(size)) != 0) {
        return Error::from_errno(in_backticks("cut", path_for_errors));
    }
    return {};
}

Result<> remove_file(int directory, const std::string& name, const std::string& path_for_errors) {
    if (::unlinkat(directory, name.c_str(), 0) != 0 && errno != ENOENT) {
        return Error::from_errno(in_backticks("remove", path_for_errors));
    }
    return sync_directory(directory, path_for_errors);
}

Result<> replace_file(int directory, const std::string& name, std::string_view data, mode_t mode,
                      Durability durability, const std::string& path_for_errors) {
    // The writer's pid keeps two writers of different names apart; writers of one name hold its
    // lock.
    const std::string temporary = std::string{temporary_prefix} + std::to_string(::getpid());
    static_cast<void>(::unlinkat(directory, temporary.c_str(), 0));
    UniqueFd file{::openat(directory, temporary.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)};
    if (!file) {
        return Error::from_errno(in_backticks("create a temporary file for", path_for_errors));
    }
    auto outcome = fill_temporary(file.get(), data, durability, path_for_errors);
    if (outcome && ::renameat(directory, temporary.c_str(), directory, name.c_str()) != 0) {
        outcome = Error::from_errno(in_backticks("replace", path_for_errors));
    }
    if (!outcome) {
        static_cast<void>(::unlinkat(directory, temporary.c_str(), 0));
        return outcome;
    }
    return durability == Durability::survives_power_loss
               ? sync_directory(directory, path_for_errors)
               : Result<>{};
}

Result<> sync_directory(int directory, const std::string& path_for_errors) {
    if (::fsync(directory) != 0) {
        return Error::from_errno(in_backticks("sync the folder of", path_for_errors));
    }
    return {};
}

Result<> for_each_name(int directory, const std::string& path_for_errors,
                       const std::function<Result<>(std::string_view name)>& each) {
    UniqueFd own{::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!own) {
        return Error::from_errno(in_backticks("list", path_for_errors));
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> stream{::fdopendir(own.get()), ::closedir};
    if (!stream) {
        return Error::from_errno(in_backticks("list", path_for_errors));
    }
    static_cast<void>(own.release());
    errno = 0;
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string_view name{entry->d_name};
        if (name != "." && name != "..") {
            TRY(each(name));
        }
        errno = 0;
    }
    if (errno != 0) {
        return Error::from_errno(in_backticks("list", path_for_errors));
    }
    return {};
}

Result<std::vector<std::string>> paths_matching(const std::string& pattern) {
    glob_t found{};
    const int outcome = ::glob(pattern.c_str(), 0, nullptr, &found);
    std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    if (outcome != 0 && outcome != GLOB_NOMATCH) {
        return Error{ErrorKind::system, "find `" + pattern + "`"};
    }
    return paths;
}

Result<std::vector<std::string>> list_directory(int directory, const std::string& path_for_errors) {
    std::vector<std::string> names;
    TRY(for_each_name(directory, path_for_errors, [&names](std::string_view name) -> Result<> {
        names.emplace_back(name);
        return {};
    }));
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace mfa
