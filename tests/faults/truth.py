"""What a company file holds, read past the program, and whether that is what was acknowledged."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from esgdesk.core.errors import Problem
from esgdesk.operations.opening import open_project
from tests.faults import workload

Step = tuple[int, str, int]
"""An operation's number, its hash and how many rows it changed."""

LOGS = ("-wal", "-journal")
"""What SQLite keeps beside a file and needs after a crash."""
FRESH = 1000
"""A deed that no session does: it enters a figure that is not there."""
_WORKLOAD = Path(workload.__file__)


def command(path: Path, *options: object) -> list[str]:
    """The command line of a session on a company file, by a person of its own."""
    home = ["--home", str(home_of(path))]
    return [sys.executable, str(_WORKLOAD), str(path), *home, *map(str, options)]


def home_of(path: Path) -> Path:
    """Where what belongs to the person lies: beside the folder with the company file.

    Each run has its own, so that nothing noted there in one says anything about the next.
    """
    return path.parent.with_name(f"{path.parent.name} home")


def names(path: Path) -> list[str]:
    """The names that make up a company file on the disk."""
    return [path.name, *(f"{path.name}{log}" for log in LOGS)]


class DamagedError(Exception):
    """SQLite finds the file broken, or what it says makes no sense."""


def read_steps(path: Path) -> list[Step]:
    """The operations in a company file. Raises DamagedError unless the file is sound."""
    with contextlib.closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        try:
            # The file is thrown away after this; nothing needs to reach a disk.
            connection.execute("PRAGMA synchronous=OFF")
            found = connection.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)]:
                raise DamagedError("; ".join(str(line) for (line,) in found[:3]))
            steps = connection.execute(
                "SELECT number, hash, (SELECT count(*) FROM change WHERE operation = number) "
                "FROM operation ORDER BY number"
            ).fetchall()
        except dbapi2.DatabaseError as error:
            raise DamagedError(str(error)) from error
    return [(int(number), str(hash_), int(count)) for number, hash_, count in steps]


@dataclass(frozen=True, slots=True)
class Told:
    """What a session said about its deeds."""

    acknowledged: dict[int, str]
    refused: tuple[str, ...]
    bugs: tuple[str, ...]
    is_made: bool
    exported: tuple[str, ...]

    @property
    def last(self) -> int:
        """The number of the last operation acknowledged; 0 where there is none."""
        return max(self.acknowledged, default=0)


def read_lines(lines: Iterable[str]) -> Told:
    """Understand the lines of `workload`."""
    acknowledged: dict[int, str] = {}
    refused, bugs, exported = [], [], []
    is_made = False
    for line in lines:
        match line.split():
            case ["ack", _, number, hash_]:
                if number != "0":
                    acknowledged[int(number)] = hash_
            case ["refused", *_]:
                refused.append(line)
            case ["bug", *_]:
                bugs.append(line)
            case ["exported", format_]:
                exported.append(format_)
            case ["made"]:
                is_made = True
            case _:
                raise ValueError(f"a session does not say such a thing: {line!r}")
    return Told(acknowledged, tuple(refused), tuple(bugs), is_made, tuple(exported))


def missing(told: Told, steps: Iterable[Step]) -> list[int]:
    """The acknowledged operations that a file does not hold, or not as they were done."""
    held = {number: hash_ for number, hash_, _ in steps}
    return [number for number, hash_ in told.acknowledged.items() if held.get(number) != hash_]


def judge(path: Path, told: Told, home: Path | None = None) -> list[str]:
    """What is wrong with a company file after a session that went badly; nothing if all is well.

    It is opened as the person would whose things are in `home`, proved, and worked in.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESGDESK_HOME", str(home or home_of(path)))
        return list(_judge(path, told))


def _judge(path: Path, told: Told) -> Iterator[str]:
    if not path.exists():
        if told.is_made or told.acknowledged:
            yield "the file is gone"
        return
    try:
        steps = read_steps(path)
        with open_project(path, workload.WHO) as project:
            for fault in project.verify().faults:
                yield f"{fault.key} {fault.facts}"
            done = workload.deed(project, FRESH)
    except (Problem, DamagedError) as error:
        yield f"does not open any more: {error}"
        return
    if done.number != len(steps) + 1:
        yield f"the next deed is operation {done.number}, after {len(steps)}"
    lost = missing(told, steps)
    if lost:
        yield f"acknowledged and lost: {lost}"
    # The first operation is the making of the file. A refused deed may be there, as a whole:
    # where the answer of the disk is lost, so is whether the deed was kept.
    if not steps:
        yield "the file has no operation"
    unasked = len(steps) - 1 - len(told.acknowledged) - len(told.refused)
    if unasked > 0:
        yield f"{unasked} operations too many"
