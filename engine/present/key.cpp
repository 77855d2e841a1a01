#include "engine/present/key.hpp"

#include <algorithm>

namespace mfa::present {

namespace {

constexpr std::size_t group_length = 4;
constexpr std::size_t line_length = 10 * group_length;

bool is_base32(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

} // namespace

Result<SecretBuffer> key_in_groups(std::string_view base32, std::string_view indent) {
    if (base32.empty() || !std::all_of(base32.begin(), base32.end(), is_base32)) {
        return Error{ErrorKind::invalid_input, "show a key", "it is not base32"};
    }
    const std::size_t groups = base32.size() / group_length + 1;
    const std::size_t lines = base32.size() / line_length + 1;
    auto text = SecretBuffer::with_capacity(base32.size() + groups + lines * (1 + indent.size()));
    for (std::size_t begin = 0; begin < base32.size(); begin += group_length) {
        if (begin > 0 && begin % line_length == 0) {
            TRY(text.append("\n"));
            TRY(text.append(indent));
        } else if (begin > 0) {
            TRY(text.append(" "));
        }
        TRY(text.append(base32.substr(begin, group_length)));
    }
    return text;
}

} // namespace mfa::present
