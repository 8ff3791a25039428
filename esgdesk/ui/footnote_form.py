"""Footnotes in the inspector: a line for each, and the form that writes one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from esgdesk.core.model import Anchor
from esgdesk.core.wording import LANGUAGES, NO_WORDS, Wording
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.words import LANGUAGE_NAMES, Words

FIELD_HEIGHT = 54


class FootnoteLine(QWidget):
    """A footnote; `changed` and `removed` say what the person wants with it."""

    wanted = Signal()
    removed = Signal()

    def __init__(self, text: str, tr: Words, *, can_write: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(text_label(text))
        if not can_write:
            return
        row = QHBoxLayout()
        row.setSpacing(12)
        change = _link(tr("desk.footnote.change"))
        remove = _link(tr("desk.footnote.remove"))
        change.clicked.connect(self._on_change)
        remove.clicked.connect(self._on_remove)
        row.addWidget(change)
        row.addWidget(remove)
        row.addStretch(1)
        column.addLayout(row)

    @guarded()
    def _on_change(self) -> None:
        self.wanted.emit()

    @guarded()
    def _on_remove(self) -> None:
        self.removed.emit()


class FootnoteForm(QWidget):
    """Writes a footnote in every language; `saved` carries its anchor and its text."""

    saved = Signal(object, object)

    def __init__(self, year: str, tr: Words) -> None:
        super().__init__()
        self._tr = tr
        self._year = year
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.open = _link(tr("desk.footnote.add"))
        self.open.clicked.connect(self._on_open)
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        self._column.addLayout(row)
        self._form = QWidget()
        self._form.hide()
        self._column.addWidget(self._form)
        self.texts: dict[str, QPlainTextEdit] = {}
        self.anchor = QComboBox()

    def fill(self, anchor: Anchor, text: Wording) -> None:
        """Show the fields with a footnote in them."""
        self.open.hide()
        if not self.texts:
            self._make_fields()
        self.anchor.setCurrentIndex(self.anchor.findData(anchor))
        for language, field in self.texts.items():
            field.setPlainText(text.own(language))
        self._form.show()
        self.texts[self._tr.language].setFocus()

    def _make_fields(self) -> None:
        tr = self._tr
        column = QVBoxLayout(self._form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.anchor.setAccessibleName(tr("desk.footnote.anchor"))
        for anchor in (Anchor.VALUE, Anchor.NAME):
            self.anchor.addItem(tr(f"desk.anchor.{anchor}", year=self._year), anchor)
        column.addWidget(self.anchor)
        own = self._tr.language
        for language in sorted(LANGUAGES, key=lambda name: name != own):
            field = QPlainTextEdit()
            field.setFixedHeight(FIELD_HEIGHT)
            field.setTabChangesFocus(True)
            field.setPlaceholderText(LANGUAGE_NAMES[language])
            field.setAccessibleName(tr("desk.footnote.text", language=LANGUAGE_NAMES[language]))
            self.texts[language] = field
            column.addWidget(field)
        save = WideButton(tr("desk.footnote.save"))
        save.setProperty("kind", "small")
        save.clicked.connect(self._on_save)
        row = QHBoxLayout()
        row.addWidget(save)
        row.addStretch(1)
        column.addLayout(row)

    @guarded()
    def _on_open(self) -> None:
        self.fill(Anchor.VALUE, NO_WORDS)

    @guarded()
    def _on_save(self) -> None:
        text = Wording(*(self.texts[name].toPlainText().strip() for name in LANGUAGES))
        if not text:
            self.texts[self._tr.language].setFocus()
            return
        # Qt keeps the word of an enumeration, not its member.
        self.saved.emit(Anchor(self.anchor.currentData()), text)


def _link(text: str) -> WideButton:
    button = WideButton(text)
    button.setProperty("kind", "link")
    return button
