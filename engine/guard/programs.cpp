#include "engine/guard/programs.hpp"

#include "engine/base/file.hpp"

#include <array>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>

namespace mfa::guard {

namespace {

constexpr std::array<std::string_view, 6> program_folders{
    "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/bin/", "/sbin/"};

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

} // namespace mfa::guard
