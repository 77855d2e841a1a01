"""The main job of pam_mfa, played with the real ssh client; packaging/try starts it in a sandbox.

Each scene shows what a person at the terminal sees, and what the other side's phone would say.
"""

import argparse
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from tests.support.sandbox import people, terminal  # noqa: E402
from tests.support.sandbox.machine import Machine  # noqa: E402
from tests.support.sandbox.otp import totp  # noqa: E402
from tests.support.sandbox.scenes import Failed, Stage  # noqa: E402


def first_login(stage: Stage) -> terminal.Terminal:
    stage.scene("1. The first login",
                "demo has a password and no device yet. The policy allows nothing without a\n"
                "second factor but setting one up, so the login itself leads through that.")
    session = stage.ssh()
    stage.types(session, terminal.PASSWORD, stage.demo.password, hidden=True)
    stage.types(session, terminal.PICTURE, "b")
    stage.demo.secret = terminal.key_in(session.seen)
    stage.phone("the app has scanned the picture and shows a code")
    stage.types(session, terminal.FIRST_CODE, totp(stage.demo.secret, -2))
    stage.phone("half a minute later it shows the next one")
    stage.types(session, terminal.NEXT_CODE, totp(stage.demo.secret, -1))
    stage.shell(session)
    stage.command(session, "mfa_tool status")
    stage.says("In, with MFA. What the server wrote into its log:")
    stage.log(r"event=(enable|verify|decision)")
    return session


def second_login(stage: Stage) -> tuple[terminal.Terminal, str]:
    stage.scene("2. The next login", "Password, then the code that the phone shows.")
    session = stage.ssh()
    code = totp(stage.demo.secret)
    stage.types(session, terminal.PASSWORD, stage.demo.password, hidden=True)
    stage.types(session, terminal.CODE, code)
    stage.shell(session)
    stage.command(session, "id -un")
    return session, code


def replay(stage: Stage, code: str) -> None:
    stage.scene("3. The same code once more",
                f"Somebody looked over demo's shoulder, knows the password and the code {code}.\n"
                "A code is good for one login.")
    session = stage.ssh()
    stage.types(session, terminal.PASSWORD, stage.demo.password, hidden=True)
    stage.types(session, terminal.CODE, code)
    stage.refused(session)


def without_mfa(stage: Stage) -> None:
    stage.scene("4. Throwing the device out without MFA",
                "A process of demo's that no login with a factor stands behind (a job left behind,\n"
                "a hole in some service) tries to get rid of the device.")
    done = stage.demo.run(["mfa_tool", "deactivate"])
    stage.prints("$ mfa_tool deactivate\n" + done.stdout + done.stderr)
    stage.expect(done.returncode == 3, "exit status 3: the policy denies it")


def with_mfa(stage: Stage, session: terminal.Terminal) -> None:
    stage.scene("5. The same with MFA", "In the session of scene 2 demo has shown the factor.")
    status = stage.command(session, "mfa_tool deactivate")
    stage.expect(status == 0, "done")
    stage.says("The grant is gone with the device; deleting needs a factor again:")
    status = stage.command(session, "mfa_tool delete")
    stage.expect(status == 3, "exit status 3: the policy denies it")


def by_hand(stage: Stage) -> None:
    port = stage.machine.sshd.port
    stage.scene("By hand", "It stays up until you press Ctrl-C. In another terminal:")
    stage.prints(f"ssh -p {port} -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no"
                 " try@127.0.0.1\n")
    stage.says(f"User `try`, password `{people.PASSWORD}`, no device yet: have an authenticator app\n"
               "ready (any app for one-time codes). The log of the machine:")
    with open(stage.machine.syslog.path, encoding="utf-8") as log:
        log.seek(0, 2)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            stage.follow(log)
        except KeyboardInterrupt:
            print()


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--build", type=pathlib.Path, required=True)
    arguments.add_argument("--stay", action="store_true")
    options = arguments.parse_args()
    machine = Machine(options.build)
    stage = Stage(machine, people.add_person("demo", ("sudo",)))
    people.add_person("try", ("sudo",))
    try:
        first_login(stage)
        session, code = second_login(stage)
        replay(stage, code)
        without_mfa(stage)
        with_mfa(stage, session)
        stage.scene("That was it", "Everything above was decided by "
                    "/etc/mfa/policy.d/10-mfa.yaml\n(config/policy.d/10-mfa.yaml in this tree).")
        if options.stay:
            by_hand(stage)
    except Failed as failure:
        print(f"\nNot as it should be: {failure}", file=sys.stderr)
        print("\n".join(machine.syslog.since(0)[-20:]), file=sys.stderr)
        return 1
    finally:
        machine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
