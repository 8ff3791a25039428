"""The seal: a hash that every row carries, so that a flipped bit is never shown as a figure.

SQLite does not notice when a byte of a page changes on the disk. Each row is sealed when it is
written and its seal tested whenever it is read; a row that fails is an error that names its
place, never a figure. A seal is no proof against a person, who can compute it too: that is what
the journal's chain and a head kept elsewhere are for (`store.verify`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from sqlite_utils import Database

from esgdesk.core.errors import WorldProblem
from esgdesk.store.schema import ADDED, KEYS, SEAL, TableName

Cell = str | int | None
Image = dict[str, Cell]


def to_json(value: object) -> str:
    """The canonical JSON of a value: the same bytes for the same data."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal_of(table: TableName, row: Mapping[str, object]) -> str:
    """The seal of a row (which may hold its seal already): 24 hexadecimal digits of SHA-256."""
    bare = {name: cell for name, cell in row.items() if name != SEAL}
    text = to_json({"table": table, "row": bare})
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def sealed(table: TableName, row: Mapping[str, Cell]) -> Image:
    """A row as it is written: with its seal."""
    return {**row, SEAL: seal_of(table, row)}


def complete(table: TableName, image: Image) -> Image:
    """An image of a row, with the columns that its table got after it was made."""
    return {**ADDED.get(table, {}), **image}


def completed(table: TableName, text: str | None) -> str | None:
    """The same for an image in canonical JSON."""
    # A quote inside a text is escaped in JSON, so this finds the column's name and nothing else.
    if text is None or all(f'"{name}":' in text for name in ADDED.get(table, ())):
        return text
    return to_json(complete(table, json.loads(text)))


def unseal(table: TableName, row: Mapping[str, Cell]) -> Image:
    """A row as it was read, without its seal. Raises WorldProblem where the seal does not fit."""
    if row[SEAL] != seal_of(table, row):
        key = to_json([row[name] for name in KEYS[table]])
        raise WorldProblem("store.row_damaged", table=table, row=key)
    return {name: cell for name, cell in row.items() if name != SEAL}


def select(
    db: Database, table: TableName, rest: str = "", parameters: Sequence[Cell] = ()
) -> Iterator[Image]:
    """Rows of a table, each with its seal tested; `rest` is what follows the table's name in SQL.

    Raises WorldProblem for a row that is damaged.
    """
    for row in db.query(f"SELECT * FROM {table} {rest}", tuple(parameters)):
        yield unseal(table, row)


def where_key(table: TableName) -> str:
    """The condition that finds a row by its key."""
    return " AND ".join(f"{name} = ?" for name in KEYS[table])


def read_row(db: Database, table: TableName, key: tuple[Cell, ...]) -> Image | None:
    """One row by its key. Raises WorldProblem where it is damaged."""
    return next(select(db, table, f"WHERE {where_key(table)}", key), None)


def insert(db: Database, table: TableName, rows: Sequence[Mapping[str, Cell]]) -> None:
    """Insert whole rows, sealed. They must have the same columns, every one the table has."""
    if not rows:
        return
    names = [*rows[0], SEAL]
    marks = ", ".join("?" * len(names))
    db.conn.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
        [tuple(sealed(table, row)[name] for name in names) for row in rows],
    )
