"""A line of the start page: a company file used lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from esgdesk.operations.backups import list_backups
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, picture
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words


class RecentRow(QWidget):
    """A company file used lately: its name and folder, and a way to drop it from the list."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, path: Path, look: Look, tr: Words) -> None:
        super().__init__()
        self._path = str(path)
        is_there = path.is_file()
        self.button = WideButton()
        self.button.setProperty("kind", "row")
        # One that is gone may come back from its backups.
        self.button.setEnabled(is_there or bool(list_backups(path)))
        self.button.setAccessibleName(tr("desk.start.open_recent", name=path.stem))
        self.button.setToolTip(self._path)
        self.button.clicked.connect(self._on_clicked)
        name = QLabel(path.stem)
        place = QLabel(
            str(path.parent) if is_there else tr("desk.start.missing", folder=path.parent)
        )
        place.setProperty("tone", "small")
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addStretch(1)
        lines.addWidget(name)
        lines.addWidget(place)
        lines.addStretch(1)
        mark = picture(look, "file-text", "faint")
        inner = QHBoxLayout(self.button)
        inner.setContentsMargins(12, 0, 12, 0)
        inner.setSpacing(12)
        inner.addWidget(mark)
        inner.addLayout(lines, 1)
        for label in (name, place, mark):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        remove = QToolButton()
        remove.setProperty("kind", "flat")
        remove.setAccessibleName(tr("desk.start.remove", name=path.stem))
        remove.setToolTip(tr("desk.start.remove", name=path.stem))
        look.wear(remove, remove.setIcon, "x", "faint")
        remove.clicked.connect(self._on_removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.button, 1)
        row.addWidget(remove)

    @guarded()
    def _on_clicked(self) -> None:
        self.opened.emit(self._path)

    @guarded()
    def _on_removed(self) -> None:
        self.removed.emit(self._path)
