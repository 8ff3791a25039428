"""The sidebar: chapters with their progress, the overview and the checks of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from esgdesk.ui.grid_rows import Progress
from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import NO_INDEX, Index, Role
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

OVERVIEW = ":overview"
CHECKS = ":checks"
ICONS = {OVERVIEW: "chart-column", CHECKS: "list-checks"}
"""The places that are no chapters, in order."""
WIDTH = 220
PADDING = 16
NUMBERS = 56


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the sidebar: a chapter with its progress, or a page with its count."""

    code: str
    name: str
    progress: Progress
    count: str

    @property
    def is_page(self) -> bool:
        """Whether this is the line of a page and not of a chapter."""
        return self.code in ICONS

    @property
    def is_apart(self) -> bool:
        """Whether a rule stands above: the first page, below the chapters."""
        return self.code == next(iter(ICONS))


class PlaceModel(QAbstractListModel):
    """The lines of the sidebar."""

    def __init__(self, tr: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.places: list[Place] = []

    def show(self, places: list[Place]) -> None:
        """Show these lines, in place where they are the same chapters."""
        if [place.code for place in places] == [place.code for place in self.places]:
            self.places = places
            if places:
                self.dataChanged.emit(self.index(0), self.index(len(places) - 1))
            return
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    @guarded(0)
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.places)

    @guarded(None)
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.places):
            return None
        place = self.places[index.row()]
        if role == Role.DisplayRole:
            return place.name
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._spoken(place)
        return None

    def _spoken(self, place: Place) -> str:
        progress = place.progress
        if place.is_page:
            return f"{place.name}: {place.count}" if place.count else place.name
        spoken = self._tr(
            "desk.sidebar.progress", name=place.name, filled=progress.filled, wanted=progress.wanted
        )
        if progress.errors:
            spoken += self._tr("desk.sidebar.errors", count=progress.errors)
        return spoken


class PlaceDelegate(QStyledItemDelegate):
    """Draws a chapter's name, count, bar, and a dot where it has errors."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    @guarded(QSize)
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        place = cast(PlaceModel, index.model()).places[index.row()]
        if place.is_page:
            return QSize(WIDTH - 40, 52 if place.is_apart else 40)
        lines = self._name_lines(option, place)
        return QSize(WIDTH - 40, 46 if lines == 1 else 64)

    def _name_lines(self, option: QStyleOptionViewItem, place: Place) -> int:
        width = option.fontMetrics.horizontalAdvance(place.name)
        return 1 if width <= self._view.viewport().width() - 2 * PADDING - NUMBERS else 2

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place = cast(PlaceModel, index.model()).places[index.row()]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        ground = option.rect
        if place.is_apart:
            painter.setPen(self._look.colour("line"))
            painter.drawLine(ground.left(), ground.top() + 8, ground.right(), ground.top() + 8)
            ground = ground.adjusted(0, 12, 0, 0)
        if is_chosen or is_hovered:
            token = "accent_faint" if is_chosen else "hover"
            painter.fillRect(ground, self._look.colour(token))
        if is_chosen:
            edge = QRect(ground.left(), ground.top(), 3, ground.height())
            painter.fillRect(edge, self._look.colour("accent"))
        if is_chosen and self._view.hasFocus():
            painter.setPen(self._look.colour("accent"))
            painter.drawRect(ground.adjusted(0, 0, -1, -1))
            painter.drawRect(ground.adjusted(1, 1, -2, -2))
        inner = ground.adjusted(PADDING, 0, -PADDING, 0)
        if place.is_page:
            self._paint_page(painter, option, place, inner)
        else:
            self._paint_chapter(painter, option, place, inner)
        painter.restore()

    def _paint_page(
        self, painter: QPainter, option: QStyleOptionViewItem, place: Place, inner: QRect
    ) -> None:
        icon = self._look.pixmap(ICONS[place.code], "secondary")
        painter.drawPixmap(inner.left(), inner.center().y() - 7, icon)
        painter.setFont(option.font)
        painter.setPen(self._look.colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner.adjusted(24, 0, 0, 0), middle, place.name)
        has_errors = bool(place.progress.errors)
        painter.setPen(self._look.colour("error" if has_errors else "secondary"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, place.count)

    def _paint_chapter(
        self, painter: QPainter, option: QStyleOptionViewItem, place: Place, inner: QRect
    ) -> None:
        progress = place.progress
        top = inner.adjusted(0, 8, 0, -16)
        painter.setFont(option.font)
        painter.setPen(self._look.colour("text"))
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(top.adjusted(0, 0, -NUMBERS, 0), flags, place.name)
        small = QFont(option.font)
        small.setPixelSize(12)
        painter.setFont(small)
        painter.setPen(self._look.colour("secondary"))
        # A chapter that asks for nothing has nothing to count.
        count = f"{progress.filled}/{progress.wanted}" if progress.wanted else ""
        right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        painter.drawText(top.adjusted(0, 1, 0, 0), right, count)
        if progress.errors:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("error"))
            left = inner.right() - painter.fontMetrics().horizontalAdvance(count) - 12
            painter.drawEllipse(left, top.top() + 6, 6, 6)
        bar = QRect(inner.left(), inner.bottom() - 9, inner.width(), 3)
        painter.fillRect(bar, self._look.colour("track"))
        if progress.wanted:
            done = round(bar.width() * progress.filled / progress.wanted)
            is_done = progress.filled == progress.wanted
            colour = self._look.colour("done" if is_done else "accent")
            painter.fillRect(QRect(bar.left(), bar.top(), done, 3), colour)


class Sidebar(QListView):
    """The list of places; `chosen` says which code was gone to."""

    chosen = Signal(str)

    def __init__(self, look: Look, tr: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(tr("desk.sidebar.name"))
        self._places = PlaceModel(tr, self)
        self.setModel(self._places)
        self.setItemDelegate(PlaceDelegate(look, self))
        self.setMouseTracking(True)
        self.setMinimumWidth(200)
        self.setViewportMargins(0, 8, 0, 8)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        look.changed.connect(self._on_look_changed)

    def show_places(self, places: Sequence[Place]) -> None:
        """Show these lines."""
        self._places.show(list(places))

    def choose(self, code: str) -> None:
        """Mark a place without going there; no place for a code that is none."""
        codes = [place.code for place in self._places.places]
        chosen = self._places.index(codes.index(code)) if code in codes else NO_INDEX
        if self.currentIndex() != chosen:
            self.blockSignals(True)
            self.setCurrentIndex(chosen)
            self.blockSignals(False)
        self.viewport().update()

    @guarded()
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self.signalsBlocked():
            self.chosen.emit(self._places.places[current.row()].code)

    @guarded()
    def _on_look_changed(self) -> None:
        self.viewport().update()
