"""A quiet list on a page that scrolls as a whole: a few columns, one of them perhaps a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QAbstractTableModel, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import NO_INDEX, Index, Role
from esgdesk.ui.theme import Look

ROW = 28
HEAD = 28
BAR = 4


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line: where it leads to (None: nowhere), its texts by column, and how it is read out.

    `icon` stands before the text of the column `icon_at`; `done` of `wanted` is drawn as a bar.
    """

    leads_to: object
    texts: tuple[str, ...]
    spoken: str
    icon: tuple[str, str] = ("", "")
    icon_at: int = 0
    done: int = 0
    wanted: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width (0: what is left) and where its texts stand."""

    name: str
    width: int = 0
    is_right: bool = False
    is_bar: bool = False
    tone: str = ""


class PageModel(QAbstractTableModel):
    """The lines of a list."""

    def __init__(self, look: Look, columns: Sequence[Column], parent: QObject | None = None):
        super().__init__(parent)
        self._look = look
        self.columns = tuple(columns)
        self.lines: list[PageLine] = []

    def show(self, lines: Sequence[PageLine]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rename(self, section: int, name: str) -> None:
        """Head a column otherwise."""
        columns = list(self.columns)
        old = columns[section]
        columns[section] = Column(name, old.width, old.is_right, old.is_bar, old.tone)
        self.columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, section, section)

    @guarded(0)
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @guarded(0)
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @guarded(None)
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.lines):
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        if role == Role.DisplayRole:
            return line.texts[index.column()]
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return line.spoken
        if role == Role.TextAlignmentRole:
            return _alignment(column)
        if role == Role.DecorationRole and index.column() == line.icon_at and line.icon[0]:
            return self._look.pixmap(*line.icon)
        if role == Role.ForegroundRole and column.tone:
            return self._look.colour(column.tone)
        return None

    @guarded(None)
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Role.TextAlignmentRole:
            return _alignment(self.columns[section])
        return self.columns[section].name if role == Role.DisplayRole else None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class BarDelegate(QStyledItemDelegate):
    """Draws how far something is as a thin bar."""

    def __init__(self, look: Look, view: QTableView) -> None:
        super().__init__(view)
        self._look = look

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        line = cast(PageModel, index.model()).lines[index.row()]
        ground = option.rect
        bar = QRect(ground.left() + 8, ground.center().y() - 1, ground.width() - 16, BAR)
        painter.fillRect(bar, self._look.colour("track"))
        if line.wanted:
            bar.setWidth(bar.width() * line.done // line.wanted)
            is_done = line.done == line.wanted
            painter.fillRect(bar, self._look.colour("done" if is_done else "accent"))


class PageTable(QTableView):
    """A list as tall as its lines; `wanted` gives what the line leads to that was chosen."""

    wanted = Signal(object)

    def __init__(self, name: str, columns: Sequence[Column], look: Look) -> None:
        super().__init__()
        self.setObjectName("page_table")
        self.setAccessibleName(name)
        self.lines = PageModel(look, columns, self)
        self.setModel(self.lines)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setFixedHeight(HEAD)
        mode = QHeaderView.ResizeMode
        for place, column in enumerate(columns):
            header.setSectionResizeMode(place, mode.Fixed if column.width else mode.Stretch)
            if column.width:
                self.setColumnWidth(place, column.width)
            if column.is_bar:
                self.setItemDelegateForColumn(place, BarDelegate(look, self))
        self.clicked.connect(self._on_clicked)
        look.changed.connect(self._on_look_changed)

    def show_lines(self, lines: Sequence[PageLine]) -> None:
        """Show these lines, all of them at once; the cursor stays in its row."""
        row = self.currentIndex().row()
        self.lines.show(lines)
        self.setFixedHeight(HEAD + ROW * len(lines) + 2)
        if 0 <= row < len(lines):
            self.setCurrentIndex(self.lines.index(row, 0))

    def _lead(self, row: int) -> None:
        line = self.lines.lines[row] if 0 <= row < len(self.lines.lines) else None
        if line is not None and line.leads_to is not None:
            self.wanted.emit(line.leads_to)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._lead(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        # The page scrolls, not the list.
        event.ignore()

    @guarded()
    def _on_clicked(self, index: Index) -> None:
        self._lead(index.row())

    @guarded()
    def _on_look_changed(self) -> None:
        self.viewport().update()
