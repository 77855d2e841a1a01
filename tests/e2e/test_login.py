"""Logging in with a device: which codes open the door, and which do not."""

import re

import pytest

from tests.e2e import steps
from tests.support.sandbox import terminal, wire
from tests.support.sandbox.machine import RUN
from tests.support.sandbox.otp import totp, wrong_code


def test_a_code_opens_the_door(machine, enrolled, log):
    alice = enrolled()
    session = steps.log_in(machine, alice)
    state = steps.state_in(session)
    assert (state["state"], state["mfa"]) == ("full", True)
    assert state["age_s"] < 30
    log.wait_for(rf"mfa_helper.*user={alice.name}\b")


def test_a_code_opens_the_door_of_the_console(machine, enrolled):
    alice = enrolled()
    session = machine.login(alice)
    session.give_password(alice)
    session.give_code(totp(alice.secret))
    session.at_shell()
    assert steps.state_in(session)["mfa"] is True


def test_root_is_asked_like_any_other(machine, log):
    from tests.support.sandbox.people import PASSWORD, Person
    steps.root(f"echo 'root:{PASSWORD}' | chpasswd; printf 'PS1=\"READY> \"\\n' >/root/.profile")
    import pathlib
    root = steps.enroll(Person("root", 0, pathlib.Path("/root")))
    session = steps.log_in(machine, root)
    assert steps.state_in(session)["mfa"] is True
    session = machine.ssh(root)
    session.give_password(root)
    session.give_code(wrong_code(root.secret))
    steps.refused(session)


def test_a_wrong_code_is_refused(machine, enrolled, log):
    alice = enrolled()
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code(wrong_code(alice.secret))
    steps.refused(session)
    log.wait_for(rf"mfa_helper.*user={alice.name}\b.*wrong_code")


def test_a_code_after_a_wrong_password_is_refused(machine, enrolled):
    alice = enrolled()
    session = machine.ssh(alice)
    session.answer(terminal.PASSWORD, "not the password")
    steps.refused(session)


@pytest.mark.parametrize("answer", ["", "12345", "1234567", "abcdef", "9" * 300, "１２３４５６"])
def test_what_is_no_code_is_refused(machine, enrolled, answer):
    alice = enrolled()
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code(answer)
    steps.refused(session)


def test_a_code_typed_with_a_blank_in_the_middle_is_that_code(machine, enrolled):
    alice = enrolled()
    code = totp(alice.secret)
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code(f"{code[:3]} {code[3:]}")
    session.at_shell()


def test_a_code_is_good_for_one_login_only(machine, enrolled):
    alice = enrolled()
    code = totp(alice.secret)
    steps.log_in(machine, alice, code)
    again = machine.ssh(alice)
    again.give_password(alice)
    again.give_code(code)
    steps.refused(again)


def test_one_code_in_two_logins_at_once_opens_exactly_one(machine, enrolled):
    alice = enrolled()
    code = totp(alice.secret)
    both = [machine.ssh(alice) for _ in range(2)]
    for session in both:
        session.give_password(alice)
    for session in both:
        session.expect(terminal.CODE)
    for session in both:
        session.sendline(code)
    assert sorted(session.reaches_shell() for session in both) == [False, True]


def test_a_code_ten_minutes_old_is_refused(machine, enrolled):
    alice = enrolled()
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code(totp(alice.secret, -20))
    steps.refused(session)


def test_two_steps_ahead_is_too_early(machine, enrolled):
    alice = enrolled()
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code(totp(alice.secret, 3))  # 3: the step may end before it is looked at
    steps.refused(session)


def test_six_failures_bring_a_wait_that_a_right_code_does_not_end(machine, enrolled):
    alice = enrolled()
    for _ in range(6):
        session = machine.ssh(alice)
        session.give_password(alice)
        session.give_code(wrong_code(alice.secret))
        steps.refused(session)
    session = machine.ssh(alice)
    session.give_password(alice)
    found = session.expect([terminal.CODE, r"(?i)try again in (\d+) s"])
    if found == 0:
        session.sendline(totp(alice.secret))
    seen = steps.refused(session)
    wait_s = re.search(r"(?i)try again in (\d+) s", seen)
    assert wait_s, seen
    assert 0 < int(wait_s.group(1)) <= 60
    status, refusal = steps.tool(alice, "verify", codes=[totp(alice.secret)])
    assert status == steps.THROTTLED, refusal
    assert refusal["error"]["code"] == "throttled"
    assert 0 < refusal["error"]["retry_after_s"] <= 60


def test_wrong_passwords_make_nobody_wait_for_a_code(machine, enrolled):
    alice = enrolled()
    for _ in range(6):
        session = machine.ssh(alice)
        session.answer(terminal.PASSWORD, "not the password")
        steps.refused(session)
    steps.log_in(machine, alice)


def test_a_password_typed_for_the_code_makes_nobody_wait(machine, enrolled, log):
    alice = enrolled()
    for _ in range(6):
        session = machine.ssh(alice)
        session.give_password(alice)
        session.give_code(alice.password)
        assert "wrong code" in steps.refused(session)
    steps.log_in(machine, alice)
    assert not [line for line in log.lines() if "outcome=wrong_code" in line]


def test_failures_of_one_user_do_not_make_another_wait(machine, enrolled):
    alice, bob = enrolled(), enrolled("bob")
    for _ in range(6):
        steps.tool(alice, "verify", codes=[wrong_code(alice.secret)])
    steps.log_in(machine, bob)


def test_no_ticket_is_left_in_the_environment_of_the_session(machine, enrolled):
    alice = enrolled()
    session = steps.log_in(machine, alice)
    _, environment = session.run("env; cat /proc/$$/environ | tr '\\0' '\\n'")
    assert "MFA" not in environment.upper()
    assert f"USER={alice.name}" in environment  # it is the environment that was looked at


def test_a_ticket_made_up_in_the_users_files_is_worth_nothing(machine, enrolled, log):
    """pam_env reads ~/.pam_environment on Debian 12, at session open and before our module: a user
    can put a ticket in the place of the one that his login was given."""
    alice = enrolled()
    made_up = alice.home / ".pam_environment"
    made_up.write_text(f"MFA_LOGIN_TICKET DEFAULT={'0' * 32}\nMFA DEFAULT=1\n")
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code(totp(alice.secret))
    assert not session.reaches_shell()
    # Auth and account have said yes; it was session open that was given the ticket.
    log.wait_for(rf"event=verify user={alice.name} outcome=accepted")
    log.wait_for(rf"event=decision user={alice.name} action=host:StartFullSession.*decision=Allow")
    log.wait_for(r"event=unavailable kind=not_found cause=.*login ticket")
    assert not [line for line in log.lines() if f"event=session_open user={alice.name}" in line]
    assert not list(RUN.glob(f"sessions/audit-*.{alice.uid}"))
    made_up.unlink()
    steps.log_in(machine, alice, totp(alice.secret, 1))


@pytest.mark.parametrize("change", ["deactivate", "delete"])
def test_a_login_under_way_ends_with_its_device(machine, enrolled, change):
    """Between its code and its session the device goes; the test is the sshd of that login."""
    alice = enrolled()
    who = [(wire.USER, alice.name), (wire.SERVICE, "sshd"), (wire.REMOTE_HOST, "192.0.2.1")]
    helper = wire.Helper(0)
    assert helper.ask(wire.AUTH_BEGIN, *who)[wire.VERDICT] == wire.ASK_CODE
    ticket = helper.ask(wire.AUTH_VERIFY, (wire.CODE, totp(alice.secret)))[wire.TICKET]
    helper.close()
    session = steps.log_in(machine, alice, totp(alice.secret, 1))
    assert session.run(f"mfa_tool {change}")[0] == steps.DONE
    helper = wire.Helper(0)
    account = helper.ask(wire.ACCOUNT, *who, (wire.TICKET, ticket))
    opened = helper.ask(wire.SESSION_OPEN, *who, (wire.TICKET, ticket))
    helper.close()
    assert (account[wire.OUTCOME], account[wire.VERDICT]) == (wire.OK, wire.DENY)
    assert opened[wire.OUTCOME] == wire.DENIED
    assert steps.state_in(session)["mfa"] is not True


def test_two_sessions_of_one_user_each_show_a_factor_of_their_own(machine, enrolled):
    alice = enrolled()
    first = steps.log_in(machine, alice)
    second = steps.log_in(machine, alice, totp(alice.secret, 1))
    assert steps.state_in(first)["id"] != steps.state_in(second)["id"]


def test_codes_of_the_step_before_and_of_the_step_after_open_the_door(machine, early_bird):
    bird, since = early_bird
    steps.wait_for_step(since, 2)
    steps.wait_for_fresh_step()
    steps.log_in(machine, bird, totp(bird.secret, -1))
    steps.log_in(machine, bird, totp(bird.secret, 1))
