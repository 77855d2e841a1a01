// What the session guard costs, in a machine that counts instructions (run_guard).
//
//   bench_guard costs      fork+exec+exit, open and connect in a session that is not limited;
//   prints
//                          `OPERATION NANOSECONDS` for one of each
//   bench_guard programs   in a limited session: a listed program, one that is refused, open;
//   prints
//                          `HOOK NANOSECONDS CALLS` for each of the guard's programs that ran
#include "engine/base/file.hpp"
#include "engine/base/process.hpp"
#include "engine/guard/pinned_guard.hpp"

#include <algorithm>
#include <array>
#include <bpf/bpf.h>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

using namespace mfa;

namespace {

constexpr const char* listed_program = "/bin/true";
constexpr const char* unlisted_program = "/bin/false";

void must(bool right, const char* what) {
    if (!right) {
        throw std::runtime_error{std::string{what} + ": " + std::strerror(errno)};
    }
}

template <typename T>
T must(Result<T> result) {
    if (!result) {
        throw std::runtime_error{result.error().message()};
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

/// Runs `act` in a process of its own and waits for it.
template <typename Act>
void in_child(Act act) {
    const pid_t child = ::fork();
    must(child >= 0, "fork");
    if (child == 0) {
        act();
        ::_exit(0);
    }
    int status = 0;
    must(::waitpid(child, &status, 0) == child, "wait");
}

void run(const char* program) {
    in_child([program] { ::execl(program, program, nullptr); });
}

void open_a_file() {
    ::close(::open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

class Listener {
public:
    Listener(const sockaddr* address, socklen_t size)
        : m_socket{::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0)}, m_size{size} {
        must(::bind(m_socket.get(), address, size) == 0, "bind");
        must(::listen(m_socket.get(), 1) == 0, "listen");
        must(::getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&m_address), &m_size) == 0,
             "name a socket");
    }

    void connect() const {
        const UniqueFd client{::socket(m_address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        must(::connect(client.get(), reinterpret_cast<const sockaddr*>(&m_address), m_size) == 0,
             "connect");
        const UniqueFd server{::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    }

private:
    UniqueFd m_socket;
    sockaddr_storage m_address{};
    socklen_t m_size;
};

std::int64_t now_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

/// The median of some batches: in each the kernel may have something else to do, too.
template <typename Act>
void measure(const char* name, int times, Act act) {
    constexpr std::size_t batches = 11;
    std::array<std::int64_t, batches> costs_ns{};
    for (std::int64_t& cost_ns : costs_ns) {
        const auto start = now_ns();
        for (int i = 0; i < times; ++i) {
            act();
        }
        cost_ns = (now_ns() - start) / times;
    }
    std::sort(costs_ns.begin(), costs_ns.end());
    std::printf("%s %lld\n", name, static_cast<long long>(costs_ns.at(batches / 2)));
}

void enter_a_session() {
    const UniqueFd login{::open("/proc/self/loginuid", O_WRONLY | O_CLOEXEC)};
    must(login.get() >= 0, "open /proc/self/loginuid");
    must(::write(login.get(), "0", 1) == 1, "write /proc/self/loginuid");
}

int costs() {
    enter_a_session();
    sockaddr_un local{AF_UNIX, "/run/bench_guard"};
    ::unlink(local.sun_path);
    sockaddr_in network{};
    network.sin_family = AF_INET;
    network.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const Listener on_a_path{reinterpret_cast<sockaddr*>(&local), sizeof local};
    const Listener on_a_port{reinterpret_cast<sockaddr*>(&network), sizeof network};
    measure("fork+exec+exit", 100, [] { run(listed_program); });
    measure("open", 2'000, open_a_file);
    measure("connect(unix)", 500, [&] { on_a_path.connect(); });
    measure("connect(tcp)", 200, [&] { on_a_port.connect(); });
    return 0;
}

bpf_prog_info info_of(const std::string& pin) {
    const UniqueFd link{::bpf_obj_get(pin.c_str())};
    bpf_link_info link_info{};
    __u32 size = sizeof link_info;
    must(::bpf_obj_get_info_by_fd(link.get(), &link_info, &size) == 0, "ask about a link");
    const UniqueFd program{::bpf_prog_get_fd_by_id(link_info.prog_id)};
    bpf_prog_info info{};
    size = sizeof info;
    must(::bpf_obj_get_info_by_fd(program.get(), &info, &size) == 0, "ask about a program");
    return info;
}

/// As mfa_helper does it: from a child of who opens the session.
void limit_the_session() {
    const auto session = audit_session_id();
    must(session.has_value(), "a session");
    const pid_t opener = ::getpid();
    in_child([&] {
        auto guard = must(guard::PinnedGuard::open());
        must(guard.limit(*session, 1000, opener));
        must(guard.permit(*session, listed_program, guard::ProgramKind::listed));
    });
}

int programs() {
    enter_a_session();
    limit_the_session();
    in_child([] {
        for (int i = 0; i < 500; ++i) {
            run(listed_program);
            run(unlisted_program);
            open_a_file();
        }
    });
    const std::string folder = std::string{guard::pins_folder} + "/links";
    const UniqueFd links{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    for (const std::string& name : must(list_directory(links.get(), folder))) {
        const bpf_prog_info info = info_of(folder + "/" + name);
        if (info.run_cnt > 0) {
            std::printf("%s %llu %llu\n", name.c_str(), info.run_time_ns / info.run_cnt,
                        info.run_cnt);
        }
    }
    return 0;
}

} // namespace

int main(int count, char** values) {
    try {
        const std::string_view what = count == 2 ? values[1] : "";
        if (what == "costs" || what == "programs") {
            return what == "costs" ? costs() : programs();
        }
        std::fprintf(stderr, "usage: bench_guard costs | programs\n");
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_guard: %s\n", error.what());
        return 1;
    }
}
