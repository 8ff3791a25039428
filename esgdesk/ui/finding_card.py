"""A finding in the inspector: what was found, and the form that answers it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import Answer, Cause
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

RESTATED = "restated"


def marked_line(look: Look, icon: str, token: str, text: str, tone: str = "") -> QWidget:
    """Words with a mark before them."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    mark = QLabel()
    mark.setPixmap(look.pixmap(icon, token))
    mark.setFixedWidth(16)
    mark.setAlignment(Qt.AlignmentFlag.AlignTop)
    mark.setContentsMargins(0, 1, 0, 0)
    row.addWidget(mark)
    row.addWidget(text_label(text, tone), 1)
    return line


def can_be_answered(finding: Finding) -> bool:
    """Whether words can settle a finding: warnings, notices, and changes to published figures."""
    return finding.rule == RESTATED or finding.severity is not Severity.ERROR


class FindingCard(QWidget):
    """A finding with a way to answer it.

    Signals: `explained` with the text and whether it is to be printed, `restated` with the class
    of the reason and the text.
    """

    # An object, for a bool has no type of its own on the way through every signal.
    explained = Signal(str, object)
    restated = Signal(object, str)

    def __init__(
        self,
        finding: Finding,
        lines: Sequence[QWidget],
        tr: Words,
        *,
        can_write: bool,
        before: Answer | None = None,
    ) -> None:
        super().__init__()
        self._tr = tr
        self._is_restated = finding.rule == RESTATED
        self._before = before
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        for line in lines:
            self._column.addWidget(line)
        self.answer: QPushButton | None = None
        if can_write and can_be_answered(finding):
            words = "desk.answer.restate" if self._is_restated else "desk.answer.open"
            self.answer = _flat(tr(words))
            self.answer.clicked.connect(self._on_open)
            self._column.addWidget(_indented(self.answer))

    @guarded()
    def _on_open(self) -> None:
        assert self.answer is not None
        self.answer.hide()
        tr = self._tr
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(64)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("desk.answer.text"))
        hint = "desk.answer.restate_hint" if self._is_restated else "desk.answer.hint"
        self.text.setPlaceholderText(tr(hint))
        self.cause = QComboBox()
        self.cause.setAccessibleName(tr("desk.answer.cause"))
        for cause in Cause:
            self.cause.addItem(tr(f"restatement.{cause}"), cause)
        self.is_printed = QCheckBox(tr("desk.answer.print"))
        if self._before is not None:
            # What was said before the figures changed waits to be confirmed or written anew.
            self.text.setPlainText(tr.of(self._before.text))
            self.is_printed.setChecked(self._before.is_printed)
        save = WideButton(tr("desk.answer.save"))
        save.setProperty("kind", "small")
        save.clicked.connect(self._on_save)
        # In the order in which they are read: Tab goes from one to the next.
        beneath = self.cause if self._is_restated else self.is_printed
        for widget in (self.text, beneath, save):
            self._column.addWidget(_indented(widget))
        if self._is_restated:
            self._column.addWidget(_indented(text_label(tr("desk.answer.printed_too"), "small")))
        self.text.setFocus()

    @guarded()
    def _on_save(self) -> None:
        text = self.text.toPlainText().strip()
        if self._is_restated:
            # Qt keeps the word of an enumeration, not its member.
            self.restated.emit(Cause(self.cause.currentData()), text)
        elif text:
            self.explained.emit(text, self.is_printed.isChecked())
        else:
            self.text.setFocus()


class AnsweredCard(QWidget):
    """A finding that was explained; `withdrawn` says that the explanation is to be taken back."""

    withdrawn = Signal()

    def __init__(self, line: QWidget, tr: Words, *, can_write: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(line)
        self.back = _flat(tr("desk.answer.withdraw"))
        self.back.clicked.connect(self._on_back)
        if can_write:
            column.addWidget(_indented(self.back))

    @guarded()
    def _on_back(self) -> None:
        self.withdrawn.emit()


def _flat(text: str) -> QPushButton:
    button = WideButton(text)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    return button


def _indented(widget: QWidget) -> QWidget:
    """Put a widget below the words of a line, not below its mark."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(24, 0, 0, 0)
    row.setSpacing(0)
    is_wide = isinstance(widget, QPlainTextEdit | QLabel | QComboBox)
    row.addWidget(widget, 1 if is_wide else 0)
    if not is_wide:
        row.addStretch(1)
    return box
