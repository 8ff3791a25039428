"""Opening a company file that refuses: what is known of it so far, and one more try."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from esgdesk.core.errors import Problem, WorldProblem
from esgdesk.operations.backups import Backup, list_backups
from esgdesk.operations.custody import bring_home, take_over
from esgdesk.operations.opening import find_file_key, open_project
from esgdesk.operations.project import Project, Who
from esgdesk.operations.recovery import Salvage, recover
from esgdesk.operations.restore import restore_backup
from esgdesk.paths import companies_folder
from esgdesk.ui.told import Note

KINDS = {
    "store.password_needed": "password",
    "store.password_wrong": "password",
    "store.locked_by": "locked",
    "store.locked": "locked",
    "store.in_use": "locked",
    "store.shared_place": "shared",
    "store.read_only": "fixed",
    "store.handed_over": "given",
    "store.is_a_copy": "copy",
    "store.older_than_seen": "older",
    "store.damaged": "damaged",
    "store.damaged_protected": "damaged",
    "store.row_damaged": "damaged",
    "store.schema_altered": "altered",
    "store.disk_error": "disk",
    "store.not_sqlite": "unreadable",
    "store.empty_file": "unreadable",
    "store.unfinished_file": "unreadable",
    "store.foreign_file": "unreadable",
    "store.not_found": "gone",
}
"""What stands in the way, by the problem that says so; the page is made by its kind."""
ONLY_BACKUPS = ("unreadable", "gone")
"""Where nothing but a backup can help."""
WHILE_OPEN = ("store.damaged", "store.damaged_protected", "store.row_damaged")
"""What an open company must give way to: it could show or keep a wrong figure."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file that cannot be opened, or went bad while it was open, and why.

    `key` opens it where it has a password; `typed` is what its window could not save, to be
    entered once the file is whole.
    """

    path: Path
    problem: Problem
    key: Any = None
    typed: tuple[dict[Any, Any], dict[Any, Any]] = field(default_factory=lambda: ({}, {}))

    @property
    def kind(self) -> str:
        """What kind of trouble it is; empty where nothing can be offered."""
        return KINDS.get(self.problem.key, "")

    @property
    def has_offers(self) -> bool:
        """Whether there is anything to do about it here."""
        return bool(self.kind) and (self.kind not in ONLY_BACKUPS or bool(list_backups(self.path)))


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that opened after all: why it is for looking only, if it is, and what to say."""

    project: Project
    why: Problem | None = None
    note: Note | None = None
    typed: tuple[dict[Any, Any], dict[Any, Any]] = field(default_factory=lambda: ({}, {}))


class Attempt(QObject):
    """Tries to open the file in the way that is asked for. `opened` carries `Opened`, `refused`
    the problem that stands in the way now.
    """

    opened = Signal(object)
    refused = Signal(object)

    def __init__(self, trouble: Trouble, who: Who, parent: QObject) -> None:
        super().__init__(parent)
        self.path = trouble.path
        self.who = who
        self.key = trouble.key
        self.answer: str | None = None
        self._typed = trouble.typed
        self._can_write = True
        self._accepts_older = False
        self._accepts_idle = False
        self._why: Problem | None = None

    def again(self) -> None:
        """As at first, for entering."""
        self._can_write = True
        self._open()

    def look(self, why: Problem) -> None:
        """For looking only, as something stands in the way of more."""
        self._can_write, self._why = False, why
        self._open()

    def unlock(self, answer: str) -> None:
        """With a password or recovery key. Raises WorldProblem where it is wrong."""
        self.key, self.answer = find_file_key(self.path, answer), answer
        self._open()

    def as_it_is(self) -> None:
        """Though it is older than what this computer has seen."""
        self._accepts_older = True
        self.again()

    def go_on_here(self) -> None:
        """As the live copy from now on."""
        self._accepts_idle = True
        self.again()

    def copy_home(self) -> None:
        """From a copy in the person's own folder. Raises WorldProblem where it cannot be made."""
        self.path = bring_home(self.path, companies_folder())
        self.again()

    def after(self, note: Note) -> None:
        """Once it was mended."""
        self._can_write = True
        self._open(note)

    def _open(self, note: Note | None = None) -> None:
        try:
            project = open_project(
                self.path,
                self.who,
                can_write=self._can_write,
                key=self.key,
                accept_older=self._accepts_older,
                accept_idle=self._accepts_idle,
            )
            self._take_over(project)
        except Problem as problem:
            self.refused.emit(problem)
            return
        why = None if project.can_write else self._why
        self.opened.emit(Opened(project, why, note, self._typed))

    def _take_over(self, project: Project) -> None:
        if not (project.can_write and self._accepts_idle):
            return
        try:
            take_over(project)
        except BaseException:
            project.close()
            raise


def key_for(backup: Backup, key: Any, answer: str | None) -> Any:
    """What opens a backup: what was typed, or else the key of the file. Raises WorldProblem."""
    try:
        return find_file_key(backup.path, answer)
    except WorldProblem as problem:
        if problem.key == "store.password_needed" and key is not None:
            return key
        raise


def rebuild(salvage: Salvage, who: Who, key: Any) -> Path:
    """What the worker does: mend the file and close it again. Where the old one lies now."""
    project, aside = recover(salvage, who, key=key)
    project.close()
    return aside


def put_back(path: Path, backup: Backup, who: Who, key: Any) -> Path:
    """What the worker does: put a backup in place and close it again. Where the old file lies."""
    project, aside = restore_backup(path, backup, who, key=key)
    project.close()
    return aside
