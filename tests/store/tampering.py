"""A tamperer: changes a company file with another program, as cleverly as is asked of it.

It knows everything that is published of the file format, so it can compute seals and hashes too.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from esgdesk.store.journal import GENESIS, chain_hash
from esgdesk.store.schema import JOURNALED, KEYS
from esgdesk.store.seal import seal_of, to_json

Row = dict[str, Any]
Place = tuple[str, str]


@dataclass
class Tamperer:
    """A company file laid open: its journal as lists, its tables by SQL."""

    db: sqlite3.Connection
    chance: random.Random
    operations: list[Row] = field(default_factory=list)
    lines: dict[str, list[Row]] = field(default_factory=dict)
    """The changes of each operation, by the operation's id."""

    def read(self) -> None:
        """Read the journal into lists."""
        self.operations = self._rows("SELECT * FROM operation ORDER BY number")
        for operation in self.operations:
            sql = f"SELECT * FROM change WHERE operation = {operation['number']} ORDER BY ordinal"
            self.lines[operation["id"]] = self._rows(sql)

    def _rows(self, sql: str) -> list[Row]:
        return [dict(row) for row in self.db.execute(sql)]

    def write(self) -> None:
        """Write the journal back as the lists have it; the changes follow their operation."""
        self.db.execute("DELETE FROM change")
        self.db.execute("DELETE FROM operation")
        for operation in self.operations:
            self._insert("operation", operation)
            for line in self.lines[operation["id"]]:
                self._insert("change", {**line, "operation": operation["number"]})

    def _insert(self, table: str, row: Row) -> None:
        marks = ", ".join("?" * len(row))
        names = ", ".join(row)
        self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))

    def number_anew(self) -> None:
        """Give the operations numbers without a gap again."""
        for number, operation in enumerate(self.operations, 1):
            operation["number"] = number

    def hash_anew(self, first: int = 0, last: int | None = None) -> None:
        """Compute hashes and seals of the operations from one place in the list to another."""
        for index in range(len(self.operations))[first:last]:
            operation = self.operations[index]
            lines = self.lines[operation["id"]]
            for line in lines:
                line["operation"] = operation["number"]
                line["seal"] = seal_of("change", line)
            operation["previous"] = self.operations[index - 1]["hash"] if index else GENESIS
            operation["hash"] = chain_hash(operation, lines)
            operation["seal"] = seal_of("operation", operation)

    def images(self) -> dict[Place, str]:
        """The tables as the journal in the lists would have them."""
        found: dict[Place, str] = {}
        for operation in self.operations:
            for line in self.lines[operation["id"]]:
                place = (line["table_name"], line["row_key"])
                if line["after"] is None:
                    found.pop(place, None)
                else:
                    found[place] = line["after"]
        return found

    def put(self, place: Place, image: str | None) -> None:
        """Make a row of the tables what an image says, with the right seal."""
        table, key = place
        where = " AND ".join(f"{name} = ?" for name in KEYS[table])
        self.db.execute(f"DELETE FROM {table} WHERE {where}", json.loads(key))
        if image is not None:
            row = json.loads(image)
            self._insert(table, {**row, "seal": seal_of(table, row)})

    def put_tables_back(self) -> None:
        """Make the tables what the journal in the lists says."""
        wanted, there = self.images(), images_of(self.db)
        for place in wanted.keys() | there.keys():
            if wanted.get(place) != there.get(place):
                self.put(place, wanted.get(place))

    def some_entry(self) -> tuple[Place, Row]:
        """A figure of the tables, by chance."""
        found = [place for place in images_of(self.db) if place[0] == "entry"]
        place = self.chance.choice(sorted(found))
        return place, json.loads(images_of(self.db)[place])

    def some_index(self, *, first: int = 1, last: int = 0) -> int:
        """The place in the list of some operation, neither the first nor the last unless asked."""
        return self.chance.randrange(first, len(self.operations) - 1 + last)


def images_of(db: sqlite3.Connection) -> dict[Place, str]:
    """Every journaled row as its canonical text, without its seal."""
    found = {}
    for table in JOURNALED:
        for row in db.execute(f"SELECT * FROM {table}"):
            bare = {name: row[name] for name in row.keys() if name != "seal"}  # noqa: SIM118
            found[table, to_json([bare[name] for name in KEYS[table]])] = to_json(bare)
    return found


@contextmanager
def laid_open(path: Path, chance: random.Random) -> Iterator[Tamperer]:
    """Open a company file with the journal's triggers out of the way; they come back at the end."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type='trigger'").fetchall()
        db.execute("BEGIN")
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        tamperer = Tamperer(db, chance)
        tamperer.read()
        yield tamperer
        for _, sql in triggers:
            db.execute(sql)
        db.execute("COMMIT")
    finally:
        db.close()


Tampering = Callable[[Tamperer], object]
