"""Broken things deny, say so in a sentence, and tell the administrator the real cause."""

import contextlib
import os
import pathlib
import shutil
import stat
import subprocess
import time

import pytest

from tests.e2e import steps
from tests.support.sandbox import terminal
from tests.support.sandbox.machine import DEVICES, HELPER, HOST_KEY, POLICY, SETTINGS
from tests.support.sandbox.otp import totp

LAST_GOOD = pathlib.Path("/var/lib/mfa/policy.last")
SHIPPED = POLICY / "10-mfa.yaml"


def denied(machine, person) -> str:
    """A login with everything right is refused; what the person sees beside the prompts."""
    session = machine.ssh(person)
    session.give_password(person)
    session.give_code_if_asked(totp(person.secret))
    seen = steps.refused(session)
    said = [line for line in seen.splitlines()
            if line.strip() and "assword" not in line and "ode" not in line]
    assert said, f"nothing was said to the user: {seen}"
    return seen


@contextlib.contextmanager
def moved_away(path: pathlib.Path):
    aside = path.with_name(path.name + ".aside")
    path.rename(aside)
    try:
        yield aside
    finally:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        aside.rename(path)


@contextlib.contextmanager
def no_last_good_policy():
    LAST_GOOD.unlink(missing_ok=True)
    yield
    LAST_GOOD.unlink(missing_ok=True)


@contextlib.contextmanager
def as_it_was(path: pathlib.Path):
    """Owner and mode of `path` come back."""
    before = path.stat()
    try:
        yield
    finally:
        os.chown(path, before.st_uid, before.st_gid)
        path.chmod(stat.S_IMODE(before.st_mode))


# --- the policy


def test_without_any_policy_file_all_is_denied(machine, enrolled, log):
    alice = enrolled()
    with no_last_good_policy(), moved_away(SHIPPED):
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*policy")


def test_without_the_policy_folder_all_is_denied(machine, enrolled, log):
    alice = enrolled()
    with no_last_good_policy(), moved_away(POLICY):
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*policy")


UNLOADABLE = {
    "empty": "",
    "blank": "\n# nothing\n",
    "no YAML": "Statement: [",
    "no policy": "- just\n- a list\n",
    "an unknown element": "Version: '2012-10-17'\nStatemnt: []\n",
    "binary": "\0\1\2",
}


@pytest.mark.parametrize("what", UNLOADABLE)
def test_a_policy_that_does_not_load_denies_all_when_there_is_no_last_good_one(machine, enrolled,
                                                                               log, what):
    alice = enrolled()
    with no_last_good_policy(), steps.file_with(SHIPPED, UNLOADABLE[what]):
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*10-mfa\.yaml")


@pytest.mark.parametrize("what", UNLOADABLE)
def test_with_a_last_good_one_that_stays_in_force_with_a_critical_line(machine, enrolled, log, what):
    alice = enrolled()  # which made a last good one
    with steps.file_with(SHIPPED, UNLOADABLE[what]):
        session = steps.log_in(machine, alice)
        # authpriv.crit: 10 * 8 + 2
        log.wait_for(r"^<82>.*mfa_helper.*policy")
        assert session.run(f"mfa_tool list --user nobody")[0] == steps.DENIED


def test_the_last_good_policy_denies_what_it_denied(machine, enrolled):
    alice = enrolled()
    with steps.file_with(SHIPPED, "Statement: ["):
        assert steps.tool(alice, "deactivate")[0] == steps.DENIED


@pytest.mark.parametrize("path", [SHIPPED, POLICY])
@pytest.mark.parametrize("mode", [0o666, 0o664, 0o777])
def test_a_policy_that_others_may_write_is_refused(machine, enrolled, log, path, mode):
    alice = enrolled()
    with no_last_good_policy(), as_it_was(path):
        path.chmod(mode)
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*policy\.d")


@pytest.mark.parametrize("path", [SHIPPED, POLICY])
def test_a_policy_that_is_not_roots_is_refused(machine, enrolled, log, path):
    alice = enrolled()
    with no_last_good_policy(), as_it_was(path):
        os.chown(path, alice.uid, 0)
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*policy\.d")


def test_a_policy_that_is_a_link_is_refused(machine, enrolled, log):
    alice = enrolled()
    with no_last_good_policy(), moved_away(SHIPPED) as aside:
        SHIPPED.symlink_to(aside)
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*10-mfa\.yaml")


def test_one_bad_file_beside_a_good_one_is_not_passed_over(machine, enrolled, log):
    """It could have held a Deny."""
    alice = enrolled()
    with no_last_good_policy(), steps.file_with(POLICY / "90-bad.json", "{"):
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*90-bad\.json")


def test_a_setting_that_is_unknown_denies(machine, enrolled, log):
    alice = enrolled()
    with steps.setting("grant_duratoin: 1h"):
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*grant_duratoin")


# --- the host key and the records


@pytest.mark.parametrize("content", [None, b"", b"short", bytes(33)])
def test_without_the_host_key_nobody_gets_in(machine, enrolled, log, content):
    alice = enrolled()
    with moved_away(HOST_KEY) as aside:
        if content is not None:
            HOST_KEY.write_bytes(content)
            shutil.copystat(aside, HOST_KEY)
            os.chown(HOST_KEY, 0, aside.stat().st_gid)
        seen = denied(machine, alice)
        assert "Key" not in seen  # no enrolment over a device that cannot be read
        log.wait_for(r"mfa_helper.*host\.key")


def test_another_host_key_does_not_open_the_records(machine, enrolled, log):
    alice = enrolled()
    with moved_away(HOST_KEY) as aside:
        HOST_KEY.write_bytes(bytes(range(32)))
        shutil.copystat(aside, HOST_KEY)
        os.chown(HOST_KEY, 0, aside.stat().st_gid)
        seen = denied(machine, alice)
        assert "Key" not in seen
        log.wait_for(rf"mfa_helper.*{alice.name}")


def _put(path: pathlib.Path, content: bytes) -> None:
    """Changes a file in place: owner and mode stay."""
    with open(path, "r+b") as file:
        file.truncate(0)
        file.write(content)


def _each_way_to_tear(content: bytes):
    yield "truncated to nothing", b""
    yield "cut in the middle", content[:len(content) // 2]
    yield "without its last byte", content[:-1]
    yield "with a byte too many", content + b"\0"
    for at in (0, len(content) // 2, len(content) - 1):
        yield f"with a bit of byte {at} flipped", \
            content[:at] + bytes([content[at] ^ 1]) + content[at + 1:]


def test_a_torn_record_denies_and_is_named_in_the_log(machine, enrolled):
    """Never "no device": that would let whoever can tear a file enrol a factor of his own."""
    alice = enrolled()
    for path, content in steps.record_of(alice).items():
        for how, torn in _each_way_to_tear(content):
            _put(path, torn)
            mark = machine.syslog.mark()
            status, answer = steps.tool(alice, "verify", codes=[totp(alice.secret)])
            assert status in (steps.FAILED, steps.UNAVAILABLE), f"{path.name} {how}: {answer}"
            machine.syslog.wait_for(rf"mfa_helper.*{path.name}", mark)
            status, answer = steps.tool(alice, "create")
            assert status in (steps.FAILED, steps.UNAVAILABLE), f"{path.name} {how}: {answer}"
            _put(path, content)
    assert steps.tool(alice, "verify", codes=[totp(alice.secret)])[0] == steps.DONE


def test_a_torn_record_denies_the_login(machine, enrolled, log):
    alice = enrolled()
    for path, content in steps.record_of(alice).items():
        _put(path, content[:-1])
        seen = denied(machine, alice)
        assert "Key" not in seen
        log.wait_for(rf"mfa_helper.*{path.name}")
        _put(path, content)
    steps.log_in(machine, alice)


def test_the_record_of_another_user_is_refused(machine, enrolled, log):
    alice, mallory = enrolled(), enrolled("mallory")
    theirs = steps.record_of(alice)
    for path, content in steps.record_of(mallory).items():
        _put(pathlib.Path(str(path).replace(mallory.name, alice.name)), content)
    status, answer = steps.tool(alice, "verify", codes=[totp(mallory.secret)])
    assert status in (steps.FAILED, steps.UNAVAILABLE), answer
    log.wait_for(rf"mfa_helper.*{alice.name}")
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code_if_asked(totp(mallory.secret))
    steps.refused(session)
    for path, content in theirs.items():
        _put(path, content)


def test_a_record_brought_back_from_yesterday_does_not_open_spent_codes(machine, enrolled):
    """Whoever can write there is root; a backup restored by mistake must fail all the same, or at
    the least be no second use of a code: each of a user's files brought back by itself."""
    alice = enrolled()
    before = steps.record_of(alice)
    code = totp(alice.secret)
    assert steps.tool(alice, "verify", codes=[code])[0] == steps.DONE
    after = steps.record_of(alice)
    changed = [path for path in before if before[path] != after[path]]
    assert changed  # a spent code is on the disk


# --- the disk


@contextlib.contextmanager
def store_on(options: str):
    """The devices on a file system of their own, as they are now."""
    aside = pathlib.Path("/run/sandbox/devices")
    aside.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{DEVICES}/.", aside], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "small", DEVICES], check=True)
    try:
        shutil.chown(DEVICES, "mfa", "mfa")
        subprocess.run(["cp", "-a", f"{aside}/.", DEVICES], check=True)
        subprocess.run(["mount", "-o", "remount," + options.format(files=sum(1 for _ in DEVICES.iterdir()) + 1),
                        DEVICES], check=True)
        yield
    finally:
        subprocess.run(["umount", DEVICES], check=True)
        shutil.rmtree(aside)


def _fill(folder: pathlib.Path) -> None:
    with contextlib.suppress(OSError), open(folder / "filler", "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    number = 0
    with contextlib.suppress(OSError):
        while True:
            (folder / f"filler{number}").touch()
            number += 1


def test_on_a_full_disk_a_device_still_opens_and_each_code_once(machine, enrolled):
    """An attempt is written over a sector that is there already: it needs no room, and so a full
    disk locks nobody out. The attempt is on the disk all the same."""
    alice = enrolled()
    with store_on("size=1m,nr_inodes={files}"):
        before = steps.record_of(alice)
        _fill(DEVICES)
        code = totp(alice.secret)
        steps.log_in(machine, alice, code)
        assert steps.record_of(alice) != before
        session = machine.ssh(alice)
        session.give_password(alice)
        session.give_code_if_asked(code)
        steps.refused(session)


def test_on_a_full_disk_an_enrolment_fails_and_leaves_nothing_half(machine, person, log):
    alice = person()
    with store_on("size=1m,nr_inodes={files}"):
        _fill(DEVICES)
        status, answer = steps.tool(alice, "create")
        assert status in (steps.FAILED, steps.UNAVAILABLE), answer
        assert "secret" not in answer
        log.wait_for(r"mfa_helper.*(?i:no space left)")
    steps.enroll(alice)


def test_on_a_read_only_store_no_code_is_compared(machine, enrolled, log):
    alice = enrolled()
    with store_on("ro"):
        denied(machine, alice)
        log.wait_for(r"mfa_helper.*(?i:read-only)")
    steps.log_in(machine, alice)


def test_without_the_store_nobody_is_taken_for_one_without_a_device(machine, enrolled, log):
    alice = enrolled()
    with moved_away(DEVICES):
        seen = denied(machine, alice)
        assert "Key" not in seen
        log.wait_for(r"mfa_helper.*devices")


# --- the helper


@contextlib.contextmanager
def helper_replaced(script: str | None, mode: int = 0o755):
    """Another program in the helper's place; None: no program at all."""
    with moved_away(HELPER):
        if script is not None:
            HELPER.write_text(script)
            HELPER.chmod(mode)
        yield


BROKEN_HELPERS = {
    "missing": None,
    "crashing": "#!/bin/sh\nkill -SEGV $$\n",
    "ending at once": "#!/bin/sh\nexit 0\n",
    "no program": "\x7fELF is what it is not\n",
    "talking nonsense": "#!/usr/bin/python3\nimport socket\n"
                        "s = socket.socket(fileno=0)\ns.recv(65536)\ns.send(b'yes, let him in')\n"
                        "s.recv(65536)\n",
    "cut off in its answer": "#!/usr/bin/python3\nimport socket\n"
                             "s = socket.socket(fileno=0)\ns.recv(65536)\ns.send(b'MFA\\x01d')\n",
}


@pytest.mark.parametrize("how", BROKEN_HELPERS)
def test_a_broken_helper_lets_nobody_in(machine, enrolled, how, log):
    alice = enrolled()
    with helper_replaced(BROKEN_HELPERS[how]):
        denied(machine, alice)
        log.wait_for(r"pam_mfa.*")
        status, answer = steps.tool(alice, "status")
        assert status == steps.UNAVAILABLE
        assert answer["error"]["code"] == "unavailable"
    steps.log_in(machine, alice)


def test_a_helper_that_nobody_may_run_lets_nobody_in(machine, enrolled):
    alice = enrolled()
    with as_it_was(HELPER):
        HELPER.chmod(0o600)
        denied(machine, alice)


def test_a_broken_helper_does_not_open_sudo(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    with helper_replaced(None):
        session.sendline("sudo -k id -u; echo status=$?")
        session.give_password(alice)
        session.expect([r"status=(\d+)\r\n", terminal.PASSWORD])
        assert session.match.lastindex is None or session.match.group(1) != "0"


def test_a_broken_helper_does_not_open_to_a_key_alone(machine, person):
    from tests.support.sandbox import people
    alice = person(groups=("keyonly",))
    with helper_replaced(None):
        steps.refused(machine.ssh(alice, key=people.add_key(alice)))


def test_a_helper_silent_for_ten_seconds_is_given_up(machine, enrolled, log):
    alice = enrolled()
    with helper_replaced("#!/bin/sh\nexec sleep 60\n"):
        session = machine.ssh(alice)
        session.timeout = 45
        session.give_password(alice)
        began = time.monotonic()
        steps.refused(session)
        took_s = time.monotonic() - began
        assert 9 <= took_s <= 40
        log.wait_for(r"pam_mfa")


def test_a_stopped_helper_is_given_up(machine, enrolled):
    alice = enrolled()
    with helper_replaced(f"#!/bin/sh\nkill -STOP $$\n"):
        session = machine.ssh(alice)
        session.timeout = 45
        session.give_password(alice)
        steps.refused(session)
    steps.root("pkill -KILL -f 'kill -STOP' || true")
    steps.log_in(machine, alice)


def test_the_module_missing_lets_nobody_in(machine, enrolled):
    """As sshd and login see it after a package was removed with the PAM lines still there."""
    alice = enrolled()
    module = next(pathlib.Path("/usr/lib").glob("*/security/pam_mfa.so"))
    with moved_away(module):
        session = machine.ssh(alice)
        session.give_password(alice)
        steps.refused(session)


def test_an_unknown_option_of_the_module_denies_and_is_logged(machine, enrolled, log):
    from tests.support.sandbox import pam_files
    alice = enrolled()
    text = (pam_files.FOLDER / "sshd").read_text().replace("pam_mfa.so", "pam_mfa.so enrol=no")
    with pam_files.replaced("sshd", text):
        session = machine.ssh(alice)
        session.give_password(alice)
        steps.refused(session)
    log.wait_for(r"pam_mfa.*enrol=no")
