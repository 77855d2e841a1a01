"""A real sshd of the sandbox's own on a free loopback port."""

import pathlib
import socket
import subprocess
import time

KNOWN_HOSTS = "/etc/ssh/sandbox_known_hosts"

# What does not depend on this machine.
CONFIG = pathlib.Path(__file__).with_name("sshd_config")

HERE = """\
Port {port}
ListenAddress 127.0.0.1
HostKey /etc/ssh/sandbox_host_key
PidFile none
{more}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SshServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.config = pathlib.Path("/etc/ssh/sandbox_sshd_config")
        key = "/etc/ssh/sandbox_host_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        public = pathlib.Path(f"{key}.pub").read_text()
        pathlib.Path(KNOWN_HOSTS).write_text(f"[127.0.0.1]:{self.port} {public}")
        here = HERE.format(port=self.port, more=self._no_penalties())
        self.config.write_text(here + CONFIG.read_text())
        pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        # sshd -D stays our child and logs to the sandbox's syslog.
        self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", self.config],
                                        stdin=subprocess.DEVNULL)
        self._wait_until_it_listens()

    def _no_penalties(self) -> str:
        """OpenSSH 9.8 and later shut out an address after failures; tests make many."""
        option = "PerSourcePenalties no"
        known = subprocess.run(["/usr/sbin/sshd", "-G", "-f", "/dev/null", "-o", option],
                               capture_output=True)
        return option if known.returncode == 0 else ""

    def _wait_until_it_listens(self) -> None:
        while self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("sshd did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
