"""packaging/install and packaging/provision, on the sandbox's machine."""

import os
import pathlib
import shutil
import stat
import subprocess

import pytest

from tests.e2e import steps
from tests.support.sandbox.machine import DEVICES, HOST_KEY, POLICY, RUN, SETTINGS, SOURCE
from tests.support.sandbox.otp import totp


def test_it_prints_the_pam_lines_to_add(machine):
    for service in ("sshd", "login", "sudo", "su"):
        assert f"/etc/pam.d/{service}" in machine.installed
    for phase in ("auth", "account", "session"):
        assert phase in machine.installed
    assert "pam_mfa.so" in machine.installed


def test_it_touches_no_pam_file(machine):
    def all_of():
        return {path: path.read_bytes() for path in pathlib.Path("/etc/pam.d").iterdir()}
    before = all_of()
    machine.install()
    assert all_of() == before


def test_it_installs_the_manual(machine):
    sources = (SOURCE / "packaging/man").glob("*.scd")
    assert all(pathlib.Path(f"/usr/share/man/man{page.stem[-1]}/{page.stem}").is_file()
               for page in sources)
    shown = steps.root("man 1 mfa_tool; man 8 pam_mfa; man 5 mfa.yaml")
    assert (shown.returncode, shown.stderr) == (0, "")


def test_a_package_is_built_from_what_goes_below_destdir(machine, tmp_path):
    """As debhelper and rpmbuild install: everything below one folder, at its place."""
    built = subprocess.run(["cmake", "--install", machine.build], capture_output=True, text=True,
                           env={"PATH": os.environ["PATH"], "DESTDIR": str(tmp_path)})
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "etc/mfa/mfa.yaml").read_bytes() == \
        (SOURCE / "config/mfa.yaml").read_bytes()
    assert (tmp_path / "etc/mfa/policy.d/10-mfa.yaml").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"etc", "usr"}


def test_installing_again_changes_nothing_that_is_there(machine, enrolled):
    alice = enrolled()
    key, record = HOST_KEY.read_bytes(), steps.record_of(alice)
    settings = SETTINGS.read_bytes()
    machine.install()
    assert (HOST_KEY.read_bytes(), steps.record_of(alice)) == (key, record)
    assert SETTINGS.read_bytes() == settings
    assert not list(pathlib.Path("/etc/mfa").rglob("*.new"))


def test_edited_files_are_kept_and_the_new_text_is_beside_them(machine):
    shipped = POLICY / "10-mfa.yaml"
    for path in (SETTINGS, shipped):
        original = path.read_text()
        with steps.file_with(path, original + "# mine\n"):
            machine.install()
            assert path.read_text() == original + "# mine\n"
            beside = path.with_name(path.name + ".new")
            assert beside.read_text() == original
        machine.install()
        assert not beside.exists()  # the same again: nothing to compare any more


def test_a_policy_file_that_was_removed_does_not_come_back(machine):
    shipped = POLICY / "10-mfa.yaml"
    aside = shipped.with_suffix(".aside")
    shipped.rename(aside)
    try:
        machine.install()
        assert not shipped.exists()
    finally:
        aside.rename(shipped)
        shipped.with_name(shipped.name + ".new").unlink()


def test_a_lost_host_key_is_not_replaced_under_sealed_devices(machine, enrolled):
    enrolled()
    aside = HOST_KEY.with_suffix(".aside")
    HOST_KEY.rename(aside)
    try:
        done = steps.root(str(SOURCE / "packaging/provision"))
        assert done.returncode == 1
        assert "host.key" in done.stderr
        assert not HOST_KEY.exists()
    finally:
        aside.rename(HOST_KEY)


def test_the_system_user_can_log_in_nowhere(machine):
    import pwd
    import spwd
    entry = pwd.getpwnam("mfa")
    assert entry.pw_shell.endswith("nologin")
    assert spwd.getspnam("mfa").sp_pwdp[0] in "!*"
    assert 0 < entry.pw_uid < 1000


def test_folders_come_back_after_a_reboot(machine):
    """/run is empty then; systemd-tmpfiles makes what is named in tmpfiles.d."""
    done = steps.root("""
        mv /run/mfa /run/mfa.aside &&
        systemd-tmpfiles --create mfa.conf; stat -c '%U %a' /run/mfa; rm -rf /run/mfa;
        mv /run/mfa.aside /run/mfa""")
    assert done.stdout.strip() == "mfa 700"


def test_after_a_reboot_without_systemd_tmpfiles_the_helper_makes_the_folder(machine, enrolled):
    alice = enrolled()
    with steps.moved_away(RUN):
        assert steps.tool(alice, "status")[0] == steps.DONE  # an unprivileged caller comes first
        made = RUN.stat()
        mfa = DEVICES.stat()
        assert (made.st_uid, made.st_gid) == (mfa.st_uid, mfa.st_gid)
        assert stat.S_IMODE(made.st_mode) == 0o700
        assert not list(RUN.parent.glob(".mfa*"))
        session = steps.log_in(machine, alice)
        assert steps.state_in(session)["mfa"] is True
        session.close(force=True)


@pytest.mark.parametrize("how", ["a link", "root's", "open to others"])
def test_a_runtime_folder_that_is_not_as_it_must_be_is_not_put_right(machine, enrolled, tmp_path,
                                                                     how):
    """Whoever made it so has to look at it: nobody gets in."""
    alice = enrolled()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    with steps.moved_away(RUN):
        if how == "a link":
            RUN.symlink_to(elsewhere)
        else:
            RUN.mkdir(mode=0o700)
        if how == "open to others":
            shutil.chown(RUN, "mfa", "mfa")
            RUN.chmod(0o755)
        steps.denied(machine, alice)
        assert not list(elsewhere.iterdir())
    steps.log_in(machine, alice, totp(alice.secret, 1))
