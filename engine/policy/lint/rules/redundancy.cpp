// What could be left out: covered by something of the same effect, or by a Deny.
#include "engine/policy/lint/coverage.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/pattern_automaton.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <optional>

namespace mfa::policy::lint {

namespace {

/// A pattern with any text for its variables, and a text that it covers.
struct Widened {
    Pattern pattern;
    std::string text;
};

Widened widened(const Symbols& symbols) {
    constexpr std::string_view filler = "\x02"; // that no policy has
    Widened result;
    for (const Symbol symbol : symbols) {
        if (symbol < first_variable) {
            result.pattern.add_literal(text_of(symbol));
            result.text += text_of(symbol);
            continue;
        }
        if (symbol == any_character) {
            result.pattern.add_any_character();
        } else {
            result.pattern.add_any_text();
        }
        result.text += filler;
    }
    return result;
}

/// For each pattern of a list those that may include it, itself among them; ascending.
class IncludingPatterns {
public:
    explicit IncludingPatterns(const std::vector<Symbols>& list) {
        PatternSet patterns{LetterCase::exact};
        for (const Symbols& symbols : list) {
            Widened wide = widened(symbols);
            patterns.add(wide.pattern, static_cast<PatternSet::Owner>(m_texts.size()));
            m_texts.push_back(std::move(wide.text));
        }
        patterns.seal();
        m_automaton.emplace(std::move(patterns), bytes_max);
    }

    const std::vector<PatternSet::Owner>& of(std::size_t index) {
        return m_automaton->match(m_texts[index]).owners;
    }

private:
    static constexpr std::size_t bytes_max = 16UL << 20U;

    std::vector<std::string> m_texts;
    std::optional<PatternAutomaton> m_automaton;
};

void check_list(const StatementView& statement, const ListView& list, Reporter& report) {
    if (list.symbols.size() < 2) {
        return;
    }
    IncludingPatterns including{list.symbols};
    for (std::size_t i = 0; i < list.texts.size(); ++i) {
        for (const std::size_t j : including.of(i)) {
            const bool is_covered = i != j && includes(list.symbols[j], list.symbols[i]);
            // Of two that are equal the later one is too many.
            if (is_covered && (j < i || !includes(list.symbols[i], list.symbols[j]))) {
                report.add(statement, list.texts[i].position,
                           in_backticks(list.texts[i].text) + " adds nothing to " +
                               in_backticks(list.texts[j].text) +
                               " in the same list: leave one out");
                break;
            }
        }
    }
}

/// For each MFA state in which the Allow can hold, one of the Denies that holds there.
const StatementView* deny_for_each_state(const Subject& subject, const Coverage& coverage,
                                         std::size_t allow,
                                         const std::vector<std::size_t>& denies) {
    const StatementView* last = nullptr;
    for (std::size_t state = 0; state < coverage.states().size(); ++state) {
        if (!coverage.holds(allow, state)) {
            continue;
        }
        const auto found = std::find_if(denies.begin(), denies.end(), [&](std::size_t deny) {
            return coverage.holds(deny, state);
        });
        if (found == denies.end()) {
            return nullptr;
        }
        last = &subject.statements()[*found];
    }
    return last;
}

void check_actions(const Subject& subject, const Coverage& coverage, std::size_t index,
                   Reporter& report) {
    const StatementView& allow = subject.statements()[index];
    for (std::size_t i = 0; i < allow.actions.texts.size(); ++i) {
        std::vector<std::size_t> denies = coverage.candidates(Effect::deny, index, i);
        std::erase_if(denies, [&](std::size_t candidate) {
            return !coverage.covers_action(candidate, index, allow.actions.symbols[i]);
        });
        const StatementView* deny = deny_for_each_state(subject, coverage, index, denies);
        if (deny != nullptr) {
            report.add(allow, allow.actions.texts[i].position,
                       in_backticks(allow.actions.texts[i].text) + " is never allowed here: the " +
                           deny->name_beside(allow) +
                           " denies it wherever this Allow holds; leave it out, or take it out of "
                           "the Deny");
        }
    }
}

} // namespace

void check_redundant_pattern(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        check_list(statement, statement.actions, report);
        check_list(statement, statement.resources, report);
    }
}

void check_redundant_statement(const Subject& subject, Reporter& report) {
    const Coverage coverage{subject};
    const auto& statements = subject.statements();
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (!coverage.can_hold(i)) {
            continue;
        }
        for (const std::size_t j : coverage.candidates(statements[i].model->effect, i)) {
            if (i == j || !coverage.covers(j, i) || (j > i && coverage.covers(i, j))) {
                continue;
            }
            report.add(statements[i], statements[i].position,
                       "this statement adds nothing to the " +
                           statements[j].name_beside(statements[i]) +
                           ", which applies to everything that this one does: leave it out");
            break;
        }
    }
}

void check_unreachable_allow(const Subject& subject, Reporter& report) {
    const Coverage coverage{subject};
    const auto& statements = subject.statements();
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (!statements[i].is(Effect::allow) || !coverage.can_hold(i)) {
            continue;
        }
        std::vector<std::size_t> denies = coverage.candidates(Effect::deny, i);
        std::erase_if(denies, [&](std::size_t candidate) {
            return !coverage.covers_apart_from_mfa(candidate, i);
        });
        const StatementView* deny = deny_for_each_state(subject, coverage, i, denies);
        if (deny != nullptr) {
            report.add(statements[i], statements[i].position,
                       "this Allow never has an effect: the " + deny->name_beside(statements[i]) +
                           " denies all of it, and a Deny always wins; leave the Allow out, or "
                           "write the exception into the Deny");
        } else if (statements[i].actions.sense == Sense::included &&
                   statements[i].actions.texts.size() > 1) {
            check_actions(subject, coverage, i, report);
        }
    }
}

} // namespace mfa::policy::lint
