#pragma once

#include "engine/base/unique_fd.hpp"
#include "mfa_tool/environment.hpp"

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace mfa::test {

/// mfa_tool on a pseudo-terminal, as the foreground job of a small job-control shell. When the tool
/// is stopped, the shell says `[stopped, echo on]` or `[stopped, echo off]` and continues it.
class ToolOnTerminal {
public:
    ToolOnTerminal(const tool::Settings& settings, const std::vector<std::string>& arguments,
                   unsigned short columns = 120);
    ToolOnTerminal(const ToolOnTerminal&) = delete;
    ToolOnTerminal& operator=(const ToolOnTerminal&) = delete;
    ~ToolOnTerminal();

    /// Waits until the text has been shown after what was awaited before; throws after 20 s.
    void expect(std::string_view text);
    void type(std::string_view keys) const;
    /// Whether the terminal shows what is typed.
    [[nodiscard]] bool echoes() const;
    void signal(int number) const;
    /// Waits for the end: the exit status of the tool.
    int wait();
    /// Everything shown so far.
    [[nodiscard]] const std::string& screen() const { return m_screen; }

private:
    bool read_more();

    UniqueFd m_terminal;
    pid_t m_shell = -1;
    std::string m_screen;
    std::size_t m_seen = 0;
};

} // namespace mfa::test
