#include "tests/vm/guest/attempts.hpp"

#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <termios.h>
#include <unistd.h>

namespace attempts {

namespace {

constexpr mode_t for_owner = 0600;

int open_as(const std::string& path, int flags) {
    return outcome(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, for_owner));
}

int read_file(const std::string& path) {
    return open_as(path, O_RDONLY);
}
int write_file(const std::string& path) {
    return open_as(path, O_WRONLY | O_APPEND);
}
int create(const std::string& path) {
    return open_as(path, O_WRONLY | O_CREAT | O_EXCL);
}
int truncate(const std::string& path) {
    return outcome(::truncate(path.c_str(), 0));
}
int link(const std::string& path) {
    return outcome(::link(path.c_str(), (path + ".link").c_str()));
}
int symlink(const std::string& path) {
    return outcome(::symlink("/etc/passwd", path.c_str()));
}
int make_folder(const std::string& path) {
    return outcome(::mkdir(path.c_str(), S_IRWXU));
}
int make_node(const std::string& path) {
    return outcome(::mkfifo(path.c_str(), for_owner));
}
int rename(const std::string& path) {
    return outcome(::rename(path.c_str(), (path + ".renamed").c_str()));
}
int unlink(const std::string& path) {
    return outcome(::unlink(path.c_str()));
}
int remove_folder(const std::string& path) {
    return outcome(::rmdir(path.c_str()));
}
int change_mode(const std::string& path) {
    return outcome(::chmod(path.c_str(), S_IRWXU));
}
int change_times(const std::string& path) {
    return outcome(::utimensat(AT_FDCWD, path.c_str(), nullptr, 0));
}
int set_attribute(const std::string& path) {
    return outcome(::setxattr(path.c_str(), "user.tried", "1", 1, 0));
}
int get_attribute(const std::string& path) {
    return outcome(::getxattr(path.c_str(), "user.there", nullptr, 0));
}
int list_attributes(const std::string& path) {
    return outcome(::listxattr(path.c_str(), nullptr, 0));
}
int change_owner(const std::string& path) {
    constexpr uid_t nobody = 65534;
    return outcome(::chown(path.c_str(), nobody, nobody));
}
int remove_attribute(const std::string& path) {
    return outcome(::removexattr(path.c_str(), "user.there"));
}

// As acl(5) and the kernel's linux/posix_acl_xattr.h have it: what the mode says already.
constexpr const char* access_list = "system.posix_acl_access";

int set_access_list(const std::string& path) {
    struct {
        posix_acl_xattr_header header{POSIX_ACL_XATTR_VERSION};
        posix_acl_xattr_entry entries[3]{
            {ACL_USER_OBJ, ACL_READ | ACL_WRITE, 0}, {ACL_GROUP_OBJ, 0, 0}, {ACL_OTHER, 0, 0}};
    } const list;
    return outcome(::setxattr(path.c_str(), access_list, &list, sizeof list, 0));
}
int remove_access_list(const std::string& path) {
    return outcome(::removexattr(path.c_str(), access_list));
}

/// Of this process's own terminal.
int terminal_control(unsigned long command, const void* argument) {
    const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    return terminal < 0 ? errno : outcome(::ioctl(terminal, command, argument));
}
int type_ahead(const std::string& /*unused*/) {
    return terminal_control(TIOCSTI, "\n");
}
/// By the kernel's entry for programs of 32 bits, which any program can take.
int type_ahead_as_32_bits(const std::string& /*unused*/) {
    constexpr long ioctl_of_32_bits = 54;
    const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    void* const low =
        ::mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    if (terminal < 0 || low == MAP_FAILED) {
        return errno;
    }
    *static_cast<char*>(low) = '\n';
    long result = ioctl_of_32_bits;
    asm volatile("int $0x80" // NOLINT(hicpp-no-assembler)
                 : "+a"(result)
                 : "b"(static_cast<long>(terminal)), "c"(static_cast<long>(TIOCSTI)), "d"(low)
                 : "memory", "r8", "r9", "r10", "r11");
    return result < 0 ? static_cast<int>(-result) : 0;
}
int paste(const std::string& /*unused*/) {
    constexpr char paste_selection = 3;
    return terminal_control(TIOCLINUX, &paste_selection);
}
int set_discipline(const std::string& /*unused*/) {
    constexpr int usual = 0;
    return terminal_control(TIOCSETD, &usual);
}

int handle_faults(const std::string& /*unused*/) {
    return outcome(::syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY));
}
int make_ring(const std::string& /*unused*/) {
    io_uring_params parameters{};
    return outcome(::syscall(SYS_io_uring_setup, 1, &parameters));
}

constexpr Attempt file_attempts[] = {{"read", read_file},
                                     {"write", write_file},
                                     {"create", create},
                                     {"truncate", truncate},
                                     {"link", link},
                                     {"symlink", symlink},
                                     {"make_folder", make_folder},
                                     {"make_node", make_node},
                                     {"rename", rename},
                                     {"unlink", unlink},
                                     {"remove_folder", remove_folder},
                                     {"change_mode", change_mode},
                                     {"change_times", change_times},
                                     {"change_owner", change_owner},
                                     {"get_attribute", get_attribute},
                                     {"list_attributes", list_attributes},
                                     {"set_attribute", set_attribute},
                                     {"remove_attribute", remove_attribute},
                                     {"set_access_list", set_access_list},
                                     {"remove_access_list", remove_access_list},
                                     {"type_ahead", type_ahead},
                                     {"type_ahead_as_32_bits", type_ahead_as_32_bits},
                                     {"paste", paste},
                                     {"set_discipline", set_discipline},
                                     {"handle_faults", handle_faults},
                                     {"make_ring", make_ring}};

} // namespace

std::span<const Attempt> on_files() {
    return file_attempts;
}

} // namespace attempts
