"""What docs/operations.md says of backups: these two folders, and a machine made anew has all."""

from tests.e2e import steps
from tests.support.sandbox.machine import DEVICES, HOST_KEY, SOURCE

BACKUP = "/root/pam_mfa.tar"


def save() -> None:
    done = steps.root(f"tar --create --file={BACKUP} --directory=/ etc/mfa var/lib/mfa")
    assert done.returncode == 0, done.stderr


def restore() -> None:
    done = steps.root(f"tar --extract --file={BACKUP} --directory=/ --same-owner "
                      "--same-permissions")
    assert done.returncode == 0, done.stderr


def lose_everything(machine) -> None:
    """A machine made anew: programs, another host key, no devices; `mfa` may be another uid."""
    done = steps.root(f"{SOURCE}/packaging/uninstall --force --purge")
    assert done.returncode == 0, done.stderr
    machine.install()
    assert list(DEVICES.iterdir()) == []


def test_a_machine_made_anew_has_everybody_back(machine, enrolled):
    alice = enrolled()
    key = HOST_KEY.read_bytes()
    save()
    lose_everything(machine)
    assert HOST_KEY.read_bytes() != key
    restore()
    assert HOST_KEY.read_bytes() == key
    session = steps.log_in(machine, alice)
    assert steps.state_in(session)["mfa"] is True


def test_devices_without_their_key_open_nothing_and_say_why(machine, enrolled, log):
    alice = enrolled()
    save()
    key = HOST_KEY.read_bytes()
    HOST_KEY.write_bytes(bytes(32))
    try:
        steps.denied(machine, alice)
        log.wait_for(r"mfa_helper.*sealed for another user or host|not on this host")
    finally:
        HOST_KEY.write_bytes(key)
    steps.log_in(machine, alice)


def test_a_backup_from_before_a_rotation_is_brought_up_to_the_key_in_force(machine, enrolled):
    """Its key beside the one in force, as host.key.previous, and rotate-key ends what is open."""
    alice = enrolled()
    save()
    with steps.policy(steps.statement("Allow", "*"), instead=True):
        assert steps.root("mfa_tool admin rotate-key").returncode == 0
        steps.root(f"rm {DEVICES}/{alice.name}.*")
        done = steps.root(f"""cd / && tar --extract --file={BACKUP} --same-owner var/lib/mfa/devices &&
            tar --extract --file={BACKUP} --same-owner --to-stdout etc/mfa/host.key >/root/old.key &&
            install -m 0640 -o root -g mfa /root/old.key /etc/mfa/host.key.previous""")
        assert done.returncode == 0, done.stderr
        ended = steps.root("mfa_tool admin rotate-key")
        assert ended.returncode == 0, ended.stderr
    assert not HOST_KEY.with_name("host.key.previous").exists()
    steps.log_in(machine, alice)
