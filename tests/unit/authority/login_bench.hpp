// What the tests of the PAM module's requests share: the messages, and logins as far as a test
// wants them.
#pragma once

#include "engine/device/life_cycle.hpp"
#include "tests/support/authority_bench.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace mfa::test {

using wire::Field;
using wire::Message;
using wire::MessageType;
using wire::Outcome;
using wire::Verdict;
using Bench = AuthorityBench;

inline Message login(MessageType type, std::string_view user = "alice",
                     std::string_view service = "sshd") {
    Message request{type};
    request.add(Field::user, user)
        .add(Field::service, service)
        .add(Field::remote_host, "192.0.2.1");
    request.add_number(Field::can_enroll, 1);
    return request;
}

inline Message with_ticket(Message request, const Message& reply) {
    request.add(Field::ticket, reply.text(Field::ticket).value());
    return request;
}

inline Message codes(MessageType type, std::initializer_list<std::string> values) {
    Message request{type};
    for (const std::string& value : values) {
        request.add(Field::code, value);
    }
    return request;
}

inline Verdict verdict(const Message& reply) {
    CHECK_EQUAL(Bench::outcome(reply), 0);
    return static_cast<Verdict>(reply.number(Field::verdict).value_or(0));
}

/// Logs alice in with a code and returns the reply that has the ticket.
inline Message verified(Bench& bench) {
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::auth_begin)).reply) == Verdict::ask_code);
    auto reply =
        helper.handle(codes(MessageType::auth_verify, {bench.code("alice", 1000, 0)})).reply;
    CHECK_EQUAL(Bench::outcome(reply), 0);
    return reply;
}

/// An enrolment of alice in auth, up to its ticket: the device is proved, and not enabled.
inline Message proved(Bench& bench) {
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::auth_begin)).reply) == Verdict::offer_enroll);
    CHECK_EQUAL(Bench::outcome(helper.handle(Message{MessageType::auth_enroll_start}).reply), 0);
    auto reply = helper
                     .handle(codes(MessageType::auth_enroll_finish,
                                   {bench.code("alice", 1000, -1), bench.code("alice", 1000, 0)}))
                     .reply;
    CHECK_EQUAL(Bench::outcome(reply), 0);
    return reply;
}

/// How account answers root's front end that brings the ticket of `reply` back.
inline Verdict account_with(Bench& bench, const Message& reply) {
    return verdict(
        bench.front_end(0).handle(with_ticket(login(MessageType::account), reply)).reply);
}

/// The same of session open.
inline std::int64_t opened_with(Bench& bench, const Message& reply) {
    return Bench::outcome(
        bench.front_end(0).handle(with_ticket(login(MessageType::session_open), reply)).reply);
}

} // namespace mfa::test
