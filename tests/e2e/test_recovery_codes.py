"""Recovery codes: made in a session with a factor, good once each where a code is asked for."""

import json
import re

from tests.e2e import steps
from tests.support.sandbox import terminal
from tests.support.sandbox.otp import totp

SHAPE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}")


def made_in(session) -> list[str]:
    status, output = session.run("mfa_tool recovery-codes --yes --json")
    assert status == steps.DONE, output
    codes = json.loads(output)["recovery_codes"]
    assert len(set(codes)) == 10
    assert all(SHAPE.fullmatch(code) for code in codes), codes
    return codes


def with_codes(machine, person):
    """A session of the person's, and the codes that were made there."""
    session = steps.log_in(machine, person)
    return session, made_in(session)


def codes_left(session) -> int:
    status, output = session.run("mfa_tool status --json")
    assert status == steps.DONE, output
    return json.loads(output)["recovery_codes_left"]


def test_one_opens_the_door_once_and_says_how_many_are_left(machine, enrolled, log):
    alice = enrolled()
    _, codes = with_codes(machine, alice)
    session = steps.log_in(machine, alice, codes[0].lower())
    assert "You used a recovery code; 9 are left." in session.seen
    state = steps.state_in(session)
    assert (state["state"], state["mfa"]) == ("full", True)
    assert codes_left(session) == 9
    log.wait_for(rf'event=verify user={alice.name} outcome=accepted .*factor="recovery code"')
    again = machine.ssh(alice)
    again.give_password(alice)
    again.give_code(codes[0])
    assert "used already" in steps.refused(again)
    assert codes_left(session) == 9
    assert not any(code in line or code.replace("-", "") in line
                   for line in log.lines() for code in codes)


def test_one_opens_the_console_and_sudo_has_its_factor(machine, enrolled):
    alice = enrolled(groups=["sudo"])
    _, codes = with_codes(machine, alice)
    session = machine.login(alice)
    session.give_password(alice)
    session.give_code(codes[3].replace("-", " "))
    session.at_shell()
    session.sendline("sudo id -u")
    session.give_password(alice)
    session.expect(r"\b0\r\n")


def test_one_in_two_logins_at_once_opens_exactly_one(machine, enrolled):
    alice = enrolled()
    _, codes = with_codes(machine, alice)
    both = [machine.ssh(alice) for _ in range(2)]
    for session in both:
        session.give_password(alice)
    for session in both:
        session.expect(terminal.CODE)
    for session in both:
        session.sendline(codes[0])
    assert sorted(session.reaches_shell() for session in both) == [False, True]


def test_a_mistyped_one_is_refused_and_counts_as_no_attempt(machine, enrolled):
    alice = enrolled()
    _, codes = with_codes(machine, alice)
    wrong = ("1" if codes[0][0] != "1" else "2") + codes[0][1:]
    for _ in range(6):
        session = machine.ssh(alice)
        session.give_password(alice)
        session.give_code(wrong)
        steps.refused(session)
    steps.log_in(machine, alice, codes[0])


def test_new_ones_void_the_old_and_what_these_have_opened(machine, enrolled):
    alice = enrolled()
    first, old = with_codes(machine, alice)
    by_old = steps.log_in(machine, alice, old[0])
    assert steps.state_in(by_old)["mfa"] is True
    fresh = made_in(first)
    assert not set(old) & set(fresh)
    assert steps.state_in(by_old)["mfa"] is False
    session = machine.ssh(alice)
    session.give_password(alice)
    session.give_code(old[1])
    steps.refused(session)
    steps.log_in(machine, alice, fresh[1])


def test_without_mfa_nobody_makes_any(machine, enrolled):
    alice = enrolled()
    status, refusal = steps.tool(alice, "recovery-codes")
    assert status == steps.DENIED
    assert refusal["error"]["action"] == "host:CreateRecoveryCodes"


def test_with_one_a_lost_phone_is_replaced(machine, enrolled):
    alice = enrolled()
    _, codes = with_codes(machine, alice)
    session = steps.log_in(machine, alice, codes[0])
    status, output = session.run("mfa_tool create --name new --json 2>/dev/null")
    assert status == steps.DONE, output
    secret = json.loads(output)["secret"]
    pair = f"{totp(secret, -1)}\\n{totp(secret, 0)}\\n"
    status, output = session.run(f"printf '{pair}' | mfa_tool enable --device new --json")
    assert status == steps.DONE, output
    status, output = session.run(f"mfa_tool delete --device {alice.name} --json")
    assert status == steps.DONE, output
    assert steps.state_in(session)["mfa"] is True
    assert codes_left(session) == 9
    steps.log_in(machine, alice, totp(secret, 1))


def test_in_a_terminal_new_ones_are_made_only_after_a_yes(machine, enrolled):
    alice = enrolled()
    session, codes = with_codes(machine, alice)
    session.sendline("mfa_tool recovery-codes")
    session.answer(r"10 recovery codes are not used yet and will be void. Make new ones\? \[y/N\] ",
                   "n")
    session.expect_exact(terminal.SHELL)
    status, output = session.run(f"echo {codes[0]} | mfa_tool verify --json 2>/dev/null")
    assert (status, json.loads(output)["device"]) == (steps.DONE, "recovery code")
