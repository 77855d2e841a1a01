"""The PAM files of the sandbox: Debian's own, with the lines that packaging/pam-lines.txt names."""

import contextlib
import pathlib
import re
import sys

FOLDER = pathlib.Path("/etc/pam.d")

AUTH = "auth     required   pam_mfa.so{options}"
ACCOUNT = "account  required   pam_mfa.so{options}"
SESSION = "session  required   pam_mfa.so{options}"
ROOT_SKIPS_ACCOUNT = "account  [success=1 default=ignore] pam_rootok.so\n"


def _add_after(text: str, anchor: str, line: str) -> str:
    changed, count = re.subn(rf"(?m)^{re.escape(anchor)}\s*$", f"{anchor}\n{line}", text)
    if count != 1:
        raise RuntimeError(f"{count} lines `{anchor}` in a PAM file of this machine")
    return changed


def with_mfa(service: str, text: str, options: str = "") -> str:
    """The text of /etc/pam.d/SERVICE with pam_mfa in it."""
    options = f" {options}" if options else ""
    account = ACCOUNT.format(options=options)
    text = _add_after(text, "@include common-auth", AUTH.format(options=options))
    if service == "su":
        return _add_after(text, "@include common-account", ROOT_SKIPS_ACCOUNT + account)
    text = _add_after(text, "@include common-account", account)
    return f"{text.rstrip()}\n{SESSION.format(options=options)}\n"


def install(services=("sshd", "login", "su", "sudo"), folder: pathlib.Path = FOLDER) -> None:
    for service in services:
        path = folder / service
        path.write_text(with_mfa(service, path.read_text()))


def no_delays(folder: pathlib.Path = FOLDER) -> None:
    """Takes out the seconds that pam_unix and login wait after a failure: they test nothing."""
    common = folder / "common-auth"
    common.write_text(re.sub(r"(pam_unix\.so.*)", r"\1 nodelay", common.read_text()))
    login = folder / "login"
    login.write_text(re.sub(r"(?m)^(.*pam_faildelay)", r"#\1", login.read_text()))


@contextlib.contextmanager
def replaced(service: str, text: str):
    """Another stack for a while."""
    path = FOLDER / service
    before = path.read_text() if path.exists() else None
    path.write_text(text)
    try:
        yield
    finally:
        path.unlink() if before is None else path.write_text(before)


if __name__ == "__main__":  # in the machine whose /etc/pam.d is named
    install(folder=pathlib.Path(sys.argv[1]))
    no_delays(folder=pathlib.Path(sys.argv[1]))
