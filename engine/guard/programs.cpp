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

bool is_named_as_one_of_those(const std::filesystem::path& path) {
    return std::find(many_in_one.begin(), many_in_one.end(), path.filename().string()) !=
           many_in_one.end();
}

bool is_same_file(const std::string& one, const std::string& other) {
    std::error_code failure;
    return std::filesystem::equivalent(one, other, failure) && !failure;
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

bool is_many_programs(const std::string& path) {
    if (is_named_as_one_of_those(path)) {
        return false;
    }
    std::error_code failure;
    if (is_named_as_one_of_those(std::filesystem::canonical(path, failure)) && !failure) {
        return true;
    }
    // Hard links do not say whose they are.
    return std::any_of(program_folders.begin(), program_folders.end(), [&](auto folder) {
        return std::any_of(many_in_one.begin(), many_in_one.end(), [&](auto name) {
            return is_same_file(path, std::string{folder}.append(name));
        });
    });
}

} // namespace mfa::guard
