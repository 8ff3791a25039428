"""The line below the grid: what was understood, what is wrong, or how to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Finding
from esgdesk.core.numbers import (
    Blank,
    Figure,
    NoFigure,
    NotUnderstood,
)
from esgdesk.core.units import Understood
from esgdesk.naming import understood_text
from esgdesk.ui.cells import mark_of
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import say
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

HEIGHT = 36


class Foot(QWidget):
    """A mark and words; the window says when, the foot says what.

    A warning comes back whenever there is nothing else to say, until the person has `seen` it.
    """

    seen = Signal()

    def __init__(self, look: Look, tr: Words) -> None:
        super().__init__()
        self._look = look
        self._tr = tr
        self._said = ("", "", "")
        self._warning = ""
        self.hint = tr("desk.grid.hint")
        self.hint_icon = ""
        self._mark = QLabel()
        self._mark.setFixedWidth(16)
        self._words = QLabel()
        # What to do stands at a message's end: it is never cut off, the grid gives way.
        self._words.setWordWrap(True)
        self._words.setMinimumWidth(10)
        self._words.setAccessibleName(tr("desk.grid.foot"))
        self.setObjectName("foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(8)
        line.addWidget(self._mark)
        line.addWidget(self._words, 1)
        self._seen = QPushButton(tr("desk.grid.seen"))
        self._seen.setProperty("kind", "small")
        self._seen.clicked.connect(self._on_seen)
        self._seen.hide()
        line.addWidget(self._seen)

    def text(self) -> str:
        """What it says now."""
        return self._words.text()

    def say(self, icon: str, tone: str, words: str) -> None:
        """Say this, with an icon if one is named."""
        self._said = (icon, tone, words)
        say(self._words, tone, words)
        self._mark.setVisible(bool(icon))
        if icon:
            self._mark.setPixmap(self._look.pixmap(icon, tone))

    def warn(self, words: str) -> None:
        """Warn of something that the person must know; an empty text takes it back."""
        self._warning = words
        self._seen.setVisible(bool(words))
        self.say_hint()

    def redraw(self) -> None:
        """Say the same in the colours of another theme."""
        self.say(*self._said)

    def say_hint(self) -> None:
        """Say how to go on, or else what the person must know."""
        if self._warning:
            self.say("triangle-alert", "error", self._warning)
        else:
            self.say(self.hint_icon, "secondary", self.hint)

    def say_computed(self) -> None:
        """Say that a figure was computed and can be typed over."""
        if self._warning:
            self.say_hint()
        else:
            self.say("", "secondary", self._tr("desk.grid.computed"))

    def say_finding(self, finding: Finding, words: str) -> None:
        """Say what is wrong with a figure, or else what the person must know."""
        if self._warning:
            self.say_hint()
        else:
            self.say(*mark_of(finding), words)

    @guarded()
    def _on_seen(self) -> None:
        self.seen.emit()

    def say_reading(self, understood: Understood, catalogue: Catalogue, indicator: str) -> None:
        """Say how a text that is being typed is understood."""
        is_wrong = isinstance(understood.reading, NotUnderstood)
        self.say(
            "circle-alert" if is_wrong else "",
            "error" if is_wrong else "",
            self._understood(understood, catalogue, indicator),
        )

    def _understood(self, understood: Understood, catalogue: Catalogue, indicator: str) -> str:
        match understood.reading:
            case Figure():
                figure = understood_text(understood, catalogue, indicator, self._tr.language)
                return self._tr("desk.grid.understood", figure=figure)
            case NoFigure(reason):
                return self._tr(
                    "desk.grid.understood", figure=self._tr(f"desk.reason_long.{reason}")
                )
            case NotUnderstood(key):
                return self._tr.message(key)
            case Blank():
                return self._tr("desk.grid.will_clear")
