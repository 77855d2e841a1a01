#!/usr/bin/python3
"""tidy.py BUILD: clang-tidy on every source of the compile database in the folder BUILD.

Most of what clang-tidy does with a file, it does with the headers that the file includes. So files of
one target, or tests of one folder, are written one behind the other into one file and read as that;
the analyzer, which looks at nothing but the main file, sees them all. What is found is said with the
line of the source that it is in. Exit status 1 when anything was found.
"""

import collections
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = 24  # files; beyond that one process is what the other waits for
MAIN = re.compile(r"int main\(")
GLOBAL = re.compile(r'extern "C"|void\*? operator (new|delete)')  # can be in no namespace
NO_ANALYZER = "-checks=-clang-analyzer-*"  # tests: minutes, for code that ends with its process
# Of a function, the analyzer follows paths until it has seen 225,000 states, unless told; the last
# three quarters take two thirds of the time, and found nothing here that the first had not.
ANALYZER = [f"-extra-arg={word}" for word in "-Xclang -analyzer-config -Xclang max-nodes=50000".split()]


class Source:
    def __init__(self, entry):
        words = shlex.split(entry["command"])
        output = words[words.index("-o") + 1]
        self.path = Path(entry["file"])
        self.target = output.split(".dir/")[0]
        self.flags = tuple(
            word
            for word in words[1:]
            if word not in ("-c", "-o", output, entry["file"]) and not word.endswith("_EXPORTS")
        )
        self.lines = self.path.read_text().splitlines()
        self.is_test = ROOT / "tests" in self.path.parents

    def has(self, pattern):
        return any(pattern.match(line) for line in self.lines)

    def has_main(self):
        return self.has(MAIN)


def sources(build):
    seen = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = Path(entry["file"])
        if path.suffix == ".cpp" and ROOT / "build" not in path.parents:
            seen.setdefault(entry["file"], Source(entry))
    return list(seen.values())


def groups(all_sources):
    """Sources that can be one translation unit: their flags are the same, and they are of one
    library, or test programs of one folder."""
    found = collections.defaultdict(list)
    for source in all_sources:
        where = source.path.parent if source.has_main() else source.target
        alone = source.path if source.has_main() and source.has(GLOBAL) else None
        found[where, source.has_main(), source.flags, alone].append(source)
    for members in found.values():
        parts = -(-len(members) // TOGETHER)
        for part in range(parts):
            yield members[part::parts]


def joined(members):
    """The text, and for each of its lines the source and the line there. Programs are in a
    namespace each, because each has a main; what they include is above all of them."""
    programs = len(members) > 1 and members[0].has_main()
    text, places = [], []

    def add(line, place=None):
        text.append(line)
        places.append(place)

    if programs:
        # cmocka.h has macros that the headers of the system cannot bear: those come first.
        for start in ("#include <", '#include "'):
            for source in members:
                for number, line in enumerate(source.lines, 1):
                    if line.startswith(start):
                        add(line, (source.path, number))
    for index, source in enumerate(members):
        if programs:
            add(f"namespace program_{index} {{")
        for number, line in enumerate(source.lines, 1):
            if not (programs and line.startswith("#include")):
                add(line, (source.path, number))
        if programs:
            add("}")
    return "\n".join(text) + "\n", places


def check(folder, name, members):
    text, places = joined(members)
    file = folder / f"{name}.cpp"
    file.write_text(text)
    checks = [NO_ANALYZER] if members[0].is_test else ANALYZER
    ran = subprocess.run(
        ["clang-tidy", "-quiet", *checks, str(file), "--", *members[0].flags],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    def place_of(match):
        place = places[int(match[1]) - 1]
        return f"{place[0]}:{place[1]}:" if place else match[0]

    said = re.sub(re.escape(str(file)) + r":(\d+):", place_of, ran.stdout)
    return said if ran.returncode == 0 else said + ran.stderr, ran.returncode


def main():
    build = Path(sys.argv[1]).resolve()
    folder = build / "together"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    work = sorted(groups(sources(build)), key=lambda members: (members[0].is_test, -len(members)))
    failed = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [pool.submit(check, folder, f"{i}", members) for i, members in enumerate(work)]
        for run in runs:
            said, status = run.result()
            failed = failed or status != 0
            sys.stdout.write(said)
            sys.stdout.flush()
    print(f"{sum(map(len, work))} sources in {len(work)} parts")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
