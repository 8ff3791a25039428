"""What File offers for the company file itself: copies, handing over, backups, password, proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from esgdesk.operations.custody import save_copy
from esgdesk.operations.project import Project
from esgdesk.ui.file_panel import FilePanel, failure_words
from esgdesk.ui.frame import Frame
from esgdesk.ui.guard import guarded
from esgdesk.ui.hand_over_panel import HandOverPanel
from esgdesk.ui.menus import Desk
from esgdesk.ui.messages import ask_new_company_file
from esgdesk.ui.password_panel import PasswordPanel
from esgdesk.ui.paste_panel import PastePanel
from esgdesk.ui.people_panel import PeoplePanel
from esgdesk.ui.proof_panel import ProofPanel
from esgdesk.ui.published_panel import PublishedPanel
from esgdesk.ui.restore_panel import RestorePanel
from esgdesk.ui.session import Session
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.told import Note

MenuLine = tuple[str, Callable[[], object], bool]
"""A menu's line: its text, what it does, and whether it can be chosen."""


def write_copy(reader: Callable[[], Project], target: Path) -> Path:
    """What the worker does: read the company file on its own and write a tested copy."""
    with reader() as project:
        return save_copy(project, target)


class Safekeeping(QObject):
    """Makes a panel when it is first asked for and shows it beside the grid."""

    def __init__(
        self, frame: Frame, desk: Desk, session: Session, tasks: Tasks, leave: Callable[[], bool]
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._desk = desk
        self._session = session
        self._tasks = tasks
        self._leave = leave
        self._panels: dict[str, FilePanel] = {}

    def menu_lines(self) -> list[MenuLine]:
        """The lines of File that belong here."""
        tr, can_write = self._desk.tr, self._session.project.can_write
        return [
            (tr("desk.menu.new_year", year=self._session.next_year), self.add_year, can_write),
            (tr("desk.menu.published"), partial(self.show, "published"), True),
            (tr("desk.menu.people"), partial(self.show, "people"), True),
            (tr("desk.menu.save_copy"), self.save_copy, True),
            (tr("desk.menu.hand_over"), partial(self.show, "hand_over"), can_write),
            (tr("desk.menu.restore"), partial(self.show, "restore"), can_write),
            (tr("desk.menu.password"), partial(self.show, "password"), can_write),
            (tr("desk.menu.proof"), partial(self.show, "proof"), True),
        ]

    def panel(self, name: str) -> FilePanel:
        """A panel by its name."""
        if name not in self._panels:
            kind, title = {
                "hand_over": (HandOverPanel, "desk.hand_over.title"),
                "restore": (RestorePanel, "desk.restore.title"),
                "password": (PasswordPanel, "desk.password.title"),
                "proof": (ProofPanel, "desk.proof.title"),
                "paste": (PastePanel, "desk.paste.title"),
                "people": (PeoplePanel, "desk.people.title"),
                "published": (PublishedPanel, "desk.publish.title"),
            }[name]
            made = kind(self._desk.tr(title), self._desk, self._session, self._tasks, self._leave)
            made.closed.connect(self._on_closed)
            self._frame.right.addWidget(made)
            self._panels[name] = made
        return self._panels[name]

    def show(self, name: str) -> None:
        """Show a panel, unless the one that stands there must not be left yet."""
        wanted = self.panel(name)
        if not self.may_go() and self._frame.right.currentWidget() is not wanted:
            return
        self._frame.leave_fields()
        self._frame.right.setCurrentWidget(wanted)
        wanted.open()

    def may_go(self) -> bool:
        """Whether the panel beside the grid may be left; if not, it says why."""
        for panel in self._panels.values():
            if panel.must_stay:
                self._frame.right.setCurrentWidget(panel)
                panel.told.say("warning", self._desk.tr("desk.password.keep_first"))
                return False
        return True

    def add_year(self) -> None:
        """Open the year after the newest and go there."""
        session, tr = self._session, self._desk.tr
        year = session.next_year
        carried = tr("desk.year.carried", year=session.years[-1])
        if self._leave() and session.add_year(year, carried):
            self._frame.bar.add_year(year)

    def save_copy(self) -> None:
        """Write a copy for looking at; the person says where."""
        if not self._leave():
            return
        tr, path = self._desk.tr, self._session.project.path
        name = tr("desk.copy.file_name", name=path.stem)
        target = path.with_name(f"{name}{path.suffix}")
        chosen = ask_new_company_file(self._frame, tr, tr("desk.copy.title"), target)
        if chosen is None:
            return
        self._frame.banners.tell(Note("notice", tr("desk.copy.running"), can_close=False))
        work = partial(write_copy, self._session.project.reader, chosen)
        self._tasks.run(work, finished=self._on_copied, failed=self._on_failed)

    @guarded()
    def _on_copied(self, target: Any) -> None:
        words = self._desk.tr("desk.copy.done", name=target.name)
        self._frame.banners.tell(Note("done", words, target.parent))

    @guarded()
    def _on_failed(self, error: Any) -> None:
        self._frame.banners.tell(Note("error", failure_words(error, self._desk.tr)))

    @guarded()
    def _on_closed(self) -> None:
        self._frame.right.setCurrentWidget(self._frame.inspector)
        self._frame.grid.setFocus()
