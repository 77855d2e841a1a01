// Random policies that are valid, and random requests about what they name.
#pragma once

#include "tests/support/plain_policy/policy.hpp"
#include "tests/support/random_policy/dice.hpp"

#include <string>
#include <vector>

namespace mfa::test::random {

struct Features {
    /// `Principal` with `User` and `Group`.
    bool principals_by_name = false;
};

/// The text of one statement, on one line.
std::string statement(Dice& dice, plain::Version version, const Features& features);

/// `{"Version": …, "Statement": …}`, each statement on a line of its own.
std::string document(const std::vector<std::string>& statements, plain::Version version);

/// One or two documents as JSON text.
std::vector<std::string> policy(Dice& dice, const Features& features);

plain::Request request(Dice& dice);

/// The question as a line for `mfa_tool policy simulate --requests -`.
std::string request_line(const std::string& id, const std::vector<std::string>& documents,
                         const plain::Request& request);

} // namespace mfa::test::random
