"""The recovery key of a company file, shown once, until the person says that it is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from esgdesk.core.errors import Problem
from esgdesk.files import write_bytes_beside
from esgdesk.ui.guard import guarded
from esgdesk.ui.messages import ask_text_file
from esgdesk.ui.pieces import WideButton, clear_out, text_label
from esgdesk.ui.session import Session
from esgdesk.ui.side_panel import primary
from esgdesk.ui.words import Words

GROUPS_IN_LINE = 4


class KeyPage(QWidget):
    """The key in large type and ways to keep it; `kept_it` says that the person has."""

    kept_it = Signal()

    def __init__(self, session: Session, tr: Words) -> None:
        super().__init__()
        self._session = session
        self._tr = tr
        self._key = ""
        self.words = QWidget()
        self.words.setObjectName("recovery_key")
        self.words.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._groups = QGridLayout(self.words)
        self._groups.setContentsMargins(12, 12, 12, 12)
        self._groups.setSpacing(6)
        self.copy_button = WideButton(tr("desk.password.copy"))
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button = WideButton(tr("desk.password.save"))
        self.save_button.clicked.connect(self._on_save)
        self.said = text_label(tone="small")
        self.box = QCheckBox(tr("desk.password.kept"))
        self.box.toggled.connect(self._on_toggled)
        self.done_button = primary(tr("desk.password.ready"))
        self.done_button.setEnabled(False)
        self.done_button.clicked.connect(self._on_done)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(text_label(tr("desk.password.warning"), "small"))
        column.addWidget(self.box)
        column.addWidget(self.done_button)
        column.addSpacing(4)

    def show_key(self, key: str) -> None:
        """Show a key, four groups to a line."""
        clear_out(self._groups)
        for place, group in enumerate(key.split("-")):
            label = QLabel(group)
            label.setObjectName("key_group")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._groups.addWidget(label, *divmod(place, GROUPS_IN_LINE))
        self._key = key
        self.words.setAccessibleName(self._tr("desk.password.key_is", secret=key))
        self._say("")
        self.box.setChecked(False)

    def forget(self) -> None:
        """Keep nothing of it."""
        self._key = ""
        self.words.setAccessibleName("")
        clear_out(self._groups)
        self.hide()

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    @guarded()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)
        self._say(self._tr("desk.password.copied"))

    @guarded()
    def _on_save(self) -> None:
        path = self._session.project.path
        name = self._tr("desk.password.file_name", name=path.stem)
        title = self._tr("desk.password.save")
        target = ask_text_file(self, self._tr, title, Path.home() / f"{name}.txt")
        if target is None:
            return
        text = self._tr("desk.password.file_text", path=path, secret=self._key)
        try:
            write_bytes_beside(target, f"{text}\n".encode())
        except Problem as problem:
            self._say(self._tr.explain(problem))
        else:
            self._say(self._tr("desk.password.saved", path=target))

    @guarded()
    def _on_toggled(self, is_kept: bool) -> None:
        self.done_button.setEnabled(is_kept)

    @guarded()
    def _on_done(self) -> None:
        self.kept_it.emit()
