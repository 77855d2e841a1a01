#include "mfa_tool/new_file.hpp"

#include "engine/base/file.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mfa::tool {

namespace {

/// Puts off what would end us between creating a file and completing it.
class EndingSignalsBlocked {
public:
    EndingSignalsBlocked() {
        sigset_t blocked;
        sigemptyset(&blocked);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
            sigaddset(&blocked, number);
        }
        static_cast<void>(::sigprocmask(SIG_BLOCK, &blocked, &m_before));
    }
    EndingSignalsBlocked(const EndingSignalsBlocked&) = delete;
    EndingSignalsBlocked& operator=(const EndingSignalsBlocked&) = delete;
    ~EndingSignalsBlocked() { static_cast<void>(::sigprocmask(SIG_SETMASK, &m_before, nullptr)); }

private:
    sigset_t m_before{};
};

Error exists_already(const std::string& path) {
    return Error{ErrorKind::invalid_input, "write `" + path + "`",
                 "it exists already; name a file that does not"};
}

/// close(2) is where a network file system or a quota says that the data did not arrive.
Result<> write_and_close(UniqueFd file, std::string_view data, const std::string& path) {
    TRY(write_all(file.get(), data, path));
    if (::close(file.release()) != 0) {
        return Error::from_errno("write `" + path + "`");
    }
    return {};
}

} // namespace

Result<> check_is_new(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) {
        return exists_already(path);
    }
    if (errno != ENOENT) {
        return Error::from_errno("write `" + path + "`");
    }
    return {};
}

Result<> write_new_file(const std::string& path, std::string_view content) {
    const EndingSignalsBlocked blocked;
    UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!file) {
        return errno == EEXIST ? exists_already(path) : Error::from_errno("write `" + path + "`");
    }
    auto written = write_and_close(std::move(file), content, path);
    if (!written) {
        static_cast<void>(::unlink(path.c_str()));
    }
    return written;
}

} // namespace mfa::tool
