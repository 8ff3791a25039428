"""What can be saved from a damaged company file, and saving it.

The newest whole backup is the base; the journal's operations that can still be read after it are
done again on a copy of it, as long as each follows on the one before by its hash. Nothing is
written over: the damaged file is set aside as it is, with a report beside it.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from esgdesk.core.errors import Problem, WorldProblem
from esgdesk.files import write_bytes_beside
from esgdesk.operations.backups import Backup, list_backups, require_whole
from esgdesk.operations.project import Project, Who
from esgdesk.operations.restore import put_back
from esgdesk.operations.witness import Witness
from esgdesk.store import driver
from esgdesk.store.database import (
    check_header,
    close_whole,
    connect,
    create_database,
    integrity_faults,
    migrate,
    translated,
)
from esgdesk.store.driver import Key
from esgdesk.store.journal import (
    GENESIS,
    Operation,
    chain_hash,
    read_change,
    read_operation,
    write_row,
)
from esgdesk.store.schema import SEAL
from esgdesk.store.seal import Image, insert
from esgdesk.store.verify import verify

REPORT = "What was saved.txt"
GIVE_UP_AFTER = 50
"""So many numbers in a row that cannot be read end the search for operations."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """An operation read from a damaged file, with its rows as they stand there."""

    header: Image
    lines: tuple[Image, ...]

    @property
    def operation(self) -> Operation:
        """The operation as a record."""
        return read_operation({k: v for k, v in self.header.items() if k != SEAL})


@dataclass(frozen=True, slots=True)
class Salvage:
    """What can be saved: a base (None: from nothing) and the operations that follow on it.

    `reaches` is the last operation that will be there; `known` the last one that is known of, be
    it from the file or from what this computer has seen; so `known - reaches` are lost. `trouble`
    says in the database's words what is wrong; `bad_backups` were looked at and are not whole.
    """

    path: Path
    trouble: str
    base: Backup | None
    steps: tuple[Step, ...]
    reaches: int
    known: int
    bad_backups: tuple[Backup, ...] = ()

    @property
    def lost(self) -> int:
        """How many operations are known of and cannot be saved."""
        return max(0, self.known - self.reaches)

    @property
    def is_worth_it(self) -> bool:
        """Whether anything at all can be saved."""
        return self.reaches > 0


def examine(path: Path, *, key: Key | None = None) -> Salvage:
    """Look at a file that cannot be opened, without changing it. Raises WorldProblem."""
    path = Path(os.path.realpath(path))
    db, trouble = _open_damaged(path, key)
    try:
        readable = dict(_read_steps(db)) if db is not None else {}
        known = max([*readable, _seen(db)], default=0)
    finally:
        if db is not None:
            driver.close_quietly(db.conn)
    has_asked = db is not None and known > 0
    bad: list[Backup] = []
    best: tuple[int, Backup | None, tuple[Step, ...]] = (0, None, ())
    from_nothing = tuple(_following(readable, 0, GENESIS))
    if from_nothing:
        best = (from_nothing[-1].operation.number, None, from_nothing)
    for backup in list_backups(path):
        if backup.number + len(readable) < best[0]:
            continue
        try:
            require_whole(backup, key)
        except Problem as problem:
            log.info("not used: %s", problem)
            bad.append(backup)
            continue
        steps = tuple(_following(readable, backup.number, backup.hash))
        reaches = steps[-1].operation.number if steps else backup.number
        if reaches > best[0] or (reaches == best[0] and best[1] is None):
            best = (reaches, backup, steps)
        known = max(known, backup.number)
        if not has_asked:
            # The damaged file does not say which one it is; its backups do.
            known, has_asked = max(known, _seen_with(backup, key)), True
    return Salvage(path, trouble, best[1], best[2], best[0], max(known, best[0]), tuple(bad))


def _open_damaged(path: Path, key: Key | None) -> tuple[Database | None, str]:
    try:
        check_header(path)
        with translated(path):
            db = Database(connect(path, can_write=False, key=key), execute_plugins=False)
            db.execute("SELECT count(*) FROM operation").fetchone()
    except Problem as problem:
        return None, str(problem.facts.get("detail") or problem.key)
    except driver.UNREADABLE as error:
        return None, str(error)
    faults = integrity_faults(db)
    return db, faults[0] if faults else ""


def _read_steps(db: Database) -> Iterator[tuple[int, Step]]:
    """Every operation that can be read whole and is what its hash says."""
    number, misses = 1, 0
    while misses < GIVE_UP_AFTER:
        step = _read_step(db, number)
        if step is not None:
            misses = 0
            yield number, step
        else:
            misses += 1
        number += 1


def _read_step(db: Database, number: int) -> Step | None:
    try:
        rows = list(db.query("SELECT * FROM operation WHERE number = ?", (number,)))
        sql = "SELECT * FROM change WHERE operation = ? ORDER BY ordinal"
        lines = list(db.query(sql, (number,)))
    except driver.UNREADABLE:
        return None
    if len(rows) != 1 or chain_hash(rows[0], lines) != rows[0]["hash"]:
        return None
    return Step(dict(rows[0]), tuple(dict(line) for line in lines))


def _seen(db: Database | None) -> int:
    """The last operation that this computer has seen of the file, if that can be told."""
    if db is None:
        return 0
    try:
        first = list(db.query("SELECT id FROM operation WHERE number = 1"))
        copy = list(db.query("SELECT id FROM copy"))
    except driver.UNREADABLE:
        return 0
    if not first or not copy:
        return 0
    anchor = Witness(str(first[0]["id"]), str(copy[0]["id"])).last()
    return anchor.number if anchor is not None else 0


def _seen_with(backup: Backup, key: Key | None) -> int:
    """The last operation that this computer has seen of the file that a whole backup is of."""
    with translated(backup.path):
        db = Database(connect(backup.path, can_write=True, key=key), execute_plugins=False)
        try:
            return _seen(db)
        finally:
            db.close()


def _following(readable: dict[int, Step], number: int, digest: str) -> Iterator[Step]:
    """The readable operations that follow on a head without a gap."""
    while True:
        step = readable.get(number + 1)
        if step is None or step.header["previous"] != digest:
            return
        yield step
        number, digest = number + 1, str(step.header["hash"])


def recover(
    salvage: Salvage, who: Who, *, key: Key | None = None, now: datetime | None = None
) -> tuple[Project, Path]:
    """Build the file anew from what can be saved, put it in its place and open it.

    Returns the open project and the folder where the damaged file and the report now lie. Raises
    WorldProblem where nothing can be saved, somebody has the file open or the disk refuses.
    """
    if not salvage.is_worth_it:
        raise WorldProblem("recovery.nothing", path=str(salvage.path))
    facts: dict[str, object] = {
        "base": salvage.base.number if salvage.base else 0,
        "reaches": salvage.reaches,
        "lost": salvage.lost,
    }
    project, aside = put_back(
        salvage.path,
        lambda part: _rebuild(salvage, part, key),
        who,
        key=key,
        deed="recover_file",
        facts=facts,
        now=now or datetime.now(),
    )
    try:
        write_bytes_beside(aside / REPORT, report_text(salvage).encode())
    except BaseException:
        project.close()
        raise
    return project, aside


def _rebuild(salvage: Salvage, part: Path, key: Key | None) -> None:
    if salvage.base is not None:
        part.write_bytes(salvage.base.path.read_bytes())
        db = Database(connect(part, can_write=True, key=key), execute_plugins=False)
        migrate(db)
    else:
        db = create_database(part, key=key)
    with translated(part):
        try:
            db.execute("BEGIN IMMEDIATE")
            for step in salvage.steps:
                _apply(db, step)
            db.execute("COMMIT")
            found = verify(db)
        except BaseException:
            driver.close_quietly(db.conn)
            raise
        close_whole(db, part)
    if not found.holds:
        details = ", ".join(fault.key for fault in found.faults[:3])
        raise WorldProblem("recovery.failed", path=str(salvage.path), detail=details)


def _apply(db: Database, step: Step) -> None:
    """Do an operation again as it was done: the same rows, the same line in the journal."""
    for line in step.lines:
        change = read_change(line)
        write_row(db, change.table, change.key, change.after, is_there=change.before is not None)
    insert(db, "operation", [_bare(step.header)])
    insert(db, "change", [_bare(line) for line in step.lines])


def _bare(row: Image) -> Image:
    return {name: cell for name, cell in row.items() if name != SEAL}


def report_text(salvage: Salvage) -> str:
    """The salvage report: what was found, what was saved and what was not, for a person to read."""
    base = salvage.base
    lines = [
        f"Salvage of {salvage.path.name}",
        "",
        f"What was wrong: {salvage.trouble or 'the rows do not agree with their seals'}",
        f"Base: {base.path.name} (operation {base.number})" if base else "Base: the journal itself",
        f"Operations done again from the damaged file: {len(salvage.steps)}",
        f"The file now ends with operation {salvage.reaches}.",
        f"Operations known of that could not be saved: {salvage.lost}",
        "",
    ]
    lines += [f"Backup that is not whole: {backup.path.name}" for backup in salvage.bad_backups]
    lines += ["Operations done again:"] if salvage.steps else []
    for step in salvage.steps:
        operation = step.operation
        facts = json.dumps(dict(operation.facts), ensure_ascii=False)
        lines.append(
            f"{operation.number}  {operation.at}  {operation.person}  {operation.deed}  {facts}"
        )
    return "\n".join(lines) + "\n"
