"""What the trouble page offers: a password's field, looking, trying again, copying, going on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from esgdesk.core.errors import Problem
from esgdesk.operations.backups import list_backups
from esgdesk.ui.attempt import KINDS, Attempt, Trouble
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.secret import SecretField
from esgdesk.ui.side_panel import primary
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.theme import Look
from esgdesk.ui.told import Told
from esgdesk.ui.words import Words


class Offers(QWidget):
    """The lower part of the page. `gave_up_password` says that a right password does not open."""

    gave_up_password = Signal()

    def __init__(
        self, attempt: Attempt, trouble: Trouble, tasks: Tasks, look: Look, tr: Words
    ) -> None:
        super().__init__()
        self.attempt = attempt
        self.trouble = trouble
        self.tasks = tasks
        self.look = look
        self.tr_words = tr
        self.told = Told(look)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.build()

    def build(self) -> None:
        """Put the widgets in place."""

    def begin(self) -> None:
        """Called when the page stands."""

    def takes(self, problem: Problem) -> bool:
        """Whether another refusal is said here, so that the page need not become another one."""
        if KINDS.get(problem.key) != self.trouble.kind:
            return False
        self.told.say("warning", self.tr_words.explain(_by_name(problem)))
        return True

    def line(self, *buttons: QPushButton) -> None:
        """Put buttons side by side."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def say(self, problem: Problem) -> None:
        """Say inline what went wrong."""
        self.told.say("error", self.tr_words.explain(_by_name(problem)))


def _by_name(problem: Problem) -> Problem:
    """A problem that calls the file by its name: where it lies stands at the top of the page."""
    facts = dict(problem.facts)
    if facts.get("path"):
        facts["path"] = Path(str(facts["path"])).name
    return Problem(problem.key, **facts)


class NoOffers(Offers):
    """Nothing can be done here but to go back."""


class PasswordOffers(Offers):
    """The field for the password or the recovery key; a wrong one is said beside it."""

    def build(self) -> None:
        tr = self.tr_words
        self.secret = SecretField(tr("desk.secret.field"), tr)
        name = QLabel(tr("desk.secret.field"))
        name.setProperty("tone", "small")
        name.setBuddy(self.secret.line)
        self.open_button = primary(tr("desk.trouble.open"))
        self.open_button.clicked.connect(self._on_open)
        self.lost_button = WideButton(tr("desk.trouble.right_password"))
        self.lost_button.setProperty("kind", "link")
        self.lost_button.clicked.connect(self._on_lost)
        self.lost_button.hide()
        self.column.addWidget(name)
        self.column.addWidget(self.secret)
        self.column.addWidget(self.told)
        self.column.addSpacing(4)
        self.line(self.open_button, self.lost_button)

    def begin(self) -> None:
        self.secret.setFocus()

    def takes(self, problem: Problem) -> bool:
        return False

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_open()
        else:
            super().keyPressEvent(event)

    @guarded()
    def _on_open(self) -> None:
        if not self.secret.text():
            self.told.say("error", self.tr_words("desk.secret.empty"))
            return
        try:
            self.attempt.unlock(self.secret.text())
        except Problem as problem:
            if problem.key == "store.password_wrong":
                self.told.say("error", self.tr_words("desk.secret.wrong"))
                self.lost_button.setVisible(bool(list_backups(self.attempt.path)))
            else:
                self.say(problem)
            self.secret.setFocus()
            self.secret.line.selectAll()

    @guarded()
    def _on_lost(self) -> None:
        self.gave_up_password.emit()


class LockedOffers(Offers):
    """Somebody else has it open: look at it meanwhile, or try again."""

    def build(self) -> None:
        self.look_button = primary(self.tr_words("desk.trouble.look"))
        self.look_button.clicked.connect(self._on_look)
        self.retry_button = WideButton(self.tr_words("desk.trouble.retry"))
        self.retry_button.clicked.connect(self._on_retry)
        self.line(self.look_button, self.retry_button)
        self.column.addWidget(self.told)

    def begin(self) -> None:
        self.retry_button.setFocus()

    def takes(self, problem: Problem) -> bool:
        if KINDS.get(problem.key) != "locked":
            return False
        self.told.say("notice", self.tr_words("desk.trouble.still_locked"))
        return True

    @guarded()
    def _on_look(self) -> None:
        self.attempt.look(self.trouble.problem)

    @guarded()
    def _on_retry(self) -> None:
        self.attempt.again()


class SharedOffers(Offers):
    """It lies where it cannot be worked on: copy it, or look at it where it lies."""

    def build(self) -> None:
        self.copy_button = primary(self.tr_words("desk.trouble.copy"))
        self.copy_button.clicked.connect(self._on_copy)
        self.look_button = WideButton(self.tr_words("desk.trouble.look"))
        self.look_button.clicked.connect(self._on_look)
        self.line(self.copy_button, self.look_button)
        self.column.addWidget(self.told)

    def begin(self) -> None:
        self.copy_button.setFocus()

    def takes(self, problem: Problem) -> bool:
        if KINDS.get(problem.key) != self.trouble.kind:
            return False
        # Looking was refused as well: somebody is at work on it there.
        self.look_button.hide()
        self.told.say("warning", self.tr_words("desk.trouble.shared_busy"))
        return True

    @guarded()
    def _on_copy(self) -> None:
        try:
            self.attempt.copy_home()
        except Problem as problem:
            self.say(problem)

    @guarded()
    def _on_look(self) -> None:
        self.attempt.look(self.trouble.problem)


class IdleOffers(Offers):
    """Not the live copy: look at it, or make it the live one after a word about the other."""

    def build(self) -> None:
        tr = self.tr_words
        self.look_button = primary(tr("desk.trouble.look"))
        self.look_button.clicked.connect(self._on_look)
        self.go_on_button = WideButton(tr("desk.trouble.go_on"))
        self.go_on_button.clicked.connect(self._on_go_on)
        self.line(self.look_button, self.go_on_button)
        self.question = QWidget()
        inside = QVBoxLayout(self.question)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(text_label(tr(f"desk.trouble_sure.{self.trouble.kind}")))
        self.sure_button = WideButton(tr("desk.trouble.sure"))
        self.sure_button.clicked.connect(self._on_sure)
        self.no_button = WideButton(tr("desk.trouble.no"))
        self.no_button.clicked.connect(self._on_no)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.sure_button)
        row.addWidget(self.no_button)
        row.addStretch(1)
        inside.addLayout(row)
        self.question.hide()
        self.column.addWidget(self.question)
        self.column.addWidget(self.told)

    def begin(self) -> None:
        self.look_button.setFocus()

    @guarded()
    def _on_look(self) -> None:
        self.attempt.look(self.trouble.problem)

    @guarded()
    def _on_go_on(self) -> None:
        self.question.show()
        self.no_button.setFocus()

    @guarded()
    def _on_sure(self) -> None:
        self.attempt.go_on_here()

    @guarded()
    def _on_no(self) -> None:
        self.question.hide()
        self.look_button.setFocus()
