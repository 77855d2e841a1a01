"""What people and administrators do in these tests, in one word each."""

import contextlib
import json
import os
import pathlib
import shutil
import stat
import subprocess
import time

from tests.support.sandbox import terminal
from tests.support.sandbox.machine import DEVICES, POLICY, SETTINGS
from tests.support.sandbox.otp import PERIOD_S, totp
from tests.support.sandbox.people import Person

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "corpus"

# Exit statuses of mfa_tool, as the contract has them.
DONE, FAILED, USAGE, DENIED, WRONG_CODE, THROTTLED, UNAVAILABLE = range(7)


def tool(person: Person, *words: str, codes=(), **options) -> tuple[int, dict]:
    """mfa_tool as this user, outside of any login: its exit status and its JSON document."""
    done = person.run(["mfa_tool", *words, "--json"],
                      input="".join(code + "\n" for code in codes), **options)
    return done.returncode, json.loads(done.stdout)


def enroll(person: Person, first_step: int = -2) -> Person:
    """An enabled device. It spends the codes of `first_step` and of the step after that."""
    status, made = tool(person, "create")
    assert status == DONE, made
    person.secret = made["secret"]
    codes = [totp(person.secret, first_step), totp(person.secret, first_step + 1)]
    status, enabled = tool(person, "enable", codes=codes)
    assert (status, enabled.get("state")) == (DONE, "enabled"), enabled
    return person


def log_in(machine, person: Person, code: str | None = None, *options, **more):
    """By ssh, with password and code, up to the shell prompt."""
    session = machine.ssh(person, *options, **more)
    session.give_password(person)
    session.give_code(code or totp(person.secret))
    return session.at_shell()


def refused(session: terminal.Terminal) -> str:
    """Waits until ssh gives up; all that the person has seen."""
    assert not session.reaches_shell(), f"a shell was reached: {session.seen}"
    session.wait()
    assert session.exitstatus == 255
    return session.seen


def state_in(session: terminal.Terminal) -> dict:
    """What `mfa_tool status` says inside a session, about the session."""
    status, output = session.run("mfa_tool status --json")
    assert status == DONE, output
    return json.loads(output)["session"]


def wait_until(condition, seconds: float) -> None:
    """Asks again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.2)


def wait_for_age(session: terminal.Terminal, age_s: int) -> None:
    """Until the session's factor is that old, as the product itself counts."""
    wait_until(lambda: state_in(session)["age_s"] >= age_s, age_s + 10)


def wait_for_step(after: float, steps: int) -> None:
    """Until `steps` time steps lie between `after` and now."""
    wait_until(lambda: time.time() // PERIOD_S - after // PERIOD_S >= steps, (steps + 1) * PERIOD_S)


def wait_for_fresh_step() -> None:
    """Until most of a time step lies ahead: the code of the step before is about to be too old."""
    wait_until(lambda: time.time() % PERIOD_S < PERIOD_S / 3, PERIOD_S)


@contextlib.contextmanager
def file_with(path: pathlib.Path, text: str, mode: int = 0o644):
    """A file with this text for a while; what was there comes back."""
    before = path.read_bytes() if path.exists() else None
    path.write_text(text)
    path.chmod(mode)
    try:
        yield path
    finally:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.unlink(missing_ok=True)
            path.write_bytes(before)
            path.chmod(0o644)


def statement(effect: str, action, resource="*", **condition) -> dict:
    made = {"Effect": effect, "Action": action, "Resource": resource}
    return made | ({"Condition": condition} if condition else {})


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@contextlib.contextmanager
def policy(*statements: dict, name: str = "50-test.json", instead: bool = False):
    """Statements beside the shipped policy, or instead of it, for a while."""
    shipped = POLICY / "10-mfa.yaml"
    aside = shipped.with_suffix(".aside")
    if instead:
        shipped.rename(aside)
    try:
        with file_with(POLICY / name, document(*statements)):
            yield
    finally:
        if instead:
            aside.rename(shipped)


@contextlib.contextmanager
def exempt(person: Person, service: str = "sshd"):
    """The shipped policy, in which this user needs no factor to open sessions through one service."""
    shipped = POLICY / "10-mfa.yaml"
    deny = "  - Sid: DenyFullSessionIfNoMFA\n"
    text = shipped.read_text()
    start = text.index(deny)
    end = text.index("  - Sid:", start + len(deny))
    door = f"arn:aws:host:*:*:service/{service}"
    others = f"""\
  - Effect: Deny
    Action: host:StartFullSession
    Resource: "*"
    Condition:
      BoolIfExists: {{"aws:MultiFactorAuthPresent": "false"}}
      StringNotEquals: {{"aws:username": {person.name}}}
  - Effect: Deny
    Action: host:StartFullSession
    NotResource: {door}
    Condition:
      BoolIfExists: {{"aws:MultiFactorAuthPresent": "false"}}
  - Effect: Allow
    Action: host:StartFullSession
    Resource: {door}
    Condition:
      StringEquals: {{"aws:username": {person.name}}}
"""
    with file_with(shipped, text[:start] + others + text[end:]):
        yield


@contextlib.contextmanager
def setting(line: str):
    """One more line in mfa.yaml, for a while."""
    with file_with(SETTINGS, SETTINGS.read_text() + line + "\n"):
        yield


def root(command: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60,
                          **options)


def begin_enrolment(session: terminal.Terminal, person: Person, picture: str = "n") -> None:
    """From the password to the question for the first code; keeps the secret that was shown."""
    session.give_password(person)
    shown = session.answer(terminal.PICTURE, picture)
    person.secret = terminal.key_in(shown)


def finish_enrolment(session: terminal.Terminal, person: Person) -> None:
    """Types two consecutive codes; those of now and of the next step stay unspent."""
    session.answer(terminal.FIRST_CODE, totp(person.secret, -2))
    session.answer(terminal.NEXT_CODE, totp(person.secret, -1))


def files_of(person: Person) -> list[pathlib.Path]:
    """All that the store keeps about one user."""
    found = [path for path in DEVICES.rglob("*")
             if path.is_file() and path.name.split(".")[0] == person.name]
    assert found, f"the store has no file of {person.name}"
    return sorted(found)


def record_of(person: Person) -> dict[pathlib.Path, bytes]:
    return {path: path.read_bytes() for path in files_of(person)}


def denied(machine, person) -> str:
    """A login with everything right is refused; what the person sees beside the prompts."""
    session = machine.ssh(person)
    session.give_password(person)
    session.give_code_if_asked(totp(person.secret))
    seen = refused(session)
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
def as_it_was(path: pathlib.Path):
    """Owner and mode of `path` come back."""
    before = path.stat()
    try:
        yield
    finally:
        os.chown(path, before.st_uid, before.st_gid)
        path.chmod(stat.S_IMODE(before.st_mode))
