"""Fixtures of the end-to-end tests. Each test has people of its own, so that none waits for the
next code of another's device and none is throttled for another's failures."""

import itertools
import os
import pathlib
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.sandbox import machine as sandbox_machine  # noqa: E402
from tests.support.sandbox import people  # noqa: E402
from tests.support.sandbox.otp import avoid_boundary  # noqa: E402
from tests.e2e import steps  # noqa: E402


@pytest.fixture(scope="session")
def machine():
    build = pathlib.Path(os.environ.get("MFA_BUILD", ROOT / "build/release"))
    machine = sandbox_machine.Machine(build)
    yield machine
    machine.close()


@pytest.fixture(scope="session", autouse=True)
def early_bird(machine):
    """Enrolled when the run begins, so that time steps have passed when a test needs them."""
    return steps.enroll(people.add_person("earlybird")), time.time()


@pytest.fixture(autouse=True)
def no_boundary_in_between():
    avoid_boundary()


@pytest.fixture(autouse=True)
def nobody_has_failed(machine):
    """All tests come from one address. What others mistyped there must not slow this one."""
    (sandbox_machine.RUN / "sources").unlink(missing_ok=True)


_numbers = itertools.count(1)


@pytest.fixture
def person(machine):
    """Makes a user who exists nowhere else: person("alice") is alice1, alice2, …"""
    def make(name: str = "alice", **more) -> people.Person:
        return people.add_person(f"{name}{next(_numbers)}", **more)
    return make


@pytest.fixture
def enrolled(person):
    """Makes a user with an enabled device; the codes of now and of the next step are unspent."""
    def make(name: str = "alice", **more) -> people.Person:
        return steps.enroll(person(name, **more))
    return make


@pytest.fixture
def log(machine, request):
    """What is logged from here on; shown when the test fails."""
    mark = machine.syslog.mark()

    class Log:
        def wait_for(self, pattern: str) -> str:
            return machine.syslog.wait_for(pattern, mark)

        def lines(self) -> list[str]:
            return machine.syslog.since(mark)
    return Log()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test brings the log lines of its own time."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed and "machine" in item.funcargs:
        syslog = item.funcargs["machine"].syslog
        lines = syslog.since(max(0, syslog.mark() - 40))
        report.sections.append(("syslog, the last lines", "\n".join(lines)))
