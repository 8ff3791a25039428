"""Company files that refuse to open, made by what happens in life: flipped bytes, others."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.operations.entries import enter_text
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.ui.app import Desk
from esgdesk.ui.start import StartPage
from esgdesk.ui.trouble import TroublePage
from esgdesk.ui.window import DeskWindow

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")
ANN = Who("Ann", "desk-1")
BEN = Who("Ben", "desk-2")


def alter_row(path: Path) -> None:
    """Another program changes a figure: its seal does not fit any more."""
    db = sqlite3.connect(path)
    db.execute(
        "UPDATE entry SET value = '4053' WHERE indicator = ? AND period = '2023'", ["ghg.scope1"]
    )
    db.commit()
    db.close()


def spoil_pages(path: Path) -> None:
    """The disk loses the beginnings of pages."""
    data = bytearray(path.read_bytes())
    for page in range(5, len(data) // 4096, 6):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)


def spoil_header(path: Path) -> None:
    """Something else stands where the file was."""
    path.write_bytes(b"no company file any more" * 500)


def change(path: Path, *texts: str) -> None:
    """Enter figures one after another."""
    with open_project(path, ANN) as project:
        for text in texts:
            enter_text(project, KEY, text)


def value(project: Project) -> str | None:
    """The figure as it stands."""
    entry = project.entry(KEY)
    return entry.value if entry is not None else None


def page(desk: Desk) -> TroublePage:
    """The trouble page that is shown."""
    window = desk.window
    assert isinstance(window, StartPage)
    assert window.trouble is not None
    assert window.trouble.isVisible() or not window.isVisible()
    return window.trouble


def settled(desk: Desk, qtbot: QtBot) -> TroublePage:
    """The trouble page once nothing is at work behind it."""
    window = desk.window
    assert isinstance(window, StartPage)
    qtbot.waitUntil(lambda: not window.tasks.is_busy, timeout=20_000)
    return page(desk)


def opened(desk: Desk, qtbot: QtBot) -> DeskWindow:
    """The company's window once it stands."""
    qtbot.waitUntil(lambda: isinstance(desk.window, DeskWindow), timeout=20_000)
    window = desk.window
    assert isinstance(window, DeskWindow)
    return window


def activate(desk: Desk, qtbot: QtBot) -> None:
    """Let keys reach the window."""
    window = desk.window
    assert window is not None
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def press(key: Qt.Key) -> None:
    """Press a key wherever the focus is."""
    focus = QApplication.focusWidget()
    assert isinstance(focus, QWidget)
    QTest.keyClick(focus, key)


def type_text(text: str) -> None:
    """Type wherever the focus is."""
    focus = QApplication.focusWidget()
    assert isinstance(focus, QWidget)
    QTest.keyClicks(focus, text)
