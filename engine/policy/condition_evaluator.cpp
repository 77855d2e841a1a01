#include "engine/policy/condition_evaluator.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/value_parser.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

bool holds(Comparison comparison, std::strong_ordering order) {
    switch (comparison) {
    case Comparison::equal:
        return order == 0;
    case Comparison::less:
        return order < 0;
    case Comparison::less_or_equal:
        return order <= 0;
    case Comparison::greater:
        return order > 0;
    case Comparison::greater_or_equal:
        return order >= 0;
    }
    return false;
}

/// The six components; nothing for what has fewer.
std::optional<std::vector<std::string_view>> arn_parts(std::string_view text) {
    auto parts = split_at_colons(text, arn_components, TemplateRules::Variables::literal);
    if (parts.size() != arn_components) {
        return std::nullopt;
    }
    return parts;
}

/// One value of the request against the values of the policy: does any of them fit? Negation comes
/// later; a value that the operator cannot read fits none.
class ValueMatcher {
public:
    ValueMatcher(const Condition& condition, const Context& context, std::string_view value)
        : m_op{condition.op}, m_context{context}, m_value{value} {}

    Match operator()(const std::vector<Template>& templates) const {
        const auto letter_case = m_op.family == OperatorFamily::string_ignore_case
                                     ? LetterCase::ignored
                                     : LetterCase::exact;
        return any(templates, [&](const Template& wanted) {
            const auto pattern = wanted.resolve(m_context, m_value.size());
            return from_bool(pattern && covers(*pattern, m_value, letter_case));
        });
    }

    Match operator()(const std::vector<Decimal>& numbers) const {
        return compare(Decimal::parse(m_value), numbers);
    }

    Match operator()(const std::vector<Instant>& instants) const {
        return compare(Instant::parse(m_value), instants);
    }

    Match operator()(bool wanted) const { return from_bool(parse_boolean(m_value) == wanted); }

    Match operator()(const std::vector<std::string>& wanted) const {
        return any(wanted, [&](const std::string& bytes) { return from_bool(bytes == m_value); });
    }

    Match operator()(const std::vector<Network>& networks) const {
        const auto address = Address::parse(m_value);
        return any(networks, [&](const Network& network) {
            return from_bool(address && network.contains(*address));
        });
    }

    Match operator()(const std::vector<ArnTemplate>& arns) const {
        const auto parts = arn_parts(m_value);
        if (!parts) {
            return Match::no;
        }
        return any(arns, [&](const ArnTemplate& arn) { return match_arn(arn, *parts); });
    }

private:
    template <typename Values, typename Test>
    static Match any(const Values& values, Test test) {
        Match result = Match::no;
        for (const auto& value : values) {
            result = either(result, test(value));
        }
        return result;
    }

    template <typename Value>
    [[nodiscard]] Match compare(const std::optional<Value>& value,
                                const std::vector<Value>& wanted) const {
        return any(wanted, [&](const Value& other) {
            return from_bool(value && holds(m_op.comparison, *value <=> other));
        });
    }

    [[nodiscard]] Match match_arn(const ArnTemplate& arn,
                                  const std::vector<std::string_view>& parts) const {
        if (const auto* variable = std::get_if<Variable>(&arn.parts)) {
            const auto text = resolve(*variable, m_context);
            return from_bool(text && *text == m_value);
        }
        Match result = Match::yes;
        const auto& wanted = std::get<std::array<Template, arn_components>>(arn.parts);
        for (std::size_t i = 0; i < arn_components; ++i) {
            const auto pattern = wanted[i].resolve(m_context, parts[i].size());
            result =
                both(result, from_bool(pattern && covers(*pattern, parts[i], LetterCase::exact)));
        }
        return result;
    }

    const Operator& m_op;
    const Context& m_context;
    std::string_view m_value;
};

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
    return values.size() == 1 ? match_value(condition, context, values.front()) : Match::no;
}

/// AWS: "or if the context key value resolves to a null dataset, such as an empty string".
bool is_empty_set(const std::vector<std::string>& values) {
    return values.empty() || (values.size() == 1 && values.front().empty());
}

Match match_all(const Condition& condition, const Context& context,
                const std::vector<std::string>& values) {
    Match result = Match::yes;
    if (!is_empty_set(values)) {
        for (const std::string& value : values) {
            result = both(result, match_value(condition, context, value));
        }
    }
    return result;
}

Match match_any(const Condition& condition, const Context& context,
                const std::vector<std::string>& values) {
    Match result = Match::no;
    if (!is_empty_set(values)) {
        for (const std::string& value : values) {
            result = either(result, match_value(condition, context, value));
        }
    }
    return result;
}

} // namespace

Match match_value(const Condition& condition, const Context& context, std::string_view value) {
    const Match result = std::visit(ValueMatcher{condition, context, value}, condition.values);
    return condition.op.is_negated ? opposite(result) : result;
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
