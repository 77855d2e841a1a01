"""The virtual machine of these tests: started once, driven by real ssh clients, thrown away."""

import itertools
import pathlib
import shutil
import subprocess
import tempfile
import time

from tests.support.sandbox.ssh_server import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
VM = ROOT / "build/vm"
PATIENCE_S = 300  # an emulated machine beside others' work; on an idle one it is up after half a minute


class Person:
    """A user of the machine, who comes with a key alone."""

    def __init__(self, vm, name):
        self.vm = vm
        self.name = name
        self.key = vm.folder / f"{name}.key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        public = self.key.with_suffix(".key.pub").read_text().strip()
        vm.root(f"""set -e
            useradd -m -s /bin/bash {name}
            install -d -o {name} -m 700 /home/{name}/.ssh
            echo '{public}' >/home/{name}/.ssh/authorized_keys
            echo private >/home/{name}/secret
            chown {name} /home/{name}/.ssh/authorized_keys /home/{name}/secret""")

    def client(self, *options):
        """The words of an ssh client, up to the command."""
        return ["ssh", "-i", str(self.key), "-p", str(self.vm.port), "-o", "LogLevel=ERROR",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                "-o", "BatchMode=yes", *options, f"{self.name}@127.0.0.1"]

    def run(self, command, *options, stdin=""):
        return subprocess.run([*self.client(*options), command], input=stdin, text=True,
                              capture_output=True, timeout=PATIENCE_S)


class Vm:
    def __init__(self, kernel_options=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mfa-vm-"))
        self.port, self.root_port = free_port(), free_port()
        self._numbers = itertools.count(1)
        self._console = open(VM / "console.log", "wb")
        kernel = next((VM / "kernel/boot").glob("vmlinuz-*"))
        forward = f"hostfwd=tcp:127.0.0.1:{self.port}-:22,hostfwd=tcp:127.0.0.1:{self.root_port}-:2222"
        self._machine = subprocess.Popen(
            ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-smp", "2", "-m", "1024",
             "-nographic", "-no-reboot", "-kernel", kernel, "-initrd", VM / "initrd",
             "-drive", f"file={VM}/disk,format=raw,if=virtio,snapshot=on",
             "-netdev", f"user,id=net,restrict=on,{forward}",
             "-device", "virtio-net-pci,netdev=net,romfile=",
             "-append", f"console=ttyS0 quiet panic=-1 net.ifnames=0 {kernel_options}"],
            stdin=subprocess.DEVNULL, stdout=self._console, stderr=subprocess.STDOUT)
        self._wait_until_up()

    def _wait_until_up(self):
        end = time.monotonic() + PATIENCE_S
        while self.root("true").returncode != 0:
            if self._machine.poll() is not None or time.monotonic() > end:
                self.close()
                raise RuntimeError("the machine is not up:\n" + self.console_tail())
            time.sleep(1)

    def console_tail(self):
        return (VM / "console.log").read_text(errors="replace")[-3000:]

    def root(self, command, stdin=""):
        """As root, past PAM and everything that is tested here."""
        return subprocess.run(
            ["ssh", "-q", "-i", VM / "root_key", "-p", str(self.root_port),
             "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
             "-o", "ConnectTimeout=5", "-o", "ControlMaster=auto", "-o", "ControlPersist=yes",
             "-o", f"ControlPath={self.folder}/root", "root@127.0.0.1", command],
            input=stdin, text=True, capture_output=True, timeout=PATIENCE_S)

    def person(self, name="alice"):
        return Person(self, f"{name}{next(self._numbers)}")

    def close(self):
        subprocess.run(["ssh", "-q", "-o", f"ControlPath={self.folder}/root", "-O", "exit", "root@127.0.0.1"],
                       stderr=subprocess.DEVNULL)
        self._machine.kill()
        self._machine.wait()
        self._console.close()
        shutil.rmtree(self.folder, ignore_errors=True)
