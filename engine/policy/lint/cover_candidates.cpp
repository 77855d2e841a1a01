#include "engine/policy/lint/cover_candidates.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/lint/condition_logic.hpp"

#include <algorithm>

namespace mfa::policy::lint {

namespace {

/// A character that no policy has, as control characters are refused: only a wildcard covers it.
constexpr std::string_view filler = "\x02";

void append_sample(const Pattern& pattern, std::string& text) {
    for (const Character symbol : pattern.symbols()) {
        const bool is_wild = symbol == Pattern::any_text || symbol == Pattern::any_character;
        text += is_wild ? std::string{filler} : text_of(symbol);
    }
}

std::string sample(const Pattern& pattern) {
    std::string text;
    append_sample(pattern, text);
    return text;
}

std::string sample(const Template& resource) {
    std::string text;
    for (const Template::Piece& piece : resource.pieces()) {
        if (const auto* pattern = std::get_if<Pattern>(&piece)) {
            append_sample(*pattern, text);
        } else {
            text += filler;
        }
    }
    return text;
}

/// Some text that the list takes in, unless it takes_out_samples().
std::string action_sample(const StatementView& statement) {
    const ActionScope& actions = statement.model->actions;
    return actions.sense == Sense::included ? sample(actions.patterns.front())
                                            : std::string{filler};
}

std::string resource_sample(const StatementView& statement) {
    const ResourceScope& resources = statement.model->resources;
    return resources.sense == Sense::included ? sample(resources.templates.front())
                                              : std::string{filler};
}

/// Whether a Not… list takes out even the sample, and with it most likely everything.
bool takes_out_samples(const StatementView& statement) {
    const Statement& model = *statement.model;
    const auto takes_out = [](const Pattern& pattern) {
        return covers(pattern, filler, LetterCase::exact);
    };
    const auto takes_out_always = [&](const Template& resource) {
        return !resource.has_variables() && takes_out(*resource.resolve({}));
    };
    const auto& actions = model.actions.patterns;
    const auto& resources = model.resources.templates;
    return (model.actions.sense == Sense::excluded &&
            std::any_of(actions.begin(), actions.end(), takes_out)) ||
           (model.resources.sense == Sense::excluded &&
            std::any_of(resources.begin(), resources.end(), takes_out_always));
}

/// A condition that is true of a few texts: `StringEquals` without a suffix.
bool names_values(const ConditionView& condition) {
    const Operator& op = condition.model->op;
    return op.family == OperatorFamily::string && !op.is_negated && !op.if_exists &&
           op.qualifier == SetQualifier::none;
}

/// Whether it is about values, and compared as it is written.
bool is_compared_as_written(const ConditionView& condition) {
    return condition.model->op.family != OperatorFamily::numeric && !is_judged_by_value(condition);
}

std::string mark_text(std::string_view kind, const std::string& key, const std::string& value) {
    return std::string{kind} + "\n" + key + "\n" + value;
}

/// What must be the same of two operators for one to follow from the other as written.
std::string kind_of(const Operator& op) {
    return std::to_string(static_cast<int>(op.family)) + " " +
           std::to_string(static_cast<int>(op.comparison)) + " " +
           std::to_string(static_cast<int>(op.qualifier)) + (op.is_negated ? " not" : "");
}

constexpr std::string_view named = "named";

/// Texts of which one must be offered if a statement with that condition is to cover another.
std::vector<std::string> wanted_texts(const std::string& key, const ConditionView& condition) {
    std::vector<std::string> texts;
    const Operator& op = condition.model->op;
    if (is_compared_as_written(condition)) {
        // A negated one follows from one that excludes all that it excludes, and more.
        const std::size_t count = op.is_negated ? 1 : condition.values.size();
        for (std::size_t i = 0; i < count; ++i) {
            texts.push_back(mark_text(kind_of(op), key, condition.values[i].text));
        }
    } else if (names_values(condition)) {
        for (const Text& value : condition.values) {
            texts.push_back(mark_text(named, key, value.text));
        }
    }
    return texts;
}

/// What a condition offers to those that are compared with it as they are written.
std::vector<std::string> offered_texts(const std::string& key, const ConditionView& condition) {
    std::vector<std::string> texts;
    const Operator& op = condition.model->op;
    const std::size_t count = op.is_negated ? condition.values.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
        texts.push_back(mark_text(kind_of(op), key, condition.values[i].text));
        if (names_values(condition)) {
            texts.push_back(mark_text(named, key, condition.values[i].text));
        }
    }
    return texts;
}

/// The key's only value in that context, if it has one there.
const std::string* only_value(const Context& context, const std::string& key) {
    const auto* values = context.find(key);
    return values != nullptr && values->size() == 1 ? &values->front() : nullptr;
}

bool have_one_in_common(const std::vector<std::uint32_t>& left,
                        const std::vector<std::uint32_t>& right) {
    return std::any_of(left.begin(), left.end(), [&](std::uint32_t mark) {
        return std::binary_search(right.begin(), right.end(), mark);
    });
}

} // namespace

CoverCandidates::CoverCandidates(const Subject& subject) : m_subject{subject} {
    for (const StatementView& statement : subject.statements()) {
        m_wants.push_back(wants_of(statement));
        m_offers.push_back(offer_of(statement));
    }
}

CoverCandidates::Mark CoverCandidates::mark_of(const std::string& text) {
    return m_marks.try_emplace(text, static_cast<Mark>(m_marks.size())).first->second;
}

/// Of one condition: that is enough to rule most statements out.
CoverCandidates::Marks CoverCandidates::wants_of(const StatementView& statement) {
    Marks wants;
    for (const auto& [key, conditions] : by_key(statement)) {
        for (const ConditionView* condition : conditions) {
            for (const std::string& text : wanted_texts(key, *condition)) {
                wants.push_back(mark_of(text));
            }
            if (!wants.empty()) {
                return wants;
            }
        }
    }
    return wants;
}

CoverCandidates::Offer CoverCandidates::offer_of(const StatementView& statement) {
    Offer offer;
    for (const auto& [key, conditions] : by_key(statement)) {
        for (const ConditionView* condition : conditions) {
            for (const std::string& text : offered_texts(key, *condition)) {
                offer.marks.push_back(mark_of(text));
            }
        }
        // Whoever names values must name the one that is tried.
        if (const auto contexts = contexts_that_meet(key, conditions)) {
            offer.is_everything = offer.is_everything || contexts->empty();
            const auto* value = contexts->empty() ? nullptr : only_value(contexts->front(), key);
            if (value != nullptr) {
                offer.marks.push_back(mark_of(mark_text(named, key, *value)));
            }
        }
    }
    std::sort(offer.marks.begin(), offer.marks.end());
    return offer;
}

std::vector<std::size_t> CoverCandidates::of(Effect effect, std::size_t inner) const {
    return of(effect, inner, action_sample(m_subject.statements()[inner]));
}

std::vector<std::size_t> CoverCandidates::of(Effect effect, std::size_t inner,
                                             std::size_t action) const {
    const ActionScope& actions = m_subject.statements()[inner].model->actions;
    return of(effect, inner, sample(actions.patterns[action]));
}

std::vector<std::size_t> CoverCandidates::of(Effect effect, std::size_t inner,
                                             const std::string& action) const {
    const auto& statements = m_subject.statements();
    std::vector<std::size_t> found;
    if (takes_out_samples(statements[inner])) {
        for (std::size_t i = 0; i < statements.size(); ++i) {
            if (statements[i].is(effect)) {
                found.push_back(i);
            }
        }
        return found;
    }
    const std::string resource = resource_sample(statements[inner]);
    const auto& fitting = m_subject.set().index().candidates(action, resource);
    const Offer& offer = m_offers[inner];
    for (const std::size_t index : effect == Effect::deny ? fitting.denies : fitting.allows) {
        const Marks& wants = m_wants[index];
        if (wants.empty() || offer.is_everything || have_one_in_common(wants, offer.marks)) {
            found.push_back(index);
        }
    }
    return found;
}

} // namespace mfa::policy::lint
