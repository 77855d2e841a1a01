"""What a session without MFA tries, and what the kernel says. Each attempt is made by `free`, too, whom
the policy does not limit: there it works, so that none of these tests is blind."""

import socket
import subprocess
import time

import pytest

from tests.support.sandbox.ssh_server import free_port
from tests.vm import shell_attempts
from tests.vm.machine import IMAGE, PATIENCE_S, wait_until

REFUSED = "Operation not permitted"

# What a shell types: built-ins, and programs that are not listed. tests/vm/test_attempts.py has what
# takes a program.
ATTEMPTS = {
    "a program that is not listed": "/usr/bin/ls /",
    "the dynamic loader": "/lib64/ld-linux-x86-64.so.2 /usr/bin/ls /",
    "an interpreter": "/usr/bin/perl -e 'print 1'",
    "reading a file of one's own": "read -r line < ~/secret",
    "writing a file": "> ~/written",
    "planting a start file": "echo true >> ~/.bashrc",
    "planting a key": "echo x >> ~/.ssh/authorized_keys",
    "planting a crontab": "crontab - <<< '0 0 1 1 * true'",
    "writing to /tmp": "> /tmp/written-$USER",
    "a network socket": "exec 3<>/dev/tcp/127.0.0.1/22",
    "loading code": "enable -f ~/evil.so evil",
    "another session's terminal": "exec 3<>$OTHER_TERMINAL",
    "signalling another session": "kill -0 $OTHER_PROCESS",
    "a program of one's own": "~/copy",
    "a script for a program that is listed": "~/script",
    "the memory of another session": "exec 3</proc/$OTHER_PROCESS/environ",
}


@pytest.fixture(scope="module")
def others(vm, alice, free):
    """A full session of each of the two, to be got at: terminal and process."""
    found = {}
    for person in (alice, free):
        vm.root(f"cd /home/{person.name}; cp /usr/lib/x86_64-linux-gnu/libm.so.6 evil.so; "
                f"cp /usr/bin/id copy; printf '#!/usr/bin/id --version\\n' >script; chmod 755 script; "
                f"chown {person.name} evil.so copy script", check=True)
        process = shell_attempts.process_outside(vm, person)
        terminal = vm.root(f"su -c 'tmux -L other new-session -d \"tty > /tmp/tty-{person.name}; exec cat\"' "
                           f"{person.name}; until [ -s /tmp/tty-{person.name} ]; do sleep 0.1; done; "
                           f"cat /tmp/tty-{person.name}").stdout.strip()
        assert terminal.startswith("/dev/pts/")
        found[person.name] = f"OTHER_PROCESS={process} OTHER_TERMINAL={terminal}; "
    return found


@pytest.fixture(scope="module")
def tried(vm, alice, free, others):
    return {person.name: shell_attempts.outcomes(vm, person, ATTEMPTS, others[person.name])
            for person in (alice, free)}


@pytest.mark.parametrize("what", ATTEMPTS)
def test_refused(tried, alice, free, what):
    status, said = tried[alice.name][what]
    assert status != 0 and REFUSED in said, said
    if what != "loading code":  # no such built-in is in there
        status, said = tried[free.name][what]
        assert status == 0 and REFUSED not in said, said


def test_what_the_policy_lists_runs(vm, alice):
    ran = vm.ssh_run(alice, "id -un; whoami; tty")
    assert ran.stdout.splitlines()[:2] == [alice.name, alice.name]


def test_what_root_lets_everybody_read_is_read(vm, alice):
    assert vm.ssh_run(alice, "echo $(< /etc/hostname)").stdout.strip() == "mfa-vm"


def test_a_hard_link_of_a_program_is_the_program(vm, alice):
    """What counts is the file that the policy listed; copies are in tests/vm/test_attempts.py."""
    vm.root("ln /usr/bin/id /usr/bin/hard", check=True)
    assert vm.ssh_run(alice, "/usr/bin/hard -un").stdout.strip() == alice.name


def test_a_listed_script_runs_and_its_interpreter_alone_does_not(vm, person):
    ran = vm.ssh_run(person("listed"), "/usr/local/bin/listed-script; /usr/bin/perl -e 'print 1'")
    assert ran.stdout == "it ran\n"
    assert ran.returncode != 0 and REFUSED in ran.stderr


def test_a_listed_command_loads_no_code_of_the_users(vm, alice, free, others):
    for person, loads in ((alice, False), (free, True)):
        ran = vm.ssh_run(person, f"LD_DEBUG=files LD_PRELOAD=/home/{person.name}/evil.so id -un")
        assert ran.stdout.strip() == person.name
        assert ("evil.so" in ran.stderr) == loads, ran  # the loader says what it loads, if it heeds either


@pytest.mark.parametrize("forwarding", ["-L", "-D", "-W", "-R", "to a socket", "from a socket"])
def test_no_forwarding(vm, alice, free, forwarding):
    for person, works in ((alice, False), (free, True)):
        assert reaches_sshd(vm, person, forwarding) == works, person.name


def reaches_sshd(vm, person, forwarding):
    """Whether the banner of root's sshd comes through."""
    if forwarding == "-W":
        through = subprocess.run(vm.words(person, "-W", "127.0.0.1:2222", key=person.key),
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                 timeout=PATIENCE_S)
        return through.stdout.startswith("SSH-2.0")
    port = free_port()
    options = {"-L": ["-L", f"{port}:127.0.0.1:2222"], "-D": ["-D", str(port)],
               "-R": ["-R", "2299:127.0.0.1:1"],
               "to a socket": ["-L", f"{port}:/run/dbus/system_bus_socket"],
               "from a socket": ["-R", f"/home/{person.name}/listens:127.0.0.1:1"]}[forwarding]
    words = vm.words(person, "-N", "-o", "ExitOnForwardFailure=yes", *options, key=person.key)
    client = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if forwarding in ("-R", "from a socket"):
            def listens():
                looked = {"-R": "ss -Hltn sport = 2299 | grep -q .",
                          "from a socket": f"test -S /home/{person.name}/listens"}[forwarding]
                return vm.root(looked).returncode == 0
            wait_until(lambda: client.poll() is not None or listens())  # ExitOnForwardFailure
            return listens()
        wanted = {"-L": b"SSH-2.0", "-D": b"\x05\x00", "to a socket": b"REJECTED"}[forwarding]
        return answers(port, forwarding, wanted)
    finally:
        client.kill()
        client.wait()


def answers(port, forwarding, wanted):
    for _ in range(20):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as channel:
                if forwarding == "-D":
                    channel.sendall(b"\x05\x01\x00")
                    assert channel.recv(2) == wanted
                    channel.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01\x08\xae")
                    reply = channel.recv(10)
                    return reply[1:2] == b"\x00" and channel.recv(7) == b"SSH-2.0"
                if forwarding == "to a socket":
                    channel.sendall(b"\0AUTH\r\n")
                return channel.recv(len(wanted)) == wanted
        except ConnectionRefusedError:
            time.sleep(1)  # the client is not there yet
        except OSError:
            return False
    return False


def copies(vm, person, client, folder):
    """What a client brings home and leaves there: the names of the files."""
    folder.mkdir()
    brought, left = folder / "brought", f"/home/{person.name}/left"
    words = vm.words(person, key=person.key)[1:]
    commands = {
        "sftp": [["sftp", "-b", "-", *words]],
        "sftp-server": [["sftp", "-s", "/usr/lib/openssh/sftp-server", "-b", "-", *words]],
        "scp": [["scp", "-O", *words[:-1], f"{words[-1]}:secret", brought],
                ["scp", "-O", *words[:-1], "/etc/hostname", f"{words[-1]}:left"]],
    }[client]
    vm.root(f"rm -f {left}")
    for command in commands:
        subprocess.run(command, input=f"-get secret {brought}\n-put /etc/hostname left\n", text=True,
                       capture_output=True, timeout=PATIENCE_S)
    there = vm.root(f"test -e {left}").returncode == 0
    return {name for name, is_there in (("brought", brought.exists()), ("left", there)) if is_there}


@pytest.mark.parametrize("client", ["sftp", "sftp-server", "scp"])
def test_nothing_is_copied(vm, alice, free, tmp_path, client):
    assert copies(vm, alice, client, tmp_path / "limited") == set()
    assert copies(vm, free, client, tmp_path / "full") == {"brought", "left"}


def test_root_is_limited_like_anybody(vm):
    """And his own sshd, which is root, too, forwards nothing for him (OpenSSH before 9.8)."""
    def as_root(*words, command=None):
        words = vm.words("root", *words, key=IMAGE / "root_key", command=command)
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE_S)
    vm.root("echo private >/root/notes && chmod 0644 /root/notes", check=True)  # in a folder of mode 0700
    ran = as_root(command="id -un; /usr/bin/ls /; : </etc/shadow; : </root/notes; : </etc/hostname")
    assert ran.stdout == "root\n", ran
    for refused in ("/usr/bin/ls", "/etc/shadow", "/root/notes"):
        assert f"{refused}: {REFUSED}" in ran.stderr, ran
    assert "/etc/hostname" not in ran.stderr
    listening = as_root("-o", "ExitOnForwardFailure=yes", "-R", "/run/own.sock:127.0.0.1:9", command="id")
    assert listening.returncode != 0 and "forwarding failed" in listening.stderr, listening
    assert vm.root("test -e /run/own.sock").returncode == 1
    assert "SSH-2.0" not in as_root("-W", "127.0.0.1:2222").stdout
    assert vm.root("ssh-keyscan -T 60 -p 2222 127.0.0.1 2>&1").stdout.count("SSH-2.0") > 0  # it listens


def test_nobody_gets_out_by_nohup(vm, alice, free):
    """What a closed session leaves behind is as restricted as the session was."""
    leftover = "(trap '' HUP; exec 3<> <(:); read -t 5 -u 3; > ~/late) </dev/null >/dev/null 2>&1 &"
    for person, gets_out in ((alice, False), (free, True)):
        vm.ssh_run(person, leftover)
        assert vm.root(f"pgrep -u {person.name} -f 'bash -c'").returncode == 0  # it was left behind
        wait_until(lambda: vm.root(f"pgrep -u {person.name} -f 'bash -c'").returncode == 1)
        made = vm.root(f"test -e /home/{person.name}/late").returncode == 0
        assert made == gets_out, person.name


def test_status_says_what_may_run(vm, alice):
    shown = vm.ssh_run(alice, "mfa_tool status").stdout
    assert "limited: only what the policy lists until MFA" in shown
    assert "/usr/bin/id" in shown and "mfa_tool enroll" in shown


def test_the_login_says_that_it_is_limited(vm, alice):
    ran = vm.ssh_run(alice, "id")
    assert "This session is limited until it shows a second factor" in ran.stderr


def test_without_the_guard_nobody_is_let_in_limited(vm, alice):
    assert vm.root("session_guard unload").returncode == 0
    try:
        assert vm.ssh_run(alice, "id").returncode == 255
    finally:
        assert vm.root("session_guard load").returncode == 0
    assert vm.ssh_run(alice, "id").returncode == 0


def test_a_new_guard_takes_the_place_of_the_old_without_a_gap(vm, alice):
    session = subprocess.Popen(vm.words(alice, key=alice.key), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    try:
        session.stdin.write("id -un\n")
        session.stdin.flush()
        while alice.name not in session.stdout.readline().split():
            pass  # until the shell is there
        assert vm.root("session_guard load").returncode == 0
        out, _ = session.communicate("/usr/bin/ls /; id -un\n", timeout=60)
    finally:
        session.kill()
    assert REFUSED in out and alice.name in out
