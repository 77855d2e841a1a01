// What is judged: the policy as it is evaluated, and beside each part of it the text and the place
// where it was written.
#pragma once

#include "engine/policy/lint/host_facts.hpp"
#include "engine/policy/lint/pattern_cover.hpp"
#include "engine/policy/model.hpp"
#include "engine/policy/source.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::lint {

struct Text {
    std::string text;
    Position position;
};

/// Action, NotAction, Resource or NotResource.
struct ListView {
    std::string element;
    Position position; ///< of the key
    Sense sense = Sense::included;
    std::vector<Text> texts;
    std::vector<Symbols> symbols; ///< of each text; actions in lower case
};

struct ConditionView {
    const Condition* model; ///< operator, key, values
    std::string op;         ///< as written
    Position op_position;
    std::vector<Text> values;
};

struct StatementView {
    const Statement* model;
    Position position;
    TemplateRules::Variables variables; ///< special in Version 2012-10-17
    ListView actions;
    ListView resources;
    std::vector<ConditionView> conditions;
    std::vector<Text> principals; ///< every text below Principal or NotPrincipal

    [[nodiscard]] bool is(Effect effect) const { return model->effect == effect; }
    /// `Deny of line 12`, with the Sid where there is one; the file where it is another than
    /// `beside`.
    [[nodiscard]] std::string name_beside(const StatementView& beside) const;
};

class Subject {
public:
    /// `set` was made of `sources`, without a finding.
    Subject(std::span<const Source> sources, const PolicySet& set, const HostFacts& facts);
    Subject(const Subject&) = delete;
    Subject& operator=(const Subject&) = delete;
    ~Subject() = default;

    [[nodiscard]] const PolicySet& set() const { return m_set; }
    [[nodiscard]] const std::vector<StatementView>& statements() const { return m_statements; }
    [[nodiscard]] const HostFacts& facts() const { return m_facts; }
    /// Where to put what is said about the policy as a whole.
    [[nodiscard]] const std::string& first_file() const { return m_first_file; }

private:
    const PolicySet& m_set;
    const HostFacts& m_facts;
    std::string m_first_file;
    std::vector<StatementView> m_statements;
};

} // namespace mfa::policy::lint
