#include "mfa_tool/device_change.hpp"

#include "engine/base/text.hpp"
#include "mfa_tool/code_reader.hpp"
#include "mfa_tool/json.hpp"
#include "mfa_tool/session_limits.hpp"
#include "mfa_tool/times.hpp"

#include <fmt/format.h>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using wire::Field;
using wire::Message;

} // namespace

void declare_device_options(CLI::App& app, DeviceOptions& options) {
    declare_common(app, options.common);
    declare_device(app, options.device);
}

Message device_request(wire::MessageType type, const DeviceOptions& options) {
    Message request = request_for(type, options.common);
    if (!options.device.empty()) {
        request.add(Field::device, full_device_name(options.device, options.common.user));
    }
    return request;
}

Attempt<CodePair> read_two_codes(Environment& environment) {
    CodePair codes;
    codes.first = TRY(
        read_code(environment, "Code from the app (not shown as you type): ", CodeWanted::device));
    codes.second =
        TRY(read_code(environment, "The next code, once the app shows it: ", CodeWanted::device));
    constexpr int patience = 5;
    for (int i = 0; i < patience; ++i) {
        if (!environment.input_is_terminal() || !codes.first.equals(codes.second)) {
            break;
        }
        environment.err("That is the same code again. Wait until the app shows another one.\n");
        codes.second = TRY(read_code(environment, "The next code: ", CodeWanted::device));
    }
    return codes;
}

Attempt<DeviceChange> change_device(Environment& environment, const Message& request) {
    const Answer answer = TRY(ask_helper(environment, request));
    DeviceChange change;
    change.device = TRY(required_text(answer.reply, Field::device, "device"));
    change.arn = TRY(required_text(answer.reply, Field::arn, "arn"));
    change.state = TRY(required_text(answer.reply, Field::state, "state"));
    change.drift_s = answer.reply.number(Field::drift_s).value_or(0);
    change.skipped_counters = answer.reply.number(Field::skipped_counters);
    change.expires_at = optional_text(answer.reply, Field::expires_at);
    change.limits_by = optional_text(answer.reply, Field::limits_by);
    change.end_of_limits = end_of_limits(answer.reply);
    return change;
}

ordered_json change_json(const DeviceChange& change) {
    ordered_json document{{"device", change.device},
                          {"arn", change.arn},
                          {"state", change.state},
                          {"drift_s", change.drift_s}};
    if (change.skipped_counters) {
        document["skipped_counters"] = *change.skipped_counters;
    }
    return document;
}

ordered_json enabled_json(const DeviceChange& change) {
    ordered_json document = change_json(change);
    document["expires_at"] = or_null(change.expires_at);
    document["limits_by"] = or_null(change.limits_by);
    return document;
}

std::string session_sentence(const DeviceChange& change) {
    if (!change.expires_at) {
        return {};
    }
    return fmt::format("This session has MFA now, until {}.\n{}",
                       until_in_words(*change.expires_at, SystemWallClock{}.now()),
                       change.end_of_limits);
}

std::string drift_sentence(const DeviceChange& change) {
    if (change.skipped_counters.value_or(0) > 0) {
        return fmt::format("Its counter was {} presses ahead; that is remembered.\n",
                           *change.skipped_counters);
    }
    const std::int64_t drift_s = change.drift_s;
    if (drift_s == 0) {
        return {};
    }
    // From a script's point of view any number may come; negating the smallest would overflow.
    const auto size = drift_s < 0 ? 0U - static_cast<std::uint64_t>(drift_s)
                                  : static_cast<std::uint64_t>(drift_s);
    return fmt::format("Its clock is {} s {}; that is remembered.\n", size,
                       drift_s > 0 ? "fast" : "slow");
}

} // namespace mfa::tool
