// Conditions on one key against each other: tried on every value on which they can differ, where
// those are finitely many; else compared as they are written.
#include "engine/policy/lint/condition_logic.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/lint/exclusion.hpp"

#include <algorithm>
#include <set>

namespace mfa::policy::lint {

namespace {

bool has_wildcard(const std::string& text) {
    return text.find_first_of("*?") != std::string::npos;
}

std::string alternating(std::string_view text) {
    std::string result = to_lower(text);
    for (std::size_t i = 0; i < result.size(); i += 2) {
        if (result[i] >= 'a' && result[i] <= 'z') {
            result[i] = static_cast<char>(result[i] - 'a' + 'A');
        }
    }
    return result;
}

std::string upper(std::string_view text) {
    std::string result{text};
    for (char& c : result) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return result;
}

/// Adds the values at which the answer can change; false when that cannot be listed.
bool add_turning_points(const ConditionView& condition, std::set<std::string>& values) {
    const Operator& op = condition.model->op;
    if (op.qualifier != SetQualifier::none) {
        return false;
    }
    for (const auto& [text, position] : condition.values) {
        switch (op.family) {
        case OperatorFamily::string_like:
            if (has_wildcard(text)) {
                return false;
            }
            [[fallthrough]];
        case OperatorFamily::string:
        case OperatorFamily::string_ignore_case:
            if (mentions_variable(text)) {
                return false;
            }
            values.insert({text, to_lower(text), upper(text), alternating(text)});
            break;
        case OperatorFamily::numeric: {
            const auto number = parse_unsigned(text);
            if (!number || *number == 0 || *number > 1'000'000'000'000) {
                return false;
            }
            values.insert({text, std::to_string(*number - 1) + ".9999999", text + ".0000001"});
            break;
        }
        case OperatorFamily::boolean:
            values.insert({"true", "false"});
            break;
        case OperatorFamily::null:
            break;
        case OperatorFamily::date:
        case OperatorFamily::binary:
        case OperatorFamily::address:
        case OperatorFamily::arn:
            return false;
        }
    }
    return true;
}

/// One context for each value that can make a difference; nothing where those cannot be listed.
std::optional<std::vector<Context>> domain(const std::string& key, const Conditions& first,
                                           const Conditions& second) {
    // Something that no policy says, a number apart from it, and no text at all.
    std::set<std::string> values{"(another value)", "-0.123456789", ""};
    for (const Conditions* conditions : {&first, &second}) {
        for (const ConditionView* condition : *conditions) {
            if (!add_turning_points(*condition, values)) {
                return std::nullopt;
            }
        }
    }
    std::vector<Context> contexts(2);
    contexts[1].set(key, std::vector<std::string>{"(another value)", "(two values)"});
    for (const std::string& value : values) {
        contexts.emplace_back().set(key, value);
    }
    return contexts;
}

bool all_hold(const Conditions& conditions, const Context& context) {
    return std::all_of(conditions.begin(), conditions.end(), [&](const ConditionView* condition) {
        return match_condition(*condition->model, context) == Match::yes;
    });
}

bool is_subset(const ConditionView& part, const ConditionView& whole) {
    return std::all_of(part.values.begin(), part.values.end(), [&](const Text& text) {
        return std::any_of(whole.values.begin(), whole.values.end(),
                           [&](const Text& other) { return other.text == text.text; });
    });
}

/// Judged as written: the same test, on fewer values (more, where it is negated).
bool follows_as_written(const ConditionView& outer, const ConditionView& inner) {
    const Operator& wanted = outer.model->op;
    const Operator& given = inner.model->op;
    const bool is_same_test =
        wanted.family == given.family && wanted.comparison == given.comparison &&
        wanted.is_negated == given.is_negated && wanted.qualifier == given.qualifier &&
        (wanted.if_exists || !given.if_exists);
    if (!is_same_test) {
        return false;
    }
    return given.is_negated ? is_subset(outer, inner) : is_subset(inner, outer);
}

bool mentions_variables(const Conditions& conditions) {
    return std::any_of(conditions.begin(), conditions.end(), [](const ConditionView* condition) {
        return std::any_of(condition->values.begin(), condition->values.end(),
                           [](const Text& value) { return mentions_variable(value.text); });
    });
}

/// The first condition that no value meets beside some earlier one; or nullptr.
const ConditionView* excluded_by_earlier(const Conditions& conditions) {
    for (auto later = conditions.begin(); later != conditions.end(); ++later) {
        const bool is_excluded =
            std::any_of(conditions.begin(), later, [&](const ConditionView* earlier) {
                return exclude_each_other(*earlier, **later);
            });
        if (is_excluded) {
            return *later;
        }
    }
    return nullptr;
}

bool key_follows(const std::string& key, const Conditions& outer, const Conditions& inner) {
    if (const auto contexts = domain(key, outer, inner)) {
        return std::none_of(contexts->begin(), contexts->end(), [&](const Context& context) {
            return all_hold(inner, context) && !all_hold(outer, context);
        });
    }
    return std::all_of(outer.begin(), outer.end(), [&](const ConditionView* wanted) {
        return std::any_of(inner.begin(), inner.end(), [&](const ConditionView* given) {
            return follows_as_written(*wanted, *given);
        });
    });
}

} // namespace

ConditionsByKey by_key(const StatementView& statement) {
    ConditionsByKey groups;
    for (const ConditionView& condition : statement.conditions) {
        if (!is_about_mfa(*condition.model)) {
            groups[to_lower(condition.model->key)].push_back(&condition);
        }
    }
    return groups;
}

bool is_judged_by_value(const ConditionView& condition) {
    std::set<std::string> values;
    return add_turning_points(condition, values);
}

std::optional<std::vector<Context>> contexts_that_meet(const std::string& key,
                                                       const Conditions& conditions) {
    auto contexts = domain(key, conditions, {});
    if (contexts) {
        std::erase_if(*contexts,
                      [&](const Context& context) { return !all_hold(conditions, context); });
    }
    return contexts;
}

bool conditions_follow(const StatementView& outer, const StatementView& inner) {
    const ConditionsByKey given = by_key(inner);
    for (const auto& [key, wanted] : by_key(outer)) {
        // The same text means two things in the two Versions.
        if (outer.variables != inner.variables && mentions_variables(wanted)) {
            return false;
        }
        const auto found = given.find(key);
        if (!key_follows(key, wanted, found == given.end() ? Conditions{} : found->second)) {
            return false;
        }
    }
    return true;
}

const ConditionView* contradiction(const StatementView& statement) {
    for (const auto& [key, conditions] : by_key(statement)) {
        const auto contexts = contexts_that_meet(key, conditions);
        if (contexts && contexts->empty()) {
            return conditions.back();
        }
        if (const ConditionView* excluded = contexts ? nullptr : excluded_by_earlier(conditions)) {
            return excluded;
        }
    }
    return nullptr;
}

} // namespace mfa::policy::lint
