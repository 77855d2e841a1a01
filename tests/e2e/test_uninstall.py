"""packaging/uninstall. The last file in the order of names: a purge takes everybody's devices."""

import os
import pathlib

import pytest

from tests.e2e import steps
from tests.support.sandbox.machine import HOST_KEY, SOURCE


def test_uninstall_refuses_while_a_pam_file_names_the_module(machine):
    done = steps.root(str(SOURCE / "packaging/uninstall"))
    assert done.returncode == 1
    assert "/etc/pam.d/sshd" in done.stderr
    assert os.path.exists("/usr/bin/mfa_tool")


def test_uninstall_removes_the_programs_and_keeps_the_devices(machine, enrolled):
    alice = enrolled()
    record = steps.record_of(alice)
    done = steps.root(f"{SOURCE}/packaging/uninstall --force")
    assert done.returncode == 0, done.stderr
    left = steps.root("find /usr /etc -regextype posix-extended "
                      "-regex '.*/(pam_)?mfa[^/]*' -not -path '/etc/mfa*' "
                      "-not -path '*/sandbox*' -not -name 'sandbox*' 2>/dev/null").stdout.split()
    try:
        assert [path for path in left if "/pam_mfa" not in path or "security" in path] == []
        assert list(pathlib.Path("/usr/share/man").rglob("*mfa*")) == []
        assert steps.record_of(alice) == record
        assert HOST_KEY.exists()
    finally:
        machine.install()
    steps.log_in(machine, alice)


def _hide(paths):
    for path in paths:
        path.rename(f"{path}.aside")


def _show(paths):
    for path in paths:
        pathlib.Path(f"{path}.aside").rename(path)


@pytest.mark.parametrize("systemd", [True, False])
def test_after_a_purge_nothing_is_left_and_it_installs_anew(machine, person, systemd):
    """On a machine with systemd's tools, and on one without."""
    tools = [] if systemd else [pathlib.Path("/usr/bin/systemd-sysusers"),
                                pathlib.Path("/usr/bin/systemd-tmpfiles")]
    tools = [tool for tool in tools if tool.exists()]
    before = HOST_KEY.read_bytes()
    done = steps.root(f"{SOURCE}/packaging/uninstall --force --purge")
    assert done.returncode == 0, done.stderr
    for path in ("/etc/mfa", "/var/lib/mfa", "/run/mfa", "/usr/libexec/mfa", "/usr/bin/mfa_tool"):
        assert not os.path.exists(path), path
    assert steps.root("getent passwd mfa; getent group mfa").stdout == ""
    _hide(tools)
    try:
        machine.install()
    finally:
        _show(tools)
    assert HOST_KEY.read_bytes() != before
    steps.log_in(machine, steps.enroll(person()))
