"""The window: languages, themes, what could not be saved, search, notes, checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.core.rules import check_year
from esgdesk.core.wording import LANGUAGES
from esgdesk.operations.entries import set_note
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.settings import Settings, load_settings
from esgdesk.ui.app import Desk
from esgdesk.ui.grid_rows import CellState
from esgdesk.ui.session import Session
from esgdesk.ui.sidebar import CHECKS
from esgdesk.ui.start import StartPage
from esgdesk.ui.window import DeskWindow

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")


def desk_window(desk: Desk) -> DeskWindow:
    assert isinstance(desk.window, DeskWindow)
    return desk.window


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_draws_in_every_language_and_theme(
    make_desk: Callable[[Settings], Desk], company: Path, language: str, theme: str, qtbot: QtBot
) -> None:
    desk = make_desk(Settings(language=language, theme=theme))
    desk.show_start()
    assert isinstance(desk.window, StartPage)
    assert not desk.window.grab().isNull()
    desk.window.show_form()
    assert not desk.window.grab().isNull()
    desk.open_path(company)
    window = desk_window(desk)
    for chapter in (line.code for line in window.session.view.catalogue.chapters):
        window.go_to_chapter(chapter)
        assert not window.grab().isNull()
    window.session.enter(KEY, "abc")
    window.go_to_chapter(CHECKS)
    assert not window.grab().isNull()
    window.bar.export.click()
    assert not window.grab().isNull()


def test_every_control_has_an_accessible_name(desk: Desk, company: Path) -> None:
    desk.show_start()
    desk.settings.recent = [str(company)]
    desk.show_start()
    windows = [desk.window]
    desk.open_path(company)
    windows.append(desk.window)
    for window in windows:
        assert window is not None
        for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit):
            for control in window.findChildren(kind):
                if control.objectName().startswith("qt_") or isinstance(
                    control.parent(), QLineEdit | QComboBox
                ):
                    continue
                text = control.text() if isinstance(control, QAbstractButton) else ""
                assert control.accessibleName() or text, control


def test_language_changes_while_the_desk_is_open(desk: Desk, window: DeskWindow) -> None:
    window.go_to_chapter("people")
    window.grid.go_to(3)
    row = window.model.rows[3]
    desk.choose_language("zh-Hant")
    after = desk_window(desk)
    assert after is not window
    assert after.windowTitle().startswith("示例磁材")
    assert after.bar.export.text() == "匯出"
    now = after.model.row(after.grid.currentIndex())
    assert now is not None
    assert (now.indicator, now.members) == (row.indicator, row.members)
    assert load_settings().language == "zh-Hant"
    assert after.session.enter(KEY, "5")


def test_theme_changes_while_the_desk_is_open(desk: Desk, window: DeskWindow) -> None:
    before = window.grab().toImage()
    desk.choose_theme("dark")
    assert desk.window is window
    after = window.grab().toImage()
    assert before.pixelColor(400, 600).lightness() > 200
    assert after.pixelColor(400, 600).lightness() < 60
    assert load_settings().theme == "dark"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Make every deed fail as on a full disk, and work again."""
    whole = Project.do

    def fail(self: Project, *given: object, **links: object) -> object:
        raise WorldProblem("file.disk_full", path=str(self.path))

    def set_full(is_full: bool) -> None:
        monkeypatch.setattr(Project, "do", fail if is_full else whole)

    return set_full


def test_what_cannot_be_saved_stays_in_its_cell_and_is_never_called_saved(
    desk: Desk,
    window: DeskWindow,
    company: Path,
    full_disk: Callable[[bool], None],
    qtbot: QtBot,
) -> None:
    full_disk(True)
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClicks(window.grid, "5")
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.bar.state.text() == "Not saved")
    assert window.bar.state.property("tone") == "error"
    row = window.model.find("ghg.scope1", TOTAL)
    cell = window.model.cell(window.model.index(row, window.model.fill_column))
    assert cell is not None
    assert (cell.text, cell.state) == ("5", CellState.UNSAVED)
    window.grid.go_to(row)
    assert "The disk is full" in window._explain(KEY)

    window.close()
    assert desk.session is not None, "the first close is refused"
    assert "Close again" in window.foot.text()

    full_disk(False)
    window.close()
    assert desk.session is None
    with open_project(company, Who("Eve", "desk-2"), can_write=False) as project:
        entry = project.entry(KEY)
        assert entry is not None
        assert entry.value == "5"


def test_nothing_is_called_unsaved_once_the_old_figure_stands_again(
    window: DeskWindow, full_disk: Callable[[bool], None]
) -> None:
    full_disk(True)
    assert not window.session.enter(KEY, "5")
    assert window.bar.state.text() == "Not saved"
    full_disk(False)
    assert window.session.enter(KEY, "4052")
    assert window.bar.state.text() == "All saved"


def test_a_note_that_cannot_be_saved_waits_at_its_figure(
    window: DeskWindow, full_disk: Callable[[bool], None], qtbot: QtBot
) -> None:
    full_disk(True)
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    window.inspector.note.setFocus()
    QTest.keyClicks(window.inspector.note, "boiler")
    window.grid.setFocus()
    assert window.bar.state.text() == "Not saved"
    window.grid.go_to_first()
    assert window.inspector.note.toPlainText() == ""
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    assert window.inspector.note.toPlainText() == "boiler"
    full_disk(False)
    assert window.leave()
    entry = window.session.project.entry(KEY)
    assert entry is not None
    assert entry.note == "boiler"


def test_nobody_is_locked_in_by_a_full_disk(
    desk: Desk, window: DeskWindow, full_disk: Callable[[bool], None]
) -> None:
    full_disk(True)
    assert not window.session.enter(KEY, "5")
    window.close()
    assert desk.session is not None
    window.close()
    assert desk.session is None


def test_undo_takes_back_only_ones_own_deeds(desk: Desk, company: Path) -> None:
    with open_project(company, Who("A colleague", "desk-2")) as project:
        set_note(project, KEY, "from yesterday")
    desk.open_path(company)
    window = desk_window(desk)
    assert not window.undo_action.isEnabled()
    window.session.enter(KEY, "1")
    window.session.undo()
    assert window.session.undoable() is None
    entry = window.session.project.entry(KEY)
    assert entry is not None
    assert (entry.value, entry.note) == ("4052", "from yesterday")


def test_search_goes_across_chapters_and_back(window: DeskWindow, qtbot: QtBot) -> None:
    window.go_to_chapter("people")
    QTest.keyClick(window.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.bar.search.hasFocus())
    QTest.keyClicks(window.bar.search, "scope")
    codes = [row.indicator for row in window.model.rows if row.indicator]
    assert "ghg.scope1" in codes
    QTest.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert window.grid.hasFocus()
    assert window.grid.key() is not None
    QTest.keyClick(window.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.bar.search, "xyzzy")
    assert window.middle.currentIndex() == 2
    QTest.keyClick(window.bar.search, Qt.Key.Key_Escape)
    assert window.middle.currentIndex() == 0
    assert window.model.rows[0].indicator not in codes


def test_a_note_is_kept_when_it_is_left(window: DeskWindow, qtbot: QtBot) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    window.inspector.note.setFocus()
    QTest.keyClicks(window.inspector.note, "from the boiler log")
    window.grid.setFocus()
    entry = window.session.project.entry(KEY)
    assert entry is not None
    assert entry.note == "from the boiler log"
    assert window.bar.state.text().startswith("Saved")
    window.grid.go_to_first()
    assert window.inspector.note.toPlainText() == ""


def test_checks_list_findings_and_lead_to_them(window: DeskWindow, qtbot: QtBot) -> None:
    window.session.enter(KEY, "-1")
    window.go_to_chapter("people")
    window.go_to_chapter(CHECKS)
    assert window.middle.currentIndex() == 1
    rows = range(window.checks.model.rowCount())
    row = next(row for row in rows if window.checks.key_at(row) == KEY)
    window.checks.table.selectRow(row)
    QTest.keyClick(window.checks.table, Qt.Key.Key_Return)
    assert window.middle.currentIndex() == 0
    assert window.grid.key() == KEY


def test_back_from_the_checks_the_inspector_shows_the_figure_under_the_cursor(
    window: DeskWindow,
) -> None:
    name = window.inspector._name.text
    window.grid.go_to_first()
    first = name()
    window.go_to_chapter(CHECKS)
    assert name() != first
    window.go_to_chapter("climate")
    assert name() == first


def test_f6_goes_round_the_areas(window: DeskWindow, qtbot: QtBot) -> None:
    window.grid.setFocus()
    seen = []
    for _ in range(4):
        focus = window.focusWidget()
        assert focus is not None
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_F6)
    assert seen == [window.grid, window.inspector.note, window.bar.search, window.sidebar]
    assert window.focusWidget() is window.grid


def test_another_year_shows_the_two_before_it(window: DeskWindow) -> None:
    window.bar.year.setCurrentText("2022")
    heads = [
        window.model.headerData(column, Qt.Orientation.Horizontal)
        for column in range(window.model.columnCount())
    ]
    assert heads == ["Indicator", "Unit", "2021", "2022", "Change"]
    assert window.session.enter(window.session.view.key("ghg.scope1", TOTAL, "2022"), "1")


def test_a_view_brought_along_equals_a_view_read_anew(example: Project) -> None:
    session = Session(example)
    session.enter(KEY, "1.50")
    session.enter(KEY, "about")
    session.enter(session.view.key("ghg.scope2", TOTAL, "2023"), "n/a")
    session.enter(session.view.key("energy.total", TOTAL, "2023"), "")
    session.note(KEY, "why")
    session.undo()
    session.undo()
    session.redo()
    fresh = example.view(periods=session.shown_years)
    assert session.view.entries == fresh.entries
    assert session.view.drafts == fresh.drafts
    assert session.view.head == fresh.head
    assert session.all_findings() == check_year(fresh, "2023")


def test_delete_after_undo_reaches_only_the_figure_in_sight(window: DeskWindow) -> None:
    window.go_to_chapter("people")
    QTest.keyClicks(window.grid, "5462")
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Return)
    for _ in range(20):
        QTest.keyClick(window.grid, Qt.Key.Key_Down)
    far = window.grid.key()
    assert far is not None
    QTest.keyClick(window.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    near = window.grid.key()
    assert near is not None and near != far
    assert {index.row() for index in window.grid.selectedIndexes()} == {
        window.grid.currentIndex().row()
    }
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    entries = window.session.view.entries
    assert not entries[near].is_filled
    assert entries[far].is_filled


def test_several_figures_deleted_come_back_by_one_undo(window: DeskWindow) -> None:
    window.go_to_chapter("climate")
    before = dict(window.session.view.entries)
    for _ in range(3):
        QTest.keyClick(window.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    after = window.session.view.entries
    assert sum(entry.is_filled for entry in after.values()) == len(before) - 4
    window.session.undo()
    values = {key: entry.value for key, entry in window.session.view.entries.items()}
    assert values == {key: entry.value for key, entry in before.items()}
