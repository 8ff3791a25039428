"""State and comments in the inspector: the lines, their buttons, and the fields for words."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.words import Words

FIELD_HEIGHT = 64
SUBMIT, APPROVE, SEND_BACK = "submit", "approve", "send_back"


class StateCard(QWidget):
    """A figure's state and what can be done next.

    Signals: `chosen` with `submit` or `approve`, `sent_back` with the reason.
    """

    chosen = Signal(str)
    sent_back = Signal(str)

    def __init__(self, line: QWidget, offered: Collection[str], tr: Words) -> None:
        super().__init__()
        self._tr = tr
        self._column = _column(self)
        self._column.addWidget(line)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(24, 0, 0, 0)
        self._row.setSpacing(12)
        self.submit, self.approve, self.back = (
            _link(tr(f"desk.flow.{name}")) for name in (SUBMIT, APPROVE, SEND_BACK)
        )
        self.submit.clicked.connect(self._on_submit)
        self.approve.clicked.connect(self._on_approve)
        self.back.clicked.connect(self._on_back)
        for name, button in (
            (SUBMIT, self.submit),
            (APPROVE, self.approve),
            (SEND_BACK, self.back),
        ):
            if name in offered:
                self._row.addWidget(button)
            else:
                # One that is not offered still belongs to somebody, or it would be a window.
                button.setParent(self)
                button.hide()
        self._row.addStretch(1)
        if offered:
            self._column.addLayout(self._row)

    @guarded()
    def _on_submit(self) -> None:
        self.chosen.emit(SUBMIT)

    @guarded()
    def _on_approve(self) -> None:
        self.chosen.emit(APPROVE)

    @guarded()
    def _on_back(self) -> None:
        self.back.hide()
        self.field = _Words(self._tr("desk.flow.why_back"), self._tr("desk.flow.do_send_back"))
        self.field.said.connect(self._on_said)
        self._column.addWidget(self.field)
        self.field.text.setFocus()

    @guarded()
    def _on_said(self, text: str) -> None:
        self.sent_back.emit(text)


class CommentLine(QWidget):
    """A comment, with who said it and when; `settled` says that its mark is to be changed."""

    settled = Signal()

    def __init__(self, text: str, said: str, offer: str) -> None:
        super().__init__()
        column = _column(self)
        column.addWidget(text_label(text))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text_label(said, "small"), 1)
        if offer:
            self.settle = _link(offer)
            self.settle.clicked.connect(self._on_settle)
            row.addWidget(self.settle)
        column.addLayout(row)

    @guarded()
    def _on_settle(self) -> None:
        self.settled.emit()


class CommentForm(QWidget):
    """Adds a comment; `added` carries its text."""

    added = Signal(str)

    def __init__(self, tr: Words) -> None:
        super().__init__()
        self._tr = tr
        self._column = _column(self)
        self.open = _link(tr("desk.flow.comment"))
        self.open.clicked.connect(self._on_open)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        self._column.addLayout(row)

    @guarded()
    def _on_open(self) -> None:
        self.open.hide()
        self.field = _Words(self._tr("desk.flow.comment_text"), self._tr("desk.flow.save"))
        self.field.said.connect(self._on_said)
        self._column.addWidget(self.field)
        self.field.text.setFocus()

    @guarded()
    def _on_said(self, text: str) -> None:
        self.added.emit(text)


class _Words(QWidget):
    """A field for some words and the button that takes them; `said` carries what is not empty."""

    said = Signal(str)

    def __init__(self, name: str, button: str) -> None:
        super().__init__()
        column = _column(self)
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(FIELD_HEIGHT)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(name)
        self.text.setPlaceholderText(name)
        self.save = WideButton(button)
        self.save.setProperty("kind", "small")
        self.save.clicked.connect(self._on_save)
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)

    @guarded()
    def _on_save(self) -> None:
        text = self.text.toPlainText().strip()
        if text:
            self.said.emit(text)
        else:
            self.text.setFocus()


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    return column


def _link(text: str) -> WideButton:
    button = WideButton(text)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    return button
