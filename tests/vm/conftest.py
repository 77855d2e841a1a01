"""Fixtures of the tests in the virtual machine: one machine for all, people for each test."""

import pathlib
import signal
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.e2e import steps  # noqa: E402
from tests.support.sandbox.otp import avoid_boundary  # noqa: E402
from tests.vm import machine, policy  # noqa: E402


def pytest_configure():
    """Whoever ends the run ends the machines, too, in the same way as by Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_addoption(parser):
    parser.addoption("--release", default="bookworm",
                     help="of Debian, whose kernel and OpenSSH run (tests/vm/get_release)")


@pytest.fixture(scope="session")
def vm(request):
    release = request.config.getoption("--release")
    if release == "bookworm-backports" and not (machine.IMAGE / release / "disk").exists():
        pytest.skip("Debian's archive had no newer kernel and OpenSSH")
    running = machine.Vm(release=release)
    policy.install(running)
    yield running
    running.close()


@pytest.fixture(autouse=True)
def alive(request):
    if "vm" in request.fixturenames:
        request.getfixturevalue("vm").require_alive()


@pytest.fixture
def person(vm):
    return vm.person


@pytest.fixture
def enrolled(person, vm):
    """Makes a user with an enabled device; the codes of now and of the next step are unspent."""
    def make(name: str = "alice", **more) -> machine.Guest:
        # What others mistyped before must not slow this one: all come from one address.
        vm.root("rm -f /run/mfa/sources", check=True)
        avoid_boundary()
        return steps.enroll(person(name, **more))
    return make


@pytest.fixture(scope="session")
def alice(vm):
    """In a limited session whenever she comes: she has no device."""
    return vm.person("alice")


@pytest.fixture(scope="session")
def free(vm):
    """The same, but the policy lets her in without limits: what fails for alice must work for her, or
    the test is blind."""
    return vm.person("free", groups=("tries",))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test brings the last lines of the machine's journal."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed and "vm" in item.funcargs:
        try:
            lines = item.funcargs["vm"].journal.last(60)
        except machine.VmError as error:
            lines = str(error)
        report.sections.append(("journal, the last lines", lines))
