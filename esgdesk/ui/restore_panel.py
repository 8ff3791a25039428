"""The panel with the backups of the open company: make one now, or put one back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from esgdesk.core.errors import Problem, WorldProblem
from esgdesk.operations.backups import BY_HAND, Backup, back_up, changes_since, list_backups
from esgdesk.operations.project import Project
from esgdesk.operations.restore import restore_backup
from esgdesk.ui.attempt import Opened, key_for
from esgdesk.ui.backup_list import BackupList
from esgdesk.ui.file_panel import FilePanel
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.secret import SecretField
from esgdesk.ui.side_panel import lead
from esgdesk.ui.told import Note
from esgdesk.ui.trouble_backups import PASSWORD
from esgdesk.ui.words import day_and_clock


def back_up_now(reader: Callable[[], Project]) -> Backup:
    """What the worker does: read the company file on its own and back it up."""
    with reader() as project:
        return back_up(project, BY_HAND)


class RestorePanel(FilePanel):
    """Lists the backups; putting one back sets today's file aside whole."""

    def build(self) -> None:
        tr = self._tr
        self.add(lead(tr("desk.restore.lead")))
        self.now_button = WideButton(tr("desk.restore.now"))
        self.now_button.clicked.connect(self._on_now)
        self.column.addSpacing(8)
        self.column.addWidget(self.now_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.finish_line()
        self.secret = SecretField(tr("desk.secret.field"), tr)
        self.asks = QWidget()
        inside = QVBoxLayout(self.asks)
        inside.setContentsMargins(0, 4, 0, 4)
        inside.setSpacing(6)
        inside.addWidget(text_label(tr("desk.rescue.other_password"), "small"))
        inside.addWidget(self.secret)
        self.asks.hide()
        self.add(self.asks)
        head = QLabel(tr("desk.backup.title"))
        head.setProperty("tone", "heading")
        self.none = lead(tr("desk.restore.none"))
        self.backups = BackupList(self._look, tr, sentence=tr("desk.backup.sure"), is_narrow=True)
        self.backups.wanted.connect(self._on_wanted)
        self.add(head, self.none, self.backups, space=12)
        self.first = self.now_button

    def finish_line(self) -> None:
        """How it went stands above the list, where it is seen."""
        self.add(self.progress, space=4)
        self.add(self.told)

    def finish(self) -> None:
        self.column.addStretch(1)

    def open(self) -> None:
        """Show the backups as they are now."""
        super().open()
        self.asks.hide()
        self.secret.clear()
        self._show()
        if self.backups.rows:
            self.backups.rows[0].head.setFocus()

    def _show(self) -> None:
        found = list_backups(self.session.project.path)
        self.none.setVisible(not found)
        self.backups.show_backups(found, self._since)

    def _since(self, backup: Backup) -> str:
        count = changes_since(self.session.project, backup)
        if count is None:
            return self._tr("desk.backup.other_history")
        return self._tr("desk.backup.since", count=count) if count else self._tr("desk.backup.same")

    @guarded()
    def _on_now(self) -> None:
        if not self.leave():
            return
        self.now_button.setEnabled(False)
        self.told.say("", self._tr("desk.restore.making"))
        self.progress.show()
        work = partial(back_up_now, self.session.project.reader)
        self.tasks.run(work, finished=self._on_made, failed=self._on_failed)

    def _ended(self) -> None:
        self.progress.hide()
        self.now_button.setEnabled(True)
        self.now_button.setFocus()

    @guarded()
    def _on_made(self, backup: Any) -> None:
        self._ended()
        self._show()
        self.told.say("done", self._tr("desk.restore.made", figures=backup.rows))

    @guarded()
    def _on_failed(self, error: Any) -> None:
        self._ended()
        self.fail(error)

    @guarded()
    def _on_wanted(self, backup: Backup) -> None:
        if not self.leave():
            return
        session, path = self.session, self.session.project.path
        gone = changes_since(session.project, backup)
        try:
            key = key_for(backup, session.project.key, self.secret.text() or None)
            session.project.close()
            with self.busy(self._tr("desk.rescue.putting_back")):
                project, aside = restore_backup(path, backup, session.project.who, key=key)
        except WorldProblem as problem:
            self.reopen()
            self._refuse(problem)
            return
        except BaseException:
            self.reopen()
            raise
        facts = {"at": day_and_clock(backup.made), "folder": aside.name}
        words = (
            self._tr("desk.restore.done", count=gone, **facts)
            if gone is not None
            else self._tr("desk.rescue.restored", **facts)
        )
        if key is None and session.project.key is not None:
            words = f"{words} {self._tr('desk.restore.no_password')}"
        self.desk.show_company(Opened(project, note=Note("done", words, aside)))

    def _refuse(self, problem: Problem) -> None:
        if problem.key not in PASSWORD:
            self.fail(problem)
            return
        self.asks.show()
        self.secret.setFocus()
        if self.secret.text():
            self.told.say("error", self._tr("desk.secret.wrong"))
