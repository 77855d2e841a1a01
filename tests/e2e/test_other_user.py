"""Another local user: nothing of somebody else's can be seen, changed or guessed at."""

import os
import pathlib
import stat

import pytest

from tests.e2e import steps
from tests.support.sandbox.machine import DEVICES, HELPER, HOST_KEY
from tests.support.sandbox.otp import totp, wrong_code

COMMANDS = {
    "create": ["create"],
    "create a named one": ["create", "--name", "evil"],
    "enable": ["enable"],
    "enroll": ["enroll"],
    "verify": ["verify"],
    "status": ["status"],
    "list": ["list"],
    "resync": ["resync"],
    "deactivate": ["deactivate"],
    "delete": ["delete"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_for_somebody_else_is_refused(enrolled, command):
    alice, mallory = enrolled(), enrolled("mallory")
    before = steps.record_of(alice)
    codes = [totp(alice.secret), totp(alice.secret, 1)]
    status, refusal = steps.tool(mallory, *COMMANDS[command], "--user", alice.name, codes=codes)
    assert status == steps.DENIED, refusal
    assert refusal["error"]["code"] == "denied"
    assert steps.record_of(alice) == before


@pytest.mark.parametrize("command", ["create", "enable", "list", "deactivate", "delete", "resync"])
def test_it_is_refused_with_mfa_too(machine, enrolled, command):
    alice, mallory = enrolled(), enrolled("mallory")
    session = steps.log_in(machine, mallory)
    codes = f"{totp(alice.secret)}\\n{totp(alice.secret, 1)}\\n"
    status, output = session.run(
        f"printf '{codes}' | mfa_tool {command} --user {alice.name} --json 2>/dev/null")
    assert status == steps.DENIED, output


@pytest.mark.parametrize("command", ["deactivate", "delete", "resync", "enable"])
def test_somebody_elses_device_is_refused_by_its_name(enrolled, command):
    alice, mallory = enrolled(), enrolled("mallory")
    status, refusal = steps.tool(mallory, command, "--device", alice.name,
                                 codes=[totp(alice.secret), totp(alice.secret, 1)])
    assert status in (steps.DENIED, steps.FAILED), refusal
    assert steps.tool(alice, "list")[1]["devices"][0]["state"] == "enabled"


def test_a_user_who_does_not_exist_looks_like_one_who_is_not_yours(enrolled):
    """Neither exit status nor error code tells whether a name has an account or a device."""
    alice, mallory = enrolled(), enrolled("mallory")
    for command in ("list", "status", "deactivate"):
        real = steps.tool(mallory, command, "--user", alice.name)
        unreal = steps.tool(mallory, command, "--user", "nobodyhere")
        assert real[0] == unreal[0] == steps.DENIED
        assert real[1]["error"]["code"] == unreal[1]["error"]["code"]


def test_guesses_at_somebody_else_do_not_make_him_wait(machine, enrolled):
    alice, mallory = enrolled(), enrolled("mallory")
    for _ in range(6):
        steps.tool(mallory, "verify", "--user", alice.name, codes=[wrong_code(alice.secret)])
    steps.log_in(machine, alice)


@pytest.mark.parametrize("path", ["/etc/mfa/host.key", "/var/lib/mfa", "/var/lib/mfa/devices",
                                  "/run/mfa"])
def test_what_is_secret_cannot_be_read(enrolled, path):
    mallory = enrolled("mallory")
    how = "cat" if path == str(HOST_KEY) else "ls"
    done = mallory.run([how, path])
    assert done.returncode != 0
    assert "Permission denied" in done.stderr


def test_nothing_under_the_products_folders_can_be_changed(machine, enrolled):
    """Every file and folder: written, replaced, removed or joined by another, as a user."""
    enrolled()
    mallory = enrolled("mallory")
    steps.log_in(machine, mallory)
    done = mallory.run(["bash", "-c", """
        for folder in /etc/mfa /var/lib/mfa /run/mfa /usr/libexec/mfa; do
            find $folder 2>/dev/null; done | while read -r path; do
            if [ -d "$path" ]; then
                touch "$path/evil" 2>/dev/null && echo "made a file in $path"
                mv "$path" "$path.evil" 2>/dev/null && echo "moved $path"
            else
                { : >>"$path"; } 2>/dev/null && echo "wrote to $path"
                ln -f /etc/passwd "$path" 2>/dev/null && echo "replaced $path"
                rm -f "$path" 2>/dev/null && echo "removed $path"
            fi
        done; true"""])
    assert done.stdout == ""


def test_owners_and_modes_are_the_contracts(machine, enrolled):
    alice = enrolled()
    steps.log_in(machine, alice)
    mfa = pathlib.Path("/var/lib/mfa").stat().st_uid
    assert mfa not in (0, alice.uid)

    def of(path):
        found = os.lstat(path)
        return found.st_uid, stat.S_IMODE(found.st_mode)
    assert of(HELPER) == (0, 0o4755)
    assert of("/etc/mfa/mfa.yaml") == (0, 0o644)
    assert of("/etc/mfa/policy.d/10-mfa.yaml") == (0, 0o644)
    assert of(HOST_KEY) == (0, 0o640)
    assert os.stat(HOST_KEY).st_size in (32, 40)  # the first one; one that followed it, numbered
    assert of(DEVICES) == (mfa, 0o700)
    assert of("/run/mfa") == (mfa, 0o700)
    for folder in (DEVICES, "/run/mfa"):
        for path in pathlib.Path(folder).rglob("*"):
            owner, mode = of(path)
            assert owner == mfa and mode & 0o077 == 0, path


def test_a_secret_is_nowhere_in_plain_text_on_the_disk(enrolled):
    import base64
    alice = enrolled()
    raw = base64.b32decode(alice.secret)
    for path in (*DEVICES.rglob("*"), *pathlib.Path("/run/mfa").rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            assert raw not in content and alice.secret.encode() not in content, path
