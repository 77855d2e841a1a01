"""tests/support/sandbox/enter, seen from outside: run as root, on the real machine."""

import os
import pathlib
import subprocess

ENTER = pathlib.Path(__file__).parent / "sandbox/enter"
FINGERPRINT = pathlib.Path(__file__).parent / "sandbox/fingerprint"


def enter(script: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run([ENTER, "bash", "-c", script], capture_output=True, text=True,
                          timeout=60, **more)


def fingerprint() -> str:
    return subprocess.run([FINGERPRINT], capture_output=True, text=True, check=True).stdout


def test_what_is_scribbled_inside_is_nowhere_outside():
    before = fingerprint()
    done = enter("""
        for folder in /etc /usr /usr/bin /var /var/lib /home /root /tmp /run /dev; do
            echo evil >$folder/evil-from-the-sandbox || echo "could not write to $folder"
        done
        echo 'evil:x:0:0::/:/bin/sh' >>/etc/passwd
        rm -f /etc/pam.d/sshd; chmod 0777 /etc/shadow; mkdir /home/evil
        useradd evil2 || echo "could not add a user" """)
    assert (done.returncode, done.stdout) == (0, "")
    assert fingerprint() == before
    for folder in ("/etc", "/usr", "/usr/bin", "/var", "/var/lib", "/home", "/root", "/tmp", "/run",
                   "/dev"):
        assert not os.path.exists(f"{folder}/evil-from-the-sandbox")


def test_what_it_mounts_is_gone_with_it():
    before = pathlib.Path("/proc/self/mounts").read_text()
    enter("mount -t tmpfs evil /mnt; mount --bind /etc /mnt")
    assert pathlib.Path("/proc/self/mounts").read_text() == before


def test_what_it_started_ends_with_it():
    marker = f"{os.getpid()}.271828"
    enter(f"setsid sleep {marker} & disown; exit 0")
    running = [path for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")
               if marker.encode() in _read(path)]
    assert running == []


def _read(path: pathlib.Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_it_has_no_audit_session():
    assert enter("cat /proc/self/loginuid").stdout == "4294967295"


def test_it_has_an_exit_status_and_streams():
    done = enter("cat; echo oops >&2; exit 3", input="through")
    assert (done.returncode, done.stdout, done.stderr) == (3, "through", "oops\n")


def test_only_the_folder_that_was_named_is_written(tmp_path):
    script = f"echo kept >{tmp_path}/kept; echo lost >{tmp_path.parent}/lost"
    enter(script, env={**os.environ, "SANDBOX_WRITABLE": str(tmp_path)})
    assert (tmp_path / "kept").read_text() == "kept\n"
    assert not (tmp_path.parent / "lost").exists()


def test_its_state_cannot_be_reached_by_its_users():
    done = enter("setpriv --reuid 65534 --clear-groups ls /run/sandbox/etc/upper")
    assert done.returncode != 0
