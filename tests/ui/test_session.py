"""What could not be saved: another try changes nothing twice and overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from esgdesk.core.errors import RefusedDeed, WorldProblem
from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.core.pack import Pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import create_company
from esgdesk.operations.entries import enter_text, set_note
from esgdesk.operations.project import Done, Project, Who
from esgdesk.ui.grid_rows import CellState
from esgdesk.ui.session import Session
from esgdesk.ui.window import DeskWindow

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")
Outcome = Callable[[str], None]


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Let deeds fail before they are done, or be done and yet reported as failed."""
    whole = Project.do

    def fail_before(self: Project, *given: object, **named: object) -> Done:
        raise WorldProblem("file.disk_full", path=str(self.path))

    def fail_after(self: Project, *given: object, **named: object) -> Done:
        whole(self, *given, **named)  # type: ignore[arg-type]
        raise WorldProblem("store.disk_error", path=str(self.path), detail="lost")

    def choose(which: str) -> None:
        deeds = {"whole": whole, "before": fail_before, "after": fail_after}
        monkeypatch.setattr(Project, "do", deeds[which])

    return choose


def value(project: Project, key: EntryKey = KEY) -> str | None:
    entry = project.entry(key)
    return entry.value if entry is not None else None


def number(project: Project) -> int:
    return project.journal.head().number


def test_a_figure_whose_commit_only_seemed_to_fail_is_entered_once(
    example: Project, outcome: Outcome
) -> None:
    session = Session(example)
    before = number(example)
    outcome("after")
    assert not session.enter(KEY, "5")
    assert session.unsaved[KEY].text == "5"
    outcome("whole")
    assert session.retry_unsaved()
    assert (number(example), value(example)) == (before + 1, "5")
    assert session.view.entries[KEY].value == "5"


def test_a_draft_and_a_note_are_entered_once_too(example: Project, outcome: Outcome) -> None:
    session = Session(example)
    before = number(example)
    outcome("after")
    session.enter(KEY, "about 5")
    session.note(KEY, "why")
    outcome("whole")
    assert session.retry_unsaved()
    assert number(example) == before + 2
    assert session.view.drafts[KEY].text == "about 5"
    assert session.view.entries[KEY].note == "why"


def test_another_text_is_another_deed(example: Project, outcome: Outcome) -> None:
    session = Session(example)
    outcome("before")
    session.enter(KEY, "5")
    first = session.unsaved[KEY].operation_id
    session.enter(KEY, "5")
    assert session.unsaved[KEY].operation_id == first
    session.enter(KEY, "6")
    assert session.unsaved[KEY].operation_id != first


def test_a_figure_typed_again_after_it_was_taken_back_is_entered(
    example: Project, outcome: Outcome
) -> None:
    session = Session(example)
    outcome("after")
    session.enter(KEY, "5")
    outcome("whole")
    session.undo()
    assert value(example) == "4052"
    assert session.enter(KEY, "5")
    assert value(example) == "5", "the same text once more is no try of a deed that was taken back"


def test_a_note_does_not_stand_in_the_way_of_a_figure_that_waits(
    example: Project, outcome: Outcome
) -> None:
    session = Session(example)
    outcome("before")
    session.enter(KEY, "5")
    outcome("whole")
    assert session.note(KEY, "why")
    assert session.retry_unsaved()
    assert value(example) == "5"


def test_a_figure_changed_meanwhile_is_shown_and_not_overwritten(
    example: Project, outcome: Outcome
) -> None:
    session = Session(example)
    heard: list[object] = []
    session.failed.connect(heard.append)
    enter_text(example, KEY, "4060")
    assert not session.enter(KEY, "5")
    (problem,) = heard
    assert isinstance(problem, RefusedDeed)
    assert (problem.facts["there"], problem.facts["typed"]) == ("4060", "5")
    assert session.view.entries[KEY].value == "4060"
    assert session.unsaved[KEY].text == "5"
    assert not session.retry_unsaved(), "nobody has said yet that 5 is right"
    assert value(example) == "4060"
    assert session.enter(KEY, "5"), "typed again in full sight of the other"
    assert value(example) == "5"


def test_a_figure_that_nobody_had_entered_is_guarded_too(
    tmp_path: Path, pack: Pack, who: Who
) -> None:
    path = tmp_path / "empty.esgdesk"
    with create_company(path, pack=pack, name=Wording("A"), years=["2023"], who=who) as project:
        session = Session(project)
        enter_text(project, KEY, "7")
        assert not session.enter(KEY, "8")
        assert value(project) == "7"


def test_a_text_waiting_over_a_figure_of_another_year_keeps_its_version(
    example: Project, outcome: Outcome
) -> None:
    session = Session(example)
    other = EntryKey("ghg.scope1", TOTAL, "company", "2021")
    session.set_year("2021")
    outcome("before")
    session.enter(other, "5")
    session.set_year("2023")
    outcome("whole")
    assert session.retry_unsaved()
    assert value(example, other) == "5"


def test_both_figures_are_shown_and_escape_gives_the_typed_one_up(
    window: DeskWindow, qtbot: QtBot
) -> None:
    set_note(window.session.project, KEY, "checked")
    enter_text(window.session.project, KEY, "4060")
    row = window.model.find("ghg.scope1", TOTAL)
    window.grid.go_to(row)
    QTest.keyClicks(window.grid, "5")
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.bar.state.text() == "Not saved")
    assert "there is 4060 now, and you typed 5" in window.foot.text()
    assert window.grid.currentIndex().row() != row, "Enter went on; the words stay"
    window.grid.go_to(row)
    cell = window.model.cell(window.grid.currentIndex())
    assert cell is not None
    assert (cell.text, cell.state) == ("5", CellState.UNSAVED)
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    cell = window.model.cell(window.grid.currentIndex())
    assert cell is not None
    assert (cell.text, cell.state) == ("4,060", CellState.FIGURE)
    assert window.bar.state.text() == "All saved"
    assert "4060" not in window.foot.text()


def test_enter_on_the_text_that_waits_tries_again(window: DeskWindow, qtbot: QtBot) -> None:
    enter_text(window.session.project, KEY, "4060")
    row = window.model.find("ghg.scope1", TOTAL)
    assert not window.session.enter(KEY, "5")
    window.grid.go_to(row)
    QTest.keyClick(window.grid, Qt.Key.Key_F2)
    assert window.grid.delegate.editor.text() == "5"
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value(window.session.project) == "5")
    assert not window.session.has_unsaved


def test_deleting_a_text_that_waits_over_an_empty_cell_empties_it(
    window: DeskWindow, outcome: Outcome
) -> None:
    assert window.session.enter(KEY, "")
    outcome("before")
    assert not window.session.enter(KEY, "5")
    outcome("whole")
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    assert window.grid.currentIndex().data() == ""
    assert window.bar.state.text() == "All saved"


def test_what_is_set_for_a_report_is_known_for_every_year(example: Project) -> None:
    session = Session(example)
    session.set_year("2022")
    assert session.set_report(replace(session.report("2022"), footnote_start=7))
    assert session.set_report(replace(session.report("2023"), footnote_start=9))
    starts = {year: session.report(year).footnote_start for year in session.years}
    assert starts == {
        year: example.view(periods=(year,)).report(year).footnote_start for year in session.years
    }
    assert (starts["2022"], starts["2023"]) == (7, 9), "shown and not shown"
