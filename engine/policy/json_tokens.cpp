#include "engine/policy/json_tokens.hpp"

#include "engine/policy/text_rules.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

constexpr std::string_view word_ends = " \t\r\n,:{}[]\"";

std::size_t end_of_string(std::string_view text, std::size_t begin) {
    std::size_t i = begin + 1;
    while (i < text.size() && text[i] != '"') {
        i += text[i] == '\\' ? 2U : 1U;
    }
    return std::min(i + 1, text.size());
}

} // namespace

JsonToken json_token_at(std::string_view text, std::size_t begin) {
    if (begin >= text.size()) {
        return {text.size(), text.size()};
    }
    if (text[begin] == '"') {
        return {begin, end_of_string(text, begin)};
    }
    if (word_ends.find(text[begin]) != std::string_view::npos) {
        return {begin, begin + 1};
    }
    return {begin, std::min(text.find_first_of(word_ends, begin), text.size())};
}

JsonTokens::JsonTokens(std::string_view text)
    : m_text{text}, m_next{text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0} {}

JsonToken JsonTokens::next() {
    const JsonToken token = json_token_at(m_text, m_text.find_first_not_of(" \t\r\n,:", m_next));
    m_next = token.end;
    return token;
}

bool is_json_word(std::string_view word) {
    return word == "true" || word == "false" || word == "null" || is_json_number(word);
}

std::string with_small_numbers(std::string_view text) {
    std::string result{text};
    JsonTokens tokens{text};
    for (auto token = tokens.next(); token.begin < token.end; token = tokens.next()) {
        const std::size_t length = token.end - token.begin;
        if (is_json_number(text.substr(token.begin, length))) {
            result.replace(token.begin, length, "0" + std::string(length - 1, ' '));
        }
    }
    return result;
}

} // namespace mfa::policy
