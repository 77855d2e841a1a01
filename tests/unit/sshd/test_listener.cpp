// What the title of a listening sshd says of how it was started.
#include "engine/sshd/listener.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <unistd.h>

using namespace mfa;
using sshd::read_title;
using Words = std::vector<std::string>;

static void the_titles_that_distributions_have() {
    struct Row {
        const char* title;
        const char* config_file;
        Words arguments;
    };
    for (const Row& row : {
             Row{"sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups",
                 "/etc/ssh/sshd_config",
                 {}},
             Row{"sshd: /usr/sbin/sshd [listener] 3 of 10-100 startups",
                 "/etc/ssh/sshd_config",
                 {}},
             Row{"sshd: /usr/sbin/sshd -D -f /etc/ssh/other -p 2222 [listener] 0 of 1-2 startups",
                 "/etc/ssh/other",
                 {"-f", "/etc/ssh/other"}},
             Row{"sshd: /usr/sbin/sshd -Df/etc/ssh/other -oPermitTunnel=no [listener] 0 of 1-2 "
                 "startups",
                 "/etc/ssh/other",
                 {"-f", "/etc/ssh/other", "-o", "PermitTunnel=no"}},
             Row{"sshd: /usr/sbin/sshd -e -o AllowTcpForwarding=no -E /var/log/sshd -u0 -h /k "
                 "[listener] 0 of 1-2 startups",
                 "/etc/ssh/sshd_config",
                 {"-o", "AllowTcpForwarding=no", "-h", "/k"}},
         }) {
        const auto listener = CHECK_OK(read_title(row.title));
        CHECK(listener.has_value());
        CHECK_EQUAL(listener->program, "/usr/sbin/sshd");
        CHECK_EQUAL(listener->config_file, row.config_file);
        CHECK(listener->arguments == row.arguments);
    }
}

static void other_titles_are_no_listeners() {
    for (const char* title : {"", "sshd: alice [priv]", "sshd: alice@pts/0", "/usr/sbin/sshd -i",
                              "-bash", "bash -c sshd: x [listener] 0 of 1-2 startups"}) {
        CHECK(!CHECK_OK(read_title(title)).has_value());
    }
}

static void words_that_may_be_one_or_two_are_refused() {
    for (const char* words : {"-o PermitTunnel no", "-f /etc/my config", "-f relative", "-o",
                              "-f -D", "-Z", "word", "-D  -f /x", "-o -D"}) {
        const std::string title =
            "sshd: /usr/sbin/sshd " + std::string{words} + " [listener] 0 of 1-2 startups";
        CHECK_ERROR(read_title(title), ErrorKind::invalid_config);
    }
}

static void who_stands_below_no_sshd_has_no_listener() {
    CHECK_ERROR(sshd::find_listener(::getpid()), ErrorKind::not_found);
}

int main() {
    return mfa::test::run("sshd/listener", {TEST(the_titles_that_distributions_have),
                                            TEST(other_titles_are_no_listeners),
                                            TEST(words_that_may_be_one_or_two_are_refused),
                                            TEST(who_stands_below_no_sshd_has_no_listener)});
}
