#include "engine/policy/explain/condition_reason.hpp"

#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/text_rules.hpp"
#include "engine/policy/value_parser.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace mfa::policy::explain {

namespace {

/// What the operator reads values as, where not every text is one.
std::string_view unreadable_as(OperatorFamily family, std::string_view value) {
    switch (family) {
    case OperatorFamily::numeric:
        return Decimal::parse(value) ? "" : "no number";
    case OperatorFamily::date:
        return Instant::parse(value) ? "" : "no date";
    case OperatorFamily::boolean:
        return parse_boolean(value) ? "" : "neither true nor false";
    case OperatorFamily::address:
        return Address::parse(value) ? "" : "no address";
    case OperatorFamily::arn:
        return std::count(value.begin(), value.end(), ':') + 1 >=
                       static_cast<std::ptrdiff_t>(arn_components)
                   ? ""
                   : "no ARN";
    case OperatorFamily::string:
    case OperatorFamily::string_ignore_case:
    case OperatorFamily::string_like:
    case OperatorFamily::binary:
    case OperatorFamily::null:
        break;
    }
    return "";
}

std::string about_null(const Condition& condition, bool is_missing) {
    switch (condition.op.qualifier) {
    case SetQualifier::none:
        break;
    case SetQualifier::for_all_values:
        return "ForAllValues makes Null always hold";
    case SetQualifier::for_any_value:
        return "ForAnyValue makes Null never hold";
    }
    return fmt::format("it asks for the key to be {}, and the key is {}",
                       std::get<bool>(condition.values) ? "missing" : "there",
                       is_missing ? "missing" : "there");
}

std::string about_missing(const Operator& op) {
    switch (op.qualifier) {
    case SetQualifier::none:
        break;
    case SetQualifier::for_all_values:
        return "not in the request: ForAllValues holds for no values at all";
    case SetQualifier::for_any_value:
        return "not in the request: ForAnyValue needs a value that fits";
    }
    if (op.if_exists) {
        return "not in the request: IfExists lets a missing key pass";
    }
    return op.is_negated ? "not in the request: a missing key counts as different"
                         : "not in the request: without IfExists a missing key never fits";
}

std::string about_one(const Condition& condition, const std::string& value, Match match) {
    const auto unreadable = unreadable_as(condition.op.family, value);
    if (!unreadable.empty()) {
        return fmt::format("the request has {}, which is {} and {}", in_backticks(value),
                           unreadable,
                           match == Match::yes ? "so counts as different" : "never fits");
    }
    if (condition.op.is_negated) {
        return fmt::format("the request has {}, which {}", in_backticks(value),
                           match == Match::yes ? "is none of these" : "is one of these");
    }
    return fmt::format("the request has {}, which {}", in_backticks(value),
                       match == Match::yes ? "fits" : "does not fit");
}

/// Of a set it is one value that settles the matter, or all of them.
std::string about_set(const Condition& condition, const Context& context,
                      const std::vector<std::string>& values, Match match) {
    const bool wants_all = condition.op.qualifier == SetQualifier::for_all_values;
    if (values.size() == 1 && values.front().empty()) {
        return wants_all
                   ? "the request has empty text, which counts as no value: ForAllValues holds"
                   : "the request has empty text, which counts as no value";
    }
    if ((match == Match::yes) == wants_all) {
        return wants_all ? "all values of the request fit" : "no value of the request fits";
    }
    const auto found = std::find_if(values.begin(), values.end(), [&](const std::string& value) {
        return match_value(condition, context, value) == match;
    });
    return fmt::format("the value {} of the request {}",
                       in_backticks(found == values.end() ? values.front() : *found),
                       wants_all ? "does not fit" : "fits");
}

} // namespace

std::string condition_reason(const Condition& condition, const Context& context, Match match) {
    const auto* found = context.find(condition.key);
    const bool is_missing = found == nullptr || found->empty();
    if (match == Match::failed) {
        return "comparing takes too many steps: a Deny counts as applying, an Allow does not";
    }
    if (condition.op.family == OperatorFamily::null) {
        return about_null(condition, is_missing);
    }
    if (is_missing) {
        return about_missing(condition.op);
    }
    if (condition.op.qualifier != SetQualifier::none) {
        return about_set(condition, context, *found, match);
    }
    if (found->size() > 1) {
        return "the request has several values: without ForAllValues or ForAnyValue that never "
               "fits";
    }
    return about_one(condition, found->front(), match);
}

} // namespace mfa::policy::explain
