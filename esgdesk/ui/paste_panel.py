"""The panel that shows what a pasted block would change, before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from esgdesk.core.model import Entry, EntryKey
from esgdesk.core.paste import Fate, Pasted, plan_paste
from esgdesk.naming import quantity_text, understood_text
from esgdesk.ui.file_panel import FilePanel
from esgdesk.ui.finding_card import marked_line
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import clear_out, text_label
from esgdesk.ui.side_panel import primary

MOST_SHOWN = 120
SHOWN = (Fate.REFUSED, Fate.TOO_MANY, Fate.CHANGED, Fate.NEW)
MARKS = {
    Fate.REFUSED: ("circle-alert", "error"),
    Fate.TOO_MANY: ("circle-alert", "error"),
    Fate.CHANGED: ("circle-dot", "warning"),
    Fate.NEW: ("circle-check", "done"),
}


class PastePanel(FilePanel):
    """What comes in, what it would take the place of, what is refused and why."""

    def build(self) -> None:
        tr = self._tr
        self._keys: Sequence[EntryKey] = ()
        self._block: Sequence[Sequence[str]] = ()
        self._plan: list[Pasted] = []
        self.counts = text_label()
        self.column_head = QLabel(tr("desk.paste.column"))
        self.column_head.setProperty("tone", "small")
        self.columns = QComboBox()
        self.columns.setAccessibleName(tr("desk.paste.column"))
        self.columns.currentIndexChanged.connect(self._on_column)
        self.start = primary("")
        self.start.clicked.connect(self._on_start)
        self.add(self.counts)
        self.add(self.column_head, self.columns, space=8)
        self.add(self.start, space=8)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(8)
        self.first = self.start

    def finish(self) -> None:
        self.add(self.told)
        self.column.addSpacing(8)
        self.column.addLayout(self.lines)
        self.column.addStretch(1)

    def plan(self, keys: Sequence[EntryKey], block: Sequence[Sequence[str]]) -> None:
        """Show what this block would do to these figures."""
        self._keys, self._block = keys, block
        width = max(map(len, block), default=1)
        year = self.session.year
        self.columns.blockSignals(True)
        self.columns.clear()
        for place in range(width):
            texts = [row[place] for row in block[:2] if place < len(row) and row[place]]
            self.columns.addItem(f"{place + 1}: {', '.join(texts)[:28]}")
        head = list(block[0]) if block else []
        self.columns.setCurrentIndex(head.index(year) if year in head else 0)
        self.columns.blockSignals(False)
        for widget in (self.column_head, self.columns):
            widget.setVisible(width > 1)
        self._show()

    def _texts(self) -> list[str]:
        """The chosen column of the block; a heading that is the year is no figure."""
        place = max(0, self.columns.currentIndex())
        texts = [row[place] if place < len(row) else "" for row in self._block]
        return texts[1:] if len(texts) > 1 and texts[0] == self.session.year else texts

    def _show(self) -> None:
        tr, session = self._tr, self.session
        self._plan = plan_paste(session.view, self._keys, self._texts(), session.locale)
        fates = Counter(pasted.fate for pasted in self._plan)
        count = fates[Fate.NEW] + fates[Fate.CHANGED]
        parts = [tr(f"desk.paste.{fate}", count=fates[fate]) for fate in Fate if fates[fate]]
        self.counts.setText(tr("desk.paste.counts", parts=tr("desk.paste.comma").join(parts)))
        self.start.setText(tr("desk.paste.start", count=count))
        self.start.setEnabled(count > 0)
        clear_out(self.lines)
        shown = sorted(
            (pasted for pasted in self._plan if pasted.fate in SHOWN),
            key=lambda pasted: SHOWN.index(pasted.fate),
        )
        for pasted in shown[:MOST_SHOWN]:
            self.lines.addWidget(self._line(pasted))
        if len(shown) > MOST_SHOWN:
            more = tr("desk.paste.more", count=len(shown) - MOST_SHOWN)
            self.lines.addWidget(text_label(more, "small"))

    def _line(self, pasted: Pasted) -> QWidget:
        tr, view = self._tr, self.session.view
        icon, token = MARKS[pasted.fate]
        if pasted.key is None:
            return marked_line(
                self._look, icon, token, tr("desk.paste.left_over", text=pasted.text)
            )
        name = tr.key_name(view.catalogue, pasted.key)
        if pasted.fate is Fate.REFUSED:
            why = tr.message(pasted.problem)
            words = tr("desk.paste.refused_line", name=name, text=pasted.text, why=why)
            return marked_line(self._look, icon, token, words)
        after = pasted.text
        if pasted.understood is not None:
            found = understood_text(
                pasted.understood, view.catalogue, pasted.key.indicator, tr.language
            )
            after = found or after
        words = tr("desk.paste.new_line", name=name, after=after)
        if pasted.before is not None:
            before = self._before(pasted.before)
            words = tr("desk.paste.changed_line", name=name, before=before, after=after)
        return marked_line(self._look, icon, token, words)

    def _before(self, entry: Entry) -> str:
        if entry.value is not None:
            unit = self.session.view.catalogue.unit_of(entry.key.indicator)
            return quantity_text(entry.value, unit, self._tr.language)
        if entry.reason is not None:
            return self._tr(f"desk.reason_long.{entry.reason}")
        return entry.text or ""

    def go(self) -> None:
        """Enter takes the block."""
        if self.start.isEnabled():
            self._on_start()

    @guarded()
    def _on_column(self) -> None:
        self._show()

    @guarded()
    def _on_start(self) -> None:
        texts = [
            (pasted.key, pasted.text)
            for pasted in self._plan
            if pasted.key is not None and pasted.is_taken
        ]
        if self.session.enter_block(texts):
            self.closed.emit()
