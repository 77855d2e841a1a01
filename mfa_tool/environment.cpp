#include "mfa_tool/environment.hpp"

#include "engine/base/file.hpp"

#include <utility>

namespace mfa::tool {

namespace {

constexpr std::size_t buffer_max = 64UL * 1024;

} // namespace

Environment::Environment(Settings settings)
    : m_settings{std::move(settings)}, m_input_is_terminal{::isatty(m_settings.input_fd) == 1},
      m_output_is_terminal{::isatty(m_settings.output_fd) == 1},
      m_error_is_terminal{::isatty(m_settings.error_fd) == 1} {}

Environment::~Environment() {
    flush();
}

void Environment::write(int fd, std::string_view text) {
    if (auto written = write_all(fd, text, "standard output");
        !written && fd == m_settings.output_fd && !m_failed_write) {
        m_failed_write = written.error();
    }
}

void Environment::out(std::string_view text) {
    m_buffered += text;
    if (m_buffered.size() >= buffer_max) {
        flush();
    }
}

void Environment::out_secret(const SecretBuffer& text) {
    flush();
    write(m_settings.output_fd, text.view());
}

void Environment::err(std::string_view text) {
    flush();
    write(m_settings.error_fd, text);
}

void Environment::err_secret(const SecretBuffer& text) {
    err(text.view());
}

void Environment::flush() {
    write(m_settings.output_fd, m_buffered);
    m_buffered.clear();
}

Result<> Environment::finish() {
    flush();
    if (m_failed_write) {
        return *m_failed_write;
    }
    return {};
}

Result<wire::HelperProcess> Environment::start_helper() const {
    return wire::HelperProcess::start(m_settings.helper_path);
}

} // namespace mfa::tool
