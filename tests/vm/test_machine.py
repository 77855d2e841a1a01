"""The machine is what the other tests take it for."""

from tests.vm.machine import Person


def test_the_kernel_has_what_the_guard_needs(vm):
    modules = vm.root("cat /sys/kernel/security/lsm").stdout.strip().split(",")
    assert {"bpf", "landlock"} <= set(modules)
    assert vm.root("test -r /sys/kernel/btf/vmlinux").returncode == 0


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


def test_each_login_has_an_audit_session_of_its_own(vm, free: Person):
    numbers = {free.run("cat /proc/self/sessionid").stdout for _ in range(2)}
    assert len(numbers) == 2 and "4294967295" not in numbers
