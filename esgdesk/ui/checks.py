"""The checks of a year: every finding in words, each one step away from its figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.findings import Finding
from esgdesk.core.model import EntryKey
from esgdesk.ui.cells import mark_of
from esgdesk.ui.grid_rows import MISSING, SEVERITIES
from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import NO_INDEX, Index, Role
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the page shows it."""

    finding: Finding
    figure: str
    chapter: str
    words: str


def order_lines(lines: Sequence[Line]) -> list[Line]:
    """By severity, then what is missing, then what was explained; else as they come."""
    return sorted(lines, key=lambda line: _rank(line.finding))


def _rank(finding: Finding) -> int:
    if finding.is_answered:
        return len(SEVERITIES) + 1
    return len(SEVERITIES) if finding.rule == MISSING else SEVERITIES.index(finding.severity)


def count_words(findings: Sequence[Finding], tr: Words) -> str:
    """How many findings there are of each severity, missing and explained; what is none is left
    out."""
    counts = Counter(_rank(finding) for finding in findings)
    names = ("errors", "warnings", "notices", "missing", "answered")
    parts = [
        tr(f"desk.checks.{name}", count=counts[rank])
        for rank, name in enumerate(names)
        if counts[rank]
    ]
    text = ("、" if tr.language != "en" else ", ").join(parts)
    return text[:1].upper() + text[1:]


TWO_LINES, TALL_ROW = 128, 66
"""Words that are longer than two lines get a third; measuring every row would take its time."""


class FindingModel(QAbstractTableModel):
    """Figure, what was found, chapter."""

    def __init__(self, look: Look, tr: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tr = tr
        self.lines: list[Line] = []

    def show(self, lines: list[Line]) -> None:
        """Show these findings."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    @guarded(0)
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @guarded(0)
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else 3

    @guarded(None)
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.lines):
            return None
        line = self.lines[index.row()]
        texts = (line.figure, line.words, line.chapter)
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return texts[index.column()]
        if role == Role.AccessibleTextRole:
            severity = self._tr(f"desk.severity.{line.finding.severity}")
            return f"{severity}: {line.figure}. {line.words}"
        if role == Role.DecorationRole and index.column() == 0:
            icon, token = mark_of(line.finding)
            return self._look.pixmap(icon, token)
        if role == Role.ForegroundRole and index.column() == 2:
            return self._look.colour("secondary")
        return None

    @guarded(None)
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Role.DisplayRole or not 0 <= section < 3:
            return None
        return self._tr(("desk.checks.figure", "desk.checks.words", "desk.checks.chapter")[section])


class FindingTable(QTableView):
    """The list of findings; Enter and click go to the figure."""

    wanted = Signal(object)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class ChecksPage(QWidget):
    """What is missing or cannot be right in the year; `figure_wanted` goes to a figure,
    `figure_shown` only looks at it."""

    figure_wanted = Signal(object)
    figure_shown = Signal(object)

    def __init__(self, look: Look, tr: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._tr = tr
        self.setObjectName("page")
        self._title = QLabel()
        self._title.setObjectName("page_title")
        self._lead = QLabel()
        self._lead.setProperty("tone", "secondary")
        self._lead.setWordWrap(True)
        self.model = FindingModel(look, tr, self)
        self.table = FindingTable(self)
        self.table.setObjectName("checks")
        self.table.setAccessibleName(tr("desk.checks.name"))
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(46)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(0, 250)
        self.table.setColumnWidth(2, 130)
        self.table.wanted.connect(self._on_wanted)
        self.table.clicked.connect(self._on_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._on_moved)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(QWidget())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._lead)
        layout.addSpacing(8)
        layout.addWidget(self._body, 1)

    def show_lines(self, lines: Sequence[Line], year: str) -> None:
        """Show the findings of a year."""
        self._title.setText(self._tr("desk.checks.title", year=year))
        if lines:
            counts = count_words([line.finding for line in lines], self._tr)
            self._lead.setText(self._tr("desk.checks.lead", counts=counts))
        else:
            self._lead.setText(self._tr("desk.checks.none", year=year))
        self.model.show(order_lines(lines))
        for row, line in enumerate(self.model.lines):
            if len(line.words) > TWO_LINES:
                self.table.setRowHeight(row, TALL_ROW)
        self._body.setCurrentIndex(0 if lines else 1)

    def key_at(self, row: int) -> EntryKey | None:
        """The figure that a line is about."""
        return self.model.lines[row].finding.key if 0 <= row < len(self.model.lines) else None

    @guarded()
    def _on_moved(self, index: Index) -> None:
        self.figure_shown.emit(self.key_at(index.row()))

    @guarded()
    def _on_clicked(self, index: Index) -> None:
        self._on_wanted(index.row())

    @guarded()
    def _on_wanted(self, row: int) -> None:
        key = self.key_at(row)
        if key is not None:
            self.figure_wanted.emit(key)
