import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.vm.machine import Vm  # noqa: E402


@pytest.fixture(scope="session")
def vm():
    machine = Vm()
    yield machine
    machine.close()


@pytest.fixture(scope="session")
def alice(vm):
    """In a limited session whenever she comes: she has no device."""
    return vm.person("alice")


@pytest.fixture(scope="session")
def free(vm):
    """The same, but the policy lets her in without limits: what fails for alice must work for her, or
    the test is blind."""
    person = vm.person("free")
    vm.root("cat >/etc/mfa/policy.d/20-free.yaml", f"""
Version: "2012-10-17"
Statement:
  - Sid: FreeUser
    Effect: Allow
    Action: [host:StartSession, host:StartFullSession]
    Resource: "*"
    Condition: {{StringEquals: {{aws:username: {person.name}}}}}
""")
    vm.root("sed -i '/Sid: DenyFullSessionIfNoMFA/,/MultiFactorAuthPresent/"
            f"s/^      BoolIfExists:/      StringNotEquals: {{aws:username: {person.name}}}\\n&/' "
            "/etc/mfa/policy.d/10-mfa.yaml")
    return person
