"""Plays a dialogue for somebody to watch: what the program shows, what the person types."""

import re
import sys
import time

import pexpect

from . import people, terminal
from .machine import Machine


class Failed(Exception):
    """The play did not go as it should."""


class Stage:
    def __init__(self, machine: Machine, demo: people.Person):
        self.machine = machine
        self.demo = demo
        self._colour = sys.stdout.isatty()
        self._shown = 0
        self._mark = machine.syslog.mark()

    # --- what the audience reads

    def _paint(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._colour else text

    def scene(self, title: str, text: str) -> None:
        print("\n" + self._paint("1", f"== {title}") + f"\n{text}\n", flush=True)

    def says(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def phone(self, text: str) -> None:
        print(self._paint("36", f"   [{text}]"), flush=True)

    def prints(self, text: str) -> None:
        """As a terminal showed it, set off from our own words."""
        for line in text.replace("\r\n", "\n").replace("\r", "").splitlines():
            print(f"    {line}", flush=True)

    def log(self, pattern: str) -> None:
        lines = [line for line in self.machine.syslog.since(self._mark) if re.search(pattern, line)]
        self.prints("\n".join(re.sub(r"^<\d+>", "", line) for line in lines))

    def follow(self, log) -> None:
        while True:
            line = log.readline()
            if line:
                self.prints(re.sub(r"^<\d+>", "", line))
            else:
                time.sleep(0.3)

    def expect(self, as_it_should_be: bool, text: str) -> None:
        if not as_it_should_be:
            raise Failed(f"expected: {text}")
        print(self._paint("32", f"   -> {text}"), flush=True)

    # --- what is played

    def ssh(self) -> terminal.Terminal:
        session = self.machine.ssh(self.demo)
        self._shown = 0
        self.prints(f"$ ssh {self.demo.name}@this-host")
        return session

    def _show_new(self, session: terminal.Terminal, typed: str = "") -> None:
        new = session.seen[self._shown:].strip("\r\n")
        self._shown = len(session.seen)
        self.prints(new + self._paint("33", typed))

    def _wait(self, session: terminal.Terminal, pattern: str) -> None:
        found = session.expect([pattern, pexpect.EOF, pexpect.TIMEOUT])
        if found != 0:
            self._show_new(session)
            raise Failed(f"the program showed no {pattern!r}")

    def types(self, session: terminal.Terminal, prompt: str, text: str,
              hidden: bool = False) -> None:
        self._wait(session, prompt)
        self._show_new(session, "(password)" if hidden else text)
        session.sendline(text)

    def shell(self, session: terminal.Terminal) -> None:
        self._wait(session, re.escape(terminal.SHELL))
        self._show_new(session)
        session.sendline("stty -echo")
        session.expect_exact(terminal.SHELL)
        self.expect(True, "logged in")

    def command(self, session: terminal.Terminal, command: str) -> int:
        status, output = session.run(command)
        self.prints(f"$ {command}\n{output}")
        self._shown = len(session.seen)
        return status

    def refused(self, session: terminal.Terminal) -> None:
        in_shell = session.reaches_shell()
        self._show_new(session)
        self.expect(not in_shell, "refused")
