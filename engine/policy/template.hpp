// Text with policy variables: `home/${aws:username}/*`, `${aws:PrincipalTag/team, 'none'}`, and the
// escapes `${*}`, `${?}`, `${$}`
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
#pragma once

#include "engine/policy/context.hpp"
#include "engine/policy/wildcard.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mfa::policy {

/// How the text of a template is to be read.
struct TemplateRules {
    enum class Wildcards { literal, special } wildcards;
    /// Version 2008-10-17 knows no variables: there `${` is literal text.
    enum class Variables { literal, special } variables;
};

struct Variable {
    std::string key;
    std::optional<std::string> default_text;
};

class Template {
public:
    /// Why text is no template, and at which byte of it.
    struct Malformed {
        std::string message;
        std::size_t offset;
    };

    static std::variant<Template, Malformed> parse(std::string_view text, TemplateRules rules);

    /// The pattern for this request, the variables' text in it literal. Nothing when a variable has
    /// no value and no default, or has several values; and when it could cover no text of
    /// `size_max` bytes.
    [[nodiscard]] std::optional<Pattern> resolve(const Context& context,
                                                 std::size_t size_max = SIZE_MAX) const;

    /// Text and variables take turns, text first.
    [[nodiscard]] bool has_variables() const { return m_pieces.size() > 1; }

    /// Set when it has no variables.
    [[nodiscard]] const Pattern* sole_pattern() const;

    /// Set when it is one variable and nothing else.
    [[nodiscard]] const Variable* sole_variable() const;

    using Piece = std::variant<Pattern, Variable>;
    /// What it is made of, in order. For those who compare templates.
    [[nodiscard]] const std::vector<Piece>& pieces() const { return m_pieces; }

private:
    std::vector<Piece> m_pieces;
};

/// A template's pattern for one request; without variables that is the template's own, not a copy.
/// The template outlives it.
class ResolvedTemplate {
public:
    /// As Template::resolve().
    ResolvedTemplate(const Template& text, const Context& context, std::size_t size_max);

    /// nullptr where there is none.
    [[nodiscard]] const Pattern* pattern() const { return m_made ? &*m_made : m_own; }

private:
    const Pattern* m_own;
    std::optional<Pattern> m_made;
};

/// The text that stands for the variable in this request, if there is one.
std::optional<std::string_view> resolve(const Variable& variable, const Context& context);

/// Whether the text has a `${`.
inline bool mentions_variable(std::string_view text) {
    return text.find("${") != std::string_view::npos;
}

/// `text` cut at the colons that stand outside of `${…}`, into at most `parts_max` parts; colons
/// beyond belong to the last one.
std::vector<std::string_view> split_at_colons(std::string_view text, std::size_t parts_max,
                                              TemplateRules::Variables variables);

} // namespace mfa::policy
