"""What department staff do all day: see their own figures, paste, write footnotes, go on a year."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from esgdesk.core.model import TOTAL, Anchor, EntryKey, Reason
from esgdesk.operations.company import COMPANY
from esgdesk.ui.footnote_form import FootnoteForm, FootnoteLine
from esgdesk.ui.frame import AT_GRID, AT_NOTHING
from esgdesk.ui.grid_rows import RowKind
from esgdesk.ui.paste_panel import PastePanel
from esgdesk.ui.window import DeskWindow

SCOPE1 = EntryKey("ghg.scope1", TOTAL, COMPANY, "2023")
SCOPE2 = EntryKey("ghg.scope2", TOTAL, COMPANY, "2023")
CONTROL = Qt.KeyboardModifier.ControlModifier


def narrow(window: DeskWindow, code: str) -> None:
    """Choose what is shown."""
    window.bar.shown.setCurrentIndex(window.bar.shown.findData(code))


def shown(window: DeskWindow) -> list[tuple[str, str]]:
    """The figures in the grid."""
    figures = (RowKind.INDICATOR, RowKind.MEMBER)
    return [(row.indicator, row.members) for row in window.model.rows if row.kind in figures]


def press(window: DeskWindow, words: str) -> None:
    """Press the first button in sight that says this."""
    QApplication.processEvents()
    buttons = (b for b in window.findChildren(QPushButton) if b.isVisible())
    next(button for button in buttons if button.text() == words).click()


def test_a_department_sees_its_own_figures_of_all_chapters(window: DeskWindow) -> None:
    narrow(window, "owner:finance")
    catalogue = window.session.view.catalogue
    wanted = {line.code for line in catalogue.indicators if line.owner == "finance"}
    assert {code for code, _ in shown(window)} == wanted
    assert {catalogue.indicator(code).chapter for code in wanted} > {"quality"}
    window.go_to_chapter("climate")
    assert window.bar.shown.currentIndex() == 0
    assert {code for code, _ in shown(window)} >= {"ghg.total", "ghg.scope1"}


def test_what_is_missing_is_filled_without_rows_jumping_away(window: DeskWindow) -> None:
    window.session.clear([SCOPE1, SCOPE2])
    narrow(window, "missing")
    # The total of the example was entered, so it is not missing with its parts.
    assert shown(window) == [("ghg.scope1", ""), ("ghg.scope2", "")]
    window.grid.go_to_first()
    QTest.keyClicks(window.grid, "4")
    editor = window.grid.delegate.editor
    assert editor is not None
    QTest.keyClicks(editor, "052")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert shown(window) == [("ghg.scope1", ""), ("ghg.scope2", "")]
    assert window.grid.key() == SCOPE2
    narrow(window, "")
    narrow(window, "missing")
    assert shown(window) == [("ghg.scope2", "")]


def test_narrowing_to_nothing_says_so_and_leads_back(window: DeskWindow) -> None:
    narrow(window, "missing")
    assert window.middle.currentIndex() == AT_NOTHING
    press(window, "Show all figures")
    assert window.middle.currentIndex() == AT_GRID
    assert window.bar.shown.currentIndex() == 0


def test_figures_with_findings_are_found_and_search_narrows_further(window: DeskWindow) -> None:
    narrow(window, "findings")
    findings = {key for key, found in window.session.findings.items() if found}
    assert set(shown(window)) >= {(key.indicator, key.members) for key in findings}
    window.bar.search.setText("drills")
    assert shown(window) == [("drills.total", "")]


def test_a_block_is_looked_at_before_it_is_entered(window: DeskWindow, qtbot: QtBot) -> None:
    window.go_to_chapter("climate")
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QApplication.clipboard().setText(
        "2022\t2023\n3,221\t4,052\n105,925\tabout 8\n0.015\t0.014\n1\t2\n"
    )
    before = window.session.project.head().number
    QTest.keyClick(window.grid, Qt.Key.Key_V, CONTROL)
    panel = window.keeping.panel("paste")
    assert isinstance(panel, PastePanel) and panel.start.hasFocus()
    assert panel.columns.currentIndex() == 1
    assert panel.counts.text() == (
        "From the clipboard: 1 changed, 1 the same, 1 refused, 1 without a place."
    )
    assert window.session.project.head().number == before
    QTest.keyClick(panel.start, Qt.Key.Key_Return)
    view = window.session.view
    intensity = view.entry("ghg.intensity", TOTAL, "2023")
    assert intensity is not None and intensity.value == "0.014"
    scope2 = view.entries[SCOPE2]
    assert scope2.value == "79460" and SCOPE2 not in view.drafts
    assert window.session.project.head().number == before + 1
    assert window.right.currentWidget() is window.inspector


def test_esc_leaves_a_block_where_it_is(window: DeskWindow) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QApplication.clipboard().setText("1\n2\n")
    before = window.session.project.head().number
    QTest.keyClick(window.grid, Qt.Key.Key_V, CONTROL)
    QTest.keyClick(window.keeping.panel("paste"), Qt.Key.Key_Escape)
    assert window.session.project.head().number == before
    assert window.right.currentWidget() is window.inspector


def test_one_cell_goes_in_at_once(window: DeskWindow) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QApplication.clipboard().setText("/\n")
    QTest.keyClick(window.grid, Qt.Key.Key_V, CONTROL)
    assert window.session.view.entries[SCOPE1].reason is Reason.NOT_DISCLOSED


def test_cut_and_fill_down_are_one_deed_each(window: DeskWindow) -> None:
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClick(window.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window.grid, Qt.Key.Key_D, CONTROL)
    assert window.session.view.entries[SCOPE2].value == "4052"
    QTest.keyClick(window.grid, Qt.Key.Key_Z, CONTROL)
    window.session.undo()
    assert window.session.view.entries[SCOPE2].value == "79460"
    window.grid.go_to(window.model.find("ghg.scope1", TOTAL))
    QTest.keyClick(window.grid, Qt.Key.Key_X, CONTROL)
    assert QApplication.clipboard().text() == "4,052"
    entry = window.session.view.entries.get(SCOPE1)
    assert entry is None or not entry.is_filled


def form(window: DeskWindow) -> FootnoteForm:
    """The form below the footnotes."""
    QApplication.processEvents()
    return next(piece for piece in window.findChildren(FootnoteForm) if piece.isVisible())


def line(window: DeskWindow) -> FootnoteLine:
    """The first footnote."""
    QApplication.processEvents()
    return next(piece for piece in window.findChildren(FootnoteLine) if piece.isVisible())


def test_a_footnote_is_written_changed_and_removed(window: DeskWindow, qtbot: QtBot) -> None:
    window.inspector.show_figure(SCOPE1)
    press(window, "Add a footnote…")
    fields = form(window).texts
    fields["en"].setPlainText("Measured by meter.")
    fields["zh-Hans"].setPlainText("按表计量。")
    press(window, "Save")
    (note,) = [n for n in window.session.view.footnotes if n.indicator == "ghg.scope1"]
    assert (note.anchor, note.value_period) == (Anchor.VALUE, "2023")
    assert (note.text.en, note.text.zh_hans, note.text.zh_hant) == (
        "Measured by meter.",
        "按表计量。",
        "",
    )
    line(window).wanted.emit()
    form(window).anchor.setCurrentIndex(1)
    form(window).texts["en"].setPlainText("Measured by two meters.")
    press(window, "Save")
    (note,) = [n for n in window.session.view.footnotes if n.indicator == "ghg.scope1"]
    assert (note.anchor, note.value_period) == (Anchor.NAME, "")
    assert note.text.en == "Measured by two meters." and note.text.zh_hans == "按表计量。"
    line(window).removed.emit()
    assert not [n for n in window.session.view.footnotes if n.indicator == "ghg.scope1"]


def test_an_old_figure_is_put_back_from_its_history(window: DeskWindow, qtbot: QtBot) -> None:
    window.session.enter(SCOPE1, "4,100")
    window.inspector.show_figure(SCOPE1)
    words = "Restore"
    qtbot.waitUntil(
        lambda: any(b.isVisible() and b.text() == words for b in window.findChildren(QPushButton))
    )
    press(window, words)
    assert window.session.view.entries[SCOPE1].value == "4052"
    undoable = window.session.undoable()
    assert undoable is not None and undoable.deed == "restore_figure"


def test_another_year_is_opened_and_shown(window: DeskWindow) -> None:
    window.session.note(SCOPE1, "by meter")
    window.keeping.add_year()
    assert window.session.year == "2024"
    assert window.bar.year.currentText() == "2024"
    assert window.session.shown_years == ("2022", "2023", "2024")
    note = window.session.view.entries[EntryKey("ghg.scope1", TOTAL, COMPANY, "2024")].note
    assert note == "(from 2023, not confirmed) by meter"


def test_a_decimal_comma_is_read_where_it_was_chosen(window: DeskWindow) -> None:
    window._desk.choose_decimal_sign(",")
    window.session.enter(SCOPE1, "4.052,5")
    assert window.session.view.entries[SCOPE1].value == "4052.5"
    cell = window.model.cell(
        window.model.index(window.model.find("ghg.scope1", TOTAL), window.model.fill_column)
    )
    assert cell is not None and (cell.text, cell.typed) == ("4,052.5", "4052,5")
