"""The first afternoon with the desk, by clicks and keys: from the start page to the appendix."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from esgdesk.core.model import TOTAL, Draft, Entry, EntryKey
from esgdesk.operations.example import EXAMPLE_NAME
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
from esgdesk.report.export import Format
from esgdesk.ui.app import Desk
from esgdesk.ui.grid_rows import CellState
from esgdesk.ui.paste_panel import PastePanel
from esgdesk.ui.start import StartPage
from esgdesk.ui.window import DeskWindow

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")


def on_disk(path: Path) -> tuple[Entry | None, Draft | None]:
    """The figure as another program would find it in the file."""
    with open_project(path, Who("Eve", "desk-2"), can_write=False) as project:
        view = project.view()
        return view.entries.get(KEY), view.drafts.get(KEY)


def value_on_disk(path: Path) -> str | None:
    entry, _ = on_disk(path)
    return entry.value if entry is not None else None


def type_figure(window: DeskWindow, text: str) -> None:
    """Type over the figure under the cursor, as a person does, and press Enter."""
    QTest.keyClicks(window.grid, text[0])
    editor = window.grid.delegate.editor
    assert editor is not None
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)


def export(window: DeskWindow, format_: Format, qtbot: QtBot) -> Path:
    """Export through the panel and wait until it says so."""
    window.show_export(format_)
    panel = window.panel
    qtbot.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    assert panel.progress.isVisible()
    assert not panel.start.isEnabled()
    qtbot.waitUntil(lambda: panel.open_button.isVisible(), timeout=30_000)
    assert panel.start.isEnabled()
    return panel.target()


def test_from_the_start_page_to_the_appendix(desk: Desk, home: Path, qtbot: QtBot) -> None:
    desk.show_start()
    start = desk.window
    assert isinstance(start, StartPage)
    with qtbot.waitActive(start):
        start.show()
        start.activateWindow()
    qtbot.mouseClick(start.example_button, Qt.MouseButton.LeftButton)
    window = desk.window
    assert isinstance(window, DeskWindow)
    with qtbot.waitActive(window):
        window.activateWindow()
    path = home / EXAMPLE_NAME
    assert path.exists()
    assert not window.undo_action.isEnabled(), "nobody has done anything yet"

    # Down to the second indicator, by keyboard, and over its figure.
    QTest.keyClick(window.grid, Qt.Key.Key_Down)
    assert window.grid.key() == KEY
    type_figure(window, "4,100.50")
    qtbot.waitUntil(lambda: value_on_disk(path) == "4100.50")
    entry, _ = on_disk(path)
    assert entry is not None
    assert entry.typed == "4,100.50"
    assert window.bar.state.text().startswith("Saved ")
    assert window.undo_action.text() == "&Undo: change Direct GHG emissions (Scope 1), 2023"

    # Enter went down; undo comes back to the figure it changed.
    assert window.grid.key() != KEY
    QTest.keyClick(window.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: value_on_disk(path) == "4052")
    assert window.grid.key() == KEY
    QTest.keyClick(window.grid, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: value_on_disk(path) == "4100.50")

    # What is no number is kept, says why, and leaves the figure alone.
    type_figure(window, "abc")
    qtbot.waitUntil(lambda: on_disk(path)[1] is not None)
    entry, draft = on_disk(path)
    assert draft is not None
    assert draft.text == "abc"
    assert entry is not None
    assert entry.value == "4100.50"
    QTest.keyClick(window.grid, Qt.Key.Key_Up)
    cell = window.model.cell(window.grid.currentIndex())
    assert cell is not None
    assert (cell.text, cell.state) == ("abc", CellState.DRAFT)
    assert "letters or signs" in window.foot.text()

    # F8 finds it from anywhere, and a figure mends it.
    window.go_to_chapter("climate")
    window.grid.go_to_first()
    QTest.keyClick(window.grid, Qt.Key.Key_F8)
    assert window.grid.key() == KEY
    type_figure(window, "4052")
    qtbot.waitUntil(lambda: on_disk(path)[1] is None)

    for format_, begin in ((Format.XLSX, b"PK"), (Format.PDF, b"%PDF")):
        made = export(window, format_, qtbot)
        assert made.read_bytes().startswith(begin)
        assert made.name == f"KPI appendix 2023.{format_}"
        assert "600 figures" in window.panel.words.text()


def test_clicking_elsewhere_saves(window: DeskWindow, company: Path, qtbot: QtBot) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClicks(window.grid, "7")
    assert window.foot.text() == "Understood as 7 tCO₂e"
    place = window.grid.visualRect(window.model.index(0, window.model.fill_column)).center()
    qtbot.mouseClick(window.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: value_on_disk(company) == "7")


def test_leaving_for_another_field_saves(window: DeskWindow, company: Path, qtbot: QtBot) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClicks(window.grid, "8")
    window.bar.search.setFocus()
    qtbot.waitUntil(lambda: value_on_disk(company) == "8")


def test_another_chapter_saves(window: DeskWindow, company: Path, qtbot: QtBot) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClicks(window.grid, "9")
    window.go_to_chapter("people")
    assert value_on_disk(company) == "9"


def test_closing_the_window_saves(
    desk: Desk, window: DeskWindow, company: Path, qtbot: QtBot
) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClicks(window.grid, "1")
    QTest.keyClicks(window.grid.delegate.editor, "0")
    window.close()
    assert desk.session is None
    assert value_on_disk(company) == "10"


def test_escape_leaves_without_change(window: DeskWindow, company: Path, qtbot: QtBot) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClicks(window.grid, "9")
    editor = window.grid.delegate.editor
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.grid.is_editing)
    assert value_on_disk(company) == "4052"


def test_f2_mends_and_an_unchanged_text_is_no_deed(
    desk: Desk, window: DeskWindow, company: Path, qtbot: QtBot
) -> None:
    assert desk.session is not None
    before = desk.session.project.journal.head().number
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClick(window.grid, Qt.Key.Key_F2)
    editor = window.grid.delegate.editor
    assert editor.text() == "4052"
    assert editor.selectedText() == ""
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.grid.is_editing)
    assert desk.session.project.journal.head().number == before
    QTest.keyClick(window.grid, Qt.Key.Key_Up)
    QTest.keyClick(window.grid, Qt.Key.Key_F2)
    QTest.keyClicks(window.grid.delegate.editor, "1")
    QTest.keyClick(window.grid.delegate.editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: value_on_disk(company) == "40521" or not window.grid.is_editing)


def test_tab_and_enter_pass_over_what_is_not_to_fill(window: DeskWindow, qtbot: QtBot) -> None:
    window.go_to_chapter("environment")
    window.grid.go_to(window.model.find("air.exhaust_volume", TOTAL))
    QTest.keyClick(window.grid, Qt.Key.Key_Tab)
    key = window.grid.key()
    assert key is not None
    assert (key.indicator, key.members) == ("air.pollutants", "air_pollutant:nox")
    QTest.keyClick(window.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert window.grid.key().indicator == "air.exhaust_volume"  # type: ignore[union-attr]


def test_delete_clears_and_copy_and_paste_work_down_the_column(
    window: DeskWindow, company: Path, qtbot: QtBot
) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    assert value_on_disk(company) is None
    QApplication.clipboard().setText("11\n12.5\tx\n")
    QTest.keyClick(window.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    # What comes in is shown first; Enter takes it.
    assert value_on_disk(company) is None
    panel = window.keeping.panel("paste")
    assert isinstance(panel, PastePanel) and panel.isVisible()
    assert panel.counts.text() == "From the clipboard: 1 new, 1 changed."
    QTest.keyClick(panel.start, Qt.Key.Key_Return)
    assert value_on_disk(company) == "11"
    row = window.model.find("ghg.scope1", TOTAL)
    for _ in range(1):
        QTest.keyClick(window.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "11\n12.5"
    assert window.model.index(row + 1, window.model.fill_column).data() == "12.5"


def test_left_and_right_on_a_name_close_and_open_its_parts(
    window: DeskWindow, qtbot: QtBot
) -> None:
    window.go_to_chapter("environment")
    rows = window.model.rowCount()
    window.grid.setCurrentIndex(window.model.index(window.model.find("waste.hazardous", TOTAL), 0))
    QTest.keyClick(window.grid, Qt.Key.Key_Left)
    assert window.model.rowCount() == rows - 4
    QTest.keyClick(window.grid, Qt.Key.Key_Right)
    assert window.model.rowCount() == rows


def test_the_triangle_closes_too(window: DeskWindow, qtbot: QtBot) -> None:
    window.go_to_chapter("environment")
    rows = window.model.rowCount()
    row = window.model.find("air.pollutants", TOTAL)
    place = window.grid.visualRect(window.model.index(row, 0))
    at = QPoint(place.left() + 14, place.center().y())
    qtbot.mouseClick(window.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert window.model.rowCount() == rows - 4
