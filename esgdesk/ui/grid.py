"""The entry grid: a table for fast hands, where leaving a cell saves it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from esgdesk.core.model import EntryKey
from esgdesk.core.paste import read_block
from esgdesk.ui.cells import INDENT, MARK_SIZE, PADDING, ROW_HEIGHT, FigureDelegate
from esgdesk.ui.entries import FIRST_YEAR, NAME, UNIT, EntryModel
from esgdesk.ui.grid_rows import CellState, RowKind
from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import Index
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

UNIT_WIDTH = 100
LEAST_YEAR_WIDTH = 84
LEAST_CHANGE_WIDTH = 72
HEAD_HEIGHT = 34
_CONTROL = Qt.KeyboardModifier.ControlModifier
_BACKWARDS = (Qt.Key.Key_Backtab,)
_ONWARDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class GridHeader(QHeaderView):
    """Column heads; that of the year to fill is tinted."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.setHighlightSections(False)
        self.setFixedHeight(HEAD_HEIGHT)

    @guarded()
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = cast(EntryModel, self.model())
        is_fill = logicalIndex == model.fill_column
        painter.save()
        painter.fillRect(rect, self._look.colour("accent_faint" if is_fill else "ground"))
        painter.setPen(self._look.colour("accent" if is_fill else "line_strong"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if is_fill:
            painter.drawLine(rect.bottomLeft() - QPoint(0, 1), rect.bottomRight() - QPoint(0, 1))
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._look.colour("text" if is_fill else "secondary"))
        text = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        side = Qt.AlignmentFlag.AlignRight
        left = PADDING
        if logicalIndex < FIRST_YEAR:
            side = Qt.AlignmentFlag.AlignLeft
            left += 14 if logicalIndex == NAME else 0
        place = rect.adjusted(left, 0, -PADDING, 0)
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    @guarded(QSize)
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD_HEIGHT)


class EntryGrid(QTableView):
    """Arrows move, Enter goes down, typing overwrites, leaving saves.

    Signals: `figure_chosen` with the key under the cursor (None on a heading), `folded` with an
    indicator to open or close, `typed_over` with a key and the text that replaces the cell's,
    `cleared` with the keys of cells to empty, `given_up` with the key of a text not to be saved,
    `block_pasted` with the figures from the cursor on and the rows of a block, `filled` with keys
    and the text for each.
    """

    figure_chosen = Signal(object)
    folded = Signal(str)
    typed_over = Signal(object, str)
    cleared = Signal(object)
    given_up = Signal(object)
    block_pasted = Signal(object, object)
    filled = Signal(object)

    def __init__(self, model: EntryModel, look: Look, tr: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._tr = tr
        self._entries = model
        self.setObjectName("grid")
        self.setAccessibleName(tr("desk.grid.name"))
        self.setModel(model)
        self.delegate = FigureDelegate(self, look, tr)
        self.delegate.left.connect(self._on_left)
        self.setItemDelegate(self.delegate)
        self.setHorizontalHeader(GridHeader(look, self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        look.changed.connect(self._on_look_changed)

    def size_columns(self) -> None:
        """Give figures the width they need and names the rest."""
        header = self.horizontalHeader()
        if not self._entries.rowCount():
            return
        header.setMinimumSectionSize(40)
        room = self.viewport().width()
        for column in range(self._entries.columnCount()):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.Stretch if column == NAME else mode.Fixed)
            if column >= FIRST_YEAR:
                is_change = column == self._entries.change_column
                least = LEAST_CHANGE_WIDTH if is_change else LEAST_YEAR_WIDTH
                if column == self._entries.fill_column:
                    least += 16
                width = max(least, self._width_of(column))
                self.setColumnWidth(column, width)
                room -= width
        self.setColumnWidth(UNIT, self._unit_width(room))

    def _unit_width(self, room: int) -> int:
        """Units share the room with names; both are shown whole where there is enough."""
        rows = self._entries.rows
        measure = self.fontMetrics().horizontalAdvance
        longest = max(rows, key=lambda row: len(row.name) + 2 * row.level)
        name = measure(longest.name) + longest.level * INDENT + 3 * PADDING + 14
        unit = measure(max((row.unit for row in rows), key=len)) + 2 * PADDING + 2
        return max(min(unit, room - name), min(unit, UNIT_WIDTH))

    def _width_of(self, column: int) -> int:
        """The width of a column's longest text; digits are all of one width."""
        longest = max((row.text_at(column - FIRST_YEAR) for row in self._entries.rows), key=len)
        # A little more than that, or the last digit is lost to the rounding of parts of a pixel.
        width = self.fontMetrics().horizontalAdvance(longest) + 2 * PADDING + 4
        is_fill = column == self._entries.fill_column
        return width + (MARK_SIZE + 6 if is_fill else 0)

    def key(self) -> EntryKey | None:
        """The figure to fill in the current row."""
        row = self._entries.row(self.currentIndex())
        if row is None or not row.cells or row.cells[-1] is None:
            return None
        return row.cells[-1].key

    def go_to(self, row: int) -> None:
        """Put the cursor on the figure to fill in a row."""
        index = self._entries.index(row, self._entries.fill_column)
        if index.isValid():
            # After a shortcut Qt would add to the selection instead of moving it, and Delete
            # would reach figures that are out of sight.
            only = QItemSelectionModel.SelectionFlag.ClearAndSelect
            is_there = index == self.currentIndex()
            self.selectionModel().setCurrentIndex(index, only)
            if is_there:
                # Qt says nothing then, and the inspector may show another figure or none.
                self._tell(index)
            self.scrollTo(index)

    def go_to_first(self) -> None:
        """Put the cursor on the first figure to fill."""
        for row in range(self._entries.rowCount()):
            if self._entries.is_to_fill(row):
                self.go_to(row)
                return
        self.figure_chosen.emit(None)

    def step(self, by: int) -> bool:
        """Move to the next or previous figure to fill; False where there is none."""
        row = self.currentIndex().row() + by
        while 0 <= row < self._entries.rowCount():
            if self._entries.is_to_fill(row):
                self.go_to(row)
                return True
            row += by
        return False

    def leave_cell(self) -> None:
        """Save what stands in an open editor."""
        self.delegate.commit_open()

    def type_into(self, text: str) -> bool:
        """Open the editor of the figure under the cursor with a text still to be entered.

        False where no figure is to be filled in.
        """
        index = self.currentIndex()
        if not self._entries.is_to_fill(index.row()):
            return False
        self.edit(index)
        editor = self.delegate.editor
        if editor is None:
            return False
        editor.setText(text)
        self.delegate.typing.emit(index, text)
        return True

    @property
    def is_editing(self) -> bool:
        """Whether a cell's editor is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def copy_block(self) -> str:
        """Put the selected cells on the clipboard as lines of tab-separated texts."""
        chosen = self.selectedIndexes()
        if not chosen:
            return ""
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        wanted = {(index.row(), index.column()) for index in chosen}
        lines = [
            "\t".join(
                str(self._entries.index(row, column).data() or "")
                if (row, column) in wanted
                else ""
                for column in columns
            )
            for row in rows
        ]
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text

    def cut_block(self) -> None:
        """Copy the selected cells and clear those of the year to fill."""
        self.copy_block()
        self.clear_figures()

    def paste_block(self) -> None:
        """Enter what is on the clipboard from the cursor downwards: one cell at once, several
        after they have been looked at.
        """
        fill = self._entries.fill_column
        block = read_block(QGuiApplication.clipboard().text())
        if self.currentIndex().column() < FIRST_YEAR or not self._entries.can_edit or not block:
            return
        keys = self._keys_below(min([*self._chosen_rows(), self.currentIndex().row()]))
        if len(block) == 1 and len(block[0]) == 1:
            cell = self._entries.cell(self._entries.index(self.currentIndex().row(), fill))
            if cell is not None:
                self.typed_over.emit(cell.key, block[0][0])
        elif keys:
            self.block_pasted.emit(keys, block)

    def fill_down(self) -> None:
        """Enter the uppermost of the selected figures into those selected below it."""
        fill = self._entries.fill_column
        cells = [self._entries.cell(self._entries.index(row, fill)) for row in self._chosen_rows()]
        found = [cell for cell in cells if cell is not None]
        if len(found) > 1 and found[0].typed and self._entries.can_edit:
            self.filled.emit([(cell.key, found[0].typed) for cell in found[1:]])

    def _chosen_rows(self) -> list[int]:
        return sorted({index.row() for index in self.selectedIndexes()})

    def _keys_below(self, row: int) -> list[EntryKey]:
        """The figures to fill from a row on, passing over headings."""
        fill = self._entries.fill_column
        rows = range(row, self._entries.rowCount())
        cells = (self._entries.cell(self._entries.index(place, fill)) for place in rows)
        return [cell.key for cell in cells if cell is not None]

    def clear_figures(self) -> None:
        """Clear the selected figures of the year to fill."""
        fill = self._entries.fill_column
        cells = [self._entries.cell(i) for i in self.selectedIndexes() if i.column() == fill]
        keys = [cell.key for cell in cells if cell is not None and cell.text]
        if keys and self._entries.can_edit:
            self.cleared.emit(keys)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_block()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_block()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut_block()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == _CONTROL:
            self.fill_down()
        elif event.key() in _ONWARDS or event.key() in _BACKWARDS:
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step(-1 if is_back or event.key() in _BACKWARDS else 1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_figures()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._fold(event.key()):
            pass
        elif event.key() == Qt.Key.Key_Escape:
            self._give_up(event)
        else:
            super().keyPressEvent(event)
            self._end_of_text(event)

    def _give_up(self, event: QKeyEvent) -> None:
        """Esc on a text that could not be saved brings back the figure that is in the file."""
        cell = self._entries.cell(self.currentIndex())
        if cell is not None and cell.state is CellState.UNSAVED:
            self.given_up.emit(cell.key)
        else:
            event.ignore()

    def _end_of_text(self, event: QKeyEvent) -> None:
        """F2 mends the text: the cursor stands at its end, nothing is overwritten."""
        editor = self.delegate.editor
        if event.key() == Qt.Key.Key_F2 and editor is not None:
            editor.end(False)

    def _fold(self, key: int) -> bool:
        row = self._entries.row(self.currentIndex())
        if row is None or not row.is_parent or self.currentIndex().column() != NAME:
            return False
        if row.is_open is not (key == Qt.Key.Key_Left):
            return False
        self.folded.emit(row.indicator)
        return True

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self._entries.row(index)
        super().mousePressEvent(event)
        is_triangle = event.position().x() - self.columnViewportPosition(NAME) < PADDING + INDENT
        if row is not None and row.is_parent and index.column() == NAME and is_triangle:
            self.folded.emit(row.indicator)

    @guarded()
    def keyboardSearch(self, search: str) -> None:
        """Typing outside the figures to fill does nothing; Ctrl+F searches."""

    @guarded()
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self._tell(current)

    def _tell(self, current: Index) -> None:
        row = self._entries.row(current)
        if row is None or row.kind in (RowKind.CHAPTER, RowKind.BREAKDOWN) or not row.cells:
            self.figure_chosen.emit(None)
            return
        first = row.cells[-1]
        year = self._entries.headerData(self._entries.fill_column, Qt.Orientation.Horizontal)
        self.figure_chosen.emit(
            first.key if first is not None else EntryKey(row.indicator, row.members, "", str(year))
        )

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.size_columns()

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to_first()
        self.viewport().update()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @guarded()
    def _on_left(self, step: int) -> None:
        if step:
            self.setFocus()
            self.step(step)

    @guarded()
    def _on_look_changed(self) -> None:
        self.viewport().update()
        self.horizontalHeader().viewport().update()
