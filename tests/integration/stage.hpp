// A stage for pam_mfa.so: libpam itself, a folder of PAM files, a helper that follows a script, and
// a program whose user answers what the test says.
#pragma once

#include "engine/wire/message.hpp"
#include "tests/support/temp_dir.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <security/pam_appl.h>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::test {

/// What the helper sends: a message as its packet, so that it can be named twice.
struct Reply {
    Reply(const wire::Message& message); // NOLINT(google-explicit-constructor): reads better so
    std::string hex;
};

/// The working folder while it lives: the module under test starts `./mfa_helper`.
class Stage {
public:
    Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    ~Stage();

    /// A PAM service `door` with the module as only one in each phase, and a code of its own for
    /// PAM_IGNORE from auth (see `ignored`), which libpam would not tell from other things.
    void pam_file(const std::string& options = {}) const;
    /// A PAM service `door` of these lines; `MODULE` stands for the module's path.
    void pam_lines(std::string lines) const;

    /// The helper answers one request after the other with these.
    void helper_answers(const std::vector<Reply>& replies) const;
    /// The helper does this (see fake_helper.cpp).
    void helper_follows(const std::string& script) const;
    void remove_helper() const;

    /// What the helper received since its script was set, in order.
    [[nodiscard]] std::vector<wire::Message> requests() const;

    [[nodiscard]] std::string path(const std::string& name) const { return m_folder / name; }

private:
    TempDir m_folder;
    std::string m_before;
};

/// What pam_authenticate(3) returns in the service of `Stage::pam_file` where the module returned
/// PAM_IGNORE.
inline constexpr int ignored = PAM_AUTHTOK_EXPIRED;

/// A program that uses PAM, and the person before it.
class Program {
public:
    struct Shown {
        int style;
        std::string text;
    };
    /// An answer to a prompt: a text; no text at all; or the conversation fails.
    enum class Answer { null_text, null_response, failure };
    struct Given {
        Given(const char* words) : text{words} {}            // NOLINT: a test reads better so
        Given(std::string words) : text{std::move(words)} {} // NOLINT
        Given(Answer answer) : odd{answer} {}                // NOLINT
        std::optional<std::string> text;
        Answer odd = Answer::failure;
    };

    /// `user` empty: unknown yet, the module must ask.
    explicit Program(const Stage& stage, const std::string& user = "alice");
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program();

    [[nodiscard]] pam_handle_t* handle() const { return m_handle; }
    void set_item(int type, const std::string& value) const;
    void put_variable(const std::string& assignment) const;
    [[nodiscard]] std::optional<std::string> variable(const char* name) const;
    /// sshd, as the module sees it.
    void be_sshd() const { put_variable("SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22"); }
    void have_no_conversation() const;

    /// What the person answers, in order; a prompt beyond them fails the conversation.
    void answers(std::initializer_list<Given> given);
    /// Called at each prompt, before it is answered.
    std::function<void()> at_prompt;

    [[nodiscard]] const std::vector<Shown>& shown() const { return m_shown; }
    /// All texts and prompts, one on a line.
    [[nodiscard]] std::string screen() const;
    [[nodiscard]] bool was_shown(std::string_view part) const;
    [[nodiscard]] std::size_t prompts() const;
    /// Whether every answer given was overwritten before it was freed.
    [[nodiscard]] bool answers_were_wiped() const;

private:
    static int converse(int count, const pam_message** messages, pam_response** responses,
                        void* program);
    int respond(const pam_message& message, pam_response& response);

    pam_handle_t* m_handle = nullptr;
    std::deque<Given> m_answers;
    std::vector<Shown> m_shown;
    struct Handed {
        const void* address;
        std::size_t size;
    };
    std::vector<Handed> m_handed;
};

/// Lines that reached syslog(3) since the last call.
std::string take_log();

/// Replies.
wire::Message ok();
wire::Message verdict(wire::Verdict verdict, std::string_view message = {});
wire::Message refused(wire::Outcome outcome, std::string_view error_code,
                      std::string_view message = {});

} // namespace mfa::test
