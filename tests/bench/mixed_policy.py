#!/usr/bin/env python3
"""Writes a policy of many different statements, as a large site might have them, for measuring
mfa_tool policy lint, assert and diff. The same numbers always give the same policy.

usage: mixed_policy.py STATEMENTS FOLDER [--change PLACE]

--change turns the effect of the statement at that place (from 0) around."""
import argparse
import json
import pathlib
import random

STATEMENTS_IN_A_FILE = 1500  # a policy file may have 1 MiB
HOSTS = ["web1", "db1", "mail", "*", "web*", "build?"]
SERVICES = ["sshd", "login", "su", "sudo", "*", "su*"]
SESSIONS = ["host:StartSession", "host:StartFullSession",
            ["host:StartSession", "host:StartFullSession"], "host:Start*"]
COMMANDS = ["/usr/bin/id", "/usr/bin/uptime", "/usr/bin/passwd", "/usr/sbin/service",
            "/usr/bin/less", "/usr/bin/vim", "/usr/bin/w", "/bin/ls", "/opt/app{}/bin/run",
            "/opt/app{}/bin/*", "/usr/bin/*", "/usr/local/bin/tool{}"]
ABOUT_USERS = ["iam:GetUser", "iam:ListMFADevices", "iam:ResyncMFADevice", "iam:EnableMFADevice",
               "iam:DeactivateMFADevice", "iam:Get*", "iam:List*", "iam:*"]
ABOUT_DEVICES = ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice",
                 "iam:*VirtualMFADevice"]
BY_THE_HELPDESK = ["host:UnlockUser", "host:EnableUser", "host:DisableUser"]


class Maker:
    def __init__(self, count):
        self.count = count
        self.random = random.Random(1)
        self.users = [f"u{i:05d}" for i in range(max(4, count))]
        self.groups = ["ops", "dev", "audit", "wheel", "dba", "web", "qa", "net"]
        self.groups += [f"g{i}" for i in range(max(2, count // 50))]

    def one_of(self, choices):
        return self.random.choice(choices)

    def number(self):
        return self.random.randrange(self.count)

    def statement(self, place):
        kind = self.random.random()
        is_deny = self.random.random() < 0.2
        made = {"Sid": f"S{place}", "Effect": "Deny" if is_deny else "Allow"}
        made.update(self.subject(kind, self.one_of(["*", "*", "111122223333"])))
        condition = {}
        if self.random.random() < 0.4:
            operator = "BoolIfExists" if is_deny else "Bool"
            condition[operator] = {"aws:MultiFactorAuthPresent": "false" if is_deny else "true"}
        condition.update(self.limit(made))
        if condition:
            made["Condition"] = condition
        return made

    def subject(self, kind, account):
        host, user = "arn:aws:host:{}:{}:{}", f"arn:aws:iam::{account}:user/"
        if kind < 0.25:
            return {"Action": self.one_of(SESSIONS),
                    "Resource": host.format(self.one_of(HOSTS), account,
                                            "service/" + self.one_of(SERVICES))}
        if kind < 0.6:
            return {"Action": "host:RunCommand",
                    "Resource": [host.format(self.one_of(HOSTS), account,
                                             "command" + self.one_of(COMMANDS).format(self.number()))
                                 for _ in range(self.one_of([1, 1, 2, 4]))]}
        if kind < 0.85:
            return {"Action": self.random.sample(ABOUT_USERS, self.one_of([1, 1, 2, 3])),
                    "Resource": self.one_of([user + "${aws:username}",
                                             user + self.one_of(self.users),
                                             user + f"team{self.number()}-*"])}
        if kind < 0.95:
            device = f"arn:aws:iam::{account}:mfa/${{aws:username}}"
            return {"Action": self.random.sample(ABOUT_DEVICES, 1),
                    "Resource": [device, device + "/*"]}
        return {"Action": self.one_of(BY_THE_HELPDESK),
                "Resource": user + self.one_of(["*", self.one_of(self.users), "team*"])}

    def limit(self, statement):
        """A condition beside that on MFA, or a Principal, or nothing."""
        kind = self.random.random()
        if kind < 0.15:
            network = f"10.{self.random.randrange(256)}.{self.random.randrange(256)}.0/24"
            return {"IpAddress": {"aws:SourceIp": network}}
        if kind < 0.35:
            users = self.random.sample(self.users, self.one_of([1, 1, 2]))
            return {"StringEquals": {"aws:username": users}}
        if kind < 0.55:
            groups = self.random.sample(self.groups, self.one_of([1, 2]))
            return {"ForAnyValue:StringEquals": {"host:Groups": groups}}
        if kind < 0.65:
            month = f"20{self.random.randrange(27, 40)}-{self.random.randrange(1, 13):02d}"
            return {"DateLessThan": {"aws:CurrentTime": month + "-01T00:00:00Z"}}
        if kind < 0.70:
            age = self.one_of([300, 900, 3600, 28800])
            return {"NumericLessThan": {"aws:MultiFactorAuthAge": str(age)}}
        if kind < 0.75:
            return {"StringLike": {"aws:username": f"{self.one_of('abc')}{self.number()}*"}}
        if kind < 0.78:
            arn = f"arn:aws:iam::111122223333:user/{self.one_of(self.users)}"
            statement["Principal"] = {"AWS": [arn]}
        return {}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("statements", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--change", type=int)
    options = parser.parse_args()
    maker = Maker(options.statements)
    statements = [maker.statement(place) for place in range(options.statements)]
    if options.change is not None:
        changed = statements[options.change]
        changed["Effect"] = "Allow" if changed["Effect"] == "Deny" else "Deny"
    options.folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(statements), STATEMENTS_IN_A_FILE):
        document = {"Version": "2012-10-17",
                    "Statement": statements[start:start + STATEMENTS_IN_A_FILE]}
        path = options.folder / f"p{start // STATEMENTS_IN_A_FILE:03d}.json"
        path.write_text(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
