// What docs/helper-protocol.md says of secrets that were made elsewhere.
#include "tests/unit/authority/admin_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;
using namespace std::chrono_literals;
using Bench = AdminBench;

namespace {

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);
/// "12345678901234567890" of RFC 4226 appendix D.
constexpr const char* rfc_secret = "hex:3132333435363738393031323334353637383930";

Message import_for(std::string_view user) {
    Message request = about(MessageType::create, user);
    request.add(Field::secret, rfc_secret);
    return request;
}

Message with_code(std::string_view code) {
    Message request{MessageType::verify};
    request.add(Field::code, code);
    return request;
}

void a_token_that_is_handed_out_opens_at_once() {
    Bench bench;
    Message request = import_for("alice");
    request.add_number(Field::enable_now, 1);
    const auto reply = bench.adam(std::move(request));
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK_EQUAL(reply.text(Field::state).value(), "enabled");
    CHECK(!reply.text(Field::secret)); // whoever gave it has it
    CHECK(!reply.text(Field::uri));
    CHECK(bench.log.has("event=import user=adam owner=alice device=alice"));
    CHECK(bench.log.has("event=enable user=adam owner=alice device=alice"));
    CHECK(!bench.log.has("31323334"));
    CHECK_EQUAL(Bench::outcome(bench.verify_as_alice()), 0);
}

/// RFC 4226 appendix D: the values of counters 4 and 5.
void a_counter_begins_where_the_token_stands() {
    Bench bench;
    Message request = import_for("alice");
    request.add(Field::type, "hotp").add_number(Field::counter, 5).add_number(Field::enable_now, 1);
    CHECK_EQUAL(Bench::outcome(bench.adam(std::move(request))), 0);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice_uid, with_code("338314"), "alice")),
                static_cast<std::int64_t>(Outcome::wrong_code));
    CHECK_EQUAL(Bench::outcome(bench.tool(alice_uid, with_code("254676"), "alice")), 0);
    CHECK_EQUAL(Bench::error_code(bench.tool(alice_uid, with_code("254676"), "alice")),
                "used_code");
}

void without_enabling_the_owner_proves_it_with_two_codes() {
    Bench bench;
    const auto reply = bench.adam(import_for("alice"));
    CHECK_EQUAL(reply.text(Field::state).value(), "created");
    CHECK_EQUAL(Bench::error_code(bench.verify_as_alice()), "no_device");
    Message enable{MessageType::enable};
    enable.add(Field::code, bench.code("alice", alice_uid, -1))
        .add(Field::code, bench.code("alice", alice_uid, 0));
    CHECK_EQUAL(Bench::outcome(bench.tool(alice_uid, std::move(enable), "alice")), 0);
}

void taking_a_secret_is_an_action_of_its_own() {
    Bench bench;
    const auto own = bench.tool(alice_uid, import_for("alice"), "alice");
    CHECK_EQUAL(Bench::outcome(own), denied);
    CHECK_EQUAL(own.text(Field::action).value(), "host:ImportSecret");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice_uid, Message{MessageType::create}, "alice")), 0);
    CHECK_EQUAL(Bench::outcome(bench.helen(import_for("alice"))), denied);
    CHECK_EQUAL(Bench::outcome(bench.tool(root_uid, import_for("alice"))), denied);
    CHECK_EQUAL(Bench::error_code(bench.adam(import_for("mallory"))), "not_found");
}

void a_device_in_use_is_not_replaced() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    Message request = import_for("alice");
    request.add_number(Field::enable_now, 1);
    CHECK_EQUAL(Bench::error_code(bench.adam(std::move(request))), "device_exists");
    CHECK_EQUAL(Bench::outcome(bench.verify_as_alice()), 0);
}

void a_disabled_user_gets_no_device_enabled() {
    Bench bench;
    CHECK_EQUAL(Bench::outcome(bench.adam(about(MessageType::admin_disable, "alice"))), 0);
    Message request = import_for("alice");
    request.add_number(Field::enable_now, 1);
    CHECK_EQUAL(Bench::outcome(bench.adam(std::move(request))), denied);
}

void what_cannot_be_is_refused_without_repeating_it() {
    Bench bench;
    Message bad_secret = about(MessageType::create, "alice");
    bad_secret.add(Field::secret, "GEZDGNB1");
    const auto reply = bench.adam(std::move(bad_secret));
    CHECK_EQUAL(Bench::error_code(reply), "invalid_input");
    CHECK(reply.text(Field::message)->find("GEZD") == std::string_view::npos);
    Message counter_of_totp = import_for("alice");
    counter_of_totp.add_number(Field::counter, 5);
    CHECK_EQUAL(Bench::error_code(bench.adam(std::move(counter_of_totp))), "invalid_input");
    Message negative = import_for("alice");
    negative.add(Field::type, "hotp").add_number(Field::counter, -1);
    CHECK_EQUAL(Bench::error_code(bench.adam(std::move(negative))), "invalid_input");
    Message type = import_for("alice");
    type.add(Field::type, "motp");
    CHECK_EQUAL(Bench::error_code(bench.adam(std::move(type))), "invalid_input");
}

void a_new_secret_may_follow_a_counter() {
    Bench bench;
    Message request{MessageType::create};
    request.add(Field::type, "hotp");
    const auto reply = bench.tool(alice_uid, std::move(request), "alice");
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK(reply.text(Field::uri)->starts_with("otpauth://hotp/"));
}

} // namespace

int main() {
    return mfa::test::run("authority/import_requests",
                          {
                              TEST(a_token_that_is_handed_out_opens_at_once),
                              TEST(a_counter_begins_where_the_token_stands),
                              TEST(without_enabling_the_owner_proves_it_with_two_codes),
                              TEST(taking_a_secret_is_an_action_of_its_own),
                              TEST(a_device_in_use_is_not_replaced),
                              TEST(a_disabled_user_gets_no_device_enabled),
                              TEST(what_cannot_be_is_refused_without_repeating_it),
                              TEST(a_new_secret_may_follow_a_counter),
                          });
}
