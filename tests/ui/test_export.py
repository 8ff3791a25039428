"""The export panel and the background work behind it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from esgdesk.core.errors import WorldProblem
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
from esgdesk.report.export import Format
from esgdesk.settings import load_settings
from esgdesk.ui import export as export_module
from esgdesk.ui.export import export_file
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.window import DeskWindow


def test_the_workers_function_writes_the_appendix(company: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    done = export_file(
        partial(open_project, company, Who("Ann", "desk-1"), can_write=False),
        period="2023",
        layout="appendix",
        language="en",
        format=Format.XLSX,
        target=target,
    )
    assert (done.path, done.figures) == (target, 600)
    assert target.exists()


def test_a_task_brings_its_result_or_its_exception_home(qtbot: QtBot, qapp: QObject) -> None:
    tasks = Tasks(qapp)
    heard: list[object] = []
    tasks.run(lambda: 42, finished=heard.append, failed=heard.append)
    tasks.run(lambda: 1 // 0, finished=heard.append, failed=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] == 42
    assert isinstance(heard[1], ZeroDivisionError)
    qtbot.waitUntil(lambda: not tasks.is_busy)


def test_the_first_footnote_is_kept_in_the_company(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_export(Format.XLSX)
    panel = window.panel
    assert panel.footnote.text() == "22"
    panel.footnote.setText("x")
    panel.start.click()
    assert "whole number" in panel.words.text()
    panel.footnote.setText("30")
    panel.start.click()
    qtbot.waitUntil(lambda: panel.open_button.isVisible(), timeout=30_000)
    assert window.session.report("2023").footnote_start == 30
    assert load_settings().export_folders == {
        str(window.session.project.path): str(window.session.project.path.parent)
    }


def test_the_desk_takes_figures_while_an_export_runs(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_export(Format.PDF)
    window.panel.start.click()
    key = window.session.view.key("ghg.scope1", "", "2023")
    assert window.session.enter(key, "6")
    qtbot.waitUntil(lambda: window.panel.open_button.isVisible(), timeout=30_000)


def test_a_folder_that_is_not_there_is_said_in_words(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_export(Format.PDF)
    window.panel.folder.setText(str(window.session.project.path.parent / "nowhere"))
    window.panel.start.click()
    qtbot.waitUntil(lambda: "There is no folder" in window.panel.words.text(), timeout=30_000)
    assert window.panel.start.isEnabled()
    assert not window.panel.open_button.isVisible()


def test_a_bug_in_the_export_is_said_and_reported(
    window: DeskWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    expected_bugs: list[str],
    expected_warnings: list[str],
) -> None:
    expected_bugs.append("broken writer")
    expected_warnings.append("a bug, caught")

    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("broken writer")

    monkeypatch.setattr(export_module, "export_appendix", broken)
    window.show_export(Format.PDF)
    window.panel.start.click()
    qtbot.waitUntil(lambda: "could not be made" in window.panel.words.text())


def test_closing_waits_for_the_export(window: DeskWindow, tmp_path: Path) -> None:
    window.show_export(Format.PDF)
    window.panel.start.click()
    target = window.panel.target()
    window.close()
    assert target.exists()


def test_a_world_problem_is_a_problem() -> None:
    assert WorldProblem("file.disk_full", path="x").exit_code == 3


def test_the_panel_says_what_is_not_right_yet(window: DeskWindow) -> None:
    window.show_export(Format.PDF)
    assert "Errors: 2, warnings: 7, notices: 2." in window.panel.state.text()
    key = window.session.view.key("ghg.scope1", "", "2023")
    window.session.enter(key, "about 4,000")
    assert "Errors: 3, warnings: 7, notices: 2." in window.panel.state.text()
    window.session.enter(key, "")
    assert "still missing: 1." in window.panel.state.text()
    window.panel.year.setCurrentText("2022")
    assert "Errors: 1, warnings: 5, notices: 2." in window.panel.state.text()
    window.session.enter(key, "4,052")
    window.panel.year.setCurrentText("2023")
    assert "Errors: 2, warnings: 7, notices: 2." in window.panel.state.text()
