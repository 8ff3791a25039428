"""The proof that a company file is what its journal says, and that the journal is the one we knew.

Five tests, each on its own: SQLite's integrity check, foreign keys, the seal of every row, the
hash chain, and a replay of the journal from nothing, compared row by row with the tables. An
anchor (a head that was noted somewhere else) shows in addition what nobody could tell from the
file alone: a cut end, an old copy, a history written anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum

from sqlite_utils import Database

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import Head
from esgdesk.store import driver
from esgdesk.store.database import integrity_faults
from esgdesk.store.journal import GENESIS, chain_hash
from esgdesk.store.schema import JOURNALED, KEYS, SEAL, VERSION
from esgdesk.store.seal import Image, seal_of, to_json

SHORTEST_HASH = 12
_NO_HEAD = Head(0, GENESIS, "")
Place = tuple[str, str]
"""A row: its table, and its key as JSON."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold; `key` names the message, `facts` fill it in."""

    key: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head noted outside the file: the operation's number and the beginning of its hash."""

    number: int
    hash: str


class AnchorVerdict(StrEnum):
    """What a file says to an anchor."""

    SAME = "same"
    CONTINUED = "continued"
    OLDER = "older"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was found wrong (nothing, if all is well).

    The chain holds from the first operation to `sound`; `doubtful` rows are not what the journal
    says. `verdict` is what the file says to `anchor`; both are None where none was given.
    """

    operations: int
    rows: int
    head: Head
    faults: tuple[Fault, ...]
    sound: int
    doubtful: frozenset[Place] = frozenset()
    verdict: AnchorVerdict | None = None
    anchor: Anchor | None = None

    @property
    def holds(self) -> bool:
        """Whether the file is what its journal says, and the journal the one of the anchor."""
        return not self.faults


def read_anchor(text: str) -> Anchor:
    """An anchor as exports print it: `412:9f86d081884c7d65`. Raises UsageProblem."""
    number, _, digest = text.strip().lower().replace("·", ":").replace(" ", "").partition(":")
    is_hash = SHORTEST_HASH <= len(digest) <= 64 and set(digest) <= set("0123456789abcdef")
    if not (number.isascii() and number.isdigit() and is_hash):
        raise UsageProblem("usage.not_an_anchor", found=text)
    return Anchor(int(number), digest)


@dataclass(slots=True)
class _Walk:
    """The journal as it is walked: what it would make of the tables, and where it breaks."""

    faults: list[Fault] = field(default_factory=list)
    replayed: dict[Place, str] = field(default_factory=dict)
    broken: set[Place] = field(default_factory=set)
    heads: dict[int, str] = field(default_factory=dict)
    last: Head = _NO_HEAD
    sound: int = 0
    restored: list[int] = field(default_factory=list)

    def fault(self, key: str, **facts: object) -> None:
        """Note something that does not hold."""
        self.faults.append(Fault(f"verify.{key}", facts))


def verify(db: Database, anchor: Anchor | None = None) -> Verification:
    """Run every test on an open file; `anchor` is a head noted elsewhere."""
    walk = _Walk()
    for detail in integrity_faults(db):
        walk.fault("file_damaged", detail=detail)
    doubtful: set[Place] = set()
    try:
        for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
            walk.fault("dangling_row", table=table, row=row, parent=parent)
        _walk_journal(db, walk)
        doubtful = _compare(db, walk)
    except driver.DatabaseError as error:
        # A page that cannot be read ends the walk; what was read until then still counts.
        walk.fault("file_damaged", detail=str(error))
    verdict = None if anchor is None else _hold_against(anchor, walk)
    return Verification(
        operations=len(walk.heads),
        rows=len(walk.replayed),
        head=walk.last,
        faults=tuple(walk.faults),
        sound=walk.sound,
        doubtful=frozenset(doubtful),
        verdict=verdict,
        anchor=anchor,
    )


def _walk_journal(db: Database, walk: _Walk) -> None:
    is_whole = True
    for operation in db.query("SELECT * FROM operation ORDER BY number"):
        before = len(walk.faults)
        number = operation["number"]
        sql = "SELECT * FROM change WHERE operation = ? ORDER BY ordinal"
        lines = list(db.query(sql, (number,)))
        if number != walk.last.number + 1:
            first, last = walk.last.number + 1, number - 1
            walk.fault("operations_missing", first=first, last=last, number=number)
        elif operation["previous"] != walk.last.hash:
            walk.fault("chain_broken", number=number, before=number - 1)
        if chain_hash(operation, lines) != operation["hash"]:
            walk.fault("operation_altered", number=number, at=operation["at"])
        elif not _are_sealed(operation, lines):
            walk.fault("seal_altered", table="operation", row=f"[{number}]")
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


def _are_sealed(operation: Image, lines: list[Image]) -> bool:
    return operation[SEAL] == seal_of("operation", operation) and all(
        line[SEAL] == seal_of("change", line) for line in lines
    )


def _replay(line: Image, number: int, walk: _Walk) -> None:
    place = (str(line["table_name"]), str(line["row_key"]))
    if walk.replayed.get(place) != line["before"]:
        walk.fault("image_out_of_order", number=number, table=place[0], row=place[1])
        walk.broken.add(place)
    if line["after"] is not None:
        walk.replayed[place] = str(line["after"])
    else:
        walk.replayed.pop(place, None)


def _compare(db: Database, walk: _Walk) -> set[Place]:
    """Hold the tables against the replay; the rows that are not what it says."""
    doubtful, seen = set(walk.broken), set()
    ahead = 0
    found: list[Fault] = []
    for table in JOURNALED:
        for row in db.query(f"SELECT * FROM {table}"):
            bare = {name: cell for name, cell in row.items() if name != SEAL}
            place = (table, to_json([row[name] for name in KEYS[table]]))
            seen.add(place)
            has_seal = row[SEAL] == seal_of(table, row)
            wanted = walk.replayed.get(place)
            if wanted == to_json(bare):
                if not has_seal:
                    found.append(_row_fault("seal_altered", place))
                continue
            doubtful.add(place)
            if wanted is None:
                ahead += has_seal
                found.append(_row_fault("row_without_history", place))
            else:
                ahead += has_seal and row[VERSION] > json.loads(wanted)[VERSION]
                found.append(_row_fault("row_altered" if not has_seal else "row_rewritten", place))
    for place in walk.replayed.keys() - seen:
        doubtful.add(place)
        found.append(_row_fault("row_missing", place))
    if ahead and not walk.faults:
        # The journal is in order by itself, and the tables know more than it does.
        walk.fault("end_cut_off", number=walk.last.number, count=ahead)
    walk.faults += sorted(found, key=lambda fault: (fault.key, str(fault.facts)))
    return doubtful


def _row_fault(key: str, place: Place) -> Fault:
    return Fault(f"verify.{key}", {"table": place[0], "row": place[1]})


def _hold_against(anchor: Anchor, walk: _Walk) -> AnchorVerdict:
    facts: dict[str, object] = {"number": anchor.number, "head": walk.last.number}
    digest = walk.heads.get(anchor.number, GENESIS if anchor.number == 0 else None)
    if digest is not None and digest.startswith(anchor.hash):
        is_head = anchor.number == walk.last.number
        return AnchorVerdict.SAME if is_head else AnchorVerdict.CONTINUED
    back = [number for number in walk.restored if number <= anchor.number]
    if back:
        # Said by the file itself: an older state was put back, so the anchor's is set aside.
        walk.fault("anchor_set_aside", **facts, restored=back[-1])
        return AnchorVerdict.OTHER
    if digest is None and anchor.number > walk.last.number:
        walk.fault("anchor_older", **facts, count=anchor.number - walk.last.number)
        return AnchorVerdict.OLDER
    walk.fault("anchor_other", **facts)
    return AnchorVerdict.OTHER
