// The process killed and the power lost at every write of every change and attempt, and then once
// more while the next one runs: what is found afterwards is the state before or after, never one
// between, and nothing that was spent or counted comes back.
#include "engine/device/life_cycle.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"
#include "tests/unit/device/disk_model.hpp"

using namespace mfa;
using namespace mfa::device;
using namespace mfa::test;
using namespace std::chrono_literals;
using Outcome = Attempt::Outcome;

namespace {

using Codes = std::vector<SecretBuffer>;

struct AcceptedCode {
    SecretBuffer code;
    WallTime at;
    std::string device;
};

struct World {
    FakeRandom random;
    unsigned random_before = 1; ///< before the action at hand
    Sealer sealer =
        CHECK_OK(Sealer::create({1, SecretBuffer::copy_of(std::string(32, 'k'))}, random));
    Moment now{WallTime{1'800'000'015s}, 1000s, std::string(36, 'b')};
    Disk disk;
    std::vector<AcceptedCode> accepted; ///< every code that somebody was told is right
    std::uint32_t failures = 0;         ///< in a row, that somebody was told of

    Result<Account> open(Store& store) { return Account::open(store, sealer, {"alice", 1000}); }
    void pass(std::chrono::seconds time) {
        now.wall += time;
        now.since_boot += time;
    }
};

/// Something that a helper does in one go under the user's lock. No outcome: it takes no code.
struct Action {
    const char* name;
    const char* device;
    std::vector<int> steps; ///< from now (of a token: presses), whose codes are entered
    Result<std::optional<Outcome>> (*run)(World& world, Account& account, const Action& action,
                                          const Codes& codes);
};

Result<std::optional<Outcome>> do_create(World& world, Account& account, const Action& action,
                                         const Codes& /*codes*/) {
    otp::Parameters parameters;
    parameters.kind =
        action.device == std::string_view{"alice/token"} ? otp::Kind::hotp : otp::Kind::totp;
    CHECK(TRY(create(account, action.device, parameters, 8, world.random, world.now)) ==
          Refusal::none);
    return std::optional<Outcome>{};
}

Result<std::optional<Outcome>> do_enable(World& world, Account& account, const Action& action,
                                         const Codes& codes) {
    const auto proof = TRY(prove_created(account, action.device, 8, codes[0], codes[1], world.now));
    CHECK(proof.refusal == Refusal::none);
    if (proof.attempt.outcome == Outcome::accepted) {
        TRY(commit_enable(account, action.device, account.find(action.device)->id, world.now));
    }
    return std::optional{proof.attempt.outcome};
}

Result<std::optional<Outcome>> do_verify(World& world, Account& account, const Action& /*action*/,
                                         const Codes& codes) {
    return std::optional{TRY(verify(account, codes[0], world.now)).outcome};
}

Result<std::optional<Outcome>> do_resync(World& world, Account& account, const Action& action,
                                         const Codes& codes) {
    const auto proof = TRY(resync(account, action.device, codes[0], codes[1], world.now));
    CHECK(proof.refusal == Refusal::none);
    return std::optional{proof.attempt.outcome};
}

Result<std::optional<Outcome>> do_deactivate(World& /*world*/, Account& account,
                                             const Action& action, const Codes& /*codes*/) {
    CHECK(TRY(deactivate(account, action.device)) == Refusal::none);
    return std::optional<Outcome>{};
}

Result<std::optional<Outcome>> do_remove(World& /*world*/, Account& account, const Action& action,
                                         const Codes& /*codes*/) {
    CHECK(TRY(device::remove(account, action.device)) == Refusal::none);
    return std::optional<Outcome>{};
}

/// A life, each part of it 90 seconds after the one before. Two codes that are far apart are wrong.
const std::vector<Action>& life() {
    static const std::vector<Action> actions{
        {"create", "alice", {}, do_create},
        {"enable with wrong codes", "alice", {-5, 5}, do_enable},
        {"enable", "alice", {-1, 0}, do_enable},
        {"verify", "alice", {0}, do_verify},
        {"verify a wrong code", "alice", {7}, do_verify},
        {"verify another wrong code", "alice", {9}, do_verify},
        {"verify the code of the step before", "alice", {-1}, do_verify},
        {"resync", "alice", {-1, 0}, do_resync},
        {"resync with wrong codes", "alice", {-5, 5}, do_resync},
        {"create a second", "alice/b", {}, do_create},
        {"enable the second", "alice/b", {-1, 0}, do_enable},
        {"verify with the second", "alice/b", {0}, do_verify},
        {"deactivate the second", "alice/b", {}, do_deactivate},
        {"enable the second again", "alice/b", {-1, 0}, do_enable},
        {"delete the second", "alice/b", {}, do_remove},
        {"create a token", "alice/token", {}, do_create},
        {"enable the token", "alice/token", {0, 1}, do_enable},
        {"verify with the token", "alice/token", {0}, do_verify},
        {"verify with the token, a press later", "alice/token", {1}, do_verify},
        {"verify once more", "alice", {1}, do_verify},
        {"deactivate", "alice", {}, do_deactivate},
        {"delete", "alice", {}, do_remove},
    };
    return actions;
}

Account open_at(World& world, Disk disk) {
    DiskStore store{disk, -1};
    return CHECK_OK(world.open(store));
}

/// All that a user has in his devices.
std::vector<std::string> devices_of(World& world, const Disk& disk) {
    const Account account = open_at(world, disk);
    std::vector<std::string> found;
    for (const Device& device : account.devices()) {
        std::string text = device.name;
        text += device.state == State::enabled ? " enabled " : " created ";
        text += std::to_string(device.id);
        text += device.secret.view();
        found.push_back(std::move(text));
    }
    return found;
}

SecretBuffer code_of(const World& world, const Device& device, int steps_from_now) {
    const auto now = otp::step_at(world.now.wall, device.parameters.period_s);
    return CHECK_OK(otp::generate(device.secret, device.parameters, now + steps_from_now));
}

Codes codes_for(World& world, const Disk& disk, const Action& action) {
    Account account = open_at(world, disk);
    Codes codes;
    for (const int steps : action.steps) {
        const Device& device = *account.find(action.device);
        // A token's codes count from the next press.
        codes.push_back(
            device.parameters.kind == otp::Kind::totp
                ? code_of(world, device, steps)
                : CHECK_OK(otp::generate(device.secret, device.parameters,
                                         account.usage_of(device).last_step + 1 + steps)));
    }
    return codes;
}

struct Run {
    Disk disk;
    std::optional<Outcome> outcome;
    bool was_killed = false;
    bool was_compared = false; ///< a sector was on disk, so that codes may have been compared
};

constexpr int never = -1;

Run run(World& world, const Disk& from, const Action& action, const Codes& codes, int killed_at) {
    world.random.next = world.random_before; // the same action makes the same device
    Run result{from, {}, false, false};
    DiskStore store{result.disk, killed_at};
    auto account = CHECK_OK(world.open(store));
    const auto outcome = action.run(world, account, action, codes);
    result.was_killed = store.was_killed();
    result.was_compared = store.usage_syncs() > 0 && !codes.empty();
    CHECK_EQUAL(outcome.has_value(), !result.was_killed);
    result.outcome = outcome ? *outcome : std::nullopt;
    return result;
}

/// Whether this code opens at that time, when the wait of the throttle, which would hide it, is
/// over.
bool is_accepted(World& world, Disk disk, const SecretBuffer& code, WallTime at) {
    DiskStore store{disk, never};
    auto account = CHECK_OK(world.open(store));
    Moment moment = world.now;
    moment.wall = at;
    moment.since_boot += 2h;
    return CHECK_OK(verify(account, code, moment)).outcome == Outcome::accepted;
}

/// Not even with the clock set back to when it was right.
void check_no_code_comes_back(World& world, const Disk& disk) {
    Account account = open_at(world, disk);
    for (const auto& [code, at, name] : world.accepted) {
        const auto* const device = account.find(name);
        if (device != nullptr && device->state == State::enabled) {
            CHECK(!is_accepted(world, disk, code, at));
        }
    }
}

/// Two hours later whoever has an enabled device gets in with it.
void check_nobody_is_locked_out(World& world, const Disk& disk) {
    const Moment before = world.now;
    world.pass(2h);
    Account account = open_at(world, disk);
    const auto* const device = account.find("alice");
    if (device != nullptr && device->state == State::enabled) {
        CHECK(is_accepted(world, disk, code_of(world, *device, 0), world.now.wall));
    }
    world.now = before;
}

/// What may come after a first accident.
const std::vector<Action>& next_actions() {
    static const std::vector<Action> actions{
        {"then create", "alice/spare", {}, do_create},
        {"then verify", "alice", {1}, do_verify},
        {"then deactivate", "alice", {}, do_deactivate},
    };
    return actions;
}

bool is_possible(World& world, const Disk& disk, const Action& action) {
    Account account = open_at(world, disk);
    const auto* const device = account.find(action.device);
    return action.run == do_create ? device == nullptr
                                   : device != nullptr && device->state == State::enabled;
}

/// The next action on what the first accident left, and a second accident at each of its steps.
/// Whatever is found then opens, with as many devices and no code that was accepted already.
int check_second_accident(World& world, const Disk& disk) {
    int states = 0;
    // What was cut off was never told to anybody: a power loss may still take it back.
    std::size_t had = devices_max;
    for (const Disk& found : disk.after_power_loss()) {
        had = std::min(had, devices_of(world, found).size());
    }
    for (const Action& action : next_actions()) {
        if (!is_possible(world, disk, action)) {
            continue;
        }
        const Codes codes = codes_for(world, disk, action);
        for (int killed_at = 0, was_killed = 1; was_killed != 0; ++killed_at) {
            const Run next = run(world, disk, action, codes, killed_at);
            was_killed = next.was_killed ? 1 : 0;
            for (const Disk& found : next.disk.after_power_loss()) {
                ++states;
                CHECK(devices_of(world, found).size() >= had);
                check_no_code_comes_back(world, found);
            }
        }
    }
    return states;
}

/// Before or after, and harsh enough for what was compared.
void check_accident(World& world, const Action& action, const Run& cut_off, const Run& whole) {
    const auto before = devices_of(world, world.disk);
    const auto after = devices_of(world, whole.disk);
    for (const Disk& found : cut_off.disk.after_power_loss()) {
        const auto devices = devices_of(world, found);
        CHECK(devices == before || devices == after);
        check_no_code_comes_back(world, found);
        check_nobody_is_locked_out(world, found);
        const auto failures = open_at(world, found).usage().failures;
        const bool was_right = whole.outcome == Outcome::accepted;
        CHECK(failures >= world.failures || was_right);
        if (cut_off.was_compared && !was_right && whole.outcome == Outcome::wrong) {
            CHECK(failures > world.failures);
        }
        if (cut_off.was_compared && was_right) {
            const Codes codes = codes_for(world, world.disk, action);
            CHECK(failures > world.failures ||
                  !is_accepted(world, found, codes.back(), world.now.wall));
        }
    }
}

/// Takes the action as done: what the user was told holds, whatever the disk has kept of it.
void finish(World& world, const Action& action, const Run& whole, Codes codes) {
    world.disk = whole.disk;
    world.random_before = world.random.next;
    if (whole.outcome == Outcome::accepted) {
        for (SecretBuffer& code : codes) {
            world.accepted.push_back({std::move(code), world.now.wall, action.device});
        }
        world.failures = 0;
    } else if (whole.outcome == Outcome::wrong) {
        ++world.failures;
    }
    const auto devices = devices_of(world, world.disk);
    for (const Disk& found : world.disk.after_power_loss()) {
        CHECK(devices_of(world, found) == devices);
        CHECK(open_at(world, found).usage().failures >= world.failures);
        check_no_code_comes_back(world, found);
    }
    world.pass(90s);
}

enum class Accidents { one, two };

/// Lives the whole life, with an accident at each step of each part; the number of states seen.
int live(Accidents accidents) {
    World world;
    int states = 0;
    for (const Action& action : life()) {
        Codes codes = codes_for(world, world.disk, action);
        for (int killed_at = 0;; ++killed_at) {
            const Run cut_off = run(world, world.disk, action, codes, killed_at);
            if (!cut_off.was_killed) {
                break;
            }
            if (accidents == Accidents::one) {
                const Run whole = run(world, world.disk, action, codes, never);
                check_accident(world, action, cut_off, whole);
                ++states;
                continue;
            }
            states += check_second_accident(world, cut_off.disk);
            for (const Disk& found : cut_off.disk.after_power_loss()) {
                states += check_second_accident(world, found);
            }
        }
        const Run whole = run(world, world.disk, action, codes, never);
        finish(world, action, whole, std::move(codes));
    }
    return states;
}

void one_accident_leaves_the_state_before_or_after() {
    // Each part of the life has two steps at least: a write and its sync.
    CHECK(live(Accidents::one) >= 2 * static_cast<int>(life().size()));
}

void a_second_accident_during_the_next_action_breaks_nothing_either() {
    CHECK(live(Accidents::two) >= 2 * static_cast<int>(life().size()));
}

} // namespace

int main() {
    return mfa::test::run("device/power_loss",
                          {
                              TEST(one_accident_leaves_the_state_before_or_after),
                              TEST(a_second_accident_during_the_next_action_breaks_nothing_either),
                          });
}
