// mfa_tool: talks to mfa_helper on behalf of the person who runs it. It has no privileges.
#include "mfa_tool/tool.hpp"

#include <array>
#include <clocale>
#include <cstdlib>
#include <fcntl.h>
#include <langinfo.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

/// A new key and codes pass through this process: no core dump may keep them, and no other process
/// of the user may read them here.
bool keep_memory_private() {
    const rlimit none{0, 0};
    return ::setrlimit(RLIMIT_CORE, &none) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/// Descriptors 0 to 2 exist: a file opened later must not become somebody's stdout.
bool standard_streams_are_open() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        // open(2) takes the lowest free number, and all below `fd` are in use.
        if (::fcntl(fd, F_GETFD) < 0 &&
            ::open("/dev/null", O_RDWR | O_NOCTTY) != fd) { // NOLINT(android-cloexec-open)
            return false;
        }
    }
    return true;
}

/// NO_COLOR as no-color.org has it: present and not empty.
bool colors_are_wanted() {
    const char* const no_color = std::getenv("NO_COLOR");
    const char* const terminal = std::getenv("TERM");
    return (no_color == nullptr || *no_color == '\0') && terminal != nullptr &&
           std::string_view{terminal} != "dumb";
}

bool locale_is_utf8() {
    return std::setlocale(LC_CTYPE, "") != nullptr &&
           std::string_view{::nl_langinfo(CODESET)} == "UTF-8";
}

} // namespace

int main(int count, char** values) {
    if (!standard_streams_are_open() || !keep_memory_private()) {
        return static_cast<int>(mfa::tool::ExitCode::failed);
    }
    mfa::tool::Settings settings;
    settings.helper_path = MFA_HELPER_PATH;
    settings.pskc_reader_path = MFA_PSKC_READER_PATH;
    settings.colors_wanted = colors_are_wanted();
    settings.utf8_locale = locale_is_utf8();
    const std::vector<std::string> arguments{values + (count > 0 ? 1 : 0), values + count};
    return mfa::tool::run(arguments, std::move(settings));
}
