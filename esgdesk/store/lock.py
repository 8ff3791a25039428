"""One process writes a company file: a lock beside it that says who has it.

The lock is the operating system's, on a file `.NAME.lock` beside the company file, so it ends
with the process however that ends; a lock file left behind by a crash holds nobody up. What stands
in it (name, computer, time) is for the message to a second opener only.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from esgdesk.core.errors import WorldProblem

_FAR = 1 << 30
"""Windows locks bytes against reading too: one far behind the text is locked there."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a file open for writing; `since` is UTC, ISO 8601."""

    person: str
    desk: str
    process: int
    since: str


def lock_path(path: Path) -> Path:
    """Where the lock of a company file stands."""
    return path.with_name(f".{path.name}.lock")


class Lock:
    """Holds a company file for this process until it is released."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle: int | None = handle

    @classmethod
    def take(cls, path: Path, person: str, desk: str) -> Lock:
        """Take the lock of a company file.

        Raises WorldProblem, naming the holder, where somebody else has it; OSError where the
        folder cannot be written.
        """
        place = lock_path(path)
        while True:
            handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                if not _try_to_lock(handle):
                    raise _refusal(path, handle)
                if _is_at(handle, place):
                    holder = Holder(person, desk, os.getpid(), _now())
                    _write(handle, json.dumps(asdict(holder), ensure_ascii=False))
                    return cls(place, handle)
            except BaseException:
                os.close(handle)
                raise
            # Released and removed by its holder between our opening and our locking it.
            os.close(handle)

    def release(self) -> None:
        """Give the file free; nothing happens the second time."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if os.name != "nt":
            with contextlib.suppress(OSError):
                self._path.unlink()
        os.close(handle)
        if os.name == "nt":
            # Removing an open file is not possible there; another may have taken it by now.
            with contextlib.suppress(OSError):
                self._path.unlink()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _try_to_lock(handle: int) -> bool:
    if os.name == "nt":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(handle: int, place: Path) -> bool:
    try:
        there = os.stat(place)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(handle), there)


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


def _refusal(path: Path, handle: int) -> WorldProblem:
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        data = json.loads(os.read(handle, 4096))
        holder = Holder(**data)
    # The holder may be writing it just now; the lock counts, not the text.
    except (ValueError, TypeError, OSError):
        return WorldProblem("store.locked", path=str(path))
    return WorldProblem(
        "store.locked_by",
        path=str(path),
        person=holder.person,
        desk=holder.desk,
        since=holder.since,
    )
