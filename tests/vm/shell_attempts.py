"""What a shell tries, all in one session: a login takes seconds in an emulated machine."""

import re


def outcomes(vm, person, attempts: dict[str, str], before: str = "") -> dict[str, tuple[int, str]]:
    """For each attempt, by its name, the status and what was said. `before` comes before all of them."""
    script = "".join(f"({attempt}) 2>&1; status=$?; echo; echo =$status\n" for attempt in attempts.values())
    shown = vm.ssh_run(person, before + script)
    parts = re.split(r"^=(\d+)\n", shown.stdout, flags=re.M)
    said, statuses = parts[0::2], [int(status) for status in parts[1::2]]
    assert len(statuses) == len(attempts), shown
    return dict(zip(attempts, zip(statuses, said)))


def process_outside(vm, person) -> str:
    """A process of the person's that is in no session of hers, to be got at: its number."""
    vm.root(f"systemd-run --quiet --uid={person.name} --unit=other-{person.name} sleep 10000", check=True)
    process = vm.root(f"systemctl show -P MainPID other-{person.name}").stdout.strip()
    assert process.isdigit()
    return process
