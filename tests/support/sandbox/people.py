"""Users of the sandbox, each with a password and a home of his own."""

import crypt
import dataclasses
import itertools
import os
import pathlib
import subprocess

PASSWORD = "correct horse"
PROMPT = "READY> "

HASH = crypt.crypt(PASSWORD, "$5$rounds=1000$sandboxsalt$")
_uids = itertools.count(6001)


@dataclasses.dataclass
class Person:
    name: str
    uid: int
    home: pathlib.Path
    password: str = PASSWORD
    secret: str | None = None  # of the enrolled device, base32

    def run(self, command: list[str], **options) -> subprocess.CompletedProcess:
        """As this user, outside of any login: no PAM, no audit session."""
        options = {"capture_output": True, "text": True, "timeout": 30, "cwd": "/",
                   "env": {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8"},
                   **options}
        return subprocess.run(command, user=self.uid, group=self.uid,
                              extra_groups=os.getgrouplist(self.name, self.uid), **options)


def _append(path: str, line: str) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(line + "\n")


def add_person(name: str, groups: tuple[str, ...] = ()) -> Person:
    uid = next(_uids)
    home = pathlib.Path("/home") / name
    _append("/etc/passwd", f"{name}:x:{uid}:{uid}::{home}:/bin/bash")
    _append("/etc/group", f"{name}:x:{uid}:")
    _append("/etc/shadow", f"{name}:{HASH}:19000:0:99999:7:::")
    home.mkdir(mode=0o700)
    (home / ".ssh").mkdir(mode=0o700)
    (home / ".profile").write_text(f"PS1='{PROMPT}'\n")
    (home / ".hushlogin").touch()
    for path in (home, *home.iterdir()):
        os.chown(path, uid, uid)
    for group in groups:
        subprocess.run(["groupadd", "--system", "--force", group], check=True)
        subprocess.run(["usermod", "--append", "--groups", group, name], check=True)
    return Person(name, uid, home)


def add_key(person: Person) -> pathlib.Path:
    """A key pair whose public half lets `person` in; returns the private half (root's)."""
    private = pathlib.Path("/run/sandbox/keys") / person.name
    private.parent.mkdir(exist_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", private], check=True)
    authorized = person.home / ".ssh/authorized_keys"
    authorized.write_text(pathlib.Path(f"{private}.pub").read_text())
    authorized.chmod(0o600)
    os.chown(authorized, person.uid, person.uid)
    return private
