// What the policy is asked: the keys of docs/policy-reference.md as a login sets them.
#include "tests/support/authority_bench.hpp"

using namespace mfa;
using namespace mfa::wire;
using authority::source_address;
using Bench = test::AuthorityBench;

namespace {

void addresses_are_taken_and_names_are_not() {
    CHECK_EQUAL(source_address("192.0.2.1").value(), "192.0.2.1");
    CHECK_EQUAL(source_address("2001:db8::1").value(), "2001:db8::1");
    CHECK_EQUAL(source_address("2001:0DB8:0::1").value(), "2001:db8::1");
    CHECK_EQUAL(source_address("fe80::1%eth0").value(), "fe80::1");
    CHECK_EQUAL(source_address("::ffff:192.0.2.1").value(), "192.0.2.1");
    for (const char* name : {"", "localhost", "host.example.org", "192.0.2", "192.0.2.1.5", "1"}) {
        CHECK(!source_address(name));
    }
}

/// alice logs in through sshd, from an address, on a terminal, with two methods.
Message by_ssh() {
    Message request{MessageType::account};
    request.add(Field::user, "alice")
        .add(Field::service, "sshd")
        .add(Field::tty, "ssh")
        .add(Field::remote_host, "192.0.2.1")
        .add(Field::auth_method, "publickey")
        .add(Field::auth_method, "keyboard-interactive");
    return request;
}

Message by_ssh_from(std::string_view host) {
    Message request{MessageType::account};
    request.add(Field::user, "alice").add(Field::service, "sshd").add(Field::remote_host, host);
    return request;
}

/// alice at the console: nothing but a terminal is known.
Message on_console() {
    Message request{MessageType::account};
    request.add(Field::user, "alice").add(Field::service, "login").add(Field::tty, "/dev/tty1");
    return request;
}

/// alice becomes bob.
Message by_su() {
    Message request{MessageType::account};
    request.add(Field::user, "bob").add(Field::service, "su").add(Field::remote_user, "alice");
    return request;
}

/// Whether a full session may start where nothing but `condition` allows it.
bool allowed_if(const std::string& condition, const Message& request) {
    Bench bench{R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "host:StartFullSession", "Resource": "*", "Condition": )" +
                condition + "}]}"};
    bench.people.everybody[1].groups = {"alice", "staff"};
    const auto reply = bench.front_end(0).handle(request).reply;
    CHECK_EQUAL(Bench::outcome(reply), 0);
    return reply.number(Field::verdict) == static_cast<std::int64_t>(Verdict::not_needed);
}

bool is_missing(const std::string& key, const Message& request) {
    return allowed_if(R"({"Null": {")" + key + R"(": "true"}})", request);
}

bool is(const std::string& key, const std::string& value, const Message& request) {
    return !is_missing(key, request) &&
           allowed_if(R"({"StringEquals": {")" + key + R"(": ")" + value + R"("}})", request);
}

bool has(const std::string& key, const std::string& value, const Message& request) {
    return allowed_if(R"({"ForAnyValue:StringEquals": {")" + key + R"(": ")" + value + R"("}})",
                      request);
}

void source_ip_is_the_remote_host_where_that_is_an_address() {
    CHECK(allowed_if(R"({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})", by_ssh()));
    CHECK(!allowed_if(R"({"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})", by_ssh()));
    CHECK(allowed_if(R"({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})",
                     by_ssh_from("::ffff:192.0.2.1")));
    CHECK(is_missing("aws:SourceIp", by_ssh_from("client.example.org")));
    CHECK(is_missing("aws:SourceIp", on_console()));
}

void remote_host_is_what_the_program_gave() {
    CHECK(is("host:RemoteHost", "192.0.2.1", by_ssh()));
    CHECK(is("host:RemoteHost", "client.example.org", by_ssh_from("client.example.org")));
    CHECK(is_missing("host:RemoteHost", on_console()));
}

void groups_are_those_of_the_principal() {
    CHECK(has("host:Groups", "staff", by_ssh()));
    CHECK(has("host:Groups", "alice", by_ssh()));
    CHECK(!has("host:Groups", "wheel", by_ssh()));
    CHECK(has("host:Groups", "alice", by_su())); // who calls, and not who he becomes
}

void tty_and_service_are_the_doors() {
    CHECK(is("host:Tty", "ssh", by_ssh()));
    CHECK(is("host:Tty", "/dev/tty1", on_console()));
    CHECK(is_missing("host:Tty", by_su()));
    CHECK(is("host:Service", "login", on_console()));
    CHECK(!is("host:Service", "login", by_ssh()));
}

void target_user_is_whom_su_and_sudo_make_of_the_caller() {
    CHECK(is("host:TargetUser", "bob", by_su()));
    CHECK(is("aws:username", "alice", by_su()));
    CHECK(is_missing("host:TargetUser", by_ssh()));
    CHECK(is_missing("host:TargetUser", on_console()));
}

void auth_methods_are_many_values_or_missing() {
    CHECK(has("host:AuthMethod", "publickey", by_ssh()));
    CHECK(has("host:AuthMethod", "keyboard-interactive", by_ssh()));
    CHECK(!has("host:AuthMethod", "password", by_ssh()));
    CHECK(is_missing("host:AuthMethod", by_ssh_from("192.0.2.1")));
    CHECK(is_missing("host:AuthMethod", on_console()));
}

} // namespace

int main() {
    return mfa::test::run("authority/authorizer",
                          {
                              TEST(addresses_are_taken_and_names_are_not),
                              TEST(source_ip_is_the_remote_host_where_that_is_an_address),
                              TEST(remote_host_is_what_the_program_gave),
                              TEST(groups_are_those_of_the_principal),
                              TEST(tty_and_service_are_the_doors),
                              TEST(target_user_is_whom_su_and_sudo_make_of_the_caller),
                              TEST(auth_methods_are_many_values_or_missing),
                          });
}
