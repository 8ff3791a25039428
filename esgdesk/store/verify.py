"""The proof that a company file is what its journal says.

Four tests, each on its own: SQLite's integrity check, foreign keys, the hash chain, and a replay
of the journal from nothing, compared row by row with the tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from esgdesk.core.model import Head
from esgdesk.store import driver
from esgdesk.store.journal import GENESIS, Image, chain_hash, to_json
from esgdesk.store.schema import KEYS


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold; `key` names the message, `facts` fill it in."""

    key: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was found wrong (nothing, if all is well)."""

    operations: int
    rows: int
    head: Head
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether the file is what its journal says."""
        return not self.faults


def verify(db: Database) -> Verification:
    """Run every test on an open file."""
    faults = [*_integrity(db), *_foreign_keys(db)]
    replayed: dict[tuple[str, str], Image] = {}
    head = Head(0, GENESIS, "")
    for operation in db.query("SELECT * FROM operation ORDER BY number"):
        lines = list(
            db.query(
                "SELECT * FROM change WHERE operation = ? ORDER BY ordinal", (operation["number"],)
            )
        )
        header = {name: value for name, value in operation.items() if name != "hash"}
        if operation["number"] != head.number + 1 or operation["previous"] != head.hash:
            faults.append(Fault("verify.chain_broken", {"number": operation["number"]}))
        elif chain_hash(header, lines) != operation["hash"]:
            faults.append(Fault("verify.operation_altered", {"number": operation["number"]}))
        for line in lines:
            place = (line["table_name"], line["row_key"])
            if replayed.get(place) != (json.loads(line["before"]) if line["before"] else None):
                faults.append(
                    Fault(
                        "verify.image_out_of_order",
                        {"number": operation["number"], "table": place[0], "row": place[1]},
                    )
                )
            if line["after"]:
                replayed[place] = json.loads(line["after"])
            else:
                replayed.pop(place, None)
        head = Head(operation["number"], operation["hash"], operation["at"])
    faults += _compare(db, replayed)
    return Verification(head.number, len(replayed), head, tuple(faults))


def _integrity(db: Database) -> Iterator[Fault]:
    try:
        for (line,) in db.execute("PRAGMA integrity_check").fetchall():
            if line != "ok":
                yield Fault("verify.file_damaged", {"detail": line})
    except driver.DatabaseError as error:
        yield Fault("verify.file_damaged", {"detail": str(error)})


def _foreign_keys(db: Database) -> Iterator[Fault]:
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
        yield Fault("verify.dangling_row", {"table": table, "row": row, "parent": parent})


def _compare(db: Database, replayed: dict[tuple[str, str], Image]) -> list[Fault]:
    faults = []
    seen = set()
    for table, names in KEYS.items():
        for row in db.query(f"SELECT * FROM {table}"):
            place = (table, to_json([row[name] for name in names]))
            seen.add(place)
            if place not in replayed:
                faults.append(
                    Fault("verify.row_without_history", {"table": table, "row": place[1]})
                )
            elif replayed[place] != dict(row):
                faults.append(Fault("verify.row_altered", {"table": table, "row": place[1]}))
    for table, key in replayed.keys() - seen:
        faults.append(Fault("verify.row_missing", {"table": table, "row": key}))
    return sorted(faults, key=lambda fault: (fault.key, str(fault.facts)))
