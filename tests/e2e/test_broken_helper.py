"""A broken helper or module lets nobody in, by no door."""

import contextlib
import pathlib
import time

import pytest

from tests.e2e import steps
from tests.support.sandbox import pam_files, people, terminal
from tests.support.sandbox.machine import HELPER


@contextlib.contextmanager
def helper_replaced(script: str | None, mode: int = 0o755):
    """Another program in the helper's place; None: no program at all."""
    with steps.moved_away(HELPER):
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
        steps.denied(machine, alice)
        log.wait_for(r"pam_mfa.*")
        status, answer = steps.tool(alice, "status")
        assert status == steps.UNAVAILABLE
        assert answer["error"]["code"] == "unavailable"
    steps.log_in(machine, alice)


def test_a_helper_that_nobody_may_run_lets_nobody_in(machine, enrolled):
    alice = enrolled()
    with steps.as_it_was(HELPER):
        HELPER.chmod(0o600)
        steps.denied(machine, alice)


def test_a_broken_helper_does_not_open_sudo(machine, enrolled):
    alice = enrolled(groups=("sudo",))
    session = steps.log_in(machine, alice)
    with helper_replaced(None):
        session.sendline("sudo -k id -u; echo status=$?")
        session.give_password(alice)
        session.expect([r"status=(\d+)\r\n", terminal.PASSWORD])
        assert session.match.lastindex is None or session.match.group(1) != "0"


def test_a_broken_helper_does_not_open_to_a_key_alone(machine, person):
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
    with helper_replaced("#!/bin/sh\nkill -STOP $$\n"):
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
    with steps.moved_away(module):
        session = machine.ssh(alice)
        session.give_password(alice)
        steps.refused(session)


def test_an_unknown_option_of_the_module_denies_and_is_logged(machine, enrolled, log):
    alice = enrolled()
    text = (pam_files.FOLDER / "sshd").read_text().replace("pam_mfa.so", "pam_mfa.so enrol=no")
    with pam_files.replaced("sshd", text):
        session = machine.ssh(alice)
        session.give_password(alice)
        steps.refused(session)
    log.wait_for(r"pam_mfa.*enrol=no")
