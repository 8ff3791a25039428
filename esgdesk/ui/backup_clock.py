"""Backups while the desk is open: one right after opening, then one every quarter of an hour.

They are made in the background from a reader of their own, and only where something was done
since the last one. When nobody has done anything for a minute, the -wal file is brought in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from esgdesk.core.errors import Problem
from esgdesk.operations.backups import (
    MINUTES_BETWEEN,
    OPENED,
    TIMED,
    Backup,
    BadCopyError,
    back_up_if_due,
    require_sound,
)
from esgdesk.operations.project import Project
from esgdesk.ui.guard import guarded, report
from esgdesk.ui.session import Session
from esgdesk.ui.tasks import Tasks

AFTER_OPENING = 700
"""Milliseconds: the window is drawn and answers by then."""

MINUTE = 60_000
DAMAGE = ("store.damaged", "store.damaged_protected", "store.row_damaged")
log = logging.getLogger(__name__)


def make_backup(open_reader: Callable[[], Project], why: str) -> Backup | None:
    """What the worker does: read the company file on its own and back it up, if it is due.

    A backup is read whole; where none is due at opening, the file itself is, so that damage is
    found while the backups are fresh. Raises BadCopyError then.
    """
    with open_reader() as reader:
        made = back_up_if_due(reader, why)
        if made is None and why == OPENED:
            require_sound(reader)
        return made


class BackupClock(QObject):
    """Signals: `failed` with the problem when backups begin to fail, `alarmed` with the exception
    when a copy shows that the file itself is wrong, `ended` after each try.
    """

    failed = Signal(object)
    alarmed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        session: Session,
        parent: QObject,
        *,
        after_opening: int = AFTER_OPENING,
        minute: int = MINUTE,
    ) -> None:
        super().__init__(parent)
        self._session = session
        # Tasks of its own: an export does not wait until a large file is backed up.
        self._tasks = Tasks(self)
        self._minutes = 0
        self._is_still = False
        self._needs_settling = True
        self._is_failing = False
        self._is_alarmed = False
        self._was_stopped = False
        self._opened = QTimer(self)
        self._opened.setSingleShot(True)
        self._opened.setInterval(after_opening)
        self._opened.timeout.connect(self._on_opened)
        self._timer = QTimer(self)
        self._timer.setInterval(minute)
        self._timer.timeout.connect(self._on_minute)
        session.changed.connect(self._on_stirred)

    def start(self) -> None:
        """Run from now on; a company that is only looked at needs no backups."""
        self._was_stopped = False
        if self._session.project.can_write:
            self._opened.start()
            self._timer.start()

    def stop(self) -> None:
        """Begin no more backups and wait for the one under way; who works on starts them again."""
        self._was_stopped = True
        self._opened.stop()
        self._timer.stop()
        self._tasks.wait()

    @property
    def is_busy(self) -> bool:
        """Whether a backup is under way."""
        return self._tasks.is_busy

    def stir(self) -> None:
        """Hear that somebody is at work."""
        self._is_still = False
        self._needs_settling = True
        if self._was_stopped:
            # The window was to be left and was not, or a panel has only saved what was open.
            self.start()

    def _run(self, why: str) -> None:
        self._minutes = 0
        project = self._session.project
        # The reader is opened in the worker, for a connection belongs to one thread.
        self._tasks.run(
            lambda: make_backup(project.reader, why),
            finished=self._on_made,
            failed=self._on_failed,
        )

    def _settle(self) -> None:
        self._needs_settling = False
        try:
            self._session.project.settle()
        except Problem as problem:
            log.info("the -wal file could not be brought in: %s", problem)

    @guarded()
    def _on_opened(self) -> None:
        self._run(OPENED)

    @guarded()
    def _on_minute(self) -> None:
        self._minutes += 1
        if self.is_busy:
            return
        if self._minutes >= MINUTES_BETWEEN:
            self._run(TIMED)
        elif self._is_still and self._needs_settling:
            self._settle()
        self._is_still = True

    @guarded()
    def _on_stirred(self) -> None:
        self.stir()

    @guarded()
    def _on_made(self, backup: Backup | None) -> None:
        self._is_failing = False
        if backup is not None:
            log.info("backed up to %s", backup.path)
        self.ended.emit()

    @guarded()
    def _on_failed(self, error: Exception) -> None:
        is_damage = isinstance(error, Problem) and error.key in DAMAGE
        if isinstance(error, BadCopyError) or is_damage:
            log.error("the file does not agree with its journal: %s", error)
            if not self._is_alarmed:
                self._is_alarmed = True
                self.alarmed.emit(error)
        elif isinstance(error, Problem):
            log.info("no backup was made: %s", error)
            if not self._is_failing:
                self._is_failing = True
                self.failed.emit(error)
        else:
            report(error)
        self.ended.emit()
