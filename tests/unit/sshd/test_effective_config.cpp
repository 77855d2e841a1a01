// Which forwardings `sshd -T` says are on. The lines are OpenSSH 9.2's.
#include "engine/sshd/effective_config.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using sshd::open_forwardings;
using sshd::read_effective_config;
using Words = std::vector<std::string>;

namespace {

constexpr std::string_view all_off = "port 22\nx11forwarding no\nallowtcpforwarding no\n"
                                     "allowagentforwarding no\ndisableforwarding no\n"
                                     "allowstreamlocalforwarding no\npermittunnel no\n"
                                     "pidfile /run/sshd.pid\n";

std::string with(const std::string& line) {
    return std::string{all_off} + line + "\n";
}

} // namespace

static void all_off_is_none() {
    CHECK(CHECK_OK(open_forwardings(read_effective_config(all_off))).empty());
    CHECK_EQUAL(read_effective_config(all_off).at("pidfile"), "/run/sshd.pid");
}

static void each_one_that_is_on_is_told() {
    for (const char* line :
         {"x11forwarding yes", "allowtcpforwarding yes", "allowtcpforwarding local",
          "allowtcpforwarding remote", "allowagentforwarding yes", "allowstreamlocalforwarding yes",
          "permittunnel point-to-point", "allowtcpforwarding what"}) {
        CHECK(CHECK_OK(open_forwardings(read_effective_config(with(line)))) == Words{line});
    }
}

static void disabling_all_leaves_x11_and_the_agent_to_themselves() {
    const std::string most = "disableforwarding yes\nallowtcpforwarding yes\npermittunnel yes\n"
                             "allowstreamlocalforwarding yes";
    CHECK(CHECK_OK(open_forwardings(read_effective_config(with(most)))).empty());
    const Words wanted{"allowagentforwarding yes", "x11forwarding yes"};
    CHECK(CHECK_OK(open_forwardings(read_effective_config(
              with(most + "\nallowagentforwarding yes\nx11forwarding yes")))) == wanted);
}

static void what_is_not_said_is_not_known() {
    for (const char* output : {"", "/etc/ssh/sshd_config: line 3: Bad configuration option: Foo\n",
                               "allowtcpforwarding no\nx11forwarding no\n"}) {
        CHECK_ERROR(open_forwardings(read_effective_config(output)), ErrorKind::protocol);
    }
}

int main() {
    return mfa::test::run("sshd/effective_config",
                          {TEST(all_off_is_none), TEST(each_one_that_is_on_is_told),
                           TEST(disabling_all_leaves_x11_and_the_agent_to_themselves),
                           TEST(what_is_not_said_is_not_known)});
}
