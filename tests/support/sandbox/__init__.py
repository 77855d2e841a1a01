"""A machine to try pam_mfa on: everything at its production path, nothing of it real.

`enter` makes the private mount and process namespaces; the modules here fill them: people, PAM
files, an sshd, a syslog sink, and drivers that talk to ssh, su, sudo and login as a person would.
packaging/try and tests/e2e both stand on it.
"""

import os


def require_sandbox() -> None:
    """MUST be called before anything is changed: outside, it would be the real machine."""
    if os.environ.get("SANDBOX") != "1" or os.stat("/run/sandbox").st_uid != 0:
        raise SystemExit("not inside tests/support/sandbox/enter: start tests/run or packaging/try")
