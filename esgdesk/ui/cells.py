"""How a cell of the entry grid is drawn and edited.

The editor is a line edit that holds text and nothing else: no spin box, no conversion by Qt, whose
own editors round, cut and guess. What the text means is decided by the core when the cell is left.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import State
from esgdesk.ui.entries import NAME, UNIT, EntryModel
from esgdesk.ui.grid_rows import MISSING, CellState, GridCell, GridRow, RowKind
from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import Index
from esgdesk.ui.pieces import restyle
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

ROW_HEIGHT = 30
PADDING = 10
INDENT = 16
MARK_SIZE = 14
SEVERITY_ICONS = {
    Severity.ERROR: ("circle-alert", "error"),
    Severity.WARNING: ("triangle-alert", "warning"),
    Severity.NOTICE: ("info", "notice"),
}
STATE_MARKS = {
    State.DRAFT: ("pencil", "secondary"),
    State.SUBMITTED: ("circle-dot", "secondary"),
    State.APPROVED: ("circle-check", "done"),
    State.SENT_BACK: ("undo-2", "warning"),
}
ANSWERED = ("circle-check", "done")
STILL_TO_COME = ("circle-dashed", "faint")
_HINTS = QAbstractItemDelegate.EndEditHint


class FigureEditor(QLineEdit):
    """The text of one figure while it is being typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cell_editor")
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_wrong(self, is_wrong: bool) -> None:
        """Colour the edge by whether the text can be understood."""
        if self.property("wrong") != is_wrong:
            self.setProperty("wrong", is_wrong)
            restyle(self)


class Echo(QLabel):
    """Says right below the field how the typed text is understood, in digits and unit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("echo")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, editor: QWidget, text: str, *, is_wrong: bool) -> None:
        """Stand below an editor, or above it where there is no room; an empty text hides it."""
        if self.property("wrong") != is_wrong:
            self.setProperty("wrong", is_wrong)
            restyle(self)
        self.setText(text)
        self.adjustSize()
        field, room = editor.geometry(), cast(QWidget, self.parent()).rect()
        top = field.bottom() + 2
        if top + self.height() > room.bottom():
            top = field.top() - self.height() - 2
        left = max(4, min(field.right() - self.width(), room.right() - self.width() - 4))
        self.move(left, top)
        self.raise_()
        self.setVisible(bool(text))


class FigureDelegate(QStyledItemDelegate):
    """Draws the grid's cells and makes their editors.

    Signals: `typing` with the index and the text at every key, `left` with the rows to move on
    after an editor has closed (0 where it was left otherwise).
    """

    typing = Signal(object, str)
    # A row is an object, too: Qt's int has 32 bits, and a number beyond them arrives as another.
    left = Signal(object)

    def __init__(self, grid: QAbstractItemView, look: Look, tr: Words) -> None:
        super().__init__(grid)
        self._grid = grid
        self._look = look
        self._tr = tr
        self._editor: FigureEditor | None = None
        self._echo: Echo | None = None
        self.left.connect(self._on_left)

    def echo(self, text: str, *, is_wrong: bool) -> None:
        """Say beside the open editor how its text is understood."""
        if self._editor is None:
            return
        if self._echo is None:
            self._echo = Echo(self._grid.viewport())
        self._echo.show_at(self._editor, text, is_wrong=is_wrong)

    @guarded()
    def _on_left(self, step: object) -> None:
        if self._echo is not None:
            self._echo.hide()

    @property
    def editor(self) -> FigureEditor | None:
        """The editor that is open now."""
        return self._editor

    # Qt takes None for "no editor here"; its Python stubs have forgotten that.
    @guarded(None)
    def createEditor(  # type: ignore[override]
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget | None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return None
        editor = FigureEditor(parent)
        editor.setProperty("row", index.row())
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.textEdited.connect(self._on_text_edited)
        self._editor = editor
        return editor

    @guarded()
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cast(QLineEdit, editor).setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    @guarded()
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        model.setData(index, cast(QLineEdit, editor).text())

    @guarded()
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -1))

    @guarded()
    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        super().destroyEditor(editor, index)
        if editor is self._editor:
            # The view has taken and closed it by itself, for the cursor was moved elsewhere.
            self._editor = None
            self.left.emit(0)

    @guarded(False)
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = _step(event)
            if step is not None:
                self._commit(cast(QWidget, editor), step)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._editor = None
                self.closeEditor.emit(cast(QWidget, editor), _HINTS.RevertModelCache)
                self.left.emit(0)
                return True
        result = super().eventFilter(editor, event)
        if event.type() is QEvent.Type.FocusOut and editor is self._editor:
            self._editor = None
            self.left.emit(0)
        return result

    def commit_open(self) -> None:
        """Take what stands in an open editor, as if it had been left."""
        if self._editor is not None and isValid(self._editor):
            self._commit(self._editor, 0)

    def _commit(self, editor: QWidget, step: int) -> None:
        self._editor = None
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, _HINTS.NoHint)
        self.left.emit(step)

    @guarded()
    def _on_text_edited(self, text: str) -> None:
        self.typing.emit(self._grid.currentIndex(), text)

    @guarded(QSize)
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = str(index.data() or "")
        width = option.fontMetrics.horizontalAdvance(text) + 2 * PADDING
        model = cast(EntryModel, index.model())
        if index.column() == model.fill_column:
            width += MARK_SIZE + 6
        return QSize(width, ROW_HEIGHT)

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = cast(EntryModel, index.model())
        row = model.row(index)
        if row is None:
            return
        painter.save()
        try:
            self._paint_ground(painter, option, index, model, row)
            if index.column() == NAME:
                self._paint_name(painter, option, row)
            else:
                self._paint_text(painter, option, index, model, row)
            self._paint_ring(painter, option, index)
        finally:
            painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        model: EntryModel,
        row: GridRow,
    ) -> None:
        is_to_fill = index.column() == model.fill_column and model.is_to_fill(index.row())
        ground = "ground" if is_to_fill else "panel"
        if row.kind is RowKind.CHAPTER:
            ground = "hover"
        elif option.state & QStyle.StateFlag.State_Selected and (
            len(self._grid.selectedIndexes()) > 1
        ):
            ground = "selection"
        elif index.row() == self._grid.currentIndex().row() and not is_to_fill:
            ground = "band"
        painter.fillRect(option.rect, self._look.colour(ground))
        painter.setPen(self._look.colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if is_to_fill:
            painter.drawLine(option.rect.topLeft(), option.rect.bottomLeft())
            painter.drawLine(option.rect.topRight(), option.rect.bottomRight())

    def _paint_name(self, painter: QPainter, option: QStyleOptionViewItem, row: GridRow) -> None:
        font = QFont(option.font)
        colour = self._look.colour("text")
        left = PADDING + 14 + row.level * INDENT
        if row.kind is RowKind.CHAPTER:
            font.setPixelSize(12)
            font.setWeight(QFont.Weight.DemiBold)
            colour = self._look.colour("secondary")
            left = PADDING
        elif row.kind is RowKind.BREAKDOWN:
            font.setPixelSize(12)
            colour = self._look.colour("secondary")
        elif row.is_parent:
            font.setWeight(QFont.Weight.Medium)
            self._paint_triangle(painter, option.rect, row.is_open)
        place = option.rect.adjusted(left, 0, -PADDING, 0)
        self._draw(painter, place, row.name, font, colour, Qt.AlignmentFlag.AlignLeft)

    def _paint_triangle(self, painter: QPainter, place: QRect, is_open: bool) -> None:
        x, y = place.left() + PADDING, place.center().y()
        points = (
            [QPoint(x, y - 2), QPoint(x + 8, y - 2), QPoint(x + 4, y + 3)]
            if is_open
            else [QPoint(x + 1, y - 4), QPoint(x + 6, y), QPoint(x + 1, y + 4)]
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("faint"))
        painter.drawPolygon(QPolygon(points))

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        model: EntryModel,
        row: GridRow,
    ) -> None:
        column = index.column()
        font = QFont(option.font)
        place = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        text = str(index.data() or "")
        if column == UNIT:
            self._draw(
                painter,
                place,
                text,
                font,
                self._look.colour("secondary"),
                Qt.AlignmentFlag.AlignLeft,
            )
            return
        cell = model.cell(index)
        is_fill = column == model.fill_column
        colour = self._colour(cell, is_fill)
        font.setItalic(cell is not None and cell.is_computed)
        if is_fill and cell is not None and cell.severity is not None:
            place = self._paint_mark(painter, place, cell.severity)
        elif is_fill and cell is not None and cell.flow and cell.flow is not State.DRAFT:
            place = self._paint_state(painter, place, cell.flow)
        align = Qt.AlignmentFlag.AlignRight
        if cell is not None and cell.state is CellState.WORDS:
            align = Qt.AlignmentFlag.AlignLeft
        self._draw(painter, place, text, font, colour, align)

    def _colour(self, cell: GridCell | None, is_fill: bool) -> QColor:
        if cell is None or not is_fill:
            return self._look.colour("faint")
        if cell.state in (CellState.DRAFT, CellState.UNSAVED):
            return self._look.colour("error")
        return self._look.colour("faint" if cell.state is CellState.REASON else "text")

    def _paint_mark(self, painter: QPainter, place: QRect, severity: Severity) -> QRect:
        icon, token = SEVERITY_ICONS[severity]
        top = place.center().y() - MARK_SIZE // 2 + 1
        painter.drawPixmap(place.left() - 2, top, self._look.pixmap(icon, token, MARK_SIZE))
        place = place.adjusted(MARK_SIZE + 4, 0, 0, 0)
        line = QRect(place.left(), place.bottom() - 5, place.width(), 2)
        painter.fillRect(line, self._look.colour(token))
        return place

    def _paint_state(self, painter: QPainter, place: QRect, state: State) -> QRect:
        """A quiet mark left of a figure that is no draft any more; a finding's goes before it."""
        icon, token = STATE_MARKS[state]
        top = place.center().y() - MARK_SIZE // 2 + 1
        painter.drawPixmap(place.left() - 2, top, self._look.pixmap(icon, token, MARK_SIZE))
        return place.adjusted(MARK_SIZE + 4, 0, 0, 0)

    def _paint_ring(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index != self._grid.currentIndex():
            return
        colour = self._look.colour("accent" if self._grid.hasFocus() else "line_strong")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colour)
        for inset in (0, 1):
            painter.drawRect(option.rect.adjusted(inset, inset, -inset - 1, -inset - 1))

    @staticmethod
    def _draw(
        painter: QPainter,
        place: QRect,
        text: str,
        font: QFont,
        colour: QColor,
        align: Qt.AlignmentFlag,
    ) -> None:
        if not text:
            return
        painter.setFont(font)
        painter.setPen(colour)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter, shown)


def mark_of(finding: Finding) -> tuple[str, str]:
    """The icon and colour of a finding; what is only still to come is no alarm."""
    if finding.is_answered:
        return ANSWERED
    return STILL_TO_COME if finding.rule == MISSING else SEVERITY_ICONS[finding.severity]


def _step(event: QKeyEvent) -> int | None:
    """How many figures a key moves on, None where it does not leave the cell."""
    is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    match event.key():
        case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
            return -1 if is_back else 1
        case Qt.Key.Key_Backtab | Qt.Key.Key_Up:
            return -1
        case Qt.Key.Key_Down:
            return 1
    return None
