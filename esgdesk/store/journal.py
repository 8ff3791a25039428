"""The journal: every deed with the rows it changed, append-only and chained by SHA-256.

All writing to the tables goes through `Journal.run`, which opens one transaction, notes each row
before and after, and appends the operation before it commits. Undo, redo, the audit trail and the
proof of `store.verify` read from here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from esgdesk.core.errors import RefusedDeed
from esgdesk.core.model import Head
from esgdesk.store import driver
from esgdesk.store.schema import KEYS, SEAL, VERSION
from esgdesk.store.seal import (
    Cell,
    Image,
    complete,
    insert,
    read_row,
    sealed,
    select,
    to_json,
    where_key,
)

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


class UncertainCommit(Exception):
    """The commit of an operation failed so that the deed may or may not be in the file."""


def new_operation_id() -> str:
    """An id for a deed; the same id is never carried out twice."""
    return uuid4().hex


def chain_hash(header: Mapping[str, object], changes: Iterable[Mapping[str, object]]) -> str:
    """The hash of an operation: over its header (with the hash before it) and its changes.

    Neither hash nor seal of the operation, nor the seals of its changes, take part.
    """
    bare = {name: cell for name, cell in header.items() if name not in ("hash", SEAL)}
    lines = [{name: cell for name, cell in line.items() if name != SEAL} for line in changes]
    text = to_json({"operation": bare, "changes": lines})
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Recorder:
    """Writes rows inside one operation and remembers each as it was and is."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.changes: list[Change] = []

    def row(self, table: str, key: tuple[Cell, ...]) -> Image | None:
        """The row with this key as it stands now."""
        return read_row(self._db, table, key)

    def put(self, table: str, row: Mapping[str, Cell], *, is_news: bool = False) -> None:
        """Insert or change one row; the version is counted here.

        No change leaves no trace, unless that the row was written again `is_news`.
        """
        for name, cell in row.items():
            if not (cell is None or isinstance(cell, str | int)) or isinstance(cell, bool):
                raise TypeError(f"{table}.{name} takes text or whole numbers, not {type(cell)}")
        key = tuple(row[name] for name in KEYS[table])
        before = self.row(table, key)
        after: Image = {**row, VERSION: int((before or {}).get(VERSION) or 0) + 1}
        if before is not None:
            after = {**before, **after}
            if not is_news and {**before, VERSION: after[VERSION]} == after:
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
        after = write_row(self._db, table, key, after, is_there=before is not None)
        self.changes.append(Change(table, key, before, after))


def write_row(
    db: Database, table: str, key: tuple[Cell, ...], row: Image | None, *, is_there: bool
) -> Image | None:
    """Make a row what `row` says (None: gone), sealed; return it with every column it has."""
    if row is None:
        db.execute(f"DELETE FROM {table} WHERE {where_key(table)}", key)
        return None
    if not is_there:
        # Columns left out take their defaults first; the seal must cover them too.
        names = ", ".join([*row, SEAL])
        marks = ", ".join("?" * (len(row) + 1))
        db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*row.values(), ""])
        (stored,) = db.query(f"SELECT * FROM {table} WHERE {where_key(table)}", key)
        row = {name: cell for name, cell in stored.items() if name != SEAL}
    full = sealed(table, row)
    names = ", ".join(f"{name} = ?" for name in full)
    db.execute(f"UPDATE {table} SET {names} WHERE {where_key(table)}", [*full.values(), *key])
    return row


class Journal:
    """Appends operations to a company file and reads them back."""

    def __init__(self, db: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._db = db
        self._clock = clock or (lambda: datetime.now(UTC))

    def head(self) -> Head:
        """The last operation; number 0 in a file that has none."""
        for row in select(self._db, "operation", "ORDER BY number DESC LIMIT 1"):
            return Head(int(row["number"] or 0), str(row["hash"]), str(row["at"]))
        return Head(0, GENESIS, "")

    def run(
        self,
        deed: str,
        who: Who,
        facts: Mapping[str, Any],
        write: Callable[[Recorder], None],
        *,
        operation_id: str,
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> Done:
        """One deed in one transaction; all of it is kept or, on any exception, none of it.

        A deed that changed nothing leaves no operation. One whose id the journal has already is
        not done again; what it changed then is returned. Raises UncertainCommit where the disk
        failed so late that only reading the file anew can tell.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            there = self.find_id(operation_id)
            recorder = Recorder(self._db)
            number = there.number if there else None
            if there is None:
                write(recorder)
                if recorder.changes:
                    header = {
                        "id": operation_id,
                        "deed": deed,
                        "facts": to_json(dict(facts)),
                        "person": who.person,
                        "desk": who.desk,
                        "session": who.session,
                        "undoes": undoes,
                        "redoes": redoes,
                    }
                    number = self._append(recorder.changes, header)
        except BaseException:
            if self._db.conn.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        try:
            self._db.execute("COMMIT")
        except (driver.DatabaseError, MemoryError) as error:
            raise UncertainCommit(operation_id) from error
        changes = self.changes(there.number) if there else recorder.changes
        return Done(number, tuple(changes))

    def _append(self, changes: list[Change], header: dict[str, Any]) -> int:
        head = self.head()
        at = self._clock().astimezone(UTC).isoformat(timespec="milliseconds")
        header = {
            "number": head.number + 1,
            **header,
            "at": at.replace("+00:00", "Z"),
            "previous": head.hash,
        }
        lines: list[Image] = [
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
        insert(self._db, "operation", [{**header, "hash": chain_hash(header, lines)}])
        insert(self._db, "change", lines)
        return head.number + 1

    def find(self, number: int) -> Operation:
        """The operation with this number; KeyError where there is none."""
        for operation in self._operations("WHERE number = ?", (number,)):
            return operation
        raise KeyError(number)

    def find_id(self, operation_id: str) -> Operation | None:
        """The operation with this id, None where it was never carried out."""
        return next(iter(self._operations("WHERE id = ?", (operation_id,))), None)

    def operations(self, *, newest: int | None = None) -> list[Operation]:
        """All operations, oldest first, or only the newest few."""
        if newest is None:
            return self._operations("ORDER BY number", ())
        return self._operations("ORDER BY number DESC LIMIT ?", (newest,))[::-1]

    def changes(self, number: int) -> list[Change]:
        """The rows that an operation changed, in order."""
        rows = select(self._db, "change", "WHERE operation = ? ORDER BY ordinal", (number,))
        return [read_change(row) for row in rows]

    def history(self, table: str, key: tuple[Cell, ...]) -> list[tuple[Operation, Change]]:
        """Every change of one row, newest first."""
        rest = "WHERE table_name = ? AND row_key = ? ORDER BY operation DESC, ordinal DESC"
        rows = select(self._db, "change", rest, (table, to_json(list(key))))
        return [(self.find(int(row["operation"] or 0)), read_change(row)) for row in rows]

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
        return [read_operation(row) for row in select(self._db, "operation", rest, parameters)]


def read_operation(row: Mapping[str, Any]) -> Operation:
    """A row of the table `operation`, without its seal, as a record."""
    return Operation(**{**row, "facts": json.loads(row["facts"])})


def read_change(row: Mapping[str, Any]) -> Change:
    """A row of the table `change` as a record."""
    table = row["table_name"]
    return Change(
        table,
        tuple(json.loads(row["row_key"])),
        complete(table, json.loads(row["before"])) if row["before"] else None,
        complete(table, json.loads(row["after"])) if row["after"] else None,
    )


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def _same(row: Image | None, image: Image | None) -> bool:
    if row is None or image is None:
        return row is image
    return {**row, VERSION: 0} == {**image, VERSION: 0}
