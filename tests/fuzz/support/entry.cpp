#include "tests/fuzz/support/require.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    mfa::fuzz::one_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
