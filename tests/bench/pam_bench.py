"""One PAM authentication with pam_mfa beside pam_google_authenticator and pam_oath, in one run.

Started by tests/bench/run inside the sandbox. Prints Markdown, for docs/performance.md."""

import argparse
import base64
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.sandbox import machine as sandbox_machine  # noqa: E402
from tests.support.sandbox import wire  # noqa: E402
from tests.support.sandbox.otp import PERIOD_S, totp  # noqa: E402

PEERS = {"google": "pam_google_authenticator", "oath": "pam_oath"}
TIMED = 100           # users who log in, three times each
LARGE = 100_000       # users enrolled in the large store
FIRST_UID = 20_000
RACERS = 16
RACE_SECONDS_MAX = 15  # a race must not reach the end of its code's time step
LOADERS = 50
USERS_OF_EACH = 30     # three codes each: more logins than 50 processes make in LOAD_SECONDS
LOAD_SECONDS = 18


def secret(name: str) -> bytes:
    return name.encode().ljust(20, b".")


def base32(name: str) -> str:
    return base64.b32encode(secret(name)).decode()


class Bench:
    def __init__(self, build: pathlib.Path, disk: pathlib.Path):
        self.build, self.disk = build, disk
        self.machine = sandbox_machine.Machine(build)
        self.machine.close()  # its sshd: nobody logs in over the network here
        self.uids = FIRST_UID
        self._put_state_on_disk()
        self._write_stacks()

    def _put_state_on_disk(self) -> None:
        """Our store on a real disk, where its syncs cost what they cost; the peers' files too."""
        state = pathlib.Path("/var/lib/mfa")
        on_disk = self.disk / "mfa"
        subprocess.run(["cp", "-a", state, on_disk], check=True)
        subprocess.run(["mount", "--bind", on_disk, state], check=True)
        (self.disk / "google").mkdir(mode=0o700)
        self.oath_file = self.disk / "users.oath"

    def _write_stacks(self) -> None:
        stacks = {
            "permit": "pam_permit.so",
            "mfa": "pam_mfa.so",
            "google": f"pam_google_authenticator.so user=root secret={self.disk}/google/${{USER}}",
            "oath": f"pam_oath.so usersfile={self.oath_file} window=3 digits=6",
        }
        for name, line in stacks.items():
            pathlib.Path("/etc/pam.d", f"bench-{name}").write_text(f"auth required {line}\n")

    def add_people(self, prefix: str, count: int, enrolled: int | None = None,
                   modules: tuple[str, ...] = ("mfa", *PEERS), rate_limit: bool = True) -> None:
        """`count` users who can log in with each of the modules; `enrolled` - `count` more have
        records alone, in our store and in pam_oath's file."""
        enrolled = enrolled or count
        names = [f"{prefix}{i}" for i in range(count)]
        with open("/etc/passwd", "a", encoding="ascii") as passwd:
            for i, name in enumerate(names):
                print(f"{name}:x:{self.uids + i}:100::/nonexistent:/bin/sh", file=passwd)
        if "google" in modules:
            limit = '" RATE_LIMIT 3 30\n' if rate_limit else ""
            for name in names:
                path = self.disk / "google" / name
                path.write_text(f'{base32(name)}\n{limit}" DISALLOW_REUSE\n" TOTP_AUTH\n')
                path.chmod(0o600)
        if "oath" in modules:
            with open(self.oath_file, "a", encoding="ascii") as oath:
                for i in range(enrolled):
                    print(f"HOTP/T30\t{prefix}{i}\t-\t{secret(f'{prefix}{i}').hex()}", file=oath)
            self.oath_file.chmod(0o600)
        if "mfa" in modules:
            subprocess.run([self.build / "tests/bench/bench_enroll", "/var/lib/mfa/devices",
                            "/etc/mfa/host.key", prefix, str(enrolled), str(self.uids)],
                           check=True, user="mfa", group="mfa", extra_groups=[])
        self.uids += enrolled

    def _login(self, *arguments: str) -> str:
        done = subprocess.run([self.build / "tests/bench/bench_login", *map(str, arguments)],
                              capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        return done.stdout

    def time(self, prefix: str, services: list[str]) -> dict[str, list[int]]:
        """Nanoseconds of each login by service. Each user has three codes that nobody has used."""
        wait_for_fresh_step(20)
        found: dict[str, list[int]] = {service: [] for service in services}
        stacks = [f"bench-{service}" for service in services]
        for step in (-1, 0, 1):
            for line in self._login("time", step, prefix, TIMED, *stacks).splitlines():
                service, nanoseconds = line.split()
                found[service.removeprefix("bench-")].append(int(nanoseconds))
        return found

    def race(self, users: str, service: str, prefix: str, rounds: int) -> list[int]:
        """How many of 16 processes succeeded, for each round."""
        found = []
        for number in range(rounds):
            wait_for_fresh_step(RACE_SECONDS_MAX)
            first = number if users == "one" else number * RACERS
            found.append(int(self._login("race", users, f"bench-{service}", prefix, first,
                                         RACERS)))
        return found

    def load(self, *arguments) -> list[int]:
        """What bench_load prints, from a time step in which all of it fits."""
        wait_for_fresh_step(LOAD_SECONDS + 8)
        done = subprocess.run([self.build / "tests/bench/bench_load", *map(str, arguments)],
                              check=True, capture_output=True, text=True)
        return [int(number) for number in done.stdout.split()]

    def helper_memory_kib(self, name: str) -> int:
        """The most that the helper had resident in a login with a code (VmHWM, proc(5))."""
        helper = wire.Helper(0)
        helper.send(wire.packet(wire.AUTH_BEGIN, (wire.USER, name), (wire.SERVICE, "sshd")))
        answers = [helper.receive()]
        helper.send(wire.packet(wire.AUTH_VERIFY, (wire.CODE, totp(base32(name)))))
        answers.append(helper.receive())
        status = pathlib.Path(f"/proc/{helper.pid}/status").read_text()
        if any(not answer or answer[1][wire.OUTCOME] != wire.OK for answer in answers):
            sys.exit(f"the helper did not accept a code: {answers}")
        return int(next(line.split()[1] for line in status.splitlines() if "VmHWM" in line))


def wait_for_fresh_step(left_s: int) -> None:
    left = PERIOD_S - time.time() % PERIOD_S
    if left < left_s:
        time.sleep(left + 0.1)


def print_times(bench: Bench) -> None:
    bench.add_people("few", TIMED)
    few = bench.time("few", ["permit", "mfa", "google", "oath"])
    bench.add_people("many", TIMED, LARGE)
    many = bench.time("many", ["permit", "mfa", "google", "oath"])
    base = statistics.median(few["permit"])
    print(f"\nMedian of {3 * TIMED} logins, as a multiple of a stack with pam_permit alone "
          f"({base / 1e6:.3f} ms).\n")
    print(f"| module | {TIMED} users enrolled | {LARGE:,} users enrolled | slowest of a hundred |")
    print("|---|---|---|---|")
    for name, label in {"mfa": "pam_mfa", **PEERS}.items():
        medians = [statistics.median(times[name]) / base for times in (few, many)]
        slow = sorted(few[name])[len(few[name]) * 99 // 100] / base
        print(f"| {label} | {medians[0]:.1f} | {medians[1]:.1f} | {slow:.1f} |")
    ratio = statistics.median(few["mfa"]) / statistics.median(few["google"])
    print(f"\npam_mfa takes {ratio:.2f} times as long as pam_google_authenticator.")


def print_races(bench: Bench, rounds: int) -> None:
    bench.add_people("one", rounds)
    bench.add_people("each", rounds * RACERS)
    print(f"\n{RACERS} processes at the same instant, {rounds} rounds.\n")
    print("| module | one code: rounds with exactly one success | most successes of one code | "
          "own codes: rounds in which all succeed | fewest |")
    print("|---|---|---|---|---|")
    for name, label in {"mfa": "pam_mfa", **PEERS}.items():
        one = bench.race("one", name, "one", rounds)
        each = bench.race("each", name, "each", rounds)
        print(f"| {label} | {one.count(1)} | {max(one)} | {each.count(RACERS)} | {min(each)} |",
              flush=True)


def print_load(bench: Bench) -> None:
    """pam_google_authenticator without its rate limit, which would refuse most of these logins."""
    modules = {"mfa": "pam_mfa", **PEERS}
    print(f"\n{LOADERS} processes as one user, {LOAD_SECONDS} s, three codes one after the other."
          "\n\n| module | attempts a second | of pam_mfa | times that one code was accepted | "
          "codes that nobody got in with |")
    print("|---|---|---|---|---|")
    base = None
    for name, label in modules.items():
        bench.add_people(f"same{name}", 1, modules=(name,), rate_limit=False)
        attempts, elapsed_ms, *accepted = bench.load("one", f"bench-{name}", f"same{name}", LOADERS,
                                                     LOAD_SECONDS)
        rate = attempts * 1000 / elapsed_ms
        base = base or rate
        print(f"| {label} | {rate:.0f} | {rate / base:.2f} | {', '.join(map(str, accepted))} | "
              f"{accepted.count(0)} |", flush=True)
    users = LOADERS * USERS_OF_EACH
    print(f"\n{LOADERS} processes, each as {USERS_OF_EACH} users of its own with three codes each, "
          f"at most {LOAD_SECONDS} s.\n")
    print("| module | logins a second | of pam_mfa | right codes refused | codes accepted a second "
          "time |")
    print("|---|---|---|---|---|")
    base = None
    for name, label in modules.items():
        bench.add_people(f"own{name}", users, modules=(name,), rate_limit=False)
        accepted, denied, elapsed_ms, again = bench.load(
            "each", f"bench-{name}", f"own{name}", LOADERS, USERS_OF_EACH, LOAD_SECONDS)
        rate = accepted * 1000 / elapsed_ms
        base = base or rate
        print(f"| {label} | {rate:.0f} | {rate / base:.2f} | {denied} of {accepted + denied} | "
              f"{again} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--disk", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--only", choices=("times", "races", "load", "memory"))
    options = parser.parse_args()
    os.umask(0o022)
    bench = Bench(options.build, options.disk)
    if options.only in (None, "times"):
        print_times(bench)
    if options.only in (None, "races"):
        print_races(bench, options.rounds)
    if options.only in (None, "load"):
        print_load(bench)
    if options.only in (None, "memory"):
        bench.add_people("memory", 1)
        print(f"\nThe helper's peak memory in a login with a code: "
              f"{bench.helper_memory_kib('memory0') / 1024:.1f} MiB.")


if __name__ == "__main__":
    main()
