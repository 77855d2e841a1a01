#include "tests/vm/guest/attempts.hpp"

#include <cstring>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace attempts {

namespace {

int make(int family, int type, int protocol = 0) {
    return ::socket(family, type | SOCK_CLOEXEC, protocol);
}

int make_inet(const std::string& /*unused*/) {
    return outcome(make(AF_INET, SOCK_STREAM));
}
int make_inet6(const std::string& /*unused*/) {
    return outcome(make(AF_INET6, SOCK_DGRAM));
}
int make_netlink(const std::string& /*unused*/) {
    return outcome(make(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (address.sun_path[0] == '@') {
        address.sun_path[0] = '\0'; // a name that is in no file system
    }
    return address;
}

using Call = int (*)(int, const sockaddr*, socklen_t);

int with_address(Call call, int type, const std::string& path) {
    const sockaddr_un address = address_of(path);
    const int made = make(AF_UNIX, type);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as the sockets API wants it
    return outcome(call(made, reinterpret_cast<const sockaddr*>(&address), length));
}

int bind_to(const std::string& path) {
    return with_address(::bind, SOCK_STREAM, path);
}
int connect_to(const std::string& path) {
    return with_address(::connect, SOCK_STREAM, path);
}
int send_to(const std::string& path) {
    return with_address(::connect, SOCK_DGRAM, path);
}
int listen_anywhere(const std::string& /*unused*/) {
    return outcome(::listen(make(AF_UNIX, SOCK_STREAM), 1));
}
/// A socket that is none of the network's: what asks who may connect is asked before that shows.
int connect_to_inet(const std::string& /*unused*/) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as the sockets API wants it
    return outcome(::connect(make(AF_UNIX, SOCK_STREAM),
                             reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

constexpr Attempt socket_attempts[] = {{"make_inet", make_inet},
                                       {"make_inet6", make_inet6},
                                       {"make_netlink", make_netlink},
                                       {"bind_to", bind_to},
                                       {"connect_to", connect_to},
                                       {"send_to", send_to},
                                       {"listen_anywhere", listen_anywhere},
                                       {"connect_to_inet", connect_to_inet}};

} // namespace

std::span<const Attempt> on_sockets() {
    return socket_attempts;
}

} // namespace attempts
