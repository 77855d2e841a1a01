// What all fuzzers share. A fuzzer is one function that gets some bytes, and requires.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace mfa::fuzz {

/// What each fuzz_*.cpp defines. Called once for each input.
void one_input(std::string_view input);

/// Ends the program, which makes libFuzzer keep the input, unless `holds`. `property` is a
/// sentence.
void require(bool holds, std::string_view property);

/// Up to the first `separator`, and what follows it; all and nothing where there is none.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator);

std::span<const std::uint8_t> bytes_of(std::string_view text);

} // namespace mfa::fuzz
