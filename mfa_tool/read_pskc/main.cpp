// mfa_read_pskc: reads a PSKC file for `mfa_tool admin import`, in a process of its own.
//
// XML is the largest language that pam_mfa reads, its libraries are the largest that it uses, and
// who imports is root. So this process gives up root before it looks at the first byte, can open
// next to nothing, ends soon whatever it is given, and takes what its libraries have copied of the
// secrets with it.
//
//   stdin  = size:u32 password file     (little-endian; size 0: there is no password)
//   stdout = a report (engine/transfer/report_content.hpp)
#include "engine/base/bytes.hpp"
#include "engine/base/file.hpp"
#include "engine/transfer/pskc/pskc.hpp"
#include "engine/transfer/report_content.hpp"

#include <cstdlib>
#include <exception>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace mfa::tool {

namespace {

constexpr id_t nobody = 65534;
constexpr std::size_t password_size_max = 1024;

#ifdef __SANITIZE_ADDRESS__
constexpr rlim_t memory_max = RLIM_INFINITY; // AddressSanitizer maps more than any limit
#else
constexpr rlim_t memory_max = rlim_t{1} << 30U;
#endif

bool limit(__rlimit_resource what, rlim_t value) {
    const rlimit both{value, value};
    return ::setrlimit(what, &both) == 0;
}

/// MUST: nothing of the input was read before.
bool give_up_privileges() {
    constexpr rlim_t cpu_s = 60;
    constexpr rlim_t files = 16; // what the libraries open when they start
    const bool was_root = ::geteuid() == 0;
    if (was_root && (::setgroups(0, nullptr) != 0 || ::setresgid(nobody, nobody, nobody) != 0 ||
                     ::setresuid(nobody, nobody, nobody) != 0)) {
        return false;
    }
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, cpu_s) && limit(RLIMIT_FSIZE, 0) &&
           limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, files) && limit(RLIMIT_AS, memory_max) &&
           ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

Result<> run() {
    constexpr std::size_t input_max =
        transfer::many_users_file_max + password_size_max + sizeof(std::uint32_t);
    const SecretBuffer input = TRY(read_secret(STDIN_FILENO, input_max, "stdin"));
    ByteReader reader{input.view()};
    const auto size = reader.number<std::uint32_t>();
    const auto password = SecretBuffer::copy_of(reader.raw(size));
    if (!reader.ok()) {
        return Error{ErrorKind::protocol, "read stdin", "it ends too early"};
    }
    const auto text = SecretBuffer::copy_of(input.view().substr(sizeof(std::uint32_t) + size));
    const transfer::Report report =
        transfer::read_pskc(text, size == 0 ? std::nullopt : std::optional{password.clone()});
    const SecretBuffer bytes = TRY(transfer::encode_report(report));
    return write_all(STDOUT_FILENO, bytes.view(), "stdout");
}

} // namespace

} // namespace mfa::tool

#ifdef __SANITIZE_ADDRESS__
/// The search for leaks starts a process that traces this one; neither is allowed any more.
extern "C" [[gnu::visibility("default")]] const char* __asan_default_options() {
    return "detect_leaks=0";
}
#endif

int main() {
    try {
        return mfa::tool::give_up_privileges() && mfa::tool::run() ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception&) {
        return EXIT_FAILURE; // out of memory
    }
}
