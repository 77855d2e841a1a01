"""The whole sandbox machine: pam_mfa installed as on a real one, sshd, sudo, su and login on it."""

import pathlib
import shutil
import socket
import subprocess

from . import pam_files, people, require_sandbox, terminal
from .ssh_server import SshServer
from .syslog import Syslog

SOURCE = pathlib.Path(__file__).resolve().parents[3]

DEVICES = pathlib.Path("/var/lib/mfa/devices")
HELPER = pathlib.Path("/usr/libexec/mfa/mfa_helper")
HOST_KEY = pathlib.Path("/etc/mfa/host.key")
POLICY = pathlib.Path("/etc/mfa/policy.d")
SETTINGS = pathlib.Path("/etc/mfa/mfa.yaml")
RUN = pathlib.Path("/run/mfa")


class Machine:
    def __init__(self, build: pathlib.Path, quick: bool = True):
        """`build` is a build folder; `quick` leaves out what pam_unix waits after a failure."""
        require_sandbox()
        self.build = build
        self.syslog = Syslog()
        name = socket.gethostname()
        with open("/etc/hosts", "a", encoding="utf-8") as hosts:
            print(f"127.0.1.1 {name}", file=hosts)
        # A machine on which pam_mfa is in use already must not lend its state.
        for folder in ("/etc/mfa", "/var/lib/mfa"):
            shutil.rmtree(folder, ignore_errors=True)
        self.installed = self.install()
        pam_files.install()
        if quick:
            pam_files.no_delays()
        pathlib.Path("/etc/sudoers.d/sandbox").write_text("Defaults lecture=never\n")
        self.sshd = SshServer()

    def install(self) -> str:
        """packaging/install; what it prints."""
        return subprocess.run([SOURCE / "packaging/install", "--from", self.build], check=True,
                              capture_output=True, text=True).stdout

    def ssh(self, person: people.Person, *options: str, **more) -> terminal.Terminal:
        name = person if isinstance(person, str) else person.name
        return terminal.Terminal(terminal.ssh_command(self.sshd.port, name, *options, **more))

    def login(self, person: people.Person) -> terminal.Terminal:
        """The console: login(1) on a terminal of its own."""
        return terminal.Terminal(["login", person.name])

    def close(self) -> None:
        self.sshd.stop()
