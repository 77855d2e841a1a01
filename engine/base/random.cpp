#include "engine/base/random.hpp"

#include <cerrno>
#include <sys/random.h>

namespace mfa {

Result<> SystemRandom::fill(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno != EINTR) {
            return Error::from_errno("getrandom");
        }
        if (got > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(got));
        }
    }
    return {};
}

} // namespace mfa
