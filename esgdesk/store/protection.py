"""A company file's password: how a key comes from it, and how a file says that it has one.

The file is encrypted by SQLCipher with a key of 32 bytes that scrypt makes from the password and
a salt. SQLite's header stays readable, so that the desktop knows the file's type; the 20 bytes
that SQLite reserves in it (72 to 91) hold what is needed to open it again:

    16 bytes  salt
     1 byte   format of this slot, 0 where the file has no password
     3 bytes  check value: tells a wrong password from a damaged file, bar one chance in 2 ** 24

The recovery key is the file's key itself, written so that a person can keep it on paper. Whoever
has it can open the file; nothing else can once the password is forgotten.

Sources: SQLCipher's documentation of raw keys and of `cipher_plaintext_header_size`; the SQLite
file format (bytes 72 to 91 are reserved for expansion); RFC 7914 for scrypt.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.store.driver import Key

SLOT = 72
SLOT_LENGTH = 20
FORMAT = 1
SHORTEST_PASSWORD = 8
# scrypt at 64 MiB: a fifth of a second for us, dear for who tries many.
_COST, _BLOCK, _PARALLEL, _MEMORY = 2**16, 8, 1, 2**27
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a figure."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What the header of a protected file says of its key."""

    salt: bytes
    check: bytes

    def to_bytes(self) -> bytes:
        """The slot as it stands in the header."""
        return self.salt + bytes([FORMAT]) + self.check


def read_slot(path: Path) -> Slot | None:
    """The slot of a file, None where it has no password. Raises OSError, and WorldProblem where
    the file was protected by a newer version.
    """
    with path.open("rb") as file:
        file.seek(SLOT)
        data = file.read(SLOT_LENGTH)
    if len(data) < SLOT_LENGTH or not data[16]:
        return None
    if data[16] != FORMAT:
        raise WorldProblem("store.newer_password", path=str(path))
    return Slot(data[:16], data[17:])


def write_slot(path: Path, slot: Slot) -> None:
    """Write the slot into a finished file that nobody has open."""
    with path.open("rb+") as file:
        file.seek(SLOT)
        file.write(slot.to_bytes())
        file.flush()
        os.fsync(file.fileno())


def slot_of(key: Key) -> Slot:
    """The slot that belongs to a key."""
    return Slot(key.salt, _check(key.secret))


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"ESGDesk check value" + secret).digest()[:3]


def make_key(password: str) -> Key:
    """A new key for a password. Raises UsageProblem for one that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise UsageProblem("usage.password_too_short", least=SHORTEST_PASSWORD)
    salt = os.urandom(16)
    return Key(_derive(password, salt), salt)


def _derive(password: str, salt: bytes) -> bytes:
    # The same password typed on another system may come in another normal form.
    words = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        words, salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, maxmem=_MEMORY, dklen=32
    )


def find_key(slot: Slot, answer: str, path: Path) -> Key:
    """The key for what a person typed: the password or the recovery key.

    Raises WorldProblem where it does not open the file.
    """
    secrets = [_derive(answer, slot.salt)]
    recovered = read_recovery_key(answer)
    if recovered is not None:
        secrets.append(recovered)
    for secret in secrets:
        if _check(secret) == slot.check:
            return Key(secret, slot.salt)
    raise WorldProblem("store.password_wrong", path=str(path))


def recovery_key(key: Key) -> str:
    """The key as a person writes it down: 56 signs in groups of four, the last a check."""
    number = int.from_bytes(key.secret, "big")
    digits = "".join(_DIGITS[(number >> shift) & 31] for shift in range(255, -1, -5))
    text = digits + _check_digits(digits)
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def read_recovery_key(text: str) -> bytes | None:
    """The 32 bytes of a recovery key; None for a text that is none or has a slip in it."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(str.maketrans("OIL", "011"))
    digits = "".join(sign for sign in plain if sign not in "- \t\n")
    if len(digits) != 56 or any(sign not in _DIGITS for sign in digits):
        return None
    if _check_digits(digits[:52]) != digits[52:]:
        return None
    number = 0
    for sign in digits[:52]:
        number = number << 5 | _DIGITS.index(sign)
    return number.to_bytes(33, "big")[1:] if number < 1 << 256 else None


def _check_digits(digits: str) -> str:
    number = int.from_bytes(hashlib.sha256(digits.encode()).digest()[:4], "big")
    return "".join(_DIGITS[(number >> shift) & 31] for shift in (15, 10, 5, 0))
