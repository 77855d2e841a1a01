// A helper that says what a test has laid out. Started through the `#!` line of a script; in the
// script's folder: `answer-N.K` is the K-th packet of the answer to the N-th request. The request
// itself goes to `request-N`. Without an answer it ends at once, as one that crashed.
#include "engine/base/file.hpp"
#include "engine/wire/channel.hpp"

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <unistd.h>

using namespace mfa;

namespace {

std::string numbered(const std::string& folder, const char* name, int number) {
    return folder + "/" + name + "-" + std::to_string(number);
}

/// The first number that no request has yet.
int next_number(const std::string& folder) {
    int number = 0;
    while (std::filesystem::exists(numbered(folder, "request", number))) {
        ++number;
    }
    return number;
}

Result<> keep_request(const std::string& folder, int number, const wire::Message& request) {
    const std::string path = numbered(folder, "request", number);
    const UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    const auto packet = TRY(request.encoded());
    return write_all(file.get(), {reinterpret_cast<const char*>(packet.data()), packet.size()},
                     path);
}

/// Raw bytes: an answer may be no message at all.
bool send_file(int channel, const std::string& path) {
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) {
        return false;
    }
    const auto packet = read_text(file.get(), 2 * wire::packet_max, path);
    return packet && ::write(channel, packet->data(), packet->size()) >= 0;
}

int serve(int count, char** values) {
    if (count < 2) {
        return 2;
    }
    const std::string folder = std::filesystem::path{values[1]}.parent_path().string();
    wire::Channel channel{UniqueFd{STDIN_FILENO}};
    const auto request = channel.receive(std::chrono::seconds{10});
    if (!request || !*request) {
        return 1;
    }
    const int number = next_number(folder);
    if (!keep_request(folder, number, **request)) {
        return 1;
    }
    const std::string answer = numbered(folder, "answer", number);
    for (int part = 0; send_file(channel.fd(), answer + "." + std::to_string(part)); ++part) {
    }
    return 0;
}

} // namespace

int main(int count, char** values) {
    // At once: who is killed while LeakSanitizer looks at him leaves a process of it that spins.
    std::_Exit(serve(count, values));
}
