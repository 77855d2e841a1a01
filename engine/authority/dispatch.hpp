// The helper's front door: one table from message to use case.
#pragma once

#include "engine/authority/login.hpp"
#include "engine/authority/services.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/wire/message.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace mfa::authority {

struct Answer {
    std::vector<wire::Message> items;
    wire::Message reply;
};

/// An answer without items.
inline Answer answer_only(wire::Message reply) {
    return {{}, std::move(reply)};
}

/// Where the elements of a long list go, one by one as they are made, so that nobody keeps them
/// all.
class ItemSink {
public:
    ItemSink() = default;
    ItemSink(const ItemSink&) = delete;
    ItemSink& operator=(const ItemSink&) = delete;
    virtual ~ItemSink() = default;

    /// MUST: called with no account open; whoever takes the items may be slow.
    virtual Result<> send(const wire::Message& item) = 0;
    /// Work goes on, with nothing to send: whoever waits goes on waiting.
    virtual Result<> progress() = 0;
    /// Whether sending failed because whoever asked has gone: nobody's trouble.
    [[nodiscard]] virtual bool reader_is_gone() const { return false; }
};

/// An auth conversation: between auth_begin and its last request, who is logging in stands still.
struct Conversation {
    Login login;
    enum class Stage {
        code,      ///< auth_verify is next
        enroll,    ///< auth_enroll_start is next, and makes a device
        switch_on, ///< auth_enroll_start is next, and finds the device that is switched off
        proof,     ///< auth_enroll_finish is next
    };
    Stage stage = Stage::code;
};

/// What is done about what is found to be damaged.
enum class Treatment { look, quarantine };

/// Serves the requests of one front end, one after the other.
class Authority {
public:
    Authority(const Services& services, const Caller& caller);

    /// Never fails: an Error is logged and answered as `unavailable`. The items go to `sink`.
    wire::Message handle(const wire::Message& request, ItemSink& sink);
    /// The same with all items kept.
    Answer handle(const wire::Message& request);

private:
    struct Route;
    static const std::vector<Route>& routes();

    // login_requests.cpp
    Result<Answer> auth_begin(const wire::Message& request);
    Result<Answer> auth_verify(const wire::Message& request);
    Result<Answer> auth_enroll_start(const wire::Message& request);
    Result<Answer> auth_enroll_finish(const wire::Message& request);
    Result<Answer> account(const wire::Message& request);
    Result<Answer> session_open(const wire::Message& request);
    Result<Answer> session_close(const wire::Message& request);

    // device_requests.cpp
    Result<Answer> create(const wire::Message& request); // create_request.cpp
    Result<Answer> create_own(const ToolRequest& tool, device::Account& account,
                              const otp::Parameters& parameters);
    Result<Answer> create_imported(const wire::Message& request, const ToolRequest& tool,
                                   device::Account& account, const device::Seed& seed);
    Result<Answer> enable(const wire::Message& request);
    Result<Answer> verify(const wire::Message& request);
    Result<Answer> status(const wire::Message& request);
    Result<Answer> list(const wire::Message& request);
    Result<Answer> list_all(const wire::Message& request);
    Result<Answer> resync(const wire::Message& request);
    Result<Answer> deactivate(const wire::Message& request);
    Result<Answer> remove(const wire::Message& request);

    // recovery_requests.cpp
    Result<Answer> recovery_codes(const wire::Message& request);

    // transfer_requests.cpp
    Result<Answer> import_device(const wire::Message& request);
    Result<Answer> export_user(const wire::Message& request);

    // admin_requests.cpp
    Result<Answer> admin_users(const wire::Message& request);
    Result<Answer> admin_show(const wire::Message& request);
    Result<Answer> admin_unlock(const wire::Message& request);
    Result<Answer> admin_reset(const wire::Message& request);
    Result<Answer> admin_disable(const wire::Message& request);
    Result<Answer> admin_enable(const wire::Message& request);

    // doctor.cpp
    Result<Answer> admin_doctor(const wire::Message& request);
    Result<Answer> admin_quarantine(const wire::Message& request);
    Result<Answer> see_doctor(const wire::Message& request, Treatment treatment);

    // host_key_requests.cpp
    Result<Answer> admin_rotate_key(const wire::Message& request);
    Result<Answer> admin_seal_anew(const wire::Message& request);

    const Services& m_services;
    const Caller& m_caller;
    ItemSink* m_sink = nullptr; ///< of the request that is being served
    Authorizer m_authorizer;
    std::optional<Conversation> m_conversation;
};

} // namespace mfa::authority
