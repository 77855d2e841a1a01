"""The machine is what the other tests take it for."""

import json
import subprocess

from tests.e2e import steps
from tests.support.sandbox.otp import totp, wrong_code

UNSET = 4294967295


def _session_id(done: subprocess.CompletedProcess) -> int:
    assert done.returncode == 0, done
    return int(done.stdout)


def test_the_kernel_has_what_the_guard_needs(vm):
    modules = vm.root("cat /sys/kernel/security/lsm", check=True).stdout.strip().split(",")
    assert {"bpf", "landlock"} <= set(modules)
    vm.root("test -r /sys/kernel/btf/vmlinux", check=True)


def test_root_comes_in_past_pam(vm):
    """What is tested cannot shut out the tests, and no audit session is lent to what they start."""
    assert _session_id(vm.root("cat /proc/self/sessionid")) == UNSET
    assert vm.root("exit 3").returncode == 3
    assert vm.root("cat; echo oops >&2", "through\n").stdout == "through\n"


def test_the_guard_was_loaded_before_sshd(vm):
    shown = vm.root("systemctl show -P ActiveState mfa-session-guard; session_guard status")
    assert shown.stdout.startswith("active\nThe session guard is loaded: ")
    began = vm.root("systemctl show -P ActiveEnterTimestampMonotonic mfa-session-guard; "
                    "systemctl show -P ExecMainStartTimestampMonotonic ssh").stdout.split()
    assert int(began[0]) <= int(began[1])


def test_the_guard_says_of_itself_that_it_works(vm):
    # A session of its own: the audit session of the tests' sshd may not be given up twice.
    ran = vm.root("systemd-run --quiet --pipe --wait session_guard selftest")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "WRONG" not in ran.stdout


def test_each_login_has_an_audit_session_of_its_own(vm, free):
    ids = [_session_id(vm.ssh_run(free, "cat /proc/self/sessionid")) for _ in range(2)]
    assert UNSET not in ids and ids[0] != ids[1]


def test_a_login_has_a_systemd_user_manager(vm, person):
    vm.root("touch /run/user-managers", check=True)
    try:
        guest = person("free")
        done = vm.ssh_run(guest, "systemctl --user is-system-running --wait; echo $DBUS_SESSION_BUS_ADDRESS")
        assert done.stdout == f"running\nunix:path=/run/user/{guest.uid}/bus\n", done
    finally:
        vm.root("rm /run/user-managers", check=True)


def test_password_and_code_open_a_session(vm, enrolled):
    alice = enrolled()
    session = steps.log_in(vm, alice)
    assert session.run("whoami") == (0, alice.name + "\n")
    status, output = session.run("mfa_tool status --json")
    assert (status, json.loads(output)["session"]["mfa"]) == (0, True)


def test_a_command_by_password_and_code_has_its_own_streams(vm, enrolled):
    alice = enrolled()
    done = vm.ssh_run(alice, "cat; echo oops >&2; exit 3", code=totp(alice.secret), stdin="in\n")
    assert (done.returncode, done.stdout) == (3, "in\n")
    assert done.stderr.endswith("oops\n")


def test_a_wrong_code_opens_nothing(vm, enrolled):
    alice = enrolled()
    done = vm.ssh_run(alice, "id", code=wrong_code(alice.secret))
    assert (done.returncode, done.stdout) == (255, "")
