#include "engine/authority/device_parameters.hpp"

#include "engine/authority/replies.hpp"

#include <algorithm>
#include <cstdint>

namespace mfa::authority {

using wire::Field;
using wire::Message;

std::optional<Message> read_parameters(const Message& request, otp::Parameters& parameters) {
    if (const auto name = request.text(Field::type)) {
        const auto kind = otp::kind_from_name(*name);
        if (!kind) {
            return reply_failed("invalid_input", "the type is one of totp, hotp");
        }
        parameters.kind = *kind;
    }
    if (const auto name = request.text(Field::algorithm)) {
        const auto algorithm = otp::algorithm_from_name(*name);
        if (!algorithm) {
            return reply_failed("invalid_input", "the algorithm is one of sha1, sha256, sha512");
        }
        parameters.algorithm = *algorithm;
    }
    const auto small = [](std::int64_t number) {
        return static_cast<unsigned>(std::clamp<std::int64_t>(number, 0, 100000));
    };
    parameters.digits = small(request.number(Field::digits).value_or(parameters.digits));
    parameters.period_s = small(request.number(Field::period_s).value_or(parameters.period_s));
    if (!otp::is_supported(parameters)) {
        return reply_failed("invalid_input",
                            "a code has 6 or 8 digits and lives 15 to 300 seconds");
    }
    return std::nullopt;
}

} // namespace mfa::authority
