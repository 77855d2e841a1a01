// Stands in for mfa_helper: follows `script` in its working folder, one step a line, and writes
// every request that it receives to `requests`, one line of hexadecimal each.
//
//   receive        wait for a request and write it down
//   send HEX       send that packet
//   crash          die by a signal of the kernel's, which no mask holds back
//   hang           do nothing, whatever happens to the channel, until long after it was given up
//   exit           end at once
//
// At the end of the script it waits, as the real one does, until its channel closes.
#include "engine/base/text.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int channel = STDIN_FILENO;

/// False when the other side has closed.
bool receive() {
    static std::array<std::uint8_t, 65536> packet;
    const ssize_t got = ::recv(channel, packet.data(), packet.size(), 0);
    if (got <= 0) {
        return false;
    }
    std::ofstream{"requests", std::ios::app}
        << mfa::to_hex({packet.data(), static_cast<std::size_t>(got)}) << '\n';
    return true;
}

void send(std::string_view hex) {
    const auto packet = mfa::from_hex(hex);
    if (!packet || ::send(channel, packet->data(), packet->size(), MSG_NOSIGNAL) < 0) {
        std::abort();
    }
}

void follow(std::string_view step) {
    if (step == "receive") {
        receive();
    } else if (step.starts_with("send ")) {
        send(step.substr(5));
    } else if (step == "crash") {
        __builtin_trap();
    } else if (step == "hang") {
        constexpr unsigned long_after_s = 30;
        static_cast<void>(::sleep(long_after_s));
    } else if (step == "exit") {
        std::_Exit(0);
    } else {
        std::abort();
    }
}

} // namespace

int main() {
    std::ifstream script{"script"};
    std::string step;
    while (std::getline(script, step)) {
        follow(step);
    }
    while (receive()) {
    }
    // At once: who is killed while LeakSanitizer looks at him leaves a process of it that spins.
    std::_Exit(0);
}
