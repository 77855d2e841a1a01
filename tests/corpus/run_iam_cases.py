#!/usr/bin/env python3
"""Asks `mfa_tool policy simulate --requests` every case of iam-cases.jsonl and more-iam-cases.jsonl.

usage: run_iam_cases.py MFA_TOOL

Each line of the corpus brings its policies, a request and what AWS decides, or `invalid-policy` where
the policy must not load. `source` says what the expectation follows from: a page of AWS's documentation, or
`own` for this project's stricter language. Exit status 1 with a line for each case that is answered otherwise.
"""
import json
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
CORPORA = [FOLDER / "iam-cases.jsonl", FOLDER / "more-iam-cases.jsonl"]


def run_corpus(tool, corpus):
    cases = [json.loads(line) for line in corpus.read_text(encoding="utf-8").split("\n") if line]
    run = subprocess.run([tool, "policy", "simulate", "--requests", str(corpus)],
                         capture_output=True, encoding="utf-8", check=False)
    answers = {answer["id"]: answer for answer in map(json.loads, run.stdout.split("\n")[:-1])}
    wrong = 0
    for case in cases:
        answer = answers.get(case["id"], {})
        got = answer.get("decision", answer.get("code"))
        if got != case["expect"]:
            wrong += 1
            print(f"{case['id']}: expected {case['expect']}, got {got} {answer.get('error', '')}")
    print(f"{corpus.name}: {len(cases)} cases, {len(answers)} answers, {wrong} wrong {run.stderr}")
    return bool(cases) and len(answers) == len(cases) and wrong == 0


def main(tool):
    right = [run_corpus(tool, corpus) for corpus in CORPORA]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
