"""TOTP as RFC 6238 describes it, from Python's own library: independent of what is tested."""

import base64
import hashlib
import hmac
import struct
import time

PERIOD_S = 30


def totp(secret_base32: str, step_offset: int = 0, *, now: float | None = None, digits: int = 6,
         period_s: int = PERIOD_S, algorithm: str = "sha1") -> str:
    """The code of the time step `step_offset` steps from now."""
    padded = secret_base32.replace(" ", "").upper()
    key = base64.b32decode(padded + "=" * (-len(padded) % 8))
    step = int((time.time() if now is None else now) // period_s) + step_offset
    digest = hmac.new(key, struct.pack(">Q", step), getattr(hashlib, algorithm)).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start:start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def wrong_code(secret_base32: str, period_s: int = PERIOD_S) -> str:
    """Six digits that are the code of no step within an hour."""
    steps = range(-3600 // period_s, 3600 // period_s + 1)
    near = {totp(secret_base32, offset, period_s=period_s) for offset in steps}
    return next(code for code in map("{:06d}".format, range(10**6)) if code not in near)


def avoid_boundary() -> None:
    """A step that ends between computing a code and its use would make another code of it. At most
    three seconds in thirty are waited for; what takes longer is left to the accepted tolerance."""
    left_s = PERIOD_S - time.time() % PERIOD_S
    if left_s < 3:
        time.sleep(left_s)
