"""Undo and redo from the journal, and the history of a figure.

Each person takes back their own deeds, newest first, be they of today's session or an earlier one;
a colleague's deeds stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from esgdesk.core.errors import RefusedDeed
from esgdesk.core.model import Comment, Entry, EntryKey
from esgdesk.operations.entries import unless_locked
from esgdesk.operations.project import Change, Done, Operation, Project
from esgdesk.store import rows
from esgdesk.store.database import translated

NEVER_UNDONE = (
    "create_company",
    "load_example",
    "hand_over",
    "take_over",
    "restore_backup",
    "recover_file",
    "add_year",
    "publish",
    "withdraw_edition",
    "approve",
    "lock_year",
    "unlock_year",
)
"""Deeds that undo passes over: taking the first two back by one key too many would empty the file,
the others have a deed of their own that takes them back."""


def undoable(project: Project) -> Operation | None:
    """The person's deed that undo would take back, for the menu to name."""
    with translated(project.path):
        return project.journal.undoable(project.who.person, never=NEVER_UNDONE)


def redoable(project: Project) -> Operation | None:
    """The person's deed that redo would bring back, for the menu to name."""
    with translated(project.path):
        return project.journal.redoable(project.who.person)


def undo(project: Project) -> Done:
    """Take back the last deed, as a new operation that restores the rows as they were.

    Raises RefusedDeed where there is nothing to take back, a row was changed since or its year is
    locked.
    """
    target = undoable(project)
    if target is None:
        raise RefusedDeed("undo.nothing")
    return project.do(
        "undo",
        {"of": target.deed, **target.facts},
        unless_locked(
            lambda recorder: project.journal.restore(recorder, target.number, to="before")
        ),
        undoes=target.number,
    )


def redo(project: Project) -> Done:
    """Bring back the deed last undone. Raises RefusedDeed where there is none or its year is
    locked.
    """
    target = redoable(project)
    if target is None:
        raise RefusedDeed("redo.nothing")
    return project.do(
        "redo",
        {"of": target.deed, **target.facts},
        unless_locked(
            lambda recorder: project.journal.restore(recorder, target.number, to="after")
        ),
        redoes=target.number,
    )


def read_image(image: Mapping[str, Any]) -> Entry:
    """A figure's row as the journal holds it, as an entry."""
    return rows.read_entry(image)


def figure_history(project: Project, key: EntryKey) -> list[tuple[Operation, Change]]:
    """Who changed a figure, when, from what to what; newest first."""
    with translated(project.path):
        return project.journal.history("entry", rows.key_tuple(key))


def comment_origin(project: Project, comment: Comment) -> Operation | None:
    """Who said it, and when."""
    with translated(project.path):
        history = project.journal.history("comment", (comment.id,))
    return history[-1][0] if history else None


def deeds(
    project: Project, *, indicator: str | None = None, year: str | None = None
) -> Iterator[tuple[Operation, list[Change]]]:
    """Every operation with its changes, oldest first: all, or those on figures of an indicator
    or a year.
    """
    with translated(project.path):
        for operation in project.journal.operations():
            changes = [
                change
                for change in project.journal.changes(operation.number)
                if _concerns(change, indicator, year)
            ]
            if changes or (indicator is None and year is None):
                yield operation, changes


def _concerns(change: Change, indicator: str | None, year: str | None) -> bool:
    if indicator is None and year is None:
        return True
    if change.table not in ("entry", "draft"):
        return False
    return indicator in (None, change.key[0]) and year in (None, change.key[3])
