"""The model of the entry grid: rows of figures, of which only the year to fill can be edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from esgdesk.core.model import EntryKey, State
from esgdesk.ui.grid_rows import CellState, GridCell, GridRow, RowKind
from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import NO_INDEX, Index, Role
from esgdesk.ui.words import Words

NAME, UNIT = 0, 1
FIRST_YEAR = 2


class EntryModel(QAbstractTableModel):
    """Name, unit, the shown years and the change; `enter` is called with what was typed."""

    def __init__(
        self,
        tr: Words,
        enter: Callable[[EntryKey, str], object],
        explain: Callable[[EntryKey], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self._enter = enter
        self._explain = explain
        self._rows: list[GridRow] = []
        self._years: tuple[str, ...] = ()
        self.can_edit = True

    @property
    def rows(self) -> Sequence[GridRow]:
        """The rows shown now."""
        return self._rows

    @property
    def fill_column(self) -> int:
        """The column of the year to fill."""
        return FIRST_YEAR + len(self._years) - 1

    @property
    def change_column(self) -> int:
        """The column of the change against last year."""
        return FIRST_YEAR + len(self._years)

    def show(self, rows: list[GridRow], years: tuple[str, ...]) -> None:
        """Show these rows; where they are the same figures as before, cells change in place."""
        is_same = years == self._years and _shape(rows) == _shape(self._rows)
        if is_same and rows:
            self._rows = rows
            last = self.index(len(rows) - 1, self.change_column)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows, self._years = rows, years
        self.endResetModel()

    def row(self, index: Index) -> GridRow | None:
        """The row that an index stands in."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def cell(self, index: Index) -> GridCell | None:
        """The figure's cell at an index, None where there is none."""
        row = self.row(index)
        place = index.column() - FIRST_YEAR
        return row.cells[place] if row is not None and 0 <= place < len(row.cells) else None

    def is_to_fill(self, row: int) -> bool:
        """Whether a row has a figure to fill in."""
        return 0 <= row < len(self._rows) and bool(
            self._rows[row].cells and self._rows[row].cells[-1] is not None
        )

    def find(self, indicator: str, members: str) -> int:
        """The row of a figure, -1 where it is not shown."""
        for place, row in enumerate(self._rows):
            if (row.indicator, row.members) == (indicator, members) and row.kind in (
                RowKind.INDICATOR,
                RowKind.MEMBER,
            ):
                return place
        return -1

    @guarded(0)
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @guarded(0)
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or not self._years else FIRST_YEAR + len(self._years) + 1

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index) if index.isValid() else None
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_fill = index.column() == self.fill_column and self.is_to_fill(index.row())
        if is_fill and self.can_edit:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @guarded(None)
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row = self.row(index) if index.isValid() else None
        if row is None:
            return None
        if role == Role.DisplayRole:
            return self._text(row, index)
        if role == Role.EditRole:
            cell = self.cell(index)
            return cell.typed if cell is not None else None
        if role == Role.TextAlignmentRole:
            is_figure = index.column() >= FIRST_YEAR
            side = Qt.AlignmentFlag.AlignRight if is_figure else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Role.ToolTipRole:
            return self._tip(row, index)
        if role == Role.AccessibleTextRole:
            return self._spoken(row, index)
        return None

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        cell = self.cell(index)
        if role != Role.EditRole or cell is None or index.column() != self.fill_column:
            return False
        if not self.can_edit:
            return False
        if value != cell.typed or cell.state is CellState.UNSAVED:
            self._enter(cell.key, str(value))
        return True

    @guarded(None)
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not self._years:
            return None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight
            return (side if section >= FIRST_YEAR else Qt.AlignmentFlag.AlignLeft) | (
                Qt.AlignmentFlag.AlignVCenter
            )
        if role != Role.DisplayRole:
            return None
        names = [self._tr("desk.grid.indicator"), self._tr("desk.grid.unit"), *self._years]
        names.append(self._tr("desk.grid.change"))
        return names[section] if 0 <= section < len(names) else None

    def _text(self, row: GridRow, index: Index) -> str:
        column = index.column()
        if column == NAME:
            return row.name
        if column == UNIT:
            return row.unit
        if column == self.change_column:
            return row.change
        cell = self.cell(index)
        return cell.text if cell is not None else ""

    def _tip(self, row: GridRow, index: Index) -> str | None:
        if index.column() == self.fill_column:
            cell = self.cell(index)
            return (self._about(cell) or None) if cell is not None else None
        return self._text(row, index) or None

    def _spoken(self, row: GridRow, index: Index) -> str:
        text = self._text(row, index)
        if index.column() < FIRST_YEAR or index.column() == self.change_column:
            return text
        cell = self.cell(index)
        if cell is None:
            return row.name
        shown = text or self._tr("desk.grid.empty")
        spoken = f"{row.name}, {cell.key.period}: {shown} {row.unit}".rstrip()
        about = self._about(cell) if index.column() == self.fill_column else ""
        return f"{spoken}. {about}" if about else spoken

    def _about(self, cell: GridCell) -> str:
        """What was found about a figure, and how far it has come once it is no draft any more."""
        words = self._explain(cell.key) if cell.severity is not None else ""
        if cell.flow is None or cell.flow is State.DRAFT:
            return words
        return f"{words} {self._tr(f'desk.state.{cell.flow}')}".strip()


def _shape(rows: Sequence[GridRow]) -> list[tuple[object, ...]]:
    return [(row.kind, row.indicator, row.members, row.is_open) for row in rows]
