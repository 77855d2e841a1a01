"""The policy of the machine: the shipped one, with exceptions for people whose names begin as here.

free…     logs in without limits: what fails for others must work for them, or a test is blind
listed…   is limited; may run a few commands more, and sudo
confined… is limited as everybody is; is named here for the others' sake"""

import re

SHIPPED = "/etc/mfa/policy.d/10-mfa.yaml"
OWN = "/etc/mfa/policy.d/20-tests.yaml"

COMMANDS = ["/usr/local/bin/attempt", "/usr/local/bin/listed-script", "/usr/bin/sudo", "/usr/bin/sleep"]

EXCEPTIONS = {"DenyFullSessionIfNoMFA": ["free*", "listed*"], "DenyOtherCommandsIfNoMFA": ["listed*"]}

STATEMENTS = """\
Version: "2012-10-17"
Statement:
  - Sid: FreePeople
    Effect: Allow
    Action: [host:StartSession, host:StartFullSession]
    Resource: "*"
    Condition: {{StringLike: {{aws:username: "free*"}}}}
  - Sid: ListedPeopleMayCallSudo
    Effect: Allow
    Action: host:StartFullSession
    Resource: arn:aws:host:*:*:service/sudo
    Condition: {{StringLike: {{aws:username: "listed*"}}}}
  - Sid: ListedPeopleLogInLimited
    Effect: Deny
    Action: host:StartFullSession
    NotResource: arn:aws:host:*:*:service/sudo
    Condition:
      StringLike: {{aws:username: "listed*"}}
      BoolIfExists: {{aws:MultiFactorAuthPresent: "false"}}
  - Sid: ListedCommands
    Effect: Allow
    Action: host:RunCommand
    Resource: [{commands}]
    Condition: {{StringLike: {{aws:username: "listed*"}}}}
"""


def with_exceptions(shipped: str) -> str:
    for sid, names in EXCEPTIONS.items():
        except_them = f'      StringNotLike: {{aws:username: [{", ".join(map(repr, names))}]}}\n'
        shipped, count = re.subn(rf"(Sid: {sid}\n(?:(?!  - Sid).*\n)*?    Condition:\n)",
                                 rf"\g<1>{except_them}", shipped)
        assert count == 1, f"the shipped policy has {count} statements {sid}"
    return shipped


def install(vm) -> None:
    shipped = vm.root(f"cat {SHIPPED}", check=True).stdout
    vm.root(f"cat >{SHIPPED}", with_exceptions(shipped), check=True)
    commands = ", ".join(f"arn:aws:host:*:*:command{path}" for path in COMMANDS)
    vm.root(f"cat >{OWN}; mfa_tool policy check /etc/mfa/policy.d",
            STATEMENTS.format(commands=commands), check=True)
    vm.root("groupadd --system tries; echo '%tries ALL=(root) NOPASSWD: ALL' >/etc/sudoers.d/tries",
            check=True)
