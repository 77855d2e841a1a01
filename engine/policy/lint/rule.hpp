#pragma once

#include "engine/policy/lint/subject.hpp"
#include "engine/policy/source.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::lint {

/// Where a rule puts what it finds.
class Reporter {
public:
    Reporter(Severity severity, std::string_view code, std::vector<Finding>& findings)
        : m_severity{severity}, m_code{code}, m_findings{findings} {}

    void add(const StatementView& statement, Position at, std::string message) {
        add(statement.model->file, at, std::move(message));
    }
    /// About the policy as a whole.
    void add(const Subject& subject, std::string message) {
        add(subject.first_file(), Position{}, std::move(message));
    }

private:
    void add(const std::string& file, Position at, std::string message) {
        m_findings.push_back(
            {file, at.line, at.column, std::move(message), std::string{m_code}, m_severity});
    }

    Severity m_severity;
    std::string_view m_code;
    std::vector<Finding>& m_findings;
};

/// One thing that the linter looks for. To add one: a file in rules/, a line in rules/rules.hpp and
/// one in the table of rule.cpp, a document in tests/corpus/lint/bad
/// (with its place in EXPECTED) and one in good; then tests/corpus/policy_reference.py --write.
struct Rule {
    std::string_view code;
    Severity severity;
    std::string_view summary; ///< one sentence, for the reference
    void (*check)(const Subject& subject, Reporter& report);
};

std::span<const Rule> rules();

} // namespace mfa::policy::lint
