"""The virtual machine that make_image has made: started, driven by real ssh clients, thrown away.

Nothing that happens in it stays. It ends with the process that started it, whatever ends that."""

import contextlib
import dataclasses
import itertools
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import time

from tests.e2e import steps
from tests.support.sandbox import people, terminal
from tests.support.sandbox.ssh_server import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGE = ROOT / "build/vm"
ASKPASS = pathlib.Path(__file__).with_name("askpass")

# An emulated machine beside other work of the real one: what hangs is given up, no more.
PATIENCE_S = 300

# A panic ends the machine. It may have to wait for the real one, and nobody needs to read of that.
# The second line makes a login take half as long: qemu translates a program anew for each address where
# it lies, and what is against leaks of real processors costs an emulated one, too.
KERNEL_OPTIONS = ("console=ttyS0 loglevel=5 systemd.show_status=yes panic=-1 "
                  "norandmaps mitigations=off init_on_alloc=0 "
                  "net.ifnames=0 transparent_hugepage=never rcupdate.rcu_cpu_stall_suppress=1")

# A home as Debian makes it, whose shell has the prompt that the tests wait for.
ADD_PERSON = """set -e
for group in {groups}; do
    groupadd --system --force "$group"
done
useradd --create-home --shell {shell} --password '{hash}' --groups '{group_list}' {name}
chmod 0700 /home/{name}
cd /home/{name}
mkdir -m 0700 .ssh
echo '{key}' >.ssh/authorized_keys
echo "PS1='{prompt}'" >>.bashrc
echo private >secret
touch .hushlogin
chown {name}:{name} .ssh .ssh/authorized_keys .hushlogin secret
id -u {name}
"""


def wait_until(condition) -> None:
    steps.wait_until(condition, PATIENCE_S)


# OpenSSH's first choice, of post-quantum cryptography, takes an emulated machine a second.
KEY_EXCHANGE = ("-o", "KexAlgorithms=curve25519-sha256")


class VmError(Exception):
    """The machine or the way to it failed, not what is tested; says what the console showed."""


@dataclasses.dataclass
class Guest(people.Person):
    """A user of the machine, with a password and a key."""

    vm: "Vm | None" = None
    key: pathlib.Path | None = None

    def run(self, command: list[str], input: str = "") -> subprocess.CompletedProcess:
        """As this user, outside of any login: no PAM, no audit session."""
        become = ["setpriv", f"--reuid={self.name}", f"--regid={self.name}", "--init-groups",
                  "--reset-env"]
        return self.vm.root(f"cd / && exec {shlex.join([*become, *command])}", input)


class Journal:
    """What is logged in the machine; speaks as tests/support/sandbox/syslog.py does."""

    def __init__(self, vm: "Vm"):
        self._vm = vm

    def mark(self) -> str:
        """Where the log ends now: what a test looks for comes after it."""
        shown = self._vm.root("journalctl --sync; journalctl --lines=1 --show-cursor", check=True)
        return re.search(r"-- cursor: (\S+)", shown.stdout).group(1)

    def since(self, mark: str) -> list[str]:
        return self._vm.root(f"journalctl --sync; journalctl --quiet --after-cursor='{mark}'",
                             check=True).stdout.splitlines()

    def wait_for(self, pattern: str, mark: str) -> str:
        """The first line after `mark` in which `pattern` is found; waits for it."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            lines = self.since(mark)
            for line in lines:
                if re.search(pattern, line):
                    return line
            time.sleep(0.5)
        raise AssertionError(f"no log line with {pattern!r}; there were:\n" + "\n".join(lines))

    def last(self, count: int) -> str:
        return self._vm.root(f"journalctl --sync; journalctl --quiet --lines={count}").stdout


class Vm:
    def __init__(self, kernel_options: str = "", release: str = "bookworm"):
        """Boots it and waits until it is up. `kernel_options` go to the kernel's command line;
        `release` of Debian is where its kernel and OpenSSH are from (get_release)."""
        if not (IMAGE / release / "disk").exists():
            raise VmError(f"there is no {IMAGE}/{release}/disk: tests/vm/make_image makes it")
        self.journal = Journal(self)
        self.port, self._root_port = free_port(), free_port()
        self._numbers = itertools.count(1)
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="mfa-vm-"))
        self._console = self._folder / "console"
        self._console.write_bytes(b"")
        self._master = None
        self._qemu = self._start(*self._qemu_words(release, kernel_options),
                                 output=self._folder / "qemu.log")
        try:
            self._connect()
            self._wait_until_up()
        except BaseException:
            self.close()
            raise

    def _start(self, *words, output: pathlib.Path) -> subprocess.Popen:
        """A process that never outlives this one."""
        with open(output, "ab") as log:
            return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *words],
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _qemu_words(self, release: str, kernel_options: str) -> list:
        forwards = (f"hostfwd=tcp:127.0.0.1:{self.port}-:22,"
                    f"hostfwd=tcp:127.0.0.1:{self._root_port}-:2222")
        return ["env", f"TMPDIR={self._folder}", "qemu-system-x86_64",
                # Without cx16: an instruction that qemu 7.2 emulates in a way of which newer kernels die.
                # One processor: machines stand side by side, and two emulated ones wait for each other.
                "-accel", "tcg", "-cpu", "qemu64,-cx16", "-smp", "1", "-m", "1024",
                "-nodefaults", "-display", "none", "-no-reboot", "-serial", f"file:{self._console}",
                "-drive", f"file={IMAGE}/{release}/disk,format=raw,if=none,id=disk,snapshot=on",
                "-device", "virtio-blk-pci,drive=disk",
                "-netdev", f"user,id=net,restrict=on,{forwards}",
                "-device", "virtio-net-pci,netdev=net,romfile=",
                "-kernel", IMAGE / release / "vmlinuz", "-initrd", IMAGE / release / "initrd",
                "-append", f"{KERNEL_OPTIONS} {kernel_options}"]

    # --- whether it is well

    def _failure(self, what: str) -> VmError:
        with contextlib.suppress(subprocess.TimeoutExpired):  # it may be about to end
            self._qemu.wait(timeout=5)
        state = self._qemu.poll()
        alive = "the machine runs" if state is None else f"the machine has ended, status {state}"
        said = (self._folder / "qemu.log").read_text(errors="backslashreplace")
        shown = self._console.read_text(errors="backslashreplace").splitlines()[-80:]
        return VmError("\n".join([f"{what}; {alive}", said, "the end of its console:", *shown]))

    def require_alive(self) -> None:
        if self._qemu.poll() is not None:
            raise self._failure("a test needs the machine")

    # --- root, past PAM and all that is tested

    def _root_words(self, *options: str) -> list[str]:
        return terminal.ssh_command(
            self._root_port, "root", "-o", "HostKeyAlias=vm", "-o", "ConnectTimeout=20",
            "-o", "BatchMode=yes", "-o", f"ControlPath={self._folder}/root", *options,
            key=IMAGE / "root_key", known_hosts=IMAGE / "known_hosts")

    def _connect(self) -> None:
        """One connection carries all that root does."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self._master = self._start(*self._root_words("-M", "-N"),
                                       output=self._folder / "ssh.log")
            while self._master.poll() is None:
                if (self._folder / "root").exists():
                    return
                time.sleep(0.1)
            if self._qemu.poll() is not None:
                break
            time.sleep(0.3)
        raise self._failure("nobody answers:\n" + (self._folder / "ssh.log").read_text()[-500:])

    def _connected(self) -> bool:
        return self._client(self._root_words("-O", "check"), "").returncode == 0

    def _wait_until_up(self) -> None:
        state = self.root("systemctl is-system-running --wait").stdout.strip()
        if state != "running":
            raise self._failure(f"systemd is {state}:\n{self.root('systemctl --failed').stdout}")

    def _client(self, words: list, stdin: str, **more) -> subprocess.CompletedProcess:
        try:
            return subprocess.run(words, input=stdin, capture_output=True, text=True,
                                  timeout=PATIENCE_S, **more)
        except subprocess.TimeoutExpired as error:
            raise self._failure(f"{words[-1]!r} does not end") from error

    def root(self, command: str, stdin: str = "", check: bool = False):
        """A shell command as root: its CompletedProcess, as text. With `check` it must succeed."""
        done = self._client([*self._root_words(), command], stdin)
        # 255 is ssh's own status, unless the command has the same.
        if done.returncode == 255 and not self._connected():
            raise self._failure(f"root cannot run {command!r}: {done.stderr}")
        if check and done.returncode != 0:
            raise VmError(f"{command!r} failed, status {done.returncode}:\n"
                          f"{done.stdout}{done.stderr}")
        return done

    def put(self, local: pathlib.Path, remote: str) -> None:
        """Copies a file or a folder into the machine, root's there, with its modes."""
        self._copy(str(local), f"root@127.0.0.1:{remote}")

    def get(self, remote: str, local: pathlib.Path) -> None:
        self._copy(f"root@127.0.0.1:{remote}", str(local))

    def _copy(self, source: str, target: str) -> None:
        words = ["scp", "-q", "-r", "-p", *self._root_words()[1:-1], source, target]
        done = self._client(words, "")
        if done.returncode != 0:
            raise self._failure(f"{source} cannot be copied to {target}: {done.stderr}")

    # --- people

    def person(self, name: str = "alice", groups: tuple[str, ...] = (),
               shell: str = "/bin/bash") -> Guest:
        """A user who exists nowhere else: person("alice") is alice1, alice2, …"""
        name = f"{name}{next(self._numbers)}"
        key = self._folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        made = self.root(ADD_PERSON.format(
            name=name, shell=shell, hash=people.HASH, prompt=people.PROMPT, groups=" ".join(groups),
            group_list=",".join(groups),
            key=pathlib.Path(f"{key}.pub").read_text().strip()), check=True)
        return Guest(name, int(made.stdout), pathlib.Path("/home") / name, vm=self, key=key)

    def words(self, person: people.Person | str, *options: str, **more) -> list[str]:
        """An ssh client as this person calls it: with `key` by that key, else by what is typed.
        All but the first word is as good for sftp."""
        name = person if isinstance(person, str) else person.name
        return terminal.ssh_command(self.port, name, "-o", "HostKeyAlias=vm", *KEY_EXCHANGE, *options,
                                    known_hosts=IMAGE / "known_hosts", **more)

    def ssh(self, person: people.Person | str, *options: str, echo: bool = False,
            **more) -> terminal.Terminal:
        """A person at a terminal, as tests/support/sandbox/machine.py has it. With `echo` the shell
        shows what is typed, as it does to people."""
        return terminal.Terminal(self.words(person, *options, **more), PATIENCE_S, echo=echo)

    def ssh_run(self, person: Guest, command: str | None, *options: str, code: str | None = None,
                tty: bool = False, stdin: str = "") -> subprocess.CompletedProcess:
        """`ssh … command`: by password and `code`, without a code by the person's key alone."""
        key = person.key if code is None else None
        words = self.words(person, *(["-tt"] if tty else []), *options, key=key, command=command)
        answers = {"SSH_ASKPASS": str(ASKPASS), "SSH_ASKPASS_REQUIRE": "force",
                   "PERSON_PASSWORD": person.password, "PERSON_CODE": code or ""}
        done = self._client(words, stdin, env=terminal.ENVIRONMENT | answers)
        self.require_alive()
        return done

    # --- the end

    def close(self) -> None:
        """Switches it off, as a power cut does: nothing of it is kept."""
        for process in filter(None, (self._master, self._qemu)):
            process.kill()
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
