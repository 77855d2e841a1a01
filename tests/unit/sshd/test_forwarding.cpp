// What sshd is asked about a connection.
#include "engine/sshd/forwarding.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <unistd.h>

using namespace mfa;
using sshd::read_connection;

static void sshds_variable_has_both_ends() {
    const auto connection =
        CHECK_OK(read_connection("192.0.2.1 50000 198.51.100.2 22", "alice", "client.example"));
    CHECK_EQUAL(connection.user, "alice");
    CHECK_EQUAL(connection.host, "client.example");
    CHECK_EQUAL(connection.address, "192.0.2.1");
    CHECK_EQUAL(connection.local_address, "198.51.100.2");
    CHECK_EQUAL(connection.local_port, "22");
    CHECK_EQUAL(CHECK_OK(read_connection("2001:db8::1 1 2001:db8::2 22", "a", "")).host,
                "2001:db8::1");
}

static void what_could_be_read_as_more_than_it_is_is_refused() {
    for (const char* variable :
         {"", "192.0.2.1", "a b c", "a b c d e", "a  b c", "a,user=x 1 b 22"}) {
        CHECK_ERROR(read_connection(variable, "alice", ""), ErrorKind::invalid_input);
    }
    CHECK_ERROR(read_connection("a 1 b 22", "alice,host=trusted", ""), ErrorKind::invalid_input);
    CHECK_ERROR(read_connection("a 1 b 22", "alice", "x,addr=127.0.0.1"), ErrorKind::invalid_input);
    CHECK_ERROR(read_connection("a 1 b 22", "", ""), ErrorKind::invalid_input);
}

static void below_no_sshd_it_is_not_known() {
    const auto connection = CHECK_OK(read_connection("a 1 b 22", "alice", ""));
    CHECK_ERROR(sshd::forwardings_of(::getpid(), connection), ErrorKind::not_found);
}

int main() {
    return mfa::test::run("sshd/forwarding",
                          {TEST(sshds_variable_has_both_ends),
                           TEST(what_could_be_read_as_more_than_it_is_is_refused),
                           TEST(below_no_sshd_it_is_not_known)});
}
