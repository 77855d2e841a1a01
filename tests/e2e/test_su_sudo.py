"""su and sudo: the person who calls is judged, with the factor that the session has shown."""

import contextlib

import pytest

from tests.e2e import steps
from tests.support.sandbox import terminal
from tests.support.sandbox.otp import totp, wrong_code

DOORS = ["host:StartSession", "host:StartFullSession"]


def too_old(service: str, age_s: int) -> dict:
    """config/examples/fresh-mfa-for-sudo.yaml with a shorter hour."""
    return steps.statement("Deny", DOORS, f"arn:aws:host:*:*:service/{service}",
                           NumericGreaterThanIfExists={"aws:MultiFactorAuthAge": str(age_s)})


def sudo(session, person, *, code: str | None = None) -> str:
    """`sudo id` with the password, and with a code where one is given; what came of it."""
    session.sendline("sudo -k id -u; echo status=$?")
    session.give_password(person)
    if code is not None:
        session.give_code(code)
    return until_status(session)


def until_status(session) -> str:
    """Waits for `status=N` of a command; a question in between is answered with Ctrl-C, which ends
    the whole line in the shell when the program died of it."""
    asked = session.expect([r"status=(\d+)\r\n", terminal.CODE, terminal.PASSWORD])
    if asked:
        session.sendcontrol("c")
        session.expect_exact(terminal.SHELL)
        return "asked"
    outcome = session.match.group(1)
    session.expect_exact(terminal.SHELL)
    return "done" if outcome == "0" else "refused"


@contextlib.contextmanager
def session_without_factor(machine, person):
    """A shell in which no factor was shown: the policy exempts this user from it at sshd."""
    with steps.exempt(person):
        session = machine.ssh(person)
        session.give_password(person)
        yield session.at_shell()


def test_sudo_asks_no_code_in_a_session_that_has_shown_a_factor(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    assert sudo(session, alice) == "done"


def test_sudo_without_a_factor_asks_for_a_code_and_takes_a_good_one(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    with session_without_factor(machine, alice) as session:
        assert sudo(session, alice, code=totp(alice.secret)) == "done"


def test_sudo_without_a_factor_runs_nothing_after_a_wrong_code(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    with session_without_factor(machine, alice) as session:
        assert sudo(session, alice, code=wrong_code(alice.secret)) != "done"


def test_sudo_without_a_factor_is_not_passed_by_its_password_alone(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    with session_without_factor(machine, alice) as session:
        assert sudo(session, alice) == "asked"


def test_sudo_with_a_factor_too_old_asks_again_and_takes_a_good_code(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    with steps.policy(too_old("sudo", 1)):
        steps.wait_for_age(session, 2)
        assert sudo(session, alice) == "asked"
        with steps.policy(too_old("sudo", 60), name="50-test.json"):
            assert sudo(session, alice) == "done"


def test_a_code_given_to_sudo_makes_the_factor_fresh_again(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    with steps.policy(too_old("sudo", 3)):
        steps.wait_for_age(session, 4)
        assert sudo(session, alice, code=totp(alice.secret, 1)) == "done"


def test_a_code_given_to_sudo_changes_nothing_else_of_the_session(machine, enrolled):
    """Where it came from is still known: what the policy says of that address still holds."""
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    with steps.policy(too_old("sudo", 1)):
        steps.wait_for_age(session, 2)
        assert sudo(session, alice, code=totp(alice.secret, 1)) == "done"
    with steps.policy(steps.statement("Deny", "iam:GetUser",
                                      IpAddress={"aws:SourceIp": "127.0.0.0/8"})):
        assert session.run("mfa_tool status")[0] == steps.DENIED


def test_sudo_with_a_live_ticket_asks_nothing_and_still_passes_account(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    assert session.run("true")[0] == 0
    session.sendline("sudo id -u; echo status=$?")
    session.give_password(alice)
    assert until_status(session) == "done"
    session.sendline("sudo id -u; echo status=$?")
    assert until_status(session) == "done"  # the ticket: nothing was asked
    with steps.policy(too_old("sudo", 0)):
        steps.wait_for_age(session, 1)
        session.sendline("sudo id -u; echo status=$?")
        assert until_status(session) == "refused"


def test_sudo_with_a_live_ticket_stops_when_the_device_is_deactivated(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    session.sendline("sudo id -u; echo status=$?")
    session.give_password(alice)
    assert until_status(session) == "done"
    assert session.run("mfa_tool deactivate")[0] == steps.DONE
    session.sendline("sudo id -u; echo status=$?")
    assert until_status(session) == "refused"


def su(session, target, *, code: str | None = None) -> str:
    session.sendline(f"su {target.name} -c 'id -un'; echo status=$?")
    session.give_password(target)
    if code is not None:
        session.give_code(code)
    return until_status(session)


def test_su_asks_no_code_in_a_session_that_has_shown_a_factor(machine, enrolled, person):
    """The target has no device: it is the caller who is judged."""
    alice, bob = enrolled(), person("bob")
    session = steps.log_in(machine, alice)
    assert su(session, bob) == "done"


def test_su_without_a_factor_asks_for_a_code_of_the_callers_device(machine, enrolled):
    alice, bob = enrolled(), enrolled("bob")
    with session_without_factor(machine, alice) as session:
        assert su(session, bob, code=totp(bob.secret)) != "done"
        assert su(session, bob, code=totp(alice.secret)) == "done"


def test_su_with_a_factor_too_old_asks_again(machine, enrolled, person):
    alice, bob = enrolled(), person("bob")
    session = steps.log_in(machine, alice)
    with steps.policy(too_old("su", 1)):
        steps.wait_for_age(session, 2)
        assert su(session, bob) == "asked"


def test_roots_own_su_is_not_asked(machine, person):
    bob = person("bob")
    done = steps.root(f"su {bob.name} -c 'id -un' </dev/null")
    assert (done.returncode, done.stdout.strip()) == (0, bob.name)


def test_a_grant_is_inherited_through_su(machine, enrolled, person):
    """The audit session goes on; the grant stays its owner's and is none of the target's."""
    alice, bob = enrolled(), person("bob")
    session = steps.log_in(machine, alice)
    session.sendline(f"su - {bob.name}")
    session.give_password(bob)
    session.at_shell()
    assert session.run("id -un")[1].strip() == bob.name
    assert steps.state_in(session)["mfa"] is not True
    assert session.run("mfa_tool deactivate")[0] != steps.DONE


def test_the_grant_is_gone_after_deactivate(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    other = steps.log_in(machine, alice, totp(alice.secret, 1))
    assert session.run("mfa_tool deactivate")[0] == steps.DONE
    for place in (session, other):
        assert steps.state_in(place)["mfa"] is not True
        assert place.run("mfa_tool delete")[0] == steps.DENIED


@pytest.mark.parametrize("lifetime", ["2s"])
def test_a_grant_ends_after_grant_duration(machine, enrolled, lifetime):
    alice = enrolled()
    with steps.setting(f"grant_duration: {lifetime}"):
        session = steps.log_in(machine, alice)
        steps.wait_until(lambda: steps.state_in(session)["mfa"] is not True, seconds=10)
        assert session.run("mfa_tool deactivate")[0] == steps.DENIED


def test_verify_in_a_running_session_lifts_it(machine, enrolled):
    alice = enrolled()
    with session_without_factor(machine, alice) as session:
        assert session.run("mfa_tool deactivate")[0] == steps.DENIED
        status, _ = session.run(f"echo {totp(alice.secret)} | mfa_tool verify")
        assert status == steps.DONE
        assert steps.state_in(session)["mfa"] is True
        assert session.run("mfa_tool deactivate")[0] == steps.DONE
