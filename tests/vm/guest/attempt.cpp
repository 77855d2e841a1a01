// attempt NAME[=ARGUMENT]…: makes each attempt in a process of its own, and says how it went:
//
//   read=/home/alice/secret: EPERM
//   socket=inet: ok
//
// As a login shell (attempt -c "NAME…") it is what a limited session confines; as a command that
// the policy lists it has the user's own rights. Exit status 1 when one of them did not work.
#include "tests/vm/guest/attempts.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using attempts::Attempt;

constexpr int unknown = 254;
constexpr int killed = 255;

const Attempt* find(const std::string& name) {
    for (const auto table :
         {attempts::on_files(), attempts::on_programs(), attempts::on_processes(),
          attempts::on_sockets(), attempts::on_kernel()}) {
        for (const Attempt& attempt : table) {
            if (name == attempt.name) {
                return &attempt;
            }
        }
    }
    return nullptr;
}

/// 0, or an errno.
int make(const std::string& word) {
    const auto equals = word.find('=');
    const Attempt* attempt = find(word.substr(0, equals));
    if (attempt == nullptr) {
        return unknown;
    }
    const std::string argument = equals == std::string::npos ? "" : word.substr(equals + 1);
    const pid_t child = ::fork();
    if (child < 0) {
        return errno;
    }
    if (child == 0) {
        ::alarm(20); // what neither works nor is refused
        ::_exit(attempt->make(argument));
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status)
                                                                      : killed;
}

std::string in_words(int outcome) {
    switch (outcome) {
    case 0:
        return "ok";
    case unknown:
        return "no such attempt";
    case killed:
        return "killed";
    default:
        const char* const name = ::strerrorname_np(outcome);
        return name == nullptr ? std::to_string(outcome) : name;
    }
}

std::vector<std::string> words_of(int count, char** values) {
    if (count == 3 && std::strcmp(values[1], "-c") == 0) {
        std::istringstream line{values[2]};
        std::vector<std::string> words;
        for (std::string word; line >> word;) {
            words.push_back(word);
        }
        return words;
    }
    return {values + 1, values + count};
}

} // namespace

int main(int count, char** values) {
    int status = EXIT_SUCCESS;
    for (const std::string& word : words_of(count, values)) {
        const int outcome = make(word);
        status = outcome == 0 ? status : EXIT_FAILURE;
        std::printf("%s: %s\n", word.c_str(), in_words(outcome).c_str());
        static_cast<void>(std::fflush(stdout));
    }
    return status;
}
