#include "engine/policy/compare/identity.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/template.hpp"

#include <set>

namespace mfa::policy::compare {

namespace {

using Texts = std::set<std::string>;

/// Each text with its length before it, so that no two sets give the same.
std::string joined(const Texts& texts) {
    std::string all;
    for (const std::string& text : texts) {
        all += std::to_string(text.size()) + ":" + text;
    }
    return all;
}

/// Where variables mean nothing, `${` is other text than where they do.
std::string marked(const std::string& text, bool has_variables) {
    return (mentions_variable(text) && !has_variables ? "literal " : "") + text;
}

std::string identity_of_conditions(const explain::WrittenStatement& statement) {
    Texts conditions;
    for (std::size_t i = 0; i < statement.conditions.size(); ++i) {
        const Condition& model = statement.model->conditions[i];
        Texts values;
        for (const std::string& value : statement.conditions[i].values) {
            const bool is_bool = std::holds_alternative<bool>(model.values);
            values.insert(is_bool ? to_lower(value) : marked(value, statement.has_variables));
        }
        conditions.insert(
            joined({"o" + statement.conditions[i].op, "k" + to_lower(model.key), joined(values)}));
    }
    return joined(conditions);
}

} // namespace

std::string identity_of(const explain::WrittenStatement& statement) {
    Texts actions;
    for (const std::string& text : statement.actions.texts) {
        actions.insert(to_lower(text));
    }
    Texts resources;
    for (const std::string& text : statement.resources.texts) {
        resources.insert(marked(text, statement.has_variables));
    }
    const Texts principals{statement.principals.texts.begin(), statement.principals.texts.end()};
    return std::string{effect_name(statement.model->effect)} + "\n" + statement.actions.element +
           joined(actions) + "\n" + statement.resources.element + joined(resources) + "\n" +
           statement.principals.element + joined(principals) + "\n" +
           identity_of_conditions(statement);
}

} // namespace mfa::policy::compare
