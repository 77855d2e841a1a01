// Why a request is decided as it is: every statement, every element of it, what it wanted and what
// it saw.
#pragma once

#include "engine/policy/evaluate.hpp"
#include "engine/policy/explain/written.hpp"
#include "engine/policy/match.hpp"
#include "engine/policy/request.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mfa::policy::explain {

/// One text of a list, one value of a condition.
struct ValueReport {
    std::string written;
    /// What it is for this request, where it has variables; nothing where a variable has no value.
    std::optional<std::string> resolved;
    bool has_variables = false;
    std::optional<Match> match; ///< patterns of Action and Resource only
};

/// Action, Resource, Principal, or one condition.
struct ElementReport {
    std::string element; ///< `Action`, `NotResource`, …; `Condition`
    std::string op;      ///< conditions only, as written
    std::string key;     ///< conditions only, as written
    Position position;   ///< of the element's name, or of the key
    std::vector<ValueReport> values;
    /// What the request has; nothing: it has no such key, or does not say who asks.
    std::optional<std::vector<std::string>> seen;
    Match match = Match::no;
    std::string reason; ///< one sentence
};

struct StatementReport {
    const Statement* statement;
    Match match = Match::no; ///< all elements together
    bool decides = false;    ///< it is one of the decision's statements
    std::vector<ElementReport> elements;

    /// Whether its Action or NotAction takes the action in.
    [[nodiscard]] bool is_about_action() const { return elements.front().match != Match::no; }
    [[nodiscard]] std::size_t unmatched() const;
};

struct Explanation {
    Decision decision;
    /// The most relevant first: those that decide; those that apply; then the fewer elements do not
    /// fit, the earlier. Statements that are not about the action come last.
    std::vector<StatementReport> statements;
};

/// `set` was made of `sources`.
Explanation explain(std::span<const Source> sources, const PolicySet& set, const Request& request);

/// `applies`, `does not apply`, …
std::string_view match_name(Match match);

} // namespace mfa::policy::explain
