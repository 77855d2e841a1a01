#include "engine/guard/interpreters.hpp"

#include "engine/base/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace mfa::guard {

namespace {

constexpr std::size_t files_max = 8;         // the kernel follows five scripts and one loader
constexpr std::size_t script_line_max = 256; // the kernel's BINPRM_BUF_SIZE
constexpr std::size_t segments_max = 512;

Result<UniqueFd> open_program(const std::string& path) {
    UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!file) {
        return Error::from_errno("open `" + path + "`");
    }
    const auto status = TRY(status_of(file.get(), path));
    if (!S_ISREG(status.st_mode)) {
        return Error{ErrorKind::unsafe_file, "use `" + path + "`", "it is no regular file"};
    }
    TRY(check_rules(status, {uid_t{0}, writable_by_others}, path));
    return file;
}

/// As much as there is, up to `size`.
std::string read_at(int file, std::size_t size, std::uint64_t offset) {
    std::string bytes(size, '\0');
    const ssize_t got = ::pread(file, bytes.data(), size, static_cast<off_t>(offset));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

/// What stands behind `#!`, up to the first blank.
std::optional<std::string> script_interpreter(std::string_view head) {
    if (head.substr(0, 2) != "#!") {
        return std::nullopt;
    }
    std::string_view line = head.substr(2, head.find('\n') - 2);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return std::string{line.substr(0, line.find_first_of(std::string_view{" \t\0", 3}))};
}

template <typename T>
std::optional<T> object_at(int file, std::uint64_t offset) {
    const std::string bytes = read_at(file, sizeof(T), offset);
    if (bytes.size() != sizeof(T)) {
        return std::nullopt;
    }
    T object{};
    std::memcpy(&object, bytes.data(), sizeof object);
    return object;
}

/// The loader that an ELF file of this class names; nothing when it is linked statically.
template <typename Header, typename Segment>
std::optional<std::string> elf_interpreter(int file) {
    const auto header = object_at<Header>(file, 0);
    if (!header || header->e_phentsize != sizeof(Segment)) {
        return std::nullopt;
    }
    const std::size_t count = std::min<std::size_t>(header->e_phnum, segments_max);
    for (std::size_t i = 0; i < count; ++i) {
        const auto segment = object_at<Segment>(file, header->e_phoff + i * sizeof(Segment));
        if (segment && segment->p_type == PT_INTERP && segment->p_filesz < PATH_MAX) {
            const std::string path = read_at(file, segment->p_filesz, segment->p_offset);
            return path.substr(0, path.find('\0'));
        }
    }
    return std::nullopt;
}

std::optional<std::string> interpreter(int file) {
    const std::string head = read_at(file, script_line_max, 0);
    if (head.size() <= EI_CLASS || head.compare(0, SELFMAG, ELFMAG) != 0) {
        return script_interpreter(head);
    }
    return head[EI_CLASS] == ELFCLASS32 ? elf_interpreter<Elf32_Ehdr, Elf32_Phdr>(file)
                                        : elf_interpreter<Elf64_Ehdr, Elf64_Phdr>(file);
}

} // namespace

Result<std::vector<std::string>> files_to_run(const std::string& path) {
    std::vector<std::string> files;
    std::optional<std::string> next = path;
    while (next && files.size() < files_max) {
        const UniqueFd file = TRY(open_program(*next));
        files.push_back(*next);
        next = interpreter(file.get());
        if (next && (next->empty() || next->front() != '/')) {
            return Error{ErrorKind::unsafe_file, "use `" + files.back() + "`",
                         "its interpreter is not named by a whole path"};
        }
        if (next && std::find(files.begin(), files.end(), *next) != files.end()) {
            break; // a loader that names itself
        }
    }
    return files;
}

} // namespace mfa::guard
