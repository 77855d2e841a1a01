"""Every system call of the helper, made to fail, to fall short or to be its last, during each
request that changes something.

After every such point: the record loads, no accepted code is accepted again, no guess that was
looked at is uncounted, and every device that nobody was told is gone is there. A new command needs
one more entry in SCENARIOS: its request, and what may be found after it."""

import collections
import concurrent.futures
import dataclasses
import re
import time
from typing import Callable

import pytest

from tests.e2e import steps
from tests.support.sandbox import faults, wire
from tests.support.sandbox.machine import RUN
from tests.support.sandbox.otp import totp, wrong_code
from tests.support.sandbox.people import Person

WORKERS = 2
SECOND = "second"  # the name of each person's other device, after the slash


@dataclasses.dataclass
class Victim:
    """Somebody with an enabled device and another one, as they are before each point."""
    person: Person
    second_secret: str = ""
    now: float = dataclasses.field(default_factory=time.time)
    files: dict = dataclasses.field(default_factory=dict)
    before: dict[str, bytes] = dataclasses.field(default_factory=dict)  # each device's state

    @property
    def second(self) -> str:
        return f"{self.person.name}/{SECOND}"

    def keep(self) -> None:
        sessions = (RUN / "sessions").glob(f"*.{self.person.uid}")
        self.files = {path: path.read_bytes()
                      for path in (*steps.files_of(self.person), *sessions)}

    def restore(self) -> None:
        self.now = time.time()  # a time step may end before all is judged; its codes stay the same
        for path, content in self.files.items():
            with open(path, "r+b") as file:
                file.truncate(len(content))
                file.write(content)

    def code(self, step: int = 0) -> str:
        return totp(self.person.secret, step, now=self.now)

    def second_code(self, step: int = 0) -> str:
        return totp(self.second_secret, step, now=self.now)


def codes(*entered: str) -> list[tuple[int, str]]:
    return [(wire.CODE, code) for code in entered]


def accepts(helper: wire.Helper, *entered: str, kind: int = wire.VERIFY, device: str = "") -> bool:
    fields = [(wire.DEVICE, device)] if device else []
    reply = helper.ask(kind, *fields, *codes(*entered))
    return reply is not None and reply[wire.OUTCOME] == wire.OK


# What a scenario may find, beside what every one must. `run` is the request with its fault, `now`
# the state of each device after it, `helper` a new one without faults.

def judge_right_code(victim, run, now, helper) -> None:
    code = victim.code()
    accepted = [run.is_ok(), accepts(helper, code), accepts(helper, code)]
    assert sum(accepted) <= 1, "one code opened twice"


def judge_guess(victim, run, now, helper) -> None:
    """The fifth in a row, so that whether it was counted shows."""
    assert not run.is_ok(), "a wrong code was accepted"
    is_counted = not accepts(helper, victim.code())
    must_be = run.has_written() or \
        run.reply is not None and run.reply[wire.OUTCOME] == wire.WRONG_CODE
    assert is_counted or not must_be, "a guess was free"


def judge_enable(victim, run, now, helper) -> None:
    state = now[victim.second]
    assert state == b"enabled" or not run.is_ok(), "what was enabled is not"
    entered = [victim.second_code(-1), victim.second_code(0)]
    again = state != b"enabled" and \
        accepts(helper, *entered, kind=wire.ENABLE, device=victim.second)
    if again or state == b"enabled":
        assert not accepts(helper, entered[1]), "a code that enabled has opened"
        return
    later = [victim.second_code(1), victim.second_code(2)]
    assert accepts(helper, *later, kind=wire.ENABLE, device=victim.second), "enrolment is stuck"


def judge_resync(victim, run, now, helper) -> None:
    def resync(first: int) -> bool:
        return accepts(helper, victim.code(first), victim.code(first + 1), kind=wire.RESYNC,
                       device=victim.person.name)
    last = victim.code(1)
    again = resync(0)
    assert not (run.is_ok() and again), "two codes were accepted twice"
    assert not ((run.is_ok() or again) and accepts(helper, last)), "a code opened once more"
    assert resync(2), "the next codes are refused"


def judge_state(told: bytes | None) -> Callable:
    """Before or after; what the user was told, if he was told it."""
    def judge(victim, run, now, helper) -> None:
        before = victim.before.get(victim.second)
        found = now.get(victim.second)
        assert found in (before, told)
        assert found == told or not run.is_ok(), "it was said to be done"
    return judge


def judge_reset(victim, run, now, helper) -> None:
    """All devices, or none: a user who has lost one of two would not know what holds."""
    assert now in ({}, victim.before), "some devices are gone and others are not"
    assert now == {} or not run.is_ok(), "it was said to be done"
    if now == {}:
        assert not accepts(helper, victim.code()), "a device that is gone has opened"


@dataclasses.dataclass
class Scenario:
    request: Callable[[Victim], bytes]
    judge: Callable
    second: str | None = "enabled"  # the state of the other device
    failures: int = 0  # wrong codes before
    outcome: int = wire.OK  # when nothing fails
    ends_all: bool = False  # no device needs to be there afterwards


def _about_second(kind: int, *steps_from_now: int) -> Callable[[Victim], bytes]:
    return lambda victim: wire.packet(kind, (wire.DEVICE, victim.second),
                                      *codes(*map(victim.second_code, steps_from_now)))


def _with_wrong_codes(kind: int, number: int) -> Callable[[Victim], bytes]:
    return lambda victim: wire.packet(
        kind, (wire.DEVICE, victim.person.name),
        *codes(*[wrong_code(victim.person.secret), victim.code(50)][:number]))


SCENARIOS = {
    "verify": Scenario(lambda victim: wire.packet(wire.VERIFY, *codes(victim.code())),
                       judge_right_code),
    "verify a wrong code": Scenario(
        lambda victim: wire.packet(wire.VERIFY, *codes(wrong_code(victim.person.secret))),
        judge_guess, failures=4, outcome=wire.WRONG_CODE),
    "enable": Scenario(_about_second(wire.ENABLE, -1, 0), judge_enable, second="created"),
    "resync": Scenario(
        lambda victim: wire.packet(wire.RESYNC, (wire.DEVICE, victim.person.name),
                                   *codes(victim.code(), victim.code(1))), judge_resync),
    "resync with wrong codes": Scenario(_with_wrong_codes(wire.RESYNC, 2), judge_guess,
                                        failures=4, outcome=wire.WRONG_CODE),
    "create": Scenario(lambda victim: wire.packet(wire.CREATE, (wire.DEVICE, SECOND)),
                       judge_state(b"created"), second=None),
    "deactivate": Scenario(_about_second(wire.DEACTIVATE), judge_state(b"created")),
    "delete": Scenario(_about_second(wire.REMOVE), judge_state(None)),
    "reset": Scenario(lambda victim: wire.packet(wire.ADMIN_RESET, (wire.USER, victim.person.name)),
                      judge_reset, ends_all=True),
}


def prepare(make, scenario: Scenario) -> Victim:
    """Whose session, which is this process's, has a factor, as changes of a second device need; the
    codes up to the last step are spent."""
    person = steps.enroll(make(), -4)
    victim = Victim(person)
    with faults.Helper(person) as helper:
        assert accepts(helper, victim.code(-1))
        if scenario.second:
            made = helper.ask(wire.CREATE, (wire.DEVICE, SECOND))
            victim.second_secret = made[wire.SECRET].decode()
        if scenario.second == "enabled":
            assert accepts(helper, victim.second_code(-3), victim.second_code(-2),
                           kind=wire.ENABLE, device=victim.second)
        for _ in range(scenario.failures):
            assert not accepts(helper, wrong_code(person.secret))
        victim.keep()
        victim.before = states(helper)
    return victim


def states(helper: wire.Helper) -> dict[str, bytes]:
    """Each device by its name, with its state; that it can be read at all is the first claim."""
    devices = helper.ask_for_list(wire.LIST)
    assert devices is not None, "the record does not load"
    return {device[wire.DEVICE].decode(): device[wire.STATE] for device in devices}


def drive(victim: Victim, scenario: Scenario, point: faults.Point) -> str | None:
    """What is wrong after this point."""
    victim.restore()
    run = faults.run(victim.person, scenario.request(victim), point)
    try:
        assert run.has_failed(), "there was no such call"
        with faults.Helper(victim.person) as helper:
            now = states(helper)
            others = {name: state for name, state in victim.before.items()
                      if name != victim.second}
            assert scenario.ends_all or others.items() <= now.items(), "a device is lost"
            scenario.judge(victim, run, now, helper)
    except AssertionError as error:
        return f"{str(error).splitlines()[0]}: {point}"
    return None


def drive_all(victims: list[Victim], scenario: Scenario, points: list[faults.Point]) -> list[str]:
    """Each victim has points of its own, and each worker a victim."""
    def drive_some(number: int) -> list[str | None]:
        return [drive(victims[number], scenario, point) for point in points[number::len(victims)]]
    with concurrent.futures.ThreadPoolExecutor(len(victims)) as workers:
        found = workers.map(drive_some, range(len(victims)))
        return [wrong for part in found for wrong in part if wrong]


def show(name: str, points: list[faults.Point]) -> None:
    kinds = collections.Counter(point.fault for point in points)
    calls = {(point.call, point.number) for point in points}
    print(f"{name}: {len(points)} points driven at {len(calls)} system calls: "
          + ", ".join(f"{count} {fault}" for fault, count in kinds.items()))


@pytest.mark.parametrize("name", SCENARIOS)
def test_whatever_fails_no_record_breaks(person, name, capsys):
    scenario = SCENARIOS[name]
    victims = [prepare(person, scenario) for _ in range(WORKERS)]
    good = faults.run(victims[0].person, scenario.request(victims[0]))
    assert good.reply[wire.OUTCOME] == scenario.outcome, good.reply
    points = faults.points(good)
    wrong = drive_all(victims, scenario, points)
    with capsys.disabled():
        show(f"\n{name}", points)
    assert not wrong, "\n".join(wrong)


def test_what_fails_before_there_is_a_request_only_denies(person, capsys):
    scenario = SCENARIOS["verify"]
    victims = [prepare(person, scenario) for _ in range(WORKERS)]
    points = faults.starting_points(
        faults.run(victims[0].person, scenario.request(victims[0])))
    wrong = drive_all(victims, scenario, points)
    with capsys.disabled():
        show("\nstart", points)
    assert not wrong, "\n".join(wrong)


def test_a_change_reaches_the_disk_in_an_order_that_no_power_loss_breaks(person):
    """The sector of the present record; the next record's content, then its name; then its sector.
    tests/unit/device/test_power_loss shows why that is enough."""
    victim = prepare(person, SCENARIOS["delete"])
    calls = faults.run(victim.person, SCENARIOS["delete"].request(victim)).calls
    opened = next(line for line in calls if f'{victim.person.name}.usage", ' in line)
    folder, usage = re.match(r"openat\((\d+), .* = (\d+)$", opened).groups()
    made = next(line for line in calls if line.startswith(f'openat({folder}, ".tmp.'))
    assert "O_CREAT|O_EXCL" in made
    temporary = made.rpartition(" = ")[2]
    order = [f"pwrite64({usage},", f"fdatasync({usage})", f'openat({folder}, ".tmp.',
             f"pwrite64({temporary},", f"fsync({temporary})", f'renameat({folder}, ".tmp.',
             f"fsync({folder})", f"pwrite64({usage},", f"fdatasync({usage})"]
    ended = max(at for at, line in enumerate(calls) if line.startswith(order[-1]))
    assert [start for line in calls[calls.index(opened) + 1:ended + 1]
            for start in dict.fromkeys(order) if line.startswith(start)] == order


def test_an_attempt_that_does_not_reach_the_disk_is_none(person):
    """The sector is synced before the code is compared: where that fails, a right code opens
    nothing."""
    victim = prepare(person, SCENARIOS["verify"])
    request = SCENARIOS["verify"].request(victim)
    for call, fault in (("pwrite64", "error=EIO"), ("fdatasync", "error=EIO")):
        victim.restore()
        run = faults.run(victim.person, request, faults.Point(call, 1, fault, "the first"))
        assert run.has_failed()
        assert run.reply[wire.OUTCOME] == wire.UNAVAILABLE, call
