// Patterns. The input is a pattern, a line end, and a text. Holds:
//   - the engine says what the definition says, with and without regard to letter case;
//   - text that is added as literal matches itself and nothing else of these two.
#include "engine/policy/wildcard.hpp"
#include "tests/fuzz/support/reference_match.hpp"
#include "tests/fuzz/support/require.hpp"

namespace mfa::fuzz {

namespace {

/// The table takes pattern × text steps for each input; short ones find as much.
constexpr std::size_t size_max = 512;

void compare(const policy::Pattern& pattern, std::string_view text,
             policy::LetterCase letter_case) {
    require(covers(pattern, text, letter_case) == matches_by_table(pattern, text, letter_case),
            "a match is what the definition says");
}

} // namespace

void one_input(std::string_view input) {
    const auto [written, text] = cut(input.substr(0, size_max), '\n');
    const auto pattern = policy::Pattern::from_wildcards(written);
    compare(pattern, text, policy::LetterCase::exact);
    compare(pattern, text, policy::LetterCase::ignored);

    policy::Pattern literal;
    literal.add_literal(written);
    require(covers(literal, written, policy::LetterCase::exact), "literal text matches itself");
    require(covers(literal, text, policy::LetterCase::exact) == (written == text),
            "literal text matches nothing else");
}

} // namespace mfa::fuzz
