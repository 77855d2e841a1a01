#include "mfa_tool/request.hpp"

#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"

#include <array>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

using wire::Field;
using wire::Message;
using wire::Outcome;

Failure nonsense(std::string_view what) {
    return unavailable(Error{ErrorKind::protocol, "read the helper's answer", std::string{what}});
}

/// The exit status that scripts rely on. The code is finer than the outcome and so goes first.
Attempt<ExitCode> exit_for(std::string_view code, std::int64_t outcome) {
    struct Row {
        std::string_view code;
        ExitCode exit;
    };
    static constexpr std::array rows{
        Row{"denied", ExitCode::denied},           Row{"wrong_code", ExitCode::wrong_code},
        Row{"used_code", ExitCode::wrong_code},    Row{"same_code", ExitCode::wrong_code},
        Row{"throttled", ExitCode::throttled},     Row{"no_device", ExitCode::failed},
        Row{"device_exists", ExitCode::failed},    Row{"not_found", ExitCode::failed},
        Row{"invalid_input", ExitCode::failed},    Row{"failed", ExitCode::failed},
        Row{"unavailable", ExitCode::unavailable},
    };
    for (const Row& row : rows) {
        if (row.code == code) {
            return row.exit;
        }
    }
    switch (static_cast<Outcome>(outcome)) {
    case Outcome::failed:
        return ExitCode::failed;
    case Outcome::denied:
        return ExitCode::denied;
    case Outcome::wrong_code:
        return ExitCode::wrong_code;
    case Outcome::throttled:
        return ExitCode::throttled;
    case Outcome::unavailable:
        return ExitCode::unavailable;
    case Outcome::ok:
        break;
    }
    return nonsense("unknown outcome");
}

/// The sentence of a denial names action and resource, also where the helper's own leaves them out.
std::string denial_message(const Failure& failure, std::string message) {
    if (!failure.action || message.find(*failure.action) != std::string::npos) {
        return message;
    }
    return fmt::format("not authorized to perform {} on {}{}{}", *failure.action,
                       failure.resource.value_or("*"), message.empty() ? "" : ": ", message);
}

Attempt<Failure> failure_of(const Message& reply, std::int64_t outcome) {
    const auto code = optional_text(reply, Field::error_code);
    if (!code || code->empty()) {
        return nonsense("a failure without a code");
    }
    Failure failure;
    failure.exit = TRY(exit_for(*code, outcome));
    failure.code = *code;
    failure.action = optional_text(reply, Field::action);
    failure.resource = optional_text(reply, Field::resource);
    failure.retry_after_s = reply.number(Field::retry_after_s);
    failure.message =
        denial_message(failure, optional_text(reply, Field::message).value_or(std::string{}));
    if (failure.message.empty()) {
        failure.message = *code;
    }
    if (failure.retry_after_s &&
        failure.message.find(std::to_string(*failure.retry_after_s)) == std::string::npos) {
        failure.message +=
            "; " + present::try_again_in(std::chrono::seconds{*failure.retry_after_s});
    }
    return failure;
}

} // namespace

Message request_for(wire::MessageType type, const CommonOptions& common) {
    Message request{type};
    if (!common.user.empty()) {
        request.add(Field::user, common.user);
    }
    return request;
}

Attempt<Answer> ask_helper(Environment& environment, const Message& request) {
    std::vector<Message> items;
    auto reply = TRY(ask_helper(environment, request, [&items](Message item) -> Result<> {
        items.push_back(std::move(item));
        return {};
    }));
    return Answer{std::move(reply), std::move(items)};
}

Attempt<Message> ask_helper(Environment& environment, const Message& request,
                            const wire::HelperProcess::TakeItem& take) {
    auto helper = environment.start_helper();
    if (!helper) {
        return unavailable(helper.error());
    }
    auto reply = helper->exchange(request, take);
    if (!reply) {
        return unavailable(reply.error());
    }
    const auto outcome = reply->number(Field::outcome);
    if (!outcome) {
        return nonsense("no outcome");
    }
    for (const std::string_view notice : reply->texts(Field::notice)) {
        environment.err(escape_controls(notice) + "\n");
    }
    if (*outcome != static_cast<std::int64_t>(Outcome::ok)) {
        return TRY(failure_of(*reply, *outcome));
    }
    return std::move(*reply);
}

Attempt<std::string> required_text(const Message& message, Field field, std::string_view name) {
    const auto text = message.text(field);
    if (!text) {
        return nonsense(fmt::format("no `{}`", name));
    }
    return std::string{*text};
}

Attempt<std::int64_t> required_number(const Message& message, Field field, std::string_view name) {
    const auto number = message.number(field);
    if (!number) {
        return nonsense(fmt::format("no `{}`", name));
    }
    return *number;
}

Attempt<SecretBuffer> required_secret(const Message& message, Field field, std::string_view name) {
    auto secret = message.secret(field);
    if (!secret || secret->empty()) {
        return nonsense(fmt::format("no `{}`", name));
    }
    return std::move(*secret);
}

std::optional<std::string> optional_text(const Message& message, Field field) {
    const auto text = message.text(field);
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

} // namespace mfa::tool
