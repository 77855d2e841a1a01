"""Administration end to end: a helpdesk that resets, a user who is shut out, records that are damaged."""

import contextlib
import shutil

import pytest

from tests.e2e import steps
from tests.support.sandbox.machine import DEVICES, POLICY
from tests.support.sandbox.otp import totp

EXAMPLES = steps.CORPUS.parents[1] / "config/examples"
QUARANTINE = DEVICES.parent / "quarantine"


@contextlib.contextmanager
def examples_in_force():
    """The helpdesk's and the administrators' policies, as they ship."""
    placed = []
    try:
        for name in ("helpdesk.yaml", "administrators.yaml"):
            placed.append(POLICY / f"60-{name}")
            shutil.copy(EXAMPLES / name, placed[-1])
            placed[-1].chmod(0o644)
        yield
    finally:
        for path in placed:
            path.unlink()


@pytest.fixture
def helpdesk(machine, enrolled):
    return lambda: steps.log_in(machine, enrolled("helen", groups=("mfa-helpdesk",)))


@pytest.fixture
def administrator(machine, enrolled):
    return lambda: steps.log_in(machine, enrolled("adam", groups=("mfa-admins",)))


def _done(session, command: str) -> str:
    status, output = session.run(command)
    assert status == steps.DONE, output
    return output


def test_a_helpdesk_member_resets_a_user_who_enrols_at_the_next_login(machine, enrolled, helpdesk,
                                                                      log):
    bob = enrolled("bob")
    with examples_in_force():
        session = helpdesk()
        assert bob.name in _done(session, f"mfa_tool admin show {bob.name}")
        assert "is reset" in _done(session, f"mfa_tool admin reset {bob.name}")
        log.wait_for(rf"event=reset user=helen\d+ owner={bob.name}")
        login = machine.ssh(bob)
        steps.begin_enrolment(login, bob)
        steps.finish_enrolment(login, bob)
        login.at_shell()


def test_a_helpdesk_member_may_not_what_was_not_given(machine, enrolled, helpdesk):
    bob = enrolled("bob")
    with examples_in_force():
        session = helpdesk()
        for command in (f"disable {bob.name}", "doctor", "reset root"):
            assert session.run(f"mfa_tool admin {command}")[0] == steps.DENIED
    steps.log_in(machine, bob)


def test_root_is_asked_like_everybody(enrolled):
    bob = enrolled("bob")
    with examples_in_force():
        done = steps.root(f"mfa_tool admin reset {bob.name}")
        assert done.returncode == steps.DENIED, done.stderr
    assert steps.tool(bob, "list")[1]["devices"][0]["state"] == "enabled"


def test_a_disabled_user_is_refused_and_comes_back_with_the_devices_of_before(
        machine, enrolled, administrator, log):
    bob = enrolled("bob")
    with examples_in_force():
        session = administrator()
        assert "is disabled" in _done(session, f"mfa_tool admin disable {bob.name}")
        with steps.exempt(bob):  # no policy lets him in
            login = machine.ssh(bob)
            login.give_password(bob)
            login.give_code(totp(bob.secret))
            steps.refused(login)
        log.wait_for(rf"event=user_disabled user={bob.name}")
        assert steps.tool(bob, "verify", codes=[totp(bob.secret)])[0] == steps.DENIED
        assert "log in again" in _done(session, f"mfa_tool admin enable {bob.name}")
    steps.log_in(machine, bob)


def test_a_locked_user_is_unlocked(machine, enrolled, helpdesk):
    bob = enrolled("bob")
    for _ in range(5):
        assert steps.tool(bob, "verify", codes=["000000"])[0] == steps.WRONG_CODE
    assert steps.tool(bob, "verify", codes=[totp(bob.secret)])[0] == steps.THROTTLED
    with examples_in_force():
        session = helpdesk()
        assert bob.name in _done(session, f"mfa_tool admin users --locked --name {bob.name}")
        assert "at once" in _done(session, f"mfa_tool admin unlock {bob.name}")
    steps.log_in(machine, bob)


def test_the_doctor_finds_a_flipped_record_and_puts_it_aside(machine, enrolled, administrator):
    bob = enrolled("bob")
    record = DEVICES / f"{bob.name}.record"
    content = bytearray(record.read_bytes())
    content[-1] ^= 1
    with open(record, "r+b") as file:
        file.write(content)
    with examples_in_force():
        session = administrator()
        status, output = session.run("mfa_tool admin doctor")
        assert status == steps.FAILED and str(record) in output
        status, output = session.run("mfa_tool admin doctor --quarantine")
        assert status == steps.FAILED and str(QUARANTINE) in output
        assert not record.exists()
        copies = list(QUARANTINE.glob(f"{bob.name}.record.*"))
        assert [copy.read_bytes() for copy in copies] == [bytes(content)]
        assert "Key" not in steps.denied(machine, bob)  # set aside is not "no device"
        _done(session, f"mfa_tool admin reset {bob.name}")
        login = machine.ssh(bob)
        steps.begin_enrolment(login, bob)
        steps.finish_enrolment(login, bob)
        login.at_shell()


def test_a_token_is_handed_out_and_opens_at_once(machine, person, administrator):
    bob = person("bob")
    bob.secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    with examples_in_force():
        session = administrator()
        _done(session, f"printf 'hex:3132333435363738393031323334353637383930\\n' | "
                       f"mfa_tool admin enroll {bob.name} --secret-from-stdin")
    steps.log_in(machine, bob)
