"""The panel for handing the company over to a colleague, who goes on in a tested copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from esgdesk.core.errors import Problem
from esgdesk.operations.custody import hand_over
from esgdesk.operations.opening import open_project
from esgdesk.ui.attempt import Opened
from esgdesk.ui.file_panel import FilePanel
from esgdesk.ui.guard import guarded
from esgdesk.ui.messages import ask_new_company_file
from esgdesk.ui.side_panel import lead, primary
from esgdesk.ui.told import Note


class HandOverPanel(FilePanel):
    """Who goes on, and where the copy goes; this file is for looking only from then on."""

    def build(self) -> None:
        tr = self._tr
        self.add(lead(tr("desk.hand_over.lead")))
        self.person = QLineEdit()
        self.add_field(tr("desk.hand_over.person"), self.person)
        self.start = primary(tr("desk.hand_over.start"))
        self.start.clicked.connect(self._on_start)
        self.add(self.start, space=8)
        self.first = self.person

    def go(self) -> None:
        """Enter hands over."""
        self._on_start()

    @guarded()
    def _on_start(self) -> None:
        person = self.person.text().strip()
        if not person:
            self.told.say("error", self._tr("desk.hand_over.no_person"))
            self.person.setFocus()
            return
        if not self.leave():
            return
        path = self.session.project.path
        name = self._tr("desk.hand_over.file_name", name=path.stem, person=person)
        title = self._tr("desk.hand_over.title")
        target = ask_new_company_file(self, self._tr, title, path.with_name(f"{name}{path.suffix}"))
        if target is None:
            return
        try:
            with self.busy(self._tr("desk.copy.running")):
                written = hand_over(self.session.project, target, person)
        # A copy that does not hold is no Problem, and must be said here all the same.
        except Exception as error:
            self.fail(error)
            return
        self._become_looking(written, person)

    def _become_looking(self, written: Path, person: str) -> None:
        """Open the same file again, now that it is not the live one any more."""
        given = self.session.project
        given.close()
        why: Problem | None = None
        try:
            open_project(given.path, given.who, key=given.key).close()
        except Problem as problem:
            why = problem
        project = open_project(given.path, given.who, can_write=False, key=given.key)
        words = self._tr("desk.hand_over.done", person=person, name=written.name)
        self.desk.show_company(Opened(project, why, Note("done", words, written.parent)))
