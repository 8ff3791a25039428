"""What is said inline: an icon, words, and where a file lies; on a page or under the bar."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from esgdesk.ui.guard import guarded
from esgdesk.ui.messages import open_place
from esgdesk.ui.pieces import clear_out, restyle, text_label
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

ICONS = {
    "done": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "notice": "info",
    "secondary": "lock",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Words in a tone; `folder` can be shown, `offer` names a button."""

    tone: str
    words: str
    folder: Path | None = None
    offer: str = ""
    can_close: bool = True


class Told(QWidget):
    """A line on a panel or page: an icon and words that wrap; hidden while there is nothing."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tone = ""
        self._mark = QLabel()
        self._mark.setFixedWidth(16)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._mark.setContentsMargins(0, 1, 0, 0)
        self._words = text_label()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self._words, 1)
        look.changed.connect(self._on_look_changed)
        self.hide()

    def say(self, tone: str, words: str) -> None:
        """Say this; nothing hides the line. A tone of "" has no icon."""
        self._tone = tone
        self._words.setText(words)
        self._words.setProperty("tone", "error" if tone == "error" else "")
        restyle(self._words)
        self.setAccessibleName(words)
        self._draw()
        self.setVisible(bool(words))

    def text(self) -> str:
        """What it says now."""
        return self._words.text()

    def _draw(self) -> None:
        self._mark.setVisible(bool(self._tone))
        if self._tone:
            self._mark.setPixmap(self._look.pixmap(ICONS[self._tone], self._tone))

    @guarded()
    def _on_look_changed(self) -> None:
        self._draw()


class Banner(QWidget):
    """One thin line under the top bar. `chosen` says that its offer was taken."""

    chosen = Signal()

    def __init__(self, note: Note, look: Look, tr: Words) -> None:
        super().__init__()
        self._folder = note.folder
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.told = Told(look)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        self.folder_button = QPushButton(tr("desk.told.folder"))
        self.folder_button.clicked.connect(self._on_folder)
        self.offer_button = QPushButton(note.offer)
        self.offer_button.clicked.connect(self._on_chosen)
        close = QToolButton()
        close.setProperty("kind", "flat")
        close.setAccessibleName(tr("desk.told.close"))
        close.setToolTip(tr("desk.told.close"))
        look.wear(close, close.setIcon, "x")
        close.clicked.connect(self._on_close)
        for button in (self.folder_button, self.offer_button, close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        # Only now, for what is shown before it has a place is a window of its own.
        self.told.say(note.tone, note.words)
        self.folder_button.setVisible(note.folder is not None)
        self.offer_button.setVisible(bool(note.offer))
        close.setVisible(note.can_close)

    @guarded()
    def _on_folder(self) -> None:
        if self._folder is not None:
            open_place(self._folder)

    @guarded()
    def _on_chosen(self) -> None:
        self.chosen.emit()

    @guarded()
    def _on_close(self) -> None:
        self.hide()


class Banners(QWidget):
    """The lines under the top bar: why a file is for looking only, and what has just been done."""

    def __init__(self, look: Look, tr: Words) -> None:
        super().__init__()
        self._look = look
        self._tr = tr
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._news = QVBoxLayout()
        self._news.setSpacing(0)
        self._lines.addLayout(self._news)

    def stand(self, note: Note) -> Banner:
        """Say something that holds as long as the window stands."""
        banner = Banner(note, self._look, self._tr)
        self._lines.addWidget(banner)
        return banner

    def tell(self, note: Note) -> Banner:
        """Say what has just been done, instead of what was said before."""
        clear_out(self._news)
        banner = Banner(note, self._look, self._tr)
        self._news.addWidget(banner)
        return banner
