// What each command asks the helper and prints, by the contract in the design of the interfaces.
#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;
using nlohmann::ordered_json;
using wire::Field;
using wire::Message;
using wire::MessageType;

namespace {

std::string text_in(const Message& request, Field field) {
    return std::string{request.text(field).value_or("(missing)")};
}

Message status_reply() {
    Message reply = ok_reply();
    reply.add(Field::user, "alice").add_number(Field::uid, 1000).add(Field::arn, alice_arn);
    reply.add(Field::state, "full").add_number(Field::recovery_codes_left, 0);
    return reply;
}

} // namespace

static void create_prints_what_scripts_rely_on() {
    FakeHelper helper;
    helper.answer(created_reply());
    const Ran ran = run_tool(helper, {"create", "--json"});
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(ran.err, "");
    CHECK_EQUAL(ordered_json::parse(ran.out), (ordered_json{{"device", "alice"},
                                                            {"arn", device_arn},
                                                            {"secret", rfc_secret},
                                                            {"uri", rfc_uri},
                                                            {"state", "created"}}));
}

static void create_asks_for_what_was_wished() {
    FakeHelper helper;
    helper.answer(created_reply());
    const Ran ran = run_tool(helper, {"create", "--name", "phone", "--algorithm", "sha256",
                                      "--digits", "8", "--period", "60", "--user", "bob"});
    CHECK_EQUAL(ran.exit, 0);
    const Message request = helper.request(0);
    CHECK(request.type() == MessageType::create);
    CHECK_EQUAL(text_in(request, Field::user), "bob");
    CHECK_EQUAL(text_in(request, Field::device), "phone");
    CHECK_EQUAL(text_in(request, Field::algorithm), "sha256");
    CHECK_EQUAL(request.number(Field::digits).value_or(0), 8);
    CHECK_EQUAL(request.number(Field::period_s).value_or(0), 60);
}

static void create_for_a_person_shows_the_key_in_groups() {
    FakeHelper helper;
    helper.answer(created_reply());
    const Ran ran = run_tool(helper, {"create"});
    CHECK(ran.out.find("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ") != std::string::npos);
    CHECK(ran.out.find(rfc_uri) != std::string::npos);
    CHECK(ran.err.find("mfa_tool enable") != std::string::npos);
}

static void enable_sends_two_codes_in_their_order() {
    FakeHelper helper;
    helper.answer(changed_reply("enabled", 30));
    const Ran ran = run_tool(helper, {"enable", "--json"}, "287082\n081804\n");
    CHECK_EQUAL(ran.exit, 0);
    const Message request = helper.request(0);
    CHECK(request.type() == MessageType::enable);
    CHECK(request.texts(Field::code) == (std::vector<std::string_view>{"287082", "081804"}));
    const auto document = ordered_json::parse(ran.out);
    CHECK_EQUAL(document["device"], "alice");
    CHECK_EQUAL(document["arn"], device_arn);
    CHECK_EQUAL(document["state"], "enabled");
    CHECK_EQUAL(document["drift_s"], 30);
}

static void enable_tells_when_the_session_has_mfa_now() {
    FakeHelper helper;
    Message reply = changed_reply("enabled", 0);
    reply.add(Field::expires_at, "2026-11-23T18:00:00Z");
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"enable"}, "287082\n081804\n");
    CHECK(ran.out.find("This session has MFA now, until 2026-11-23T18:00:00Z") !=
          std::string::npos);
    CHECK(ran.out.find("Landlock") == std::string::npos);
}

static void a_session_that_landlock_holds_stays_limited_and_is_told() {
    FakeHelper helper;
    Message enabled = changed_reply("enabled", 0);
    enabled.add(Field::expires_at, "2026-11-23T18:00:00Z").add(Field::limits_by, "landlock");
    Message verified = ok_reply();
    verified.add_number(Field::mfa, 1)
        .add(Field::device, "alice")
        .add(Field::expires_at, "2026-11-23T18:00:00Z")
        .add(Field::limits_by, "landlock");
    helper.answer(enabled);
    helper.answer(verified);
    const std::string two_codes = "287082\n081804\n";
    for (const Ran& ran :
         {run_tool(helper, {"enable"}, two_codes), run_tool(helper, {"verify"}, "287082\n")}) {
        CHECK_EQUAL(ran.exit, 0);
        CHECK(ran.out.find("stays limited") != std::string::npos);
        CHECK(ran.out.find("log in again in a way that asks for your code") != std::string::npos);
    }
}

static void each_change_of_a_device_has_one_form() {
    struct Case {
        const char* command;
        const char* state;
        MessageType type;
    };
    for (const Case& change : {Case{"resync", "enabled", MessageType::resync},
                               Case{"deactivate", "created", MessageType::deactivate},
                               Case{"delete", "deleted", MessageType::remove}}) {
        FakeHelper helper;
        helper.answer(changed_reply(change.state, 0));
        const Ran ran = run_tool(helper, {change.command, "--json", "--device", "alice/phone"},
                                 "287082\n081804\n");
        CHECK_EQUAL(ran.exit, 0);
        CHECK(helper.request(0).type() == change.type);
        CHECK_EQUAL(text_in(helper.request(0), Field::device), "alice/phone");
        CHECK_EQUAL(ordered_json::parse(ran.out), (ordered_json{{"device", "alice"},
                                                                {"arn", device_arn},
                                                                {"state", change.state},
                                                                {"drift_s", 0}}));
        CHECK_EQUAL(ran.err, "");
    }
}

static void a_short_device_name_is_completed_with_its_user() {
    FakeHelper helper;
    helper.answer(changed_reply("created", 0));
    helper.answer(changed_reply("created", 0));
    CHECK_EQUAL(run_tool(helper, {"deactivate", "--user", "bob", "--device", "phone"}).exit, 0);
    CHECK_EQUAL(text_in(helper.request(0), Field::device), "bob/phone");
    CHECK_EQUAL(run_tool(helper, {"deactivate", "--user", "bob", "--device", "bob"}).exit, 0);
    CHECK_EQUAL(text_in(helper.request(1), Field::device), "bob");
}

static void verify_tells_until_when() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add_number(Field::mfa, 1).add(Field::device, "alice");
    reply.add(Field::expires_at, "2026-11-23T18:00:00Z");
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"verify", "--json", "--duration", "15m"}, "287082\n");
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(helper.request(0).number(Field::duration_s).value_or(0), 900);
    CHECK_EQUAL(ordered_json::parse(ran.out), (ordered_json{{"mfa", true},
                                                            {"device", "alice"},
                                                            {"expires_at", "2026-11-23T18:00:00Z"},
                                                            {"limits_by", nullptr}}));
}

static void verify_believes_no_success_without_mfa() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add_number(Field::mfa, 0).add(Field::device, "alice");
    reply.add(Field::expires_at, "2026-11-23T18:00:00Z");
    helper.answer(reply);
    CHECK_EQUAL(run_tool(helper, {"verify"}, "287082\n").exit, 6);
}

static void list_keeps_every_key_also_of_times_that_are_missing() {
    FakeHelper helper;
    const Message item = device_item();
    const Message reply = ok_reply();
    helper.answer({&item, &reply});
    const Ran ran = run_tool(helper, {"list", "--json"});
    CHECK(helper.request(0).type() == MessageType::list);
    const ordered_json device{{"device", "alice"},
                              {"arn", device_arn},
                              {"user", "alice"},
                              {"type", "totp"},
                              {"algorithm", "sha1"},
                              {"digits", 6},
                              {"period_s", 30},
                              {"state", "enabled"},
                              {"created_at", "2026-11-23T10:00:00Z"},
                              {"enabled_at", "2026-11-23T10:01:00Z"},
                              {"last_used_at", nullptr},
                              {"drift_s", -30},
                              {"astray_by", nullptr}};
    CHECK_EQUAL(ordered_json::parse(ran.out),
                (ordered_json{{"devices", ordered_json::array({device})}}));
}

static Message token_item() {
    Message item{MessageType::item};
    item.add(Field::device, "alice/token").add(Field::arn, device_arn).add(Field::user, "alice");
    item.add(Field::type, "hotp").add(Field::algorithm, "sha1").add(Field::state, "enabled");
    item.add_number(Field::digits, 6).add_number(Field::period_s, 30);
    item.add_number(Field::counter, 712).add_number(Field::astray, 204);
    return item;
}

static void a_device_that_counts_shows_its_counter_and_how_far_ahead_it_looks() {
    FakeHelper helper;
    const Message item = token_item();
    const Message reply = ok_reply();
    helper.answer({&item, &reply});
    helper.answer({&item, &reply});
    const auto document = ordered_json::parse(run_tool(helper, {"list", "--json"}).out);
    CHECK_EQUAL(document["devices"][0]["type"], "hotp");
    CHECK_EQUAL(document["devices"][0]["counter"], 712);
    CHECK_EQUAL(document["devices"][0]["astray_by"], 204);
    const Ran ran = run_tool(helper, {"list"});
    CHECK(ran.out.find("hotp sha1 6") != std::string::npos);
    CHECK(ran.out.find("counter 712!") != std::string::npos);
}

static void status_names_resync_when_codes_look_out_of_step() {
    FakeHelper helper;
    Message item = device_item();
    item.add_number(Field::astray, -90);
    Message reply = ok_reply();
    reply.add(Field::user, "alice").add_number(Field::uid, 1000).add(Field::arn, "arn:x");
    reply.add(Field::state, "full").add_number(Field::mfa, 0);
    helper.answer({&item, &reply});
    const Ran ran = run_tool(helper, {"status"});
    CHECK_EQUAL(ran.exit, 0);
    CHECK(ran.out.find("`mfa_tool resync`: the codes of alice look 90 s late.") !=
          std::string::npos);
}

static void resync_says_how_far_ahead_a_counter_was() {
    FakeHelper helper;
    Message reply = changed_reply("enabled", 0);
    reply.add_number(Field::skipped_counters, 999);
    helper.answer(reply);
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"resync"}, "287082\n081804\n");
    CHECK(ran.out.find("999 presses ahead") != std::string::npos);
    const auto document =
        ordered_json::parse(run_tool(helper, {"resync", "--json"}, "287082\n081804\n").out);
    CHECK_EQUAL(document["skipped_counters"], 999);
}

static void list_of_nothing_is_an_empty_list() {
    FakeHelper helper;
    helper.answer(ok_reply());
    helper.answer(ok_reply());
    CHECK_EQUAL(ordered_json::parse(run_tool(helper, {"list", "--all", "--json"}).out),
                (ordered_json{{"devices", ordered_json::array()}}));
    CHECK(helper.request(0).type() == MessageType::list_all);
    const Ran ran = run_tool(helper, {"list"});
    CHECK_EQUAL(ran.out, "");
    CHECK(ran.err.find("mfa_tool enroll") != std::string::npos);
}

static void list_for_a_person_is_an_aligned_table() {
    FakeHelper helper;
    const Message item = device_item();
    const Message reply = ok_reply();
    helper.answer({&item, &item, &reply});
    const Ran ran = run_tool(helper, {"list"});
    const std::size_t first_line = ran.out.find('\n');
    CHECK(ran.out.starts_with("DEVICE "));
    CHECK_EQUAL(ran.out.find("STATE"), ran.out.find("enabled", first_line) - first_line - 1);
    CHECK(ran.out.find("never") != std::string::npos);
    CHECK(ran.out.find('\x1b') == std::string::npos);
}

static void status_with_mfa_has_every_key() {
    FakeHelper helper;
    const Message item = device_item();
    Message reply = status_reply();
    reply.add_number(Field::session_id, 7).add_number(Field::mfa, 1).add_number(Field::age_s, 300);
    reply.add(Field::expires_at, "2026-11-23T18:00:00Z");
    Message commands{MessageType::item};
    commands.add(Field::allowed_command, "/usr/bin/id").add(Field::allowed_command, "/usr/bin/who");
    helper.answer({&item, &commands, &reply});
    const Ran ran = run_tool(helper, {"status", "--json"});
    const auto document = ordered_json::parse(ran.out);
    CHECK_EQUAL(document["user"], "alice");
    CHECK_EQUAL(document["uid"], 1000);
    CHECK_EQUAL(document["arn"], alice_arn);
    CHECK_EQUAL(document["session"], (ordered_json{{"id", 7},
                                                   {"state", "full"},
                                                   {"limits_by", nullptr},
                                                   {"mfa", true},
                                                   {"age_s", 300},
                                                   {"expires_at", "2026-11-23T18:00:00Z"}}));
    CHECK_EQUAL(document["devices"].size(), 1U);
    CHECK_EQUAL(document["recovery_codes_left"], 0);
    CHECK_EQUAL(document["allowed_commands"], (ordered_json{"/usr/bin/id", "/usr/bin/who"}));
}

static void status_shows_a_person_the_first_of_many_commands() {
    FakeHelper helper;
    Message commands{MessageType::item};
    for (int i = 1; i <= 42; ++i) {
        commands.add(Field::allowed_command, "/usr/bin/c" + std::to_string(i));
    }
    const Message reply = status_reply();
    helper.answer({&commands, &reply});
    const Ran ran = run_tool(helper, {"status"});
    CHECK(ran.out.find("/usr/bin/c40, and 2 more: `mfa_tool status --json`") != std::string::npos);
    CHECK(ran.out.find("/usr/bin/c41") == std::string::npos);
}

static void status_tells_no_mfa_from_not_known() {
    FakeHelper helper;
    Message without = status_reply();
    without.add_number(Field::mfa, 0);
    helper.answer(without);
    helper.answer(status_reply());
    CHECK_EQUAL(ordered_json::parse(run_tool(helper, {"status", "--json"}).out)["session"],
                (ordered_json{{"id", nullptr},
                              {"state", "full"},
                              {"limits_by", nullptr},
                              {"mfa", false},
                              {"age_s", nullptr},
                              {"expires_at", nullptr}}));
    CHECK(ordered_json::parse(run_tool(helper, {"status", "--json"}).out)["session"]["mfa"]
              .is_null());
}

static void status_says_what_to_do_next() {
    FakeHelper helper;
    const Message item = device_item();
    const Message reply = status_reply();
    helper.answer(reply);
    helper.answer({&item, &reply});
    CHECK(run_tool(helper, {"status"}).out.find("mfa_tool enroll") != std::string::npos);
    CHECK(run_tool(helper, {"status"}).out.find("mfa_tool verify") != std::string::npos);
}

static void a_notice_goes_to_stderr() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add(Field::notice, "the policy in force is an older one");
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"list", "--json"});
    CHECK_EQUAL(ran.err, "the policy in force is an older one\n");
    CHECK_EQUAL(ran.out, "{\"devices\":[]}\n");
}

int main() {
    return mfa::test::run(
        "tool/results", {
                            TEST(create_prints_what_scripts_rely_on),
                            TEST(create_asks_for_what_was_wished),
                            TEST(create_for_a_person_shows_the_key_in_groups),
                            TEST(enable_sends_two_codes_in_their_order),
                            TEST(enable_tells_when_the_session_has_mfa_now),
                            TEST(a_session_that_landlock_holds_stays_limited_and_is_told),
                            TEST(each_change_of_a_device_has_one_form),
                            TEST(a_short_device_name_is_completed_with_its_user),
                            TEST(verify_tells_until_when),
                            TEST(verify_believes_no_success_without_mfa),
                            TEST(list_keeps_every_key_also_of_times_that_are_missing),
                            TEST(a_device_that_counts_shows_its_counter_and_how_far_ahead_it_looks),
                            TEST(status_names_resync_when_codes_look_out_of_step),
                            TEST(resync_says_how_far_ahead_a_counter_was),
                            TEST(list_of_nothing_is_an_empty_list),
                            TEST(list_for_a_person_is_an_aligned_table),
                            TEST(status_with_mfa_has_every_key),
                            TEST(status_shows_a_person_the_first_of_many_commands),
                            TEST(status_tells_no_mfa_from_not_known),
                            TEST(status_says_what_to_do_next),
                            TEST(a_notice_goes_to_stderr),
                        });
}
