#pragma once

#include "engine/wire/helper_process.hpp"
#include "pam_module/conversation.hpp"
#include "pam_module/host.hpp"
#include "pam_module/options.hpp"
#include "pam_module/ruling.hpp"

namespace mfa::pam {

/// One call of libpam: everything that a phase needs to do its work.
class Transaction {
public:
    Transaction(const Host& host, Phase phase, int flags, Options options)
        : m_host{host}, m_phase{phase}, m_conversation{host.handle(), flags}, m_options{std::move(
                                                                                  options)} {}

    [[nodiscard]] const Host& host() const { return m_host; }
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] const Conversation& conversation() const { return m_conversation; }
    [[nodiscard]] const Options& options() const { return m_options; }

    /// Whether the user can be led through setting up a device right here.
    [[nodiscard]] bool can_enroll() const {
        return m_options.enroll_inline && m_conversation.shows_texts();
    }

    /// Starts the helper; one of them serves all requests of one phase.
    Result<wire::HelperProcess> start_helper() const;

    /// One request, one reply with a known outcome. Shows its notice, if any. Items before it go to
    /// `take`; without it there may be none.
    Result<wire::Message> exchange(wire::HelperProcess& helper, const wire::Message& request,
                                   const wire::HelperProcess::TakeItem& take = {}) const;

    /// Puts the ticket of a reply, if any, where account and session open find it.
    Result<> keep_ticket_of(const wire::Message& reply) const;

    /// Shows why the phase ends as it does. Failures to show are nothing to fail on.
    void explain(const Ruling& ruling) const;

    /// A line of the option `debug`.
    void debug(std::string_view text) const;

private:
    const Host& m_host;
    Phase m_phase;
    Conversation m_conversation;
    Options m_options;
};

} // namespace mfa::pam
