// What docs/helper-protocol.md says of import_device and export_user. The key is that of RFC 6238
// appendix B, "12345678901234567890".
#include "tests/support/authority_bench.hpp"

using namespace mfa;
using namespace mfa::wire;
using namespace std::chrono_literals;
using Bench = test::AuthorityBench;

namespace {

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);
constexpr uid_t root = 0;
constexpr uid_t alice = 1000;
constexpr std::string_view rfc_base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Root may bring secrets in and take them out; everybody may show a code.
constexpr const char* transfer_policy = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow",
     "Action": ["host:ImportSecret", "host:ExportSecret", "iam:CreateVirtualMFADevice",
                "iam:EnableMFADevice", "iam:ListMFADevices"],
     "Resource": "*", "Condition": {"StringEquals": {"aws:username": "root"}}},
    {"Effect": "Allow", "Action": ["host:ImportSecret", "host:ExportSecret", "iam:*"],
     "Resource": "arn:aws:iam::*:*/alice"}
  ]})";

Message import(std::string_view user = "alice") {
    Message request{MessageType::import_device};
    request.add(Field::user, user).add(Field::secret, rfc_base32);
    return request;
}

Message about(MessageType type, std::string_view user) {
    Message request{type};
    request.add(Field::user, user);
    return request;
}

Message verify(std::string_view code) {
    Message request{MessageType::verify};
    request.add(Field::code, code);
    return request;
}

void an_imported_device_is_enabled_and_verifies() {
    Bench bench{transfer_policy};
    const auto reply = bench.tool(root, import());
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK_EQUAL(reply.text(Field::device).value(), "alice");
    CHECK_EQUAL(reply.text(Field::state).value(), "enabled");
    CHECK(reply.text(Field::arn).value().ends_with(":mfa/alice"));
    CHECK_EQUAL(reply.number(Field::skipped).value(), 0);
    CHECK(bench.log.has("event=import user=root owner=alice device=alice"));
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, verify(bench.code("alice", alice, 0)), "audit-2")),
                0);
}

void each_action_of_an_import_is_asked_for() {
    for (const char* missing :
         {"host:ImportSecret", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice"}) {
        const std::string policy =
            R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*",)"
            R"( "Resource": "*"}, {"Effect": "Deny", "Resource": "*", "Action": ")" +
            std::string{missing} + R"("}]})";
        Bench bench{policy};
        const auto reply = bench.tool(root, import());
        CHECK_EQUAL(Bench::outcome(reply), denied);
        CHECK_EQUAL(reply.text(Field::action).value(), missing);
        CHECK(bench.store.records.empty());
    }
}

void spent_steps_and_drift_come_with_the_device() {
    Bench bench{transfer_policy};
    const auto present = otp::step_at(bench.wall.time, 30);
    auto request = import();
    request.add_number(Field::drift_s, 60).add_number(Field::last_step, present + 2);
    CHECK_EQUAL(bench.tool(root, std::move(request)).number(Field::drift_s).value(), 60);
    const auto spent = bench.tool(alice, verify(bench.code("alice", alice, 2)), "audit-2");
    CHECK_EQUAL(Bench::error_code(spent), "used_code");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, verify(bench.code("alice", alice, 3)), "audit-2")),
                0);
}

void a_counter_device_keeps_its_counter() {
    Bench bench{transfer_policy};
    auto request = import();
    request.add(Field::type, "hotp").add_number(Field::counter, 4);
    CHECK_EQUAL(Bench::outcome(bench.tool(root, std::move(request))), 0);
    auto account = CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", alice}));
    CHECK(account.devices().front().parameters.kind == otp::Kind::hotp);
    CHECK_EQUAL(account.usage_of(account.devices().front()).last_step, 3);
}

void an_enabled_device_is_never_replaced() {
    Bench bench{transfer_policy};
    CHECK_EQUAL(Bench::outcome(bench.tool(root, import())), 0);
    const std::string code = bench.code("alice", alice, 0);
    CHECK_EQUAL(Bench::error_code(bench.tool(root, import())), "device_exists");
    CHECK_EQUAL(bench.code("alice", alice, 0), code);
    auto further = import();
    further.add(Field::device, "token");
    CHECK_EQUAL(bench.tool(root, std::move(further)).text(Field::device).value(), "alice/token");
}

void a_device_that_nobody_enabled_is_replaced() {
    Bench bench{transfer_policy};
    CHECK_EQUAL(Bench::outcome(bench.tool(root, about(MessageType::create, "alice"))), 0);
    CHECK_EQUAL(Bench::outcome(bench.tool(root, import())), 0);
}

void a_dry_run_answers_alike_and_changes_nothing() {
    Bench bench{transfer_policy};
    const auto dry = [] {
        auto request = import();
        request.add_number(Field::dry_run, 1);
        return request;
    };
    const auto reply = bench.tool(root, dry());
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK_EQUAL(reply.text(Field::device).value(), "alice");
    CHECK(bench.store.records.empty());
    CHECK(bench.store.usages.empty());
    CHECK(!bench.log.has("event=import"));
    CHECK_EQUAL(Bench::outcome(bench.tool(root, import())), 0);
    CHECK_EQUAL(Bench::error_code(bench.tool(root, dry())), "device_exists");
    bench.settings.devices_per_user = 1;
    auto further = dry();
    further.add(Field::device, "token");
    CHECK_EQUAL(Bench::error_code(bench.tool(root, std::move(further))), "too_many_devices");
}

void scratch_codes_become_recovery_codes_once() {
    Bench bench{transfer_policy};
    auto request = import();
    request.add(Field::scratch_code, "36219574").add(Field::scratch_code, "98765432");
    CHECK_EQUAL(bench.tool(root, std::move(request)).number(Field::skipped).value(), 0);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, verify("36219574"), "audit-2")), 0);
    CHECK_EQUAL(Bench::error_code(bench.tool(alice, verify("36219574"), "audit-2")), "used_code");
    auto further = import();
    further.add(Field::device, "token").add(Field::scratch_code, "11111111");
    CHECK_EQUAL(bench.tool(root, std::move(further)).number(Field::skipped).value(), 1);
    auto bad = import();
    bad.add(Field::device, "other").add(Field::scratch_code, "1234567");
    CHECK_EQUAL(Bench::error_code(bench.tool(root, std::move(bad))), "invalid_input");
}

void seeds_that_cannot_be_are_refused() {
    struct Bad {
        Field field;
        std::string_view text;
        std::int64_t number;
    };
    Bench bench{transfer_policy};
    const auto present = otp::step_at(bench.wall.time, 30);
    for (const auto& [field, text, number] :
         {Bad{Field::type, "motp", 0}, Bad{Field::algorithm, "md5", 0}, Bad{Field::digits, "", 7},
          Bad{Field::digits, "", -1}, Bad{Field::period_s, "", 5},
          Bad{Field::period_s, "", 1LL << 40}, Bad{Field::drift_s, "", 86401},
          Bad{Field::drift_s, "", -86401}, Bad{Field::last_step, "", present + 2881},
          Bad{Field::last_step, "", -2}}) {
        auto request = import();
        if (text.empty()) {
            request.add_number(field, number);
        } else {
            request.add(field, text);
        }
        CHECK_EQUAL(Bench::error_code(bench.tool(root, std::move(request))), "invalid_input");
    }
    for (const std::string_view secret : {"", "GEZDGNBVGY3TQ", "not base32!"}) {
        auto request = about(MessageType::import_device, "alice");
        request.add(Field::secret, secret);
        CHECK_EQUAL(Bench::error_code(bench.tool(root, std::move(request))), "invalid_input");
    }
    auto negative = import();
    negative.add(Field::type, "hotp").add_number(Field::counter, -1);
    CHECK_EQUAL(Bench::error_code(bench.tool(root, std::move(negative))), "invalid_input");
    CHECK(bench.store.records.empty());
}

void who_has_a_device_and_showed_none_brings_in_and_takes_out_none() {
    Bench bench{transfer_policy};
    CHECK_EQUAL(Bench::outcome(bench.tool(root, import())), 0);
    auto second = import();
    second.add(Field::device, "alice");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(second), "audit-2")), denied);
    CHECK_EQUAL(
        Bench::outcome(bench.tool(alice, about(MessageType::export_user, "alice"), "audit-2")),
        denied);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, verify(bench.code("alice", alice, 0)), "audit-2")),
                0);
    CHECK_EQUAL(
        Bench::outcome(bench.tool(alice, about(MessageType::export_user, "alice"), "audit-2")), 0);
}

void an_export_has_all_that_an_import_takes() {
    Bench bench{transfer_policy};
    const auto present = otp::step_at(bench.wall.time, 60);
    auto request = import();
    request.add(Field::algorithm, "sha256")
        .add_number(Field::digits, 8)
        .add_number(Field::period_s, 60)
        .add_number(Field::drift_s, -120)
        .add_number(Field::last_step, present - 5);
    CHECK_EQUAL(Bench::outcome(bench.tool(root, std::move(request))), 0);
    auto token = import();
    token.add(Field::device, "token").add(Field::type, "hotp").add_number(Field::counter, 9);
    CHECK_EQUAL(Bench::outcome(bench.tool(root, std::move(token))), 0);

    const auto answer = bench.front_end(root).handle(about(MessageType::export_user, "alice"));
    CHECK_EQUAL(Bench::outcome(answer.reply), 0);
    CHECK_EQUAL(answer.items.size(), 2U);
    const Message& first = answer.items[0];
    CHECK_EQUAL(first.text(Field::device).value(), "alice");
    CHECK_EQUAL(first.text(Field::type).value(), "totp");
    CHECK_EQUAL(first.text(Field::secret).value(), rfc_base32);
    CHECK_EQUAL(first.text(Field::algorithm).value(), "sha256");
    CHECK_EQUAL(first.number(Field::digits).value(), 8);
    CHECK_EQUAL(first.number(Field::period_s).value(), 60);
    CHECK_EQUAL(first.number(Field::drift_s).value(), -120);
    CHECK_EQUAL(first.number(Field::last_step).value(), present - 5);
    const Message& second = answer.items[1];
    CHECK_EQUAL(second.text(Field::device).value(), "alice/token");
    CHECK_EQUAL(second.text(Field::type).value(), "hotp");
    CHECK_EQUAL(second.number(Field::counter).value(), 9);
    CHECK(bench.log.has("event=export user=root owner=alice device=alice/token"));
}

void what_is_not_enabled_is_not_exported() {
    Bench bench{transfer_policy};
    CHECK_EQUAL(Bench::outcome(bench.tool(root, about(MessageType::create, "alice"))), 0);
    CHECK_EQUAL(Bench::error_code(bench.tool(root, about(MessageType::export_user, "alice"))),
                "no_device");
    CHECK_EQUAL(Bench::error_code(bench.tool(root, about(MessageType::export_user, "mallory"))),
                "not_found");
}

void an_export_takes_the_policys_word() {
    Bench bench;
    bench.enroll("alice", alice);
    const auto reply = bench.tool(root, about(MessageType::export_user, "alice"));
    CHECK_EQUAL(Bench::outcome(reply), denied);
    CHECK_EQUAL(reply.text(Field::action).value(), "host:ExportSecret");
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/transfer_requests",
        {TEST(an_imported_device_is_enabled_and_verifies),
         TEST(each_action_of_an_import_is_asked_for),
         TEST(spent_steps_and_drift_come_with_the_device), TEST(a_counter_device_keeps_its_counter),
         TEST(an_enabled_device_is_never_replaced), TEST(a_device_that_nobody_enabled_is_replaced),
         TEST(a_dry_run_answers_alike_and_changes_nothing),
         TEST(scratch_codes_become_recovery_codes_once), TEST(seeds_that_cannot_be_are_refused),
         TEST(who_has_a_device_and_showed_none_brings_in_and_takes_out_none),
         TEST(an_export_has_all_that_an_import_takes), TEST(what_is_not_enabled_is_not_exported),
         TEST(an_export_takes_the_policys_word)});
}
