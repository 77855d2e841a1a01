#include "engine/guard/programs.hpp"

#include "engine/base/file.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/stat.h>

namespace mfa::guard {

namespace {

constexpr std::array<std::string_view, 6> program_folders{
    "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/bin/", "/sbin/"};

constexpr std::array<std::string_view, 3> many_in_one{"busybox", "toybox", "coreutils"};

bool is_one_of_those(const std::filesystem::path& path) {
    return std::find(many_in_one.begin(), many_in_one.end(), path.filename().string()) !=
           many_in_one.end();
}

bool is_program(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
           (status.st_mode & S_IXUSR) != 0;
}

} // namespace

std::vector<std::string> programs_below(const std::string& prefix) {
    std::set<std::string> folders{prefix.substr(0, prefix.rfind('/') + 1)};
    for (const std::string_view folder : program_folders) {
        if (folder.substr(0, prefix.size()) == prefix) {
            folders.emplace(folder);
        }
    }
    std::set<std::string> found;
    for (const std::string& folder : folders) {
        const auto opened = open_directory(folder, {uid_t{0}, writable_by_others});
        const auto names = opened ? list_directory(opened->get(), folder)
                                  : Result<std::vector<std::string>>{opened.error()};
        if (!names) {
            continue;
        }
        for (const std::string& name : *names) {
            const std::string path = folder + name;
            if (path.substr(0, prefix.size()) == prefix && is_program(path)) {
                found.insert(path);
            }
        }
    }
    return {found.begin(), found.end()};
}

ManyInOne::ManyInOne() {
    for (const std::string_view folder : program_folders) {
        for (const std::string_view name : many_in_one) {
            struct stat status {};
            if (::stat(std::string{folder}.append(name).c_str(), &status) == 0) {
                m_files.emplace(status.st_dev, status.st_ino);
            }
        }
    }
}

Result<> ManyInOne::check(const std::string& path) const {
    struct stat status {};
    if (is_one_of_those(path) || ::stat(path.c_str(), &status) != 0) {
        return {};
    }
    std::error_code failure;
    // Hard links do not say whose they are, symbolic ones do so wherever they lead.
    const bool is_one = m_files.count({status.st_dev, status.st_ino}) > 0 ||
                        is_one_of_those(std::filesystem::canonical(path, failure));
    return !is_one ? Result<>{}
                   : Error{ErrorKind::unsafe_file, "permit `" + path + "`",
                           "it is one file with many programs (busybox, coreutils): all of them "
                           "would run"};
}

} // namespace mfa::guard
