#include "mfa_tool/hidden_line.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace mfa::tool {

namespace {

constexpr std::array caught_signals{SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP};

// A handler can reach nothing but a global; it is written only while SignalsCaught lives.
volatile std::sig_atomic_t arrived_signal = 0;

void note_signal(int number) {
    arrived_signal = number;
}

/// Keeps the signals blocked but inside wait(), so that none falls between a look and a sleep.
class SignalsCaught {
public:
    SignalsCaught() {
        arrived_signal = 0;
        sigset_t blocked;
        sigemptyset(&blocked);
        for (const int number : caught_signals) {
            sigaddset(&blocked, number);
        }
        static_cast<void>(::sigprocmask(SIG_BLOCK, &blocked, &m_mask_before));
        m_mask_waiting = m_mask_before;
        for (std::size_t i = 0; i < caught_signals.size(); ++i) {
            install(caught_signals[i], m_before[i]);
            sigdelset(&m_mask_waiting, caught_signals[i]);
        }
    }
    SignalsCaught(const SignalsCaught&) = delete;
    SignalsCaught& operator=(const SignalsCaught&) = delete;
    ~SignalsCaught() {
        for (std::size_t i = 0; i < caught_signals.size(); ++i) {
            static_cast<void>(::sigaction(caught_signals[i], &m_before[i], nullptr));
        }
        static_cast<void>(::sigprocmask(SIG_SETMASK, &m_mask_before, nullptr));
    }

    /// Waits until the descriptor can be read (0) or a signal came (its number).
    [[nodiscard]] int wait(int fd) const {
        while (true) {
            pollfd entry{fd, POLLIN, 0};
            const int ready = ::ppoll(&entry, 1, nullptr, &m_mask_waiting);
            if (arrived_signal != 0) {
                return arrived_signal;
            }
            if (ready > 0 || (ready < 0 && errno != EINTR)) {
                return 0;
            }
        }
    }

private:
    static void install(int number, struct sigaction& before) {
        struct sigaction ours {};
        ours.sa_handler = note_signal;
        sigemptyset(&ours.sa_mask);
        static_cast<void>(::sigaction(number, &ours, &before));
        // What the starting program had us ignore (nohup) stays ignored.
        if (before.sa_handler == SIG_IGN) {
            static_cast<void>(::sigaction(number, &before, nullptr));
        }
    }

    sigset_t m_mask_before{};
    sigset_t m_mask_waiting{};
    std::array<struct sigaction, caught_signals.size()> m_before{};
};

/// Echo off while it lives. What was typed ahead stays: two codes may be pasted at once.
class EchoOff {
public:
    explicit EchoOff(int terminal) : m_terminal{terminal} {
        if (::tcgetattr(m_terminal, &m_before) != 0) {
            return;
        }
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
        quiet.c_lflag |= ICANON | ISIG;
        m_changed = ::tcsetattr(m_terminal, TCSADRAIN, &quiet) == 0;
    }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;
    ~EchoOff() {
        if (m_changed) {
            static_cast<void>(::tcsetattr(m_terminal, TCSADRAIN, &m_before));
        }
    }

    [[nodiscard]] bool is_off() const { return m_changed; }

private:
    int m_terminal;
    termios m_before{};
    bool m_changed = false;
};

enum class LineEnd { newline, end_of_input, too_long };

struct ReadLine {
    LineEnd end = LineEnd::end_of_input;
    int signal = 0; ///< not 0: it came first, and the line is not to be used
};

ReadLine read_line(int terminal, const SignalsCaught& signals, SecretBuffer& line) {
    bool fits = true;
    while (true) {
        if (const int signal = signals.wait(terminal); signal != 0) {
            return {LineEnd::end_of_input, signal};
        }
        std::uint8_t byte = 0;
        const ssize_t got = ::read(terminal, &byte, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return {line.empty() ? LineEnd::end_of_input : LineEnd::newline, 0};
        }
        if (byte == '\n') {
            return {fits ? LineEnd::newline : LineEnd::too_long, 0};
        }
        fits = fits && line.append({&byte, 1}).has_value();
    }
}

Failure interrupted(int signal) {
    constexpr int signal_base = 128; // as shells report it
    return {static_cast<ExitCode>(signal_base + signal), "interrupted", "interrupted"};
}

} // namespace

Attempt<std::optional<SecretBuffer>>
read_hidden_line(Environment& environment, std::string_view prompt, std::size_t line_max) {
    const int terminal = environment.input_fd();
    while (true) {
        auto line = SecretBuffer::with_capacity(line_max);
        ReadLine outcome;
        {
            const SignalsCaught signals;
            const EchoOff echo{terminal};
            if (!echo.is_off()) {
                return failure_from(Error::from_errno("switch off the terminal's echo"));
            }
            environment.err(prompt);
            outcome = read_line(terminal, signals, line);
            environment.err("\n"); // the person's own was not echoed
        }
        if (outcome.signal == SIGTSTP) {
            static_cast<void>(::raise(SIGTSTP)); // stops here, as if never caught
            continue;
        }
        if (outcome.signal != 0) {
            return interrupted(outcome.signal);
        }
        switch (outcome.end) {
        case LineEnd::newline:
            return std::optional{std::move(line)};
        case LineEnd::end_of_input:
            return std::optional<SecretBuffer>{};
        case LineEnd::too_long:
            return invalid_input("that line is too long for a code");
        }
    }
}

} // namespace mfa::tool
