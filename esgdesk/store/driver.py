"""The one place that names the SQLite library, and what is asked of it.

The `sqlcipher3` package brings a current SQLite of its own on every system. The one bundled with
Python on Debian 12 (3.40) can lose commits when a WAL is reset; without a key the packaged one
writes plain SQLite files that any tool can read.
"""

from __future__ import annotations

import contextlib
from typing import Any

from sqlcipher3 import dbapi2

from esgdesk.core.errors import WorldProblem

Connection = Any
"""A DB-API connection; the driver ships no types."""

DatabaseError = dbapi2.DatabaseError
OperationalError = dbapi2.OperationalError
IntegrityError = dbapi2.IntegrityError
UNREADABLE = (DatabaseError, UnicodeDecodeError)
"""What a damaged file raises: SQLite's message may quote bytes of it that are no text."""

OLDEST_GOOD = (3, 51, 3)
BUSY_MILLISECONDS = 2000
PLAIN_HEADER = 112
"""Bytes of a protected file that stay readable: SQLite's header, so that the desktop knows the
file's type. A whole number of cipher blocks, as SQLCipher asks."""

PRAGMAS: dict[str, int | str] = {
    "foreign_keys": 1,
    # REPLACE deletes rows silently unless triggers fire for it too; the journal relies on them.
    "recursive_triggers": 1,
    "synchronous": 2,
    "trusted_schema": 0,
    "busy_timeout": BUSY_MILLISECONDS,
}


class Key:
    """What opens a protected file: 32 bytes that encrypt it and the 16 of its salt.

    It never shows itself, in a log or a traceback.
    """

    def __init__(self, secret: bytes, salt: bytes) -> None:
        if len(secret) != 32 or len(salt) != 16:
            raise ValueError("a key has 32 bytes and a salt of 16")
        self.secret = secret
        self.salt = salt

    def __repr__(self) -> str:
        return "Key(...)"

    @property
    def literal(self) -> str:
        """The key as SQLCipher takes it, inside single or double quotes."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    return tuple(int(part) for part in dbapi2.sqlite_version.split("."))


def connect(target: str, *, is_uri: bool = False, key: Key | None = None) -> Connection:
    """Open a connection in autocommit mode, with every setting applied and read back.

    With a key the file is an encrypted one. Raises WorldProblem where the library is too old or a
    setting does not take.
    """
    if sqlite_version() < OLDEST_GOOD:
        raise WorldProblem("store.sqlite_too_old", found=dbapi2.sqlite_version)
    connection = dbapi2.connect(target, isolation_level=None, uri=is_uri)
    try:
        # It would write to stderr what we say in words.
        connection.execute("PRAGMA cipher_log_level=NONE")
        if key is not None:
            connection.execute(f'PRAGMA key="{key.literal}"')
            connection.execute(f"PRAGMA cipher_plaintext_header_size={PLAIN_HEADER}")
            state = connection.execute("PRAGMA cipher_status").fetchone()
            if state is None or str(state[0]) != "1":
                raise WorldProblem("store.setting_refused", setting="cipher_status", found=state)
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != value:
                raise WorldProblem("store.setting_refused", setting=name, found=str(found))
    except BaseException:
        connection.close()
        raise
    return connection


def copy_into(source: Connection, target: Connection) -> None:
    """Copy a whole database in one step by SQLite's backup, which sees one state of it only."""
    source.backup(target)


def close_quietly(connection: Connection) -> None:
    """Close a connection whose file failed; what it says about that was said before."""
    with contextlib.suppress(*UNREADABLE):
        connection.close()
