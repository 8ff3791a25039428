"""Work in the background: a plain function in another thread, its outcome back in this one.

The outcome always arrives by signal in the thread of the window, as a result or as the exception
that ended the work. A window waits for its tasks before it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from esgdesk.ui.guard import guarded


class Task(QObject):
    """One piece of work. `finished` carries its result, `failed` the exception."""

    finished = Signal(object)
    failed = Signal(object)


class _Job(QRunnable):
    def __init__(self, task: Task, work: Callable[[], object]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._task = task
        self._work = work

    @guarded()
    def run(self) -> None:
        try:
            result = self._work()
        # Whatever ends the work belongs to the window that waits for it.
        except Exception as error:
            self._task.failed.emit(error)
        else:
            self._task.finished.emit(result)


class Tasks(QObject):
    """The background work of a window, one piece after another."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._jobs: dict[Task, _Job] = {}

    def run(
        self,
        work: Callable[[], object],
        *,
        finished: Callable[[Any], object],
        failed: Callable[[Any], object],
    ) -> None:
        """Start a function in the background; one of the two slots hears how it ended."""
        task = Task(self)
        job = _Job(task, work)
        self._jobs[task] = job
        task.finished.connect(finished)
        task.failed.connect(failed)
        task.finished.connect(self._on_ended)
        task.failed.connect(self._on_ended)
        self._pool.start(job)

    @property
    def is_busy(self) -> bool:
        """Whether anything is still at work."""
        return bool(self._jobs)

    def wait(self) -> None:
        """Wait until all work is done."""
        self._pool.waitForDone()

    @guarded()
    def _on_ended(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            self._jobs.pop(task, None)
            task.deleteLater()
