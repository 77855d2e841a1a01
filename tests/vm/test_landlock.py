"""Limited sessions on a kernel that has Landlock and no BPF security module, as Ubuntu's. Each attempt is
made by `free`, too, whom the policy does not limit: there it works, so that none of these is blind."""

import json
import subprocess

import pytest

from tests.support.sandbox.otp import totp
from tests.vm import machine, policy, shell_attempts

REFUSED = "Permission denied"
LSM = "lsm=landlock,lockdown,yama,integrity,apparmor"
# It would fail, as it should, and systemd would not call the machine well.
NO_GUARD = "systemd.mask=mfa-session-guard.service"
NO_FORWARDING = "DisableForwarding yes\nX11Forwarding no\nAllowAgentForwarding no\n"

ATTEMPTS = {
    "a program that is not listed": "/usr/bin/ls /",
    "the dynamic loader": "/lib64/ld-linux-x86-64.so.2 /usr/bin/ls /",
    "an interpreter": "/usr/bin/perl -e 'print 1'",
    "a library's program": "/usr/lib/openssh/sftp-server </dev/null",
    "reading a file of one's own": "read -r line < ~/secret",
    "reading a program": "exec 3</usr/bin/ls",
    "writing a file": "> ~/written",
    "planting a start file": "echo true >> ~/.bashrc",
    "planting a key": "echo x >> ~/.ssh/authorized_keys",
    "writing to /tmp": "> /tmp/written-$USER",
    "the memory of another session": "exec 3</proc/$OTHER_PROCESS/environ",
    "the files of another session": "cd /proc/$OTHER_PROCESS/root && read -r line < etc/hostname",
}


@pytest.fixture(scope="module")
def vm():
    running = machine.Vm(kernel_options=f"{LSM} {NO_GUARD}")
    policy.install(running)
    yield running
    running.close()


@pytest.fixture(scope="module")
def alice(vm):
    return vm.person("alice")


@pytest.fixture(scope="module")
def free(vm):
    return vm.person("free")


def setting(vm, guard):
    vm.root(f"echo 'guard: {guard}' >/etc/mfa/mfa.yaml")


def configure_sshd(vm, lines):
    """sshd with these lines before its own, restarted."""
    done = vm.root("cat >/etc/ssh/sshd_config.d/forwarding.conf; "
                   "grep -q '^Include' /etc/ssh/sshd_config || "
                   "sed -i '1i Include /etc/ssh/sshd_config.d/*.conf' /etc/ssh/sshd_config; "
                   "systemctl restart ssh", lines)
    assert done.returncode == 0, done


@pytest.fixture
def landlock(vm):
    setting(vm, "landlock")
    if vm.root("grep -q DisableForwarding /etc/ssh/sshd_config.d/forwarding.conf").returncode != 0:
        configure_sshd(vm, NO_FORWARDING)


def test_the_kernel_is_one_without_the_guard(vm):
    modules = vm.root("cat /sys/kernel/security/lsm").stdout.strip().split(",")
    assert "landlock" in modules and "bpf" not in modules
    assert vm.root("session_guard status").returncode != 0


def test_without_the_setting_nobody_is_let_in_limited(vm, alice, free):
    setting(vm, "required")
    refused = vm.ssh_run(alice, "id -un")
    assert refused.returncode == 255 and "a second factor is needed here" in refused.stderr, refused
    assert vm.ssh_run(free, "id -un").stdout.strip() == free.name


def test_with_forwarding_on_nobody_is_let_in_limited(vm, alice, free):
    setting(vm, "landlock")
    configure_sshd(vm, "")
    refused = vm.ssh_run(alice, "id -un")
    assert refused.returncode == 255 and "needs sshd's forwarding to be off" in refused.stderr, refused
    assert "allowtcpforwarding yes" in refused.stderr
    assert vm.ssh_run(free, "id -un").stdout.strip() == free.name


def test_a_configuration_that_was_not_read_yet_is_not_believed(vm, alice):
    setting(vm, "landlock")
    configure_sshd(vm, NO_FORWARDING)
    assert vm.ssh_run(alice, "id -un").returncode == 0
    vm.root("sleep 0.1; echo '#' >>/etc/ssh/sshd_config.d/forwarding.conf")
    refused = vm.ssh_run(alice, "id -un")
    assert refused.returncode == 255 and "restart sshd" in refused.stderr, refused
    assert "forwarding.conf" in vm.root("journalctl -b -t sshd | grep pam_mfa").stdout
    mark = vm.journal.mark()
    vm.root("systemctl reload ssh", check=True)
    vm.journal.wait_for("Server listening", mark)  # systemd does not wait for that
    assert vm.ssh_run(alice, "id -un").returncode == 0


@pytest.fixture(scope="module")
def others(vm, alice, free):
    """A process of each of the two outside of their sessions."""
    found = {}
    for person in (alice, free):
        vm.root(f"cp /usr/lib/x86_64-linux-gnu/libm.so.6 /home/{person.name}/evil.so; "
                f"chown {person.name} /home/{person.name}/evil.so")
        found[person.name] = f"OTHER_PROCESS={shell_attempts.process_outside(vm, person)}; "
    return found


@pytest.fixture(scope="module")
def tried(vm, alice, free, others):
    setting(vm, "landlock")
    configure_sshd(vm, NO_FORWARDING)
    return {person.name: shell_attempts.outcomes(vm, person, ATTEMPTS, others[person.name])
            for person in (alice, free)}


@pytest.mark.parametrize("what", ATTEMPTS)
def test_refused(tried, alice, free, what):
    status, said = tried[alice.name][what]
    assert status != 0 and REFUSED in said, said
    status, said = tried[free.name][what]
    assert status == 0 and REFUSED not in said, said


def test_what_the_policy_lists_runs(vm, landlock, alice):
    ran = vm.ssh_run(alice, "id -un; whoami")
    assert ran.stdout.splitlines()[:2] == [alice.name, alice.name]


def test_what_programs_need_is_read(vm, landlock, alice):
    assert vm.ssh_run(alice, "echo $(< /etc/hostname)").stdout.strip() == "mfa-vm"


def test_a_listed_command_loads_no_code_of_the_users(vm, landlock, alice, free, others):
    for person, loads in ((alice, False), (free, True)):
        ran = vm.ssh_run(person, f"LD_PRELOAD=/home/{person.name}/evil.so id -un")
        assert ("cannot be preloaded" not in ran.stderr) == loads, ran


def test_another_name_for_a_program_is_the_program(vm, landlock, alice):
    home = f"/home/{alice.name}"
    vm.root(f"cp /usr/bin/ls {home}/id; cp /usr/bin/id {home}/copied; "
                 f"printf '#!/usr/bin/id\\n' >{home}/script; chmod 755 {home}/id {home}/copied {home}/script")
    for name in (f"{home}/id", f"{home}/copied", f"{home}/script"):
        ran = vm.ssh_run(alice, name)
        assert ran.returncode != 0 and REFUSED in ran.stderr, (name, ran)


def test_a_terminal_can_be_worked_at(vm, landlock, alice, free):
    """Prompt, job control, a terminal of one's own, and leaving."""
    script = "tty; id -un; /usr/bin/ls /; id & wait; exit 7\n"
    for person, lists in ((alice, False), (free, True)):
        client = vm.ssh_run(person, None, tty=True, stdin=script)
        assert client.returncode == 7, client
        assert "/dev/pts/" in client.stdout and person.name in client.stdout
        assert (REFUSED not in client.stdout.replace(".bashrc: " + REFUSED, "")
                .replace(".profile: " + REFUSED, "").replace(".bash_profile: " + REFUSED, "")) == lists
        assert "no job control" not in client.stdout and "cannot set terminal" not in client.stdout


def test_no_sftp(vm, landlock, alice, free, tmp_path):
    batch = tmp_path / "batch"
    batch.write_text("get secret /dev/null\nput /etc/hostname stolen\n")
    for person, works in ((alice, False), (free, True)):
        words = ["sftp", "-b", str(batch), *vm.words(person, key=person.key)[1:]]
        assert (subprocess.run(words, capture_output=True, timeout=300).returncode == 0) == works


def test_status_says_what_is_so(vm, landlock, alice):
    shown = vm.ssh_run(alice, "mfa_tool status").stdout
    assert "limited: only what the policy lists, as long as it lasts (Landlock)" in shown
    assert "/usr/bin/id" in shown and "mfa_tool enroll" in shown
    session = json.loads(vm.ssh_run(alice, "mfa_tool status --json").stdout)["session"]
    assert (session["state"], session["limits_by"]) == ("limited", "landlock")


def test_the_login_says_what_comes_next(vm, landlock, alice):
    said = vm.ssh_run(alice, "id -un").stderr
    assert "This session is limited as long as it lasts" in said and "mfa_tool enroll" in said


def test_a_device_is_made_and_the_session_stays_limited(vm, landlock):
    person = vm.person("eve")
    made = json.loads(vm.ssh_run(person, "mfa_tool create --json").stdout)
    codes = "".join(totp(made["secret"], step) + "\n" for step in (-1, 0))
    enabled = vm.ssh_run(person, "mfa_tool enable && /usr/bin/ls /", stdin=codes)
    assert "is enabled" in enabled.stdout and "log in again" in enabled.stdout, enabled
    assert enabled.returncode != 0 and REFUSED in enabled.stderr
    shown = vm.ssh_run(person, "mfa_tool verify; mfa_tool status", stdin=totp(made["secret"], 1) + "\n")
    assert "stays limited as long as it lasts" in shown.stdout, shown
    assert "Next: log in again in a way that asks for your code" in shown.stdout
    assert "log in again in a way that asks for your code" in vm.ssh_run(person, "id -un").stderr


def test_nobody_gets_out_by_nohup(vm, landlock, alice, free):
    leftover = ("(trap '' HUP; exec 3<> <(:); read -t 3 -u 3; > ~/late; read -t 1 -u 3) "
                "</dev/null >/dev/null 2>&1 &")
    for person, gets_out in ((alice, False), (free, True)):
        vm.ssh_run(person, leftover)
        assert vm.root(f"pgrep -u {person.name} -f 'bash -c'").returncode == 0  # left behind
        vm.root(f"while pgrep -u {person.name} -f 'bash -c'; do sleep 0.2; done")
        made = vm.root(f"test -e /home/{person.name}/late").returncode == 0
        assert made == gets_out, person.name


def test_logging_out_leaves_no_errors(vm, landlock, alice):
    mark = vm.root("date +%s.%N").stdout.strip()
    assert vm.ssh_run(alice, "id -un").returncode == 0
    vm.ssh_run(alice, None, tty=True, stdin="exit\n")
    log = vm.root(f"sleep 1; journalctl -b --since @{mark} -t sshd -t mfa_helper -o cat").stdout
    assert log.count("event=session_open") == 2 and log.count("event=session_close") == 2, log
    assert "limits=landlock" in log
    for word in ("error", "failed", "ermission denied", "annot"):
        assert word not in log, log
    assert vm.root("ls /run/mfa/sessions").stdout.split() == []
    assert alice.name in vm.root("last -w").stdout  # wtmp was written
