// Statements as they were written, beside the model that is evaluated: for whoever has to show
// them.
#pragma once

#include "engine/policy/model.hpp"
#include "engine/policy/source.hpp"

#include <span>
#include <string>
#include <vector>

namespace mfa::policy::explain {

/// Action, NotResource, Principal, …: the name as written, and each text below it.
struct WrittenList {
    std::string element; ///< empty: the statement has no such element
    Position position;   ///< of the name
    std::vector<std::string> texts;
};

struct WrittenCondition {
    std::string op; ///< as written
    std::vector<std::string> values;
};

struct WrittenStatement {
    const Statement* model;
    bool has_variables; ///< whether `${…}` means anything in its document
    WrittenList actions;
    WrittenList resources;
    WrittenList principals;                   ///< texts as `User alice`
    std::vector<WrittenCondition> conditions; ///< one for each of the model's
};

/// One for each statement of `set`, which was made of `sources`; in the same order. Points into
/// `set`.
std::vector<WrittenStatement> written_statements(std::span<const Source> sources,
                                                 const PolicySet& set);

/// A pattern as it would be written: `*` and `?` where they are wildcards, `${*}` and `${?}` where
/// they are text.
std::string pattern_text(const Pattern& pattern);

} // namespace mfa::policy::explain
