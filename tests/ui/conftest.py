"""The desk under test: a real application, real company files, no screen needed."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from esgdesk.operations.project import Project
from esgdesk.settings import Settings
from esgdesk.ui.app import Desk
from esgdesk.ui.guard import BugReporter
from esgdesk.ui.window import DeskWindow


def delete_later() -> None:
    """Let Qt delete what was closed."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.fixture
def bugs(qapp: QApplication) -> Iterator[list[str]]:
    """What the guard caught; a test that expects nothing there fails by it."""
    reporter = qapp.findChild(BugReporter) or BugReporter(qapp)
    found: list[str] = []
    reporter.bug.connect(found.append)
    yield found
    reporter.bug.disconnect(found.append)


@pytest.fixture
def expected_bugs() -> list[str]:
    """Parts of the exceptions that a test brings about on purpose."""
    return []


@pytest.fixture
def make_desk(
    qapp: QApplication, bugs: list[str], expected_bugs: list[str]
) -> Iterator[Callable[[Settings], Desk]]:
    """Make a desk with these settings; it is closed after the test."""
    made: list[Desk] = []

    def make(settings: Settings) -> Desk:
        made.append(Desk(qapp, settings))
        return made[-1]

    yield make
    for desk in made:
        window = desk.window
        if isinstance(window, DeskWindow):
            window.leave()
            window.dismiss()
        elif window is not None:
            window.close()
        desk.quit()
    delete_later()
    unexpected = [bug for bug in bugs if not any(part in bug for part in expected_bugs)]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def desk(make_desk: Callable[[Settings], Desk]) -> Desk:
    """A desk that speaks English in the light theme."""
    return make_desk(Settings(person="Ann", language="en", theme="light"))


@pytest.fixture
def company(example: Project) -> Path:
    """The example company's file, closed."""
    example.close()
    return example.path


@pytest.fixture
def window(desk: Desk, company: Path, qtbot: QtBot) -> DeskWindow:
    """The window on the example company, shown and active."""
    assert desk.open_path(company)
    assert isinstance(desk.window, DeskWindow)
    show(desk.window, qtbot)
    return desk.window


def show(window: DeskWindow, qtbot: QtBot) -> None:
    """Show a window at the size it is designed for and wait until keys reach it."""
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
