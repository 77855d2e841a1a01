// What a command may touch: three streams, the helper, and what is known about the terminal.
// Nothing in mfa_tool reads a global stream or starts the helper by itself, so that a test can put
// its own in place.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/wire/helper_process.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>

namespace mfa::tool {

/// Fixed by main before a command runs.
struct Settings {
    std::string helper_path; ///< absolute; compiled in, never from an argument or the environment
    std::string pskc_reader_path; ///< absolute; compiled in likewise
    /// Where root's commands find the host key, and whose it must be.
    std::string config_folder = "/etc/mfa";
    uid_t config_owner = 0;
    int input_fd = STDIN_FILENO;
    int output_fd = STDOUT_FILENO;
    int error_fd = STDERR_FILENO;
    bool colors_wanted = true; ///< false: NO_COLOR is set, or TERM is `dumb`
    bool utf8_locale = false;  ///< the locale's character set is UTF-8
};

class Environment {
public:
    explicit Environment(Settings settings);
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    ~Environment();

    /// Results, to stdout. Buffered; a write that fails is kept for finish().
    void out(std::string_view text);
    /// Text that holds a secret: past every buffer, straight to stdout.
    void out_secret(const SecretBuffer& text);
    /// Everything that is no result, to stderr, at once. Flushes out() first: order is kept.
    void err(std::string_view text);
    void err_secret(const SecretBuffer& text);
    /// Sends what out() holds; for commands that answer line by line.
    void flush();
    /// The end of a command: flushes, and says whether everything printed has arrived.
    Result<> finish();

    /// Whether nobody can be asked anything: codes then come from stdin, one on each line.
    [[nodiscard]] bool input_is_terminal() const { return m_input_is_terminal; }
    [[nodiscard]] bool output_is_terminal() const { return m_output_is_terminal; }
    [[nodiscard]] bool error_is_terminal() const { return m_error_is_terminal; }
    /// Whether colour sequences may be sent to stdout, to stderr.
    [[nodiscard]] bool color_out() const {
        return m_output_is_terminal && m_settings.colors_wanted;
    }
    [[nodiscard]] bool color_err() const { return m_error_is_terminal && m_settings.colors_wanted; }
    [[nodiscard]] bool utf8_locale() const { return m_settings.utf8_locale; }

    [[nodiscard]] const std::string& config_folder() const { return m_settings.config_folder; }
    [[nodiscard]] uid_t config_owner() const { return m_settings.config_owner; }
    [[nodiscard]] int input_fd() const { return m_settings.input_fd; }
    [[nodiscard]] int error_fd() const { return m_settings.error_fd; }

    [[nodiscard]] const std::string& pskc_reader_path() const {
        return m_settings.pskc_reader_path;
    }
    /// A fresh helper for one request and its answer.
    [[nodiscard]] Result<wire::HelperProcess> start_helper() const;

private:
    void write(int fd, std::string_view text);

    Settings m_settings;
    bool m_input_is_terminal;
    bool m_output_is_terminal;
    bool m_error_is_terminal;
    std::string m_buffered;
    std::optional<Error> m_failed_write;
};

} // namespace mfa::tool
