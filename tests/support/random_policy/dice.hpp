#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

namespace mfa::test::random {

/// Random choices that are the same on every machine for the same seed: the standard's engine gives
/// the same numbers everywhere, its distributions do not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_random{seed} {}

    std::size_t below(std::size_t end) { return static_cast<std::size_t>(m_random() % end); }
    /// Between the two, both included.
    std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
    bool in_percent(std::size_t percent) { return below(100) < percent; }

    template <typename T>
    const T& one_of(const std::vector<T>& choices) {
        return choices[below(choices.size())];
    }
    std::string one_of(std::initializer_list<const char*> choices) {
        return choices.begin()[below(choices.size())];
    }

private:
    std::mt19937_64 m_random;
};

} // namespace mfa::test::random
