"""An open company file: the only door through which deeds and reports reach the store.

A project reads views and runs operations; it is used by one thread. Whoever needs to read in
another thread opens a second, reading project on the same path.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils import Database

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.core.model import Entity, Entry, EntryKey, Period
from esgdesk.core.view import ProjectView
from esgdesk.store import rows
from esgdesk.store.database import fold_in, memory_database, open_database, translated
from esgdesk.store.journal import Change, Done, Journal, Operation, Recorder, Who, read_row
from esgdesk.store.verify import Verification, verify

SUFFIX = ".esgdesk"
__all__ = ["SUFFIX", "Change", "Done", "Operation", "Project", "Recorder", "Who", "open_project"]


class Deed:
    """One deed being done: write through `recorder`; `done` holds the outcome afterwards."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.done = Done(None, ())


class Project:
    """An open company file; close it when done, or use it as a context manager."""

    def __init__(
        self,
        db: Database,
        path: Path,
        who: Who,
        *,
        can_write: bool,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.db = db
        self.path = path
        self.who = who
        self.can_write = can_write
        self.journal = Journal(db, clock)

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
        with translated(self.path):
            self.db.close()
        if not self.can_write:
            fold_in(self.path)

    @contextlib.contextmanager
    def deed(self, name: str, facts: Mapping[str, Any], **links: Any) -> Iterator[Deed]:
        """One deed as one transaction and one journal operation.

        Raises WorldProblem where the file cannot be written; then nothing of the deed is kept.
        """
        if not self.can_write:
            raise WorldProblem("store.opened_for_reading", path=str(self.path))
        with translated(self.path):
            with self.journal.operation(name, self.who, facts, **links) as recorder:
                deed = Deed(recorder)
                yield deed
            deed.done = Done(recorder.number, tuple(recorder.changes))
        if deed.done.touches("chapter", "unit", "dimension", "member", "indicator", "breakdown"):
            self.__dict__.pop("catalogue", None)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What this company measures."""
        with translated(self.path):
            return rows.read_catalogue(self.db)

    def entities(self) -> tuple[Entity, ...]:
        """What figures are about; the first is the company itself."""
        return tuple(
            rows.read_entity(row) for row in self.db.query("SELECT * FROM entity ORDER BY position")
        )

    def periods(self) -> tuple[Period, ...]:
        """The reporting years, oldest first."""
        return tuple(
            rows.read_period(row) for row in self.db.query("SELECT * FROM period ORDER BY starts")
        )

    def has_place(self, entity: str, period: str) -> bool:
        """Whether the file has this entity and this period."""
        return all(
            read_row(self.db, table, (code,)) is not None
            for table, code in (("entity", entity), ("period", period))
        )

    def entry(self, key: EntryKey) -> Entry | None:
        """One entry as it stands now."""
        row = read_row(self.db, "entry", rows.key_tuple(key))
        return rows.read_entry(row) if row else None

    def view(
        self, *, entity: str | None = None, periods: Iterable[str] | None = None
    ) -> ProjectView:
        """A snapshot of one entity's figures (the company's by default) for some or all years.

        Raises UsageProblem for an entity that does not exist.
        """
        with translated(self.path):
            self.db.execute("BEGIN")
            try:
                return self._view(entity, periods)
            finally:
                self.db.execute("COMMIT")

    def _view(self, entity: str | None, periods: Iterable[str] | None) -> ProjectView:
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
            return iter(self.db.query(f"SELECT * FROM {table} {where}", place))

        entries = [rows.read_entry(row) for row in read("entry")]
        drafts = [rows.read_draft(row) for row in read("draft")]
        reports = [rows.read_report(row) for row in read("report")]
        layouts = self.db.query("SELECT * FROM layout ORDER BY position")
        return ProjectView(
            entity=found,
            periods=shown,
            catalogue=self.catalogue,
            entries={entry.key: entry for entry in entries},
            drafts={draft.key: draft for draft in drafts},
            footnotes=tuple(rows.read_footnote(row) for row in read("footnote")),
            reports={report.period: report for report in reports},
            layouts={row["code"]: rows.read_layout(row) for row in layouts},
            head=self.journal.head(),
        )

    def verify(self) -> Verification:
        """Prove that the file is what its journal says."""
        with translated(self.path):
            return verify(self.db)


def open_project(path: Path, who: Who, *, can_write: bool = True) -> Project:
    """Open a company file. Raises WorldProblem for what is none or cannot be opened."""
    path = Path(path)
    return Project(open_database(path, can_write=can_write), path, who, can_write=can_write)


def memory_project(who: Who, clock: Callable[[], datetime] | None = None) -> Project:
    """An empty company in memory, for tests and trials."""
    return Project(memory_database(), Path("memory"), who, can_write=True, clock=clock)
