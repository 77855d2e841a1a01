"""mfa_tool admin rotate-key: everything is sealed under a new key, whatever comes in between."""

import contextlib
import json
import pathlib
import struct
import subprocess
import threading

import pytest

from tests.e2e import steps
from tests.support.sandbox.machine import DEVICES, HOST_KEY
from tests.support.sandbox.otp import totp
from tests.support.sandbox.people import PASSWORD, Person

NEXT = HOST_KEY.with_name("host.key.next")
PREVIOUS = HOST_KEY.with_name("host.key.previous")


def key_number(path: pathlib.Path = HOST_KEY) -> int:
    content = path.read_bytes()
    return 1 if len(content) == 32 else struct.unpack("<4sI", content[:8])[1]


def sealed_under() -> set[int]:
    """The numbers of the keys that everything in the store is sealed under."""
    found = set()
    for path in DEVICES.iterdir():
        content = path.read_bytes()
        if content:
            magic, version, key = struct.unpack("<4sBI", content[:9])
            assert magic in (b"MFAR", b"MFAU") and version == 2, path
            found.add(key)
    return found


def rotate(*before: str) -> subprocess.CompletedProcess:
    return subprocess.run([*before, "/usr/bin/mfa_tool", "admin", "rotate-key", "--json"],
                          capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module", autouse=True)
def nothing_is_damaged(early_bird):
    """Whom other tests have left with a broken record: the key would rightly wait for them."""
    person, _ = early_bird
    for path in DEVICES.iterdir():
        if not path.name.startswith(person.name + "."):
            path.unlink()


@pytest.fixture
def root_may():
    """Root needs no MFA, so that a test can call the tool outside of a login."""
    with steps.policy(steps.statement("Allow", "*"), instead=True):
        yield


def forget_root() -> None:
    """Other tests enrol root, too, each from the start."""
    for path in DEVICES.glob("root.*"):
        path.unlink()


def has_device(person: Person) -> bool:
    status, shown = steps.tool(person, "status")
    assert status == steps.DONE, shown
    return (person.name, "enabled") in [(device["device"], device["state"])
                                        for device in shown["devices"]]


def test_root_with_mfa_changes_the_key_and_codes_go_on_to_open(machine, enrolled, log):
    alice = enrolled()
    forget_root()
    steps.root(f"echo 'root:{PASSWORD}' | chpasswd; printf 'PS1=\"READY> \"\\n' >/root/.profile")
    root = steps.enroll(Person("root", 0, pathlib.Path("/root")))
    before = key_number()
    session = steps.log_in(machine, root)
    status, output = session.run("mfa_tool admin rotate-key --json")
    assert status == steps.DONE, output
    assert json.loads(output)["key"] == before + 1
    assert key_number() == before + 1
    assert sealed_under() == {before + 1}
    assert not PREVIOUS.exists() and not NEXT.exists()
    status = HOST_KEY.stat()
    assert (status.st_uid, status.st_mode & 0o7777) == (0, 0o640)
    log.wait_for(r"mfa_helper.*event=rotate_host_key user=root")
    forget_root()
    steps.log_in(machine, alice)


def test_without_mfa_no_file_is_touched(machine, enrolled):
    alice = enrolled()
    before = HOST_KEY.read_bytes()
    done = rotate()
    assert done.returncode == steps.DENIED
    assert json.loads(done.stdout)["error"]["action"] == "host:RotateHostKey"
    assert steps.tool(alice, "admin", "rotate-key")[0] == steps.DENIED
    assert HOST_KEY.read_bytes() == before
    assert not PREVIOUS.exists() and not NEXT.exists()


def test_who_is_not_root_cannot_even_where_the_policy_lets_him(machine, person, root_may):
    before = HOST_KEY.read_bytes()
    assert steps.tool(person(), "admin", "rotate-key")[0] == steps.DENIED
    assert HOST_KEY.read_bytes() == before


# Each step of the tool that changes something, and each request to the helper in between.
POINTS = [("renameat", 1), ("renameat", 2), ("renameat", 3), ("fsync", 1), ("fsync", 2),
          ("fsync", 4), ("fsync", 5), ("unlinkat", 1), ("unlinkat", 2), ("unlinkat", 3),
          ("sendto", 2), ("sendto", 3)]


@pytest.mark.parametrize("call, number", POINTS, ids=lambda value: str(value))
def test_killed_at_any_point_it_locks_nobody_out_and_is_gone_on_with(
        machine, enrolled, person, root_may, call, number):
    alice, bob = enrolled(), person("bob")
    before = key_number()
    killed = rotate("strace", "-qq", "-o", "/dev/null",
                    "-e", f"inject={call}:signal=KILL:when={number}")
    assert killed.returncode == -9, (killed.returncode, killed.stdout, killed.stderr)
    assert has_device(alice)
    status, made = steps.tool(bob, "create")  # sealed under whatever is in force now
    assert status == steps.DONE, made
    done = rotate()
    assert done.returncode == steps.DONE, done.stderr
    assert key_number() == before + 1, "an interrupted rotation was not gone on with"
    assert sealed_under() == {before + 1}
    assert sorted(path.name for path in HOST_KEY.parent.glob("*host.key*")) == ["host.key"]
    assert has_device(alice)


def test_a_login_that_waits_for_its_code_goes_on_after_it(machine, enrolled, root_may):
    """Its helper has read the old key, and runs across the whole rotation."""
    alice = enrolled()
    with steps.policy(steps.statement("Allow", "*"), steps.statement(
            "Deny", "host:StartFullSession",
            BoolIfExists={"aws:MultiFactorAuthPresent": "false"}), name="60-doors.json"):
        session = machine.ssh(alice)
        session.give_password(alice)
        done = rotate()
        assert done.returncode == steps.DONE, done.stderr
        session.give_code(totp(alice.secret))
        session.at_shell()
    assert sealed_under() == {key_number()}


def test_while_devices_are_made_and_deleted_nothing_is_left_behind(
        machine, enrolled, person, root_may):
    alice = enrolled()
    people = [person("busy") for _ in range(3)]
    end = threading.Event()
    troubles = []

    def keep_busy(busy):
        number = 0
        while not end.is_set():
            number += 1
            for words in (("create", "--name", f"d{number}"),
                          ("delete", "--device", f"{busy.name}/d{number}")):
                status, answer = steps.tool(busy, *words)
                if status != steps.DONE:
                    troubles.append(answer)

    threads = [threading.Thread(target=keep_busy, args=(busy,)) for busy in people]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            done = rotate()
            assert done.returncode == steps.DONE, done.stderr
    finally:
        end.set()
        for thread in threads:
            thread.join()
    assert troubles == []
    assert sealed_under() == {key_number()}
    assert has_device(alice)
    for busy in people:
        status, made = steps.tool(busy, "create")
        assert status == steps.DONE, made


def test_a_damaged_record_is_named_and_keeps_the_old_key(machine, enrolled, root_may):
    alice, bob = enrolled(), enrolled("bob")
    before = key_number()
    record = DEVICES / f"{bob.name}.record"
    intact = record.read_bytes()
    record.write_bytes(intact[:-1] + bytes([intact[-1] ^ 1]))
    done = rotate()
    assert done.returncode == steps.FAILED
    assert bob.name in done.stderr
    assert key_number() == before + 1 and key_number(PREVIOUS) == before
    assert has_device(alice)
    record.write_bytes(intact)
    again = rotate()
    assert again.returncode == steps.DONE, again.stderr
    assert json.loads(again.stdout)["resumed"] is True
    assert key_number() == before + 1 and not PREVIOUS.exists()
    assert has_device(bob)


def test_two_at_once_one_is_told_so(machine, root_may):
    """The lock is on the folder; somebody else holds it here."""
    with contextlib.ExitStack() as stack:
        holder = stack.enter_context(subprocess.Popen(
            ["flock", "/etc/mfa", "sh", "-c", "echo held; exec sleep 60"], stdout=subprocess.PIPE))
        assert holder.stdout.readline() == b"held\n"
        done = rotate()
        holder.kill()
    assert done.returncode != steps.DONE
    assert "another process" in json.loads(done.stdout)["error"]["message"]
    assert not PREVIOUS.exists()
