#pragma once

#include "engine/device/life_cycle.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"

#include <string>

namespace mfa::test {

using namespace mfa::device;
using namespace std::chrono_literals;
using Outcome = Attempt::Outcome;

/// One user with a store in memory, and a phone that knows the secret.
struct LifeCycleBench {
    FakeRandom random;
    MemoryStore store;
    Sealer sealer = CHECK_OK(Sealer::create({1, SecretBuffer::copy_of(std::string(32, 'k'))}, random));
    Owner alice{"alice", 1000};
    Moment now{WallTime{1'800'000'015s}, 1000s, std::string(36, 'b')};

    Account account() { return CHECK_OK(Account::open(store, sealer, alice)); }

    /// The code that the phone shows `steps` periods from now.
    SecretBuffer code(int steps, const std::string& name = "alice") {
        auto opened = account();
        const Device& device = *opened.find(name);
        const auto step = otp::step_at(now.wall, device.parameters.period_s) + steps;
        return CHECK_OK(otp::generate(device.secret, device.parameters, step));
    }
    Refusal create(const std::string& name = "alice") {
        auto opened = account();
        return CHECK_OK(device::create(opened, name, {}, 8, random, now));
    }
    Proof prove(int first, int second) {
        auto opened = account();
        return CHECK_OK(prove_created(opened, "alice", 8, code(first), code(second), now));
    }
    void enroll(int first = -1) {
        CHECK(create() == Refusal::none);
        CHECK(prove(first, first + 1).attempt.outcome == Outcome::accepted);
        auto opened = account();
        CHECK(CHECK_OK(commit_enable(opened, "alice", opened.find("alice")->id, now)) ==
              Refusal::none);
    }
    Attempt verify(const SecretBuffer& entered) {
        auto opened = account();
        return CHECK_OK(device::verify(opened, entered, now));
    }
    DeviceUsage usage() {
        auto opened = account();
        return opened.usage_of(*opened.find("alice"));
    }
    Outcome verify(int steps) { return verify(code(steps)).outcome; }
    void pass(std::chrono::seconds time) {
        now.wall += time;
        now.since_boot += time;
    }
};

} // namespace mfa::test
