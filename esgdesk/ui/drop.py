"""A window of the desk, start page or company: a company file dropped on it is opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from esgdesk.operations.project import SUFFIX
from esgdesk.ui.guard import guarded
from esgdesk.ui.menus import Desk


def dropped_file(event: QDropEvent) -> Path | None:
    """The company file that is being dropped, if it is one."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if path.suffix == SUFFIX:
            return path
    return None


class DropWindow(QMainWindow):
    """A window that takes company files and hands them to the desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._tr = desk.tr
        self.setAcceptDrops(True)

    @guarded()
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self._desk.open_path(path)
