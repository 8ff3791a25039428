"""What takes care of an open company beside the person's work: typing that is kept, backups.

It hears of every key and of every cell that is left, offers what a crash cut short, and says in
foot and save state what came of the backups.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject

from esgdesk.core.errors import Problem, UsageProblem
from esgdesk.core.model import EntryKey
from esgdesk.operations.backups import MINUTES_BETWEEN
from esgdesk.operations.unfinished import Field, Unfinished
from esgdesk.ui.backup_clock import BackupClock
from esgdesk.ui.frame import Frame
from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import Index
from esgdesk.ui.keeper import Keeper
from esgdesk.ui.session import Session
from esgdesk.ui.words import Words

log = logging.getLogger(__name__)


class Care(QObject):
    """Connects keeper and backup clock with the widgets; `go_to` shows a figure."""

    def __init__(
        self, frame: Frame, session: Session, go_to: Callable[[EntryKey], object], tr: Words
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._session = session
        self._go_to = go_to
        self._tr = tr
        self._offers: list[Unfinished] = []
        self.keeper = Keeper(session, self)
        self.clock = BackupClock(session, self)
        delegate = frame.grid.delegate
        delegate.typing.connect(self._on_figure_typed)
        delegate.left.connect(self._on_figure_left)
        frame.inspector.note_typed.connect(self._on_note_typed)
        frame.inspector.note_left.connect(self._on_note_left)
        frame.unfinished.put_in.connect(self._on_put_in)
        frame.unfinished.left.connect(self._on_declined)
        frame.foot.seen.connect(self._on_seen)
        self.clock.failed.connect(self._on_backup_failed)
        self.clock.alarmed.connect(self._on_alarmed)

    def start(self) -> None:
        """Offer what a crash cut short and begin with backups."""
        try:
            self._offers = self.keeper.offers()
        except Problem as problem:
            log.info("what was being typed cannot be read: %s", problem)
        self._show_offers()
        self.clock.start()

    def stop(self) -> None:
        """Nothing is open any more: wait for a backup under way, forget what was kept."""
        if self.clock.is_busy:
            self._frame.foot.say("", "secondary", self._tr("desk.backup.finishing"))
            self._frame.foot.repaint()
        self.clock.stop()
        self.keeper.finish()

    # ------------------------------------------------------------ typing

    @guarded()
    def _on_figure_typed(self, index: Index, text: str) -> None:
        self.clock.stir()
        cell = self._frame.model.cell(index)
        if cell is not None:
            self.keeper.typing(Field.FIGURE, cell.key, text)

    @guarded()
    def _on_figure_left(self) -> None:
        self.keeper.left(Field.FIGURE)

    @guarded()
    def _on_note_typed(self, key: EntryKey, text: str) -> None:
        self.clock.stir()
        self.keeper.typing(Field.NOTE, key, text)

    @guarded()
    def _on_note_left(self) -> None:
        self.keeper.left(Field.NOTE)

    # ------------------------------------------------------------ after a crash

    def _show_offers(self) -> None:
        catalogue = self._session.view.catalogue
        self._frame.unfinished.show_offers(
            [(offer, self._tr.key_name(catalogue, offer.key)) for offer in self._offers]
        )

    def _answered(self, offer: Unfinished) -> None:
        self._offers = [other for other in self._offers if other != offer]
        self._show_offers()

    @guarded()
    def _on_put_in(self, offer: Unfinished) -> None:
        """Go back to where it was typed; it is entered when the person leaves the cell."""
        if self._open_with(offer):
            self.keeper.take(offer)
            self._answered(offer)
            return
        name = f"{self._tr.key_name(self._session.view.catalogue, offer.key)}, {offer.key.period}"
        self._say(UsageProblem("usage.unknown_figure", found=name))

    def _open_with(self, offer: Unfinished) -> bool:
        key, frame = offer.key, self._frame
        is_there = self._session.view.catalogue.expects(key.indicator, key.members)
        if not is_there or key.period not in self._session.years:
            return False
        self._go_to(key)
        if frame.grid.key() != key:
            return False
        frame.right.setCurrentWidget(frame.inspector)
        if offer.field is Field.FIGURE:
            return frame.grid.type_into(offer.text)
        frame.inspector.put_note(offer.text)
        return True

    @guarded()
    def _on_declined(self, offer: Unfinished) -> None:
        try:
            self.keeper.decline(offer)
        except Problem as problem:
            self._say(problem)
            return
        self._answered(offer)
        if not self._offers:
            self._frame.grid.setFocus()

    def _say(self, problem: Problem) -> None:
        self._frame.foot.say("circle-alert", "error", self._tr.explain(problem))

    # ------------------------------------------------------------ backups

    @guarded()
    def _on_backup_failed(self, problem: Problem) -> None:
        why = self._tr.explain(problem)
        words = self._tr("desk.backup.failed", why=why, minutes=MINUTES_BETWEEN)
        self._frame.foot.say("triangle-alert", "warning", words)

    @guarded()
    def _on_alarmed(self) -> None:
        words = self._tr("desk.backup.wrong")
        self._frame.bar.warn(self._tr("desk.top.look"), words)
        self._frame.foot.warn(words)

    @guarded()
    def _on_seen(self) -> None:
        self._frame.bar.warn("", "")
        self._frame.foot.warn("")
