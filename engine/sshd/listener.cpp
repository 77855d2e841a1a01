#include "engine/sshd/listener.hpp"

#include "engine/base/file.hpp"
#include "engine/base/process.hpp"
#include "engine/base/text.hpp"

#include <array>
#include <climits>
#include <fcntl.h>
#include <unistd.h>

namespace mfa::sshd {

namespace {

constexpr std::string_view title_begin = "sshd: ";
constexpr std::string_view title_end = " [listener] ";
constexpr std::string_view options_alone = "46DGQTVdeiqrt";
constexpr std::string_view options_with_value = "CEbcfghkopu";
constexpr std::string_view options_of_config = "cfho";
constexpr int ancestors_max = 8;
constexpr std::size_t title_max = 65536;

Error unclear(std::string_view word) {
    return Error{ErrorKind::invalid_config, "read the arguments of sshd",
                 "`" + std::string{word} + "` could be more than one thing"};
}

/// One word of getopt(3)'s, with its value where it has one.
class Words {
public:
    explicit Words(std::vector<std::string_view> words) : m_words{std::move(words)} {}

    [[nodiscard]] bool at_end() const { return m_at == m_words.size(); }
    std::string_view next() { return at_end() ? std::string_view{} : m_words[m_at++]; }

private:
    std::vector<std::string_view> m_words;
    std::size_t m_at = 0;
};

/// `-o` takes `Name=value` here: with a blank between the two the title does not say where it ends.
bool is_one_word(char option, std::string_view value) {
    return !value.empty() && value.front() != '-' &&
           (option != 'o' || value.find('=') != std::string_view::npos) &&
           (option != 'f' || value.front() == '/');
}

Result<> take_word(std::string_view word, Words& words, Listener& listener) {
    if (word.size() < 2 || word.front() != '-') {
        return unclear(word);
    }
    for (std::size_t i = 1; i < word.size(); ++i) {
        const char option = word[i];
        if (options_alone.find(option) != std::string_view::npos) {
            continue;
        }
        if (options_with_value.find(option) == std::string_view::npos) {
            return unclear(word);
        }
        const std::string_view value = i + 1 < word.size() ? word.substr(i + 1) : words.next();
        if (!is_one_word(option, value)) {
            return unclear(value.empty() ? word : value);
        }
        if (option == 'f') {
            listener.config_file = value;
        }
        if (options_of_config.find(option) != std::string_view::npos) {
            listener.arguments.push_back(std::string{'-'} + option);
            listener.arguments.emplace_back(value);
        }
        return {};
    }
    return {};
}

std::string folder_of(pid_t process) {
    return "/proc/" + std::to_string(process);
}

/// Empty for who has none, and for who has ended.
Result<std::string> title_of(pid_t process) {
    const std::string path = folder_of(process) + "/cmdline";
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) {
        return Error::from_errno("open `" + path + "`");
    }
    std::string title = TRY(read_text(file.get(), title_max, path));
    return title.substr(0, title.find('\0'));
}

Result<std::string> program_of(pid_t process) {
    const std::string path = folder_of(process) + "/exe";
    std::array<char, PATH_MAX> target{};
    const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
    if (size <= 0 || static_cast<std::size_t>(size) == target.size()) {
        return Error::from_errno("read the link `" + path + "`");
    }
    std::string program{target.data(), static_cast<std::size_t>(size)};
    struct stat on_disk {};
    struct stat running {};
    if (::stat(program.c_str(), &on_disk) != 0 || ::stat(path.c_str(), &running) != 0 ||
        on_disk.st_dev != running.st_dev || on_disk.st_ino != running.st_ino) {
        return Error{ErrorKind::invalid_config, "find the program of sshd",
                     "it was replaced since sshd has started: restart sshd"};
    }
    return program;
}

bool is_roots(pid_t process) {
    struct stat status {};
    return ::stat(folder_of(process).c_str(), &status) == 0 && status.st_uid == 0;
}

} // namespace

Result<std::optional<Listener>> read_title(std::string_view title) {
    const auto end = title.rfind(title_end);
    if (!title.starts_with(title_begin) || end == std::string_view::npos) {
        return std::optional<Listener>{};
    }
    Words words{split(title.substr(title_begin.size(), end - title_begin.size()), ' ')};
    Listener listener;
    listener.program = words.next();
    while (!words.at_end()) {
        TRY(take_word(words.next(), words, listener));
    }
    return std::optional{std::move(listener)};
}

Result<Listener> find_listener(pid_t process) {
    for (int i = 0; i < ancestors_max && process > 1; ++i) {
        process = TRY(process_start(process)).parent;
        if (process <= 0 || !is_roots(process)) {
            break;
        }
        if (auto listener = TRY(read_title(TRY(title_of(process))))) {
            listener->process = process;
            listener->program = TRY(program_of(process));
            return std::move(*listener);
        }
    }
    return Error{ErrorKind::not_found, "find the sshd that listens",
                 "no process above this one is it"};
}

} // namespace mfa::sshd
