"""Line icons from `resources/icons` in the colour asked for. `USED` names every one of them."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from esgdesk.paths import resources, state_folder

PRODUCT = "esgdesk"
USED = (
    "archive",
    "arrow-down-right",
    "arrow-up-right",
    "book-open",
    "chart-column",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-alert",
    "circle-check",
    "circle-dashed",
    "cloud",
    "copy",
    "download",
    "file-text",
    "folder-open",
    "history",
    "info",
    "list-checks",
    "lock",
    "plus",
    "redo-2",
    "search",
    "triangle-alert",
    "undo-2",
    "users",
    "x",
    PRODUCT,
)
log = logging.getLogger(__name__)


def icon_path(name: str) -> Path:
    """Where an icon's drawing is."""
    return resources() / "icons" / f"{name}.svg"


def _svg(name: str, colour: str) -> bytes:
    try:
        text = icon_path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        log.info("there is no icon %s", name)
        return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
    # WORKAROUND: QtSvg leaves out lines of 0.01, with which Lucide draws the dots of "!" and "i".
    text = text.replace('x2="12.01"', 'x2="12.2"').replace("h.01", "h.2")
    return text.replace("currentColor", colour).encode()


def draw_icon(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """An icon as a picture of `size` points in a colour; empty where there is no drawing."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(_svg(name, colour))).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def product_icon() -> QIcon:
    """The product's icon, for windows and the start page."""
    path = icon_path(PRODUCT)
    return QIcon(str(path)) if path.exists() else QIcon()


def icon_file(name: str, colour: str) -> Path:
    """An icon in a colour as a file, for style sheets, which take nothing else."""
    path = state_folder() / "icons" / f"{name}-{colour.removeprefix('#')}.svg"
    drawing = _svg(name, colour)
    try:
        if not path.exists() or path.read_bytes() != drawing:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(drawing)
    except OSError as error:
        log.info("icons cannot be kept: %s", error)
    return path
