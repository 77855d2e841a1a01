// One PAM authentication after another, or many at the same instant; a line of results for each.
//
//   bench_login time ROUND PREFIX COUNT SERVICE…   for each of the users PREFIX0, … one login
//   through
//       each service in turn, with the code of the step ROUND from now; prints `SERVICE
//       NANOSECONDS`
//   bench_login race one|each SERVICE PREFIX FIRST COUNT   COUNT processes at once: all with the
//   code
//       of user PREFIXFIRST, or each with one of a user of its own; prints how many succeeded
#include "tests/bench/pam_login.hpp"

#include <cerrno>
#include <cstdio>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace mfa;
using namespace mfa::bench;

namespace {

int time_logins(long round, const std::string& prefix, long count,
                const std::vector<const char*>& services) {
    using Clock = std::chrono::steady_clock;
    const otp::Step step = step_now() + round;
    for (long i = 0; i < count; ++i) {
        const std::string user = prefix + std::to_string(i);
        SecretBuffer code = code_of(user, step);
        for (const char* service : services) {
            const auto start = Clock::now();
            const int result = log_in(service, user, code);
            const auto end = Clock::now();
            if (result != PAM_SUCCESS) {
                std::fprintf(stderr, "bench_login: %s refused %s: %s\n", service, user.c_str(),
                             pam_strerror(nullptr, result));
                return 1;
            }
            std::printf(
                "%s %lld\n", service,
                static_cast<long long>(
                    std::chrono::duration_cast<std::chrono::nanoseconds>(end - start).count()));
        }
    }
    return 0;
}

enum class Users { one, each };

/// All children hold the read end of a pipe; closing the write end lets them go at one instant.
int race(Users users, const char* service, const std::string& prefix, long first, long count) {
    int gate[2];
    if (::pipe(gate) != 0) {
        throw std::runtime_error{"pipe failed"};
    }
    const otp::Step step = step_now();
    std::vector<pid_t> children;
    for (long i = 0; i < count; ++i) {
        const std::string user = prefix + std::to_string(users == Users::one ? first : first + i);
        SecretBuffer code = code_of(user, step);
        const pid_t child = ::fork();
        if (child < 0) {
            throw std::runtime_error{"fork failed"};
        }
        if (child == 0) {
            ::close(gate[1]);
            char nothing = 0;
            while (::read(gate[0], &nothing, 1) < 0 && errno == EINTR) {
            }
            ::_exit(log_in(service, user, code) == PAM_SUCCESS ? 0 : 1);
        }
        children.push_back(child);
    }
    ::close(gate[0]);
    ::close(gate[1]);
    long succeeded = 0;
    for (const pid_t child : children) {
        int status = 0;
        if (::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
            WEXITSTATUS(status) == 0) {
            ++succeeded;
        }
    }
    std::printf("%ld\n", succeeded);
    return 0;
}

int run(const std::vector<const char*>& values) {
    const std::string_view mode = values.empty() ? "" : values[0];
    if (mode == "time" && values.size() > 4) {
        return time_logins(std::strtol(values[1], nullptr, 10), values[2],
                           std::strtol(values[3], nullptr, 10), {values.begin() + 4, values.end()});
    }
    if (mode == "race" && values.size() == 6) {
        const bool is_one = std::string_view{values[1]} == "one";
        return race(is_one ? Users::one : Users::each, values[2], values[3],
                    std::strtol(values[4], nullptr, 10), std::strtol(values[5], nullptr, 10));
    }
    std::fputs("usage: see the head of tests/bench/login.cpp\n", stderr);
    return 2;
}

} // namespace

int main(int count, char** values) {
    try {
        return run({values + 1, values + count});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_login: %s\n", error.what());
        return 1;
    }
}
