"""A helper under strace, one of whose system calls fails, falls short or is the last it makes.

strace runs as root, which keeps the set-user-id bit of what it traces working."""

import collections
import contextlib
import dataclasses
import itertools
import os
import socket
import subprocess

from . import wire
from .people import Person

KILLED = "signal=KILL"
ERRORS = ("error=EIO", "error=ENOSPC", "error=EACCES", "error=EINTR")
# The kernel says that so much was written, and has written nothing: as short as a write can be.
SHORT = ("retval=1", "retval=100")
_WRITES = ("write", "pwrite64")

_logs = itertools.count(1)


@dataclasses.dataclass
class Run:
    """One request: the reply, if there was one, and the system calls up to the end."""
    reply: dict | None
    calls: list[str]

    def is_ok(self) -> bool:
        return self.reply is not None and self.reply[wire.OUTCOME] == wire.OK

    def index_of(self, start: str) -> int:
        return next(at for at, line in enumerate(self.calls) if line.startswith(start))

    def has_written(self) -> bool:
        """Whether a usage sector was written in whole, be it by a second try."""
        return any(line.startswith("pwrite64(") and line.endswith("512, 0) = 512")
                   for line in self.calls)

    def has_failed(self) -> bool:
        """Whether the fault came about that was asked for."""
        return any("(INJECTED)" in line or line.startswith("+++ killed by SIGKILL")
                   for line in self.calls)


@dataclasses.dataclass(frozen=True)
class Point:
    """The how manieth call of that name; strace counts each name by itself."""
    call: str
    number: int
    fault: str
    line: str  # of a run without faults

    def __str__(self) -> str:
        return f"{self.fault} at {self.call} no. {self.number}, {self.line[:100]}"


def run(person: Person, request: bytes, point: Point | None = None) -> Run:
    """The helper, started by this person, asked one thing; with the fault where it is wanted."""
    log = f"/run/sandbox/strace.{next(_logs)}"
    inject = []
    if point:
        inject = [f"-etrace=pwrite64,{point.call}",
                  f"-einject={point.call}:{point.fault}:when={point.number}"]
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(15)
    process = subprocess.Popen(["strace", "-u", person.name, "-o", log, *inject, wire.HELPER],
                               stdin=theirs, stderr=subprocess.DEVNULL)
    theirs.close()
    reply = None
    with contextlib.suppress(ConnectionError):
        ours.send(request)
        while data := ours.recv(65536):
            kind, fields = wire.parse(data)
            if kind == wire.REPLY:
                reply = fields
                break
    ours.close()
    process.wait(timeout=15)
    with open(log, encoding="utf-8", errors="replace") as lines:
        calls = [line.rstrip() for line in lines]
    os.unlink(log)
    return Run(reply, calls)


def _numbered(good: Run) -> list[tuple[str, int, str]]:
    """Each call by its name, how manieth of that name it is, and its line."""
    seen: collections.Counter[str] = collections.Counter()
    found = []
    for line in good.calls:
        call = line.partition("(")[0]
        seen[call] += 1
        found.append((call, seen[call], line))
    return found


def points(good: Run) -> list[Point]:
    """From the call that reads the request to the one that sends the answer. Before the user's
    files are open nothing of them can break: there one error stands for all."""
    opens = good.index_of("flock(") - 2
    calls, found = _numbered(good), []
    for at in range(good.index_of("recvfrom(0,"), good.index_of("sendto(0,") + 1):
        call, number, line = calls[at]
        faults = (KILLED, *ERRORS, *(SHORT if call in _WRITES else ()))
        found += [Point(call, number, fault, line)
                  for fault in (faults if at >= opens else ERRORS[:1])]
    return found


def starting_points(good: Run) -> list[Point]:
    """Every call before the request is read, but the one that starts the helper."""
    return [Point(call, number, "error=EIO", line)
            for call, number, line in _numbered(good)[1:good.index_of("recvfrom(0,")]]


class Helper(wire.Helper):
    """One without faults; started without fork(2), so that threads may use it."""

    def __init__(self, person: Person):
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.channel.settimeout(15)
        self._process = subprocess.Popen([wire.HELPER], stdin=theirs, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, env={}, user=person.uid,
                                         group=person.uid, extra_groups=[])
        self.pid = self._process.pid
        theirs.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> int:
        self.channel.close()
        return self._process.wait()
