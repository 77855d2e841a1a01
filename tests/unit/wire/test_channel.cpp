#include "engine/wire/channel.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <array>
#include <sys/socket.h>

using namespace mfa;
using namespace mfa::wire;
using namespace std::chrono_literals;

namespace {

struct Pair {
    std::array<int, 2> sockets{};
    Pair() {
        CHECK_EQUAL(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()), 0);
    }
};

void a_message_crosses_whole() {
    const Pair pair;
    Channel left{UniqueFd{pair.sockets[0]}};
    Channel right{UniqueFd{pair.sockets[1]}};
    Message message{MessageType::verify};
    message.add(Field::code, std::string(20000, '1'));
    CHECK_OK(left.send(message, 1s));
    const auto received = CHECK_OK(right.receive(1s));
    CHECK_EQUAL(received->text(Field::code)->size(), 20000U);
}

void silence_is_a_timeout_and_an_end_is_an_end() {
    const Pair pair;
    Channel right{UniqueFd{pair.sockets[1]}};
    {
        const Channel left{UniqueFd{pair.sockets[0]}};
        CHECK_ERROR(right.receive(20ms), ErrorKind::timeout);
    }
    CHECK(!CHECK_OK(right.receive(20ms)));
}

void a_packet_that_is_too_long_or_no_message_is_refused() {
    const Pair pair;
    const UniqueFd left{pair.sockets[0]};
    Channel right{UniqueFd{pair.sockets[1]}};
    const std::string huge(packet_max + 1, 'x');
    CHECK_EQUAL(::send(left.get(), huge.data(), huge.size(), 0), static_cast<ssize_t>(huge.size()));
    CHECK_ERROR(right.receive(1s), ErrorKind::protocol);
    CHECK_EQUAL(::send(left.get(), "garbage", 7, 0), 7);
    CHECK_ERROR(right.receive(1s), ErrorKind::protocol);
}

void a_closed_other_side_is_an_error_and_no_signal() {
    const Pair pair;
    Channel left{UniqueFd{pair.sockets[0]}};
    { const UniqueFd right{pair.sockets[1]}; }
    CHECK_ERROR(left.send(Message{MessageType::list}, 1s), ErrorKind::system);
}

void a_side_that_never_reads_is_a_timeout() {
    const Pair pair;
    Channel left{UniqueFd{pair.sockets[0]}};
    const UniqueFd right{pair.sockets[1]};
    Message message{MessageType::verify};
    message.add(Field::code, std::string(20000, '1'));
    for (int i = 0; i < 1000; ++i) {
        const auto sent = left.send(message, 20ms);
        if (!sent) {
            CHECK_ERROR(sent, ErrorKind::timeout);
            return;
        }
    }
    throw test::CheckFailed{"the socket's buffer never filled up"};
}

} // namespace

int main() {
    return mfa::test::run("wire/channel",
                          {
                              TEST(a_message_crosses_whole),
                              TEST(silence_is_a_timeout_and_an_end_is_an_end),
                              TEST(a_packet_that_is_too_long_or_no_message_is_refused),
                              TEST(a_closed_other_side_is_an_error_and_no_signal),
                              TEST(a_side_that_never_reads_is_a_timeout),
                          });
}
