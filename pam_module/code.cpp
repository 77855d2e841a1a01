#include "pam_module/code.hpp"

#include "engine/base/code_text.hpp"

namespace mfa::pam {

namespace {

/// In three groups of four.
constexpr std::size_t recovery_code_shown = recovery_code_length + 2;

bool ends_in_recovery_code(std::string_view text) {
    if (text.size() < recovery_code_shown) {
        return false;
    }
    const std::string_view end = text.substr(text.size() - recovery_code_shown);
    const auto code = code_typed(end);
    return code && is_recovery_code(code->view()) && end[4] == '-' && end[9] == '-';
}

} // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<SecretBuffer> code_in(const SecretBuffer& answer) {
    return code_typed(answer.view());
}

std::optional<SecretBuffer> code_in_password(const SecretBuffer& password) {
    auto code = code_typed(password.view());
    const bool counts = code && (is_recovery_code(code->view()) || is_digits_code(password.view()));
    return counts ? std::move(code) : std::nullopt;
}

std::optional<PasswordAndCode> split_password_and_code(const SecretBuffer& answer,
                                                       std::size_t code_length) {
    const std::string_view text = answer.view();
    const std::size_t length = ends_in_recovery_code(text) ? recovery_code_shown : code_length;
    if (text.size() < length) {
        return std::nullopt;
    }
    const std::size_t cut = text.size() - length;
    return PasswordAndCode{SecretBuffer::copy_of(text.substr(0, cut)),
                           SecretBuffer::copy_of(text.substr(cut))};
}

} // namespace mfa::pam
