"""The helper's protocol (docs/helper-protocol.md) from Python: for callers that do not behave."""

import os
import resource
import signal
import socket
import struct

from .machine import HELPER

AUTH_BEGIN, AUTH_VERIFY, AUTH_ENROLL_START, ACCOUNT, SESSION_OPEN = 1, 2, 3, 5, 6
CREATE, ENABLE, VERIFY, STATUS, LIST, RESYNC, DEACTIVATE, REMOVE = 20, 21, 22, 23, 24, 26, 27, 28
ADMIN_RESET = 42
REPLY, ITEM = 100, 101
USER, SERVICE, TTY, REMOTE_HOST, AUTH_METHOD, CODE, TICKET, DEVICE = 1, 2, 3, 4, 5, 7, 8, 9
CAN_ENROLL = 14
OUTCOME, ERROR_CODE, MESSAGE, RETRY_AFTER_S, VERDICT, SECRET = 30, 31, 32, 35, 36, 38
STATE, MFA = 42, 51
OK, FAILED, DENIED, WRONG_CODE, THROTTLED, UNAVAILABLE = 0, 1, 3, 4, 5, 6

# What `verdict` says.
NOT_NEEDED, ASK_CODE, OFFER_ENROLL, WITHOUT_FACTOR, DENY = 1, 2, 3, 4, 5

_NUMBERS = {OUTCOME, RETRY_AFTER_S, VERDICT, MFA}


def packet(kind: int, *fields: tuple[int, bytes | str | int]) -> bytes:
    out = b"MFA\x01" + struct.pack("<H", kind)
    for field, value in fields:
        if isinstance(value, int):
            value = struct.pack("<q", value)
        elif isinstance(value, str):
            value = value.encode()
        out += struct.pack("<BI", field, len(value)) + value
    return out


def parse(data: bytes) -> tuple[int, dict]:
    """The type of a message and the first value of each field."""
    assert data[:4] == b"MFA\x01", data
    kind, = struct.unpack_from("<H", data, 4)
    fields, at = {}, 6
    while at < len(data):
        field, length = struct.unpack_from("<BI", data, at)
        value = data[at + 5:at + 5 + length]
        assert len(value) == length
        fields.setdefault(field, struct.unpack("<q", value)[0] if field in _NUMBERS else value)
        at += 5 + length
    return kind, fields


class Helper:
    """A helper started by `uid` itself, as an attacker starts it."""

    def __init__(self, uid: int, *, environment: dict | None = None, limits=(), closed=(),
                 ignored_signals=(), arguments=("mfa_helper",)):
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.channel.settimeout(15)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._become_helper(uid, theirs, environment, limits, closed, ignored_signals,
                                    arguments)
            finally:
                os._exit(127)
        theirs.close()

    def _become_helper(self, uid, theirs, environment, limits, closed, ignored, arguments):
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        os.dup2(theirs.fileno(), 0)
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.closerange(3, 256)
        for fd in closed:
            os.close(fd)
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)
        for what, limit in limits:
            resource.setrlimit(what, (limit, limit))
        os.execve(HELPER, list(arguments), environment or {})

    def send(self, data: bytes) -> None:
        try:
            self.channel.send(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def receive(self) -> tuple[int, dict] | None:
        """The next message; None when the helper has gone."""
        try:
            data = self.channel.recv(65536)
        except ConnectionResetError:
            return None
        return parse(data) if data else None

    def ask(self, kind: int, *fields) -> dict | None:
        """One request: the fields of its reply, or None when the helper went without one."""
        self.send(packet(kind, *fields))
        while (message := self.receive()) is not None:
            if message[0] == REPLY:
                return message[1]
        return None

    def ask_for_list(self, kind: int, *fields) -> list[dict] | None:
        """One request: its items, or None when it was not answered with `ok`."""
        self.send(packet(kind, *fields))
        items = []
        while (message := self.receive()) is not None:
            if message[0] == REPLY:
                return items if message[1][OUTCOME] == OK else None
            items.append(message[1])
        return None

    def close(self) -> int:
        """Ends it by closing the channel; its wait status."""
        self.channel.close()
        return os.waitpid(self.pid, 0)[1]
