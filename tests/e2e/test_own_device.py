"""mfa_tool for one's own device, and the published AWS policy deciding it."""

import json
import pathlib
import shutil

import pytest

from tests.e2e import steps
from tests.support.sandbox.machine import POLICY
from tests.support.sandbox.otp import totp

AWS_POLICY = steps.CORPUS / "aws-mfa-self-manage.json"


def answer_in(session, command: str) -> tuple[int, dict]:
    status, output = session.run(f"{command} --json 2>/dev/null")
    return status, json.loads(output)


def test_status_and_list_show_the_device(machine, enrolled):
    alice = enrolled()
    session = steps.log_in(machine, alice)
    status, listed = answer_in(session, "mfa_tool list")
    assert status == steps.DONE
    device, = listed["devices"]
    assert device["device"] == device["user"] == alice.name
    assert (device["type"], device["state"]) == ("totp", "enabled")
    assert (device["algorithm"], device["digits"], device["period_s"]) == ("sha1", 6, 30)
    assert device["arn"] == f"arn:aws:iam::000000000000:mfa/{alice.name}"
    status, shown = answer_in(session, "mfa_tool status")
    assert (shown["user"], shown["uid"]) == (alice.name, alice.uid)
    assert shown["arn"] == f"arn:aws:iam::000000000000:user/{alice.name}"


def test_without_mfa_deactivate_and_delete_are_denied_by_name(machine, enrolled):
    alice = enrolled()
    for command, action in (("deactivate", "iam:DeactivateMFADevice"),
                            ("delete", "iam:DeleteVirtualMFADevice")):
        status, refusal = steps.tool(alice, command)
        assert status == steps.DENIED
        assert refusal["error"]["code"] == "denied"
        assert refusal["error"]["action"] == action
        assert refusal["error"]["resource"].endswith(alice.name)


def test_with_mfa_a_device_is_deactivated_deleted_and_made_anew(machine, enrolled):
    alice = enrolled()
    session = steps.log_in(machine, alice)
    status, changed = answer_in(session, "mfa_tool deactivate")
    assert (status, changed["state"]) == (steps.DONE, "created")
    codes = f"{totp(alice.secret, 1)}\\n{totp(alice.secret, 2)}"
    status, changed = answer_in(session, f"printf '{codes}\\n' | mfa_tool enable")
    assert (status, changed["state"]) == (steps.DONE, "enabled")
    assert steps.state_in(session)["mfa"] is True  # proving two codes is showing a factor
    assert session.run("mfa_tool deactivate")[0] == steps.DONE
    assert session.run("mfa_tool delete")[0] == steps.DENIED  # the grant went with the device


def test_with_mfa_a_device_is_deleted(machine, enrolled):
    alice = enrolled()
    session = steps.log_in(machine, alice)
    status, changed = answer_in(session, "mfa_tool delete")
    assert (status, changed["state"]) == (steps.DONE, "deleted")
    status, listed = steps.tool(alice, "list")
    assert (status, listed["devices"]) == (steps.DONE, [])


def test_resync_takes_two_consecutive_codes_of_a_drifted_clock(machine, enrolled):
    alice = enrolled()
    hours = 10 * 120  # steps of 30 s; the clock of the device is ten hours fast
    status, changed = steps.tool(alice, "resync", codes=[totp(alice.secret, hours),
                                                         totp(alice.secret, hours + 1)])
    assert (status, changed["state"]) == (steps.DONE, "enabled")
    assert abs(changed["drift_s"] - 36000) <= 60
    steps.log_in(machine, alice, totp(alice.secret, hours + 2))


def test_two_codes_that_are_the_same_are_refused(enrolled):
    alice = enrolled()
    code = totp(alice.secret)
    status, refusal = steps.tool(alice, "resync", codes=[code, code])
    assert status == steps.FAILED or status == steps.WRONG_CODE
    assert "wait" in refusal["error"]["message"].lower()


def test_a_second_device_takes_a_factor_has_a_name_and_works_beside_the_first(machine, enrolled):
    alice = enrolled()
    status, refusal = steps.tool(alice, "create", "--name", "spare")
    assert (status, refusal["error"]["code"]) == (steps.DENIED, "denied")
    session = steps.log_in(machine, alice, totp(alice.secret))
    status, made = answer_in(session, "mfa_tool create --name spare")
    assert (status, made["device"]) == (steps.DONE, f"{alice.name}/spare")
    assert made["arn"] == f"arn:aws:iam::000000000000:mfa/{alice.name}/spare"
    codes = "\\n".join([totp(made["secret"], -2), totp(made["secret"], -1)])
    status, _ = answer_in(session, f"printf '{codes}\\n' | mfa_tool enable "
                                   f"--device {alice.name}/spare")
    assert status == steps.DONE
    steps.log_in(machine, alice, totp(made["secret"]))


def test_two_users_do_not_see_each_other(machine, enrolled):
    alice, bob = enrolled(), enrolled("bob")
    session = steps.log_in(machine, alice)
    status, listed = answer_in(session, "mfa_tool list")
    assert [device["user"] for device in listed["devices"]] == [alice.name]
    for command in ("list", "status"):
        status, refusal = answer_in(session, f"mfa_tool {command} --user {bob.name}")
        assert (status, refusal["error"]["code"]) == (steps.DENIED, "denied")
    assert steps.tool(bob, "status")[1]["session"]["mfa"] is not True


@pytest.fixture
def aws_policy_beside_host_statements():
    """The published policy as it is, and nothing of ours but who may open a session."""
    shipped, aside = POLICY / "10-mfa.yaml", POLICY / "10-mfa.aside"
    aws, host = POLICY / AWS_POLICY.name, POLICY / "20-host.json"
    shipped.rename(aside)
    shutil.copyfile(AWS_POLICY, aws)
    aws.chmod(0o644)
    host.write_text(steps.document(steps.statement("Allow", "host:*")))
    yield
    for path in (aws, host):
        path.unlink()
    aside.rename(shipped)


def test_the_published_aws_policy_works_unchanged(machine, person,
                                                  aws_policy_beside_host_statements):
    """Login, enrolment, listing without MFA; deactivating and deleting only with it."""
    alice = person()
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    steps.finish_enrolment(session, alice)
    session.at_shell()
    assert steps.tool(alice, "status")[0] == steps.DONE
    assert steps.tool(alice, "list", "--all")[0] == steps.DONE
    assert steps.tool(alice, "deactivate")[0] == steps.DENIED
    assert steps.tool(alice, "delete")[0] == steps.DENIED
    status, _ = steps.tool(alice, "create", "--name", "spare")  # mfa/alice/spare: not mfa/alice
    assert status == steps.DENIED
    assert steps.state_in(session)["mfa"] is True
    assert session.run("mfa_tool delete")[0] == steps.DONE


def test_the_corpus_policy_is_the_published_one_byte_for_byte():
    """Nobody has made it easier for us."""
    statements = json.loads(pathlib.Path(AWS_POLICY).read_text())["Statement"]
    assert [one["Sid"] for one in statements] == [
        "AllowViewAccountInfo", "AllowManageOwnVirtualMFADevice", "AllowManageOwnUserMFA",
        "DenyAllExceptListedIfNoMFA"]
