"""What SQLite says about the world, as messages a person can act on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from esgdesk.core.errors import WorldProblem
from esgdesk.store import driver
from esgdesk.store.protection import is_protected


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the world into messages a person can act on."""
    try:
        yield
    except (MemoryError, UnicodeDecodeError, driver.DatabaseError) as error:
        problem = explain(error, path)
        if problem is None:
            raise
        raise problem from error


def explain(error: Exception, path: Path) -> WorldProblem | None:
    """The message for what SQLite said; None where that is our bug."""
    key = _key_of(error)
    if key is None:
        return None
    if key == "store.damaged" and is_protected(path):
        # Its key was tested before the first page was read.
        key = "store.damaged_protected"
    return WorldProblem(key, path=str(path), folder=str(path.parent), detail=str(error))


# Primary result codes, from the list of result codes in the SQLite documentation.
_BY_CODE = {
    7: "store.no_memory",
    5: "store.in_use",
    6: "store.in_use",
    8: "store.read_only",
    10: "store.disk_error",
    11: "store.damaged",
    13: "file.disk_full",
    14: "store.cannot_open",
    26: "store.damaged",
}
_BY_TEXT = {
    "locked": "store.in_use",
    "readonly": "store.read_only",
    "disk I/O": "store.disk_error",
    "malformed": "store.damaged",
    "disk is full": "file.disk_full",
    "unable to open": "store.cannot_open",
    "not a database": "store.damaged",
    "decode to UTF-8": "store.damaged",
}


def _key_of(error: Exception) -> str | None:
    if isinstance(error, MemoryError):
        return "store.no_memory"
    if isinstance(error, UnicodeDecodeError):
        # SQLite's message quotes the damaged schema, and the driver cannot read that.
        return "store.damaged"
    if isinstance(error, driver.IntegrityError):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _BY_CODE.get(code & 0xFF)
    return next((key for part, key in _BY_TEXT.items() if part in str(error)), None)
