"""Which ways of logging in the policy opens: keys, exemptions, commands, sftp, forwarding."""

import re
import socket
import subprocess

import pytest

from tests.e2e import steps
from tests.support.sandbox import pam_files, people, terminal
from tests.support.sandbox.otp import totp, wrong_code
from tests.support.sandbox.ssh_server import free_port

FULL = "host:StartFullSession"


def test_a_key_alone_is_refused_because_no_factor_was_shown(machine, enrolled):
    alice = enrolled(groups=("keyonly",))
    seen = steps.refused(machine.ssh(alice, key=people.add_key(alice)))
    assert "mfa" in seen.lower() or "factor" in seen.lower()


def test_with_a_key_alone_the_mfa_key_is_missing_from_the_context(machine, enrolled):
    """An Allow for those to whom the key is missing lets a key-only login in, and no other."""
    alice = enrolled(groups=("keyonly",))
    bob = enrolled("bob")
    missing = steps.statement("Allow", [FULL, "sts:*", "iam:*"],
                              Null={"aws:MultiFactorAuthPresent": "true"})
    with steps.policy(missing, instead=True):
        machine.ssh(alice, key=people.add_key(alice)).at_shell()
        session = machine.ssh(bob)
        session.give_password(bob)
        if session.expect([terminal.CODE, terminal.CLOSED]) == 0:
            session.sendline(totp(bob.secret))
            steps.refused(session)


@pytest.mark.parametrize("operator, opens", [("Bool", True), ("BoolIfExists", False)])
def test_with_a_key_alone_only_BoolIfExists_denies(machine, enrolled, operator, opens):
    """AWS: Bool on a missing key does not match; ...IfExists on a missing key does."""
    alice = enrolled(groups=("keyonly",))
    rules = [steps.statement("Allow", FULL),
             steps.statement("Deny", FULL, **{operator: {"aws:MultiFactorAuthPresent": "false"}})]
    with steps.policy(*rules, instead=True):
        session = machine.ssh(alice, key=people.add_key(alice))
        session.at_shell() if opens else steps.refused(session)


def test_a_key_and_a_code_open_the_door(machine, enrolled):
    alice = enrolled(groups=("keyandcode",))
    session = machine.ssh(alice, key=people.add_key(alice))
    session.give_password(alice)
    session.give_code(totp(alice.secret))
    session.at_shell()
    assert steps.state_in(session)["mfa"] is True


def test_a_key_and_a_wrong_code_do_not(machine, enrolled):
    alice = enrolled(groups=("keyandcode",))
    session = machine.ssh(alice, key=people.add_key(alice))
    session.give_password(alice)
    session.give_code(wrong_code(alice.secret))
    steps.refused(session)


def test_a_password_alone_opens_only_for_whom_the_policy_exempts(machine, enrolled):
    alice, bob = enrolled(), enrolled("bob")
    with steps.exempt(alice):
        session = machine.ssh(alice)
        session.give_password(alice)
        session.at_shell()
        assert steps.state_in(session)["mfa"] is not True
        session = machine.ssh(bob)
        session.give_password(bob)
        session.give_code("")
        steps.refused(session)


def test_an_exemption_for_one_door_opens_no_other(machine, enrolled):
    alice = enrolled()
    with steps.exempt(alice, "sshd"):
        session = machine.login(alice)
        session.give_password(alice)
        session.expect(terminal.CODE)


def _transcript(session: terminal.Terminal, name: str, answers: list[str]) -> str:
    for answer in answers:
        session.expect(r": ?$")
        session.sendline(answer)
    return steps.refused(session).replace(name, "NAME")


def test_an_unknown_user_sees_what_a_known_one_with_a_wrong_password_sees(machine, enrolled):
    alice = enrolled()
    known = _transcript(machine.ssh(alice), alice.name, ["wrong"])
    unknown = _transcript(machine.ssh("nobodyhere"), "nobodyhere", ["wrong"])
    assert known == unknown


@pytest.mark.parametrize("first", ["", "auth required pam_unix.so nodelay\n"])
def test_an_unknown_user_is_asked_for_a_code_like_a_known_one(machine, enrolled, first):
    """Where the stack asks for the code first, or goes on after a wrong password."""
    alice = enrolled()
    stack = (f"{first}auth required pam_mfa.so\naccount required pam_unix.so\n"
             "account required pam_mfa.so\nsession required pam_loginuid.so\n"
             "session required pam_mfa.so\n")
    answers = (["wrong"] if first else []) + ["000000"]
    with pam_files.replaced("sshd", stack):
        known = _transcript(machine.ssh(alice), alice.name, answers)
        unknown = _transcript(machine.ssh("nobodyhere"), "nobodyhere", answers)
    assert re.search("(?i)code", known)
    assert known == unknown


def _command(machine, person, kind: str, forwarded: int) -> list[str]:
    """How this person calls ssh for one of the things that ssh does beside a shell."""
    ssh = terminal.ssh_command(machine.sshd.port, person.name)
    target = ssh.pop()
    match kind:
        case "command":
            return [*ssh, target, "echo was here"]
        case "sftp":
            return ["sftp", *ssh[1:], target]
        case "forward":
            return [*ssh, "-N", "-L", f"{forwarded}:127.0.0.1:{machine.sshd.port}", target]
    raise ValueError(kind)


def _served(session: terminal.Terminal, kind: str, forwarded: int) -> bool:
    """Whether what was asked for is given, and not only the connection kept."""
    if kind == "command":
        return session.expect(["was here", terminal.CLOSED]) == 0
    if kind == "sftp":
        return session.expect(["sftp> ", terminal.CLOSED]) == 0
    while session.isalive():
        try:
            with socket.create_connection(("127.0.0.1", forwarded), timeout=1) as peer:
                if peer.recv(4) == b"SSH-":
                    return True
        except OSError:
            pass
        session.expect([terminal.CLOSED, terminal.pexpect.TIMEOUT], timeout=0.1)
    return False


@pytest.mark.parametrize("kind", ["command", "sftp", "forward"])
def test_what_a_login_may_is_given_after_a_code(machine, enrolled, kind):
    alice, port = enrolled(), free_port()
    session = terminal.Terminal(_command(machine, alice, kind, port))
    session.give_password(alice)
    session.give_code(totp(alice.secret))
    assert _served(session, kind, port), session.seen
    session.close(force=True)


@pytest.mark.parametrize("kind", ["command", "sftp", "forward"])
def test_it_is_refused_after_a_wrong_code(machine, enrolled, kind):
    alice, port = enrolled(), free_port()
    session = terminal.Terminal(_command(machine, alice, kind, port))
    session.give_password(alice)
    session.give_code(wrong_code(alice.secret))
    assert not _served(session, kind, port)


@pytest.mark.parametrize("kind", ["command", "sftp", "forward"])
def test_it_is_refused_with_a_key_alone(machine, enrolled, kind):
    alice, port = enrolled(groups=("keyonly",)), free_port()
    key = people.add_key(alice)
    words = _command(machine, alice, kind, port)
    at = words.index("PubkeyAuthentication=no")
    words[at - 1:at + 1] = ["-i", str(key)]
    session = terminal.Terminal(words)
    assert not _served(session, kind, port)


def test_a_refused_command_says_why_and_leaves_stdout_empty(machine, enrolled):
    alice = enrolled(groups=("keyonly",))
    words = terminal.ssh_command(machine.sshd.port, alice.name, command="id",
                                 key=people.add_key(alice))
    done = subprocess.run(words, capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (255, "")
    assert "mfa" in done.stderr.lower() or "factor" in done.stderr.lower()
