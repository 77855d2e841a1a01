// How commands fail: exit statuses, the error document, and sentences that help.
#include "mfa_tool/tool.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;
using nlohmann::ordered_json;
using wire::Field;
using wire::Message;
using wire::Outcome;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Text that would clear a terminal, and bytes that are no UTF-8.
constexpr std::string_view hostile = "\x1b]0;owned\x07\x1b[2J\r\xc2\x9b\x7f\xff";

bool is_safe_for_a_terminal(const std::string& text) {
    return text.find_first_of("\x1b\x07\r\x7f\xff") == std::string::npos &&
           !contains(text, "\xc2\x9b");
}

Message denial() {
    Message reply = failed_reply(Outcome::denied, "denied", "this session has no MFA");
    reply.add(Field::action, "iam:DeactivateMFADevice");
    reply.add(Field::resource, "arn:aws:iam::000000000000:user/bob");
    return reply;
}

} // namespace

static void every_kind_of_failure_has_its_exit_status() {
    struct Case {
        Outcome outcome;
        const char* code;
        int exit;
    };
    for (const Case& failure :
         {Case{Outcome::denied, "denied", 3}, Case{Outcome::wrong_code, "wrong_code", 4},
          Case{Outcome::wrong_code, "used_code", 4}, Case{Outcome::wrong_code, "same_code", 4},
          Case{Outcome::throttled, "throttled", 5}, Case{Outcome::failed, "no_device", 1},
          Case{Outcome::failed, "device_exists", 1}, Case{Outcome::failed, "not_found", 1},
          Case{Outcome::failed, "invalid_input", 1}, Case{Outcome::failed, "failed", 1},
          Case{Outcome::unavailable, "unavailable", 6}}) {
        FakeHelper helper;
        helper.answer(failed_reply(failure.outcome, failure.code, "what happened"));
        const Ran ran = run_tool(helper, {"verify", "--json"}, "287082\n");
        CHECK_EQUAL(ran.exit, failure.exit);
        CHECK_EQUAL(ordered_json::parse(ran.out), (ordered_json{{"error",
                                                                 {{"code", failure.code},
                                                                  {"message", "what happened"},
                                                                  {"action", nullptr},
                                                                  {"resource", nullptr},
                                                                  {"retry_after_s", nullptr}}}}));
        CHECK_EQUAL(ran.err, "");
    }
}

static void a_denial_names_action_resource_and_reason() {
    FakeHelper helper;
    helper.answer(denial());
    const Ran ran = run_tool(helper, {"deactivate", "--user", "bob"});
    CHECK_EQUAL(ran.exit, 3);
    CHECK_EQUAL(ran.out, "");
    CHECK(contains(ran.err, "not authorized to perform iam:DeactivateMFADevice on "
                            "arn:aws:iam::000000000000:user/bob"));
    CHECK(contains(ran.err, "this session has no MFA"));
}

static void a_denial_for_a_script_has_action_and_resource() {
    FakeHelper helper;
    helper.answer(denial());
    const Ran ran = run_tool(helper, {"deactivate", "--user", "bob", "--json"});
    const auto error = ordered_json::parse(ran.out)["error"];
    CHECK_EQUAL(error["code"], "denied");
    CHECK_EQUAL(error["action"], "iam:DeactivateMFADevice");
    CHECK_EQUAL(error["resource"], "arn:aws:iam::000000000000:user/bob");
}

static void a_wait_is_told_in_seconds() {
    FakeHelper helper;
    Message reply = failed_reply(Outcome::throttled, "throttled", "too many wrong codes");
    reply.add_number(Field::retry_after_s, 480);
    helper.answer(reply);
    helper.answer(reply);
    const Ran script = run_tool(helper, {"verify", "--json"}, "287082\n");
    CHECK_EQUAL(ordered_json::parse(script.out)["error"]["retry_after_s"], 480);
    const Ran person = run_tool(helper, {"verify"}, "287082\n");
    CHECK(contains(person.err, "try again in 480 s"));
}

static void a_repeated_code_exits_4_with_the_sentence_that_says_to_wait() {
    FakeHelper helper;
    helper.answer(failed_reply(Outcome::wrong_code, "same_code", "the same code twice: wait"));
    const Ran ran = run_tool(helper, {"enable"}, "287082\n287082\n");
    CHECK_EQUAL(ran.exit, 4);
    CHECK(contains(ran.err, "the same code twice: wait"));
    CHECK(helper.request(0).texts(Field::code) ==
          (std::vector<std::string_view>{"287082", "287082"}));
}

static void advice_is_given_once() {
    FakeHelper helper;
    helper.answer(
        failed_reply(Outcome::denied, "denied", "not authorized: no statement allows it"));
    helper.answer(
        failed_reply(Outcome::denied, "denied", "no factor: run `mfa_tool verify` first"));
    CHECK(contains(run_tool(helper, {"list"}).err, "ask an administrator"));
    const Ran advised = run_tool(helper, {"list"});
    CHECK_EQUAL(advised.err, "mfa_tool: no factor: run `mfa_tool verify` first\n");
}

static void a_missing_helper_is_unavailable() {
    tool::Settings settings;
    settings.helper_path = "/nonexistent/mfa_helper";
    const Ran ran = run_tool(settings, {"status"});
    CHECK_EQUAL(ran.exit, 6);
    CHECK(contains(ran.err, "administrator"));
    CHECK_EQUAL(ordered_json::parse(run_tool(settings, {"status", "--json"}).out)["error"]["code"],
                "unavailable");
}

static void a_helper_that_crashes_is_unavailable() {
    const FakeHelper helper;
    CHECK_EQUAL(run_tool(helper, {"status"}).exit, 6);
    CHECK_EQUAL(helper.requests(), 1);
}

static void an_answer_that_is_nonsense_is_unavailable() {
    const Message no_outcome{wire::MessageType::reply};
    Message odd_outcome{wire::MessageType::reply};
    odd_outcome.add_number(Field::outcome, 99).add(Field::error_code, "odd");
    const Message unnamed = [] {
        Message reply{wire::MessageType::reply};
        reply.add_number(Field::outcome, 1);
        return reply;
    }();
    for (const auto* reply :
         std::initializer_list<const Message*>{&no_outcome, &odd_outcome, &unnamed}) {
        FakeHelper helper;
        helper.answer(*reply);
        CHECK_EQUAL(run_tool(helper, {"list"}).exit, 6);
    }
    FakeHelper garbage;
    garbage.answer_raw("this is no message");
    CHECK_EQUAL(run_tool(garbage, {"list"}).exit, 6);
    FakeHelper empty_success;
    empty_success.answer(ok_reply());
    CHECK_EQUAL(run_tool(empty_success, {"status"}).exit, 6);
}

static void hostile_text_in_a_failure_is_made_harmless() {
    FakeHelper helper;
    Message reply = failed_reply(Outcome::failed, "failed", hostile);
    reply.add(Field::notice, hostile);
    helper.answer(reply);
    helper.answer(reply);
    CHECK(is_safe_for_a_terminal(run_tool(helper, {"list"}).err));
    const Ran script = run_tool(helper, {"list", "--json"});
    CHECK(is_safe_for_a_terminal(script.out));
    CHECK(contains(ordered_json::parse(script.out)["error"]["message"].get<std::string>(),
                   "\x1b]0;owned\x07"));
}

static void hostile_text_in_a_result_is_made_harmless() {
    Message item{wire::MessageType::item};
    for (const Field field : {Field::device, Field::arn, Field::user, Field::type, Field::algorithm,
                              Field::state, Field::created_at, Field::last_used_at}) {
        item.add(field, hostile);
    }
    item.add_number(Field::digits, 6).add_number(Field::period_s, 30);
    Message reply = ok_reply();
    reply.add(Field::user, hostile).add(Field::arn, hostile).add(Field::state, hostile);
    reply.add_number(Field::uid, 1).add_number(Field::mfa, 1).add(Field::expires_at, hostile);
    reply.add(Field::device, hostile);
    Message commands{wire::MessageType::item};
    commands.add(Field::allowed_command, hostile);
    FakeHelper helper;
    for (const char* command : {"list", "status", "verify", "deactivate", "delete"}) {
        if (std::string_view{command} == "status") {
            helper.answer({&item, &commands, &reply});
        } else {
            helper.answer({&item, &reply});
        }
        const Ran ran = run_tool(helper, {command}, "287082\n");
        CHECK(is_safe_for_a_terminal(ran.out));
        CHECK(is_safe_for_a_terminal(ran.err));
    }
}

static void a_malformed_key_is_never_shown() {
    for (const char* secret : {"\x1b[2J", "not base32", "abcd"}) {
        FakeHelper helper;
        Message reply = ok_reply();
        reply.add(Field::device, "alice").add(Field::arn, device_arn);
        reply.add(Field::state, "created").add(Field::secret, secret).add(Field::uri, rfc_uri);
        reply.add_number(Field::qr_size, 21).add(Field::qr_modules, checkerboard(21));
        helper.answer(reply);
        const Ran ran = run_tool(helper, {"create"});
        CHECK_EQUAL(ran.exit, 6);
        CHECK_EQUAL(ran.out, "");
    }
}

static void wrong_arguments_exit_2_before_anything_is_asked() {
    const FakeHelper helper;
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"frobnicate"},
        {"--frobnicate"},
        {"list", "--frobnicate"},
        {"list", "alice"},
        {"list", "--all", "--user", "bob"},
        {"list", "--user", "../etc"},
        {"list", "--user", ""},
        {"verify", "--duration", "soon"},
        {"verify", "--duration", "-1"},
        {"create", "--digits", "7"},
        {"create", "--algorithm", "md5"},
        {"create", "--period", "0"},
        {"create", "--name", "a/b"},
        {"create", "--name", std::string(65, 'x')},
        {"create", "--qr-file", "picture.gif"},
        {"enroll", "--qr", "sixel"},
        {"delete", "--device", "alice/"},
        {"delete", "--device", "../alice"},
    };
    for (const auto& arguments : wrong) {
        const Ran ran = run_tool(helper, arguments);
        CHECK_EQUAL(ran.exit, 2);
        CHECK_EQUAL(ran.out, "");
        CHECK(contains(ran.err, "--help"));
    }
    CHECK_EQUAL(helper.requests(), 0);
}

static void wrong_arguments_of_a_script_get_the_error_document() {
    const FakeHelper helper;
    const Ran ran = run_tool(helper, {"list", "--frobnicate", "--json"});
    CHECK_EQUAL(ran.exit, 2);
    CHECK_EQUAL(ordered_json::parse(ran.out)["error"]["code"], "usage");
    CHECK_EQUAL(ran.err, "");
}

static void a_code_in_the_arguments_is_refused_and_not_repeated() {
    const FakeHelper helper;
    const Ran ran = run_tool(helper, {"verify", "287082"});
    CHECK_EQUAL(ran.exit, 2);
    CHECK(contains(ran.err, "command line"));
    CHECK(!contains(ran.err, "287082"));
}

static void help_is_a_result() {
    const FakeHelper helper;
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"--help"}, {"enroll", "--help"}, {"--version"}, {"list", "--help"}}) {
        const Ran ran = run_tool(helper, arguments);
        CHECK_EQUAL(ran.exit, 0);
        CHECK(ran.out.find("mfa_tool") != std::string::npos);
        CHECK_EQUAL(ran.err, "");
    }
}

static void a_result_that_could_not_be_printed_is_a_failure() {
    const UniqueFd full{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
    const UniqueFd unseen{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
    tool::Settings settings;
    settings.output_fd = full.get();
    settings.error_fd = unseen.get();
    CHECK_EQUAL(tool::run({"--help"}, settings), 1);
}

int main() {
    return mfa::test::run("tool/failures",
                          {
                              TEST(every_kind_of_failure_has_its_exit_status),
                              TEST(a_denial_names_action_resource_and_reason),
                              TEST(a_denial_for_a_script_has_action_and_resource),
                              TEST(a_wait_is_told_in_seconds),
                              TEST(a_repeated_code_exits_4_with_the_sentence_that_says_to_wait),
                              TEST(advice_is_given_once),
                              TEST(a_missing_helper_is_unavailable),
                              TEST(a_helper_that_crashes_is_unavailable),
                              TEST(an_answer_that_is_nonsense_is_unavailable),
                              TEST(hostile_text_in_a_failure_is_made_harmless),
                              TEST(hostile_text_in_a_result_is_made_harmless),
                              TEST(a_malformed_key_is_never_shown),
                              TEST(wrong_arguments_exit_2_before_anything_is_asked),
                              TEST(wrong_arguments_of_a_script_get_the_error_document),
                              TEST(a_code_in_the_arguments_is_refused_and_not_repeated),
                              TEST(help_is_a_result),
                              TEST(a_result_that_could_not_be_printed_is_a_failure),
                          });
}
