"""What a person sees who sits in a limited session, and how the limits are lifted and come back."""

import contextlib
import re
import subprocess

import pytest

from tests.support.sandbox import terminal
from tests.support.sandbox.otp import totp
from tests.vm.machine import wait_until

REFUSED = "Operation not permitted"


def shell_of(vm, guest, *options, echo=False):
    """A limited shell on a terminal, at its prompt."""
    session = vm.ssh(guest, *options, key=guest.key, echo=echo)
    session.expect_exact(terminal.SHELL)
    return session


def may_list_home(session) -> bool:
    status, output = session.run("ls ~")
    assert status == 0 or REFUSED in output, output
    return status == 0


@pytest.fixture(scope="module")
def typist(vm):
    return vm.person("listed")


@pytest.fixture(scope="module")
def limited(vm, typist):
    return shell_of(vm, typist, echo=True)


def test_a_limited_shell_starts_with_one_complaint_at_most(limited):
    assert limited.seen.count(REFUSED) <= 1, limited.seen
    assert "This session is limited until it shows a second factor" in limited.seen
    assert "cannot set terminal process group" not in limited.seen


def test_a_limited_shell_has_job_control(vm, typist, limited):
    def sleep_till(key):
        limited.sendline("sleep 1000")
        wait_until(lambda: vm.root(f"pgrep -u {typist.name} -x sleep").returncode == 0)
        limited.sendcontrol(key)
    sleep_till("z")
    limited.expect(r"\[1\]\+ +Stopped +sleep 1000\r\n")
    limited.expect_exact(terminal.SHELL)
    limited.sendline("bg")
    limited.expect_exact("[1]+ sleep 1000 &")
    limited.expect_exact(terminal.SHELL)
    assert "Running" in limited.run("jobs")[1]
    assert limited.run("kill %1; wait %1")[0] == 128 + 15
    sleep_till("c")
    limited.expect_exact(terminal.SHELL)


def test_completion_works_and_complains_of_nothing(limited):
    limited.run(":")
    begin = len(limited.seen)
    limited.send("id /etc/hostn\t")
    limited.expect_exact("/etc/hostname")
    limited.sendcontrol("u")
    for typed in ("who\t\t", "id ~/\t\t", "id /proc/\t\tn", "id $HO\t\t", "./\t\t"):
        limited.send(typed)
        limited.sendcontrol("u")
    limited.sendline("whoami")
    limited.expect(r"listed\d+\r\n")
    limited.expect_exact(terminal.SHELL)
    assert REFUSED not in limited.seen[begin:]


def test_a_command_that_is_not_listed_is_refused_in_one_line(limited):
    _, output = limited.run("ls ~")
    assert len([line for line in output.splitlines() if REFUSED in line]) == 1


def test_leaving_complains_once_at_most(limited):
    begin = len(limited.seen)
    limited.sendline("exit 3")
    assert limited.ends() == 3
    assert limited.seen[begin:].count(REFUSED) <= 1  # ~/.bash_logout


def test_enrolling_lifts_the_limits_of_the_same_shell_and_deactivating_puts_them_back(vm, person):
    carol = person("carol")
    session = shell_of(vm, carol)
    assert not may_list_home(session)
    session.sendline("mfa_tool enroll")
    session.expect(terminal.CODE)
    shown = session.before
    carol.secret = terminal.key_in(shown)
    picture = [line for line in shown.splitlines() if re.search("[█▀▄]|##", line)]
    assert len(picture) >= 15 and max(map(len, picture)) <= 80, shown
    session.sendline(totp(carol.secret, -2))
    session.answer(terminal.CODE, totp(carol.secret, -1))
    session.expect_exact(terminal.SHELL)
    assert may_list_home(session)
    assert session.run("cat ~/secret; : >~/written")[0] == 0
    assert session.run("mfa_tool deactivate")[0] == 0
    assert not may_list_home(session)


@contextlib.contextmanager
def connection(vm, guest, path):
    """One connection for many channels; the options that use it."""
    shared = ("-o", f"ControlPath={path}")
    master = subprocess.Popen(vm.words(guest, "-M", "-N", *shared, key=guest.key),
                              stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(path.exists)
        yield shared
    finally:
        master.kill()
        master.wait()


def test_verify_in_one_channel_frees_the_others_until_the_grant_ends(vm, enrolled, tmp_path):
    dave = enrolled("dave")
    with connection(vm, dave, tmp_path / "master") as shared:
        shell = shell_of(vm, dave, *shared)
        assert not may_list_home(shell)
        assert vm.ssh_run(dave, "ls ~", *shared).returncode != 0
        status = vm.ssh_run(dave, "mfa_tool status", *shared)
        assert "limited" in status.stdout, status
        verified = vm.ssh_run(dave, "mfa_tool verify --duration 30s", *shared,
                              stdin=totp(dave.secret) + "\n")
        assert verified.returncode == 0, verified
        assert may_list_home(shell)
        assert vm.ssh_run(dave, "ls ~", *shared).returncode == 0
        wait_until(lambda: not may_list_home(shell))
        assert vm.ssh_run(dave, "ls ~", *shared).returncode != 0
