#include "tests/integration/stage.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace {

std::string& log_text() {
    static std::string text;
    return text;
}

struct Wiped {
    const void* address;
    std::size_t size;
};

std::vector<Wiped>& wiped() {
    static std::vector<Wiped> regions;
    return regions;
}

void record_log(const char* format, va_list arguments) {
    std::array<char, 2048> line{};
    static_cast<void>(std::vsnprintf(line.data(), line.size(), format, arguments));
    log_text() += line.data();
    log_text() += '\n';
}

void record_wipe(void* data, std::size_t size) {
    wiped().push_back({data, size});
    std::memset(data, 0, size);
}

} // namespace

// The program comes first in the search for symbols: what libpam and the module call by these names
// ends up here, in place of libc's. The names are given to the assembler alone, for in the headers
// they are inline functions as soon as _FORTIFY_SOURCE is on.
#define IN_PLACE_OF(name) __asm__(name) __attribute__((visibility("default")))

extern "C" {

void log_in_place(int priority, const char* format, ...) IN_PLACE_OF("syslog");
void log_in_place_checked(int priority, int flag, const char* format, ...)
    IN_PLACE_OF("__syslog_chk");
void wipe_in_place(void* data, std::size_t size) IN_PLACE_OF("explicit_bzero");
void wipe_in_place_checked(void* data, std::size_t size, std::size_t room)
    IN_PLACE_OF("__explicit_bzero_chk");

void log_in_place(int /*priority*/, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    record_log(format, arguments);
    va_end(arguments);
}

void log_in_place_checked(int /*priority*/, int /*flag*/, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    record_log(format, arguments);
    va_end(arguments);
}

void wipe_in_place(void* data, std::size_t size) {
    record_wipe(data, size);
}

void wipe_in_place_checked(void* data, std::size_t size, std::size_t /*room*/) {
    record_wipe(data, size);
}

} // extern "C"

namespace mfa::test {

namespace {

constexpr const char* service = "door";

void check(bool condition, const char* what) {
    if (!condition) {
        throw std::runtime_error{what};
    }
}

void replace_all(std::string& text, std::string_view word, std::string_view by) {
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + by.size())) {
        text.replace(at, word.size(), by);
    }
}

} // namespace

Reply::Reply(const wire::Message& message) {
    const auto packet = message.encoded();
    check(packet.has_value(), "a reply is too long");
    hex = to_hex(*packet);
}

Stage::Stage() : m_before{std::filesystem::current_path()} {
    std::filesystem::current_path(m_folder.path());
    std::filesystem::create_directory("pam.d");
    std::filesystem::copy_file(MFA_FAKE_HELPER, "mfa_helper");
    pam_file();
}

Stage::~Stage() {
    std::error_code ignored_error;
    std::filesystem::current_path(m_before, ignored_error);
}

void Stage::pam_file(const std::string& options) const {
    pam_lines("auth [success=1 ignore=2 default=die] MODULE " + options +
              "\n"
              "auth requisite pam_deny.so\n"
              "auth [success=done default=die] pam_permit.so\n"
              "auth [default=die] pam_debug.so auth=authtok_expired\n"
              "account required MODULE " +
              options + "\nsession required MODULE " + options + "\npassword required MODULE " +
              options + "\n");
}

void Stage::pam_lines(std::string lines) const {
    replace_all(lines, "MODULE", MFA_MODULE_UNDER_TEST);
    std::ofstream{path("pam.d/") + service} << lines;
}

void Stage::helper_answers(const std::vector<Reply>& replies) const {
    std::string script;
    for (const Reply& reply : replies) {
        script += "receive\nsend " + reply.hex + "\n";
    }
    helper_follows(script);
}

void Stage::helper_follows(const std::string& script) const {
    std::filesystem::remove(path("requests"));
    std::ofstream{path("script")} << script;
}

void Stage::remove_helper() const {
    std::filesystem::remove(path("mfa_helper"));
}

std::vector<wire::Message> Stage::requests() const {
    std::vector<wire::Message> messages;
    std::ifstream file{path("requests")};
    std::string line;
    while (std::getline(file, line)) {
        const auto packet = from_hex(line);
        check(packet.has_value(), "no hexadecimal");
        auto message = wire::Message::decode(*packet);
        check(message.has_value(), "no message");
        messages.push_back(std::move(message).take());
    }
    return messages;
}

Program::Program(const Stage& stage, const std::string& user) {
    const pam_conv conversation{converse, this};
    check(pam_start_confdir(service, user.empty() ? nullptr : user.c_str(), &conversation,
                            stage.path("pam.d").c_str(), &m_handle) == PAM_SUCCESS,
          "pam_start failed");
    wiped().clear();
    log_text().clear();
}

Program::~Program() {
    pam_end(m_handle, PAM_SUCCESS);
}

void Program::set_item(int type, const std::string& value) const {
    check(pam_set_item(m_handle, type, value.c_str()) == PAM_SUCCESS, "pam_set_item failed");
}

void Program::put_variable(const std::string& assignment) const {
    check(pam_putenv(m_handle, assignment.c_str()) == PAM_SUCCESS, "pam_putenv failed");
}

std::optional<std::string> Program::variable(const char* name) const {
    const char* const value = pam_getenv(m_handle, name);
    return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
}

void Program::have_no_conversation() const {
    const pam_conv none{nullptr, nullptr};
    check(pam_set_item(m_handle, PAM_CONV, &none) == PAM_SUCCESS, "pam_set_item failed");
}

void Program::answers(std::initializer_list<Given> given) {
    m_answers = given;
}

std::string Program::screen() const {
    std::string text;
    for (const Shown& line : m_shown) {
        text += line.text + "\n";
    }
    return text;
}

bool Program::was_shown(std::string_view part) const {
    return screen().find(part) != std::string::npos;
}

std::size_t Program::prompts() const {
    return static_cast<std::size_t>(
        std::count_if(m_shown.begin(), m_shown.end(), [](const Shown& line) {
            return line.style == PAM_PROMPT_ECHO_OFF || line.style == PAM_PROMPT_ECHO_ON;
        }));
}

bool Program::answers_were_wiped() const {
    return std::all_of(m_handed.begin(), m_handed.end(), [](const Handed& handed) {
        return std::any_of(wiped().begin(), wiped().end(), [&](const Wiped& region) {
            return region.address == handed.address && region.size >= handed.size;
        });
    });
}

int Program::converse(int count, const pam_message** messages, pam_response** responses,
                      void* program) {
    auto* const self = static_cast<Program*>(program);
    auto* const replies = static_cast<pam_response*>(
        std::calloc(static_cast<std::size_t>(count), sizeof **responses));
    for (int i = 0; i < count; ++i) {
        const int code = self->respond(*messages[i], replies[i]);
        if (code != PAM_SUCCESS) {
            std::free(replies);
            // Some programs leave garbage there: to free this one would end the test.
            static pam_response not_from_malloc{};
            *responses = &not_from_malloc;
            return code;
        }
    }
    const bool none = !self->m_answers.empty() && !self->m_answers.front().text &&
                      self->m_answers.front().odd == Answer::null_response;
    if (none) {
        std::free(replies);
    }
    *responses = none ? nullptr : replies;
    return PAM_SUCCESS;
}

int Program::respond(const pam_message& message, pam_response& response) {
    m_shown.push_back({message.msg_style, message.msg});
    if (message.msg_style != PAM_PROMPT_ECHO_OFF && message.msg_style != PAM_PROMPT_ECHO_ON) {
        return PAM_SUCCESS;
    }
    if (at_prompt) {
        at_prompt();
    }
    if (m_answers.empty()) {
        return PAM_CONV_ERR;
    }
    const Given given = m_answers.front();
    if (!given.text) {
        return given.odd == Answer::failure ? PAM_CONV_ERR : PAM_SUCCESS;
    }
    m_answers.pop_front();
    response.resp = ::strdup(given.text->c_str());
    m_handed.push_back({response.resp, given.text->size()});
    return PAM_SUCCESS;
}

std::string take_log() {
    return std::exchange(log_text(), {});
}

wire::Message ok() {
    wire::Message reply{wire::MessageType::reply};
    reply.add_number(wire::Field::outcome, static_cast<std::int64_t>(wire::Outcome::ok));
    return reply;
}

wire::Message verdict(wire::Verdict verdict, std::string_view message) {
    wire::Message reply = ok();
    reply.add_number(wire::Field::verdict, static_cast<std::int64_t>(verdict));
    if (!message.empty()) {
        reply.add(wire::Field::message, message);
    }
    return reply;
}

wire::Message refused(wire::Outcome outcome, std::string_view error_code,
                      std::string_view message) {
    wire::Message reply{wire::MessageType::reply};
    reply.add_number(wire::Field::outcome, static_cast<std::int64_t>(outcome));
    reply.add(wire::Field::error_code, error_code);
    if (!message.empty()) {
        reply.add(wire::Field::message, message);
    }
    return reply;
}

} // namespace mfa::test
