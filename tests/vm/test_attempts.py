"""What the system calls of a limited session come to, one line each: made by a program that is
confined, as a login shell is, by the same as a command that the policy lists, and by somebody
without limits, for whom it works."""

import dataclasses
import json

import pytest

from tests.vm import machine

SHELL = "/usr/local/bin/attempt"


@dataclasses.dataclass(frozen=True)
class Attempt:
    word: str  # as tests/vm/guest/attempt.cpp takes it
    hook: str
    refused_to: str  # the first letters of: confined, listed, root (by sudo, in a limited session)
    free: str = "ok"  # what it comes to for somebody without limits
    limited: str = "EPERM"  # where the kernel has another word for what the guard refuses


ATTEMPTS = [
    # --- running what is not listed
    Attempt("run=/usr/bin/true", "bprm_check_security", "cl"),
    Attempt("run=/lib64/ld-linux-x86-64.so.2,/usr/bin/true", "bprm_check_security", "cl"),
    Attempt("run=/usr/bin/perl,-e,1", "bprm_check_security", "cl"),
    Attempt("run=/bin/sh,-c,true", "bprm_check_security", "clr"),
    Attempt("run=/usr/local/bin/unlisted-script", "bprm_check_security", "cl"),
    Attempt("run={home}/copy", "bprm_check_security", "cl"),
    Attempt("run={home}/id", "bprm_check_security", "cl"),
    Attempt("run_open=/usr/bin/true", "bprm_check_security", "cl"),
    Attempt("run_memory=/usr/bin/true", "bprm_check_security", "clr"),
    Attempt("run_by_descriptor=/usr/local/bin/listed-script", "bprm_check_security", "cl"),
    # --- a listed command, made to do something else
    Attempt("write_by_loader={home}/loader", "bprm_check_security", "cl"),
    Attempt("run_without_privileges=/usr/local/bin/attempt,create={home}/own", "inode_create", "cl"),
    Attempt("dump_core={home}/cores", "inode_create", "cl"),
    Attempt("trace_child", "ptrace_access_check", "c"),
    # --- code of one's own
    Attempt("map_code=/usr/bin/true", "mmap_file", "cl"),
    Attempt("protect_code=/usr/bin/true", "file_mprotect", "cl"),
    Attempt("preload=/usr/bin/id", "mmap_file", "cl"),
    Attempt("preload_without_privileges=/usr/libexec/mfa/mfa_helper", "mmap_file", "cl"),
    # --- files
    Attempt("read={home}/secret", "file_open", "c"),
    Attempt("read={home}", "file_open", "c"),
    Attempt("write={home}/.bashrc", "file_open", "c"),
    Attempt("write={home}/.ssh/authorized_keys", "file_open", "c"),
    Attempt("write={terminal}", "file_open", "c"),
    Attempt("read={terminal}", "file_open", "c"),
    Attempt("read=/dev/ptmx", "file_open", "c"),
    Attempt("create={home}/.config/systemd/user/own.service", "inode_create", "c"),
    Attempt("create=/tmp/own-{name}", "inode_create", "c"),
    Attempt("create=/dev/shm/own-{name}", "inode_create", "c"),
    Attempt("truncate={home}/.profile", "path_truncate", "c"),
    Attempt("link={home}/secret", "inode_link", "c"),
    Attempt("symlink={home}/symlink", "inode_symlink", "c"),
    Attempt("make_folder={home}/folder", "inode_mkdir", "c"),
    Attempt("make_node={home}/node", "inode_mknod", "c"),
    Attempt("change_mode={home}/secret", "inode_setattr", "c"),
    Attempt("change_times={home}/secret", "inode_setattr", "c"),
    Attempt("get_attribute={home}/secret", "inode_getxattr", "c", "ENODATA"),
    Attempt("list_attributes={home}/secret", "inode_listxattr", "c"),
    Attempt("set_attribute={home}/secret", "inode_setxattr", "c"),
    Attempt("remove_attribute={home}/secret", "inode_removexattr", "c", "ENODATA"),
    Attempt("set_access_list={home}/secret", "inode_set_acl", "c"),
    Attempt("remove_access_list={home}/secret", "inode_remove_acl", "c"),
    Attempt("rename={home}/renamed", "inode_rename", "c"),
    Attempt("unlink={home}/unlinked", "inode_unlink", "c"),
    Attempt("remove_folder={home}/empty", "inode_rmdir", "c"),
    Attempt("handle_faults", "inode_init_security_anon", "c"),
    Attempt("make_ring", "inode_init_security_anon", "c"),
    # --- terminals
    Attempt("type_ahead", "file_ioctl", "cl"),
    Attempt("type_ahead_as_32_bits", "file_ioctl_compat", "cl"),
    Attempt("paste", "file_ioctl", "cl", "ENOTTY"),
    Attempt("set_discipline", "file_ioctl", "cl"),
    # --- other processes
    Attempt("signal={process}", "task_kill", "clr"),
    Attempt("signal_by_descriptor={process}", "task_kill", "cl"),
    Attempt("signal_by_pipe={process}", "file_fcntl", "cl"),
    Attempt("signal_by_socket={process}", "file_ioctl", "cl"),
    Attempt("limit={process}", "task_prlimit", "cl"),
    Attempt("change_nice={process}", "task_setnice", "cl"),
    Attempt("change_io_priority={process}", "task_setioprio", "cl"),
    Attempt("change_scheduler={process}", "task_setscheduler", "cl"),
    Attempt("read=/proc/{process}/environ", "file_open", "c"),
    Attempt("write=/proc/{process}/mem", "file_open", "c"),
    Attempt("read=/proc/{process}/environ", "ptrace_access_check", "lr", limited="EACCES"),
    Attempt("write=/proc/{process}/mem", "ptrace_access_check", "lr", limited="EACCES"),
    Attempt("trace={process}", "ptrace_access_check", "clr"),
    Attempt("be_traced", "ptrace_traceme", "clr"),
    Attempt("read_memory={process}", "ptrace_access_check", "clr", "EFAULT"),
    Attempt("take_descriptor={process}", "ptrace_access_check", "clr"),
    Attempt("share_memory", "ipc_permission", "c", limited="EACCES"),
    Attempt("read_keys", "key_permission", "c", limited="ENOKEY"),
    # --- sockets
    Attempt("make_inet", "socket_create", "c"),
    Attempt("make_inet6", "socket_create", "c"),
    Attempt("make_netlink", "socket_create", "c"),
    Attempt("bind_to=@own-{name}", "socket_bind", "c"),
    Attempt("listen_anywhere", "socket_listen", "c", "EINVAL"),
    Attempt("connect_to_inet", "socket_connect", "c", "EINVAL"),
    Attempt("connect_to=/run/user/{uid}/bus", "unix_stream_connect", "c"),
    Attempt("connect_to=/run/user/{uid}/systemd/private", "unix_stream_connect", "c"),
    Attempt("connect_to=/tmp/tmux-{uid}/other", "unix_stream_connect", "c"),
    Attempt("connect_to={home}/agent", "unix_stream_connect", "c"),
    Attempt("connect_to=/run/dbus/system_bus_socket", "unix_stream_connect", "c"),
    Attempt("connect_to=/run/docker.sock", "unix_stream_connect", "c"),
    Attempt("send_to=/run/systemd/notify", "unix_may_send", "c"),
    # --- worlds of one's own
    Attempt("own_world", "userns_create", "cl"),
    # --- what root may
    Attempt("mount_on=/srv/{name}", "sb_mount", "r"),
    Attempt("bind_over=/srv/{name}-file", "sb_mount", "r"),
    Attempt("remount=/mnt/{name}", "sb_remount", "r"),
    Attempt("unmount=/mnt/{name}", "sb_umount", "r"),
    Attempt("change_root_of_all=/mnt", "sb_pivotroot", "r", "EINVAL"),
    Attempt("change_root=/mnt", "path_chroot", "r"),
    Attempt("move_mount=/srv/{name}-tree", "move_mount", "r"),
    Attempt("look_at_programs", "bpf", "r"),
    Attempt("count_events", "perf_event_open", "r"),
    Attempt("load_module_file=/etc/hostname", "kernel_read_file", "r", "ENOEXEC"),
    Attempt("load_module", "kernel_load_data", "r", "ENOEXEC"),
    Attempt("log_in_anew={uid}", "file_open", "r"),
    Attempt("read=/dev/mem", "file_open", "r"),
    Attempt("read=/sys/fs/bpf/mfa/sessions", "file_open", "r"),
    Attempt("read=/proc/kcore", "locked_down", "r"),
    Attempt("change_mode=/sys/fs/bpf/own/{name}", "path_chmod", "r"),
    Attempt("change_owner=/sys/fs/bpf/own/{name}", "path_chown", "r"),
    Attempt("remove_folder=/sys/fs/bpf/own/{name}", "inode_rmdir", "r"),
]

BY = {"c": "confined", "l": "listed", "r": "root"}

PREPARE = """set -e
cd {home}
cp /usr/bin/true copy; cp /usr/bin/true id; cp /usr/local/lib/preloaded.so .
touch renamed unlinked; mkdir -p empty cores .config/systemd/user
chown -R {name}: .
mkdir -p /mnt/{name}; mount -t tmpfs none /mnt/{name}
mkdir -p /srv/{name} /srv/{name}-tree; touch /srv/{name}-file
mkdir -p /sys/fs/bpf/own; mkdir /sys/fs/bpf/own/{name}
systemd-run --quiet --uid={name} --unit=other-{name} sleep 10000
systemctl show -P MainPID other-{name}
"""

# What a full session of the same person's has open: a terminal, sockets. Its terminal is printed.
PREPARE_SESSION = """set -e
cd /
as="setpriv --reuid={name} --regid={name} --init-groups"
$as ssh-agent -a {home}/agent >/dev/null
$as tmux -L other new-session -d "tty >/tmp/tty-{name}; exec cat"
until [ -s /tmp/tty-{name} ]; do sleep 0.1; done
touch /run/user-managers; systemctl start user@{uid}; rm /run/user-managers
cat /tmp/tty-{name}
"""


def _prepared(vm, guest: machine.Guest, words: list[str]) -> dict[str, str]:
    """A full session of the same person's to be got at, files to be spoilt: what words speak of."""
    names = {"name": guest.name, "home": str(guest.home), "uid": str(guest.uid)}
    names["process"] = vm.root(PREPARE.format(**names), check=True).stdout.strip()
    if any("{terminal}" in word for word in words):
        names["terminal"] = vm.root(PREPARE_SESSION.format(**names), check=True).stdout.strip()
    return names


SOCKET = """systemd-run --quiet --unit=docker --collect --socket-property=ListenStream=/run/docker.sock \
    --socket-property=SocketMode=0666 --socket-property=Accept=yes cat"""

# Newer kernels do not let anybody but root do so, and it is the guard that must refuse it.
TYPING_AHEAD = "! [ -e /proc/sys/dev/tty/legacy_tiocsti ] || echo 1 >/proc/sys/dev/tty/legacy_tiocsti"


def _made(vm, guest: machine.Guest, words: list[str], by: str) -> dict[str, str]:
    """How the attempts go that this person makes in one session, on a terminal."""
    names = _prepared(vm, guest, words)
    written = {word.format(**names): word for word in words}
    done = vm.ssh_run(guest, by + " ".join(written), tty=True)
    told = (line.rpartition(": ") for line in done.stdout.splitlines())
    outcomes = {written[word]: outcome for word, _, outcome in told if word in written}
    assert list(outcomes) == words, done
    return outcomes


def _words(letters: str) -> list[str]:
    found = [attempt.word for attempt in ATTEMPTS if set(letters) & set(attempt.refused_to)]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def results(vm) -> dict[str, dict[str, str]]:
    vm.root(SOCKET, check=True)
    vm.root(TYPING_AHEAD, check=True)
    in_group = {"groups": ("tries",)}
    return {
        "confined": _made(vm, vm.person("confined", shell=SHELL), _words("c"), ""),
        "listed": _made(vm, vm.person("listed"), _words("l"), SHELL + " "),
        "root": _made(vm, vm.person("listed", **in_group), _words("r"), f"sudo {SHELL} "),
        "free": _made(vm, vm.person("free"), _words("cl"), SHELL + " "),
        "free root": _made(vm, vm.person("free", **in_group), _words("r"), f"sudo {SHELL} "),
    }


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.word)
def test_refused_in_a_limited_session_only(results, attempt):
    limited = {BY[letter]: results[BY[letter]][attempt.word] for letter in attempt.refused_to}
    assert limited == dict.fromkeys(limited, attempt.limited)
    full = {who: results[who][attempt.word] for who in ("free", "free root")
            if attempt.word in results[who]}
    assert full == dict.fromkeys(full, attempt.free)


# 6.1 asks inode_setxattr and inode_removexattr in their place.
HOOKS_OF_NEWER_KERNELS = {"inode_set_acl", "inode_remove_acl"}


def test_every_rule_of_the_guard_has_refused_something(vm, results, request):
    refused = json.loads(vm.root("session_guard status --json", check=True).stdout)["refused"]
    idle = {"task_alloc"}  # there is memory for every mark here
    if request.config.getoption("--release") == "bookworm":
        idle |= HOOKS_OF_NEWER_KERNELS
    assert {hook for hook, count in refused.items() if count == 0} == idle
    assert {attempt.hook for attempt in ATTEMPTS} <= set(refused)
