"""A syslog daemon of a few lines: /dev/log in, a list and a file out."""

import os
import re
import socket
import threading
import time


class Syslog:
    SOCKET = "/dev/log"

    def __init__(self, path: str = "/var/log/sandbox.log"):
        self.path = path
        self._lines: list[str] = []
        self._changed = threading.Condition()
        if os.path.lexists(self.SOCKET):
            os.unlink(self.SOCKET)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.SOCKET)
        os.chmod(self.SOCKET, 0o666)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with open(self.path, "a", encoding="utf-8") as file:
            while True:
                line = self._socket.recv(65536).decode("utf-8", "backslashreplace").rstrip("\0\n")
                print(line, file=file, flush=True)
                with self._changed:
                    self._lines.append(line)
                    self._changed.notify_all()

    def mark(self) -> int:
        """Where the log ends now: what a test looks for comes after it."""
        with self._changed:
            return len(self._lines)

    def since(self, mark: int) -> list[str]:
        with self._changed:
            return self._lines[mark:]

    def wait_for(self, pattern: str, mark: int, timeout_s: float = 10) -> str:
        """The first line after `mark` in which `pattern` is found; waits for it."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while True:
                for line in self._lines[mark:]:
                    if re.search(pattern, line):
                        return line
                if not self._changed.wait(deadline - time.monotonic()):
                    seen = "\n".join(self._lines[mark:])
                    raise AssertionError(f"no log line with {pattern!r}; there were:\n{seen}")
