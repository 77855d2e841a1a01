#include "tests/fuzz/support/policy_checks.hpp"

#include "engine/base/text.hpp"
#include "tests/fuzz/support/require.hpp"

#include <algorithm>

namespace mfa::fuzz {

namespace {

/// Bytes are at least as many as characters, and one more may be pointed at: the end.
bool is_inside(const policy::Finding& finding, const std::vector<std::string_view>& lines) {
    if (finding.line < 1 || finding.column < 1 ||
        static_cast<std::size_t>(finding.line) > lines.size()) {
        return false;
    }
    const std::string_view line = lines[static_cast<std::size_t>(finding.line) - 1];
    return static_cast<std::size_t>(finding.column) <= line.size() + 1;
}

} // namespace

void require_sound_findings(const std::vector<policy::Finding>& findings, std::string_view text) {
    const auto lines = split(text, '\n');
    for (const policy::Finding& finding : findings) {
        require(is_inside(finding, lines), "a finding stands inside the text");
        require(!finding.message.empty() && !finding.code.empty(), "a finding says something");
        const std::string shown = render(finding);
        const bool has_control = std::any_of(shown.begin(), shown.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        });
        require(!has_control, "a finding is one line without control characters");
    }
}

bool are_equal(const std::vector<policy::Finding>& left,
               const std::vector<policy::Finding>& right) {
    return std::equal(
        left.begin(), left.end(), right.begin(), right.end(),
        [](const auto& one, const auto& other) { return render(one) == render(other); });
}

void require_sound_decision(const policy::Decision& decision) {
    const bool by_nothing = decision.statements.empty();
    require(by_nothing == (decision.kind == policy::DecisionKind::implicit_deny),
            "only an implicit deny is decided by no statement");
    const auto effect =
        decision.kind == policy::DecisionKind::allow ? policy::Effect::allow : policy::Effect::deny;
    require(std::all_of(decision.statements.begin(), decision.statements.end(),
                        [&](const auto& statement) { return statement.effect == effect; }),
            "what decides has the effect of the decision");
}

bool are_equal(const policy::Decision& left, const policy::Decision& right) {
    return left.kind == right.kind &&
           std::equal(left.statements.begin(), left.statements.end(), right.statements.begin(),
                      right.statements.end(), [](const auto& one, const auto& other) {
                          return one.effect == other.effect && one.sid == other.sid &&
                                 one.file == other.file && one.line == other.line;
                      });
}

} // namespace mfa::fuzz
