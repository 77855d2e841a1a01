// Devices that count (RFC 4226): each counter once, a little way ahead, and far ahead by resync.
#include "tests/unit/device/life_cycle_bench.hpp"

using namespace mfa;
using namespace mfa::test;

namespace {

/// RFC 4226 appendix D: the secret and the codes of counters 0 to 9.
constexpr std::string_view rfc_secret = "12345678901234567890";
constexpr std::array<std::string_view, 10> rfc_codes{"755224", "287082", "359152", "969429",
                                                     "338314", "254676", "287922", "162583",
                                                     "399871", "520489"};

struct TokenBench : LifeCycleBench {
    otp::Parameters parameters{otp::Algorithm::sha1, 6, 30, otp::Kind::hotp};

    explicit TokenBench(otp::Step last_counter = -1) {
        auto opened = account();
        const Seed seed{parameters, SecretBuffer::copy_of(rfc_secret), last_counter, 0};
        CHECK(CHECK_OK(take_over(opened, "alice", seed, 8, now)) == Refusal::none);
    }
    SecretBuffer shown(otp::Step counter) {
        return CHECK_OK(otp::generate(SecretBuffer::copy_of(rfc_secret), parameters, counter));
    }
    Outcome verify_counter(otp::Step counter) {
        return LifeCycleBench::verify(shown(counter)).outcome;
    }
    Proof resync(otp::Step first, otp::Step second) {
        auto opened = account();
        return CHECK_OK(device::resync(opened, "alice", shown(first), shown(second), now));
    }
};

void the_codes_of_rfc_4226_are_accepted_in_order_and_once() {
    TokenBench bench;
    for (const auto code : rfc_codes) {
        CHECK(bench.LifeCycleBench::verify(SecretBuffer::copy_of(code)).outcome ==
              Outcome::accepted);
        CHECK(bench.LifeCycleBench::verify(SecretBuffer::copy_of(code)).outcome == Outcome::spent);
    }
    CHECK_EQUAL(bench.account().usage().failures, 0U);
}

void ten_counters_ahead_are_looked_at_and_no_more() {
    TokenBench bench;
    CHECK(bench.verify_counter(10) == Outcome::wrong);
    CHECK(bench.verify_counter(9) == Outcome::accepted);
    CHECK(bench.verify_counter(8) == Outcome::spent);
    CHECK(bench.verify_counter(19) == Outcome::accepted);
}

void time_does_not_move_a_counter() {
    TokenBench bench;
    CHECK(bench.verify_counter(0) == Outcome::accepted);
    bench.pass(24h * 365);
    CHECK(bench.verify_counter(0) == Outcome::spent);
    CHECK(bench.verify_counter(1) == Outcome::accepted);
}

void resync_finds_a_counter_a_thousand_ahead_and_says_so() {
    TokenBench bench{4};
    CHECK(bench.resync(1005, 1006).attempt.outcome == Outcome::wrong);
    const auto proof = bench.resync(1004, 1005);
    CHECK(proof.attempt.outcome == Outcome::accepted);
    CHECK_EQUAL(proof.attempt.skipped, 999);
    CHECK(bench.verify_counter(1005) == Outcome::spent);
    CHECK(bench.verify_counter(1006) == Outcome::accepted);
}

void resync_never_goes_back() {
    TokenBench bench{50};
    CHECK(bench.resync(20, 21).attempt.outcome == Outcome::wrong);
    CHECK_EQUAL(bench.usage().last_step, 50);
}

void a_lost_power_after_an_accepted_code_opens_it_no_second_time() {
    TokenBench bench;
    CHECK(bench.verify_counter(3) == Outcome::accepted);
    bench.store.lose_power();
    CHECK(bench.verify_counter(3) == Outcome::spent);
    CHECK(bench.verify_counter(4) == Outcome::accepted);
}

void a_code_killed_while_it_was_compared_is_not_lost() {
    TokenBench bench;
    bench.store.fail_after = 1; // the attempt is written, what it found is not
    auto opened = bench.account();
    CHECK_ERROR(device::verify(opened, bench.shown(0), bench.now), ErrorKind::system);
    bench.store.fail_after = -1;
    CHECK_EQUAL(bench.account().usage().failures, 1U);
    CHECK(bench.verify_counter(0) == Outcome::accepted);
}

void a_token_far_ahead_is_noticed_by_its_second_code() {
    TokenBench bench;
    CHECK(!bench.LifeCycleBench::verify(bench.shown(200)).astray);
    const auto attempt = bench.LifeCycleBench::verify(bench.shown(203));
    CHECK(attempt.outcome == Outcome::wrong);
    CHECK(attempt.astray.has_value());
    CHECK(attempt.astray->kind == otp::Kind::hotp);
    CHECK_EQUAL(attempt.astray->amount, 204);
    auto opened = bench.account();
    CHECK(confirmed_stray(opened).has_value());
}

} // namespace

int main() {
    return mfa::test::run("device/hotp",
                          {
                              TEST(the_codes_of_rfc_4226_are_accepted_in_order_and_once),
                              TEST(ten_counters_ahead_are_looked_at_and_no_more),
                              TEST(time_does_not_move_a_counter),
                              TEST(resync_finds_a_counter_a_thousand_ahead_and_says_so),
                              TEST(resync_never_goes_back),
                              TEST(a_lost_power_after_an_accepted_code_opens_it_no_second_time),
                              TEST(a_code_killed_while_it_was_compared_is_not_lost),
                              TEST(a_token_far_ahead_is_noticed_by_its_second_code),
                          });
}
