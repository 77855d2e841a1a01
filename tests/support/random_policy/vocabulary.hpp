// Few words, so that what a policy names and what a request brings meet often, and miss each other
// by little.
#pragma once

#include "tests/support/random_policy/dice.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::test::random {

/// What the values of an operator are.
enum class Kind { text, number, date, boolean, binary, address, arn, null };

struct Operator {
    std::string name; ///< with IfExists and set qualifier
    Kind kind;
};

/// Every operator of the language.
const std::vector<Operator>& operators();

struct Key {
    std::string name;
    Kind kind; ///< of the values that requests have for it
};
const std::vector<Key>& keys();

/// A user's, group's or file's name. Any of them is also a good value of a policy.
std::string name(Dice& dice);
std::string account(Dice& dice);
/// Six components at least; often about `user`.
std::string arn(Dice& dice, std::string_view user);

/// What the operators of that kind can read. What there is of numbers, dates and booleans may stand
/// in a policy, too.
std::string readable_value(Dice& dice, Kind kind, std::string_view user);
/// What a request has for a key of that kind: mostly what can be read.
std::string request_value(Dice& dice, Kind kind, std::string_view user);

/// The letters changed to upper or lower case, sometimes.
std::string in_some_case(Dice& dice, std::string text);

/// One after the other. For parts that take random numbers: between braces they are made from left
/// to right by every compiler, around a plus in whatever order it likes.
std::string joined(std::initializer_list<std::string> parts);

/// As it stands in a JSON document, quotes included.
std::string in_quotes(std::string_view text);
/// Parts with commas between, in brackets.
std::string listed(const std::vector<std::string>& parts);

} // namespace mfa::test::random
