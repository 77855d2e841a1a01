"""What a limited session was refused stands in the audit log, and no flood of it drowns the rest."""

import re

from tests.vm.machine import wait_until

LOG = "journalctl --quiet -t session_guard -o cat"


def refusals(vm, person):
    """Of a person: for each line its fields."""
    lines = vm.root(f"{LOG} | grep -w user={person.name}").stdout.splitlines()
    return [dict(re.findall(r"(\w+)=(\S+)", line)) for line in lines]


def test_a_refusal_stands_in_the_audit_log(vm, alice):
    vm.ssh_run(alice, "/usr/bin/ls /; read -r line < ~/secret; > ~/written")

    def told(hook, thing):
        return any(line["hook"] == hook and line.get("object") == thing and line["program"] == "bash"
                   for line in refusals(vm, alice))
    wait_until(lambda: told("bprm_check_security", "/usr/bin/ls"))
    wait_until(lambda: told("file_open", f"/home/{alice.name}/secret"))
    wait_until(lambda: told("inode_create", "written"))
    for line in refusals(vm, alice):
        assert line["event"] == "refused" and line["session"].isdigit() and line["process"].isdigit()


def test_what_an_unlimited_session_does_is_not_told(vm, free):
    vm.ssh_run(free, "/usr/bin/ls /; cat ~/secret")
    vm.root("journalctl --sync")
    assert refusals(vm, free) == []


def test_a_flood_is_counted_and_harms_no_other_session(vm, alice, free):
    before = len(refusals(vm, alice))
    flooded = vm.ssh_run(alice, "echo $(< /proc/self/sessionid); for i in {1..3000}; do : < ~/secret; done; "
                        "exec 3<> <(:); read -t 11 -u 3; : < ~/secret")
    session = flooded.stdout.strip()
    wait_until(lambda: any("more" in line and line["session"] == session for line in refusals(vm, alice)))
    told = [line for line in refusals(vm, alice)[before:] if line["session"] == session]
    assert 20 <= len(told) < 200
    assert all("canary" not in line.get("object", "") for line in told)
    assert sum(int(line.get("more", 0)) for line in told) + len(told) >= 3000


def test_who_reads_may_be_killed_and_the_guard_unloaded(vm, alice):
    """Neither frees anybody, and both are read of again."""
    vm.root("systemctl kill -s KILL mfa-session-guard-log")
    assert vm.ssh_run(alice, "/usr/bin/ls /").returncode != 0
    before = len(refusals(vm, alice))
    wait_until(lambda: len(refusals(vm, alice)) > before)  # after its RestartSec
    assert vm.root("session_guard unload; session_guard load").returncode == 0
    before = len(refusals(vm, alice))
    vm.ssh_run(alice, "/usr/bin/ls /")
    wait_until(lambda: len(refusals(vm, alice)) > before)


def test_a_second_reader_is_turned_away(vm):
    second = vm.root("session_guard watch")
    assert second.returncode == 1 and "somebody does already" in second.stderr
