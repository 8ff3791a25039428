"""Keeps what is being typed, so that a crash costs no more than the last two seconds of it.

A second after the first key that is not kept yet, what stands in the open editors is written into
the company file, beside its figures; further keys do not put that off. It goes again when a cell
is left. A text that was left and could not be saved stays kept until it is.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer

from esgdesk.core.errors import Problem
from esgdesk.core.model import EntryKey
from esgdesk.operations.unfinished import (
    Field,
    Unfinished,
    drop_unfinished,
    keep_unfinished,
    list_unfinished,
)
from esgdesk.ui.guard import guarded
from esgdesk.ui.session import Session

INTERVAL = 1000
Place = tuple[Field, EntryKey]
log = logging.getLogger(__name__)


class Keeper(QObject):
    """Holds the file's unfinished texts to what stands in the editors now."""

    def __init__(self, session: Session, parent: QObject, *, interval: int = INTERVAL) -> None:
        super().__init__(parent)
        self._session = session
        self._open: dict[Place, str] = {}
        self._kept: dict[Place, str] = {}
        self._offers: dict[Place, Unfinished] = {}
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self._on_timeout)
        session.changed.connect(self._on_changed)

    # ------------------------------------------------------------ while it is typed

    def typing(self, field: Field, key: EntryKey, text: str) -> None:
        """Hear of a key: this stands in the open editor now."""
        if not self._session.project.can_write:
            return
        self._close(field)
        self._open[field, key] = text
        self._wake()

    def left(self, field: Field) -> None:
        """Hear that an editor was left, be it saved or given up."""
        self._close(field)
        self._put_right()

    def finish(self) -> None:
        """Forget all that was kept; the company is being closed and nothing is lost."""
        self._timer.stop()
        self._open.clear()
        for place in list(self._kept):
            self._release(place)

    def _close(self, field: Field) -> None:
        self._open = {place: text for place, text in self._open.items() if place[0] is not field}

    def _wake(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _wanted(self) -> dict[Place, str]:
        """What is to be kept: what could not be saved, and what stands in the editors."""
        figures, notes = self._session.unsaved, self._session.unsaved_notes
        return {
            **{(Field.FIGURE, key): waiting.text for key, waiting in figures.items()},
            **{(Field.NOTE, key): waiting.text for key, waiting in notes.items()},
            **self._open,
        }

    def _put_right(self) -> None:
        wanted = self._wanted()
        for place in self._kept.keys() - wanted.keys():
            self._release(place)
        if any(self._kept.get(place) != text for place, text in wanted.items()):
            self._wake()

    def _keep(self, place: Place, text: str) -> None:
        try:
            keep_unfinished(self._session.project, *place, text)
        except (Problem, UnicodeError) as error:
            self._fail(error)
        else:
            self._kept[place] = text
            self._has_failed = False

    def _release(self, place: Place) -> None:
        """Drop a kept text; where one from before still waits for an answer, that is kept again."""
        offer = self._offers.get(place)
        try:
            if offer is not None:
                keep_unfinished(self._session.project, *place, offer.text)
            else:
                drop_unfinished(self._session.project, *place)
        except Problem as problem:
            self._fail(problem)
        else:
            del self._kept[place]

    def _fail(self, error: Exception) -> None:
        """Nothing is said: the person is typing, and the cell itself will say what is wrong."""
        if not self._has_failed:
            log.info("what is being typed cannot be kept: %s", error)
        self._has_failed = True

    @guarded()
    def _on_timeout(self) -> None:
        for place, text in self._wanted().items():
            if self._kept.get(place) != text:
                self._keep(place, text)
        self._put_right()

    @guarded()
    def _on_changed(self) -> None:
        if self._kept or self._session.has_unsaved:
            self._put_right()

    # ------------------------------------------------------------ after a crash

    def offers(self) -> list[Unfinished]:
        """What the person was typing when the program ended and is not in the file since."""
        project = self._session.project
        if not project.can_write:
            return []
        self._offers = {}
        for line in list_unfinished(project):
            if self._is_there(line):
                drop_unfinished(project, line.field, line.key)
            else:
                self._offers[line.field, line.key] = line
        return list(self._offers.values())

    def take(self, offer: Unfinished) -> None:
        """Hear that an offer stands in its open editor now; from here on it is being typed."""
        place = (offer.field, offer.key)
        self._offers.pop(place, None)
        self._kept[place] = offer.text
        self.typing(offer.field, offer.key, offer.text)

    def decline(self, offer: Unfinished) -> None:
        """Forget an offer. Raises WorldProblem where the file cannot be written."""
        place = (offer.field, offer.key)
        if place not in self._kept:
            drop_unfinished(self._session.project, *place)
        self._offers.pop(place, None)

    def _is_there(self, line: Unfinished) -> bool:
        """Whether a text was saved after all, in the moment before the end."""
        entry = self._session.project.entry(line.key)
        if line.field is Field.NOTE:
            return (entry.note if entry is not None else "") == line.text.strip()
        view = self._session.view
        if line.key.period not in self._session.shown_years:
            view = self._session.project.view(periods=(line.key.period,))
        draft = view.drafts.get(line.key)
        typed = draft.text if draft is not None else entry.typed if entry is not None else ""
        return typed == line.text
