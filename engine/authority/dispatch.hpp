// The helper's front door: one table from message to use case.
#pragma once

#include "engine/authority/login.hpp"
#include "engine/authority/services.hpp"
#include "engine/wire/message.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace mfa::authority {

struct Answer {
    std::vector<wire::Message> items;
    wire::Message reply;
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

/// Serves the requests of one front end, one after the other.
class Authority {
public:
    Authority(const Services& services, const Caller& caller);

    /// Never fails: an Error is logged and answered as `unavailable`.
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
    Result<Answer> create(const wire::Message& request);
    Result<Answer> enable(const wire::Message& request);
    Result<Answer> verify(const wire::Message& request);
    Result<Answer> status(const wire::Message& request);
    Result<Answer> list(const wire::Message& request);
    Result<Answer> list_all(const wire::Message& request);
    Result<Answer> resync(const wire::Message& request);
    Result<Answer> deactivate(const wire::Message& request);
    Result<Answer> remove(const wire::Message& request);

    // host_key_requests.cpp
    Result<Answer> admin_rotate_key(const wire::Message& request);
    Result<Answer> admin_seal_anew(const wire::Message& request);

    const Services& m_services;
    const Caller& m_caller;
    Authorizer m_authorizer;
    std::optional<Conversation> m_conversation;
};

} // namespace mfa::authority
