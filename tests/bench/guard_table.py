"""The tables of run_guard, from what its machine printed."""

import collections
import sys

figures = collections.defaultdict(dict)
part = None
for line in open(sys.argv[1], errors="replace"):
    words = line.split()
    if words[:1] == ["begin"]:
        part = words[1]
    elif words == ["end"]:
        break
    elif part and len(words) in (2, 3) and words[1].isdigit():
        figures[part][words[0]] = int(words[1])
else:
    sys.exit(f"the machine did not come to its end: see {sys.argv[1]}")

print("| operation | instructions without the guard | with it | ratio |\n|---|---|---|---|")
for name, before in figures["without"].items():
    after = figures["with"][name]
    print(f"| {name} | {before:,} | {after:,} | {after / before:.4f} |")
print("\n| program | ns a call (bpf_stats) |\n|---|---|")
for name, time_ns in sorted(figures["programs"].items(), key=lambda item: -item[1]):
    print(f"| {name.removeprefix('mfa_')} | {time_ns} |")
