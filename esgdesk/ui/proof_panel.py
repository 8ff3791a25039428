"""The panel that proves the file: every test, held against an anchor or what was seen last."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from esgdesk.core.errors import Problem
from esgdesk.operations.project import Project
from esgdesk.operations.proof import Verification, prove, verdict
from esgdesk.ui.file_panel import FilePanel
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import clear_out, text_label
from esgdesk.ui.side_panel import lead, primary
from esgdesk.ui.told import Told

MOST_FAULTS = 40


def prove_file(reader: Callable[[], Project], anchor: str) -> Verification:
    """What the worker does: read the company file on its own and run every test."""
    with reader() as project:
        return prove(project, anchor)


class ProofPanel(FilePanel):
    """A field for an anchor, and the outcome in words."""

    def build(self) -> None:
        tr = self._tr
        self.add(lead(tr("desk.proof.lead")))
        self.anchor = QLineEdit()
        self.anchor.setPlaceholderText("412:9f86d081884c7d65")
        self.add_field(tr("desk.proof.anchor"), self.anchor)
        self.add(text_label(tr("desk.proof.hint"), "small"))
        self.start = primary(tr("desk.proof.start"))
        self.start.clicked.connect(self._on_start)
        self.add(self.start, space=8)
        self.outcome = QVBoxLayout()
        self.outcome.setSpacing(8)
        self.first = self.start

    def finish(self) -> None:
        self.add(self.progress, space=8)
        self.add(self.told)
        self.column.addLayout(self.outcome)
        self.column.addStretch(1)

    def go(self) -> None:
        """Enter proves."""
        if self.start.isEnabled():
            self._on_start()

    @guarded()
    def _on_start(self) -> None:
        if not self.leave():
            return
        clear_out(self.outcome)
        self.start.setEnabled(False)
        self.told.say("", self._tr("desk.proof.running"))
        self.progress.show()
        work = partial(prove_file, self.session.project.reader, self.anchor.text())
        self.tasks.run(work, finished=self._on_proved, failed=self._on_failed)

    def _ended(self) -> None:
        self.progress.hide()
        self.start.setEnabled(True)
        self.told.say("", "")

    @guarded()
    def _on_proved(self, found: Any) -> None:
        self._ended()
        said = verdict(found, is_given=bool(self.anchor.text().strip()))
        last = len(said) - 1
        for place, (key, facts) in enumerate(said):
            if MOST_FAULTS < place < last:
                continue
            words = self._tr.message(key, **facts)
            if found.holds:
                self._say("done", words)
            else:
                self._say(
                    "error" if place == 0 else "notice" if place == last else "warning", words
                )

    def _say(self, tone: str, words: str) -> None:
        line = Told(self._look)
        self.outcome.addWidget(line)
        line.say(tone, words)

    @guarded()
    def _on_failed(self, error: Any) -> None:
        self._ended()
        self.fail(error)
        if isinstance(error, Problem):
            self.anchor.setFocus()
            self.anchor.selectAll()
