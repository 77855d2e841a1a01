#include "engine/otp/typed_secret.hpp"

#include "engine/base/text.hpp"
#include "engine/otp/base32.hpp"

#include <algorithm>

namespace mfa::otp {

namespace {

constexpr std::string_view hex_prefix = "hex:";

Error unreadable(std::string what) {
    return Error{ErrorKind::invalid_input, "read a secret", std::move(what)};
}

bool is_between(char c) {
    return c == ' ' || c == '\t' || c == '-' || c == ':' || c == '\r' || c == '\n';
}

Result<SecretBuffer> without_separators(std::string_view text) {
    auto kept = SecretBuffer::with_capacity(text.size());
    for (const char& c : text) {
        if (!is_between(c)) {
            TRY(kept.append(std::string_view{&c, 1}));
        }
    }
    return kept;
}

Result<SecretBuffer> hex_decode(const SecretBuffer& digits) {
    const std::string_view text = digits.view();
    if (text.size() % 2 != 0) {
        return unreadable("an odd number of hexadecimal digits");
    }
    auto bytes = SecretBuffer::with_capacity(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_digit(text[i]);
        const auto low = hex_digit(text[i + 1]);
        if (!high || !low) {
            return unreadable("behind `hex:` stand hexadecimal digits only");
        }
        const auto byte = static_cast<std::uint8_t>(*high << 4U | *low);
        TRY(bytes.append({&byte, 1}));
    }
    return bytes;
}

bool has_prefix(std::string_view text) {
    return text.size() >= hex_prefix.size() &&
           std::equal(hex_prefix.begin(), hex_prefix.end(), text.begin(),
                      [](char wanted, char c) { return wanted == (c == ':' ? c : (c | 0x20)); });
}

} // namespace

Result<SecretBuffer> read_typed_secret(const SecretBuffer& typed) {
    std::string_view text = typed.view();
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    const bool is_hex = has_prefix(text);
    const auto kept = TRY(without_separators(is_hex ? text.substr(hex_prefix.size()) : text));
    if (kept.empty()) {
        return unreadable("nothing was given");
    }
    auto bytes = is_hex ? hex_decode(kept) : base32_decode(kept);
    if (!bytes && !is_hex) {
        return unreadable("it is no base32: letters and the digits 2 to 7; hexadecimal has `hex:` "
                          "before it");
    }
    if (bytes && (bytes->size() < typed_secret_min || bytes->size() > typed_secret_max)) {
        return unreadable("a secret has 10 to 128 bytes, and this one " +
                          std::to_string(bytes->size()));
    }
    return bytes;
}

} // namespace mfa::otp
