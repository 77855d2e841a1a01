#!/usr/bin/python3
"""Asks `mfa_tool policy simulate` every question of config-cases.jsonl about the policies in config/
and prints each answer that is not the expected one.

usage: run_config_cases.py MFA_TOOL

A case names the policy files that it is about, from the top of the source tree, in `files`; one
without is about each of MAIN_POLICIES, which must all answer alike: exempting one user must change
nothing for the others. `expect` is a decision, or a map from what aws:MultiFactorAuthPresent says
(true, false, missing) to the decision. Where the expectations come
from: the AWS policy's own meaning for iam: actions, and for host: actions the promises that the
comments of the files make.
"""

import json
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
CASES = pathlib.Path(__file__).with_name("config-cases.jsonl")
MFA_PRESENT = "aws:MultiFactorAuthPresent"
MFA_AGE = "aws:MultiFactorAuthAge"
TIMEOUT_S = 120
MAIN_POLICIES = [
    ["config/policy.d/10-mfa.yaml"],
    ["config/policy.d/10-mfa.yaml", "config/examples/helpdesk.yaml"],
    ["config/examples/exempt-service-account.yaml"],
    ["config/examples/internal-network.yaml"],
    ["config/examples/break-glass-console.yaml"],
]


def contexts_of(case):
    """(name, context, expected decision) for each question that a case stands for."""
    expect = case["expect"]
    if isinstance(expect, str):
        yield case["id"], case["context"], expect
        return
    for state, decision in expect.items():
        context = dict(case["context"])
        if state != "missing":
            context[MFA_PRESENT] = state
        if state == "true":
            context[MFA_AGE] = "60"
        yield f"{case['id']} (MFA {state})", context, decision


def questions():
    """The questions by the set of policy files that they are about."""
    by_files = {}
    with CASES.open(encoding="utf-8") as lines:
        for case in map(json.loads, lines):
            for files in [case["files"]] if "files" in case else MAIN_POLICIES:
                for name, context, decision in contexts_of(case):
                    request = {key: case[key] for key in ("principal", "action", "resource")}
                    request.update(id=name, context=context)
                    by_files.setdefault(tuple(files), []).append((request, decision))
    return by_files


def ask(tool, files, asked):
    """One answer for each question, in order; None where there is none."""
    command = [tool, "policy", "simulate", "--requests", "-"]
    for file in files:
        command += ["--policy", str(TOP / file)]
    text = "".join(json.dumps(request) + "\n" for request, _ in asked)
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=TIMEOUT_S)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(asked):
        print(f"{' + '.join(files)}: {len(asked)} questions, {len(answers)} answers, "
              f"exit status {done.returncode}: {done.stderr.strip()}")
    return answers + [None] * (len(asked) - len(answers))


def check(tool):
    """Returns how many questions were asked and how many were answered otherwise than expected."""
    count = wrong = 0
    for files, asked in questions().items():
        for (request, expected), answer in zip(asked, ask(tool, files, asked)):
            count += 1
            seen = answer and (answer.get("decision") or answer.get("error"))
            if seen == expected and answer["id"] == request["id"]:
                continue
            wrong += 1
            deciding = [found.get("sid") for found in (answer or {}).get("statements", [])]
            print(f"{' + '.join(files)}: {request['id']}: {request['principal']['user']} "
                  f"{request['action']} on {request['resource']}: expected {expected}, "
                  f"got {seen} {deciding}")
    return count, wrong


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    count, wrong = check(sys.argv[1])
    print(f"{count} questions, {wrong} answered wrongly")
    return 1 if wrong or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
