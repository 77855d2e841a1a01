// The condition operators and what their names mean
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mfa::policy {

/// What the values of an operator are, and how one is compared.
enum class OperatorFamily : std::uint8_t {
    string,
    string_ignore_case,
    string_like,
    numeric,
    date,
    boolean,
    binary,
    address,
    arn,
    null,
};

enum class Comparison : std::uint8_t { equal, less, less_or_equal, greater, greater_or_equal };

enum class SetQualifier : std::uint8_t { none, for_all_values, for_any_value };

struct Operator {
    OperatorFamily family = OperatorFamily::string;
    Comparison comparison = Comparison::equal;
    bool is_negated = false;
    bool if_exists = false;
    SetQualifier qualifier = SetQualifier::none;
};

/// `StringEquals`, `ForAllValues:StringLikeIfExists`, …; exactly so. `NullIfExists` is none.
std::optional<Operator> parse_operator(std::string_view name);

/// Every name that parse_operator() takes.
std::span<const std::string_view> operator_names();

} // namespace mfa::policy
