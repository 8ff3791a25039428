"""A walk through the journal: each operation against its hash, its seal and the one before it.

On the way the journal is replayed from nothing; `store.verify` holds what comes of it against the
tables and says what can still be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlite_utils import Database

from esgdesk.core.model import Head
from esgdesk.store.journal import GENESIS, chain_hash
from esgdesk.store.schema import SEAL
from esgdesk.store.seal import Cell, Image, completed, seal_of

_NO_HEAD = Head(0, GENESIS, "")
Place = tuple[str, str]
"""A row: its table, and its key as JSON."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold; `key` names the message, `facts` fill it in."""

    key: str
    facts: dict[str, object]


@dataclass(slots=True)
class Walk:
    """The journal as it is walked: what it would make of the tables, and where it breaks.

    `hole` is the last operation that is missing or not what it was; `forged` the first one that
    only somebody who computes hashes can have brought about.
    """

    faults: list[Fault] = field(default_factory=list)
    replayed: dict[Place, str] = field(default_factory=dict)
    broken: set[Place] = field(default_factory=set)
    heads: dict[int, str] = field(default_factory=dict)
    altered: set[int] = field(default_factory=set)
    last: Head = _NO_HEAD
    sound: int = 0
    hole: int = 0
    forged: int = 0
    restored: list[int] = field(default_factory=list)

    def fault(self, key: str, **facts: object) -> None:
        """Note something that does not hold."""
        self.faults.append(Fault(f"verify.{key}", facts))


def walk_journal(db: Database, walk: Walk) -> None:
    """Walk through all operations, noting in `walk` what is found."""
    is_whole = True
    for operation in db.query("SELECT * FROM operation ORDER BY number"):
        before = len(walk.faults)
        number = operation["number"]
        sql = "SELECT * FROM change WHERE operation = ? ORDER BY ordinal"
        lines = list(db.query(sql, (number,)))
        _link(operation, lines, walk)
        for line in lines:
            _replay(line, number, walk)
        walk.last = Head(number, operation["hash"], operation["at"])
        walk.heads[number] = operation["hash"]
        if operation["deed"] == "restore_backup":
            walk.restored.append(number)
        is_whole = is_whole and len(walk.faults) == before
        if is_whole:
            walk.sound = number
    stray = db.execute(
        "SELECT count(*) FROM change WHERE operation NOT IN (SELECT number FROM operation)"
    ).fetchone()[0]
    if stray:
        walk.fault("changes_without_operation", count=stray)


def _link(operation: Image, lines: list[Image], walk: Walk) -> None:
    """Hold an operation against its own hash, and against the one before it."""
    number, last = int(operation["number"] or 0), walk.last
    is_own = chain_hash(operation, lines) == operation["hash"]
    if number > last.number + 1:
        walk.fault("operations_missing", first=last.number + 1, last=number - 1, number=number)
        walk.hole = number - 1
    elif number < 1 or operation["previous"] != last.hash:
        walk.fault("chain_broken", number=number, before=number - 1)
        walk.hole = max(walk.hole, number - 1)
        if walk.sound == last.number:
            # Either this one or the one before it is not in its place; it says itself which
            # operation it followed on, and what stands between them was put in.
            heads = [(0, GENESIS), *walk.heads.items()]
            known = (n for n, digest in heads if digest == operation["previous"])
            walk.sound = max(0, min(walk.sound, next(known, number - 2)))
        if is_own and last.number not in walk.altered:
            # Each of the two agrees with its own hash: one of them was given a new one.
            walk.forged = walk.forged or number
    if not is_own:
        walk.fault("operation_altered", number=number, at=operation["at"])
        walk.altered.add(number)
        walk.hole = number
    elif not _are_sealed(operation, lines):
        walk.fault("seal_altered", table="operation", row=f"[{number}]")


def _are_sealed(operation: Image, lines: list[Image]) -> bool:
    return operation[SEAL] == seal_of("operation", operation) and all(
        line[SEAL] == seal_of("change", line) for line in lines
    )


def _replay(line: Image, number: int, walk: Walk) -> None:
    place = (str(line["table_name"]), str(line["row_key"]))
    before, after = (_image(place[0], line[name]) for name in ("before", "after"))
    if walk.replayed.get(place) != before:
        walk.fault("image_out_of_order", number=number, table=place[0], row=place[1])
        walk.broken.add(place)
        if not walk.hole:
            # The chain is in order and what it holds is not: it was computed over it.
            walk.forged = walk.forged or number
    if after is not None:
        walk.replayed[place] = after
    else:
        walk.replayed.pop(place, None)


def _image(table: str, text: Cell) -> str | None:
    """An image as the table would hold it today; one that is damaged stays as it is."""
    try:
        return completed(table, None if text is None else str(text))
    except (ValueError, TypeError):
        return str(text)
