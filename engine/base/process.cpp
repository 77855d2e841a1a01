#include "engine/base/process.hpp"

#include "engine/base/file.hpp"
#include "engine/base/text.hpp"

#include <array>
#include <fcntl.h>
#include <limits>
#include <unistd.h>

namespace mfa {

namespace {

constexpr std::size_t proc_file_max = 4096;

Result<std::string> read_proc(const std::string& path) {
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) {
        return Error::from_errno("open `" + path + "`");
    }
    std::string text = TRY(read_text(file.get(), proc_file_max, path));
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text;
}

/// A number that is unset as 4294967295 (proc(5), loginuid and sessionid).
std::optional<std::uint32_t> read_audit_number(const std::string& path) {
    const auto text = read_proc(path);
    const auto value = text ? parse_unsigned(*text) : std::nullopt;
    constexpr std::uint64_t unset = std::numeric_limits<std::uint32_t>::max();
    if (!value || *value >= unset) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*value);
}

bool shows_every_process() {
    // PROC_PID_INIT_INO of linux/proc_ns.h: what lsns(8) shows for the first PID namespace.
    constexpr std::string_view first_namespace = "pid:[4026531836]";
    std::array<char, first_namespace.size() + 1> name{};
    const ssize_t size = ::readlink("/proc/self/ns/pid", name.data(), name.size());
    return size >= 0 &&
           std::string_view{name.data(), static_cast<std::size_t>(size)} == first_namespace &&
           read_proc("/proc/1/sessionid");
}

} // namespace

std::optional<std::uint32_t> audit_session_id() {
    return read_audit_number("/proc/self/sessionid");
}

Result<AuditSessions> audit_sessions() {
    const std::string folder = "/proc";
    const UniqueFd opened = TRY(open_directory(folder, {}));
    AuditSessions found;
    found.are_all = shows_every_process();
    for (const std::string& name : TRY(list_directory(opened.get(), folder))) {
        if (!parse_unsigned(name)) {
            continue;
        }
        std::string path = folder;
        path.append("/").append(name).append("/sessionid");
        if (const auto id = read_audit_number(path)) {
            found.ids.insert(*id);
        }
    }
    return found;
}

std::optional<uid_t> login_uid() {
    return read_audit_number("/proc/self/loginuid");
}

Result<std::string> boot_id() {
    return read_proc("/proc/sys/kernel/random/boot_id");
}

Result<ProcessStart> process_start(pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/stat";
    const std::string text = TRY(read_proc(path));
    // The command name is in parentheses and may hold anything: fields count from the last one.
    const std::size_t name_end = text.rfind(')');
    const auto fields = split(
        std::string_view{text}.substr(name_end == std::string::npos ? text.size() : name_end + 1),
        ' ');
    // After the name: an empty piece, state (3), ppid (4), group (5), session (6), … start time
    // (22).
    constexpr std::size_t parent_index = 2;
    constexpr std::size_t session_index = 4;
    constexpr std::size_t start_index = 20;
    if (fields.size() <= start_index) {
        return Error{ErrorKind::internal, "parse `" + path + "`", "too few fields"};
    }
    const auto parent = parse_unsigned(fields[parent_index]);
    const auto session = parse_unsigned(fields[session_index]);
    const auto start = parse_unsigned(fields[start_index]);
    if (!parent || !session || !start) {
        return Error{ErrorKind::internal, "parse `" + path + "`", "not a number"};
    }
    return ProcessStart{pid, static_cast<pid_t>(*parent), static_cast<pid_t>(*session), *start};
}

} // namespace mfa
