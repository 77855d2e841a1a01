#include "engine/session/tickets.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_dir.hpp"

#include <unistd.h>

using namespace mfa;
using namespace mfa::session;
using namespace std::chrono_literals;

namespace {

struct Bench {
    test::TempDir folder;
    UniqueFd runtime = folder.open();
    test::FakeRandom random;
    Tickets tickets = CHECK_OK(Tickets::open(runtime.get(), ::getuid(), "boot-1"));
    Ticket ticket{{"alice", 1000}, "sshd", "192.0.2.1", Factor{"alice", 4, 900s, 5000s}, true};
    BootTime now = 1000s;

    SecretBuffer issue() { return CHECK_OK(tickets.issue(ticket, random, now)); }
};

void a_ticket_is_redeemed_once() {
    Bench bench;
    const auto token = bench.issue();
    CHECK_EQUAL(token.size(), 32U);
    const auto redeemed = CHECK_OK(bench.tickets.redeem(token, bench.ticket, bench.now));
    CHECK_EQUAL(redeemed.subject.user, "alice");
    CHECK_EQUAL(redeemed.factor->device, "alice");
    CHECK_EQUAL(redeemed.factor->device_id, 4U);
    CHECK(redeemed.factor->shown_at == 900s);
    CHECK(redeemed.enables_device);
    CHECK_ERROR(bench.tickets.redeem(token, bench.ticket, bench.now), ErrorKind::not_found);
}

void looking_does_not_use_it_up() {
    Bench bench;
    const auto token = bench.issue();
    CHECK_OK(bench.tickets.look(token, bench.ticket, bench.now));
    CHECK_OK(bench.tickets.look(token, bench.ticket, bench.now));
    CHECK_OK(bench.tickets.redeem(token, bench.ticket, bench.now));
}

void a_ticket_is_for_one_user_service_and_host() {
    Bench bench;
    const auto token = bench.issue();
    const auto refused = [&](auto change) {
        Ticket other = bench.ticket;
        change(other);
        CHECK_ERROR(bench.tickets.redeem(token, other, bench.now), ErrorKind::not_found);
    };
    refused([](Ticket& other) { other.subject.user = "bob"; });
    refused([](Ticket& other) { other.subject.uid = 1001; });
    refused([](Ticket& other) { other.service = "login"; });
    refused([](Ticket& other) { other.remote_host = "192.0.2.2"; });
    CHECK_OK(bench.tickets.redeem(token, bench.ticket, bench.now));
}

void a_ticket_lives_for_two_minutes_of_its_boot() {
    Bench bench;
    const auto token = bench.issue();
    CHECK_OK(bench.tickets.look(token, bench.ticket, bench.now + 2min - 1ms));
    CHECK_ERROR(bench.tickets.look(token, bench.ticket, bench.now + 2min), ErrorKind::not_found);
    const auto after_reboot = CHECK_OK(Tickets::open(bench.runtime.get(), ::getuid(), "boot-2"));
    CHECK_ERROR(after_reboot.look(token, bench.ticket, bench.now), ErrorKind::not_found);
}

void tokens_that_could_be_paths_are_no_tickets() {
    Bench bench;
    for (const char* bad :
         {"", ".", "../tickets/x", "0123456789abcdef", "ABCDEF", "../../../../../../../../etc/pass",
          "0123456789abcdef0123456789abcdeg"}) {
        CHECK_ERROR(bench.tickets.look(SecretBuffer::copy_of(bad), bench.ticket, bench.now),
                    ErrorKind::not_found);
    }
}

void a_remote_host_cannot_write_a_factor_into_a_ticket() {
    Bench bench;
    bench.ticket.factor.reset();
    bench.ticket.remote_host = "192.0.2.1\ndevice=alice\ndevice_id=4\nfactor_expires_at=9999999\n"
                               "shown_at=0";
    CHECK_ERROR(bench.tickets.issue(bench.ticket, bench.random, bench.now),
                ErrorKind::invalid_input);
}

void expired_tickets_are_removed() {
    Bench bench;
    bench.issue();
    bench.now += 3min;
    const auto fresh = bench.issue();
    CHECK_OK(bench.tickets.reap(bench.now));
    CHECK_OK(bench.tickets.look(fresh, bench.ticket, bench.now));
    const auto folder = CHECK_OK(open_directory_at(bench.runtime.get(), "tickets", {}));
    CHECK_EQUAL(CHECK_OK(list_directory(folder.get(), "tickets")).size(), 1U);
}

} // namespace

int main() {
    return mfa::test::run("session/tickets",
                          {
                              TEST(a_ticket_is_redeemed_once),
                              TEST(looking_does_not_use_it_up),
                              TEST(a_ticket_is_for_one_user_service_and_host),
                              TEST(a_ticket_lives_for_two_minutes_of_its_boot),
                              TEST(tokens_that_could_be_paths_are_no_tickets),
                              TEST(a_remote_host_cannot_write_a_factor_into_a_ticket),
                              TEST(expired_tickets_are_removed),
                          });
}
