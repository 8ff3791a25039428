"""What stands in an editor and has not been left yet, kept so that a crash costs nothing typed.

It is no deed: nothing of it is in the journal, and it goes as soon as the cell is left. It lies in
the company file itself, so that a password covers it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.operations.project import Project
from esgdesk.store import rows
from esgdesk.store.database import translated
from esgdesk.store.schema import KEYS
from esgdesk.store.seal import Cell, Image, insert, select, where_key

TABLE = "unfinished"


class Field(StrEnum):
    """What is being typed into."""

    FIGURE = "figure"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A text that was being typed; `at` is UTC, ISO 8601."""

    field: Field
    key: EntryKey
    text: str
    at: str


def keep_unfinished(project: Project, field: Field, key: EntryKey, text: str) -> None:
    """Keep what stands in an editor now. Raises WorldProblem where the file cannot be written."""
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    row: Image = {
        "person": project.who.person,
        "field": field,
        **rows.key_row(key),
        "text": text,
        "at": at,
    }
    _replace(project, field, key, [row])


def drop_unfinished(project: Project, field: Field, key: EntryKey) -> None:
    """Forget what was kept for an editor; nothing happens where nothing was."""
    _replace(project, field, key, [])


def _replace(project: Project, field: Field, key: EntryKey, new: list[Image]) -> None:
    if not project.can_write:
        raise WorldProblem("store.opened_for_reading", path=str(project.path))
    place: tuple[Cell, ...] = (project.who.person, field, *rows.key_tuple(key))
    assert len(place) == len(KEYS[TABLE])
    with translated(project.path):
        project.db.execute("BEGIN IMMEDIATE")
        try:
            project.db.execute(f"DELETE FROM {TABLE} WHERE {where_key(TABLE)}", place)
            insert(project.db, TABLE, new)
            project.db.execute("COMMIT")
        except BaseException:
            if project.db.conn.in_transaction:
                project.db.execute("ROLLBACK")
            raise


def list_unfinished(project: Project) -> list[Unfinished]:
    """What this person was typing when the program ended without leaving the cell."""
    with translated(project.path):
        found = select(project.db, TABLE, "WHERE person = ? ORDER BY at", (project.who.person,))
        return [
            Unfinished(
                Field(str(row["field"])), rows.read_key(row), str(row["text"]), str(row["at"])
            )
            for row in found
        ]
