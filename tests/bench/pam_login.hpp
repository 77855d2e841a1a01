// One PAM authentication, as a door makes it.
#pragma once

#include "engine/otp/code.hpp"
#include "tests/bench/people.hpp"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <security/pam_appl.h>
#include <stdexcept>
#include <string>

namespace mfa::bench {

inline SecretBuffer code_of(const std::string& user, otp::Step step) {
    auto code = otp::generate(secret_of(user), {}, step);
    if (!code) {
        throw std::runtime_error{code.error().message()};
    }
    return std::move(code).take();
}

inline otp::Step step_now() {
    return otp::step_at(
        std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now()),
        otp::Parameters{}.period_s);
}

/// Answers every question with the code.
inline int converse(int count, const pam_message** messages, pam_response** responses, void* data) {
    const auto* code = static_cast<const SecretBuffer*>(data);
    auto* answers = static_cast<pam_response*>(
        std::calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
    if (answers == nullptr) {
        return PAM_BUF_ERR;
    }
    for (int i = 0; i < count; ++i) {
        const int style = messages[i]->msg_style;
        if (style == PAM_PROMPT_ECHO_OFF || style == PAM_PROMPT_ECHO_ON) {
            answers[i].resp = ::strndup(code->view().data(), code->view().size());
        }
    }
    *responses = answers;
    return PAM_SUCCESS;
}

inline int log_in(const char* service, const std::string& user, SecretBuffer& code) {
    const pam_conv conversation{converse, &code};
    pam_handle_t* handle = nullptr;
    int result = pam_start(service, user.c_str(), &conversation, &handle);
    if (result != PAM_SUCCESS) {
        return result;
    }
    result = pam_authenticate(handle, 0);
    pam_end(handle, result);
    return result;
}

} // namespace mfa::bench
