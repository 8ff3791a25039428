"""Lines of the inspector about other figures and other places, and the form for a new place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.words import Words


class FactLine(QWidget):
    """A name and a figure side by side; a click or Enter goes there."""

    wanted = Signal()

    def __init__(self, name: str, text: str, indent: int = 0) -> None:
        super().__init__()
        self.setObjectName("fact_line")
        self.setAccessibleName(f"{name}: {text}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(indent, 0, 0, 0)
        row.setSpacing(8)
        label = text_label(name, "secondary")
        figure = QLabel(text)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        row.addWidget(figure)

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)


class PlaceLine(QWidget):
    """A place where the figure is printed too; `removed` says that it is to be forgotten."""

    removed = Signal()

    def __init__(self, text: str, tr: Words, *, can_write: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(text_label(text), 1)
        if can_write:
            remove = WideButton(tr("desk.elsewhere.remove"))
            remove.setProperty("kind", "link")
            remove.clicked.connect(self._on_remove)
            row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)

    @guarded()
    def _on_remove(self) -> None:
        self.removed.emit()


class PlaceForm(QWidget):
    """Adds a place; `added` carries its name and the text printed there."""

    added = Signal(str, str)

    def __init__(self, tr: Words) -> None:
        super().__init__()
        self._tr = tr
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.open: QPushButton = WideButton(tr("desk.elsewhere.add"))
        self.open.setProperty("kind", "link")
        self.open.clicked.connect(self._on_open)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        self._column.addLayout(row)

    @guarded()
    def _on_open(self) -> None:
        self.open.hide()
        self.place = QLineEdit()
        self.text = QLineEdit()
        for field, key in ((self.place, "place"), (self.text, "text")):
            words = self._tr(f"desk.elsewhere.{key}")
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
            field.returnPressed.connect(self._on_save)
            self._column.addWidget(field)
        save = WideButton(self._tr("desk.elsewhere.save"))
        save.setProperty("kind", "small")
        save.clicked.connect(self._on_save)
        row = QHBoxLayout()
        row.addWidget(save)
        row.addStretch(1)
        self._column.addLayout(row)
        self.place.setFocus()

    @guarded()
    def _on_save(self) -> None:
        place, text = self.place.text().strip(), self.text.text().strip()
        if not place:
            self.place.setFocus()
        elif not text:
            self.text.setFocus()
        else:
            self.added.emit(place, text)
