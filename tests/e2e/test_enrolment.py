"""The first login of somebody who has a password and no device."""

import re

from tests.e2e import steps
from tests.support.sandbox import terminal
from tests.support.sandbox.otp import totp, wrong_code


def test_the_first_login_leads_through_enrolment_and_ends_in_a_shell(machine, person, log):
    alice = person()
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    steps.finish_enrolment(session, alice)
    session.at_shell()
    state = steps.state_in(session)
    assert (state["state"], state["mfa"]) == ("full", True)
    log.wait_for(rf"mfa_helper.*user={alice.name}\b")


def test_the_next_login_asks_for_a_code_of_the_device_just_made(machine, person):
    alice = person()
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    steps.finish_enrolment(session, alice)
    session.at_shell()
    assert steps.state_in(steps.log_in(machine, alice))["mfa"] is True


def test_the_key_comes_before_the_picture_in_groups_of_four(machine, person):
    alice = person()
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    assert re.search(r"Key\s+[A-Z2-7]{4} [A-Z2-7]{4} ", session.seen)
    assert len(alice.secret) == 32  # 20 bytes: RFC 4226's recommendation, SHA-1's block of output
    session.expect(terminal.FIRST_CODE)


def test_the_picture_is_drawn_on_fresh_lines_in_the_way_that_was_chosen(machine, person):
    for key, drawn in (("b", "█"), ("a", "##")):
        alice = person()
        session = machine.ssh(alice)
        steps.begin_enrolment(session, alice, picture=key)
        session.expect(terminal.FIRST_CODE)
        lines = [line for line in session.before.splitlines() if drawn in line]
        assert len(lines) >= 15, session.before
        assert all("127.0.0.1" not in line for line in lines)
        assert all(len(line) <= 80 for line in lines)
        session.close()


def test_a_connection_cut_between_picture_and_code_leaves_the_user_able_to_enrol(machine, person):
    alice = person()
    cut = machine.ssh(alice)
    steps.begin_enrolment(cut, alice)
    cut.expect(terminal.FIRST_CODE)
    first_secret = alice.secret
    cut.close(force=True)
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    assert alice.secret != first_secret
    steps.finish_enrolment(session, alice)
    session.at_shell()


def test_a_connection_cut_between_the_two_codes_leaves_the_user_able_to_enrol(machine, person):
    alice = person()
    cut = machine.ssh(alice)
    steps.begin_enrolment(cut, alice)
    cut.answer(terminal.FIRST_CODE, totp(alice.secret, -2))
    cut.expect(terminal.NEXT_CODE)
    cut.close(force=True)
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    steps.finish_enrolment(session, alice)
    session.at_shell()


def test_two_codes_that_do_not_fit_are_said_so_and_may_be_typed_again(machine, person):
    alice = person()
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    wrong = wrong_code(alice.secret)
    session.answer(terminal.FIRST_CODE, wrong)
    session.answer(terminal.NEXT_CODE, totp(alice.secret, -1))
    steps.finish_enrolment(session, alice)
    session.at_shell()


def test_the_same_code_twice_is_refused_with_a_sentence_that_says_to_wait(machine, person):
    alice = person()
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    session.answer(terminal.FIRST_CODE, totp(alice.secret, -2))
    session.answer(terminal.NEXT_CODE, totp(alice.secret, -2))
    said = session.answer(terminal.NEXT_CODE, totp(alice.secret, -1))
    assert "wait" in said.lower()
    session.at_shell()


def test_a_device_that_is_switched_off_is_switched_on_again_by_the_next_login(machine, enrolled):
    alice = enrolled()
    session = steps.log_in(machine, alice)
    assert session.run("mfa_tool deactivate")[0] == steps.DONE
    status, refusal = steps.tool(alice, "create")
    assert (status, refusal["error"]["code"]) == (steps.FAILED, "device_exists")
    again = machine.ssh(alice)
    again.give_password(alice)
    shown = again.answer(terminal.FIRST_CODE, totp(alice.secret, 1))
    assert "Your device is switched off." in shown and "Key" not in shown
    again.answer(terminal.NEXT_CODE, totp(alice.secret, 2))
    again.at_shell()
    assert steps.state_in(again)["mfa"] is True
    status, listed = steps.tool(alice, "list")
    assert [device["state"] for device in listed["devices"]] == ["enabled"]


def test_a_device_that_is_switched_off_is_no_place_for_another(machine, enrolled):
    """Who has the password and not the phone cannot type its codes, and gets nothing else."""
    alice = enrolled()
    session = steps.log_in(machine, alice)
    assert session.run("mfa_tool deactivate")[0] == steps.DONE
    intruder = machine.ssh(alice)
    intruder.give_password(alice)
    wrong = wrong_code(alice.secret)
    for _ in range(3):
        intruder.answer(terminal.FIRST_CODE, wrong)
        shown = intruder.answer(terminal.NEXT_CODE, totp(alice.secret))
        assert "Key" not in shown
    steps.refused(intruder)
    status, listed = steps.tool(alice, "list")
    assert [device["state"] for device in listed["devices"]] == ["created"]


def test_a_wrong_password_never_reaches_enrolment(machine, person):
    alice = person()
    session = machine.ssh(alice)
    session.answer(terminal.PASSWORD, "not the password")
    seen = steps.refused(session)
    assert "Key" not in seen and "app" not in seen
    status, devices = steps.tool(alice, "list")
    assert (status, devices["devices"]) == (steps.DONE, [])


def test_enrolment_is_not_offered_where_it_is_switched_off(machine, person):
    from tests.support.sandbox import pam_files
    alice = person()
    text = (pam_files.FOLDER / "sshd").read_text().replace("pam_mfa.so", "pam_mfa.so enroll=off")
    with pam_files.replaced("sshd", text):
        session = machine.ssh(alice)
        session.give_password(alice)
        seen = steps.refused(session)
    assert not re.search(r"Key\s+[A-Z2-7]{4}", seen)
    assert "ask an administrator" in seen and "log in with a way" not in seen


def test_login_on_the_console_leads_through_enrolment_too(machine, person):
    alice = person()
    session = machine.login(alice)
    steps.begin_enrolment(session, alice)
    steps.finish_enrolment(session, alice)
    session.at_shell()
    assert steps.state_in(session)["mfa"] is True


def test_the_secret_appears_in_no_log(machine, person, log):
    alice = person()
    session = machine.ssh(alice)
    steps.begin_enrolment(session, alice)
    steps.finish_enrolment(session, alice)
    session.at_shell()
    code = totp(alice.secret, -1)
    logged = "\n".join(log.lines())
    assert alice.secret not in logged and code not in logged
