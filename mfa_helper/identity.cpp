#include "mfa_helper/identity.hpp"

#include "engine/base/file.hpp"
#include "mfa_helper/paths.hpp"

#include <array>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mfa::helper {

namespace {

Result<> drop_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> none{};
    if (::syscall(SYS_capset, &header, none.data()) != 0) {
        return Error::from_errno("drop capabilities");
    }
    return {};
}

bool is_only(const Identity& identity) {
    uid_t real_uid = 0;
    uid_t effective_uid = 0;
    uid_t saved_uid = 0;
    gid_t real_gid = 0;
    gid_t effective_gid = 0;
    gid_t saved_gid = 0;
    return ::getresuid(&real_uid, &effective_uid, &saved_uid) == 0 &&
           ::getresgid(&real_gid, &effective_gid, &saved_gid) == 0 && real_uid == identity.uid &&
           effective_uid == identity.uid && saved_uid == identity.uid && real_gid == identity.gid &&
           effective_gid == identity.gid && saved_gid == identity.gid && ::setresuid(0, 0, 0) != 0;
}

} // namespace

Result<Identity> find_identity() {
    const UniqueFd folder = TRY(open_directory(state_folder, {std::nullopt, writable_by_others}));
    const auto status = TRY(status_of(folder.get(), state_folder));
    if (status.st_uid == 0 || status.st_gid == 0) {
        return Error{ErrorKind::unsafe_file, std::string{"use `"} + state_folder + "`",
                     "it must belong to user and group `mfa`"};
    }
    return Identity{status.st_uid, status.st_gid};
}

Result<> become(const Identity& identity) {
    if (::setgroups(1, &identity.gid) != 0 ||
        ::setresgid(identity.gid, identity.gid, identity.gid) != 0 ||
        ::setresuid(identity.uid, identity.uid, identity.uid) != 0) {
        return Error::from_errno("become the user `mfa`");
    }
    TRY(drop_capabilities());
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return Error::from_errno("give up privileges");
    }
    if (!is_only(identity)) {
        return Error{ErrorKind::internal, "become the user `mfa`", "privileges are left"};
    }
    return {};
}

authority::Caller find_caller() {
    // The front end is whoever made the channel (SO_PEERCRED); our parent has ended by now. Nothing
    // but the session that we were started in says for sure whose session this is.
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        peer.pid = ::getppid();
    }
    const SystemProcessTable processes;
    authority::Caller caller{::getuid(), peer.pid,
                             session::find_session(processes, peer.pid, ::getsid(0)), login_uid()};
    static_cast<void>(::setsid()); // fails for a group leader, whose signals are ignored anyway
    return caller;
}

} // namespace mfa::helper
