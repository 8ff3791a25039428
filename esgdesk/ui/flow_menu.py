"""What Edit offers for a whole chapter or year: submit, approve, lock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from esgdesk.core.errors import RefusedDeed
from esgdesk.core.flow import figures, in_state, is_wrong, state_of, submittable
from esgdesk.core.model import EntryKey, State
from esgdesk.operations.flow import approve, lock_year, submit, unlock_year
from esgdesk.ui.frame import Frame
from esgdesk.ui.menus import add_action
from esgdesk.ui.session import Session
from esgdesk.ui.words import Words


class FlowMenu:
    """Does to the chapter that is shown what its lines say, and tells in the foot how it went."""

    def __init__(
        self, frame: Frame, session: Session, chapter: Callable[[], str], tr: Words
    ) -> None:
        self._frame = frame
        self._session = session
        self._chapter = chapter
        self._tr = tr
        self._hint = frame.foot.hint
        self._actions: list[QAction] = []
        self.lock: QAction

    def fill(self, window: QMainWindow, menu: QMenu) -> None:
        """Add the lines to a menu."""
        self._actions = [
            add_action(window, menu, self._tr("desk.menu.submit"), self.submit_chapter),
            add_action(window, menu, self._tr("desk.menu.approve"), self.approve_chapter),
        ]
        self.lock = add_action(window, menu, "", self.lock_or_unlock)

    def show(self) -> None:
        """Let lines, grid and foot say whether the year takes changes."""
        session = self._session
        if not session.project.can_write:
            for action in (*self._actions, self.lock):
                action.setEnabled(False)
        is_locked = session.year in session.view.locked
        name = "desk.menu.unlock" if is_locked else "desk.menu.lock"
        self.lock.setText(self._tr(name, year=session.year))
        if not session.project.can_write:
            return
        for action in self._actions:
            action.setEnabled(not is_locked)
        self._frame.model.can_edit = not is_locked
        foot = self._frame.foot
        hint = self._tr("desk.flow.locked", year=session.year) if is_locked else self._hint
        if foot.hint != hint:
            foot.hint = hint
            foot.hint_icon = "lock" if is_locked else ""
            foot.say_hint()

    def _keys(self) -> list[EntryKey]:
        view, year = self._session.view, self._session.year
        return [key for _, key in figures(view, year, chapter=self._chapter())]

    def submit_chapter(self) -> None:
        """Submit what can be, and say how many were left."""
        self._frame.leave_fields()
        session, keys = self._session, self._keys()
        view = session.view
        can = submittable(view, session.findings, keys)
        if not can:
            session.failed.emit(RefusedDeed("flow.nothing_to_submit"))
            return
        wrong = sum(
            is_wrong(view, session.findings, key) and state_of(view, key) is not None
            for key in keys
        )
        if session.do(partial(submit, session.project, can)):
            words = self._tr("desk.flow.submitted", count=len(can))
            if wrong:
                words = self._tr("desk.flow.submitted_but", count=len(can), wrong=wrong)
            self._say(words)

    def approve_chapter(self) -> None:
        """Approve every submitted figure."""
        self._frame.leave_fields()
        session = self._session
        ready = in_state(session.view, State.SUBMITTED, self._keys())
        if not ready:
            session.failed.emit(RefusedDeed("flow.nothing_to_approve"))
        elif session.do(partial(approve, session.project, ready, four_eyes=session.four_eyes)):
            self._say(self._tr("desk.flow.approved", count=len(ready)))

    def lock_or_unlock(self) -> None:
        """Let the year take no changes, or take them again."""
        self._frame.leave_fields()
        session = self._session
        deed = unlock_year if session.year in session.view.locked else lock_year
        session.do(partial(deed, session.project, session.year))

    def _say(self, words: str) -> None:
        self._frame.foot.say("circle-check", "done", words)
