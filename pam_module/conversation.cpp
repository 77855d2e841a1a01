#include "pam_module/conversation.hpp"

#include "pam_module/c_string.hpp"

#include <cstdlib>
#include <cstring>
#include <memory>

namespace mfa::pam {

namespace {

/// Wipes and frees what a conversation function allocated for one message.
struct FreeResponse {
    void operator()(pam_response* response) const {
        if (response->resp != nullptr) {
            wipe_memory(response->resp, std::strlen(response->resp));
            std::free(response->resp); // NOLINT(cppcoreguidelines-no-malloc): pam_conv(3)
        }
        std::free(response); // NOLINT(cppcoreguidelines-no-malloc): pam_conv(3)
    }
};

bool is_prompt(int style) {
    return style == PAM_PROMPT_ECHO_OFF || style == PAM_PROMPT_ECHO_ON;
}

Error nobody_answers(const char* detail) {
    return Error{ErrorKind::invalid_input, "talk to the user", detail};
}

} // namespace

const pam_conv* Conversation::function() const {
    const void* item = nullptr;
    if (pam_get_item(m_handle, PAM_CONV, &item) != PAM_SUCCESS || item == nullptr) {
        return nullptr;
    }
    const auto* const conversation = static_cast<const pam_conv*>(item);
    return conversation->conv != nullptr ? conversation : nullptr;
}

bool Conversation::shows_texts() const {
    return !m_silent && function() != nullptr;
}

Result<> Conversation::inform(std::string_view text) const {
    if (!m_silent) {
        TRY(exchange(PAM_TEXT_INFO, text));
    }
    return {};
}

Result<> Conversation::complain(std::string_view text) const {
    if (!m_silent) {
        TRY(exchange(PAM_ERROR_MSG, text));
    }
    return {};
}

Result<SecretBuffer> Conversation::ask(std::string_view prompt, Echo echo) const {
    return exchange(echo == Echo::on ? PAM_PROMPT_ECHO_ON : PAM_PROMPT_ECHO_OFF, prompt);
}

Result<SecretBuffer> Conversation::exchange(int style, std::string_view text) const {
    const pam_conv* const conversation = function();
    if (conversation == nullptr) {
        return nobody_answers("the program has no conversation function");
    }
    const auto terminated = TRY(c_string({text}));
    const pam_message message{style, terminated.view().data()};
    const pam_message* messages = &message;
    pam_response* raw = nullptr;
    const int code = conversation->conv(1, &messages, &raw, conversation->appdata_ptr);
    if (code != PAM_SUCCESS) {
        // Nothing is ours then; what `raw` points to is not defined (pam_conv(3)).
        return nobody_answers("the conversation failed");
    }
    const std::unique_ptr<pam_response, FreeResponse> response{raw};
    if (!is_prompt(style)) {
        return SecretBuffer{};
    }
    if (response == nullptr || response->resp == nullptr) {
        return nobody_answers("there was no answer");
    }
    return SecretBuffer::copy_of(std::string_view{response->resp});
}

} // namespace mfa::pam
