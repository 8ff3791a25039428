"""A disk that keeps its promises and no more.

What was flushed is there after a power cut. Of everything else any part may be there: each write
whole, torn at its sectors or not at all, in any order; each name given or taken away, or not yet.
Worse than most disks, as none may lose more.

Not simulated: disks that lie about having flushed, and sectors that are damaged while written
(SQLite relies on bytes beside a write staying as they are).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from tests.faults.events import (
    Created,
    Event,
    Linked,
    Removed,
    Renamed,
    Resized,
    Said,
    Synced,
    Written,
)

SECTOR = 512
_CHANCES = (0.0, 0.1, 0.5, 0.9, 1.0)


@dataclass(slots=True)
class _File:
    """A file's bytes on the disk, and the changes that are still on their way."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Written | Resized] = field(default_factory=list)

    def flush(self) -> None:
        for change in self.pending:
            _apply(self.durable, change)
        self.pending.clear()

    def after_cut(self, random: Random) -> bytes:
        """One of the states that this file may have after a power cut."""
        content = bytearray(self.durable)
        keep, tear = random.choice(_CHANCES), random.choice(_CHANCES)
        filler = random.choice((None, random))
        for change in self.pending:
            if random.random() >= keep:
                continue
            if isinstance(change, Written) and random.random() < tear:
                for piece in _torn(change, random):
                    _apply(content, piece, filler)
            else:
                _apply(content, change, filler)
        return bytes(content)


@dataclass(frozen=True, slots=True)
class _Naming:
    """Names given (or, by None, taken away) in one step."""

    folder: str
    names: Mapping[str, _File | None]


class Disk:
    """Takes in what a program did; at any moment says what a power cut could leave."""

    def __init__(self, start: Mapping[str, bytes]) -> None:
        """A disk with these files, all of them flushed long ago."""
        self._names = {name: _File(bytearray(content)) for name, content in start.items()}
        self._durable_names = dict(self._names)
        self._pending_names: list[_Naming] = []

    def take(self, event: Event) -> None:
        """One thing that a program did."""
        match event:
            case Written() | Resized():
                self._names[event.name].pending.append(event)
            case Created(name):
                self._call(name, {name: _File()})
            case Removed(name):
                self._call(name, {name: None})
            case Renamed(name, to):
                self._call(to, {name: None, to: self._names[name]})
            case Linked(name, to):
                self._call(to, {to: self._names[name]})
            case Synced(name) if name in self._names:
                self._names[name].flush()
            case Synced(folder):
                self._flush_names(folder)
            case Said():
                pass

    def after_cut(self, names: Iterable[str], random: Random) -> dict[str, bytes]:
        """One of the states that these files may have after a power cut now."""
        standing = dict(self._durable_names)
        keep = random.choice(_CHANCES)
        for naming in self._pending_names:
            if random.random() < keep:
                _rename(standing, naming.names)
        return {name: standing[name].after_cut(random) for name in names if name in standing}

    def _call(self, name: str, names: Mapping[str, _File | None]) -> None:
        self._pending_names.append(_Naming(posixpath.dirname(name), names))
        _rename(self._names, names)

    def _flush_names(self, folder: str) -> None:
        waiting = []
        for naming in self._pending_names:
            if naming.folder == folder:
                _rename(self._durable_names, naming.names)
            else:
                waiting.append(naming)
        self._pending_names = waiting


def _rename(standing: dict[str, _File], names: Mapping[str, _File | None]) -> None:
    for name, file in names.items():
        if file is None:
            standing.pop(name, None)
        else:
            standing[name] = file


def _apply(content: bytearray, change: Written | Resized, filler: Random | None = None) -> None:
    """Carry out a change. What was never written reads as zeros, or as rubbish by `filler`."""
    if isinstance(change, Resized):
        del content[change.size :]
        _grow(content, change.size, filler)
        return
    _grow(content, change.offset, filler)
    content[change.offset : change.offset + len(change.data)] = change.data


def _grow(content: bytearray, size: int, filler: Random | None) -> None:
    missing = size - len(content)
    if missing > 0:
        content += bytes(missing) if filler is None else filler.randbytes(missing)


def _torn(change: Written, random: Random) -> Iterable[Written]:
    """The sectors of a write that reached the disk: the first few, or any."""
    start, end = change.offset, change.offset + len(change.data)
    bounds = [start, *range(start - start % SECTOR + SECTOR, end, SECTOR), end]
    sectors = list(pairwise(bounds))
    if random.random() < 0.5:
        sectors = sectors[: random.randrange(len(sectors) + 1)]
    else:
        sectors = [sector for sector in sectors if random.random() < 0.5]
    for first, last in sectors:
        yield Written(change.name, first, change.data[first - start : last - start])
