#include "engine/device/recovery.hpp"

#include "engine/base/bytes.hpp"
#include "engine/base/code_text.hpp"
#include "engine/device/throttle.hpp"

#include <algorithm>
#include <bit>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace mfa::device {

namespace {

using RecoveryHash = std::array<std::uint8_t, RecoveryList::hash_size>;
using CodeBits = std::uint16_t; ///< a bit for each code of a list, the first one lowest

/// What a login can afford: 16 MiB.
constexpr std::uint64_t scrypt_cost = 1U << 14U;
constexpr std::uint64_t scrypt_block_size = 8;
constexpr std::uint64_t scrypt_parallelization = 1;
constexpr std::uint64_t scrypt_memory_max = 32U << 20U;

constexpr std::size_t scratch_code_length = 8;

/// MUST: the salt is the list's, and not one for each code: an attempt then is one hash, whose time
/// says nothing about which code was meant.
Result<RecoveryHash> hash_of(const RecoveryList& list, const SecretBuffer& code) {
    std::array<std::uint8_t, RecoveryList::salt_size + sizeof list.id> salt{};
    std::copy(list.salt.begin(), list.salt.end(), salt.begin());
    for (std::size_t i = 0; i < sizeof list.id; ++i) {
        salt[list.salt.size() + i] = static_cast<std::uint8_t>(list.id >> (8U * i));
    }
    RecoveryHash hash{};
    const std::string_view password = code.view();
    if (::EVP_PBE_scrypt(password.data(), password.size(), salt.data(), salt.size(), scrypt_cost,
                         scrypt_block_size, scrypt_parallelization, scrypt_memory_max, hash.data(),
                         hash.size()) != 1) {
        return Error{ErrorKind::crypto, "hash a recovery code"};
    }
    return hash;
}

Result<RecoveryList> make_list(Account& account, std::span<const SecretBuffer> codes,
                               RandomSource& random, const Moment& now) {
    RecoveryList list;
    list.id = account.take_device_id();
    list.created_at = now.wall;
    TRY(random.fill(list.salt));
    for (const SecretBuffer& code : codes) {
        list.hashes.push_back(TRY(hash_of(list, code)));
    }
    return list;
}

/// MUST: the usage stays as it is, and names the old list until a code of the new one is used. It
/// is written before the record, too, and after a crash between the two would make spent codes of
/// the old list good again.
Result<> replace_list(Account& account, RecoveryList list) {
    account.recovery() = std::move(list);
    return account.save_devices();
}

CodeBits used_of(const RecoveryList& list, const Usage& usage) {
    return usage.recovery_id == list.id ? usage.recovery_used : CodeBits{0};
}

CodeBits bit_of(std::size_t index) {
    return static_cast<CodeBits>(1U << index);
}

/// The codes of the list that have this hash. All are compared, each in constant time.
CodeBits matching(const RecoveryList& list, const RecoveryHash& hash) {
    CodeBits found = 0;
    for (std::size_t i = 0; i < list.hashes.size(); ++i) {
        const bool same = ::CRYPTO_memcmp(list.hashes[i].data(), hash.data(), hash.size()) == 0;
        found = static_cast<CodeBits>(found | (same ? bit_of(i) : 0U));
    }
    return found;
}

Result<SecretBuffer> new_code(RandomSource& random) {
    auto bytes = SecretBuffer::with_capacity(sizeof(std::uint64_t));
    TRY(bytes.resize(bytes.capacity()));
    TRY(random.fill(bytes.bytes()));
    return recovery_code_of(ByteReader{bytes.view()}.number<std::uint64_t>());
}

/// Whether the text may be a code of this list; digits may be a device's as well.
enum class MayBe { neither, recovery_code, either };
MayBe what_it_may_be(const std::optional<RecoveryList>& list, const SecretBuffer& code) {
    if (is_recovery_code(code.view())) {
        return MayBe::recovery_code;
    }
    return list && is_scratch_code(code) ? MayBe::either : MayBe::neither;
}

} // namespace

bool is_scratch_code(const SecretBuffer& code) {
    return code.size() == scratch_code_length && is_digits_code(code.view());
}

std::size_t recovery_codes_that_fit(const Account& account, std::size_t offered) {
    return account.recovery() ? 0 : std::min(offered, recovery_codes_max);
}

Result<std::vector<SecretBuffer>> create_recovery_codes(Account& account, RandomSource& random,
                                                        const Moment& now) {
    if (!account.has_enabled_device()) {
        return Error{ErrorKind::internal, "make recovery codes", "no device is enabled"};
    }
    std::vector<SecretBuffer> codes;
    codes.reserve(recovery_codes_made);
    for (std::size_t i = 0; i < recovery_codes_made; ++i) {
        codes.push_back(TRY(new_code(random)));
    }
    TRY(replace_list(account, TRY(make_list(account, codes, random, now))));
    return codes;
}

Result<std::size_t> add_recovery_codes(Account& account, std::span<const SecretBuffer> codes,
                                       RandomSource& random, const Moment& now) {
    const std::size_t fitting = recovery_codes_that_fit(account, codes.size());
    if (fitting == 0) {
        return fitting;
    }
    const bool all_can_be_typed =
        std::all_of(codes.begin(), codes.end(), [](const SecretBuffer& code) {
            return what_it_may_be(RecoveryList{}, code) != MayBe::neither;
        });
    if (!all_can_be_typed) {
        return Error{ErrorKind::invalid_input, "take recovery codes",
                     "one of them has not 8 digits"};
    }
    TRY(replace_list(account, TRY(make_list(account, codes.first(fitting), random, now))));
    return fitting;
}

std::size_t recovery_codes_left(const Account& account) {
    const auto& list = account.recovery();
    if (!list) {
        return 0;
    }
    const auto used = static_cast<std::size_t>(std::popcount(used_of(*list, account.usage())));
    return list->hashes.size() - std::min(list->hashes.size(), used);
}

Result<std::optional<Attempt>> verify_recovery_code(Account& account, const SecretBuffer& code,
                                                    const Moment& now) {
    const std::optional<RecoveryList>& list = account.recovery();
    const MayBe kind = what_it_may_be(list, code);
    if (kind == MayBe::neither) {
        return std::optional<Attempt>{};
    }
    const Usage before = account.usage();
    throttle_failed(account.usage(), now.since_boot, now.boot);
    TRY(account.save_usage(LockedFiles::Sync::wait));

    Attempt attempt;
    const auto used = list ? used_of(*list, before) : CodeBits{0};
    const auto found = list ? matching(*list, TRY(hash_of(*list, code))) : CodeBits{0};
    if (found == 0 && kind == MayBe::either) {
        account.usage() = before; // the devices' attempt is this one: on disk it stays a failure
        return std::optional<Attempt>{};
    }
    if (found == 0) {
        attempt.retry_after = throttle_remaining(account.usage(), now.since_boot, now.boot);
        return std::optional{std::move(attempt)};
    }
    account.usage() = before;
    if ((found & ~used) == 0) {
        attempt.outcome = Attempt::Outcome::spent;
        attempt.recovery_id = list->id;
        TRY(account.save_usage(LockedFiles::Sync::later));
        return std::optional{std::move(attempt)};
    }
    account.usage().failures = 0;
    account.usage().recovery_id = list->id;
    account.usage().recovery_used = static_cast<CodeBits>(used | found);
    TRY(account.save_usage(LockedFiles::Sync::wait));
    attempt.outcome = Attempt::Outcome::accepted;
    attempt.device = recovery_factor;
    attempt.recovery_id = list->id;
    return std::optional{std::move(attempt)};
}

} // namespace mfa::device
