"""Wrong codes of many users from one address slow that address down, and lock nobody out."""

import time

import pytest

from tests.e2e import steps
from tests.support.sandbox import wire
from tests.support.sandbox.machine import RUN
from tests.support.sandbox.otp import totp, wrong_code

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
# 25 users that failed: the first 19 are free, and 250 ms for each from the twentieth on.
WAIT_AFTER_25_S = 1.5


def try_code(name: str, code: str, host: str) -> tuple[int, float]:
    """A login as sshd asks for it (the helper's caller is root): how it ends, and when."""
    helper = wire.Helper(0)
    begun = helper.ask(wire.AUTH_BEGIN, (wire.USER, name), (wire.SERVICE, "sshd"),
                       (wire.REMOTE_HOST, host))
    assert begun[wire.VERDICT] == wire.ASK_CODE
    started = time.monotonic()
    reply = helper.ask(wire.AUTH_VERIFY, (wire.CODE, code))
    took_s = time.monotonic() - started
    helper.close()
    return reply[wire.OUTCOME], took_s


@pytest.fixture
def sprayed(enrolled):
    """25 users with a device, for each of whom a wrong code came from HERE."""
    people = [enrolled("sprayed") for _ in range(25)]
    for person in people:
        outcome, _ = try_code(person.name, wrong_code(person.secret), HERE)
        assert outcome == wire.WRONG_CODE
    return people


def test_after_many_users_the_next_waits_and_a_right_code_gets_in(machine, sprayed, enrolled, log):
    alice = enrolled()
    outcome, took_s = try_code("alice-who-is-nobody", "123456", HERE)
    assert outcome == wire.WRONG_CODE and took_s >= WAIT_AFTER_25_S
    session = machine.ssh(alice)
    session.give_password(alice)
    started = time.monotonic()
    session.give_code(totp(alice.secret))
    session.at_shell()
    assert time.monotonic() - started >= WAIT_AFTER_25_S
    log.wait_for(rf"mfa_helper.*event=source_slowed user={alice.name} service=sshd rhost={HERE}")
    log.wait_for(rf"mfa_helper.*event=verify user={alice.name} outcome=accepted")


def test_another_address_is_not_slowed(machine, sprayed, enrolled, log):
    alice = enrolled()
    session = machine.ssh(alice, "-b", ELSEWHERE)
    session.give_password(alice)
    session.give_code(totp(alice.secret))
    session.at_shell()
    log.wait_for(rf"mfa_helper.*event=verify user={alice.name} outcome=accepted .*rhost={ELSEWHERE}")
    assert not [line for line in log.lines()
                if "source_slowed" in line and f"user={alice.name} " in line]


def test_one_user_who_mistypes_slows_nobody(machine, enrolled):
    alice, bob = enrolled(), enrolled("bob")
    for _ in range(30):
        try_code(alice.name, wrong_code(alice.secret), HERE)
    outcome, _ = try_code(bob.name, totp(bob.secret), HERE)
    assert outcome == wire.OK


def test_a_local_caller_cannot_slow_an_address(machine, enrolled, person, log):
    """The remote host of a caller who is not root is not read."""
    mallory = person("mallory")
    helper = wire.Helper(mallory.uid)
    helper.ask(wire.AUTH_BEGIN, (wire.USER, mallory.name), (wire.SERVICE, "sshd"),
               (wire.REMOTE_HOST, HERE))
    helper.ask(wire.AUTH_VERIFY, (wire.CODE, "123456"))
    helper.close()
    table = RUN / "sources"
    assert not any(table.read_bytes()[4096:])
