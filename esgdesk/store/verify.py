"""The proof that a company file is what its journal says, and that the journal is the one we knew.

Five tests, each on its own: SQLite's integrity check, foreign keys, the seal of every row, the
hash chain, and a replay of the journal from nothing, compared row by row with the tables. An
anchor (a head that was noted somewhere else) shows in addition what nobody could tell from the
file alone: a cut end, an old copy, a history written anew.

What each kind of change is called, and what finds it:

    a row changed, removed, added past the journal     replay: row_altered (its seal is broken too),
                                                       row_rewritten, row_missing,
                                                       row_without_history
    an operation changed, put in, moved                chain: operation_altered, chain_broken
    operations removed                                 chain: operations_missing
    the end of the journal cut off                     replay: end_cut_off, or the anchor
    the end cut off and the tables put back            anchor only: anchor_older
    an old copy of the file                            anchor only: anchor_older
    a history written anew, with hashes and seals      anchor only: anchor_other; without one only
                                                       if a slip shows (image_out_of_order)

What is said of trust follows from this. A hole in the history (an operation that is not what it
was) may have held any change, so only rows that a later, whole operation wrote are beyond doubt.
Where somebody has computed hashes anew, or the anchor is not met, nothing is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import Head
from esgdesk.store import driver
from esgdesk.store.database import integrity_faults
from esgdesk.store.journal import GENESIS
from esgdesk.store.schema import BESIDE, JOURNALED, KEYS, SEAL, VERSION
from esgdesk.store.seal import seal_of, to_json
from esgdesk.store.walk import Fault, Place, Walk, walk_journal

SHORTEST_HASH = 12


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

    The operations from the first to `sound` are as they were written. `rows` counts those the
    journal says there are, `good` those of them that are beyond doubt; `doubtful` rows may not be
    what was entered. `verdict` is what the file says to `anchor`; both are None where none was
    given.
    """

    operations: int
    rows: int
    head: Head
    faults: tuple[Fault, ...]
    sound: int
    good: int
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


def verify(db: Database, anchor: Anchor | None = None) -> Verification:
    """Run every test on an open file; `anchor` is a head noted elsewhere."""
    walk = Walk()
    for detail in integrity_faults(db):
        walk.fault("file_damaged", detail=detail)
    doubtful: set[Place] = set()
    try:
        for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
            walk.fault("dangling_row", table=table, row=row, parent=parent)
        walk_journal(db, walk)
        doubtful = _compare(db, walk)
    except driver.UNREADABLE as error:
        # A page that cannot be read ends the walk; what was read until then still counts.
        walk.fault("file_damaged", detail=str(error))
        doubtful = set(walk.replayed)
    verdict = None if anchor is None else _hold_against(anchor, walk)
    vouched = _vouched(anchor, verdict, walk)
    if vouched is None or walk.forged > vouched:
        doubtful |= walk.replayed.keys()
    elif walk.hole:
        doubtful |= walk.replayed.keys() - _written_after(db, walk.hole)
    return Verification(
        operations=len(walk.heads),
        rows=len(walk.replayed),
        head=walk.last,
        faults=tuple(walk.faults),
        sound=_sound(walk, vouched),
        good=len(walk.replayed.keys() - doubtful),
        doubtful=frozenset(doubtful),
        verdict=verdict,
        anchor=anchor,
    )


def _compare(db: Database, walk: Walk) -> set[Place]:
    """Hold the tables against the replay; the rows that are not what it says."""
    doubtful, seen = set(walk.broken), set()
    ahead = behind = 0
    found: list[Fault] = []
    for table in JOURNALED | BESIDE:
        for row in db.query(f"SELECT * FROM {table}"):
            bare = {name: cell for name, cell in row.items() if name != SEAL}
            place = (table, to_json([row[name] for name in KEYS[table]]))
            has_seal = row[SEAL] == seal_of(table, row)
            seen.add(place)
            wanted = walk.replayed.get(place)
            if table in BESIDE or wanted == to_json(bare):
                if not has_seal:
                    key = "row_altered" if table in BESIDE else "seal_altered"
                    found.append(_row_fault(key, place))
                continue
            doubtful.add(place)
            is_later = wanted is None or row[VERSION] > _version(wanted)
            ahead += has_seal and is_later
            behind += not (has_seal and is_later)
            if wanted is None:
                found.append(_row_fault("row_without_history", place))
            else:
                found.append(_row_fault("row_altered" if not has_seal else "row_rewritten", place))
    for place in walk.replayed.keys() - seen:
        doubtful.add(place)
        found.append(_row_fault("row_missing", place))
    if not any(table == "copy" for table, _ in seen):
        found.append(_row_fault("row_missing", ("copy", "[]")))
    if ahead and not behind and not walk.faults:
        # The journal is in order by itself, and the tables only know more than it does.
        walk.fault("end_cut_off", number=walk.last.number, count=ahead)
    walk.faults += sorted(found, key=lambda fault: (fault.key, str(fault.facts)))
    return doubtful


def _vouched(anchor: Anchor | None, verdict: AnchorVerdict | None, walk: Walk) -> int | None:
    """The operation that an anchor vouches for, with all before it; 0 where nothing does, None
    where the anchor was not met and so speaks against the whole file.
    """
    if anchor is None or verdict is None:
        return 0
    if verdict in (AnchorVerdict.SAME, AnchorVerdict.CONTINUED):
        return 0 if anchor.number in walk.altered else anchor.number
    is_set_aside = any(fault.key == "verify.anchor_set_aside" for fault in walk.faults)
    return 0 if is_set_aside else None


def _sound(walk: Walk, vouched: int | None) -> int:
    if vouched is None:
        return 0
    if not walk.forged:
        return walk.sound
    return min(walk.sound, vouched) if vouched < walk.forged else 0


def _written_after(db: Database, number: int) -> set[Place]:
    """The rows that operations after this one wrote, each as a whole."""
    sql = "SELECT DISTINCT table_name, row_key FROM change WHERE operation > ?"
    try:
        return {(str(table), str(key)) for table, key in db.execute(sql, (number,)).fetchall()}
    except driver.DatabaseError:
        return set()


def _version(image: str) -> int:
    try:
        return int(json.loads(image)[VERSION])
    except (ValueError, KeyError, TypeError):
        return 0  # the line it comes from is damaged, and named as such


def _row_fault(key: str, place: Place) -> Fault:
    return Fault(f"verify.{key}", {"table": place[0], "row": place[1]})


def _hold_against(anchor: Anchor, walk: Walk) -> AnchorVerdict:
    facts: dict[str, object] = {"number": anchor.number, "head": walk.last.number}
    digest = walk.heads.get(anchor.number, GENESIS if anchor.number == 0 else None)
    if digest is not None and digest.startswith(anchor.hash):
        is_head = anchor.number == walk.last.number
        return AnchorVerdict.SAME if is_head else AnchorVerdict.CONTINUED
    back = [n for n in walk.restored if n <= anchor.number <= walk.last.number]
    if back:
        # Said by the file itself: an older state was put back, so the anchor's is set aside.
        walk.fault("anchor_set_aside", **facts, restored=back[-1])
        return AnchorVerdict.OTHER
    if digest is None and any(fault.key == "verify.file_damaged" for fault in walk.faults):
        # The journal could not be read to its end: what is not there may only not be readable.
        return AnchorVerdict.OLDER
    if digest is None and anchor.number > walk.last.number:
        walk.fault("anchor_older", **facts, count=anchor.number - walk.last.number)
        return AnchorVerdict.OLDER
    walk.fault("anchor_other", **facts)
    return AnchorVerdict.OTHER
