#include "engine/otp/base32.hpp"

#include <cstdlib>
#include <liboath/oath.h>

namespace mfa::otp {

namespace {

/// Takes over what liboath allocated, and wipes it.
SecretBuffer take_over(char* data, std::size_t size) {
    auto taken = SecretBuffer::copy_of(std::string_view{data, size});
    wipe_memory(data, size);
    std::free(data); // NOLINT(cppcoreguidelines-no-malloc): liboath's own allocation
    return taken;
}

} // namespace

Result<SecretBuffer> base32_encode(const SecretBuffer& bytes) {
    char* text = nullptr;
    std::size_t size = 0;
    const int status = oath_base32_encode(bytes.view().data(), bytes.size(), &text, &size);
    if (status != OATH_OK) {
        return Error{ErrorKind::crypto, "encode base32", oath_strerror_name(status)};
    }
    SecretBuffer encoded = take_over(text, size);
    while (!encoded.empty() && encoded.view().back() == '=') {
        TRY(encoded.resize(encoded.size() - 1));
    }
    return encoded;
}

Result<SecretBuffer> base32_decode(const SecretBuffer& text) {
    // liboath goes on after padding, as if several texts could stand there.
    const std::size_t padding = text.view().find('=');
    if (padding != std::string_view::npos &&
        text.view().find_first_not_of("= ", padding) != std::string_view::npos) {
        return Error{ErrorKind::invalid_input, "decode base32", "text after the padding"};
    }
    char* bytes = nullptr;
    std::size_t size = 0;
    const int status = oath_base32_decode(text.view().data(), text.size(), &bytes, &size);
    if (status != OATH_OK) {
        return Error{ErrorKind::invalid_input, "decode base32", oath_strerror_name(status)};
    }
    return take_over(bytes, size);
}

} // namespace mfa::otp
