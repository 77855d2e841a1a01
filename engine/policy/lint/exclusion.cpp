#include "engine/policy/lint/exclusion.hpp"

#include <algorithm>
#include <optional>

namespace mfa::policy::lint {

namespace {

bool is_judged(const Operator& op) {
    return op.qualifier == SetQualifier::none && !op.is_negated;
}

bool is_text(const Operator& op) {
    return op.family == OperatorFamily::string || op.family == OperatorFamily::string_like ||
           op.family == OperatorFamily::string_ignore_case;
}

/// What some text must be. Variables may stand for anything.
Symbols text_symbols(const Template& text, LetterCase letter_case) {
    Symbols symbols;
    for (const Template::Piece& piece : text.pieces()) {
        if (const auto* pattern = std::get_if<Pattern>(&piece)) {
            const Symbols part = symbols_of(*pattern, letter_case);
            symbols.insert(symbols.end(), part.begin(), part.end());
        } else {
            symbols.push_back(any_text);
        }
    }
    return symbols;
}

template <typename Value, typename MayMeet>
bool all_apart(const ConditionView& left, const ConditionView& right, const MayMeet& may_meet) {
    const auto& some = std::get<std::vector<Value>>(left.model->values);
    const auto& others = std::get<std::vector<Value>>(right.model->values);
    return std::none_of(some.begin(), some.end(), [&](const Value& one) {
        return std::any_of(others.begin(), others.end(),
                           [&](const Value& other) { return may_meet(one, other); });
    });
}

bool texts_apart(const ConditionView& left, const ConditionView& right) {
    const bool folds = left.model->op.family == OperatorFamily::string_ignore_case ||
                       right.model->op.family == OperatorFamily::string_ignore_case;
    const LetterCase letter_case = folds ? LetterCase::ignored : LetterCase::exact;
    return all_apart<Template>(left, right, [&](const Template& one, const Template& other) {
        return may_meet(text_symbols(one, letter_case), text_symbols(other, letter_case));
    });
}

bool networks_apart(const ConditionView& left, const ConditionView& right) {
    return all_apart<Network>(left, right, [](const Network& one, const Network& other) {
        return one.contains(other.address()) || other.contains(one.address());
    });
}

/// The moments that meet the condition lie between these; one that is missing: without end.
struct Span {
    std::optional<Instant> first;
    std::optional<Instant> last;
    bool has_ends = true; ///< false: the ends themselves do not meet it
};

Span span_of(const ConditionView& condition) {
    const auto& moments = std::get<std::vector<Instant>>(condition.model->values);
    const auto [least, greatest] = std::minmax_element(moments.begin(), moments.end());
    switch (condition.model->op.comparison) {
    case Comparison::equal:
        return {*least, *greatest, true};
    case Comparison::less:
        return {std::nullopt, *greatest, false};
    case Comparison::less_or_equal:
        return {std::nullopt, *greatest, true};
    case Comparison::greater:
        return {*least, std::nullopt, false};
    case Comparison::greater_or_equal:
        return {*least, std::nullopt, true};
    }
    return {};
}

bool is_over_before(const Span& one, const Span& other) {
    return one.last && other.first &&
           (*one.last < *other.first ||
            (*one.last == *other.first && !(one.has_ends && other.has_ends)));
}

bool moments_apart(const ConditionView& left, const ConditionView& right) {
    const Span one = span_of(left);
    const Span other = span_of(right);
    return is_over_before(one, other) || is_over_before(other, one);
}

} // namespace

bool exclude_each_other(const ConditionView& left, const ConditionView& right) {
    const Operator& one = left.model->op;
    const Operator& other = right.model->op;
    const bool may_be_missing = one.if_exists && other.if_exists;
    if (!is_judged(one) || !is_judged(other) || may_be_missing) {
        return false;
    }
    if (is_text(one) && is_text(other)) {
        return texts_apart(left, right);
    }
    if (one.family != other.family) {
        return false;
    }
    return (one.family == OperatorFamily::address && networks_apart(left, right)) ||
           (one.family == OperatorFamily::date && moments_apart(left, right));
}

} // namespace mfa::policy::lint
