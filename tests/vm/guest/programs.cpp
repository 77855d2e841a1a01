#include "tests/vm/guest/attempts.hpp"

#include "tests/vm/guest/preloaded.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <sstream>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace attempts {

namespace {

constexpr std::size_t page = 4096;

/// PROGRAM,ARGUMENT,…
int run(const std::string& words) {
    std::vector<std::string> kept;
    std::istringstream list{words};
    for (std::string word; std::getline(list, word, ',');) {
        kept.push_back(word);
    }
    std::vector<char*> arguments;
    arguments.reserve(kept.size() + 1);
    for (std::string& word : kept) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    ::execv(arguments.front(), arguments.data());
    return errno;
}

int run_descriptor(int file) {
    char name[] = "program";
    char* const arguments[] = {name, nullptr};
    char* const environment[] = {nullptr};
    ::syscall(SYS_execveat, file, "", arguments, environment, AT_EMPTY_PATH);
    return errno;
}

int run_open(const std::string& path) {
    return run_descriptor(::open(path.c_str(), O_PATH | O_CLOEXEC));
}

/// By a name that is another file as soon as the descriptor is.
int run_by_descriptor(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY); // NOLINT(android-cloexec-open): the program's
    return file < 0 ? errno : run("/proc/self/fd/" + std::to_string(file));
}

/// PROGRAM,ARGUMENT,…: where nothing can gain privileges any more, its calls can be faked.
int run_without_privileges(const std::string& words) {
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? run(words) : errno;
}

/// The loader of a listed command writes what it does into a file that we name.
int write_by_loader(const std::string& path) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("LD_DEBUG", "libs", 1);
        ::setenv("LD_DEBUG_OUTPUT", path.c_str(), 1);
        ::_exit(run("/usr/bin/id,-un"));
    }
    ::waitpid(child, nullptr, 0);
    return ::access((path + "." + std::to_string(child)).c_str(), F_OK) == 0 ? 0 : EPERM;
}

/// The kernel writes the memory of a command that crashes into that folder.
int dump_core(const std::string& folder) {
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    if (::chdir(folder.c_str()) != 0 || ::setrlimit(RLIMIT_CORE, &all) != 0) {
        return errno;
    }
    const pid_t child = ::fork();
    if (child == 0) {
        std::abort();
    }
    ::waitpid(child, nullptr, 0);
    return ::access("core", F_OK) == 0 ? 0 : EPERM;
}

/// A file without a name, with what is in `path`.
int memory_file(const std::string& path) {
    const int from = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const int memory = ::memfd_create("code", MFD_CLOEXEC);
    struct stat status {};
    if (::fstat(from, &status) != 0 ||
        ::sendfile(memory, from, nullptr, static_cast<std::size_t>(status.st_size)) < 0) {
        return -1;
    }
    return memory;
}

int run_memory(const std::string& path) {
    const int memory = memory_file(path);
    return memory < 0 ? EBADF : run_descriptor(memory);
}

int map_code(const std::string& path) {
    const void* code =
        ::mmap(nullptr, page, PROT_READ | PROT_EXEC, MAP_PRIVATE, memory_file(path), 0);
    return code == MAP_FAILED ? errno : 0;
}

int protect_code(const std::string& path) {
    void* code = ::mmap(nullptr, page, PROT_READ, MAP_PRIVATE, memory_file(path), 0);
    return code == MAP_FAILED ? EBADF : outcome(::mprotect(code, page, PROT_READ | PROT_EXEC));
}

/// Whether code of one's own runs in that program, and writes where it could not.
int preload(const std::string& program) {
    const std::string home = std::getenv("HOME");
    ::setenv("LD_PRELOAD", (home + "/preloaded.so").c_str(), 1);
    ::setenv(preloaded::writes, (home + "/.bashrc").c_str(), 1);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(STDIN_FILENO);
        ::execl(program.c_str(), program.c_str(), nullptr);
        ::_exit(EXIT_FAILURE);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
                   WEXITSTATUS(status) == preloaded::has_written
               ? 0
               : EPERM;
}

/// The same in a program that is setuid, but not for us: then the loader trusts the environment.
int preload_without_privileges(const std::string& program) {
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? preload(program) : errno;
}

constexpr Attempt program_attempts[] = {{"run", run},
                                        {"run_open", run_open},
                                        {"run_memory", run_memory},
                                        {"run_by_descriptor", run_by_descriptor},
                                        {"run_without_privileges", run_without_privileges},
                                        {"write_by_loader", write_by_loader},
                                        {"dump_core", dump_core},
                                        {"map_code", map_code},
                                        {"protect_code", protect_code},
                                        {"preload", preload},
                                        {"preload_without_privileges", preload_without_privileges}};

} // namespace

std::span<const Attempt> on_programs() {
    return program_attempts;
}

} // namespace attempts
