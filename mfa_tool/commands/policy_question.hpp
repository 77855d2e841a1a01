// One question to a policy, as options of the command line: what simulate and explain share.
#pragma once

#include "engine/policy/request.hpp"
#include "mfa_tool/command.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mfa::tool {

struct QuestionOptions {
    std::string user;
    std::optional<std::uint32_t> uid;
    std::vector<std::string> groups;
    std::string arn;
    std::string action;
    std::string resource;
    std::string mfa = "missing";
    std::vector<std::string> context; ///< KEY=VALUE; a key that comes again has many values
};

inline constexpr std::array question_options{"--as",     "--uid",      "--group", "--arn",
                                             "--action", "--resource", "--mfa",   "--context"};
inline constexpr std::array required_question_options{"--as", "--action", "--resource"};

/// What is wrong with this as the name of an action, `service:Name`; empty where nothing is.
std::string check_action(const std::string& text);

void declare_question(CLI::App& app, QuestionOptions& options);

policy::Request request_from(const QuestionOptions& options);

} // namespace mfa::tool
