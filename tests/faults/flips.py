"""One bit of a company's files is turned over: is it noticed, or is something else shown?"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from esgdesk.core.errors import Problem
from esgdesk.operations.opening import older_than_seen, open_project
from esgdesk.store import driver
from esgdesk.store.copies import companion
from esgdesk.store.driver import Key
from esgdesk.store.schema import JOURNAL, JOURNALED, SEAL
from tests.faults.companies import ANN, shown

SAME, STOPPED, WRONG = "same", "stopped", "wrong"
HEADER = 112
"""The bytes at the beginning that say what a file is: a tenth of the flips goes there."""


@dataclass(slots=True)
class Outcome:
    """What came of many flips; `wrong` names each that showed something else or broke."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    plain: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def told(self) -> str:
        """What to say of it in the summary, with what plain SQLite does for comparison."""
        counts, stops = self.counts, dict(self.problems.most_common())
        line = f"{counts.total()} openings, {counts[SAME]} the same, {counts[STOPPED]} stopped"
        line += f", {len(self.wrong)} wrong {stops}"
        if self.plain:
            silent, total = self.plain[WRONG], self.plain.total()
            line += f"; plain SQLite shows other values silently in {silent} of {total}"
        return line


def places(size: int, count: int, chance: Random) -> list[int]:
    """Bits of a file to turn over, numbered from its beginning."""
    bits = 8 * size
    return [chance.randrange(8 * HEADER if n % 10 == 0 else bits) for n in range(count)]


def flip(data: bytes, bit: int) -> bytes:
    """The same bytes with one bit turned over."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


class Bench:
    """Lays a company's files out with one bit turned over, opens them and compares."""

    def __init__(
        self, folder: Path, files: dict[str, bytes], wanted: dict[str, object], key: Key | None
    ) -> None:
        self.path = folder / "bench" / "company.esgdesk"
        self._files = files
        self._wanted = wanted
        self._key = key
        self.outcome = Outcome()
        self._lay({})
        self._plain = None if key is not None else _plain_values(self.path)

    def try_bits(self, ending: str, bits: list[int]) -> None:
        """Turn each of these bits over in the file with this ending, one at a time."""
        for bit in bits:
            changed = {ending: flip(self._files[ending], bit)}
            for can_write in (False, True):
                self._lay(changed)
                verdict, why = self._open(can_write)
                self.outcome.counts[verdict] += 1
                if verdict == STOPPED:
                    self.outcome.problems[why] += 1
                if verdict == WRONG:
                    mode = "writing" if can_write else "reading"
                    self.outcome.wrong.append(
                        f"byte {bit // 8}{ending} bit {bit % 8} {mode}: {why}"
                    )
            if self._plain is not None:
                self._lay(changed)
                self.outcome.plain[_judge_plain(self.path, self._plain)] += 1

    def _lay(self, changed: dict[str, bytes]) -> None:
        shutil.rmtree(self.path.parent, ignore_errors=True)
        self.path.parent.mkdir()
        for ending, data in {**self._files, **changed}.items():
            companion(self.path, ending).write_bytes(data)

    def _open(self, can_write: bool) -> tuple[str, str]:
        try:
            with open_project(self.path, ANN, can_write=can_write, key=self._key) as project:
                found = shown(project)
                # Whoever reads is told so and may go on.
                older = None if can_write else older_than_seen(project)
        except Problem as problem:
            return STOPPED, problem.key
        except Exception as error:
            return WRONG, f"{type(error).__name__} {error}"
        if older is not None:
            return STOPPED, older.key
        other = [name for name, value in self._wanted.items() if found[name] != value]
        return (WRONG, f"other values of {other}") if other else (SAME, "")


def _plain_values(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the tables hold for a bare connection that knows of no seals."""
    connection = driver.connect(str(path))
    try:
        values = {}
        for table, keys in (JOURNALED | JOURNAL).items():
            described = connection.execute(f"PRAGMA table_info({table})").fetchall()
            names = ", ".join(row[1] for row in described if row[1] != SEAL)
            rows = connection.execute(f"SELECT {names} FROM {table} ORDER BY {', '.join(keys)}")
            values[table] = rows.fetchall()
        return values
    finally:
        connection.close()


def _judge_plain(path: Path, wanted: dict[str, list[tuple[object, ...]]]) -> str:
    try:
        return SAME if _plain_values(path) == wanted else WRONG
    except (driver.DatabaseError, UnicodeDecodeError):
        return STOPPED
