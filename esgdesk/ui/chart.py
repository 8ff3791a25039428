"""The chart of a trend as a widget, and as a picture for a report: PNG at twice the size, SVG.

A picture is always drawn in the light theme: it goes on paper, whatever the window wears.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QSizePolicy, QWidget

from esgdesk.ui.chart_paint import ChartPainter, Picture
from esgdesk.ui.guard import guarded
from esgdesk.ui.theme import Look, read_tokens

HEIGHT = 280
MARGIN = 8
PAPER = QSize(800, 420)
PAPER_MARGIN = 20
SCALE = 2
OTHER_FONTS = ("Noto Sans", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif")
"""What an SVG is set in where the desk's font is not installed."""


class Chart(QWidget):
    """Draws a picture; whoever cannot see it hears its figures from the description."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.picture: Picture | None = None
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self._on_look_changed)

    def show_picture(self, picture: Picture, spoken: str) -> None:
        """Draw this; `spoken` has its figures as text."""
        self.picture = picture
        self.setAccessibleName(picture.title)
        self.setAccessibleDescription(spoken)
        self.setToolTip("")
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture is None:
            return
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.hasFocus():
            painter.setPen(QPen(self._look.colour("accent"), 2))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
        area.adjust(MARGIN, MARGIN, -MARGIN, -MARGIN)
        ChartPainter(painter, self.picture, self._look.colour, self.font()).draw(
            area, with_title=False
        )
        painter.end()

    @guarded()
    def _on_look_changed(self) -> None:
        self.update()


def _paper_colour(token: str) -> QColor:
    return QColor(read_tokens("light")[token])


def _draw(painter: QPainter, picture: Picture, font: QFont) -> None:
    area = QRectF(0, 0, PAPER.width(), PAPER.height())
    painter.fillRect(area, _paper_colour("ground"))
    area.adjust(PAPER_MARGIN, PAPER_MARGIN, -PAPER_MARGIN, -PAPER_MARGIN)
    ChartPainter(painter, picture, _paper_colour, font).draw(area, with_title=True)


def png(picture: Picture, font: QFont, spoken: str) -> bytes:
    """The chart as a PNG for paper; its description has the figures."""
    image = QImage(PAPER * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    painter = QPainter(image)
    _draw(painter, picture, font)
    painter.end()
    image.setText("Title", picture.title)
    image.setText("Description", spoken)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())


def svg(picture: Picture, font: QFont, spoken: str) -> bytes:
    """The chart as an SVG whose texts stay texts; its description has the figures."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(PAPER)
    generator.setViewBox(QRectF(0, 0, PAPER.width(), PAPER.height()))
    generator.setResolution(96)
    generator.setTitle(picture.title)
    generator.setDescription(spoken)
    painter = QPainter(generator)
    _draw(painter, picture, font)
    painter.end()
    # It holds the buffer without keeping it alive, so it goes first.
    del painter, generator
    text = bytes(buffer.data().data()).decode("utf-8")
    family = font.families()[0] if font.families() else font.family()
    fallbacks = ", ".join([family, *OTHER_FONTS])
    return text.replace(f'font-family="{family}"', f'font-family="{fallbacks}"').encode()
