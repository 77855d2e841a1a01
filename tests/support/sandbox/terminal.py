"""A person at a terminal: types at ssh, su, sudo and login, and reads what they show."""

import re

import pexpect

from . import people
from .ssh_server import KNOWN_HOSTS

PASSWORD = r"(?i)password[^\n]*: ?$"
CODE = r"(?i)code[^\n]*: ?$"
PICTURE = r"Picture \[b\]: "
FIRST_CODE = r"Code in the app: "
NEXT_CODE = r"Next code: "
ACKNOWLEDGE = r"Press Enter[^\n]*$"  # so that a client shows the sentence before it
SHELL = people.PROMPT
CLOSED = pexpect.EOF

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "dumb", "LANG": "C.UTF-8",
               "HOME": "/root"}


class Terminal(pexpect.spawn):
    """A program on a terminal of 80×24. `seen` is all that it has shown so far."""

    def __init__(self, command: list[str], timeout_s: float = 40, echo: bool = True):
        super().__init__(command[0], [str(word) for word in command[1:]], encoding="utf-8",
                         codec_errors="backslashreplace", env=ENVIRONMENT, cwd="/",
                         timeout=timeout_s, dimensions=(24, 80), echo=echo)
        self.delaybeforesend = None
        self.seen = ""

    def read_nonblocking(self, size=1, timeout=-1):
        text = super().read_nonblocking(size, timeout)
        self.seen += text
        return text

    def answer(self, prompt: str, text: str) -> str:
        """Waits for `prompt`, types `text`; returns what stood before the prompt."""
        self.expect(prompt)
        before = self.before
        self.sendline(text)
        return before

    def give_password(self, person: people.Person) -> str:
        return self.answer(PASSWORD, person.password)

    def give_code(self, code: str) -> str:
        return self.answer(CODE, code)

    def give_code_if_asked(self, code: str) -> None:
        """Gives the code, or Enter where only that is asked for, or nothing where the login has
        ended already."""
        answers = {0: code, 1: ""}
        found = self.expect([CODE, ACKNOWLEDGE, CLOSED])
        if found in answers:
            self.sendline(answers[found])

    def at_shell(self) -> "Terminal":
        """Waits for the person's shell, and stops it echoing what is typed."""
        self.expect_exact(SHELL)
        self.sendline("stty -echo; PS2=")
        self.expect_exact(SHELL)
        return self

    def run(self, command: str) -> tuple[int, str]:
        """Runs a command in the shell: its exit status and what it printed."""
        self.sendline(f"{command}; echo status=$?")
        self.expect(r"status=(\d+)\r\n")
        status, output = int(self.match.group(1)), self.before
        self.expect_exact(SHELL)
        return status, output.replace("\r\n", "\n")

    def reaches_shell(self) -> bool:
        """Waits for the end of a login: a shell, or the end of the program. What asks for Enter
        only is given it."""
        while (found := self.expect([SHELL, CLOSED, ACKNOWLEDGE])) == 2:
            self.sendline("")
        return found == 0

    def ends(self) -> int:
        """Waits for the end of the program: its exit status."""
        self.expect(CLOSED)
        self.wait()
        return self.exitstatus if self.exitstatus is not None else 128 + self.signalstatus


def ssh_command(port: int, user: str, *options: str, command: str | None = None, key=None,
                known_hosts=KNOWN_HOSTS) -> list[str]:
    """How a person calls ssh here; the client's own settings and keys are out of the play. All but
    the first word and the command is as good for sftp."""
    words = ["ssh", "-F", "none", "-o", f"Port={port}", "-o", f"UserKnownHostsFile={known_hosts}",
             "-o", "StrictHostKeyChecking=yes", "-o", "IdentityAgent=none",
             "-o", "IdentitiesOnly=yes", "-o", "NumberOfPasswordPrompts=1"]
    words += ["-i", str(key)] if key else ["-o", "PubkeyAuthentication=no"]
    words += [*options, f"{user}@127.0.0.1"]
    return words + ([command] if command else [])


def key_in(text: str) -> str:
    """The base32 key as enrolment shows it: in groups of four, perhaps over two lines."""
    found = re.search(r"Key\s+((?:[A-Z2-7]{1,4}\s+)+)", text)
    assert found, f"no key was shown:\n{text}"
    return "".join(found.group(1).split())
