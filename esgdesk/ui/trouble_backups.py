"""The backups on the trouble page: one is put back in the background, and the file opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLabel

from esgdesk.core.errors import Problem, WorldProblem
from esgdesk.operations.backups import Backup, list_backups
from esgdesk.ui.attempt import key_for, put_back
from esgdesk.ui.backup_list import BackupList
from esgdesk.ui.guard import guarded, report
from esgdesk.ui.pieces import WideButton
from esgdesk.ui.side_panel import progress_bar
from esgdesk.ui.told import Note
from esgdesk.ui.trouble_offers import Offers
from esgdesk.ui.words import day_and_clock

PASSWORD = ("store.password_needed", "store.password_wrong")


class BackupOffers(Offers):
    """A list of backups; one is put back in the background, and the file opens."""

    sentence = "desk.backup.sure_damaged"

    def add_backups(self, title: str) -> None:
        """Put the list below what is there already."""
        tr = self.tr_words
        head = QLabel(tr(title))
        head.setProperty("tone", "heading")
        self.backups = BackupList(self.look, tr, sentence=tr(self.sentence))
        self.backups.wanted.connect(self._on_wanted)
        found = list_backups(self.attempt.path)
        self.backups.show_backups(found)
        self.has_backups = bool(found)
        self.column.addSpacing(12)
        self.column.addWidget(head)
        self.column.addWidget(self.backups)
        head.setVisible(self.has_backups)
        self.backups.setVisible(self.has_backups)

    def add_progress(self) -> None:
        """The line that says what is being done, and how it went."""
        self.progress = progress_bar(self.tr_words("desk.panel.running"))
        self.column.addWidget(self.told)
        self.column.addWidget(self.progress)

    def work(
        self, words: str, work: Callable[[], object], finished: Callable[[Any], object]
    ) -> None:
        """Do something in the background and say so; nothing else can be pressed meanwhile."""
        self.setEnabled(False)
        self.told.say("", words)
        self.progress.show()
        self.tasks.run(work, finished=finished, failed=self._on_failed)

    def done(self) -> None:
        """Nothing is at work any more."""
        self.setEnabled(True)
        self.progress.hide()
        self.told.say("", "")

    @guarded()
    def _on_failed(self, error: Any) -> None:
        self.done()
        if isinstance(error, WorldProblem) and error.key in PASSWORD:
            self.refuse_key(error)
        elif isinstance(error, Problem):
            self.say(error)
        else:
            self.told.say("error", self.tr_words("desk.rescue.bug"))
            report(error)

    @guarded()
    def _on_wanted(self, backup: Backup) -> None:
        try:
            key = key_for(backup, self.attempt.key, self.attempt.answer)
        except WorldProblem as problem:
            self.refuse_key(problem)
            return
        self.attempt.key = key
        self._backup = backup
        self.work(
            self.tr_words("desk.rescue.putting_back"),
            partial(put_back, self.attempt.path, backup, self.attempt.who, key),
            self._on_put_back,
        )

    def refuse_key(self, problem: WorldProblem) -> None:
        """Say that a backup's password is not known."""
        self.say(problem)

    @guarded()
    def _on_put_back(self, aside: Any) -> None:
        self.done()
        at = day_and_clock(self._backup.made)
        words = self.tr_words("desk.rescue.restored", at=at, folder=aside.name)
        self.attempt.after(Note("done", words, aside if aside.exists() else None))


class OlderOffers(BackupOffers):
    """The file has fewer deeds than were seen: a backup may have more, or it is meant so."""

    def build(self) -> None:
        tr = self.tr_words
        self.open_button = WideButton(tr("desk.trouble.as_it_is"))
        self.open_button.clicked.connect(self._on_open)
        self.retry_button = WideButton(tr("desk.trouble.retry"))
        self.retry_button.clicked.connect(self._on_retry)
        self.line(self.open_button, self.retry_button)
        self.add_progress()
        self.add_backups("desk.backup.title")

    def begin(self) -> None:
        (self.backups.rows[0].head if self.has_backups else self.open_button).setFocus()

    @guarded()
    def _on_open(self) -> None:
        self.attempt.as_it_is()

    @guarded()
    def _on_retry(self) -> None:
        self.attempt.again()
