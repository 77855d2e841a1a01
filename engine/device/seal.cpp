#include "engine/device/seal.hpp"

#include <array>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace mfa::device {

namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

enum class Direction { decrypt = 0, encrypt = 1 };

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Error failure() {
    return Error{ErrorKind::crypto, "seal or open a record", "AES-256-GCM failed"};
}

/// A context that has taken key, nonce and bound data.
Result<CipherContext> start(Direction direction, const SecretBuffer& key,
                            std::span<const std::uint8_t> nonce, std::string_view bound) {
    CipherContext context{EVP_CIPHER_CTX_new()};
    int ignored = 0;
    if (!context ||
        EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.bytes().data(),
                          nonce.data(), static_cast<int>(direction)) != 1 ||
        EVP_CipherUpdate(context.get(), nullptr, &ignored, bytes_of(bound),
                         static_cast<int>(bound.size())) != 1) {
        return failure();
    }
    return context;
}

Result<> check_size(const HostKey& key) {
    if (key.bytes.size() != host_key_size) {
        return Error{ErrorKind::invalid_config, "use `/etc/mfa/host.key`",
                     "it has " + std::to_string(key.bytes.size()) + " bytes, must have " +
                         std::to_string(host_key_size)};
    }
    return {};
}

} // namespace

Sealer::Sealer(HostKey in_force, std::optional<HostKey> previous, RandomSource& random)
    : m_in_force{std::move(in_force)}, m_previous{std::move(previous)}, m_random{&random} {}

Result<Sealer> Sealer::create(HostKey in_force, RandomSource& random,
                              std::optional<HostKey> previous) {
    TRY(check_size(in_force));
    if (previous) {
        TRY(check_size(*previous));
        if (previous->number == in_force.number) {
            return Error{ErrorKind::invalid_config, "use the host keys",
                         "two of them have number " + std::to_string(in_force.number)};
        }
    }
    // What openssl.cnf may switch on is not for a setuid program, and reading it takes its time.
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
                                OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
                            nullptr) != 1) {
        return Error{ErrorKind::crypto, "start OpenSSL"};
    }
    return Sealer{std::move(in_force), std::move(previous), random};
}

Result<std::string> Sealer::seal(const SecretBuffer& plain, std::string_view bound) const {
    std::array<std::uint8_t, nonce_size> nonce{};
    TRY(m_random->fill(nonce));
    const CipherContext context = TRY(start(Direction::encrypt, m_in_force.bytes, nonce, bound));

    std::string sealed(nonce_size + plain.size() + tag_size, '\0');
    std::copy(nonce.begin(), nonce.end(), sealed.begin());
    auto* body = reinterpret_cast<unsigned char*>(sealed.data()) + nonce_size;
    int written = 0;
    int ignored = 0;
    if (EVP_CipherUpdate(context.get(), body, &written, plain.bytes().data(),
                         static_cast<int>(plain.size())) != 1 ||
        static_cast<std::size_t>(written) != plain.size() ||
        EVP_CipherFinal_ex(context.get(), body + written, &ignored) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                            body + written) != 1) {
        return failure();
    }
    return sealed;
}

Result<SecretBuffer> Sealer::open(std::uint32_t key_number, std::string_view sealed,
                                  std::string_view bound) const {
    const bool is_previous = m_previous && m_previous->number == key_number;
    if (!is_previous && m_in_force.number != key_number) {
        return Error{ErrorKind::corrupt, "open a sealed record",
                     "sealed under host key " + std::to_string(key_number) +
                         ", which is not on this host"};
    }
    const SecretBuffer& key = is_previous ? m_previous->bytes : m_in_force.bytes;
    const Error forged{ErrorKind::corrupt, "open a sealed record",
                       "torn, forged, or sealed for another user or host"};
    if (sealed.size() < seal_overhead) {
        return forged;
    }
    const std::span<const std::uint8_t> nonce{bytes_of(sealed), nonce_size};
    const std::size_t size = sealed.size() - seal_overhead;
    const CipherContext context = TRY(start(Direction::decrypt, key, nonce, bound));
    std::array<unsigned char, tag_size> tag{};
    std::copy_n(bytes_of(sealed) + nonce_size + size, tag_size, tag.begin());

    auto plain = SecretBuffer::with_capacity(size);
    TRY(plain.resize(size));
    int written = 0;
    int ignored = 0;
    if (EVP_CipherUpdate(context.get(), plain.bytes().data(), &written,
                         bytes_of(sealed) + nonce_size, static_cast<int>(size)) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size),
                            tag.data()) != 1) {
        return failure();
    }
    std::array<unsigned char, tag_size> unused{};
    if (EVP_CipherFinal_ex(context.get(), unused.data(), &ignored) != 1) {
        return forged;
    }
    return plain;
}

} // namespace mfa::device
