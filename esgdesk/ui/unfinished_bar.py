"""The bar above the grid that offers what was being typed when the program ended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from esgdesk.operations.unfinished import Unfinished
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, clear_out, text_label
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

MOST = 3
"""More lines than this would push the grid away; the others come up as these are answered."""

LONGEST = 60


class UnfinishedBar(QWidget):
    """One line for each text. Signals: `put_in` and `left` with the text that was answered."""

    put_in = Signal(object)
    left = Signal(object)

    def __init__(self, look: Look, tr: Words) -> None:
        super().__init__()
        self._look = look
        self._tr = tr
        self.setObjectName("unfinished")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(12, 5, 8, 5)
        self._lines.setSpacing(4)
        self.hide()

    def show_offers(self, offers: Sequence[tuple[Unfinished, str]]) -> None:
        """Show these texts with the names of their figures; without any the bar is gone."""
        clear_out(self._lines)
        for offer, name in offers[:MOST]:
            self._lines.addWidget(self._line(offer, name))
        self.setVisible(bool(offers))

    def first_button(self) -> QPushButton | None:
        """Where keys go first; None where nothing is offered or the bar is out of sight."""
        item = self._lines.itemAt(0)
        line = item.widget() if item is not None else None
        return line.findChild(QPushButton) if line is not None and self.isVisible() else None

    def _line(self, offer: Unfinished, name: str) -> QWidget:
        text = " ".join(offer.text.split())
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        words = text_label(
            self._tr(f"desk.unfinished.{offer.field}", text=shown, name=name, year=offer.key.period)
        )
        words.setToolTip(offer.text)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        mark = QLabel()
        mark.setFixedWidth(16)
        self._look.wear(mark, lambda icon: mark.setPixmap(icon.pixmap(16)), "pencil")
        row.addWidget(mark)
        row.addWidget(words, 1)
        put_in = self._button("put_in", words.text())
        put_in.clicked.connect(partial(self._on_put_in, offer))
        leave = self._button("leave", words.text())
        leave.clicked.connect(partial(self._on_left, offer))
        row.addWidget(put_in)
        row.addWidget(leave)
        return line

    def _button(self, answer: str, to: str) -> WideButton:
        button = WideButton(self._tr(f"desk.unfinished.{answer}"))
        button.setProperty("kind", "small")
        button.setAccessibleDescription(to)
        return button

    @guarded()
    def _on_put_in(self, offer: Unfinished) -> None:
        self.put_in.emit(offer)

    @guarded()
    def _on_left(self, offer: Unfinished) -> None:
        self.left.emit(offer)
