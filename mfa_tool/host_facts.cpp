#include "mfa_tool/host_facts.hpp"

#include "engine/base/file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>

namespace mfa::tool {

namespace {

using policy::lint::PathFacts;
using policy::lint::PathState;

constexpr const char* pam_folder = "/etc/pam.d";

std::optional<std::string> real_path(const std::string& path) {
    const std::unique_ptr<char, void (*)(void*)> real{::realpath(path.c_str(), nullptr),
                                                      [](void* text) { std::free(text); }};
    return real ? std::optional<std::string>{real.get()} : std::nullopt;
}

/// Whether somebody else than root can write there. A folder with the sticky bit lets nobody
/// replace what is root's.
bool is_writable_by_others(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return false;
    }
    const bool is_shielded = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    const bool group_writes = (status.st_mode & S_IWGRP) != 0 && status.st_gid != 0;
    const bool all_write = (status.st_mode & S_IWOTH) != 0;
    return status.st_uid != 0 || (!is_shielded && (group_writes || all_write));
}

/// The first of `/`, `/usr`, `/usr/bin`, … that is; empty where none is.
std::string first_writable(const std::string& path) {
    for (std::size_t slash = 0; slash != std::string::npos; slash = path.find('/', slash + 1)) {
        std::string folder = slash == 0 ? "/" : path.substr(0, slash);
        if (is_writable_by_others(folder)) {
            return folder;
        }
    }
    return is_writable_by_others(path) ? path : std::string{};
}

} // namespace

PathFacts LocalHostFacts::look(const std::string& path) const {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        const bool is_missing = errno == ENOENT || errno == ENOTDIR;
        return {is_missing ? PathState::missing : PathState::unknown, {}, {}};
    }
    const auto real = real_path(path);
    if (!real) {
        return {};
    }
    PathFacts facts{PathState::file, *real, first_writable(*real)};
    if (!S_ISREG(status.st_mode)) {
        facts.state = PathState::no_file;
    } else if (*real != path) {
        facts.state = PathState::symlink;
    }
    return facts;
}

std::vector<std::string> LocalHostFacts::services() const {
    const UniqueFd folder{::open(pam_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder) {
        return {};
    }
    auto names = list_directory(folder.get(), pam_folder);
    return names ? std::move(names).take() : std::vector<std::string>{};
}

} // namespace mfa::tool
