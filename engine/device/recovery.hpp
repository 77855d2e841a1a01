// Recovery codes: what opens when the phone is lost. Each is good once, and only while its user has
// an enabled device: without one there is no factor that they could stand in for.
//
// Kept are their scrypt hashes (RFC 7914), so that whoever reads a record learns no code: of a code
// of ours all 2^50 would have to be tried, and each try takes 16 MiB and tens of milliseconds.
#pragma once

#include "engine/base/random.hpp"
#include "engine/base/result.hpp"
#include "engine/device/account.hpp"
#include "engine/device/verify.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace mfa::device {

/// What stands in the place of a device's name where a recovery code was shown.
inline constexpr std::string_view recovery_factor = "recovery code";

inline constexpr std::size_t recovery_codes_made = 10;

/// Makes ten codes in the place of all that there were; durable when this returns. They are told
/// here and never again. MUST: the account has an enabled device; internal otherwise.
Result<std::vector<SecretBuffer>> create_recovery_codes(Account& account, RandomSource& random,
                                                        const Moment& now);

/// Whether it has the form of google-authenticator's scratch codes: 8 digits.
bool is_scratch_code(const SecretBuffer& code);

/// Of so many codes that were made elsewhere, how many can be taken: none when there is a list
/// already, and at most recovery_codes_max.
std::size_t recovery_codes_that_fit(const Account& account, std::size_t offered);

/// Takes codes that were made elsewhere, scratch codes. Returns how many: the first that fit.
Result<std::size_t> add_recovery_codes(Account& account, std::span<const SecretBuffer> codes,
                                       RandomSource& random, const Moment& now);

/// How many of the list are not used.
std::size_t recovery_codes_left(const Account& account);

/// The part of verify() that is about recovery codes; nothing when the code can be none and the
/// devices are to be asked. MUST: nobody else calls this: it knows neither of waits nor of devices.
///
/// MUST: the attempt is on disk as a failed one before it is compared, and the code's mark as used
/// before anybody is told that it was accepted. Which code it is shows in the comparison only, so
/// that unlike a device's step it cannot be spent before; who is not told has not used it.
Result<std::optional<Attempt>> verify_recovery_code(Account& account, const SecretBuffer& code,
                                                    const Moment& now);

} // namespace mfa::device
