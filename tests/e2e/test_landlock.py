"""Limited sessions with `guard: landlock`, on the kernel that runs the tests. Each attempt is made by a user
without limits, too: there it works."""

import contextlib
import ctypes
import json
import pathlib
import re
import socket
import subprocess
import time

import pytest

from tests.e2e import steps
from tests.support.sandbox import people, terminal
from tests.support.sandbox.otp import totp
from tests.support.sandbox.ssh_server import KNOWN_HOSTS, free_port

CONFIG = pathlib.Path("/etc/ssh/landlock_sshd_config")
OFF = ("DisableForwarding yes", "X11Forwarding no", "AllowAgentForwarding no")


def landlock_version() -> int:
    """What the kernel here has; 0: none."""
    return max(0, ctypes.CDLL(None).syscall(444, None, 0, 1))


pytestmark = pytest.mark.skipif(landlock_version() == 0, reason="this kernel has no Landlock")


class Server:
    """A second sshd beside the sandbox's own, with more lines."""

    def __init__(self, machine, *lines: str, more_arguments=()):
        self.port = free_port()
        own = re.sub(r"^Port .*", f"Port {self.port}", machine.sshd.config.read_text(), flags=re.M)
        CONFIG.write_text("\n".join(lines) + "\n" + own)
        with open(KNOWN_HOSTS, "a", encoding="utf-8") as known:
            public = pathlib.Path("/etc/ssh/sandbox_host_key.pub").read_text()
            known.write(f"[127.0.0.1]:{self.port} {public}")
        self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", CONFIG, *more_arguments],
                                        stdin=subprocess.DEVNULL)
        steps.wait_until(self._listens, 20)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def run(self, person, command: str, **options) -> subprocess.CompletedProcess:
        """As somebody who comes with a key alone."""
        words = terminal.ssh_command(self.port, person.name, "-o", "BatchMode=yes",
                                     key=person.key, command=command)
        return subprocess.run(words, capture_output=True, text=True, timeout=60, **options)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)


@contextlib.contextmanager
def server(machine, *lines: str, **more):
    started = Server(machine, *lines, **more)
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture(autouse=True)
def landlock(machine):
    with steps.setting("guard: landlock"):
        yield


@pytest.fixture
def comer(person):
    """Makes a user who comes with a key alone, and has something to read."""
    def make(name):
        made = person(name, groups=("keyonly",))
        made.key = people.add_key(made)
        (made.home / "secret").write_text("private\n")
        return made
    return make


@pytest.fixture
def pair(comer):
    """Somebody who is limited, and somebody whom the policy exempts."""
    alice, free = comer("alice"), comer("free")
    with steps.exempt(free):
        yield alice, free


def attempts(others_process: int, port: int) -> dict[str, str]:
    always = {
        "a program": "/usr/bin/ls /",
        "the loader": "/lib64/ld-linux-x86-64.so.2 /usr/bin/ls /",
        "an interpreter": "/usr/bin/python3 -c 'print(1)'",
        "reading": "read -r line < ~/secret",
        "writing": "> ~/written",
        "planting": "echo true >> ~/.bashrc",
        "the list of one's files": "[ \"$(echo ~/s*)\" = ~/secret ]",
        "another's memory": f"exec 3</proc/{others_process}/environ",
    }
    if landlock_version() >= 4:
        always["a connection"] = f"exec 3<>/dev/tcp/127.0.0.1/{port}"
    if landlock_version() >= 6:
        always["a signal"] = f"kill -0 {others_process}"
    return always


def test_what_is_limited_and_what_runs(machine, pair, log):
    alice, free = pair
    with server(machine, *OFF) as sshd:
        outside = {one.name: subprocess.Popen(["sleep", "1000"], user=one.uid, group=one.uid, extra_groups=[])
                   for one in pair}
        try:
            for what in attempts(0, 0):
                for one in (alice, free):
                    command = attempts(outside[one.name].pid, sshd.port)[what]
                    ran = sshd.run(one, command)
                    assert (ran.returncode == 0) == (one is free), (what, ran)
        finally:
            for process in outside.values():
                process.kill()
                process.wait()
        assert sshd.run(alice, "id -un").stdout.strip() == alice.name
        log.wait_for("limits=landlock")
        shown = sshd.run(alice, "mfa_tool status").stdout
        assert "as long as it lasts (Landlock)" in shown and "/usr/bin/id" in shown


def test_no_sftp(machine, pair):
    with server(machine, *OFF) as sshd:
        for one in pair:
            words = terminal.ssh_command(sshd.port, one.name, "-o", "BatchMode=yes", key=one.key)
            words[0] = "sftp"
            ran = subprocess.run([*words[:-1], "-b", "-", words[-1]], input="get secret /dev/null\n",
                                 capture_output=True, text=True, timeout=60)
            assert (ran.returncode == 0) == (one is pair[1]), ran


def test_a_terminal_can_be_worked_at(machine, comer):
    alice = comer("alice")
    with server(machine, *OFF) as sshd:
        session = terminal.Terminal(terminal.ssh_command(sshd.port, alice.name, key=alice.key))
        session.expect("limited as long as it lasts")
        session.expect(r"\$ ")
        for command, answer in (("tty", "/dev/pts/"), ("id -un", alice.name), ("ls", "Permission denied"),
                                ("id -u & wait", str(alice.uid))):
            session.sendline(command)
            session.expect_exact(answer)
        session.sendline("exit 7")
        assert session.ends() == 7
        assert "no job control" not in session.seen


@pytest.mark.parametrize("lines, word", [
    ((), "allowtcpforwarding yes"),
    (("DisableForwarding yes", "X11Forwarding no"), "allowagentforwarding yes"),
    (("DisableForwarding yes", "AllowAgentForwarding no", "X11Forwarding yes"), "x11forwarding yes"),
    (("AllowTcpForwarding local", "AllowStreamLocalForwarding no", "AllowAgentForwarding no"),
     "allowtcpforwarding local"),
])
def test_forwarding_that_is_on_keeps_out(machine, pair, log, lines, word):
    alice, free = pair
    with server(machine, *lines) as sshd:
        refused = sshd.run(alice, "id -un")
        assert refused.returncode == 255 and f"it is on ({word}" in refused.stderr, refused
        log.wait_for(f"sshd forwards: {word}")
        assert sshd.run(free, "id -un").returncode == 0


def test_sshd_is_asked_about_this_connection_and_as_it_was_started(machine, comer):
    alice, bob = comer("alice"), comer("bob")
    match = f"Match User {alice.name}\n  " + "\n  ".join(OFF) + "\nMatch all"
    with server(machine, match) as sshd:
        assert sshd.run(alice, "id -un").returncode == 0
        assert "it is on" in sshd.run(bob, "id -un").stderr
    with server(machine, *OFF[1:], more_arguments=("-oDisableForwarding=yes",)) as sshd:
        assert sshd.run(alice, "id -un").returncode == 0


def test_files_that_were_changed_since_are_not_believed(machine, comer, log):
    alice = comer("alice")
    with server(machine, *OFF) as sshd:
        assert sshd.run(alice, "id -un").returncode == 0
        time.sleep(0.1)
        CONFIG.write_text(CONFIG.read_text() + "#\n")
        refused = sshd.run(alice, "id -un")
        assert refused.returncode == 255 and "restart sshd" in refused.stderr, refused
        log.wait_for(f"trust `{CONFIG}`")


def test_without_the_setting_it_is_refused_as_ever(machine, comer):
    alice = comer("alice")
    with server(machine, *OFF) as sshd:
        settings = steps.SETTINGS.read_text().replace("guard: landlock", "guard: required")
        with steps.file_with(steps.SETTINGS, settings):
            refused = sshd.run(alice, "id -un")
    assert refused.returncode == 255 and "a second factor is needed here" in refused.stderr, refused


def test_enrolled_inside_it_stays_limited_and_the_next_login_is_not(machine, comer):
    alice = comer("alice")
    with server(machine, *OFF) as sshd:
        made = sshd.run(alice, "mfa_tool create --json").stdout
        alice.secret = re.search(r'"secret": ?"([A-Z2-7]+)"', made)[1]
        codes = "".join(totp(alice.secret, step) + "\n" for step in (-1, 0))
        enabled = sshd.run(alice, "mfa_tool enable; /usr/bin/ls /", input=codes)
        assert "log in again in a way that asks for your code" in enabled.stdout, enabled
        assert enabled.returncode != 0 and "Permission denied" in enabled.stderr
        bob = steps.enroll(comer("bob"))
        subprocess.run(["gpasswd", "--delete", bob.name, "keyonly"], check=True, capture_output=True)
        words = terminal.ssh_command(sshd.port, bob.name)
        session = terminal.Terminal(words)
        session.give_password(bob)
        session.give_code(totp(bob.secret))
        session.at_shell()
        assert steps.state_in(session)["state"] == "full"
        assert session.run("ls /")[0] == 0


@pytest.mark.parametrize("lines", [OFF, ()])
def test_a_password_without_a_device_is_asked_about_too(machine, person, lines):
    """sshd asks account in a process of its own then, two below the one that listens."""
    alice = person("alice")
    nobody_enrols = steps.statement("Deny", "iam:CreateVirtualMFADevice")
    with steps.policy(nobody_enrols), server(machine, *lines) as sshd:
        session = terminal.Terminal(terminal.ssh_command(sshd.port, alice.name, command="id -un; ls"))
        session.give_password(alice)
        if lines:
            session.expect("limited as long as it lasts")
            session.expect_exact(alice.name + "\r\n")
            session.expect_exact("Permission denied")
        else:
            assert "it is on (allowtcpforwarding yes" in steps.refused(session)


def test_the_console_is_limited_too(machine, comer, log):
    """login(1) goes on working around it: terminal, utmp, the end of the session."""
    alice = comer("alice")
    with steps.policy(steps.statement("Deny", "iam:CreateVirtualMFADevice")):
        session = machine.login(alice)
        session.give_password(alice)
        session.expect("limited as long as it lasts")
        session.expect(r"\$ ")
        for command, answer in (("id -un", alice.name), ("ls", "Permission denied")):
            session.sendline(command)
            session.expect_exact(answer)
        session.sendline("exit")
        session.expect(terminal.CLOSED)
        log.wait_for("event=session_close user=" + alice.name)


def test_the_doctor_says_which_mode_is_on(machine):
    with steps.policy(steps.statement("Allow", "*"), instead=True):
        done = steps.root("mfa_tool admin doctor --json")
        said = json.loads(done.stdout)["limited_sessions"]
        assert said == {"limits_by": "landlock", "landlock_version": landlock_version()}
        assert f"limited by Landlock (version {landlock_version()})" in steps.root(
            "mfa_tool admin doctor").stderr
        required = steps.SETTINGS.read_text().replace("guard: landlock", "guard: required")
        with steps.file_with(steps.SETTINGS, required):
            assert "does not say `guard: landlock`" in steps.root("mfa_tool admin doctor").stderr
