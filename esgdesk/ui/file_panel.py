"""What the panels about the company file itself share: they close it, work, and open it again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from esgdesk.core.errors import Problem
from esgdesk.operations.backups import BadCopyError
from esgdesk.operations.opening import open_project
from esgdesk.ui.attempt import WHILE_OPEN, Trouble
from esgdesk.ui.guard import report
from esgdesk.ui.menus import Desk
from esgdesk.ui.session import Session
from esgdesk.ui.side_panel import SidePanel
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.words import Words


class FilePanel(SidePanel):
    """A panel that works on the open file. `leave` saves what is being typed; False: not all."""

    def __init__(
        self, title: str, desk: Desk, session: Session, tasks: Tasks, leave: Callable[[], bool]
    ) -> None:
        super().__init__(title, desk.look, desk.tr)
        self.desk = desk
        self.session = session
        self.tasks = tasks
        self.leave = leave
        self.build()
        self.finish()

    def build(self) -> None:
        """Fill the panel."""

    def reopen(self) -> None:
        """Open the file again after work that closed it and came to nothing."""
        old = self.session.project
        with contextlib.suppress(Problem):
            old.close()
        try:
            self.session.take(open_project(old.path, old.who, key=old.key))
        except Problem as problem:
            self.desk.show_trouble(Trouble(old.path, problem, old.key))

    def fail(self, error: Exception) -> None:
        """Say inline what went wrong; a bug is reported too."""
        self.told.say("error", failure_words(error, self._tr))


def failure_words(error: Exception, tr: Words) -> str:
    """Why a copy, a backup or a password did not come about.

    A bug is reported too, and so is damage, for which the window gives way.
    """
    if isinstance(error, Problem):
        if error.key in WHILE_OPEN:
            report(error)
        return tr.explain(error)
    if isinstance(error, BadCopyError):
        return tr("desk.keep.bad_copy")
    report(error)
    return tr("desk.keep.bug")
