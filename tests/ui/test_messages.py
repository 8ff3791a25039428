"""The boxes: a bug is reported once, calmly, with its details at hand."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from esgdesk.core.errors import WorldProblem
from esgdesk.ui.app import Desk
from esgdesk.ui.guard import report
from esgdesk.ui.messages import show_about, show_keys
from esgdesk.ui.window import DeskWindow


def boxes() -> list[QMessageBox]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QMessageBox) and widget.isVisible()
    ]


def test_a_bug_shows_one_box_whose_details_can_be_copied(
    window: DeskWindow, qtbot: QtBot, expected_bugs: list[str], expected_warnings: list[str]
) -> None:
    expected_bugs.append("out of cheese")
    expected_warnings.append("a bug, caught")
    for _ in range(3):
        report(RuntimeError("out of cheese"))
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    box = boxes()[0]
    assert "you can go on working" in box.text()
    assert "esgdesk.log" in box.informativeText()
    names = {button.text(): button for button in box.findChildren(QPushButton)}
    names["Copy details"].click()
    assert "out of cheese" in QApplication.clipboard().text()
    assert boxes() == [box], "copying leaves the box open"
    names["Go on"].click()
    qtbot.waitUntil(lambda: boxes() == [])


def test_a_problem_of_the_world_is_said_in_words(window: DeskWindow, qtbot: QtBot) -> None:
    report(WorldProblem("file.disk_full", path="x"))
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    assert boxes()[0].text().startswith("The disk is full")
    boxes()[0].reject()
    qtbot.waitUntil(lambda: boxes() == [])


def test_help_and_about_open(desk: Desk, window: DeskWindow, qtbot: QtBot) -> None:
    show_keys(window, desk.tr)
    show_about(window, desk.tr)
    assert "F8" in boxes()[0].text() + boxes()[1].text()
    for box in boxes():
        box.reject()
    qtbot.waitUntil(lambda: boxes() == [])
