"""An open company file: the only door through which deeds and reports reach the store.

A project reads views and runs operations; it is used by one thread. Whoever needs to read in
another thread takes a `reader` there. Opening one is `operations.opening`.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils import Database

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.derived import completed
from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.core.model import (
    Comment,
    Entity,
    Entry,
    EntryKey,
    Evidence,
    Head,
    Period,
    Printed,
)
from esgdesk.core.view import ProjectView
from esgdesk.operations.witness import Witness
from esgdesk.store import catalogue_rows, driver, rows
from esgdesk.store.copies import read_copy
from esgdesk.store.database import connect, fold_in, memory_database, open_database, translated
from esgdesk.store.driver import Key
from esgdesk.store.journal import (
    Change,
    Done,
    Journal,
    Operation,
    Recorder,
    UncertainCommit,
    Who,
    new_operation_id,
)
from esgdesk.store.lock import Lock
from esgdesk.store.seal import read_row, select
from esgdesk.store.verify import Anchor, Verification, verify

SUFFIX = ".esgdesk"
__all__ = [
    "SUFFIX",
    "Change",
    "Done",
    "Operation",
    "Project",
    "Recorder",
    "Who",
    "new_operation_id",
]
log = logging.getLogger(__name__)
CATALOGUE = (
    *("pack", "chapter", "department", "unit", "dimension", "member", "indicator", "breakdown"),
    *("disclosure", "rule", "coefficient"),
)
"""The tables that a catalogue is read from."""
Write = Callable[[Recorder], None]


class Project:
    """An open company file; close it when done, or use it as a context manager.

    `lock` and `witness` belong to one that may write; `key` to a file with a password.
    """

    def __init__(
        self,
        db: Database,
        path: Path,
        who: Who,
        *,
        can_write: bool,
        key: Key | None = None,
        lock: Lock | None = None,
        witness: Witness | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._db = db
        self.path = path
        self.who = who
        self.can_write = can_write
        self.key = key
        self._journal = Journal(db, clock)
        self._clock = clock
        self._lock = lock
        self._witness = witness
        self._is_lost = False

    @property
    def db(self) -> Database:
        """The connection; one that was lost and could not be had again is tried once more.

        Raises WorldProblem where it still cannot be had.
        """
        if self._is_lost:
            with translated(self.path):
                self._reconnect()
        return self._db

    @property
    def journal(self) -> Journal:
        """The file's journal; raises as `db`."""
        _ = self.db
        return self._journal

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; everything committed stays, in the file itself if nobody else has it."""
        try:
            with translated(self.path):
                self._db.close()
            if not self.can_write:
                fold_in(self.path, self.key)
        finally:
            if self._lock is not None:
                self._lock.release()

    def reader(self) -> Project:
        """The same file opened once more, for reading in another thread."""
        db = open_database(self.path, can_write=False, key=self.key, accept_damaged=True)
        return Project(
            db, self.path, self.who, can_write=False, key=self.key, witness=self._witness
        )

    def do(
        self,
        name: str,
        facts: Mapping[str, Any],
        write: Write,
        *,
        operation_id: str = "",
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> Done:
        """One deed as one transaction and one journal operation; `write` puts its rows.

        With an `operation_id` that the journal has already nothing is done twice. Raises
        WorldProblem where the file cannot be written; then nothing of the deed is kept.
        """
        if not self.can_write:
            raise WorldProblem("store.opened_for_reading", path=str(self.path))
        operation_id = operation_id or new_operation_id()
        links = {"undoes": undoes, "redoes": redoes}
        # A reading that ran out of memory can have left its savepoint open.
        self._recover_connection()
        try:
            with translated(self.path):
                done = self.journal.run(
                    name, self.who, facts, write, operation_id=operation_id, **links
                )
        except UncertainCommit as unsure:
            done = self._learn(operation_id, unsure)
        except WorldProblem:
            self._recover_connection()
            raise
        if done.touches(*CATALOGUE):
            self.__dict__.pop("catalogue", None)
        if self._witness is not None and done.number is not None:
            self._witness.note(self.journal.head())
        return done

    def _learn(self, operation_id: str, unsure: UncertainCommit) -> Done:
        """After a commit that failed: read the file anew to see whether the deed is in it."""
        with translated(self.path):
            self._reconnect()
            found = self.journal.find_id(operation_id)
            if found is not None:
                # What was read may still be in memory only, for the disk has refused it once:
                # it counts when the whole file has been written and synced again.
                busy, *_ = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    log.info("a commit failed, yet operation %s is kept", found.number)
                    return Done(found.number, tuple(self.journal.changes(found.number)))
            assert unsure.__cause__ is not None
            raise unsure.__cause__

    def _recover_connection(self) -> None:
        """A statement that the disk refused can leave a transaction open that will not end."""
        if not self._is_lost and self.path.exists() and self._db.conn.in_transaction:
            with contextlib.suppress(WorldProblem), translated(self.path):
                self._reconnect()

    def _reconnect(self) -> None:
        driver.close_quietly(self._db.conn)
        self._is_lost = True
        self._db = Database(
            connect(self.path, can_write=self.can_write, key=self.key), execute_plugins=False
        )
        self._journal = Journal(self._db, self._clock)
        self._is_lost = False

    @cached_property
    def catalogue(self) -> Catalogue:
        """What this company measures."""
        with translated(self.path):
            return catalogue_rows.read_catalogue(self.db)

    def entities(self) -> tuple[Entity, ...]:
        """What figures are about; the first is the company itself."""
        return tuple(rows.read_entity(row) for row in self._select("entity", "ORDER BY position"))

    def periods(self) -> tuple[Period, ...]:
        """The reporting years, oldest first."""
        return tuple(rows.read_period(row) for row in self._select("period", "ORDER BY starts"))

    def has_place(self, entity: str, period: str) -> bool:
        """Whether the file has this entity and this period."""
        with translated(self.path):
            return all(
                read_row(self.db, table, (code,)) is not None
                for table, code in (("entity", entity), ("period", period))
            )

    def entry(self, key: EntryKey) -> Entry | None:
        """One entry as it stands now."""
        with translated(self.path):
            row = read_row(self.db, "entry", rows.key_tuple(key))
        return rows.read_entry(row) if row else None

    def view(
        self,
        *,
        entity: str | None = None,
        periods: Iterable[str] | None = None,
        with_below: bool = False,
    ) -> ProjectView:
        """A snapshot of one entity's figures (the company's by default) for some or all years.

        `with_below` brings the figures of the entities below it too, which of a large group are
        many.

        Raises UsageProblem for an entity that does not exist.
        """
        # A reading before it that ran out of memory can have left its transaction open.
        self._recover_connection()
        with translated(self.path):
            self.db.execute("BEGIN")
            try:
                return self._view(entity, periods, with_below=with_below)
            finally:
                with contextlib.suppress(*driver.UNREADABLE):
                    self.db.execute("COMMIT")

    def _view(
        self, entity: str | None, periods: Iterable[str] | None, *, with_below: bool
    ) -> ProjectView:
        entities = self.entities()
        found = next((e for e in entities if entity in (None, e.code)), None)
        if found is None:
            known = ", ".join(e.code for e in entities)
            raise UsageProblem("usage.unknown_entity", found=entity, known=known)
        wanted = None if periods is None else set(periods)
        shown = tuple(p for p in self.periods() if wanted is None or p.code in wanted)
        marks = ", ".join("?" * len(shown))
        where = f"WHERE entity = ? AND period IN ({marks})"
        place = [found.code, *(period.code for period in shown)]

        def read(table: str) -> Iterator[dict[str, Any]]:
            return select(self.db, table, where, place)

        entries = [rows.read_entry(row) for row in read("entry")]
        drafts = [rows.read_draft(row) for row in read("draft")]
        reports = [rows.read_report(row) for row in read("report")]
        layouts = [rows.read_layout(row) for row in select(self.db, "layout", "ORDER BY position")]
        own = ("WHERE entity = ?", [found.code])
        printed: dict[EntryKey, tuple[Printed, ...]] = {}
        for line in map(rows.read_printed, read("printed")):
            printed[line.key] = (*printed.get(line.key, ()), line)
        evidence: dict[EntryKey, tuple[Evidence, ...]] = {}
        for file in map(rows.read_evidence, read("evidence")):
            evidence[file.key] = (*evidence.get(file.key, ()), file)
        comments: dict[EntryKey, tuple[Comment, ...]] = {}
        for comment in map(rows.read_comment, read("comment")):
            comments[comment.key] = (*comments.get(comment.key, ()), comment)
        restated = [rows.read_restatement(row) for row in read("restatement")]
        answers = [rows.read_answer(row) for row in select(self.db, "answer", *own)]
        view = ProjectView(
            entity=found,
            periods=shown,
            catalogue=self.catalogue,
            entries={entry.key: entry for entry in entries},
            drafts={draft.key: draft for draft in drafts},
            footnotes=tuple(rows.read_footnote(row) for row in read("footnote")),
            reports={report.period: report for report in reports},
            layouts={layout.code: layout for layout in layouts},
            head=self.journal.head(),
            mentions=tuple(
                rows.read_mention(row)
                for row in select(self.db, "mention", f"{own[0]} ORDER BY position, id", own[1])
            ),
            editions=tuple(
                rows.read_edition(row)
                for row in select(self.db, "edition", f"{own[0]} ORDER BY period", own[1])
            ),
            printed=printed,
            restatements={(line.period, line.key): line for line in restated},
            answers={line.finding: line for line in answers},
            evidence=evidence,
            comments=comments,
            people=tuple(map(rows.read_person, select(self.db, "person", "ORDER BY name"))),
            dues=tuple(map(rows.read_due, select(self.db, "due", "ORDER BY department"))),
            locked=frozenset(
                str(row["period"]) for row in select(self.db, "locked", own[0], own[1])
            ),
            entities=entities,
            below=self._below(entities, found.code, place[1:]) if with_below else {},
        )
        return completed(view)

    def _below(
        self, entities: tuple[Entity, ...], code: str, periods: list[str]
    ) -> dict[EntryKey, Entry]:
        """The entries of the entities below one, at any depth."""
        found: list[str] = []
        pending = [code]
        while pending:
            children = [entity.code for entity in entities if entity.parent == pending[0]]
            found += children
            pending = [*pending[1:], *children]
        if not found:
            return {}
        marks, years = ", ".join("?" * len(found)), ", ".join("?" * len(periods))
        where = f"WHERE entity IN ({marks}) AND period IN ({years})"
        lines = select(self.db, "entry", where, [*found, *periods])
        return {entry.key: entry for entry in map(rows.read_entry, lines)}

    def settle(self) -> bool:
        """Bring what lies in the -wal file into the company file; True where all of it went.

        What somebody reads at this moment stays for another time. Raises WorldProblem where the
        disk refuses; then it all still lies in the -wal file.
        """
        if not self.can_write:
            return False
        with translated(self.path):
            busy, *_ = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def verify(self, anchor: Anchor | None = None) -> Verification:
        """Prove that the file is what its journal says, and that it has come from an anchor."""
        with translated(self.path):
            return verify(self.db, anchor)

    def witnessed(self) -> Anchor | None:
        """The newest head that this computer has seen of this file."""
        return self._witness.last() if self._witness is not None else None

    def head(self) -> Head:
        """The last operation; number 0 in a file that has none."""
        with translated(self.path):
            return self.journal.head()

    def copy_id(self) -> str:
        """Which copy of the company's file this is."""
        with translated(self.path):
            return str(read_copy(self.db)["id"])

    def _select(self, table: str, rest: str) -> Iterator[dict[str, Any]]:
        with translated(self.path):
            yield from select(self.db, table, rest)


def memory_project(who: Who, clock: Callable[[], datetime] | None = None) -> Project:
    """An empty company in memory, for tests and trials."""
    return Project(memory_database(), Path("memory"), who, can_write=True, clock=clock)
