#!/usr/bin/env python3
"""Counts the results of all layers, from the JUnit files that ctest and pytest write.

    summary.py record FILE passed|failed   writes the result of a step that has no framework
    summary.py expect FILE                 records a failure when a framework wrote no results
    summary.py total FILE…                 names what failed, prints the line that ends a run
"""

import pathlib
import sys
import xml.etree.ElementTree as xml


def record(path: pathlib.Path, outcome: str) -> None:
    case = xml.Element("testcase", name=path.stem, classname="step")
    if outcome != "passed":
        xml.SubElement(case, "failure", message=outcome)
    suite = xml.Element("testsuite", name=path.stem)
    suite.append(case)
    xml.ElementTree(suite).write(path)


def outcome_of(case: xml.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is None:
        return "passed"
    # ctest also calls a program that it could not start "skipped"; only asked-for skips are.
    asked_for = case.get("status") is None or \
        (skipped.get("message") or "").startswith(("SKIP_", "Disabled"))
    return "skipped" if asked_for else "failed"


def cases_in(path: pathlib.Path):
    try:
        return list(xml.parse(path).getroot().iter("testcase"))
    except (OSError, xml.ParseError):
        return []


def expect(path: pathlib.Path) -> None:
    if not cases_in(path):
        record(path, "no results: it ended before it could write them")


def total(paths: list[pathlib.Path]) -> int:
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for path in paths:
        for case in cases_in(path):
            outcome = outcome_of(case)
            counts[outcome] += 1
            if outcome == "failed":
                print(f"FAILED {path.stem}: {case.get('classname')} {case.get('name')}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 0 if counts["failed"] == 0 and counts["passed"] > 0 else 1


def main(arguments: list[str]) -> int:
    match arguments:
        case ["record", path, outcome]:
            record(pathlib.Path(path), outcome)
        case ["expect", path]:
            expect(pathlib.Path(path))
        case ["total", *paths] if paths:
            return total([pathlib.Path(path) for path in paths])
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
