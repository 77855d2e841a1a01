#include "tests/support/plain_policy/variables.hpp"

#include <utility>

namespace mfa::test::plain {

namespace {

/// The length of the variable that `text` begins with; 0 where it begins with none.
std::size_t variable_length(std::string_view text, Version version) {
    if (version == Version::v2008 || !text.starts_with("${")) {
        return 0;
    }
    bool is_quoted = false;
    for (std::size_t i = 2; i < text.size(); ++i) {
        if (text[i] == '\'') {
            is_quoted = !is_quoted;
        } else if (text[i] == '}' && !is_quoted) {
            return i + 1;
        }
    }
    return 0;
}

bool is_escape(std::string_view variable) {
    return variable == "${*}" || variable == "${?}" || variable == "${$}";
}

} // namespace

std::optional<std::string> value_of_variable(std::string_view text, const Context& context) {
    const std::string_view inner = text.substr(2, text.size() - 3);
    const std::size_t comma = inner.find(',');
    const auto found = context.find(to_lower(inner.substr(0, comma)));
    if (found != context.end() && !found->second.empty()) {
        // The page has single-valued keys only. That a default does not stand in for a key with
        // several values either is what the engine does: the key is not missing.
        return found->second.size() == 1 ? std::optional{found->second.front()} : std::nullopt;
    }
    if (comma == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t first = inner.find('\'') + 1;
    return std::string{inner.substr(first, inner.rfind('\'') - first)};
}

bool is_one_variable(std::string_view text, Version version) {
    return !text.empty() && variable_length(text, version) == text.size() && !is_escape(text);
}

std::optional<Characters> fill_in(std::string_view text, Version version, ReadText read,
                                  const Context& context) {
    Characters result;
    std::string between;
    const auto end_text = [&] { result += read(std::exchange(between, {})); };
    while (!text.empty()) {
        const std::size_t length = variable_length(text, version);
        const std::string_view variable = text.substr(0, length);
        if (length == 0) {
            between += text.front();
            text.remove_prefix(1);
            continue;
        }
        end_text();
        if (is_escape(variable)) {
            result += literal(variable.substr(2, 1));
        } else if (const auto value = value_of_variable(variable, context)) {
            result += literal(*value);
        } else {
            return std::nullopt;
        }
        text.remove_prefix(length);
    }
    end_text();
    return result;
}

std::vector<std::string> parts_of_arn(std::string_view text, Version version) {
    std::vector<std::string> parts(1);
    while (!text.empty()) {
        const std::size_t length = variable_length(text, version);
        if (length == 0 && text.front() == ':' && parts.size() < 6) {
            parts.emplace_back();
            text.remove_prefix(1);
            continue;
        }
        const std::size_t taken = length == 0 ? 1 : length;
        parts.back() += text.substr(0, taken);
        text.remove_prefix(taken);
    }
    return parts;
}

} // namespace mfa::test::plain
