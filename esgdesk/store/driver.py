"""The one place that names the SQLite library, and what is asked of it.

The `sqlcipher3` package brings a current SQLite of its own on every system. The one bundled with
Python on Debian 12 (3.40) can lose commits when a WAL is reset; without a key the packaged one
writes plain SQLite files that any tool can read.
"""

from __future__ import annotations

from typing import Any

from sqlcipher3 import dbapi2

from esgdesk.core.errors import WorldProblem

Connection = Any
"""A DB-API connection; the driver ships no types."""

DatabaseError = dbapi2.DatabaseError
OperationalError = dbapi2.OperationalError
IntegrityError = dbapi2.IntegrityError

OLDEST_GOOD = (3, 51, 3)
BUSY_MILLISECONDS = 2000

PRAGMAS: dict[str, int | str] = {
    "foreign_keys": 1,
    # REPLACE deletes rows silently unless triggers fire for it too; the journal relies on them.
    "recursive_triggers": 1,
    "synchronous": 2,
    "trusted_schema": 0,
    "busy_timeout": BUSY_MILLISECONDS,
}


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    return tuple(int(part) for part in dbapi2.sqlite_version.split("."))


def connect(target: str, *, is_uri: bool = False) -> Connection:
    """Open a connection in autocommit mode, with every setting applied and read back.

    Raises WorldProblem where the library is too old or a setting does not take.
    """
    if sqlite_version() < OLDEST_GOOD:
        raise WorldProblem("store.sqlite_too_old", found=dbapi2.sqlite_version)
    connection = dbapi2.connect(target, isolation_level=None, uri=is_uri)
    try:
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != value:
                raise WorldProblem("store.setting_refused", setting=name, found=str(found))
    except BaseException:
        connection.close()
        raise
    return connection
