"""A broken policy denies, says so in a sentence, and tells the administrator the real cause."""

import contextlib
import os
import pathlib

import pytest

from tests.e2e import steps
from tests.support.sandbox.machine import POLICY

LAST_GOOD = pathlib.Path("/var/lib/mfa/policy.last")
SHIPPED = POLICY / "10-mfa.yaml"


@contextlib.contextmanager
def no_last_good_policy():
    LAST_GOOD.unlink(missing_ok=True)
    yield
    LAST_GOOD.unlink(missing_ok=True)


def test_without_any_policy_file_all_is_denied(machine, enrolled, log):
    alice = enrolled()
    with no_last_good_policy(), steps.moved_away(SHIPPED):
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*policy")


def test_without_the_policy_folder_all_is_denied(machine, enrolled, log):
    alice = enrolled()
    with no_last_good_policy(), steps.moved_away(POLICY):
        steps.denied(machine, alice)
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
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*10-mfa\.yaml")


@pytest.mark.parametrize("what", UNLOADABLE)
def test_with_a_last_good_one_that_stays_in_force_with_a_critical_line(machine, enrolled, log,
                                                                       what):
    alice = enrolled()  # which made a last good one
    with steps.file_with(SHIPPED, UNLOADABLE[what]):
        session = steps.log_in(machine, alice)
        # authpriv.crit: 10 * 8 + 2
        log.wait_for(r"^<82>.*mfa_helper.*policy")
        assert session.run("mfa_tool list --user nobody")[0] == steps.DENIED


def test_the_last_good_policy_denies_what_it_denied(machine, enrolled):
    alice = enrolled()
    with steps.file_with(SHIPPED, "Statement: ["):
        assert steps.tool(alice, "deactivate")[0] == steps.DENIED


@pytest.mark.parametrize("path", [SHIPPED, POLICY])
@pytest.mark.parametrize("mode", [0o666, 0o664, 0o777])
def test_a_policy_that_others_may_write_is_refused(machine, enrolled, log, path, mode):
    alice = enrolled()
    with no_last_good_policy(), steps.as_it_was(path):
        path.chmod(mode)
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*policy\.d")


@pytest.mark.parametrize("path", [SHIPPED, POLICY])
def test_a_policy_that_is_not_roots_is_refused(machine, enrolled, log, path):
    alice = enrolled()
    with no_last_good_policy(), steps.as_it_was(path):
        os.chown(path, alice.uid, 0)
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*policy\.d")


def test_a_policy_that_is_a_link_is_refused(machine, enrolled, log):
    alice = enrolled()
    with no_last_good_policy(), steps.moved_away(SHIPPED) as aside:
        SHIPPED.symlink_to(aside)
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*10-mfa\.yaml")


def test_one_bad_file_beside_a_good_one_is_not_passed_over(machine, enrolled, log):
    """It could have held a Deny."""
    alice = enrolled()
    with no_last_good_policy(), steps.file_with(POLICY / "90-bad.json", "{"):
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*90-bad\.json")


def test_a_setting_that_is_unknown_denies(machine, enrolled, log):
    alice = enrolled()
    with steps.setting("grant_duratoin: 1h"):
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*grant_duratoin")
