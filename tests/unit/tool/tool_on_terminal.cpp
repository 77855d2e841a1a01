#include "tests/unit/tool/tool_on_terminal.hpp"

#include "mfa_tool/tool.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/wait.h>
#include <termios.h>
#include <utility>

namespace mfa::test {

namespace {

constexpr int patience_ms = 20'000;
constexpr int died_by_signal = 128;

bool echo_is_on(int terminal) {
    termios modes{};
    if (::tcgetattr(terminal, &modes) != 0) {
        throw std::runtime_error{"tcgetattr failed"};
    }
    return (modes.c_lflag & ECHO) != 0;
}

/// The shell's side, in the child: never returns.
[[noreturn]] void run_as_job(const tool::Settings& settings,
                             const std::vector<std::string>& arguments) {
    static_cast<void>(::signal(SIGTTOU, SIG_IGN));
    const pid_t job = ::fork();
    if (job == 0) {
        static_cast<void>(::setpgid(0, 0));
        static_cast<void>(::tcsetpgrp(STDIN_FILENO, ::getpid()));
        static_cast<void>(::signal(SIGTTOU, SIG_DFL));
        ::_exit(tool::run(arguments, settings));
    }
    int status = 0;
    while (::waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
        const std::string_view said =
            echo_is_on(STDIN_FILENO) ? "[stopped, echo on]\n" : "[stopped, echo off]\n";
        static_cast<void>(!::write(STDOUT_FILENO, said.data(), said.size()));
        static_cast<void>(::kill(-job, SIGCONT));
    }
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : died_by_signal + WTERMSIG(status));
}

} // namespace

ToolOnTerminal::ToolOnTerminal(const tool::Settings& settings,
                               const std::vector<std::string>& arguments, unsigned short columns) {
    constexpr unsigned short lines = 60;
    const winsize size{lines, columns, 0, 0};
    int terminal = -1;
    m_shell = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (m_shell == 0) {
        run_as_job(settings, arguments);
    }
    if (m_shell < 0) {
        throw std::runtime_error{"forkpty failed"};
    }
    m_terminal.reset(terminal);
}

ToolOnTerminal::~ToolOnTerminal() {
    if (m_shell > 0) {
        m_terminal.reset(); // hangs up: shell and tool end
        static_cast<void>(::kill(m_shell, SIGKILL));
        static_cast<void>(::waitpid(m_shell, nullptr, 0));
    }
}

bool ToolOnTerminal::read_more() {
    pollfd entry{m_terminal.get(), POLLIN, 0};
    if (::poll(&entry, 1, patience_ms) <= 0) {
        throw std::runtime_error{"nothing came; so far: " + m_screen};
    }
    std::array<char, 4096> chunk{};
    const ssize_t got = ::read(m_terminal.get(), chunk.data(), chunk.size());
    if (got <= 0) {
        return false; // EIO: the other side is closed
    }
    m_screen.append(chunk.data(), static_cast<std::size_t>(got));
    return true;
}

void ToolOnTerminal::expect(std::string_view text) {
    while (true) {
        if (const std::size_t at = m_screen.find(text, m_seen); at != std::string::npos) {
            m_seen = at + text.size();
            return;
        }
        if (!read_more()) {
            throw std::runtime_error{"`" + std::string{text} + "` never came; all: " + m_screen};
        }
    }
}

void ToolOnTerminal::type(std::string_view keys) const {
    if (::write(m_terminal.get(), keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) {
        throw std::runtime_error{"cannot type"};
    }
}

bool ToolOnTerminal::echoes() const {
    return echo_is_on(m_terminal.get()); // the master answers for the terminal (pty(7))
}

void ToolOnTerminal::signal(int number) const {
    const pid_t job = ::tcgetpgrp(m_terminal.get());
    if (job <= 0 || ::kill(-job, number) != 0) {
        throw std::runtime_error{"cannot signal the tool"};
    }
}

int ToolOnTerminal::wait() {
    while (read_more()) {
    }
    int status = 0;
    if (::waitpid(std::exchange(m_shell, -1), &status, 0) < 0 || !WIFEXITED(status)) {
        throw std::runtime_error{"the shell did not end by itself"};
    }
    return WEXITSTATUS(status);
}

} // namespace mfa::test
