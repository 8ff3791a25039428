"""The journal: every deed with the rows it changed, append-only and chained by SHA-256.

All writing to the tables goes through `Journal.operation`, which opens one transaction, notes each
row before and after, and appends the operation before it commits. Undo, redo, the audit trail and
the proof of `store.verify` read from here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from esgdesk.core.errors import RefusedDeed
from esgdesk.core.model import Head
from esgdesk.store.schema import KEYS, VERSION

Cell = str | int | None
Image = dict[str, Cell]
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Who:
    """Who does a deed: the person, the desk (computer) and the session of the program."""

    person: str
    desk: str
    session: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after a deed; None where there was or is no row."""

    table: str
    key: tuple[Cell, ...]
    before: Image | None
    after: Image | None


@dataclass(frozen=True, slots=True)
class Operation:
    """A deed as the journal keeps it."""

    number: int
    id: str
    deed: str
    facts: Mapping[str, Any]
    person: str
    desk: str
    session: str
    at: str
    undoes: int | None
    redoes: int | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed changed; `number` is its operation, None where nothing had to change."""

    number: int | None
    changes: tuple[Change, ...]

    def touches(self, *tables: str) -> bool:
        """Whether a row of one of these tables was changed."""
        return any(change.table in tables for change in self.changes)


def to_json(value: object) -> str:
    """The canonical JSON of a value: the same bytes for the same data."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain_hash(header: Mapping[str, object], changes: Iterable[Mapping[str, object]]) -> str:
    """The hash of an operation: over its header (with the hash before it) and its changes."""
    text = to_json({"operation": dict(header), "changes": [dict(line) for line in changes]})
    return hashlib.sha256(text.encode()).hexdigest()


class Recorder:
    """Writes rows inside one operation and remembers each as it was and is."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.changes: list[Change] = []
        self.number: int | None = None

    def row(self, table: str, key: tuple[Cell, ...]) -> Image | None:
        """The row with this key as it stands now."""
        return read_row(self._db, table, key)

    def put(self, table: str, row: Mapping[str, Cell]) -> None:
        """Insert or change one row; the version is counted here. No change leaves no trace."""
        for name, cell in row.items():
            if not (cell is None or isinstance(cell, str | int)) or isinstance(cell, bool):
                raise TypeError(f"{table}.{name} takes text or whole numbers, not {type(cell)}")
        key = tuple(row[name] for name in KEYS[table])
        before = self.row(table, key)
        after: Image = {**row, VERSION: int((before or {}).get(VERSION) or 0) + 1}
        if before is not None:
            after = {**before, **after}
            if {**before, VERSION: after[VERSION]} == after:
                return
        self._write(table, key, before, after)

    def remove(self, table: str, key: tuple[Cell, ...]) -> None:
        """Delete one row if it is there."""
        before = self.row(table, key)
        if before is not None:
            self._write(table, key, before, None)

    def _write(
        self, table: str, key: tuple[Cell, ...], before: Image | None, after: Image | None
    ) -> None:
        where = " AND ".join(f"{name} = ?" for name in KEYS[table])
        if after is None:
            self._db.execute(f"DELETE FROM {table} WHERE {where}", key)
        elif before is None:
            names = ", ".join(after)
            marks = ", ".join("?" * len(after))
            self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*after.values()])
            # Columns left out took their defaults; the image must hold them too.
            after = self.row(table, key)
        else:
            names = ", ".join(f"{name} = ?" for name in after)
            self._db.execute(f"UPDATE {table} SET {names} WHERE {where}", [*after.values(), *key])
        self.changes.append(Change(table, key, before, after))


def read_row(db: Database, table: str, key: tuple[Cell, ...]) -> Image | None:
    """One row of a journaled table."""
    where = " AND ".join(f"{name} = ?" for name in KEYS[table])
    rows = list(db.query(f"SELECT * FROM {table} WHERE {where}", key))
    return dict(rows[0]) if rows else None


class Journal:
    """Appends operations to a company file and reads them back."""

    def __init__(self, db: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._db = db
        self._clock = clock or (lambda: datetime.now(UTC))

    def head(self) -> Head:
        """The last operation; number 0 in a file that has none."""
        rows = list(
            self._db.query("SELECT number, hash, at FROM operation ORDER BY number DESC LIMIT 1")
        )
        if not rows:
            return Head(0, GENESIS, "")
        return Head(rows[0]["number"], rows[0]["hash"], rows[0]["at"])

    @contextlib.contextmanager
    def operation(
        self,
        deed: str,
        who: Who,
        facts: Mapping[str, Any],
        *,
        operation_id: str = "",
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> Iterator[Recorder]:
        """One deed in one transaction; all of it is kept or, on any exception, none of it.

        After the block the recorder holds the changes and the operation's number. A deed that
        changed nothing leaves no operation.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            recorder = Recorder(self._db)
            yield recorder
            if recorder.changes:
                recorder.number = self._append(
                    recorder.changes,
                    {
                        "id": operation_id or uuid4().hex,
                        "deed": deed,
                        "facts": to_json(dict(facts)),
                        "person": who.person,
                        "desk": who.desk,
                        "session": who.session,
                        "undoes": undoes,
                        "redoes": redoes,
                    },
                )
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.conn.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _append(self, changes: list[Change], header: dict[str, Any]) -> int:
        head = self.head()
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        header = {
            **header,
            "number": head.number + 1,
            "at": at.replace("+00:00", "Z"),
            "previous": head.hash,
        }
        lines = [
            {
                "operation": header["number"],
                "ordinal": ordinal,
                "table_name": change.table,
                "row_key": to_json(list(change.key)),
                "before": None if change.before is None else to_json(change.before),
                "after": None if change.after is None else to_json(change.after),
            }
            for ordinal, change in enumerate(changes)
        ]
        self._db.table("operation").insert({**header, "hash": chain_hash(header, lines)})
        self._db.table("change").insert_all(lines)
        return head.number + 1

    def find(self, number: int) -> Operation:
        """The operation with this number; KeyError where there is none."""
        for operation in self._operations("WHERE number = ?", (number,)):
            return operation
        raise KeyError(number)

    def operations(self, *, newest: int | None = None) -> list[Operation]:
        """All operations, oldest first, or only the newest few."""
        if newest is None:
            return self._operations("ORDER BY number", ())
        return self._operations("ORDER BY number DESC LIMIT ?", (newest,))[::-1]

    def changes(self, number: int) -> list[Change]:
        """The rows that an operation changed, in order."""
        rows = self._db.query(
            "SELECT * FROM change WHERE operation = ? ORDER BY ordinal", (number,)
        )
        return [
            Change(
                row["table_name"],
                tuple(json.loads(row["row_key"])),
                json.loads(row["before"]) if row["before"] else None,
                json.loads(row["after"]) if row["after"] else None,
            )
            for row in rows
        ]

    def history(self, table: str, key: tuple[Cell, ...]) -> list[tuple[Operation, Change]]:
        """Every change of one row, newest first."""
        rows = self._db.query(
            "SELECT DISTINCT operation FROM change WHERE table_name = ? AND row_key = ? "
            "ORDER BY operation DESC",
            (table, to_json(list(key))),
        )
        return [
            (self.find(row["operation"]), change)
            for row in rows
            for change in self.changes(row["operation"])
            if change.table == table and change.key == tuple(key)
        ]

    def undoable(self, person: str, *, never: Iterable[str] = ()) -> Operation | None:
        """The person's newest deed that is in force: what undo would take back.

        `never` names deeds that undo passes over.
        """
        passed = tuple(never)
        found = self._operations(
            "WHERE undoes IS NULL AND redoes IS NULL AND person = ? "
            f"AND deed NOT IN ({_marks(passed)}) AND "
            "(SELECT count(*) FROM operation u WHERE u.undoes = operation.number) = "
            "(SELECT count(*) FROM operation r WHERE r.redoes = operation.number) "
            "ORDER BY number DESC LIMIT 1",
            (person, *passed),
        )
        return found[0] if found else None

    def redoable(self, person: str) -> Operation | None:
        """The person's deed last undone, as long as they did nothing new since."""
        found = self._operations(
            "WHERE undoes IS NOT NULL AND person = ? AND "
            "(SELECT count(*) FROM operation u WHERE u.undoes = operation.undoes) > "
            "(SELECT count(*) FROM operation r WHERE r.redoes = operation.undoes) AND "
            "NOT EXISTS (SELECT 1 FROM operation n WHERE n.number > operation.number "
            "AND n.person = operation.person AND n.undoes IS NULL AND n.redoes IS NULL) "
            "ORDER BY number DESC LIMIT 1",
            (person,),
        )
        return self.find(found[0].undoes) if found and found[0].undoes else None

    def restore(self, recorder: Recorder, number: int, *, to: str) -> None:
        """Write the rows of an operation as they were `before` or `after` it.

        Raises RefusedDeed where a row has been changed by something else in between.
        """
        changes = self.changes(number)
        for change in reversed(changes) if to == "before" else changes:
            wanted, expected = (
                (change.before, change.after) if to == "before" else (change.after, change.before)
            )
            if not _same(recorder.row(change.table, change.key), expected):
                raise RefusedDeed("undo.changed_since", number=number)
            if wanted is None:
                recorder.remove(change.table, change.key)
            else:
                recorder.put(change.table, {k: v for k, v in wanted.items() if k != VERSION})

    def _operations(self, rest: str, parameters: tuple[Cell, ...]) -> list[Operation]:
        rows = self._db.query(f"SELECT * FROM operation {rest}", parameters)
        return [Operation(**{**row, "facts": json.loads(row["facts"])}) for row in rows]


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def _same(row: Image | None, image: Image | None) -> bool:
    if row is None or image is None:
        return row is image
    return {**row, VERSION: 0} == {**image, VERSION: 0}
