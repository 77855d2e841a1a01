// write_filter FILE: runs while pam_mfa is built. Writes the system call filter as the initialisers
// of an array of sock_filter (seccomp(2)), so that no login has to compile it.
#include "mfa_helper/system_calls.hpp"

#include <cerrno>
#include <cstdio>
#include <linux/filter.h>
#include <memory>
#include <sys/socket.h>

namespace {

struct FreeFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Filter build_filter() {
    // A call that is not listed fails instead of killing: a name service that tries something new
    // must not lock everybody out.
    Filter filter{seccomp_init(SCMP_ACT_ERRNO(EPERM))};
    if (!filter) {
        return nullptr;
    }
    constexpr std::uint32_t binary_tree = 2;
    int failure = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, binary_tree);
    for (const int call : mfa::helper::allowed_calls) {
        failure = failure != 0 ? failure : seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
    }
    constexpr scmp_arg_cmp local_only{0, SCMP_CMP_EQ, AF_UNIX, 0};
    failure = failure != 0
                  ? failure
                  : seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, local_only);
    for (const std::uint64_t command : mfa::helper::allowed_bpf_commands) {
        const scmp_arg_cmp this_one{0, SCMP_CMP_EQ, command, 0};
        failure = failure != 0
                      ? failure
                      : seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(bpf), 1, this_one);
    }
    return failure == 0 ? std::move(filter) : nullptr;
}

bool print(std::FILE* compiled, std::FILE* out) {
    sock_filter step{};
    while (std::fread(&step, sizeof step, 1, compiled) == 1) {
        if (std::fprintf(out, "{0x%02x, %u, %u, 0x%08x},\n", unsigned{step.code}, unsigned{step.jt},
                         unsigned{step.jf}, step.k) < 0) {
            return false;
        }
    }
    return std::ferror(compiled) == 0 && std::fflush(out) == 0;
}

} // namespace

int main(int count, char** values) {
    const Filter filter = build_filter();
    const File compiled{std::tmpfile(), std::fclose};
    const File out{count == 2 ? std::fopen(values[1], "we") : nullptr, std::fclose};
    if (!filter || !compiled || !out ||
        seccomp_export_bpf(filter.get(), ::fileno(compiled.get())) != 0 ||
        std::fseek(compiled.get(), 0, SEEK_SET) != 0 || !print(compiled.get(), out.get())) {
        (void)std::fputs("write_filter: cannot make the system call filter\n", stderr);
        return 1;
    }
    return 0;
}
