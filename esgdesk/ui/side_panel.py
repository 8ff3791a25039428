"""What the panels beside the grid have in common: a title, a way out, and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, side_column, text_label
from esgdesk.ui.theme import Look
from esgdesk.ui.told import Told
from esgdesk.ui.words import Words


class SidePanel(QWidget):
    """A panel with a title. Esc or the cross leaves it, unless it is to be kept open.

    Subclasses fill `column` and end with `finish`; `first` is what takes the focus.
    """

    closed = Signal()

    def __init__(self, title: str, look: Look, tr: Words) -> None:
        super().__init__()
        self._look = look
        self._tr = tr
        self.must_stay = False
        self.told = Told(look)
        self.progress = progress_bar(tr("desk.panel.running"))
        self._close = QToolButton()
        self._close.setProperty("kind", "flat")
        self._close.setAccessibleName(tr("desk.panel.close"))
        self._close.setToolTip(tr("desk.panel.close"))
        look.wear(self._close, self._close.setIcon, "x")
        self._close.clicked.connect(self._on_close)
        name = QLabel(title)
        name.setObjectName("page_title")
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(self._close)
        self.column: QVBoxLayout = side_column(self, top=10)
        self.column.addLayout(head)
        self.first: QWidget = self._close

    def add(self, *pieces: QWidget, space: int = 0) -> None:
        """Put pieces below what is there already."""
        self.column.addSpacing(space)
        for piece in pieces:
            self.column.addWidget(piece)

    def add_field(self, name: str, field: QLineEdit) -> QLabel:
        """Put a field below its name; the name is given back."""
        label = QLabel(name)
        label.setProperty("tone", "small")
        label.setBuddy(field)
        field.setAccessibleName(name)
        self.add(label, field, space=4)
        return label

    def finish(self) -> None:
        """The line that says how it went, and the rest empty."""
        self.add(self.progress, space=8)
        self.add(self.told)
        self.column.addStretch(1)

    def open(self) -> None:
        """Called when the panel is shown."""
        self.told.say("", "")
        self.first.setFocus()

    @contextmanager
    def busy(self, words: str) -> Iterator[None]:
        """Say what is being done while this thread does it."""
        self.told.say("", words)
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        self.window().repaint()
        try:
            yield
        finally:
            QApplication.restoreOverrideCursor()
            self.told.say("", "")

    def stay(self, must_stay: bool) -> None:
        """Let the panel be left, or not yet."""
        self.must_stay = must_stay
        self._close.setEnabled(not must_stay)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        else:
            super().keyPressEvent(event)

    def go(self) -> None:
        """Do what the panel is for; Enter in a field asks for it."""

    @guarded()
    def _on_close(self) -> None:
        if not self.must_stay:
            self.closed.emit()


def progress_bar(name: str) -> QProgressBar:
    """A bar for work whose end is not known; hidden until it begins."""
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setAccessibleName(name)
    bar.hide()
    return bar


def primary(text: str) -> QPushButton:
    """The button for what a page or panel is for."""
    button = WideButton(text)
    button.setProperty("kind", "primary")
    return button


def lead(text: str) -> QLabel:
    """Words that say what a panel does."""
    return text_label(text, "secondary")
