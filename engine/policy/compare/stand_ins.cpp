#include "engine/policy/compare/stand_ins.hpp"

#include "engine/policy/compare/choices.hpp"
#include "engine/policy/mentions.hpp"

#include <algorithm>

namespace mfa::policy::compare {

namespace {

bool has_variables(const Condition& condition) {
    const auto values = variables_in(condition.values);
    return std::any_of(values.begin(), values.end(),
                       [](const Variables& variables) { return !variables.empty(); });
}

bool has_variables(const ResourceScope& resources) {
    return std::any_of(resources.templates.begin(), resources.templates.end(),
                       [](const Template& text) { return text.has_variables(); });
}

Template anything() {
    constexpr TemplateRules rules{TemplateRules::Wildcards::special,
                                  TemplateRules::Variables::literal};
    return std::get<Template>(Template::parse("*", rules));
}

/// What the template is for that request.
Template settled(const Pattern& pattern) {
    constexpr TemplateRules rules{TemplateRules::Wildcards::special,
                                  TemplateRules::Variables::special};
    auto parsed = Template::parse(explain::pattern_text(pattern), rules);
    auto* text = std::get_if<Template>(&parsed);
    return text != nullptr && !text->has_variables() ? std::move(*text) : anything();
}

ResourceScope settled(const ResourceScope& resources, const Context& context) {
    if (!has_variables(resources)) {
        return resources;
    }
    if (resources.sense == Sense::excluded) {
        return {Sense::included, {anything()}};
    }
    ResourceScope result;
    for (const Template& text : resources.templates) {
        if (const auto pattern = text.resolve(context)) {
            result.templates.push_back(settled(*pattern));
        }
    }
    return result;
}

} // namespace

bool varies(const Statement& statement) {
    return has_variables(statement.resources) || is_about_groups(statement) ||
           std::any_of(statement.conditions.begin(), statement.conditions.end(),
                       [](const Condition& condition) { return has_variables(condition); });
}

StandIns::StandIns(const Space& space, const Bits& alive, const Request& request) {
    alive.for_each([&](std::size_t place) {
        const Item& item = space.items()[place];
        if (!varies(item.model())) {
            return;
        }
        Statement& model = m_models.emplace_back(item.model());
        explain::WrittenStatement& written = m_written.emplace_back(*item.written);
        model.resources = settled(model.resources, request.context);
        model.principals.reset();
        // Whom its conditions are about is settled; what else has variables may hold or not.
        model.conditions.clear();
        written.conditions.clear();
        written.model = &model;
        m_items.push_back({&written, item.is_old, item.is_new});
    });
}

} // namespace mfa::policy::compare
