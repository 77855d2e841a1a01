// Sealing of stored secrets: AES-256-GCM under the host key (NIST SP 800-38D).
//
// Nonces are random. SP 800-38D allows 2³² of them under one key: a host that seals a million times
// a day stays below that for eleven years.
#pragma once

#include "engine/base/random.hpp"
#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mfa::device {

inline constexpr std::size_t host_key_size = 32;
inline constexpr std::size_t seal_overhead = 12 + 16; ///< nonce and tag

struct HostKey {
    std::uint32_t number = 1; ///< the first one's; each that follows has one more
    SecretBuffer bytes;       ///< host_key_size
};

/// Seals under the key in force, and opens what that or the one before it sealed.
class Sealer {
public:
    /// invalid_config unless each key has host_key_size bytes and no two have one number.
    static Result<Sealer> create(HostKey in_force, RandomSource& random,
                                 std::optional<HostKey> previous = std::nullopt);

    /// Of the key in force.
    [[nodiscard]] std::uint32_t key_number() const { return m_in_force.number; }

    /// nonce ‖ ciphertext ‖ tag, seal_overhead longer than the plain text. `bound` must be given
    /// again to open (additional authenticated data).
    [[nodiscard]] Result<std::string> seal(const SecretBuffer& plain, std::string_view bound) const;

    /// corrupt when anything at all is not as it was sealed, or the key is not here.
    [[nodiscard]] Result<SecretBuffer> open(std::uint32_t key_number, std::string_view sealed,
                                            std::string_view bound) const;

private:
    Sealer(HostKey in_force, std::optional<HostKey> previous, RandomSource& random);

    HostKey m_in_force;
    std::optional<HostKey> m_previous;
    RandomSource* m_random;
};

} // namespace mfa::device
