// Many processes that log in without a pause; one line of results.
//
//   bench_load one SERVICE PREFIX PROCESSES SECONDS
//       All as user PREFIX0, a third of the time with each of three codes that nobody has used.
//       Prints: ATTEMPTS MILLISECONDS ACCEPTED ACCEPTED ACCEPTED, the last three of each code.
//   bench_load each SERVICE PREFIX PROCESSES USERS SECONDS
//       Each as USERS users of its own, each with three codes that nobody has used, once; then
//       the latest that was accepted again. Prints: ACCEPTED DENIED MILLISECONDS AGAIN, AGAIN being
//       the codes that were accepted a second time: what was written about them is lost.
#include "tests/bench/pam_login.hpp"

#include <array>
#include <atomic>
#include <cstdio>
#include <functional>
#include <new>
#include <string_view>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace mfa;
using namespace mfa::bench;

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int codes = 3;

/// Shared by all processes.
struct Counters {
    std::atomic<long> attempts{0};
    std::atomic<long> denied{0};
    std::atomic<long> again{0};
    std::array<std::atomic<long>, codes> accepted{};
    std::atomic<bool> has_begun{false};
};

Counters& make_shared_counters() {
    void* memory = ::mmap(nullptr, sizeof(Counters), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::runtime_error{"no shared memory"};
    }
    return *new (memory) Counters;
}

/// Lets all of them go at one instant; how long the last one took.
milliseconds run_at_once(long processes, Counters& counters,
                         const std::function<void(long)>& work) {
    std::vector<pid_t> children;
    counters.has_begun = false;
    for (long i = 0; i < processes; ++i) {
        const pid_t child = ::fork();
        if (child < 0) {
            throw std::runtime_error{"fork failed"};
        }
        if (child == 0) {
            while (!counters.has_begun) {
                std::this_thread::sleep_for(milliseconds{1});
            }
            work(i);
            ::_exit(0);
        }
        children.push_back(child);
    }
    const auto start = Clock::now();
    counters.has_begun = true;
    for (const pid_t child : children) {
        int status = 0;
        if (::waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
            WEXITSTATUS(status) != 0) {
            throw std::runtime_error{"a process ended badly"};
        }
    }
    return std::chrono::duration_cast<milliseconds>(Clock::now() - start);
}

int load_one(const char* service, const std::string& prefix, long processes, long seconds) {
    Counters& counters = make_shared_counters();
    const std::string user = prefix + "0";
    const otp::Step first = step_now() - 1;
    const milliseconds part = std::chrono::seconds{seconds} / codes;
    milliseconds elapsed{0};
    for (int number = 0; number < codes; ++number) {
        elapsed += run_at_once(processes, counters, [&](long /*process*/) {
            const auto end = Clock::now() + part;
            SecretBuffer code = code_of(user, first + number);
            while (Clock::now() < end) {
                ++counters.attempts;
                if (log_in(service, user, code) == PAM_SUCCESS) {
                    ++counters.accepted[static_cast<std::size_t>(number)];
                }
            }
        });
    }
    std::printf("%ld %lld %ld %ld %ld\n", counters.attempts.load(),
                static_cast<long long>(elapsed.count()), counters.accepted[0].load(),
                counters.accepted[1].load(), counters.accepted[2].load());
    return 0;
}

int load_each(const char* service, const std::string& prefix, long processes, long users,
              long seconds) {
    Counters& counters = make_shared_counters();
    const otp::Step first = step_now() - 1;
    const auto end = Clock::now() + std::chrono::seconds{seconds};
    const auto user_of = [&](long process, long number) {
        return prefix + std::to_string(process * users + number);
    };
    // 1 for each user's first code, 2, 3: the latest that was accepted; one byte for each, written
    // by one process only.
    auto* accepted_codes =
        static_cast<char*>(::mmap(nullptr, static_cast<std::size_t>(processes * users),
                                  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (accepted_codes == MAP_FAILED) {
        throw std::runtime_error{"no shared memory"};
    }
    const auto elapsed = run_at_once(processes, counters, [&](long process) {
        for (int step = 0; step < codes; ++step) {
            for (long number = 0; number < users && Clock::now() < end; ++number) {
                const std::string user = user_of(process, number);
                SecretBuffer code = code_of(user, first + step);
                const bool is_accepted = log_in(service, user, code) == PAM_SUCCESS;
                ++(is_accepted ? counters.accepted[0] : counters.denied);
                if (is_accepted) {
                    accepted_codes[process * users + number] = static_cast<char>(step + 1);
                }
            }
        }
    });
    run_at_once(processes, counters, [&](long process) {
        for (long number = 0; number < users; ++number) {
            const int step = accepted_codes[process * users + number] - 1;
            if (step < 0) {
                continue;
            }
            const std::string user = user_of(process, number);
            SecretBuffer code = code_of(user, first + step);
            counters.again += log_in(service, user, code) == PAM_SUCCESS ? 1 : 0;
        }
    });
    std::printf("%ld %ld %lld %ld\n", counters.accepted[0].load(), counters.denied.load(),
                static_cast<long long>(elapsed.count()), counters.again.load());
    return 0;
}

int run(const std::vector<const char*>& values) {
    const auto number = [&values](std::size_t at) { return std::strtol(values[at], nullptr, 10); };
    const std::string_view mode = values.empty() ? "" : values[0];
    if (mode == "one" && values.size() == 5) {
        return load_one(values[1], values[2], number(3), number(4));
    }
    if (mode == "each" && values.size() == 6) {
        return load_each(values[1], values[2], number(3), number(4), number(5));
    }
    std::fputs("usage: see the head of tests/bench/load.cpp\n", stderr);
    return 2;
}

} // namespace

int main(int count, char** values) {
    try {
        return run({values + 1, values + count});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_load: %s\n", error.what());
        return 1;
    }
}
