"""A field for a password: hidden, with a button beside it that shows what was typed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton
from esgdesk.ui.words import Words


class SecretField(QWidget):
    """Field and button in a row. Enter reaches whoever holds it, as from any field."""

    def __init__(self, name: str, tr: Words) -> None:
        super().__init__()
        self._tr = tr
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.show_button = WideButton(tr("desk.secret.show"))
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._on_toggled)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.show_button)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed, and hide what comes."""
        self.line.clear()
        self.show_button.setChecked(False)

    @guarded()
    def _on_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.line.setEchoMode(mode.Normal if is_shown else mode.Password)
        self.show_button.setText(self._tr("desk.secret.hide" if is_shown else "desk.secret.show"))
