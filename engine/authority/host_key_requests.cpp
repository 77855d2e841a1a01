// Changing the host key: whether the caller may, and sealing anew what the old key has sealed. The
// key files themselves are root's, and `mfa_tool admin rotate-key` writes them.
#include "engine/authority/dispatch.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/device/seal_anew.hpp"

#include <algorithm>

namespace mfa::authority {

namespace {

using wire::Field;
using wire::Message;
using wire::MessageType;

/// How much one request does, so that it ends before its time limit: a user whose lock is held
/// takes five seconds of the eight by himself, a slow disk some tenths of one.
constexpr std::chrono::seconds part_time{2};
constexpr std::size_t part_users = 2000;

/// A reply when the policy says no, or the caller could not go on anyway.
std::optional<Message> refused_rotation(const ToolRequest& tool, const Authorizer& authorizer,
                                        const Caller& caller) {
    if (auto refused = tool.refused("host:RotateHostKey", authorizer.host_key_arn())) {
        return refused;
    }
    if (!caller.is_root()) {
        return reply_forbidden("only root can change the host key: its files are root's");
    }
    return std::nullopt;
}

/// A user whose files stay as they are, and why.
Message left_item(const std::string& user, const Error& error) {
    Message item{MessageType::item};
    item.add(Field::user, user).add(Field::message, error.message());
    return item;
}

device::FindUid uid_by_name(const People& people) {
    return [&people](const std::string& user) -> Result<std::optional<uid_t>> {
        const auto person = TRY(people.by_name(user));
        return person ? std::optional{person->uid} : std::nullopt;
    };
}

} // namespace

Result<Answer> Authority::admin_rotate_key(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = refused_rotation(tool, m_authorizer, m_caller)) {
        return answer_only(std::move(*refused));
    }
    m_services.log.write(audit::Severity::notice,
                         audit::Event{"rotate_host_key"}.with("user", tool.caller().name));
    return answer_only(reply_ok());
}

Result<Answer> Authority::admin_seal_anew(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = refused_rotation(tool, m_authorizer, m_caller)) {
        return answer_only(std::move(*refused));
    }
    const auto users = TRY(m_services.store.users_with_files());
    const std::string after{request.text(Field::resume_after).value_or("")};
    const auto find_uid = uid_by_name(m_services.people);
    const BootTime deadline = m_services.boot_clock.now() + part_time;
    Answer answer{{}, reply_ok()};
    std::int64_t changed = 0;
    std::size_t looked_at = 0;
    auto user = std::upper_bound(users.begin(), users.end(), after);
    for (; user != users.end() && looked_at < part_users; ++user, ++looked_at) {
        if (looked_at > 0 && m_services.boot_clock.now() >= deadline) {
            break;
        }
        const auto sealed = device::seal_anew(m_services.store, m_services.sealer, *user, find_uid);
        if (!sealed) {
            static_cast<void>(reply_unavailable(sealed.error(), m_services.log));
            answer.items.push_back(left_item(*user, sealed.error()));
        } else if (*sealed == device::SealedAnew::yes) {
            ++changed;
        }
    }
    const auto left = static_cast<std::int64_t>(answer.items.size());
    answer.reply.add_number(Field::changed, changed).add_number(Field::left, left);
    if (user != users.end() && user != users.begin()) {
        answer.reply.add(Field::resume_after, *std::prev(user));
    }
    m_services.log.write(audit::Severity::info, audit::Event{"seal_anew"}
                                                    .with("user", tool.caller().name)
                                                    .with("changed", changed)
                                                    .with("left", left));
    return answer;
}

} // namespace mfa::authority
