"""What the inspector says of a figure's state and comments, and the deeds behind their buttons."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from esgdesk.core.errors import Problem
from esgdesk.core.flow import OPEN, state_of
from esgdesk.core.model import About, Comment, EntryKey, State
from esgdesk.operations.flow import add_comment, approve, send_back, settle_comment, submit
from esgdesk.operations.history import comment_origin
from esgdesk.ui.cells import STATE_MARKS
from esgdesk.ui.finding_card import marked_line
from esgdesk.ui.flow_card import APPROVE, SEND_BACK, SUBMIT, CommentForm, CommentLine, StateCard
from esgdesk.ui.guard import guarded
from esgdesk.ui.session import Session
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words, day_and_clock

CLOSED = (State.SUBMITTED, State.APPROVED)


class FlowLines(QObject):
    """Makes the lines of the sections State and Comments."""

    def __init__(self, session: Session, look: Look, tr: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._look = look
        self._tr = tr

    def state(self, key: EntryKey) -> list[QWidget]:
        """A figure's state; nothing where nobody has entered one."""
        state = state_of(self._session.view, key)
        if state is None:
            return []
        words = self._tr(f"desk.state.{state}")
        if key.period in self._session.view.locked:
            words = self._tr("desk.flow.state_locked", state=words, year=key.period)
        icon, token = STATE_MARKS[state]
        offered: list[str] = []
        if self._session.can_change(key.period):
            offered += [SUBMIT] if state in OPEN else []
            offered += [APPROVE] if state is State.SUBMITTED else []
            offered += [SEND_BACK] if state in CLOSED else []
        card = StateCard(marked_line(self._look, icon, token, words), offered, self._tr)
        card.chosen.connect(partial(self._on_chosen, key))
        card.sent_back.connect(partial(self._on_sent_back, key))
        return [card]

    def comments(self, key: EntryKey) -> list[QWidget]:
        """What was said of a figure, oldest first, and a way to say something."""
        can_write = self._session.project.can_write
        said = [
            (self._said(comment), comment) for comment in self._session.view.comments.get(key, ())
        ]
        lines: list[QWidget] = []
        for (_, words), comment in sorted(said, key=lambda line: line[0][0]):
            offer = self._tr("desk.flow.undo_done" if comment.is_done else "desk.flow.done")
            line = CommentLine(self._text(comment), words, offer if can_write else "")
            line.settled.connect(partial(self._on_settled, comment))
            lines.append(line)
        if can_write and key.entity:
            form = CommentForm(self._tr)
            form.added.connect(partial(self._on_added, key))
            lines.append(form)
        return lines

    def _text(self, comment: Comment) -> str:
        text = comment.text
        if comment.to:
            text = self._tr("desk.flow.to", person=comment.to, text=text)
        if comment.about is About.SENT_BACK:
            text = self._tr("desk.flow.back_because", text=text)
        return self._tr("desk.flow.is_done", text=text) if comment.is_done else text

    def _said(self, comment: Comment) -> tuple[int, str]:
        """The number of the operation that said it, and who and when in words."""
        try:
            operation = comment_origin(self._session.project, comment)
        except Problem:
            # A file that cannot be read is said where figures are entered, not in this line.
            operation = None
        if operation is None:
            return 0, ""
        return operation.number, f"{day_and_clock(operation.at)} · {operation.person}"

    @guarded()
    def _on_chosen(self, key: EntryKey, what: str) -> None:
        session = self._session
        if what == SUBMIT:
            session.do(partial(submit, session.project, [key]))
        else:
            session.do(partial(approve, session.project, [key], four_eyes=session.four_eyes))

    @guarded()
    def _on_sent_back(self, key: EntryKey, text: str) -> None:
        self._session.do(partial(send_back, self._session.project, [key], text))

    @guarded()
    def _on_settled(self, comment: Comment) -> None:
        project = self._session.project
        self._session.do(partial(settle_comment, project, comment, is_done=not comment.is_done))

    @guarded()
    def _on_added(self, key: EntryKey, text: str) -> None:
        self._session.do(partial(add_comment, self._session.project, key, text))
