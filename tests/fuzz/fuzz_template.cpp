// Patterns with variables. The input is four lines: what stands before a variable, its value, what
// stands after it, and (the rest) a text. Holds:
//   - where text is no template, the place that is named lies in it;
//   - a variable is its value with every special character escaped: both templates say of the text
//     what the definition says;
//   - without its value a variable gives no pattern;
//   - cutting at colons loses nothing.
#include "engine/policy/template.hpp"
#include "tests/fuzz/support/reference_match.hpp"
#include "tests/fuzz/support/require.hpp"

#include <string>

namespace mfa::fuzz {

namespace {

using policy::Template;
using policy::TemplateRules;

constexpr std::size_t size_max = 512;
constexpr TemplateRules everything_special{TemplateRules::Wildcards::special,
                                           TemplateRules::Variables::special};
constexpr std::string_view own_key = "fuzz:own-key";

std::optional<Template> parse(std::string_view text) {
    auto parsed = Template::parse(text, everything_special);
    if (const auto* malformed = std::get_if<Template::Malformed>(&parsed)) {
        require(malformed->offset < text.size(), "what is malformed stands in the text");
        require(!malformed->message.empty(), "what is malformed is named");
        return std::nullopt;
    }
    return std::get<Template>(std::move(parsed));
}

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool is_special = c == '*' || c == '?' || c == '$';
        result += is_special ? std::string{"${"} + c + "}" : std::string{c};
    }
    return result;
}

void check_cutting(std::string_view text) {
    for (const auto variables :
         {TemplateRules::Variables::literal, TemplateRules::Variables::special}) {
        std::string joined;
        const auto parts = policy::split_at_colons(text, 6, variables);
        require(!parts.empty() && parts.size() <= 6, "there are one to six parts");
        for (const std::string_view part : parts) {
            joined += part;
            joined += ':';
        }
        joined.pop_back();
        require(joined == text, "cutting at colons loses nothing");
    }
}

} // namespace

void one_input(std::string_view input) {
    const auto [before, rest] = cut(input.substr(0, size_max), '\n');
    const auto [value, rest_after_value] = cut(rest, '\n');
    const auto [after, text] = cut(rest_after_value, '\n');
    check_cutting(before);
    // Only where both sides are templates by themselves can the variable not become part of one.
    if (!parse(before) || !parse(after) || before.ends_with('$')) {
        return;
    }
    const auto variable = "${" + std::string{own_key} + "}";
    const auto with_variable = parse(std::string{before} + variable + std::string{after});
    const auto with_value = parse(std::string{before} + escaped(value) + std::string{after});
    require(with_variable && with_value, "templates make a template when they are joined");
    const policy::Context nothing;
    require(!with_variable->resolve(nothing), "a variable without a value gives no pattern");

    policy::Context context;
    context.set(own_key, std::string{value});
    const auto pattern = with_variable->resolve(context);
    const auto expected = with_value->resolve(context);
    require(pattern.has_value() == expected.has_value(), "a variable that is set is no obstacle");
    if (pattern) {
        const bool is_match = covers(*pattern, text, policy::LetterCase::exact);
        require(is_match == matches_by_table(*pattern, text, policy::LetterCase::exact),
                "a match is what the definition says");
        require(is_match == matches_by_table(*expected, text, policy::LetterCase::exact),
                "a value is literal, never a pattern");
    }
}

} // namespace mfa::fuzz
