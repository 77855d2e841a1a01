// How codes from an address are slowed down where many users' codes were wrong.
#include "tests/unit/authority/login_bench.hpp"

#include <functional>

using namespace mfa;
using namespace mfa::test;
using namespace std::chrono_literals;

namespace {

class FakeBrake final : public device::SourceBrake {
public:
    Result<std::chrono::milliseconds> reserve(const std::string& source,
                                              const std::string& user) override {
        reserved.push_back(source + ":" + user);
        return wait;
    }
    Result<> take_back(const std::string& source, const std::string& user) override {
        taken_back.push_back(source + ":" + user);
        return {};
    }

    std::chrono::milliseconds wait{0};
    std::vector<std::string> reserved;
    std::vector<std::string> taken_back;
};

class FakePause final : public Pause {
public:
    void wait(std::chrono::milliseconds time) override {
        waited += time;
        if (meanwhile) {
            meanwhile();
        }
    }

    std::chrono::milliseconds waited{0};
    std::function<void()> meanwhile;
};

/// Takes nothing: whoever asked has gone.
class GoneReader final : public authority::ItemSink {
public:
    Result<> send(const Message&) override { return gone(); }
    Result<> progress() override { return gone(); }
    [[nodiscard]] bool reader_is_gone() const override { return true; }

private:
    static Error gone() { return Error{ErrorKind::system, "send", "broken pipe"}; }
};

struct SlowBench {
    SlowBench() {
        bench.enroll("alice", 1000);
        bench.slow_sources(brake, pause);
        brake.wait = 1500ms;
    }
    authority::Authority& asked(std::string_view user = "alice", std::string_view service = "sshd",
                                uid_t caller = 0) {
        auto& helper = bench.front_end(caller);
        CHECK(verdict(helper.handle(login(MessageType::auth_begin, user, service)).reply) ==
              Verdict::ask_code);
        return helper;
    }
    static Message show(authority::Authority& helper, const std::string& code) {
        return helper.handle(codes(MessageType::auth_verify, {code})).reply;
    }
    [[nodiscard]] std::string right_code() { return bench.code("alice", 1000, 0); }
    [[nodiscard]] std::string wrong_code() { return bench.code("alice", 1000, 500); }

    AuthorityBench bench;
    FakeBrake brake;
    FakePause pause;
    const std::string alice_here = device::source_name("192.0.2.1") + ":alice";
};

void a_wrong_code_waits_and_stays_written_down() {
    SlowBench slow;
    CHECK_EQUAL(Bench::error_code(SlowBench::show(slow.asked(), slow.wrong_code())), "wrong_code");
    CHECK(slow.brake.reserved == (std::vector<std::string>{slow.alice_here}));
    CHECK(slow.brake.taken_back.empty());
    CHECK(slow.pause.waited == 1500ms);
    CHECK(slow.bench.log.has("event=source_slowed user=alice service=sshd rhost=192.0.2.1"));
}

void a_right_code_waits_is_accepted_and_taken_back() {
    SlowBench slow;
    CHECK_EQUAL(Bench::outcome(SlowBench::show(slow.asked(), slow.right_code())), 0);
    CHECK(slow.pause.waited == 1500ms);
    CHECK(slow.brake.taken_back == (std::vector<std::string>{slow.alice_here}));
}

void a_right_code_that_was_used_is_no_guess() {
    SlowBench slow;
    CHECK_EQUAL(Bench::outcome(SlowBench::show(slow.asked(), slow.right_code())), 0);
    CHECK_EQUAL(Bench::error_code(SlowBench::show(slow.asked(), slow.right_code())), "used_code");
    CHECK_EQUAL(slow.brake.taken_back.size(), 2U);
}

void who_is_not_slowed_waits_for_nothing() {
    SlowBench slow;
    slow.brake.wait = 0ms;
    CHECK_EQUAL(Bench::outcome(SlowBench::show(slow.asked(), slow.right_code())), 0);
    CHECK(slow.pause.waited == 0ms);
    CHECK(!slow.bench.log.has("event=source_slowed"));
}

void a_user_who_does_not_exist_waits_like_one_who_does() {
    SlowBench slow;
    CHECK_EQUAL(Bench::error_code(SlowBench::show(slow.asked("nobody"), "123456")), "wrong_code");
    CHECK(slow.pause.waited == 1500ms);
    CHECK_EQUAL(slow.brake.reserved.size(), 1U);
}

void no_lock_is_held_while_it_waits() {
    SlowBench slow;
    bool was_free = false;
    slow.pause.meanwhile = [&] { was_free = slow.bench.store.lock("alice").has_value(); };
    CHECK_EQUAL(Bench::outcome(SlowBench::show(slow.asked(), slow.right_code())), 0);
    CHECK(was_free);
}

void who_goes_away_while_he_waits_has_no_code_compared() {
    SlowBench slow;
    auto& helper = slow.asked();
    GoneReader gone;
    const std::string code = slow.right_code();
    CHECK(Bench::outcome(helper.handle(codes(MessageType::auth_verify, {code}), gone)) != 0);
    CHECK_EQUAL(slow.brake.reserved.size(), 1U);
    CHECK(slow.brake.taken_back.empty());
    // The code is unspent: nobody has looked at it.
    CHECK_EQUAL(Bench::outcome(SlowBench::show(slow.asked(), code)), 0);
}

void only_root_is_believed_about_a_source() {
    SlowBench slow;
    CHECK_EQUAL(Bench::error_code(
                    SlowBench::show(slow.asked("alice", "xscreensaver", 1000), slow.wrong_code())),
                "wrong_code");
    CHECK(slow.brake.reserved.empty());
}

void a_door_inside_of_a_session_has_no_source() {
    SlowBench slow;
    Message sudo{MessageType::auth_begin};
    sudo.add(Field::user, "root").add(Field::service, "sudo").add(Field::remote_user, "alice");
    sudo.add(Field::remote_host, "web1");
    auto& helper = slow.bench.front_end(0);
    CHECK(verdict(helper.handle(sudo).reply) == Verdict::ask_code);
    CHECK_EQUAL(Bench::error_code(SlowBench::show(helper, slow.wrong_code())), "wrong_code");
    CHECK(slow.brake.reserved.empty());
}

} // namespace

int main() {
    return mfa::test::run("authority/source_wait",
                          {
                              TEST(a_wrong_code_waits_and_stays_written_down),
                              TEST(a_right_code_waits_is_accepted_and_taken_back),
                              TEST(a_right_code_that_was_used_is_no_guess),
                              TEST(who_is_not_slowed_waits_for_nothing),
                              TEST(a_user_who_does_not_exist_waits_like_one_who_does),
                              TEST(no_lock_is_held_while_it_waits),
                              TEST(who_goes_away_while_he_waits_has_no_code_compared),
                              TEST(only_root_is_believed_about_a_source),
                              TEST(a_door_inside_of_a_session_has_no_source),
                          });
}
