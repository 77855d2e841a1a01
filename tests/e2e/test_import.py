"""Devices that came from another program log in here, and what was spent there stays spent."""

import base64
import os
import secrets
import time

import pytest

from tests.e2e import steps
from tests.support.sandbox.otp import PERIOD_S, totp
from tests.support.sandbox.people import Person

PSKC = """\
<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
  <KeyPackage>
    <DeviceInfo><Manufacturer>oath.example</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
    <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
      <AlgorithmParameters><ResponseFormat Encoding="DECIMAL" Length="6"/></AlgorithmParameters>
      <Data>
        <Secret><PlainValue>{secret}</PlainValue></Secret>
        <Counter><PlainValue>{counter}</PlainValue></Counter>
      </Data>
    </Key>
  </KeyPackage>
</KeyContainer>
"""


def hotp(secret: str, counter: int) -> str:
    return totp(secret, counter, now=0)  # RFC 6238: the same function of another number


def bring_in(*words: str, **options) -> str:
    """Root imports, who needs no MFA for it while this lasts."""
    with steps.policy(steps.statement("Allow", "*"), instead=True):
        done = steps.root("mfa_tool admin import --from " + " ".join(map(str, words)), **options)
    assert done.returncode == steps.DONE, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def newcomer(person) -> Person:
    """Somebody who has a secret, and no device here."""
    made = person("nora")
    made.secret = base64.b32encode(secrets.token_bytes(20)).decode()
    return made


def google_file(person: Person, *options: str) -> None:
    path = person.home / ".google_authenticator"
    path.write_text("\n".join([person.secret, *options]) + "\n")
    path.chmod(0o400)
    os.chown(path, person.uid, person.uid)


def test_google_authenticators_time_device_and_scratch_codes(machine, newcomer):
    spent = int(time.time() // PERIOD_S) - 1
    google_file(newcomer, '" RATE_LIMIT 3 30', '" WINDOW_SIZE 17', f'" DISALLOW_REUSE {spent}',
                '" TOTP_AUTH', "12345678", "87654321")
    bring_in("google-authenticator", newcomer.home)
    used = machine.ssh(newcomer)
    used.give_password(newcomer)
    used.give_code(totp(newcomer.secret, -1))
    steps.refused(used)
    session = steps.log_in(machine, newcomer)
    status, shown = session.run("mfa_tool status --json")
    assert status == steps.DONE and '"recovery_codes_left":2' in shown.replace(" ", "")
    steps.log_in(machine, newcomer, "12345678")


def test_google_authenticators_counter(machine, newcomer):
    google_file(newcomer, '" HOTP_COUNTER 7')
    bring_in("google-authenticator", newcomer.home)
    steps.log_in(machine, newcomer, hotp(newcomer.secret, 7))


def test_a_users_file_of_pam_oath(machine, newcomer, tmp_path):
    key = base64.b32decode(newcomer.secret).hex()
    users = tmp_path / "users.oath"
    users.write_text(f"HOTP/T30/6 {newcomer.name} - {key}\n")
    bring_in("pam-oath", users)
    steps.log_in(machine, newcomer)


def test_a_hardware_token_of_a_pskc_file(machine, newcomer, tmp_path):
    container = tmp_path / "tokens.xml"
    secret = base64.b64encode(base64.b32decode(newcomer.secret)).decode()
    container.write_text(PSKC.format(secret=secret, counter=41))
    said = bring_in("pskc", container, "--user", newcomer.name)
    assert "987654321" in said
    steps.log_in(machine, newcomer, hotp(newcomer.secret, 41))


def test_a_key_uri(machine, newcomer):
    uri = f"otpauth://totp/old%20host:{newcomer.name}?secret={newcomer.secret}&digits=8\n"
    bring_in("otpauth-uri", "-", input=uri)
    steps.log_in(machine, newcomer, totp(newcomer.secret, digits=8))


def test_a_device_moves_to_another_host(machine, enrolled, tmp_path):
    """Exported, removed as if this were another host, and brought in again."""
    alice = enrolled()
    kept = tmp_path / "alice.mfa"
    with steps.policy(steps.statement("Allow", "*"), instead=True):
        done = steps.root(f"mfa_tool admin export --out {kept} {alice.name}",
                          input="a long passphrase\n")
        assert done.returncode == steps.DONE, done.stderr
        assert steps.root(f"mfa_tool admin reset {alice.name}").returncode == steps.DONE
    text = kept.read_bytes()
    assert alice.secret.encode() not in text and base64.b32decode(alice.secret) not in text
    bring_in("pam-mfa", kept, input="a long passphrase\n")
    steps.log_in(machine, alice)
