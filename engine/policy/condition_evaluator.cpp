#include "engine/policy/condition_evaluator.hpp"

#include "engine/policy/value_matcher.hpp"

namespace mfa::policy {

namespace {

Match negated_if(const Condition& condition, Match match) {
    return condition.op.is_negated ? opposite(match) : match;
}

/// `Null: true` asks for absence. With a set qualifier it is what the qualifier is of the empty
/// set, as AWS's own checks say: always true for ForAllValues, never for ForAnyValue.
Match match_null(const Condition& condition, bool is_missing) {
    switch (condition.op.qualifier) {
    case SetQualifier::none:
        return from_bool(std::get<bool>(condition.values) == is_missing);
    case SetQualifier::for_all_values:
        return Match::yes;
    case SetQualifier::for_any_value:
        return Match::no;
    }
    return Match::failed;
}

Match match_one(const Condition& condition, const Context& context,
                const std::vector<std::string>& values) {
    if (values.empty()) {
        return from_bool(condition.op.is_negated || condition.op.if_exists);
    }
    // Several values and no word on which of them count: no answer would be right for sure.
    return values.size() == 1
               ? negated_if(condition, match_each(condition, context, values).front())
               : Match::no;
}

/// AWS: "or if the context key value resolves to a null dataset, such as an empty string".
bool is_empty_set(const std::vector<std::string>& values) {
    return values.empty() || (values.size() == 1 && values.front().empty());
}

Match match_all(const Condition& condition, const Context& context,
                const std::vector<std::string>& values) {
    Match result = Match::yes;
    if (!is_empty_set(values)) {
        for (const Match match : match_each(condition, context, values)) {
            result = both(result, negated_if(condition, match));
        }
    }
    return result;
}

Match match_any(const Condition& condition, const Context& context,
                const std::vector<std::string>& values) {
    Match result = Match::no;
    if (!is_empty_set(values)) {
        for (const Match match : match_each(condition, context, values)) {
            result = either(result, negated_if(condition, match));
        }
    }
    return result;
}

} // namespace

Match match_value(const Condition& condition, const Context& context, std::string_view value) {
    const std::string text{value};
    return negated_if(condition, match_each(condition, context, {&text, 1}).front());
}

Match match_condition(const Condition& condition, const Context& context) {
    static const std::vector<std::string> none;
    const auto* found = context.find(condition.key);
    const auto& values = found == nullptr ? none : *found;
    if (condition.op.family == OperatorFamily::null) {
        return match_null(condition, values.empty());
    }
    switch (condition.op.qualifier) {
    case SetQualifier::none:
        return match_one(condition, context, values);
    case SetQualifier::for_all_values:
        return match_all(condition, context, values);
    case SetQualifier::for_any_value:
        return match_any(condition, context, values);
    }
    return Match::failed;
}

} // namespace mfa::policy
