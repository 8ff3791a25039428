"""The recovery page: what can be saved of a damaged file, and the backups that can be put back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from esgdesk.core.errors import Problem, WorldProblem
from esgdesk.operations.backups import list_backups
from esgdesk.operations.opening import find_file_key
from esgdesk.operations.recovery import Salvage, examine
from esgdesk.ui.attempt import ONLY_BACKUPS, rebuild
from esgdesk.ui.guard import guarded
from esgdesk.ui.messages import open_folder
from esgdesk.ui.pieces import WideButton, clear_out, text_label
from esgdesk.ui.secret import SecretField
from esgdesk.ui.side_panel import primary
from esgdesk.ui.told import Note, Told
from esgdesk.ui.trouble_backups import BackupOffers
from esgdesk.ui.words import day_and_clock


class RecoveryOffers(BackupOffers):
    """What can be saved from the file itself, then the backups."""

    def build(self) -> None:
        tr = self.tr_words
        self._salvage: Salvage | None = None
        self.secret = SecretField(tr("desk.secret.field"), tr)
        self._asks = QWidget()
        inside = QVBoxLayout(self._asks)
        inside.setContentsMargins(0, 0, 0, 4)
        inside.setSpacing(6)
        inside.addWidget(text_label(tr("desk.rescue.password")))
        inside.addWidget(self.secret)
        self.found = QVBoxLayout()
        self.found.setSpacing(6)
        self.rebuild_button = primary(tr("desk.rescue.rebuild"))
        self.rebuild_button.clicked.connect(self._on_rebuild)
        self.retry_button = WideButton(tr("desk.trouble.retry"))
        self.retry_button.clicked.connect(self._on_retry)
        self.folder_button = WideButton(tr("desk.told.folder"))
        self.folder_button.clicked.connect(self._on_folder)
        self.column.addWidget(self._asks)
        self.column.addLayout(self.found)
        self.column.addSpacing(4)
        self.line(self.rebuild_button, self.retry_button, self.folder_button)
        self.add_progress()
        self.add_backups("desk.backup.or")
        self.rebuild_button.hide()
        self._asks.hide()

    def begin(self) -> None:
        if self.attempt.key is None and self._password_wanted():
            self._asks.show()
            self.secret.setFocus()
            return
        self._examine()

    def _password_wanted(self) -> bool:
        return any(_has_password(path) for path in self._files())

    def _files(self) -> list[Path]:
        return [
            self.attempt.path,
            *(backup.path for backup in list_backups(self.attempt.path)),
        ]

    def _examine(self) -> None:
        work = partial(examine, self.attempt.path, key=self.attempt.key)
        self.work(self.tr_words("desk.rescue.looking"), work, self._on_examined)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not self._asks.isHidden():
            self._answer()
        else:
            super().keyPressEvent(event)

    def _answer(self) -> None:
        answer = self.secret.text()
        for path in self._files():
            if not _has_password(path):
                continue
            try:
                self.attempt.key, self.attempt.answer = find_file_key(path, answer), answer
            except WorldProblem:
                continue
            self._asks.hide()
            self._examine()
            return
        self.told.say("error", self.tr_words("desk.secret.wrong"))
        self.secret.setFocus()
        self.secret.line.selectAll()

    def takes(self, problem: Problem) -> bool:
        if problem.key != self.trouble.problem.key:
            return False
        self.told.say("notice", self.tr_words("desk.trouble.as_before"))
        return True

    def refuse_key(self, problem: WorldProblem) -> None:
        """Ask for the password of that backup."""
        self._asks.show()
        self.secret.setFocus()
        self.secret.line.selectAll()
        self.told.say("warning", self.tr_words("desk.rescue.other_password"))

    @guarded()
    def _on_examined(self, salvage: Any) -> None:
        self.done()
        self._salvage = salvage
        clear_out(self.found)
        is_worth_it = salvage.is_worth_it and self.trouble.kind not in ONLY_BACKUPS
        for tone, words in self._summary(salvage):
            line = Told(self.look)
            # It stands in its place first: shown alone, it would be a window of its own.
            self.found.addWidget(line)
            line.say(tone, words)
        self.rebuild_button.setVisible(is_worth_it)
        first = self.rebuild_button if is_worth_it else self.retry_button
        if self.has_backups and not is_worth_it:
            first = self.backups.rows[0].head
        first.setFocus()

    def _summary(self, salvage: Salvage) -> list[tuple[str, str]]:
        tr = self.tr_words
        if not salvage.is_worth_it:
            return [("warning", tr("desk.rescue.nothing"))]
        if self.trouble.kind in ONLY_BACKUPS:
            return []
        lines = []
        if salvage.base is not None:
            at = day_and_clock(salvage.base.made)
            lines.append(("done", tr("desk.rescue.base", at=at, number=salvage.base.number)))
        if salvage.steps:
            at = day_and_clock(salvage.steps[-1].operation.at)
            word = "desk.rescue.later" if salvage.base is not None else "desk.rescue.journal"
            facts = {"count": len(salvage.steps), "at": at, "number": salvage.reaches}
            lines.append(("done", tr(word, **facts)))
        elif salvage.base is not None:
            lines.append(("notice", tr("desk.rescue.no_later")))
        if salvage.lost:
            lines.append(("warning", tr("desk.rescue.lost", count=salvage.lost)))
        else:
            lines.append(("done", tr("desk.rescue.none_lost")))
        if salvage.bad_backups:
            count = len(salvage.bad_backups)
            lines.append(("warning", tr("desk.rescue.bad_backups", count=count)))
        lines.append(("notice", tr("desk.rescue.aside")))
        return lines

    @guarded()
    def _on_rebuild(self) -> None:
        if self._salvage is None:
            return
        self.work(
            self.tr_words("desk.rescue.rebuilding"),
            partial(rebuild, self._salvage, self.attempt.who, self.attempt.key),
            self._on_rebuilt,
        )

    @guarded()
    def _on_rebuilt(self, aside: Any) -> None:
        self.done()
        assert self._salvage is not None
        reaches, lost = self._salvage.reaches, self._salvage.lost
        words = self.tr_words("desk.rescue.done", number=reaches, lost=lost, folder=aside.name)
        self.attempt.after(Note("warning" if lost else "done", words, aside))

    @guarded()
    def _on_retry(self) -> None:
        self.attempt.again()

    @guarded()
    def _on_folder(self) -> None:
        open_folder(self.attempt.path)


def _has_password(path: Path) -> bool:
    try:
        find_file_key(path, None)
    except WorldProblem as problem:
        return problem.key == "store.password_needed"
    return False
