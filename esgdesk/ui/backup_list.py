"""The backups of a company file, newest first; the one that is chosen can be put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from esgdesk.operations.backups import Backup
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, clear_out, into_view, picture, text_label
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words, day_and_clock

FIRST_SHOWN = 6
REASONS = ("opened", "timed", "by_hand", "migration")


def backup_words(backup: Backup, tr: Words) -> str:
    """Why a backup was made and how much is in it."""
    why = tr(f"desk.backup.{backup.why}") if backup.why in REASONS else backup.why
    return tr("desk.backup.line", why=why, figures=backup.rows)


class BackupRow(QWidget):
    """One backup: when and why it was made; chosen, it opens and offers to be put back."""

    chosen = Signal()
    wanted = Signal()

    def __init__(
        self,
        backup: Backup,
        since: str,
        sentence: str,
        look: Look,
        tr: Words,
        *,
        is_narrow: bool = False,
    ) -> None:
        super().__init__()
        at, why = day_and_clock(backup.made), backup_words(backup, tr)
        self.head = WideButton()
        self.head.setProperty("kind", "row")
        self.head.setCheckable(True)
        self.head.setAccessibleName(", ".join(filter(None, (at, why, since))))
        self.head.setToolTip(str(backup.path))
        self.head.clicked.connect(self._on_clicked)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(QLabel(at))
        top.addStretch(1)
        later = QLabel(since)
        later.setProperty("tone", "small")
        top.addWidget(later)
        below = QLabel(why)
        below.setProperty("tone", "small")
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addStretch(1)
        lines.addLayout(top)
        lines.addWidget(below)
        lines.addStretch(1)
        inner = QHBoxLayout(self.head)
        inner.setContentsMargins(12, 0, 12, 0)
        inner.setSpacing(12)
        if not is_narrow:
            inner.addWidget(picture(look, "archive", "faint"))
        inner.addLayout(lines, 1)
        for label in self.head.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.button = WideButton(tr("desk.backup.put_back"))
        self.button.setAccessibleName(tr("desk.backup.put_back_of", at=at))
        self.button.clicked.connect(self._on_wanted)
        self.body = QWidget()
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(12 if is_narrow else 40, 2, 12, 12)
        inside.setSpacing(8)
        inside.addWidget(text_label(sentence, "small"))
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.body)
        self.open(False)

    def open(self, is_open: bool) -> None:
        """Show what is offered, or only the line."""
        self.head.setChecked(is_open)
        self.body.setVisible(is_open)

    @guarded()
    def _on_clicked(self) -> None:
        self.chosen.emit()

    @guarded()
    def _on_wanted(self) -> None:
        self.wanted.emit()


class BackupList(QWidget):
    """The rows; Up and Down go from one to the next. `wanted` carries the backup to put back."""

    wanted = Signal(object)

    def __init__(self, look: Look, tr: Words, *, sentence: str, is_narrow: bool = False) -> None:
        super().__init__()
        self._is_narrow = is_narrow
        self._look = look
        self._tr = tr
        self._sentence = sentence
        self._backups: Sequence[Backup] = ()
        self._since: Callable[[Backup], str] = _unknown
        self.rows: list[BackupRow] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.more = WideButton()
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(self._on_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._lines)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_backups(
        self, backups: Sequence[Backup], since: Callable[[Backup], str] | None = None
    ) -> None:
        """Show these; `since` says of each what was done later."""
        self._backups = backups
        self._since = since or _unknown
        self._fill(FIRST_SHOWN)

    def _fill(self, most: int) -> None:
        clear_out(self._lines)
        self.rows = []
        for place, backup in enumerate(self._backups[:most]):
            row = BackupRow(
                backup,
                self._since(backup),
                self._sentence,
                self._look,
                self._tr,
                is_narrow=self._is_narrow,
            )
            row.chosen.connect(partial(self._on_chosen, place))
            row.wanted.connect(partial(self._on_wanted, place))
            self.rows.append(row)
            self._lines.addWidget(row)
        self.more.setVisible(len(self._backups) > most)
        self.more.setText(self._tr("desk.backup.all", count=len(self._backups)))

    def choose(self, place: int) -> None:
        """Open one row and close the others; the one that is open closes."""
        is_open = self.rows[place].body.isVisibleTo(self)
        for other, row in enumerate(self.rows):
            row.open(other == place and not is_open)
        QTimer.singleShot(0, partial(into_view, self.rows[place]))

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        heads = [row.head for row in self.rows]
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        here = next((i for i, head in enumerate(heads) if head.hasFocus()), -1)
        if step and here >= 0:
            head = heads[min(max(here + step, 0), len(heads) - 1)]
            head.setFocus()
            into_view(head)
        else:
            super().keyPressEvent(event)

    @guarded()
    def _on_chosen(self, place: int) -> None:
        self.choose(place)

    @guarded()
    def _on_wanted(self, place: int) -> None:
        self.wanted.emit(self._backups[place])

    @guarded()
    def _on_more(self) -> None:
        self._fill(len(self._backups))
        self.rows[FIRST_SHOWN].head.setFocus()


def _unknown(_: Backup) -> str:
    return ""
