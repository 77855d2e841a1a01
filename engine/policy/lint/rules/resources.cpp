// Resources that no action is about, and actions beside resources of another kind.
#include "engine/base/text.hpp"
#include "engine/policy/known_names.hpp"
#include "engine/policy/lint/command_path.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <vector>

namespace mfa::policy::lint {

namespace {

bool is_known(std::string_view action) {
    const auto known = known_actions();
    return std::any_of(known.begin(), known.end(),
                       [&](std::string_view name) { return to_lower(name) == to_lower(action); });
}

Symbols symbols_of_form(std::string_view form) {
    return symbols_of(Pattern::from_wildcards(form), LetterCase::exact);
}

/// Whether some resource of that form is covered. Part by part where the pattern has all six of an
/// ARN: no account, host or name holds a colon, so what `*` could take beyond one does not exist.
bool may_be(const StatementView& statement, std::size_t resource, std::string_view form) {
    const auto given = split_at_colons(statement.resources.texts[resource].text, arn_components,
                                       statement.variables);
    const auto wanted = split_at_colons(form, arn_components, TemplateRules::Variables::literal);
    if (given.size() != arn_components || wanted.size() != arn_components) {
        return may_meet(statement.resources.symbols[resource], symbols_of_form(form));
    }
    VariableSymbols variables;
    for (std::size_t i = 0; i < arn_components; ++i) {
        const auto part =
            Template::parse(given[i], {TemplateRules::Wildcards::special, statement.variables});
        const auto* parsed = std::get_if<Template>(&part);
        if (parsed != nullptr &&
            !may_meet(symbols_of(*parsed, variables), symbols_of_form(wanted[i]))) {
            return false;
        }
    }
    return true;
}

std::string advice_for(std::string_view resource) {
    const auto parts = split_at_colons(resource, arn_components, TemplateRules::Variables::special);
    const std::string_view kind =
        parts.size() == arn_components ? parts[5].substr(0, parts[5].find('/')) : "";
    const auto known = known_resources();
    std::vector<std::string_view> kinds;
    std::string list;
    for (const KnownResource& form : known) {
        const bool is_last = &form == &known.back();
        list += (kinds.empty() ? "" : is_last ? " and " : ", ") + in_backticks(form.pattern);
        kinds.push_back(form.kind);
    }
    const std::string_view near = nearest(kind, kinds);
    for (const KnownResource& form : known) {
        if (form.kind == near) {
            return "; did you mean `" + std::string{form.pattern} + "`?";
        }
    }
    return "; those are " + list;
}

/// A command without its slash is the business of relative-command-path.
bool names_command(const StatementView& statement, std::size_t resource) {
    return command_path(statement.resources.texts[resource].text, statement.variables).has_value();
}

bool has_wildcard(std::string_view text) {
    return text.find_first_of("*?") != std::string_view::npos;
}

/// Whether some resource of the statement may be what the action is asked about.
bool takes_form(const StatementView& statement, std::string_view action, std::string_view form) {
    const bool is_command = form == resource_of_action("host:RunCommand");
    // sts:GetSessionToken is about nothing, which a request writes as `*`; of an action that
    // nobody knows, nobody knows that either.
    const bool is_about_nothing = form == "*" && is_known(action);
    for (std::size_t i = 0; i < statement.resources.texts.size(); ++i) {
        const bool may_be_it = is_about_nothing ? may_meet(statement.resources.symbols[i], {U'*'})
                                                : may_be(statement, i, form);
        if (may_be_it || (is_command && names_command(statement, i))) {
            return true;
        }
    }
    return false;
}

/// The resource with `*` for the parts that requests never leave empty; the same if none is.
std::string without_empty_parts(const Text& resource, TemplateRules::Variables variables) {
    constexpr std::size_t host_part = 3;
    constexpr std::size_t account_part = 4;
    const auto parts = split_at_colons(resource.text, arn_components, variables);
    const bool is_host = parts.size() > host_part && parts[2] == "host";
    const bool is_iam = parts.size() > host_part && parts[2] == "iam";
    std::string filled;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool must_be_there =
            (i == host_part && is_host) ||
            (i == account_part && (is_host || is_iam) && parts.size() == arn_components);
        filled += (i == 0 ? "" : ":");
        filled += parts[i].empty() && must_be_there ? "*" : parts[i];
    }
    return filled;
}

} // namespace

void check_unknown_resource(const Subject& subject, Reporter& report) {
    const auto known = known_resources();
    for (const StatementView& statement : subject.statements()) {
        for (std::size_t i = 0; i < statement.resources.texts.size(); ++i) {
            const auto& [text, position] = statement.resources.texts[i];
            const bool is_possible =
                std::any_of(known.begin(), known.end(), [&](const KnownResource& resource) {
                    return may_be(statement, i, resource.pattern);
                });
            if (!is_possible && !names_command(statement, i)) {
                report.add(statement, position,
                           "no action on a host is about " + in_backticks(text) + advice_for(text));
            }
        }
    }
}

void check_empty_arn_part(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        for (const Text& resource : statement.resources.texts) {
            const std::string filled = without_empty_parts(resource, statement.variables);
            if (filled != resource.text) {
                report.add(statement, resource.position,
                           in_backticks(resource.text) +
                               " covers nothing, as every request names the host of `arn:aws:host` "
                               "and the account: write " +
                               in_backticks(filled));
            }
        }
    }
}

void check_action_resource_mismatch(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        if (statement.actions.sense == Sense::excluded ||
            statement.resources.sense == Sense::excluded) {
            continue;
        }
        for (const auto& [text, position] : statement.actions.texts) {
            const std::string_view form = has_wildcard(text) ? "*" : resource_of_action(text);
            if (!takes_form(statement, text, form)) {
                report.add(statement, position,
                           in_backticks(text) + " is asked about " + in_backticks(form) +
                               ", and no resource of this statement is such a one: put it into a "
                               "statement with that resource");
            }
        }
    }
}

} // namespace mfa::policy::lint
