"""What the inspector is built of: sections that fold, and the field of the note."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import clear_out
from esgdesk.ui.theme import Look


class NoteEdit(QPlainTextEdit):
    """The note's text; `was_left` says that the person has gone on."""

    was_left = Signal()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.was_left.emit()


class Section(QWidget):
    """A heading that folds what stands below it."""

    def __init__(self, title: str, look: Look, folded: set[str], code: str) -> None:
        super().__init__()
        self._look = look
        self._folded = folded
        self._code = code
        self._head = QToolButton()
        self._head.setText(title)
        self._head.setProperty("kind", "fold")
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # The arrow stands behind the words, so that words and text below share one edge.
        self._head.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._head.setAccessibleName(title)
        self._head.clicked.connect(self._on_clicked)
        self._body = QWidget()
        self.content = QVBoxLayout(self._body)
        self.content.setContentsMargins(0, 2, 0, 0)
        self.content.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        layout.addWidget(self._head, 0, left)
        layout.addWidget(self._body)
        look.changed.connect(self._on_look_changed)
        self._show()

    def fill(self, widgets: Iterable[QWidget]) -> None:
        """Replace what stands below the heading; nothing hides the section."""
        clear_out(self.content)
        for widget in widgets:
            self.content.addWidget(widget)
        self.setVisible(self.content.count() > 0)

    def unfold(self) -> None:
        """Show what stands below the heading."""
        self._folded.discard(self._code)
        self._show()

    @guarded()
    def _on_clicked(self) -> None:
        self._folded ^= {self._code}
        self._show()

    @guarded()
    def _on_look_changed(self) -> None:
        self._show()

    def _show(self) -> None:
        is_folded = self._code in self._folded
        self._body.setVisible(not is_folded)
        icon = "chevron-right" if is_folded else "chevron-down"
        self._head.setIcon(self._look.icon(icon, "secondary", 14))
