#include "engine/policy/template.hpp"

#include <algorithm>
#include <utility>

namespace mfa::policy {

namespace {

constexpr std::string_view opening = "${";

bool is_key_character(char c) {
    const bool is_alphanumeric =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return is_alphanumeric || std::string_view{":/_.@=+-"}.find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// `prefix:name`, both not empty.
bool is_key(std::string_view text) {
    const std::size_t colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
           std::all_of(text.begin(), text.end(), is_key_character);
}

/// Where the `}` of the variable at the start of `text` is, quoted text skipped; npos for nowhere.
std::size_t find_closing(std::string_view text) {
    bool is_quoted = false;
    for (std::size_t i = opening.size(); i < text.size(); ++i) {
        if (text[i] == '\'') {
            is_quoted = !is_quoted;
        } else if (text[i] == '}' && !is_quoted) {
            return i;
        }
    }
    return std::string_view::npos;
}

/// What stands between `${` and `}`: a key, perhaps with `, 'default'`.
std::variant<Variable, std::string> parse_variable(std::string_view text) {
    const std::size_t comma = text.find(',');
    const std::string_view key = text.substr(0, comma);
    if (key.empty()) {
        return "has no key";
    }
    if (key.find(' ') != std::string_view::npos) {
        return "has a space in its key";
    }
    if (!is_key(key)) {
        return "is no `${prefix:key}`, `${prefix:key, 'default'}`, `${*}`, `${?}` or `${$}`";
    }
    Variable variable{std::string{key}, std::nullopt};
    if (comma != std::string_view::npos) {
        std::string_view rest = text.substr(comma + 1);
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        const bool is_quoted = rest.size() >= 2 && rest.front() == '\'' && rest.back() == '\'' &&
                               rest.find('\'', 1) == rest.size() - 1;
        if (!is_quoted) {
            return "has a default that does not stand in single quotes";
        }
        variable.default_text = std::string{rest.substr(1, rest.size() - 2)};
    }
    return variable;
}

} // namespace

std::variant<Template, Template::Malformed> Template::parse(std::string_view text,
                                                            TemplateRules rules) {
    Template result;
    Pattern pattern;
    const auto add_text = [&](std::string_view part) {
        if (rules.wildcards == TemplateRules::Wildcards::special) {
            pattern.add(Pattern::from_wildcards(part));
        } else {
            pattern.add_literal(part);
        }
    };
    std::size_t at = 0;
    while (rules.variables == TemplateRules::Variables::special) {
        const std::size_t start = text.find(opening, at);
        if (start == std::string_view::npos) {
            break;
        }
        add_text(text.substr(at, start - at));
        const std::string_view rest = text.substr(start);
        const std::size_t closing = find_closing(rest);
        if (closing == std::string_view::npos) {
            return Malformed{"a variable begins with `${` and has no `}`", start};
        }
        const std::string_view inner = rest.substr(opening.size(), closing - opening.size());
        if (inner == "*" || inner == "?" || inner == "$") {
            pattern.add_literal(inner);
        } else {
            auto variable = parse_variable(inner);
            if (auto* problem = std::get_if<std::string>(&variable)) {
                return Malformed{"the variable `" + std::string{rest.substr(0, closing + 1)} +
                                     "` " + *problem,
                                 start};
            }
            result.m_pieces.emplace_back(std::exchange(pattern, Pattern{}));
            result.m_pieces.emplace_back(std::get<Variable>(std::move(variable)));
        }
        at = start + closing + 1;
    }
    add_text(text.substr(at));
    result.m_pieces.emplace_back(std::move(pattern));
    return result;
}

std::optional<std::string_view> resolve(const Variable& variable, const Context& context) {
    const auto* values = context.find(variable.key);
    if (values == nullptr || values->empty()) {
        return variable.default_text;
    }
    // A default is for a key that is missing; one with several values is there, but cannot be used.
    return values->size() == 1 ? std::optional<std::string_view>{values->front()} : std::nullopt;
}

std::optional<Pattern> Template::resolve(const Context& context, std::size_t size_max) const {
    Pattern pattern;
    std::size_t left = size_max;
    for (const Piece& piece : m_pieces) {
        if (const auto* part = std::get_if<Pattern>(&piece)) {
            pattern.add(*part);
            continue;
        }
        const auto text = policy::resolve(std::get<Variable>(piece), context);
        if (!text || text->size() > left) {
            return std::nullopt;
        }
        left -= text->size();
        pattern.add_literal(*text);
    }
    return pattern;
}

const Variable* Template::sole_variable() const {
    const bool is_sole = m_pieces.size() == 3 && std::get<Pattern>(m_pieces[0]).is_empty() &&
                         std::get<Pattern>(m_pieces[2]).is_empty();
    return is_sole ? &std::get<Variable>(m_pieces[1]) : nullptr;
}

const Pattern* Template::sole_pattern() const {
    return m_pieces.size() == 1 ? std::get_if<Pattern>(&m_pieces.front()) : nullptr;
}

ResolvedTemplate::ResolvedTemplate(const Template& text, const Context& context,
                                   std::size_t size_max)
    : m_own{text.sole_pattern()} {
    if (m_own == nullptr) {
        m_made = text.resolve(context, size_max);
    }
}

std::vector<std::string_view> split_at_colons(std::string_view text, std::size_t parts_max,
                                              TemplateRules::Variables variables) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    std::size_t at = 0;
    while (at < text.size() && parts.size() + 1 < parts_max) {
        if (variables == TemplateRules::Variables::special &&
            text.substr(at).starts_with(opening)) {
            const std::size_t closing = find_closing(text.substr(at));
            at = closing == std::string_view::npos ? text.size() : at + closing + 1;
        } else if (text[at] == ':') {
            parts.push_back(text.substr(begin, at - begin));
            begin = ++at;
        } else {
            ++at;
        }
    }
    parts.push_back(text.substr(begin));
    return parts;
}

} // namespace mfa::policy
