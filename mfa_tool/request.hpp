// One request to mfa_helper and its answer, as data that a command can use.
#pragma once

#include "engine/wire/message.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"
#include "mfa_tool/options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::tool {

struct Answer {
    wire::Message reply;
    std::vector<wire::Message> items;
};

/// A request that names the user where --user was given.
wire::Message request_for(wire::MessageType type, const CommonOptions& common);

/// Starts a helper, asks, and turns everything but `ok` into a Failure. A notice in the reply goes
/// to stderr.
Attempt<Answer> ask_helper(Environment& environment, const wire::Message& request);

/// The same for a list that may be long: each item goes to `take` as it comes. What ends it early
/// is an Error of `take` or of the helper, after some items were taken.
Attempt<wire::Message> ask_helper(Environment& environment, const wire::Message& request,
                                  const wire::HelperProcess::TakeItem& take);

/// Fields that an answer must have: without them it is nonsense, hence `unavailable`.
Attempt<std::string> required_text(const wire::Message& message, wire::Field field,
                                   std::string_view name);
Attempt<std::int64_t> required_number(const wire::Message& message, wire::Field field,
                                      std::string_view name);
Attempt<SecretBuffer> required_secret(const wire::Message& message, wire::Field field,
                                      std::string_view name);
/// Text or nothing.
std::optional<std::string> optional_text(const wire::Message& message, wire::Field field);

} // namespace mfa::tool
