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
