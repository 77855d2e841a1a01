// What could be left out: covered by something of the same effect, or by a Deny.
#include "engine/policy/lint/coverage.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>

namespace mfa::policy::lint {

namespace {

void check_list(const StatementView& statement, const ListView& list, Reporter& report) {
    for (std::size_t i = 0; i < list.texts.size(); ++i) {
        for (std::size_t j = 0; j < list.texts.size(); ++j) {
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

/// For each MFA state in which the Allow can hold, a Deny that holds there and fits.
template <typename Fits>
const StatementView* deny_that_covers(const Subject& subject, const Coverage& coverage,
                                      std::size_t allow, const Fits& fits) {
    const auto& statements = subject.statements();
    std::vector<std::size_t> denies;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (statements[i].is(Effect::deny) && coverage.can_hold(i) && fits(i)) {
            denies.push_back(i);
        }
    }
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
        last = &statements[*found];
    }
    return last;
}

void check_actions(const Subject& subject, const Coverage& coverage, std::size_t index,
                   Reporter& report) {
    const StatementView& allow = subject.statements()[index];
    for (std::size_t i = 0; i < allow.actions.texts.size(); ++i) {
        const StatementView* deny =
            deny_that_covers(subject, coverage, index, [&](std::size_t candidate) {
                return coverage.covers_action(candidate, index, allow.actions.symbols[i]);
            });
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
        for (std::size_t j = 0; j < statements.size() && coverage.can_hold(i); ++j) {
            if (i == j || statements[i].model->effect != statements[j].model->effect ||
                !coverage.covers(j, i) || (j > i && coverage.covers(i, j))) {
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
        const StatementView* deny =
            deny_that_covers(subject, coverage, i, [&](std::size_t candidate) {
                return coverage.covers_apart_from_mfa(candidate, i);
            });
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
