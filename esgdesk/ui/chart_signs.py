"""What tells the series of a chart apart besides their colour: dashes, markers and hatching."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (6, 3),
    (1.5, 2.5),
    (8, 3, 1.5, 3),
    (4, 2),
    (10, 3, 1.5, 3, 1.5, 3),
)
CORNERS = {1: (4, 45.0), 2: (3, 90.0), 3: (4, 0.0), 4: (3, -90.0), 5: (5, 90.0)}
"""Markers besides the circle: corners and where the first one points, in degrees."""
RADIUS = 4.0
HATCH = 5.0


def pen_of(number: int, colour: QColor) -> QPen:
    """The pen of a series: its colour and dash."""
    pen = QPen(colour, 2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if DASHES[number]:
        pen.setDashPattern(DASHES[number])
    return pen


def draw_marker(
    painter: QPainter, spot: QPointF, number: int, colour: QColor, ground: QColor
) -> None:
    """The sign of a series on a line, every second one open."""
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(ground if number % 2 else colour)
    if number not in CORNERS:
        painter.drawEllipse(spot, RADIUS, RADIUS)
        return
    corners, first = CORNERS[number]
    radius = RADIUS + 1
    angles = [math.radians(first + 360 * corner / corners) for corner in range(corners)]
    painter.drawPolygon(
        QPolygonF([spot + QPointF(math.cos(a), -math.sin(a)) * radius for a in angles])
    )


def fill_column(painter: QPainter, column: QRectF, number: int, colour: QColor) -> None:
    """A column of a series: full, or hatched in its own way in an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if number == 0:
        painter.drawRect(column)
        return
    tint = QColor(colour)
    tint.setAlpha(48)
    painter.setBrush(tint)
    pen = QPen(colour, 1)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    inner = column.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRect(inner)
    for one, other in _hatching(inner, number):
        painter.drawLine(one, other)


def _hatching(column: QRectF, number: int) -> list[tuple[QPointF, QPointF]]:
    """Lines within the column; drawn one by one, since an SVG may know no pattern and no clip."""
    rising, falling = number in (1, 5), number in (2, 5)
    lines: list[tuple[QPointF, QPointF]] = []
    if number == 3:
        for step in range(1, int(column.height() / HATCH) + 1):
            y = column.bottom() - step * HATCH
            if y > column.top():
                lines.append((QPointF(column.left(), y), QPointF(column.right(), y)))
    for step in range(1, int((column.width() + column.height()) / HATCH) + 1):
        offset = step * HATCH
        # From the left or the foot of the column, at 45 degrees, to its top or right side.
        start = QPointF(max(0.0, offset - column.height()), min(offset, column.height()))
        end = QPointF(min(offset, column.width()), max(0.0, offset - column.width()))
        if start.x() >= column.width() or end.y() >= column.height():
            continue
        if rising:
            corner = column.topLeft()
            lines.append((corner + start, corner + end))
        if falling:
            corner = column.topRight()
            mirrored = [QPointF(-point.x(), point.y()) for point in (start, end)]
            lines.append((corner + mirrored[0], corner + mirrored[1]))
    return lines
