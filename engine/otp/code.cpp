#include "engine/otp/code.hpp"

#include <algorithm>
#include <array>
#include <liboath/oath.h>

namespace mfa::otp {

namespace {

constexpr std::size_t code_capacity = 16;

int oath_flags(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::sha1:
        return 0;
    case Algorithm::sha256:
        return OATH_TOTP_HMAC_SHA256;
    case Algorithm::sha512:
        return OATH_TOTP_HMAC_SHA512;
    }
    return 0;
}

} // namespace

Step step_at(WallTime time, unsigned period_s) {
    const std::int64_t seconds = time.time_since_epoch().count();
    const std::int64_t period = period_s;
    return seconds >= 0 ? seconds / period : -((-seconds + period - 1) / period);
}

Result<SecretBuffer> generate(const SecretBuffer& secret, const Parameters& parameters, Step step) {
    std::array<char, code_capacity> code{};
    // With a period of one second, the time given is the moving factor itself.
    const int status =
        oath_totp_generate2(secret.view().data(), secret.size(), step, 1, 0, parameters.digits,
                            oath_flags(parameters.algorithm), code.data());
    auto result = SecretBuffer::copy_of(std::string_view{code.data()});
    wipe_memory(code.data(), code.size());
    if (status != OATH_OK) {
        return Error{ErrorKind::crypto, "compute a code", oath_strerror_name(status)};
    }
    return result;
}

Result<std::optional<Step>> find_step(const SecretBuffer& secret, const Parameters& parameters,
                                      const SecretBuffer& code, StepRange range) {
    std::optional<Step> found;
    for (Step step = std::max<Step>(range.first, 0); step <= range.last; ++step) {
        if (TRY(generate(secret, parameters, step)).equals(code)) {
            found = step;
        }
    }
    return found;
}

Result<std::optional<Step>> find_consecutive(const SecretBuffer& secret,
                                             const Parameters& parameters,
                                             const SecretBuffer& first, const SecretBuffer& second,
                                             StepRange range) {
    std::optional<Step> found;
    bool previous_is_first = false;
    for (Step step = std::max<Step>(range.first, 0); step <= range.last + 1; ++step) {
        const SecretBuffer code = TRY(generate(secret, parameters, step));
        const bool is_second = code.equals(second);
        if (previous_is_first && is_second) {
            found = step - 1;
        }
        previous_is_first = code.equals(first);
    }
    return found;
}

} // namespace mfa::otp
