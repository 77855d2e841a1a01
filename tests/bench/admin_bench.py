"""`mfa_tool admin users` and a login with very many users.

Started by tests/bench/run_admin inside the sandbox. Prints Markdown, for docs/performance.md."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import pam_bench  # noqa: E402

ALLOW_ALL = {"Version": "2012-10-17",
             "Statement": [{"Effect": "Allow", "Action": ["iam:*", "host:*"], "Resource": "*"}]}
POLICY = pathlib.Path("/etc/mfa/policy.d")


def peak_kib(pid: int) -> int:
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(next((line.split()[1] for line in status.splitlines() if "VmHWM" in line), 0))


def cpu_seconds(pid: int) -> float:
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processes_named(name: str) -> list[int]:
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "comm").read_text().strip() == name:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def run_users(*words: str) -> dict:
    """Seconds, lines, and the peak memory of tool and helper, looked at while they run."""
    peaks = {"mfa_tool": 0, "mfa_helper": 0}
    cpu = {"mfa_tool": 0.0, "mfa_helper": 0.0}
    begin = time.monotonic()
    with open("/tmp/users.out", "w", encoding="utf-8") as out:
        tool = subprocess.Popen(["mfa_tool", "admin", "users", *words], stdout=out)
        first = None
        while tool.poll() is None:
            for name in peaks:
                for pid in processes_named(name):
                    peaks[name] = max(peaks[name], peak_kib(pid))
                    cpu[name] = max(cpu[name], cpu_seconds(pid))
            if first is None and os.path.getsize("/tmp/users.out"):
                first = time.monotonic() - begin
            time.sleep(0.02)
    seconds = time.monotonic() - begin
    if tool.returncode != 0:
        sys.exit(f"mfa_tool admin users ended with {tool.returncode}")
    lines = sum(1 for _ in open("/tmp/users.out", encoding="utf-8"))
    return {"seconds": seconds, "first": first or seconds, "lines": lines, "cpu": cpu, **peaks}


def fill(bench: pam_bench.Bench, prefix: str, count: int, known: bool) -> None:
    """`count` users with a device each; those that are `known` are in /etc/passwd."""
    if known:
        with open("/etc/passwd", "a", encoding="ascii") as passwd:
            for i in range(count):
                print(f"{prefix}{i}:x:{bench.uids + i}:100::/nonexistent:/bin/sh", file=passwd)
    subprocess.run([bench.build / "tests/bench/bench_fill_store", "/var/lib/mfa/devices",
                    "/etc/mfa/host.key", prefix, str(count), str(bench.uids)],
                   check=True, user="mfa", group="mfa", extra_groups=[])
    bench.uids += count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--disk", type=pathlib.Path, required=True)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--login-only", action="store_true")
    options = parser.parse_args()
    os.umask(0o022)
    bench = pam_bench.Bench(options.build, options.disk)

    bench.add_people("few", pam_bench.TIMED)
    before = statistics.median(bench.time("few", ["mfa"])["mfa"]) / 1e6
    fill(bench, "crowd", options.users, known=True)
    bench.add_people("late", pam_bench.TIMED)
    os.sync()  # what was written before is not this login's to wait for
    # In /etc/passwd before the crowd, whose lines every look-up would read else.
    lines = pathlib.Path("/etc/passwd").read_text().splitlines()
    lines.sort(key=lambda line: line.startswith("crowd"))
    pathlib.Path("/etc/passwd").write_text("\n".join(lines) + "\n")
    after = statistics.median(bench.time("late", ["mfa"])["mfa"]) / 1e6

    for file in POLICY.iterdir():
        file.unlink()
    (POLICY / "all.json").write_text(json.dumps(ALLOW_ALL))
    print(f"\nOne login: {before:.2f} ms with {pam_bench.TIMED} users, {after:.2f} ms with "
          f"{options.users:,} more.\n", flush=True)
    if options.login_only:
        return
    print(f"| `mfa_tool admin users`, {options.users:,} users | first row | all rows | "
          "processor, helper and tool | memory, helper | tool |")
    print("|---|---|---|---|---|---|")
    for words in ([], ["--json"], ["--locked"], ["--name", "crowd777*"], ["--sort", "name"]):
        ran = run_users(*words)
        print(f"| {' '.join(words) or 'as it comes'} | {ran['first']:.2f} s | "
              f"{ran['seconds']:.1f} s | {ran['cpu']['mfa_helper']:.1f} + "
              f"{ran['cpu']['mfa_tool']:.1f} s | {ran['mfa_helper'] / 1024:.1f} MiB | "
              f"{ran['mfa_tool'] / 1024:.1f} MiB |", flush=True)


if __name__ == "__main__":
    main()
