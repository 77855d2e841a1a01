#!/usr/bin/python3
"""Holds the manual pages against the programs: what one names, the other has, and the reverse.

usage: check_manual.py MFA_TOOL

Commands and options of mfa_tool come from its own --help; the module's options, the settings, the
operators, actions and keys of the policy from the tables in the source, which each check wants to
find where it looks. At last the pages are formatted, and man(1) must have nothing to warn of. Ends
with 77 (skipped) when all is well but scdoc or man is not there.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
PAGES = TOP / "packaging/man"
TIMEOUT_S = 60
SKIPPED = 77


def source(path):
    return (TOP / path).read_text()


def page(name):
    return (PAGES / f"{name}.scd").read_text()


def section(text, title, level="#"):
    """What stands under a heading, up to the next one of its level or above."""
    heading = re.escape(f"{level} {title}")
    found = re.search(rf"^{heading}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.M | re.S)
    assert found, f"there is no section {title!r}"
    return found[1]


def defined(text):
    """The terms that the text defines: lines that begin in bold, with indented text below."""
    lines = re.findall(r"^(\*.*)\n(?=\t)", text, re.M)
    return {term for line in lines for term in re.findall(r"\*([^*]+)\*", line)}


def found_in(path, pattern):
    names = set(re.findall(pattern, source(path), re.M))
    assert names, f"{path} has nothing like {pattern}: has its table moved?"
    return names


class Complaints:
    def __init__(self):
        self.count = 0

    def add(self, text):
        self.count += 1
        print(f"FAILED: {text}", file=sys.stderr)

    def compare(self, what, in_page, in_program):
        for name in sorted(in_program - in_page):
            self.add(f"{what}: {name} is not in the manual")
        for name in sorted(in_page - in_program):
            self.add(f"{what}: the manual has {name}, the program has not")


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)


def options_of_commands(tool, command=()):
    """{command: its options} for every command that has none below it, as --help shows them."""
    shown = run(tool, *command, "--help").stdout
    options = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", shown, re.M))
    parts = shown.split("\nSubcommands:\n")
    if len(parts) == 1:
        return {" ".join(command): options}
    found = {}
    for name in re.findall(r"^  (\w[\w-]*)", parts[1], re.M):
        found |= options_of_commands(tool, (*command, name))
    return found


def check_tool(complaints, tool):
    text = page("mfa_tool.1")
    commands = options_of_commands(tool)
    assert len(commands) > 1, "mfa_tool --help names no commands"
    headings = set(re.findall(r"^## mfa_tool (.*)$", text, re.M))
    complaints.compare("commands", headings, set(commands))
    common = defined(section(text, "COMMON OPTIONS"))
    for name in sorted(headings & set(commands)):
        there = section(text, f"mfa_tool {name}", "##")
        synopsis = "\n".join(line for line in there.split("\n")
                             if line.startswith(f"*mfa_tool {name}*"))
        shown = set(re.findall(r"\*(--[\w-]+)\*", synopsis))
        complaints.compare(f"synopsis of {name}", shown | {"--help"}, commands[name])
        complaints.compare(f"options explained under {name}", defined(there) - shown, set())
    explained = defined(text)
    for option in sorted(set().union(*commands.values()) - explained):
        complaints.add(f"mfa_tool: {option} is explained nowhere")
    top = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", run(tool, "--help").stdout, re.M))
    complaints.compare("mfa_tool", set(re.findall(r"\*(--[\w-]+)\*", section(text, "SYNOPSIS"))),
                       top)
    complaints.compare("common options", {name for name in common if name.startswith("--")},
                       top | {"--json", "--user"})


def check_exit_statuses(complaints):
    """130 stands for 128 and any signal; the rest is the table of exit_code.hpp."""
    complaints.compare("exit status", defined(section(page("mfa_tool.1"), "EXIT STATUS")),
                       found_in("mfa_tool/exit_code.hpp", r"= (\d+),"))


def check_module(complaints):
    path = "pam_module/options.cpp"
    complaints.compare("option of pam_mfa.so", defined(section(page("pam_mfa.8"), "OPTIONS")),
                       found_in(path, r'argument == "([^"]+)"')
                       | found_in(path, r'_key = "([^"]+)"'))


def check_settings(complaints):
    accepted = found_in("engine/authority/settings.cpp", r'^    \{"(\w+)",$')
    complaints.compare("setting", defined(section(page("mfa.yaml.5"), "SETTINGS")), accepted)
    complaints.compare("setting in config/mfa.yaml",
                       found_in("config/mfa.yaml", r"^#?(\w+): "), accepted)


def check_policy(complaints):
    text = page("mfa-policy.5")
    complaints.compare("condition operator", defined(section(text, "CONDITION OPERATORS")),
                       found_in("engine/policy/operator.cpp", r'^    Entry\{"(\w+)"'))
    parser = source("engine/policy/statement_parser.cpp")
    for title, table in (("DOCUMENT", "document_elements"), ("STATEMENT", "statement_elements")):
        names = re.search(rf"{table}{{([^}}]*)}}", parser)
        assert names, f"there is no {table}"
        complaints.compare("element", defined(section(text, title)),
                           set(re.findall(r'"(\w+)"', names[1])))
    asked, keys = set(), set()
    for path in [*TOP.glob("engine/authority/*.cpp"), TOP / "engine/policy/request.cpp"]:
        code = path.read_text()
        keys |= set(re.findall(r'(?:set\w*\((?:\w+, )?)"((?:aws|host):\w+)"', code))
        asked |= set(re.findall(r'"((?:iam|sts|host):[A-Z]\w+)"', code))
    complaints.compare("context key", defined(section(text, "CONTEXT KEYS")), keys)
    complaints.compare("action", defined(section(text, "ACTIONS")), asked - keys)


def check_format(complaints):
    """False where the programs for it are not installed."""
    if not shutil.which("scdoc") or not shutil.which("man"):
        print("scdoc or man is not installed: how the pages look was not checked")
        return False
    for path in sorted(PAGES.glob("*.scd")):
        with path.open("rb") as text:
            made = subprocess.run(["scdoc"], stdin=text, capture_output=True, timeout=TIMEOUT_S,
                                  check=False)
        if made.returncode != 0:
            complaints.add(f"{path.name}: {made.stderr.decode()}")
            continue
        with tempfile.NamedTemporaryFile() as built:
            built.write(made.stdout)
            built.flush()
            shown = run("man", "--warnings", "-l", built.name)
        if shown.returncode != 0 or shown.stderr or not shown.stdout:
            complaints.add(f"{path.name}: man: {shown.stderr}")
        for name, number in set(re.findall(r"\*([\w.-]+)\*\((\d)\)", path.read_text())):
            if "mfa" in name and not (PAGES / f"{name}.{number}.scd").exists():
                complaints.add(f"{path.name}: there is no {name}({number})")
    return True


def main():
    complaints = Complaints()
    check_tool(complaints, sys.argv[1])
    check_exit_statuses(complaints)
    check_module(complaints)
    check_settings(complaints)
    check_policy(complaints)
    formatted = check_format(complaints)
    if complaints.count > 0:
        return 1
    return 0 if formatted else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
