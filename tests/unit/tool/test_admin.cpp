// `mfa_tool admin …`: what is asked, and what is printed.
#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;
using nlohmann::ordered_json;

namespace {

Message user_item(std::string_view name, std::int64_t locked_for_s = 0) {
    Message item{MessageType::item};
    item.add(Field::user, name).add_number(Field::uid, 1000);
    item.add_number(Field::devices_enabled, 1).add_number(Field::devices_total, 2);
    item.add_number(Field::failures, locked_for_s > 0 ? 5 : 0);
    item.add_number(Field::locked_for_s, locked_for_s).add_number(Field::disabled, 0);
    item.add_number(Field::recovery_codes_left, 3);
    item.add(Field::last_used_at, "2026-11-23T10:00:00Z");
    return item;
}

Message damaged_item(std::string_view name) {
    Message item{MessageType::item};
    item.add(Field::user, name).add_number(Field::uid, 1001);
    item.add(Field::problem_code, "damaged").add(Field::problem, "use `x.record`: torn\x1b[31m");
    return item;
}

void users_for_scripts_have_every_key() {
    FakeHelper helper;
    const Message alice = user_item("alice", 30);
    const Message bob = damaged_item("bob");
    const Message reply = ok_reply();
    helper.answer({&alice, &bob, &reply});
    const Ran ran = run_tool(helper, {"admin", "users", "--json"});
    CHECK_EQUAL(ran.exit, 0);
    const auto users = ordered_json::parse(ran.out)["users"];
    CHECK_EQUAL(users[0], (ordered_json{{"user", "alice"},
                                        {"uid", 1000},
                                        {"devices_enabled", 1},
                                        {"devices_total", 2},
                                        {"last_used_at", "2026-11-23T10:00:00Z"},
                                        {"failures", 5},
                                        {"locked_for_s", 30},
                                        {"disabled", false},
                                        {"recovery_codes_left", 3},
                                        {"problem", nullptr}}));
    CHECK_EQUAL(users[1]["problem"]["code"], "damaged");
    CHECK(users[1]["devices_enabled"].is_null());
}

void users_for_a_person_are_lines_that_are_safe_for_a_terminal() {
    FakeHelper helper;
    const Message alice = user_item("alice", 720);
    const Message bob = damaged_item("bob");
    const Message reply = ok_reply();
    helper.answer({&alice, &bob, &reply});
    const Ran ran = run_tool(helper, {"admin", "users"});
    CHECK(ran.out.starts_with("USER "));
    CHECK(ran.out.find("locked, 12 min left") != std::string::npos);
    CHECK(ran.out.find('\x1b') == std::string::npos);
    CHECK(ran.err.find("2 users") != std::string::npos);
    CHECK(ran.err.find("mfa_tool admin doctor") != std::string::npos);
}

void users_are_asked_for_as_was_wished() {
    FakeHelper helper;
    helper.answer(ok_reply());
    const Ran ran = run_tool(helper, {"admin", "users", "--locked", "--disabled",
                                      "--without-device", "--name", "a*", "--json"});
    CHECK_EQUAL(ran.out, "{\"users\":[]}\n");
    const Message request = helper.request(0);
    CHECK(request.type() == MessageType::admin_users);
    CHECK_EQUAL(request.text(Field::name_pattern).value(), "a*");
    CHECK_EQUAL(request.texts(Field::only).size(), 3U);
}

void users_are_sorted_where_that_is_wished() {
    FakeHelper helper;
    const Message carol = user_item("carol");
    const Message alice = user_item("alice");
    const Message reply = ok_reply();
    helper.answer({&carol, &alice, &reply});
    helper.answer({&carol, &alice, &reply});
    const Ran plain = run_tool(helper, {"admin", "users"});
    CHECK(plain.out.find("carol") < plain.out.find("alice"));
    const Ran sorted = run_tool(helper, {"admin", "users", "--sort", "name"});
    CHECK(sorted.out.find("alice") < sorted.out.find("carol"));
}

void a_sign_of_life_is_no_item() {
    FakeHelper helper;
    const Message progress{MessageType::progress};
    const Message alice = user_item("alice");
    const Message reply = ok_reply();
    helper.answer({&progress, &alice, &progress, &reply});
    const Ran ran = run_tool(helper, {"admin", "users", "--json"});
    CHECK_EQUAL(ordered_json::parse(ran.out)["users"].size(), 1U);
}

void a_list_that_ends_early_says_so_in_the_document() {
    FakeHelper helper;
    const Message alice = user_item("alice");
    helper.answer({&alice}); // and no reply: the helper has died
    const Ran ran = run_tool(helper, {"admin", "users", "--json"});
    CHECK_EQUAL(ran.exit, 6);
    const auto document = ordered_json::parse(ran.out);
    CHECK_EQUAL(document["users"].size(), 1U);
    CHECK_EQUAL(document["error"]["code"], "unavailable");
}

void a_denial_is_what_it_always_is() {
    FakeHelper helper;
    Message reply =
        failed_reply(Outcome::denied, "denied", "not authorized to perform iam:ListUsers");
    reply.add(Field::action, "iam:ListUsers").add(Field::resource, "arn:aws:iam::0:user/*");
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"admin", "users", "--json"});
    CHECK_EQUAL(ran.exit, 3);
    CHECK_EQUAL(ordered_json::parse(ran.out)["error"]["action"], "iam:ListUsers");
}

void each_command_about_a_user_names_him() {
    struct Case {
        const char* command;
        MessageType type;
    };
    for (const Case& one :
         {Case{"show", MessageType::admin_show}, Case{"reset", MessageType::admin_reset},
          Case{"unlock", MessageType::admin_unlock}, Case{"disable", MessageType::admin_disable},
          Case{"enable", MessageType::admin_enable}}) {
        FakeHelper helper;
        helper.answer(failed_reply(Outcome::failed, "not_found", "there is no such user"));
        CHECK_EQUAL(run_tool(helper, {"admin", one.command, "bob"}).exit, 1);
        CHECK(helper.request(0).type() == one.type);
        CHECK_EQUAL(helper.request(0).text(Field::user).value(), "bob");
        CHECK_EQUAL(run_tool(helper, {"admin", one.command}).exit, 2);
    }
}

void a_reset_says_what_is_next() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add(Field::user, "bob").add(Field::device, "bob").add(Field::moved_to, "/q/bob.record.1");
    reply.add_number(Field::locked_for_s, 30).add_number(Field::disabled, 0);
    helper.answer(reply);
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"admin", "reset", "bob"});
    for (const char* part :
         {"bob is reset: 1 device", "/q/bob.record.1", "mfa_tool admin unlock bob",
          "mfa_tool admin disable bob", "next login"}) {
        CHECK(ran.out.find(part) != std::string::npos);
    }
    const auto document =
        ordered_json::parse(run_tool(helper, {"admin", "reset", "bob", "--json"}).out);
    CHECK_EQUAL(document["removed_devices"], ordered_json{"bob"});
    CHECK_EQUAL(document["locked_for_s"], 30);
}

void a_success_that_is_none_is_not_believed() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add(Field::user, "bob").add(Field::state, "changed").add_number(Field::disabled, 0);
    helper.answer(reply);
    CHECK_EQUAL(run_tool(helper, {"admin", "disable", "bob"}).exit, 6);
}

Message ailment() {
    Message item{MessageType::item};
    item.add(Field::problem_code, "damaged").add(Field::user, "bob");
    item.add(Field::record_file, "/d/bob.record").add(Field::problem, "torn");
    item.add(Field::advice, "`mfa_tool admin reset bob`");
    return item;
}

void the_doctor_ends_with_1_when_something_is_wrong() {
    FakeHelper helper;
    const Message item = ailment();
    Message reply = ok_reply();
    reply.add_number(Field::checked, 7);
    helper.answer({&item, &reply});
    helper.answer({&item, &reply});
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"admin", "doctor"});
    CHECK_EQUAL(ran.exit, 1);
    CHECK(ran.out.find("/d/bob.record") != std::string::npos);
    CHECK(ran.out.find("mfa_tool admin reset bob") != std::string::npos);
    const Ran json = run_tool(helper, {"admin", "doctor", "--quarantine", "--json"});
    CHECK(helper.request(1).type() == MessageType::admin_quarantine);
    const auto document = ordered_json::parse(json.out);
    CHECK_EQUAL(document["problems"][0]["code"], "damaged");
    CHECK_EQUAL(document["checked"], 7);
    CHECK(document["clock"].contains("synchronised"));
    CHECK_EQUAL(run_tool(helper, {"admin", "doctor"}).exit, 0);
}

void the_doctor_tells_that_the_host_is_off() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add_number(Field::checked, 9).add_number(Field::clock_drift_s, 180);
    reply.add_number(Field::devices_agreeing, 6).add_number(Field::devices_asked, 7);
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"admin", "doctor"});
    CHECK_EQUAL(ran.exit, 1);
    CHECK(ran.out.find("clock is slow by about 3 min: 6 of 7 devices") != std::string::npos);
}

void a_secret_comes_from_stdin_and_is_never_printed() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add(Field::device, "bob").add(Field::arn, device_arn).add(Field::state, "enabled");
    helper.answer(reply);
    helper.answer(reply);
    const Ran ran = run_tool(helper,
                             {"admin", "enroll", "bob", "--secret-from-stdin", "--type", "hotp",
                              "--counter", "7", "--digits", "8"},
                             "hex:3132333435363738393031323334353637383930\n");
    CHECK_EQUAL(ran.exit, 0);
    CHECK(ran.out.find("3132") == std::string::npos);
    const Message request = helper.request(0);
    CHECK(request.type() == MessageType::create);
    CHECK_EQUAL(request.text(Field::user).value(), "bob");
    CHECK_EQUAL(request.text(Field::secret).value(),
                "hex:3132333435363738393031323334353637383930");
    CHECK_EQUAL(request.text(Field::type).value(), "hotp");
    CHECK_EQUAL(request.number(Field::counter).value(), 7);
    CHECK_EQUAL(request.number(Field::enable_now).value(), 1);
    const Ran own =
        run_tool(helper, {"create", "--secret-from-stdin", "--json"}, "GEZDGNBVGY3TQOJQ\n");
    CHECK_EQUAL(own.exit, 0);
    CHECK(!helper.request(1).number(Field::enable_now));
    CHECK_EQUAL(run_tool(helper, {"admin", "enroll", "bob", "--secret-from-stdin"}, "").exit, 1);
    CHECK_EQUAL(run_tool(helper, {"admin", "enroll", "bob"}).exit, 1);
}

} // namespace

int main() {
    return mfa::test::run("tool/admin",
                          {
                              TEST(users_for_scripts_have_every_key),
                              TEST(users_for_a_person_are_lines_that_are_safe_for_a_terminal),
                              TEST(users_are_asked_for_as_was_wished),
                              TEST(users_are_sorted_where_that_is_wished),
                              TEST(a_sign_of_life_is_no_item),
                              TEST(a_list_that_ends_early_says_so_in_the_document),
                              TEST(a_denial_is_what_it_always_is),
                              TEST(each_command_about_a_user_names_him),
                              TEST(a_reset_says_what_is_next),
                              TEST(a_success_that_is_none_is_not_believed),
                              TEST(the_doctor_ends_with_1_when_something_is_wrong),
                              TEST(the_doctor_tells_that_the_host_is_off),
                              TEST(a_secret_comes_from_stdin_and_is_never_printed),
                          });
}
