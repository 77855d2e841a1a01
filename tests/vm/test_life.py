"""Sessions come and go, maps fill, processes are killed: nobody leaks, nobody gets free."""

import json
import re

import pytest

from tests.vm.machine import wait_until
from tests.vm.test_guard import REFUSED
from tests.vm.test_terminal import may_list_home, shell_of


def wait_for_the_end(vm, guest) -> None:
    """Of the connections of somebody who has left: sshd closes the session when the client has gone."""
    wait_until(lambda: vm.root(f"pgrep -f '^sshd: {guest.name}'").returncode == 1)


def entries(vm, *leaving) -> list[int]:
    """How many sessions and commands the kernel knows, once those who are `leaving` have left and what
    nobody is in any more is forgotten."""
    for guest in leaving:
        wait_for_the_end(vm, guest)
    return [int(word) for word in vm.root("crowd reap && crowd count", check=True).stdout.split()]


def is_refused(ran) -> bool:
    """sshd ends a connection whose session PAM does not open, or answers 254 in place of a command."""
    return ran.returncode in (254, 255) and "uid=" not in ran.stdout


def limited_now(vm) -> int:
    status = vm.root("session_guard status --json", check=True).stdout
    return json.loads(status)["sessions"]["limited"]


@pytest.fixture
def bystander(vm, person):
    """Somebody in a limited session, whom none of it must harm or free."""
    guest = person("bystander")
    session = shell_of(vm, guest)
    yield session
    assert not may_list_home(session)
    assert session.run("id")[0] == 0
    session.sendline("exit")
    session.ends()
    wait_for_the_end(vm, guest)


def test_ten_thousand_sessions_leave_nothing_behind(vm, bystander):
    before, limited = entries(vm), limited_now(vm)
    shown = vm.root("crowd come-and-go 10000 200", check=True)
    assert shown.stdout == "200 live\n"
    assert entries(vm) == before
    assert limited_now(vm) == limited


@pytest.mark.parametrize("what", ["fill-sessions", "fill-commands"])
def test_a_full_map_refuses_new_limited_sessions_and_harms_nobody_else(vm, alice, free, bystander, what):
    before = entries(vm, alice)
    # Nobody is in those sessions; where /proc hides processes they are as good as open.
    vm.root(f"mount -o remount,hidepid=2 /proc && crowd {what}", check=True)
    try:
        refused = vm.ssh_run(alice, "id")
        assert is_refused(refused), refused
        assert not may_list_home(bystander)
        full = vm.ssh_run(free, "ls ~")
        assert full.returncode == 0, full
    finally:
        vm.root("mount -o remount,hidepid=0 /proc", check=True)
        after = entries(vm, alice)
    assert vm.ssh_run(alice, "id").returncode == 0
    assert after == before


def test_what_a_killed_sshd_left_behind_is_forgotten(vm, alice, bystander):
    """Nobody has closed that session; the next one that opens sees that nobody is in it."""
    before, limited = entries(vm, alice), limited_now(vm)
    client = vm.ssh(alice, "-T", key=alice.key, command="echo here; read -t 200")
    client.expect("here")
    vm.root(f"pkill -9 -f '^sshd: {alice.name}'; pkill -9 -u {alice.name}; true", check=True)
    client.ends()
    wait_for_the_end(vm, alice)
    assert limited_now(vm) == limited + 1
    assert vm.ssh_run(alice, "id").returncode == 0
    wait_for_the_end(vm, alice)
    assert limited_now(vm) == limited
    assert entries(vm) == before


def test_who_is_in_a_forgotten_session_stays_restricted(vm, alice):
    """By what each process carries itself. Nothing forgets a session that somebody is in; root does here."""
    session = shell_of(vm, alice)
    number = session.run("echo $(< /proc/self/sessionid)")[1].strip()
    vm.root(f"crowd forget {number}", check=True)
    assert not may_list_home(session)
    status, output = session.run("(: < ~/secret)")
    assert status != 0 and REFUSED in output, output
    session.sendline("exit")
    session.ends()


# Waits, whatever becomes of those around it, and then does what a limited session may not.
LEFT_BEHIND = ("trap '' HUP; (exec 3<> <(:); read -t 8 -u 3; > ~/late) </dev/null >/dev/null 2>&1 & "
               "read -t 200")


def test_killing_what_stands_around_a_limited_session_frees_nobody(vm, alice, free):
    """The monitor of its sshd, its shell: all but the process itself."""
    for guest, gets_out in ((alice, False), (free, True)):
        vm.root(f"rm -f /home/{guest.name}/late")
        client = vm.ssh(guest, "-T", key=guest.key, command=LEFT_BEHIND)
        wait_until(lambda: vm.root(f"pgrep -u {guest.name} -f 'read -t 8'").returncode == 0)
        vm.root(f"kill -9 $(pgrep -o -u {guest.name} -f 'read -t 8') $(pgrep -f '^sshd: {guest.name}')",
                check=True)
        client.ends()
        wait_until(lambda: vm.root(f"pgrep -u {guest.name} -f 'read -t 8'").returncode == 1)
        assert (vm.root(f"test -e /home/{guest.name}/late").returncode == 0) == gets_out, guest.name


def traced_login(vm, guest, *options):
    """A login while strace looks at every call to the guard: how it went, and what there was to see.

    A helper that is traced is none to the guard, so it cannot close the session."""
    strace = ("strace --quiet=all -f -o /tmp/traced -e trace=bpf " + " ".join(options) +
              " -p $(systemctl show -P MainPID ssh)")
    vm.root(f"systemd-run --quiet --unit=tracer {strace}; "
            "until grep -q '^TracerPid:[^0]*[1-9]' /proc/$(systemctl show -P MainPID ssh)/status; "
            "do sleep 0.1; done", check=True)
    try:
        ran = vm.ssh_run(guest, "id; ls ~")
        wait_for_the_end(vm, guest)
    finally:
        vm.root("systemctl stop tracer", check=True)
    return ran, vm.root("cat /tmp/traced").stdout


def call_that_limits(log: str) -> int:
    """Which of a helper's calls it is that makes the session a limited one."""
    calls = {}
    for line in log.splitlines():
        process, _, call = line.partition(" ")
        if call.strip().startswith("bpf("):
            calls.setdefault(process, []).append(call)
    for of_one in calls.values():
        sessions = next(re.search(r"= (\d+)$", call).group(1) for call in of_one if '/mfa/sessions"' in call)
        for number, call in enumerate(of_one, 1):
            if f"BPF_MAP_UPDATE_ELEM, {{map_fd={sessions}," in call:
                return number
    raise AssertionError(log)


@pytest.mark.parametrize("when", ["at its first call", "before it limits", "after it has limited"])
def test_a_helper_that_is_killed_opens_no_session(vm, alice, when):
    before = entries(vm, alice)
    limits = 1
    if when != "at its first call":
        ran, log = traced_login(vm, alice)
        assert "uid=" in ran.stdout, ran
        limits = call_that_limits(log)
        assert entries(vm, alice) == before  # as many to look at as there were: as many calls
    call = {"at its first call": 1, "before it limits": limits, "after it has limited": limits + 1}[when]
    ran, log = traced_login(vm, alice, f"-e inject=bpf:signal=KILL:when={call}")
    assert is_refused(ran), ran
    assert "SIGKILL" in log
    assert vm.ssh_run(alice, "id").returncode == 0  # and takes what is left of that with it
    assert entries(vm, alice) == before


@pytest.mark.parametrize("call", [30])
def test_a_load_that_is_killed_frees_nobody(vm, alice, bystander, call):
    killed = vm.root("strace --quiet=all -o /dev/null -e trace=bpf "
                     f"-e inject=bpf:signal=KILL:when={call} session_guard load")
    assert killed.returncode != 0, killed
    assert not may_list_home(bystander)
    ran = vm.ssh_run(alice, "ls ~")
    assert ran.returncode != 0 and REFUSED in ran.stderr
    vm.root("session_guard load", check=True)


def test_unloading_frees_and_is_audited(vm, person):
    session, mark = shell_of(vm, person("erin")), vm.journal.mark()
    assert not may_list_home(session)
    vm.root("session_guard unload", check=True)
    try:
        assert may_list_home(session)
        assert "action=unload" in vm.journal.wait_for(r"session_guard.*action=unload", mark)
    finally:
        vm.root("session_guard load", check=True)
    session.sendline("exit")
    session.ends()
