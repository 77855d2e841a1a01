#pragma once

#include "engine/base/result.hpp"

#include <cstdint>
#include <span>

namespace mfa {

/// Where secrets, nonces and tickets come from; a test puts its own in place.
class RandomSource {
public:
    RandomSource() = default;
    RandomSource(const RandomSource&) = delete;
    RandomSource& operator=(const RandomSource&) = delete;
    virtual ~RandomSource() = default;
    /// Fills all of `bytes` or fails.
    virtual Result<> fill(std::span<std::uint8_t> bytes) = 0;
};

/// The kernel's generator (getrandom(2)).
class SystemRandom final : public RandomSource {
public:
    Result<> fill(std::span<std::uint8_t> bytes) override;
};

} // namespace mfa
