#!/usr/bin/python3
"""Keeps the second half of docs/policy-reference.md, everything that check and lint can find, as the
programs have it: each code of `mfa_tool policy codes` with a bad and a good document of the corpus,
tried out. Without --write it prints what differs and changes nothing.

usage: policy_reference.py MFA_TOOL [--write]
"""

import difflib
import json
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
CORPUS = pathlib.Path(__file__).resolve().parent
PAGE = TOP / "docs/policy-reference.md"
MARK = "<!-- From here on written by tests/corpus/policy_reference.py; do not edit. -->\n"
TIMEOUT_S = 60
# No document of a sensible size shows these; tests/unit/policy makes some.
WITHOUT_DOCUMENT = {"document-too-large", "too-many-errors"}
# An alias needs an anchor, which is an error of its own.
COMPANIONS = {"yaml-alias": {"yaml-anchor"}}
# These are about the machine; the last needs /bin to be a link, as it is since Debian 12.
ABOUT_THE_MACHINE = {"missing-command", "symlinked-command"}

problems = []


def run(tool, *arguments):
    done = subprocess.run([tool, "policy", *map(str, arguments)], capture_output=True, text=True,
                          timeout=TIMEOUT_S, cwd=CORPUS, check=False)
    return json.loads(done.stdout)


def codes_in_source():
    """Every code that the loader's sources have as a string."""
    texts = "".join(path.read_text(encoding="utf-8")
                    for path in (TOP / "engine/policy").glob("*.cpp")
                    if path.name not in ("error_codes.cpp", "known_names.cpp"))
    return set(re.findall(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"', texts))


def documents_of(code, command):
    """The bad and the good document, relative to the corpus; None where there is none."""
    folder = "lint/" if command == "lint" else ""
    found = []
    for kind in ("bad", "good"):
        names = [f"{folder}{kind}/{code}.{suffix}" for suffix in ("yaml", "json")]
        found.append(next((name for name in names if (CORPUS / name).exists()), None))
    return found


def findings_of(tool, code, command, document):
    if command == "check":
        return run(tool, "check", "--json", document)["findings"]
    options = [] if code in ABOUT_THE_MACHINE else ["--without-host"]
    stands_alone = (CORPUS / document).read_text(encoding="utf-8").startswith("# Stands alone.")
    files = [document] if stands_alone else ["lint/base.yaml", document]
    return run(tool, "lint", "--json", *options, *files)["findings"]


def text_of(document):
    """As it can be shown: bytes that are no UTF-8 as \\xNN."""
    text = (CORPUS / document).read_bytes().decode("utf-8", "backslashreplace")
    return f"```{pathlib.Path(document).suffix[1:]}\n{text.rstrip()}\n```\n"


def section(tool, row):
    code, command = row["code"], row["command"]
    lines = [f"### {code}\n\n", f"*{row['severity']}* · {row['summary']}\n\n"]
    if code in WITHOUT_DOCUMENT:
        return "".join(lines)
    bad, good = documents_of(code, command)
    if not bad or not good:
        problems.append(f"{code}: there is no bad or no good document")
        return "".join(lines)
    found = findings_of(tool, code, command, bad)
    seen = {finding["code"] for finding in found}
    if seen - COMPANIONS.get(code, set()) != {code}:
        problems.append(f"{bad}: expected {code}, found {sorted(seen)}")
    for finding in findings_of(tool, code, command, good):
        problems.append(f"{good}: expected nothing, found {finding['code']}")
    messages = [f"{finding['line']}:{finding['column']}: {finding['severity']}: "
                f"{finding['message']}" for finding in found if finding["code"] == code]
    lines += ["Wrong:\n\n", text_of(bad), "\n```\n", "\n".join(messages), "\n```\n\n",
              "Right:\n\n", text_of(good), "\n"]
    return "".join(lines)


def sections(tool, rows):
    return "".join(section(tool, row) for row in rows)


def generated(tool):
    rows = run(tool, "codes", "--json")["codes"]
    by_command = {command: [row for row in rows if row["command"] == command]
                  for command in ("check", "lint")}
    table = {row["code"] for row in by_command["check"]}
    for code in sorted(table ^ codes_in_source()):
        problems.append(f"{code}: in the sources or in error_codes.cpp, not in both")
    return "".join([
        MARK,
        "\n## Errors\n\n",
        "What `mfa_tool policy check` finds. A document with one of these does not load; all errors of "
        "all files are\nreported at once, up to 100 of one file.\n\n",
        sections(tool, by_command["check"]),
        "## What lint finds\n\n",
        "Errors keep a policy from doing its work, warnings are surely or most likely not what is "
        "meant, suggestions could\nbe better. Who may do what is found by asking the policy. Unless it "
        "stands alone, each example stands beside this\npolicy, about which there is nothing to "
        "say:\n\n",
        text_of("lint/base.yaml"),
        "\n",
        sections(tool, by_command["lint"]),
    ]).rstrip() + "\n"


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--write"]):
        print(__doc__, file=sys.stderr)
        return 2
    page = PAGE.read_text(encoding="utf-8")
    head = page.split(MARK)[0]
    wanted = head + generated(sys.argv[1])
    if sys.argv[2:] == ["--write"]:
        PAGE.write_text(wanted, encoding="utf-8")
    elif page != wanted:
        problems.append("docs/policy-reference.md is not what the programs say; run "
                        "tests/corpus/policy_reference.py MFA_TOOL --write")
        problems.extend(difflib.unified_diff(page.splitlines(), wanted.splitlines(), "page",
                                             "programs", lineterm="", n=0))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
