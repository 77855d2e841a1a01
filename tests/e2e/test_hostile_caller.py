"""The helper, started by its caller directly and as unkindly as a local user can."""

import os
import random
import resource
import signal
import struct
import time

import pytest

from tests.e2e import steps
from tests.support.sandbox import wire
from tests.support.sandbox.otp import totp, wrong_code

KINDS_OF_START = {
    "plainly": {},
    "with descriptors 1 and 2 closed": {"closed": (1, 2)},
    "with no descriptor at all": {"closed": (0, 1, 2)},
    "with RLIMIT_FSIZE 0": {"limits": [(resource.RLIMIT_FSIZE, 0)]},
    "with RLIMIT_NOFILE 3": {"limits": [(resource.RLIMIT_NOFILE, 3)]},
    "with RLIMIT_CPU 1": {"limits": [(resource.RLIMIT_CPU, 1)]},
    "with RLIMIT_STACK of a page": {"limits": [(resource.RLIMIT_STACK, 65536)]},
    "with SIGCHLD ignored": {"ignored_signals": (signal.SIGCHLD,)},
    "with every signal ignored": {"ignored_signals": (signal.SIGCHLD, signal.SIGPIPE,
                                                      signal.SIGTERM, signal.SIGXFSZ,
                                                      signal.SIGALRM, signal.SIGXCPU)},
    "with a hostile environment": {"environment": {
        "LD_PRELOAD": "/tmp/evil.so", "LD_LIBRARY_PATH": "/tmp", "GCONV_PATH": "/tmp",
        "OPENSSL_CONF": "/tmp/evil.cnf", "OPENSSL_MODULES": "/tmp", "HOSTALIASES": "/tmp/evil",
        "LOCPATH": "/tmp", "TZ": "/tmp/evil", "MALLOC_CHECK_": "3", "TMPDIR": "/nowhere",
        "PATH": "/tmp", "IFS": "/", "GLIBC_TUNABLES": "glibc.malloc.check=3"}},
    "with no arguments": {"arguments": ()},
    "with a thousand arguments": {"arguments": ("--debug",) * 1000},
}


@pytest.mark.parametrize("how", KINDS_OF_START)
def test_however_it_is_started_a_wrong_code_is_no_right_one(enrolled, how):
    """It may refuse to serve such a caller. What it must not do is say yes, or forget a failure."""
    alice = enrolled()
    helper = wire.Helper(alice.uid, **KINDS_OF_START[how])
    reply = helper.ask(wire.VERIFY, (wire.CODE, wrong_code(alice.secret)))
    helper.close()
    assert reply is None or reply[wire.OUTCOME] != wire.OK
    assert how != "plainly" or reply[wire.OUTCOME] == wire.WRONG_CODE
    if reply is not None and reply[wire.OUTCOME] == wire.WRONG_CODE:
        _fail(alice, 4)
        assert steps.tool(alice, "verify", codes=[totp(alice.secret)])[0] == steps.THROTTLED


@pytest.mark.parametrize("how", KINDS_OF_START)
def test_however_it_is_started_it_leaves_the_record_whole(enrolled, how):
    alice = enrolled()
    helper = wire.Helper(alice.uid, **KINDS_OF_START[how])
    helper.ask(wire.VERIFY, (wire.CODE, totp(alice.secret)))
    helper.close()
    status, listed = steps.tool(alice, "list")
    assert (status, listed["devices"][0]["state"]) == (steps.DONE, "enabled")
    assert steps.tool(alice, "verify", codes=[totp(alice.secret, 1)])[0] == steps.DONE


def test_it_is_the_caller_whatever_the_caller_says(enrolled):
    alice, mallory = enrolled(), enrolled("mallory")
    helper = wire.Helper(mallory.uid)
    reply = helper.ask(wire.VERIFY, (wire.USER, alice.name), (wire.CODE, totp(alice.secret)))
    helper.close()
    assert reply is not None and reply[wire.OUTCOME] == wire.DENIED
    assert steps.tool(alice, "verify", codes=[totp(alice.secret)])[0] == steps.DONE  # unspent


def test_a_pam_request_of_a_user_is_about_that_user_alone(enrolled):
    alice, mallory = enrolled(), enrolled("mallory")
    helper = wire.Helper(mallory.uid)
    helper.ask(wire.AUTH_BEGIN, (wire.USER, alice.name), (wire.SERVICE, "sshd"))
    reply = helper.ask(wire.AUTH_VERIFY, (wire.CODE, totp(alice.secret)))
    helper.close()
    assert reply is None or reply[wire.OUTCOME] != wire.OK
    assert steps.tool(alice, "verify", codes=[totp(alice.secret)])[0] == steps.DONE  # unspent


def test_a_user_does_not_choose_where_he_comes_from(person):
    """The policy lets people enrol and log in from the office. He is not there, and says so."""
    mallory = person("mallory")
    office = {"aws:SourceIp": "10.20.0.0/16"}
    claims = [(wire.USER, mallory.name), (wire.SERVICE, "sshd"), (wire.REMOTE_HOST, "10.20.0.1"),
              (wire.TTY, "tty1"), (wire.AUTH_METHOD, "publickey")]
    with steps.policy(
            steps.statement("Deny", ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
                            NotIpAddress=office),
            steps.statement("Allow", "host:StartFullSession", IpAddress=office),
            instead=True):
        helper = wire.Helper(mallory.uid)
        begun = helper.ask(wire.AUTH_BEGIN, *claims, (wire.CAN_ENROLL, 1))
        started = helper.ask(wire.AUTH_ENROLL_START)
        allowed = helper.ask(wire.ACCOUNT, *claims)
        helper.close()
    assert (begun[wire.OUTCOME], begun[wire.VERDICT]) == (wire.OK, wire.DENY)
    assert started[wire.OUTCOME] == wire.UNAVAILABLE
    assert (allowed[wire.OUTCOME], allowed[wire.VERDICT]) == (wire.OK, wire.DENY)
    assert steps.tool(mallory, "list")[1]["devices"] == []


def _fail(person, times: int) -> None:
    for _ in range(times):
        steps.tool(person, "verify", codes=[wrong_code(person.secret)])


GARBAGE = {
    "nothing": b"",
    "one byte": b"M",
    "another protocol": b"GET / HTTP/1.0\r\n\r\n",
    "another version": b"MFA\x02" + struct.pack("<H", wire.STATUS),
    "an unknown request": wire.packet(9999),
    "a reply": wire.packet(wire.REPLY, (wire.OUTCOME, 0)),
    "a field longer than its packet": wire.packet(wire.VERIFY) + struct.pack("<BI", 7, 2**32 - 1),
    "half a field header": wire.packet(wire.VERIFY) + b"\x07\x01",
    "too many fields": wire.packet(wire.VERIFY, *[(wire.CODE, b"1")] * 300),
    "an oversized packet": wire.packet(wire.VERIFY, (wire.CODE, b"1" * 60000)),
    "an oversized code": wire.packet(wire.VERIFY, (wire.CODE, b"1" * 30000)),
    "a code of zero bytes": wire.packet(wire.VERIFY, (wire.CODE, b"\0" * 6)),
    "no code": wire.packet(wire.VERIFY),
    "a user name that is a path": wire.packet(wire.LIST, (wire.USER, b"../../../etc/passwd")),
    "a user name with a newline": wire.packet(wire.LIST, (wire.USER, b"root\nevent=verify ok")),
    "a user name that is no UTF-8": wire.packet(wire.LIST, (wire.USER, b"\xff\xfe\x80")),
    "a device name that is a path": wire.packet(wire.LIST + 3, (wire.DEVICE, b"a/../../b")),
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_refused_and_breaks_nothing(enrolled, what, log):
    alice = enrolled()
    helper = wire.Helper(alice.uid)
    helper.send(GARBAGE[what])
    if what != "nothing":
        message = helper.receive()
        assert message is None or message[1].get(wire.OUTCOME) != wire.OK
    status = helper.close()
    assert not os.WIFSIGNALED(status), f"ended by signal {os.WTERMSIG(status)}"
    assert steps.tool(alice, "verify", codes=[totp(alice.secret)])[0] == steps.DONE
    for line in log.lines():
        assert not line.startswith("event="), line  # nobody writes a second line into the log


def test_random_garbage_is_refused(enrolled):
    """Mutations of a good request, the same in every run."""
    alice = enrolled()
    dice = random.Random(20260101)
    good = wire.packet(wire.VERIFY, (wire.CODE, wrong_code(alice.secret)))
    for _ in range(60):
        data = bytearray(good)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        helper = wire.Helper(alice.uid)
        helper.send(bytes(data))
        message = helper.receive()
        status = helper.close()
        assert message is None or message[1].get(wire.OUTCOME) != wire.OK or \
            message[0] != wire.REPLY or wire.MFA not in message[1], bytes(data)
        assert not os.WIFSIGNALED(status), bytes(data)


def test_its_caller_cannot_signal_or_trace_it(enrolled):
    """After its first request it is another user's for good."""
    alice = enrolled()
    helper = wire.Helper(alice.uid)
    assert helper.ask(wire.STATUS)[wire.OUTCOME] == wire.OK
    done = alice.run(["bash", "-c", f"""
        for signal in STOP KILL TERM USR1 ALRM; do
            kill -$signal {helper.pid} 2>/dev/null && echo "$signal was sent"
        done
        cat /proc/{helper.pid}/environ /proc/{helper.pid}/maps >/dev/null 2>&1 && echo read
        ls -l /proc/{helper.pid}/fd >/dev/null 2>&1 && echo listed; true"""])
    assert done.stdout == ""
    uids = next(line for line in open(f"/proc/{helper.pid}/status") if line.startswith("Uid:"))
    mfa = str(os.stat("/var/lib/mfa").st_uid)
    assert uids.split()[1:] == [mfa] * 4  # real, effective, saved, file system
    capabilities = {line.split()[0]: int(line.split()[1], 16)
                    for line in open(f"/proc/{helper.pid}/status") if line.startswith("Cap")}
    assert capabilities["CapPrm:"] == capabilities["CapEff:"] == capabilities["CapInh:"] == 0
    helper.close()


def test_it_runs_without_privileges_and_under_its_filter(enrolled):
    """What /proc says of a helper that serves, and not what its source says it has asked for."""
    alice = enrolled()
    helper = wire.Helper(alice.uid)
    assert helper.ask(wire.STATUS)[wire.OUTCOME] == wire.OK
    with open(f"/proc/{helper.pid}/status", encoding="utf-8") as file:
        status = {name: value.split() for name, value in (line.split(":", 1) for line in file)}
    helper.close()
    state = os.stat("/var/lib/mfa")
    assert status["Uid"] == [str(state.st_uid)] * 4
    assert status["Gid"] == [str(state.st_gid)] * 4
    assert status["Groups"] == [str(state.st_gid)]
    assert status["Seccomp"] == ["2"]  # a filter
    assert status["NoNewPrivs"] == ["1"]
    for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(status[kind][0], 16) == 0, kind


def _kill_at_random(person, code: str, dice, number: int) -> bool:
    """Signals a helper (as root can, and as its caller can until it has become `mfa`) somewhere in
    the middle of a request; whether it had said yes by then."""
    helper = wire.Helper(person.uid)
    helper.send(wire.packet(wire.VERIFY, (wire.CODE, code)))
    deadline = time.monotonic() + dice.uniform(0, 0.02)
    while time.monotonic() < deadline:
        pass
    try:
        os.kill(helper.pid, number)
    except ProcessLookupError:
        pass
    said_yes = False
    if number == signal.SIGKILL:
        message = helper.receive()
        said_yes = message is not None and message[1].get(wire.OUTCOME) == wire.OK
        helper.close()
    else:
        stopped.append(helper)
    return said_yes


stopped: list[wire.Helper] = []


def test_killed_at_random_moments_it_gives_no_free_guess(enrolled):
    """Every guess that may have been compared is counted: soon no code is looked at any more."""
    alice = enrolled()
    dice = random.Random(7)
    for _ in range(40):
        assert not _kill_at_random(alice, wrong_code(alice.secret), dice, signal.SIGKILL)
    status, listed = steps.tool(alice, "list")  # no torn record, no lock left
    assert (status, listed["devices"][0]["state"]) == (steps.DONE, "enabled")
    # At least some of the forty came far enough to count; a few more and the wait is there.
    _fail(alice, 5)
    assert steps.tool(alice, "verify", codes=[totp(alice.secret)])[0] == steps.THROTTLED


def test_killed_at_random_moments_one_code_opens_at_most_once(enrolled):
    dice = random.Random(8)
    for _ in range(12):
        alice = enrolled()
        code = totp(alice.secret)
        opened = sum(_kill_at_random(alice, code, dice, signal.SIGKILL) for _ in range(2))
        opened += steps.tool(alice, "verify", codes=[code])[0] == steps.DONE
        assert opened <= 1


def test_a_stopped_helper_keeps_nobody_out_for_long(enrolled):
    """SIGSTOP in the middle of a request, perhaps with the user's lock held: others are not
    touched by it, and the user is served again when the stopped one is gone."""
    alice, bob = enrolled(), enrolled("bob")
    dice = random.Random(9)
    stopped.clear()
    for _ in range(10):
        _kill_at_random(alice, wrong_code(alice.secret), dice, signal.SIGSTOP)
    assert steps.tool(bob, "verify", codes=[totp(bob.secret)])[0] == steps.DONE
    for helper in stopped:
        os.kill(helper.pid, signal.SIGKILL)
        helper.close()
    status, listed = steps.tool(alice, "list")
    assert (status, listed["devices"][0]["state"]) == (steps.DONE, "enabled")


def test_its_caller_cannot_take_away_its_time_limit(enrolled):
    """It ends itself by SIGALRM, which a caller may hand over ignored and blocked."""
    alice = enrolled()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    try:
        helper = wire.Helper(alice.uid, ignored_signals=(signal.SIGALRM,))
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    helper.ask(wire.STATUS)
    for line in open(f"/proc/{helper.pid}/status"):
        if line.startswith(("SigBlk", "SigIgn")):
            assert int(line.split()[1], 16) & (1 << (signal.SIGALRM - 1)) == 0, line
    helper.close()


def test_started_and_never_asked_it_ends(enrolled):
    """Ten seconds for the first request; after one it waits for a person to type."""
    alice = enrolled()
    idle, busy = wire.Helper(alice.uid), wire.Helper(alice.uid)
    assert busy.ask(wire.STATUS)[wire.OUTCOME] == wire.OK
    began = time.monotonic()
    assert idle.receive() is None
    assert 8 <= time.monotonic() - began <= 14
    assert busy.ask(wire.STATUS)[wire.OUTCOME] == wire.OK
    idle.close()
    busy.close()


def test_its_environment_is_not_passed_to_the_log(enrolled, log):
    alice = enrolled()
    helper = wire.Helper(alice.uid, environment={"TZ": "/tmp/evil", "USER": "root",
                                                 "LOGNAME": "root"})
    helper.ask(wire.VERIFY, (wire.CODE, wrong_code(alice.secret)))
    helper.close()
    line = log.wait_for(r"mfa_helper.*wrong_code")
    assert f"user={alice.name}" in line
