#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <security/pam_modules.h>
#include <string_view>

namespace mfa::pam {

enum class Echo { off, on };

/// What a person sees and answers, through the host program's conversation function (pam_conv(3)).
/// PAM_SILENT suppresses texts, never prompts. Every failure is invalid_input: nobody answered.
class Conversation {
public:
    Conversation(pam_handle_t* handle, int flags)
        : m_handle{handle}, m_silent{(static_cast<unsigned>(flags) & PAM_SILENT) != 0} {}

    /// Whether texts can be shown: there is a conversation, and the host did not ask for silence.
    [[nodiscard]] bool shows_texts() const;

    Result<> inform(std::string_view text) const;
    Result<> complain(std::string_view text) const;
    /// The answer; the host's copy is wiped and freed.
    Result<SecretBuffer> ask(std::string_view prompt, Echo echo) const;

private:
    [[nodiscard]] const pam_conv* function() const;
    Result<SecretBuffer> exchange(int style, std::string_view text) const;

    pam_handle_t* m_handle;
    bool m_silent;
};

} // namespace mfa::pam
