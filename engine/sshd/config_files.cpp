#include "engine/sshd/config_files.hpp"

#include "engine/base/file.hpp"
#include "engine/base/process.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <fcntl.h>
#include <set>
#include <unistd.h>

namespace mfa::sshd {

namespace {

constexpr std::size_t config_max = 1 << 20;
constexpr int depth_max = 16; // as sshd's
constexpr std::string_view included_from = "/etc/ssh/";
constexpr std::string_view blanks = " \t\r\f";
constexpr long nanoseconds = 1'000'000'000;
/// A start is known to a tick of the kernel's.
constexpr std::int64_t tick_ns = 10'000'000;

Result<std::string> text_of(const std::string& path, std::size_t limit) {
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file) {
        return Error::from_errno("open `" + path + "`");
    }
    return read_text(file.get(), limit, path);
}

/// The words of a line as sshd takes them: blanks between, quotes around, `=` behind the first.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    while (true) {
        line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
        if (words.size() == 1 && line.starts_with('=')) {
            line.remove_prefix(1);
            continue;
        }
        if (line.empty() || line.front() == '#') {
            return words;
        }
        const bool quoted = line.front() == '"';
        line.remove_prefix(quoted ? 1 : 0);
        const std::size_t end = std::min(
            quoted ? line.find('"') : line.find_first_of(words.empty() ? " \t\r\f=" : blanks),
            line.size());
        words.emplace_back(line.substr(0, end));
        line.remove_prefix(std::min(end + (quoted ? 1 : 0), line.size()));
    }
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

class Collector {
public:
    Result<> add(const std::string& path, int depth) {
        if (depth == 0) {
            return Error{ErrorKind::invalid_config, "read `" + path + "`",
                         "files include each other too deeply"};
        }
        if (!m_found.insert(path).second) {
            return {};
        }
        const std::string text = TRY(text_of(path, config_max));
        for (const std::string_view line : split(text, '\n')) {
            const auto words = words_of(line);
            if (words.size() > 1 && to_lower(words.front()) == "include") {
                for (auto pattern = words.begin() + 1; pattern != words.end(); ++pattern) {
                    TRY(add_matches(*pattern, depth - 1));
                }
            }
        }
        return {};
    }

    [[nodiscard]] std::vector<std::string> take() const { return {m_found.begin(), m_found.end()}; }

private:
    Result<> add_matches(std::string pattern, int depth) {
        if (!pattern.starts_with('/')) {
            pattern = std::string{included_from} + pattern;
        }
        const auto paths = paths_matching(pattern);
        if (!paths) {
            return Error{ErrorKind::invalid_config, paths.error().operation()};
        }
        add_folder(folder_of(pattern.substr(0, pattern.find_first_of("*?["))));
        for (const std::string& path : *paths) {
            add_folder(folder_of(path));
            TRY(add(path, depth));
        }
        return {};
    }

    /// One that is not there has no file that could be taken away.
    void add_folder(const std::string& path) {
        if (::access(path.c_str(), F_OK) == 0) {
            m_found.insert(path);
        }
    }

    std::set<std::string> m_found;
};

bool is_after(const timespec& left, const timespec& right) {
    return left.tv_sec != right.tv_sec ? left.tv_sec > right.tv_sec : left.tv_nsec > right.tv_nsec;
}

std::int64_t nanoseconds_of(clockid_t clock) {
    timespec now{};
    static_cast<void>(::clock_gettime(clock, &now));
    return now.tv_sec * nanoseconds + now.tv_nsec;
}

Result<timespec> started_at(pid_t process) {
    const auto start = TRY(process_start(process));
    const long ticks = ::sysconf(_SC_CLK_TCK);
    const auto after_boot_ns = static_cast<std::int64_t>(start.start_ticks) * (nanoseconds / ticks);
    const std::int64_t wall_ns =
        nanoseconds_of(CLOCK_REALTIME) - (nanoseconds_of(CLOCK_BOOTTIME) - after_boot_ns) + tick_ns;
    return timespec{wall_ns / nanoseconds, wall_ns % nanoseconds};
}

} // namespace

Result<std::vector<std::string>> config_files(const std::string& config_file) {
    Collector collector;
    TRY(collector.add(config_file, depth_max));
    return collector.take();
}

Result<timespec> config_read_at(const Listener& listener, const std::string& pid_file) {
    struct stat status {};
    if (pid_file.starts_with('/') && ::stat(pid_file.c_str(), &status) == 0 &&
        check_rules(status, {uid_t{0}, writable_by_others}, pid_file)) {
        const std::string text = TRY(text_of(pid_file, 64));
        if (parse_unsigned(text.substr(0, text.find('\n'))) ==
            static_cast<std::uint64_t>(listener.process)) {
            return status.st_mtim;
        }
    }
    return started_at(listener.process);
}

Result<> unchanged_since(const std::vector<std::string>& files, const timespec& moment) {
    for (const std::string& file : files) {
        struct stat status {};
        if (::stat(file.c_str(), &status) != 0) {
            return Error::from_errno("look at `" + file + "`");
        }
        if (is_after(S_ISDIR(status.st_mode) ? status.st_mtim : status.st_ctim, moment)) {
            return Error{ErrorKind::invalid_config, "trust `" + file + "`",
                         "it was changed after sshd has started: restart sshd"};
        }
    }
    return {};
}

} // namespace mfa::sshd
