#!/usr/bin/env python3
"""Asks `mfa_tool policy simulate --requests` every case of iam-cases.jsonl.

usage: run_iam_cases.py MFA_TOOL

Each line of the corpus brings its policies, a request and what AWS decides, or `invalid-policy` where
the policy must not load. Exit status 1 with a line for each case that is answered otherwise.
"""
import json
import pathlib
import subprocess
import sys

CORPUS = pathlib.Path(__file__).with_name("iam-cases.jsonl")


def main(tool):
    cases = [json.loads(line) for line in CORPUS.read_text().splitlines()]
    run = subprocess.run([tool, "policy", "simulate", "--requests", str(CORPUS)],
                         capture_output=True, text=True, check=False)
    answers = {answer["id"]: answer for answer in map(json.loads, run.stdout.splitlines())}
    wrong = 0
    for case in cases:
        answer = answers.get(case["id"], {})
        got = answer.get("decision", answer.get("code"))
        if got != case["expect"]:
            wrong += 1
            print(f"{case['id']}: expected {case['expect']}, got {got} {answer.get('error', '')}")
    print(f"{len(cases)} cases, {len(answers)} answers, {wrong} wrong {run.stderr}")
    return 0 if cases and len(answers) == len(cases) and wrong == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
