"""Drawing a trend: columns or lines with their figures, on a screen, in a picture, in an SVG.

Each series has a colour, a dash, a marker and a hatching of its own, so that none needs its colour
to be told apart. Here, and only here, figures become places on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from esgdesk.core.model import Reason
from esgdesk.core.numbers import decimals_of, print_figure
from esgdesk.core.trends import Axis, Point, Trend, columns_axis, lines_axis
from esgdesk.ui.chart_signs import draw_marker, fill_column, pen_of

SERIES = ("series_1", "series_2", "series_3", "series_4", "series_5", "series_6")
TITLE, BODY, SMALL = 15, 12, 11
LINE = 18
SIGN = 7
GAP = 4
WIDEST_COLUMN = 72.0
NAMES_FROM = 24
FINE = 100_000
"""Parts of an axis, finer than any screen or print."""
NUDGES = (0, 3, -3, 6, -6, 10, -10, 14, -14)
"""How far a figure may stand aside where another column or figure is in its way."""
Centre = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Picture:
    """A trend with the words around it; `names` are those of its series, none for a single one.

    `gaps` says what stands where there is no figure, `legend` what the sign of a restated year
    means, `empty` what to say where there is nothing to draw.
    """

    trend: Trend
    title: str
    unit: str
    names: tuple[str, ...]
    gaps: Mapping[Reason | None, str]
    legend: str
    more: str
    empty: str
    is_bars: bool


class ChartPainter:
    """Draws one picture into a rectangle with a theme's colours."""

    def __init__(
        self, painter: QPainter, picture: Picture, colour: Callable[[str], QColor], font: QFont
    ) -> None:
        self._painter = painter
        self._picture = picture
        self._colour = colour
        self._font = font
        self._taken: list[QRectF] = []
        make = columns_axis if picture.is_bars else lines_axis
        self._axis: Axis = make(picture.trend.values)
        self._plot = QRectF()
        self._room = 0.0

    def draw(self, area: QRectF, *, with_title: bool) -> None:
        """Draw everything; the title only where nothing else says what this is."""
        painter, picture = self._painter, self._picture
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if with_title:
            self._use(TITLE, is_strong=True)
            self._write(QRectF(area.left(), area.top(), area.width(), 22), picture.title, "text")
            area = area.adjusted(0, 26, 0, 0)
        if not picture.trend.values:
            self._use(BODY)
            painter.setPen(self._colour("secondary"))
            painter.drawText(area, Centre | Qt.TextFlag.TextWordWrap, picture.empty)
            return
        self._use(BODY)
        self._write(QRectF(area.left(), area.top(), area.width(), LINE), picture.unit, "secondary")
        area = area.adjusted(0, LINE, 0, 0)
        area = self._draw_legend(area)
        self._plot = area.adjusted(0, LINE + GAP, 0, -LINE - GAP)
        if picture.names:
            self._use(BODY)
            self._room = min(self._widest(picture.names) + 2, area.width() / 3)
            self._plot.adjust(0, 0, -self._room - NAMES_FROM, 0)
        if picture.is_bars:
            self._draw_years()
            self._draw_columns()
        else:
            self._draw_steps()
            self._draw_years()
            self._draw_lines()

    # ------------------------------------------------------------ around the figures

    def _use(self, size: int, *, is_strong: bool = False) -> None:
        font = QFont(self._font)
        font.setPixelSize(size)
        if is_strong:
            font.setWeight(QFont.Weight.DemiBold)
        self._painter.setFont(font)

    @property
    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._painter.font())

    def _widest(self, texts: tuple[str, ...] | list[str]) -> float:
        return max(map(self._metrics.horizontalAdvance, texts), default=0.0)

    def _write(
        self,
        place: QRectF,
        text: str,
        token: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() + 1)
        self._painter.setPen(self._colour(token))
        self._painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_legend(self, area: QRectF) -> QRectF:
        """The foot: what the sign means and what found no room; gives what is left above it."""
        self._use(SMALL)
        for words, has_sign in ((self._picture.more, False), (self._picture.legend, True)):
            if not words:
                continue
            place = QRectF(area.left(), area.bottom() - LINE, area.width(), LINE)
            if has_sign:
                self._draw_sign(QPointF(place.left() + SIGN / 2, place.center().y()))
                place.adjust(SIGN + GAP, 0, 0, 0)
            self._write(place, words, "secondary")
            area = area.adjusted(0, 0, 0, -LINE)
        return area

    def _draw_sign(self, centre: QPointF) -> None:
        """The small open triangle of a restated year."""
        half = SIGN / 2
        self._painter.setPen(QPen(self._colour("text"), 1.2))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolygon(
            QPolygonF(
                [
                    centre + QPointF(0, -half),
                    centre + QPointF(half, half),
                    centre + QPointF(-half, half),
                ]
            )
        )

    def _draw_steps(self) -> None:
        """The axis of lines, which need not begin at zero: its steps with their figures."""
        self._use(SMALL)
        decimals = max(decimals_of(format(tick.normalize(), "f")) for tick in self._axis.ticks)
        texts = [print_figure(f"{tick:.{decimals}f}") for tick in self._axis.ticks]
        width = self._widest(texts)
        left, right = self._plot.left() + width + 8, self._plot.right()
        for tick, text in zip(self._axis.ticks, texts, strict=True):
            y = self._y(tick)
            self._painter.setPen(QPen(self._colour("line"), 1))
            self._painter.drawLine(QPointF(left, y), QPointF(right, y))
            place = QRectF(self._plot.left(), y - LINE / 2, width, LINE)
            self._write(place, text, "faint", Qt.AlignmentFlag.AlignRight)
        self._plot.setLeft(left)

    def _draw_years(self) -> None:
        self._use(BODY)
        ground = self._y(max(self._axis.low, min(Decimal(0), self._axis.high)))
        if self._picture.is_bars:
            self._painter.setPen(QPen(self._colour("line_strong"), 1))
            line = QPointF(self._plot.left(), ground), QPointF(self._plot.right(), ground)
            self._painter.drawLine(*line)
        right = self._plot.left() - self._slot
        for place, year in enumerate(self._picture.trend.years):
            width = self._metrics.horizontalAdvance(year)
            spot = QRectF(
                self._x(place) - width / 2 - 1, self._plot.bottom() + GAP, width + 2, LINE
            )
            if spot.left() > right:
                self._write(spot, year, "secondary", Qt.AlignmentFlag.AlignHCenter)
                right = spot.right() + GAP

    # ------------------------------------------------------------ the figures

    @property
    def _slot(self) -> float:
        return self._plot.width() / max(1, len(self._picture.trend.years))

    def _x(self, place: float) -> float:
        return self._plot.left() + self._slot * (place + 0.5)

    def _y(self, value: Decimal) -> float:
        return self._plot.bottom() - self._plot.height() * self._axis.part(value, FINE) / FINE

    def _label(self, spot: QPointF, point: Point, *, is_below: bool = False) -> None:
        """A year's figure with the sign, above or below its place, unless others stand there."""
        self._use(SMALL)
        text = print_figure(point.value) if point.value is not None else ""
        text = text or self._picture.gaps.get(point.reason, "")
        width = self._metrics.horizontalAdvance(text) + (SIGN + 3 if point.is_restated else 0)
        top = spot.y() + GAP if is_below else spot.y() - GAP - LINE + 4
        first = QRectF(spot.x() - width / 2, top, width, LINE - 4)
        tries = (first.translated(step, 0) for step in NUDGES)
        room = next((place for place in tries if self._is_free(place)), None)
        if not text or room is None:
            return
        self._taken.append(room.adjusted(-3, 0, 3, 0))
        token = "faint" if point.value is None else "text"
        self._write(room, text, token)
        if point.is_restated:
            self._draw_sign(QPointF(room.right() - SIGN / 2, room.center().y()))

    def _is_free(self, room: QRectF) -> bool:
        return not any(room.intersects(other) for other in self._taken)

    def _draw_columns(self) -> None:
        series = self._picture.trend.series
        width = min(self._slot * 0.76 / len(series), WIDEST_COLUMN)
        ground = self._y(Decimal(0))
        labels: list[tuple[QPointF, Point, bool]] = []
        for number, line in enumerate(series):
            for place, point in enumerate(line.points):
                middle = self._x(place) + width * (number + 0.5 - len(series) / 2)
                if point.value is not None:
                    value = Decimal(point.value)
                    y = self._y(value)
                    column = QRectF(middle - width / 2 + 1, min(y, ground), width - 2, 0)
                    column.setHeight(abs(y - ground))
                    fill_column(self._painter, column, number, self._colour(SERIES[number]))
                    self._taken.append(column)
                    labels.append((QPointF(middle, y), point, value < 0))
                elif point.reason is not None:
                    labels.append((QPointF(middle, ground), point, False))
        for spot, point, is_below in labels:
            self._label(spot, point, is_below=is_below)
        self._draw_gaps(ground)
        top = self._plot.top() - LINE / 2
        for number, name in enumerate(self._picture.names):
            swatch = QRectF(self._plot.right() + 8, top + number * (LINE + 2) + 4, 10, 10)
            fill_column(self._painter, swatch, number, self._colour(SERIES[number]))
            self._name(name, swatch.center().y())

    def _name(self, name: str, middle: float) -> None:
        self._use(BODY)
        left = self._plot.right() + NAMES_FROM
        self._write(QRectF(left, middle - LINE / 2, self._room, LINE), name, "text")

    def _draw_lines(self) -> None:
        ends: list[tuple[float, int]] = []
        for number, line in enumerate(self._picture.trend.series):
            spots = [
                None if p.value is None else QPointF(self._x(i), self._y(Decimal(p.value)))
                for i, p in enumerate(line.points)
            ]
            colour = self._colour(SERIES[number])
            self._painter.setPen(pen_of(number, colour))
            for one, next_ in pairwise(spots):
                if one is not None and next_ is not None:
                    self._painter.drawLine(one, next_)
            there = [spot for spot in spots if spot is not None]
            for spot in there:
                draw_marker(self._painter, spot, number, colour, self._colour("ground"))
            if there:
                ends.append((there[-1].y(), number))
        # The newest figures have the first right to stand where they belong.
        for place in reversed(range(len(self._picture.trend.years))):
            for line in self._picture.trend.series:
                point = line.points[place]
                if point.value is not None:
                    spot = QPointF(self._x(place), self._y(Decimal(point.value)) - 3)
                    self._label(spot, point)
        self._draw_gaps(self._plot.bottom())
        if self._picture.names:
            self._draw_names(sorted(ends))

    def _draw_gaps(self, ground: float) -> None:
        """Say where a whole year has no figure, and why if all have one reason."""
        for place in range(len(self._picture.trend.years)):
            points = [line.points[place] for line in self._picture.trend.series]
            if all(point.value is None for point in points):
                reasons = {point.reason for point in points}
                point = points[0] if len(reasons) == 1 else Point(points[0].year)
                self._label(QPointF(self._x(place), ground), point)

    def _draw_names(self, ends: list[tuple[float, int]]) -> None:
        """Each line's name beside its end, moved apart where two ends are close."""
        least = self._plot.top() - LINE / 2
        bottom = self._plot.bottom() + LINE / 2
        for left, (wanted, number) in zip(range(len(ends), 0, -1), ends, strict=True):
            middle = min(max(wanted, least + LINE / 2), bottom - (left - 0.5) * LINE)
            least = middle + LINE / 2
            spot = QPointF(self._plot.right() + 12, middle)
            colour = self._colour(SERIES[number])
            draw_marker(self._painter, spot, number, colour, self._colour("ground"))
            self._name(self._picture.names[number], middle)
