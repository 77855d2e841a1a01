#include "session_guard/kernel.hpp"

#include "engine/base/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace mfa::session_guard {

namespace {

constexpr const char* module_list = "/sys/kernel/security/lsm";
constexpr const char* types = "/sys/kernel/btf/vmlinux";
constexpr const char* bpffs = "/sys/fs/bpf";

bool has_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        if (list.substr(0, end) == word) {
            return true;
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

} // namespace

Result<> check_kernel() {
    const std::string operation = "load the session guard";
    const UniqueFd file{::open(module_list, O_RDONLY | O_CLOEXEC)};
    if (!file) {
        return Error{ErrorKind::invalid_config, operation,
                     std::string{"`"} + module_list +
                         "` cannot be read: is securityfs mounted (`mount -t securityfs securityfs "
                         "/sys/kernel/security`)?",
                     errno};
    }
    std::string modules = TRY(read_text(file.get(), 4096, module_list));
    modules.erase(modules.find_last_not_of('\n') + 1);
    if (!has_word(modules, "bpf")) {
        return Error{ErrorKind::invalid_config, operation,
                     "this kernel runs without the BPF security module. Add `lsm=" + modules +
                         ",bpf` to its command line (Debian, Ubuntu: GRUB_CMDLINE_LINUX in "
                         "/etc/default/grub, then `update-grub`) and restart"};
    }
    if (::access(types, R_OK) != 0) {
        return Error{ErrorKind::invalid_config, operation,
                     std::string{"this kernel does not describe its types (`"} + types +
                         "`, CONFIG_DEBUG_INFO_BTF)"};
    }
    return {};
}

Result<> mount_bpffs() {
    struct statfs status {};
    if (::statfs(bpffs, &status) != 0) {
        return Error::from_errno(std::string{"look at `"} + bpffs + "`");
    }
    if (static_cast<unsigned long>(status.f_type) == BPF_FS_MAGIC) {
        return {};
    }
    if (::mount("bpf", bpffs, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700") != 0) {
        return Error::from_errno(std::string{"mount a bpffs at `"} + bpffs + "`");
    }
    return {};
}

} // namespace mfa::session_guard
