// The answers of the helper, one function for each way a request can end. The sentences are for the
// person at the terminal; causes go to the log.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/base/result.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/wire/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::authority {

wire::Message reply_ok();
wire::Message reply_denied(const Judgement& judgement);
/// Refused for who the caller is, before any policy is asked.
wire::Message reply_forbidden(std::string_view message);
wire::Message reply_failed(std::string_view error_code, std::string_view message);
/// For an Error: says that MFA is not available. Logs the cause.
wire::Message reply_unavailable(const Error& error, audit::Log& log);

/// The answer to a refused attempt; nothing when the code was accepted.
std::optional<wire::Message> reply_to(const device::Attempt& attempt);
/// The answer to a refusal of the life cycle; nothing for Refusal::none.
std::optional<wire::Message> reply_to(device::Refusal refusal, std::string_view device);

/// Paths before an answer, each in a field of its own, as many in each item as surely fit.
std::vector<wire::Message> path_items(wire::Field field, const std::vector<std::string>& paths);

} // namespace mfa::authority
