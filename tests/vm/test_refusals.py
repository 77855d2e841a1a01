"""What a limited session was refused stands in the audit log, and no flood of it drowns the rest."""

import re

from tests.vm.machine import wait_until

LOG = "journalctl --quiet -t session_guard -o cat"


def refusals(vm, name):
    """Of a user: for each line its fields."""
    lines = vm.root(f"{LOG} | grep -w user={name}").stdout.splitlines()
    return [dict(re.findall(r"(\w+)=(\S+)", line)) for line in lines]


def test_a_refusal_stands_in_the_audit_log(vm, alice):
    vm.ssh_run(alice, "/usr/bin/ls /; read -r line < ~/secret; > ~/written")

    def told(hook, thing):
        return any(line["hook"] == hook and line.get("object") == thing and line["program"] == "bash"
                   for line in refusals(vm, alice.name))
    wait_until(lambda: told("bprm_check_security", "/usr/bin/ls"))
    wait_until(lambda: told("file_open", f"/home/{alice.name}/secret"))
    wait_until(lambda: told("inode_create", "written"))
    for line in refusals(vm, alice.name):
        assert line["event"] == "refused" and line["session"].isdigit() and line["process"].isdigit()


def test_what_an_unlimited_session_does_is_not_told(vm, free):
    vm.ssh_run(free, "/usr/bin/ls /; cat ~/secret")
    vm.root("journalctl --sync")
    assert refusals(vm, free.name) == []


def test_a_flood_is_counted_and_harms_no_other_session(vm, alice, free):
    before = len(refusals(vm, alice.name))
    flooded = vm.ssh_run(alice, "echo $(< /proc/self/sessionid); for i in {1..3000}; do : < ~/secret; done; "
                        "exec 3<> <(:); read -t 11 -u 3; : < ~/secret")
    session = flooded.stdout.strip()
    wait_until(lambda: any("more" in line and line["session"] == session for line in refusals(vm, alice.name)))
    told = [line for line in refusals(vm, alice.name)[before:] if line["session"] == session]
    assert 20 <= len(told) < 200
    assert all("canary" not in line.get("object", "") for line in told)
    assert sum(int(line.get("more", 0)) for line in told) + len(told) >= 3000


# More than there is room for while nobody reads; each session is refused one thing more afterwards.
FULL_BUFFER = """set -e
systemctl stop mfa-session-guard-log
mkfifo /run/go-on
crowd be-refused 60 </run/go-on >/run/refused &
exec 3>/run/go-on
until [ -s /run/refused ]; do sleep 0.1; done
systemctl start mfa-session-guard-log
told() {
    journalctl --quiet -t session_guard -o cat | grep -cw user=nobody
}
until [ "$(told)" -gt 0 ] && [ "$(told)" = "$(sleep 2; told)" ]; do :; done
echo >&3
wait
"""


def test_what_found_no_room_is_told_as_a_number(vm):
    vm.root(FULL_BUFFER, check=True)
    wait_until(lambda: sum(1 + int(line.get("more", 0)) for line in refusals(vm, "nobody")) == 60 * 20)
    assert len(refusals(vm, "nobody")) < 60 * 20


def test_who_reads_may_be_killed_and_the_guard_unloaded(vm, alice):
    """Neither frees anybody, and both are read of again."""
    vm.root("systemctl kill -s KILL mfa-session-guard-log")
    assert vm.ssh_run(alice, "/usr/bin/ls /").returncode != 0
    before = len(refusals(vm, alice.name))
    wait_until(lambda: len(refusals(vm, alice.name)) > before)  # after its RestartSec
    assert vm.root("session_guard unload; session_guard load").returncode == 0
    before = len(refusals(vm, alice.name))
    vm.ssh_run(alice, "/usr/bin/ls /")
    wait_until(lambda: len(refusals(vm, alice.name)) > before)


def test_a_second_reader_is_turned_away(vm):
    second = vm.root("session_guard watch")
    assert second.returncode == 1 and "somebody does already" in second.stderr
