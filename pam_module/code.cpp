#include "pam_module/code.hpp"

#include <algorithm>
#include <string_view>

namespace mfa::pam {

namespace {

constexpr std::size_t answer_length_max = 64;
constexpr std::size_t digits_least = 6;
constexpr std::size_t digits_most = 8;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_separator(char c) {
    return c == ' ' || c == '-' || c == '\t';
}

bool is_printable(char c) {
    return c >= ' ' && c <= '~';
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace

std::optional<SecretBuffer> tidy_answer(const SecretBuffer& typed) {
    const std::string_view text = trimmed(typed.view());
    const bool digits_only = std::any_of(text.begin(), text.end(), is_digit) &&
                             std::all_of(text.begin(), text.end(),
                                         [](char c) { return is_digit(c) || is_separator(c); });
    auto answer = SecretBuffer::with_capacity(text.size());
    for (const char& c : text) {
        const bool dropped = digits_only && is_separator(c);
        if (!dropped && !answer.append(std::string_view{&c, 1})) {
            return std::nullopt;
        }
    }
    const std::string_view kept = answer.view();
    if (kept.empty() || kept.size() > answer_length_max ||
        !std::all_of(kept.begin(), kept.end(), is_printable)) {
        return std::nullopt;
    }
    return answer;
}

bool is_code(const SecretBuffer& answer) {
    const std::string_view text = answer.view();
    return text.size() >= digits_least && text.size() <= digits_most &&
           std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<SecretBuffer> code_typed(const SecretBuffer& typed) {
    auto answer = tidy_answer(typed);
    return answer && is_code(*answer) ? std::move(answer) : std::nullopt;
}

std::optional<PasswordAndCode> split_password_and_code(const SecretBuffer& answer,
                                                       std::size_t code_length) {
    const std::string_view text = answer.view();
    if (text.size() < code_length) {
        return std::nullopt;
    }
    const std::size_t cut = text.size() - code_length;
    return PasswordAndCode{SecretBuffer::copy_of(text.substr(0, cut)),
                           SecretBuffer::copy_of(text.substr(cut))};
}

} // namespace mfa::pam
