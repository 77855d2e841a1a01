// The people of the benchmarks: who they are follows from a name, so that nothing is handed around.
#pragma once

#include "engine/base/secret_buffer.hpp"

#include <string>

namespace mfa::bench {

/// 20 bytes that follow from the name (at most 20 characters), filled up with dots.
inline SecretBuffer secret_of(const std::string& name) {
    std::string text = name;
    text.resize(20, '.');
    return SecretBuffer::copy_of(text);
}

} // namespace mfa::bench
