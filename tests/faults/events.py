"""What a program did to the files of one folder, as an ordered list of plain records.

The recorders (`tracing`, `preload`) see system calls and hand them over as `Call`; `read_calls`
makes the events of them that the simulated disk understands. A call that changes a file in a way
the disk does not know stops the recording: a simulation that misses writes proves nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Call:
    """One system call that succeeded.

    `path` is the file's full name when the call was made, `other` the new name in a rename or link.
    `position` is None for a write that goes to where the file's pointer stands.
    """

    name: str
    path: str = ""
    other: str = ""
    handle: int = -1
    flags: frozenset[str] = frozenset()
    position: int | None = None
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Created:
    """A file came into being under a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes were written into a file."""

    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    """A file was cut or grown to a size."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """A file was flushed to the disk; or a folder, that is to say the names in it ("": the top)."""

    name: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A file went from one name to another, in the place of what stood there."""

    name: str
    to: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A file got a second name."""

    name: str
    to: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A name was taken away."""

    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """The program printed a line: what it acknowledges to the person."""

    line: str


Event = Created | Written | Resized | Synced | Renamed | Linked | Removed | Said

OPENING = frozenset({"open", "openat", "creat"})
WRITING = frozenset({"write", "writev", "pwrite64", "pwritev"})
RESIZING = frozenset({"ftruncate", "truncate"})
SYNCING = frozenset({"fsync", "fdatasync"})
RENAMING = frozenset({"rename", "renameat", "renameat2"})
LINKING = frozenset({"link", "linkat"})
REMOVING = frozenset({"unlink", "unlinkat"})
POINTING = frozenset({"lseek"})
UNKNOWN = frozenset(
    {"pwritev2", "fallocate", "copy_file_range", "sendfile", "splice", "msync", "mmap"}
)
"""Further ways to change a file; none is used so far, and the disk does not simulate any."""

MEMORY = "-shm"
"""SQLite's shared memory: made anew from the -wal file, so a power cut takes nothing with it."""


class NotSimulatedError(Exception):
    """The program changed a file in a way that the simulated disk does not know."""


@dataclass(slots=True)
class _Reader:
    """Follows the calls of one program, so that each gets its meaning from those before it."""

    folder: str
    present: set[str]
    pointers: dict[int, int] = field(default_factory=dict)
    spoken: bytes = b""

    def read(self, call: Call) -> Iterator[Event]:
        if call.name in WRITING and call.handle == 1:
            yield from self._hear(call.data)
            return
        name = self._name(call.path)
        if call.name in OPENING:
            self.pointers[call.handle] = 0
        if name is None and (not call.other or self._name(call.other) is None):
            return
        if name is not None and name.endswith(MEMORY):
            return
        yield from self._read_change(call, name)

    def _read_change(self, call: Call, name: str | None) -> Iterator[Event]:
        match call.name:
            case kind if kind in RENAMING | LINKING:
                other = self._name(call.other)
                if name is None or other is None:
                    raise NotSimulatedError(f"{call.name} into or out of the folder: {call}")
                yield from self._move(name, other, is_link=kind in LINKING)
            case _ if name is None:
                return
            case kind if kind in OPENING:
                if ("O_CREAT" in call.flags or kind == "creat") and name not in self.present:
                    self.present.add(name)
                    yield Created(name)
                elif "O_TRUNC" in call.flags or kind == "creat":
                    yield Resized(name, 0)
            case kind if kind in WRITING:
                yield Written(name, self._position(call), call.data)
            case kind if kind in RESIZING:
                yield Resized(name, call.position or 0)
            case kind if kind in SYNCING:
                yield Synced(name)
            case kind if kind in REMOVING:
                self.present.discard(name)
                yield Removed(name)
            case kind if kind in POINTING:
                self.pointers[call.handle] = call.position or 0
            case _:
                raise NotSimulatedError(f"{call.name} on {name}")

    def _move(self, name: str, other: str, *, is_link: bool) -> Iterator[Event]:
        self.present.add(other)
        if is_link:
            yield Linked(name, other)
        else:
            self.present.discard(name)
            yield Renamed(name, other)

    def _position(self, call: Call) -> int:
        if call.position is not None:
            return call.position
        position = self.pointers.get(call.handle, 0)
        self.pointers[call.handle] = position + len(call.data)
        return position

    def _hear(self, data: bytes) -> Iterator[Event]:
        *lines, self.spoken = (self.spoken + data).split(b"\n")
        for line in lines:
            yield Said(line.decode())

    def _name(self, path: str) -> str | None:
        """A full path as a name within the folder; None for what lies elsewhere."""
        path = posixpath.normpath(path)
        if path == self.folder:
            return ""
        if not path.startswith(f"{self.folder}/"):
            return None
        return path.removeprefix(f"{self.folder}/")


def read_calls(calls: Iterable[Call], folder: Path, present: Iterable[str]) -> list[Event]:
    """The events in a folder, where `present` are the files that stood there before."""
    reader = _Reader(str(folder), set(present))
    return [event for call in calls for event in reader.read(call)]
