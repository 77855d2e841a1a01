// Sealing of stored secrets: AES-256-GCM under the host key (NIST SP 800-38D).
//
// Nonces are random. SP 800-38D allows 2³² of them under one key: a host that seals a million times
// a day stays below that for eleven years.
#pragma once

#include "engine/base/random.hpp"
#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <string>
#include <string_view>

namespace mfa::device {

inline constexpr std::size_t host_key_size = 32;
inline constexpr std::size_t seal_overhead = 12 + 16; ///< nonce and tag

class Sealer {
public:
    /// invalid_config unless the key has host_key_size bytes.
    static Result<Sealer> create(SecretBuffer host_key, RandomSource& random);

    /// nonce ‖ ciphertext ‖ tag, seal_overhead longer than the plain text. `bound` must be given
    /// again to open (additional authenticated data).
    [[nodiscard]] Result<std::string> seal(const SecretBuffer& plain, std::string_view bound) const;

    /// corrupt when anything at all is not as it was sealed.
    [[nodiscard]] Result<SecretBuffer> open(std::string_view sealed, std::string_view bound) const;

private:
    Sealer(SecretBuffer host_key, RandomSource& random);

    SecretBuffer m_key;
    RandomSource* m_random;
};

} // namespace mfa::device
