#include "engine/authority/dispatch.hpp"

#include "engine/authority/replies.hpp"

#include <algorithm>

namespace mfa::authority {

using wire::Message;
using wire::MessageType;

namespace {

class KeepingSink final : public ItemSink {
public:
    Result<> send(const Message& item) override {
        items.push_back(TRY(Message::decode(TRY(item.encoded()))));
        return {};
    }
    Result<> progress() override { return {}; }

    std::vector<Message> items;
};

} // namespace

struct Authority::Route {
    MessageType type;
    Result<Answer> (Authority::*handler)(const Message&);
};

const std::vector<Authority::Route>& Authority::routes() {
    static const std::vector<Route> table{
        {MessageType::auth_begin, &Authority::auth_begin},
        {MessageType::auth_verify, &Authority::auth_verify},
        {MessageType::auth_enroll_start, &Authority::auth_enroll_start},
        {MessageType::auth_enroll_finish, &Authority::auth_enroll_finish},
        {MessageType::account, &Authority::account},
        {MessageType::session_open, &Authority::session_open},
        {MessageType::session_close, &Authority::session_close},
        {MessageType::create, &Authority::create},
        {MessageType::enable, &Authority::enable},
        {MessageType::verify, &Authority::verify},
        {MessageType::status, &Authority::status},
        {MessageType::list, &Authority::list},
        {MessageType::list_all, &Authority::list_all},
        {MessageType::resync, &Authority::resync},
        {MessageType::deactivate, &Authority::deactivate},
        {MessageType::remove, &Authority::remove},
        {MessageType::recovery_codes, &Authority::recovery_codes},
        {MessageType::import_device, &Authority::import_device},
        {MessageType::export_user, &Authority::export_user},
        {MessageType::admin_users, &Authority::admin_users},
        {MessageType::admin_show, &Authority::admin_show},
        {MessageType::admin_unlock, &Authority::admin_unlock},
        {MessageType::admin_reset, &Authority::admin_reset},
        {MessageType::admin_disable, &Authority::admin_disable},
        {MessageType::admin_enable, &Authority::admin_enable},
        {MessageType::admin_doctor, &Authority::admin_doctor},
        {MessageType::admin_quarantine, &Authority::admin_quarantine},
        {MessageType::admin_rotate_key, &Authority::admin_rotate_key},
        {MessageType::admin_seal_anew, &Authority::admin_seal_anew},
    };
    return table;
}

Authority::Authority(const Services& services, const Caller& caller)
    : m_services{services}, m_caller{caller}, m_authorizer{services} {}

Answer Authority::handle(const Message& request) {
    KeepingSink sink;
    Message reply = handle(request, sink);
    return {std::move(sink.items), std::move(reply)};
}

Message Authority::handle(const Message& request, ItemSink& sink) {
    const auto route = std::find_if(routes().begin(), routes().end(), [&](const Route& entry) {
        return entry.type == request.type();
    });
    m_sink = &sink;
    auto answer =
        route == routes().end()
            ? Result<Answer>{Error{ErrorKind::protocol, "serve a request", "unknown message type"}}
            : (this->*route->handler)(request);
    if (!answer && sink.reader_is_gone()) {
        return reply_failed("failed", "whoever asked has gone");
    }
    if (!answer) {
        return reply_unavailable(answer.error(), m_services.log);
    }
    for (const Message& item : answer->items) {
        if (const auto sent = sink.send(item); !sent) {
            return reply_unavailable(sent.error(), m_services.log);
        }
    }
    return std::move(answer->reply);
}

} // namespace mfa::authority
