#include "engine/guard/loader_folders.hpp"

#include "engine/base/file.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <fcntl.h>

namespace mfa::guard {

namespace {

constexpr std::size_t configuration_max = 65536;
constexpr int depth_max = 8;
constexpr std::string_view blanks = " \t,\r";

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// A file that cannot be read names nothing: then programs that need its folders do not start.
void add_folders_of(const std::string& path, int depth, std::vector<std::string>& folders) {
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    const auto text = file ? read_text(file.get(), configuration_max, path)
                           : Result<std::string>{Error::from_errno("open `" + path + "`")};
    if (!text || depth == 0) {
        return;
    }
    for (std::string_view line : split(*text, '\n')) {
        line = trimmed(line.substr(0, line.find('#')));
        if (line.starts_with("include") && line.size() > 7 &&
            blanks.find(line[7]) != std::string_view::npos) {
            std::string pattern{trimmed(line.substr(7))};
            if (!pattern.starts_with('/')) {
                pattern.insert(0, path, 0, path.rfind('/') + 1);
            }
            const auto paths = paths_matching(pattern);
            for (const std::string& included : paths ? *paths : std::vector<std::string>{}) {
                add_folders_of(included, depth - 1, folders);
            }
        } else if (line.starts_with('/')) {
            folders.emplace_back(line);
        }
    }
}

} // namespace

std::vector<std::string> loader_folders(const std::string& configuration) {
    std::vector<std::string> folders;
    add_folders_of(configuration, depth_max, folders);
    for (const char* known : {"/lib", "/lib64", "/usr/lib", "/usr/lib64"}) {
        folders.emplace_back(known);
    }
    std::sort(folders.begin(), folders.end());
    folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
    return folders;
}

} // namespace mfa::guard
