"""Answering findings, the work behind a figure, units, places, publishing: in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from esgdesk.core.model import TOTAL, Cause, EntryKey
from esgdesk.operations.custody import save_copy
from esgdesk.operations.project import Project
from esgdesk.report.export import Format
from esgdesk.settings import Settings
from esgdesk.ui.app import Desk
from esgdesk.ui.cells import Echo
from esgdesk.ui.finding_card import AnsweredCard, FindingCard
from esgdesk.ui.place_form import FactLine, PlaceForm, PlaceLine
from esgdesk.ui.published_panel import PublishedPanel
from esgdesk.ui.sidebar import CHECKS, PlaceModel
from esgdesk.ui.window import DeskWindow
from tests.ui.conftest import show
from tests.ui.damage import opened, settled
from tests.ui.test_safekeeping import choose

SCOPE1 = EntryKey("ghg.scope1", TOTAL, "company", "2023")
TOTAL_GHG = EntryKey("ghg.total", TOTAL, "company", "2023")
NORTH = EntryKey("suppliers.number", "supplier_region:north", "company", "2023")
HOURS = EntryKey("training.hours", TOTAL, "company", "2023")
INDIRECT = EntryKey("energy.indirect", TOTAL, "company", "2023")
W = TypeVar("W", bound=QWidget)
EDITION = "indicator,members,unit,measure,2021,2022\nghg.scope1,,,,2562,3221\n"


def go(window: DeskWindow, key: EntryKey) -> None:
    window._navigator.go_to_figure(key)
    assert window.grid.key() == key
    QApplication.processEvents()


def pieces(window: DeskWindow, kind: type[W]) -> list[W]:
    """What is in sight of a kind in the inspector."""
    QApplication.processEvents()
    return [piece for piece in window.inspector.findChildren(kind) if piece.isVisible()]


def section(window: DeskWindow, code: str) -> str:
    """What a section of the inspector says; nothing where it is not shown."""
    QApplication.processEvents()
    place = window.inspector._sections[code]
    if not place.isVisible():
        return ""
    shown = [label for label in place._body.findChildren(QLabel) if label.isVisible()]
    return "\n".join(label.text() for label in shown if label.text())


def card(window: DeskWindow, words: str) -> FindingCard:
    """The card of the finding that says this."""
    (found,) = [
        piece
        for piece in pieces(window, FindingCard)
        if any(words in label.text() for label in piece.findChildren(QLabel))
    ]
    return found


def press(key: Qt.Key) -> None:
    """Press a key wherever the focus is, and let Qt show what has come of it."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)
    QApplication.processEvents()


def type_text(text: str) -> None:
    """Type wherever the focus is; an input method commits what has no keys."""
    focus = QApplication.focusWidget()
    assert focus is not None
    if text.isascii():
        QTest.keyClicks(focus, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focus, event)


def type_figure(window: DeskWindow, text: str) -> None:
    """Type over the figure under the cursor and leave it."""
    window.grid.setFocus()
    QTest.keyClicks(window.grid, text[0])
    editor = window.grid.delegate.editor
    assert editor is not None
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)


def count(window: DeskWindow) -> int:
    """The count beside the checks in the sidebar."""
    model = window.sidebar.model()
    assert isinstance(model, PlaceModel)
    assert model.places[-1].code == CHECKS
    return int(model.places[-1].count or 0)


def answer_by_keys(window: DeskWindow, words: str, text: str, *, is_printed: bool = False) -> None:
    """Open a finding's form, type, and save, by keys only."""
    found = card(window, words)
    assert found.answer is not None
    found.answer.setFocus()
    press(Qt.Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    type_text(text)
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is found.is_printed, "as it stands below the words"
    if is_printed:
        press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is window.grid, "on to the next figure"


# ------------------------------------------------------------ explaining


def test_a_warning_is_explained_by_keys_and_leaves_the_list(window: DeskWindow) -> None:
    go(window, NORTH)
    before = count(window)
    assert len(pieces(window, FindingCard)) == 1
    answer_by_keys(window, "316", "The north was opened.")
    assert pieces(window, FindingCard) == []
    assert count(window) == before - 1
    assert "Explained: The north was opened." in section(window, "findings")
    assert window.session.findings[NORTH] == ()
    assert section(window, "footnotes") == ""
    window.go_to_chapter(CHECKS)
    (line,) = [line for line in window.checks.model.lines if line.finding.is_answered]
    assert line.finding.key == NORTH
    assert line.words.endswith("Explained: The north was opened.")
    assert window.checks.model.lines[-1] is line, "below all that is open"
    assert "explained: 1" in window.checks._lead.text()


def test_a_changed_figure_opens_it_again_and_undo_closes_it(window: DeskWindow) -> None:
    go(window, NORTH)
    before = count(window)
    answer_by_keys(window, "316", "The north was opened.")
    type_figure(window, "317")
    assert count(window) >= before
    go(window, NORTH)
    assert pieces(window, AnsweredCard) == []
    assert card(window, "317").answer is not None
    window.session.undo()
    assert count(window) == before - 1
    assert len(pieces(window, AnsweredCard)) == 1


def test_taking_an_explanation_back_opens_the_finding(window: DeskWindow) -> None:
    go(window, NORTH)
    before = count(window)
    answer_by_keys(window, "316", "The north was opened.")
    (answered,) = pieces(window, AnsweredCard)
    answered.back.setFocus()
    press(Qt.Key.Key_Return)
    assert window.grid.hasFocus()
    assert count(window) == before
    assert pieces(window, AnsweredCard) == []
    assert len(pieces(window, FindingCard)) == 1


def test_a_printed_explanation_stands_under_the_footnotes(window: DeskWindow) -> None:
    go(window, NORTH)
    answer_by_keys(window, "316", "The north was opened.", is_printed=True)
    assert "The north was opened." in section(window, "footnotes")
    window.session.undo()
    assert section(window, "footnotes") == ""


def test_an_explanation_needs_words(window: DeskWindow) -> None:
    go(window, NORTH)
    head = window.session.project.head()
    found = card(window, "316")
    assert found.answer is not None
    found.answer.setFocus()
    press(Qt.Key.Key_Return)
    type_text("  ")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is found.text
    assert window.session.project.head() == head


def test_findings_are_explained_from_the_list_one_after_another(window: DeskWindow) -> None:
    window.go_to_chapter(CHECKS)
    row = next(row for row in range(99) if window.checks.key_at(row) == NORTH)
    window.checks.table.selectRow(row)
    found = card(window, "316")
    assert found.answer is not None
    found.answer.setFocus()
    press(Qt.Key.Key_Return)
    type_text("The north was opened.")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert window.middle.currentIndex() == 1
    assert QApplication.focusWidget() is window.checks.table
    assert window.session.findings[NORTH] == ()


def test_errors_offer_no_explanation(window: DeskWindow) -> None:
    go(window, HOURS)
    found = card(window, "876,282")
    assert found.answer is None
    assert not any(button.isVisible() for button in found.findChildren(QPushButton))


def test_a_window_for_looking_only_offers_no_answers(
    desk: Desk, example: Project, qtbot: QtBot
) -> None:
    copy = save_copy(example, example.path.with_name("copy"))
    example.close()
    desk.open_path(copy)
    settled(desk, qtbot).offers.look_button.click()
    window = opened(desk, qtbot)
    show(window, qtbot)
    go(window, NORTH)
    (found,) = pieces(window, FindingCard)
    assert found.answer is None
    assert pieces(window, PlaceForm) == []
    panel = published(window)
    assert not panel.start.isEnabled()
    assert not panel.bring.isEnabled()
    assert panel.accept.isHidden()


# ------------------------------------------------------------ the work behind a figure


def test_the_work_shows_numbers_result_and_rounding(window: DeskWindow) -> None:
    go(window, EntryKey("ghg.intensity", TOTAL, "company", "2021"))
    said = section(window, "formula")
    assert "91,005 tCO₂e ÷ 4,080.07 RMB million = 0.02230476…" in said
    assert "rounded to 0.022 tCO₂e" in said
    window.bar.year.setCurrentText("2023")
    go(window, TOTAL_GHG)
    assert section(window, "formula").startswith("4,052 + 79,460 = 83,512 tCO₂e")
    go(window, SCOPE1)
    assert section(window, "formula") == ""


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("", "not entered yet"), ("/", "not disclosed"), ("n/a", "not applicable")],
)
def test_what_is_missing_is_named_with_its_reason(
    window: DeskWindow, typed: str, reason: str
) -> None:
    revenue = window.session.view.key("finance.revenue", TOTAL, "2023")
    assert window.session.enter(revenue, typed)
    go(window, EntryKey("ghg.intensity", TOTAL, "company", "2023"))
    said = section(window, "formula")
    assert f"Cannot be computed: Revenue, 2023 is {reason}." in said
    assert "83,512 tCO₂e ÷ …" in said


def test_a_year_that_is_not_there_is_named(window: DeskWindow) -> None:
    window.bar.year.setCurrentText("2021")
    go(window, EntryKey("rd.investment_growth", TOTAL, "company", "2021"))
    assert "there is no earlier year for" in section(window, "formula")


@pytest.mark.parametrize("way", ["mouse", "return", "space"])
def test_a_part_leads_to_its_figure(window: DeskWindow, way: str, qtbot: QtBot) -> None:
    go(window, TOTAL_GHG)
    first, _ = pieces(window, FactLine)
    assert first.accessibleName().endswith(": 4,052 tCO₂e")
    first.setFocus()
    if way == "mouse":
        QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    else:
        press({"return": Qt.Key.Key_Return, "space": Qt.Key.Key_Space}[way])
    assert window.grid.key() == SCOPE1
    assert window.grid.hasFocus()
    assert window.inspector._name.text() == "Direct GHG emissions (Scope 1)"


def test_a_part_of_another_year_leads_there(window: DeskWindow) -> None:
    go(window, EntryKey("workforce.turnover_rate", TOTAL, "company", "2023"))
    before = [line for line in pieces(window, FactLine) if ", 2022: " in line.accessibleName()]
    assert before
    QTest.mouseClick(before[0], Qt.MouseButton.LeftButton)
    assert window.session.year == "2022"
    assert window.bar.year.currentText() == "2022"
    key = window.grid.key()
    assert key is not None
    assert (key.indicator, key.period) == ("workforce.headcount", "2022")


# ------------------------------------------------------------ other units, computed figures


def test_another_unit_is_echoed_saved_converted_and_comes_back(window: DeskWindow) -> None:
    go(window, INDIRECT)
    QTest.keyClicks(window.grid, "2")
    editor = window.grid.delegate.editor
    assert editor is not None
    QTest.keyClicks(editor, "82030500 kWh")
    (echo,) = window.grid.findChildren(Echo)
    assert echo.isVisible()
    assert echo.text() == "282,030,500 kWh = 282,031 MWh"
    assert not echo.geometry().intersects(editor.geometry())
    assert window.grid.viewport().rect().contains(echo.geometry())
    QTest.keyClicks(editor, "x")
    assert not echo.isVisible(), "what is no figure has no echo"
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert echo.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert not echo.isVisible()
    entry = window.session.view.entries[INDIRECT]
    assert (entry.value, entry.entered, entry.entered_unit) == ("282031", "282030500", "kWh")
    go(window, INDIRECT)
    assert "282,030,500 kWh" in section(window, "facts")
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_F2)
    editor = window.grid.delegate.editor
    assert editor is not None
    assert editor.text() == "282030500 kWh"
    head = window.session.project.head()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert window.session.project.head() == head, "looking is no deed"


def test_the_echo_goes_where_typing_is_given_up(window: DeskWindow) -> None:
    go(window, INDIRECT)
    QTest.keyClicks(window.grid, "12")
    editor = window.grid.delegate.editor
    (echo,) = window.grid.findChildren(Echo)
    QTest.keyClicks(editor, "3")
    assert echo.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not echo.isVisible()
    QTest.keyClicks(window.grid, "45")
    QTest.keyClicks(window.grid.delegate.editor, "6")
    assert echo.isVisible()
    window.go_to_chapter("people")
    assert not echo.isVisible()


def test_the_echo_stands_above_in_the_last_row_in_sight(window: DeskWindow) -> None:
    last = window.model.rowCount() - 1
    window.grid.go_to(next(r for r in range(last, 0, -1) if window.model.is_to_fill(r)))
    window.grid.scrollToBottom()
    QTest.keyClicks(window.grid, "1")
    editor = window.grid.delegate.editor
    assert editor is not None
    QTest.keyClicks(editor, "2")
    (echo,) = window.grid.findChildren(Echo)
    assert echo.isVisible()
    assert window.grid.viewport().rect().contains(echo.geometry())
    assert not echo.geometry().intersects(editor.geometry())
    QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_a_derived_figure_that_is_cleared_shows_the_computed_one(window: DeskWindow) -> None:
    def shown() -> tuple[str, str, bool]:
        row = window.model.find(TOTAL_GHG.indicator, TOTAL)
        cell = window.model.cell(window.model.index(row, window.model.fill_column))
        assert cell is not None
        return cell.text, cell.typed, cell.is_computed

    go(window, TOTAL_GHG)
    assert shown() == ("83,512", "83512", False)
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    assert shown() == ("83,512", "", True)
    assert not window.grid.grab().isNull(), "in italics"
    go(window, SCOPE1)
    type_figure(window, "4062")
    assert shown() == ("83,522", "", True)
    go(window, TOTAL_GHG)
    QTest.keyClick(window.grid, Qt.Key.Key_F2)
    editor = window.grid.delegate.editor
    assert editor is not None
    assert editor.text() == ""
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert shown() == ("83,522", "", True), "leaving it empty enters nothing"
    go(window, TOTAL_GHG)
    type_figure(window, "83512")
    assert shown() == ("83,512", "83512", False)
    go(window, TOTAL_GHG)
    assert "83,522" in section(window, "findings"), "what was typed is held against the formula"


# ------------------------------------------------------------ other places


def add_place(window: DeskWindow, place: str, text: str) -> None:
    """Add a place by keys."""
    (form,) = pieces(window, PlaceForm)
    form.open.setFocus()
    press(Qt.Key.Key_Return)
    type_text(place)
    press(Qt.Key.Key_Tab)
    type_text(text)
    press(Qt.Key.Key_Return)


def test_a_place_is_added_compared_and_removed(window: DeskWindow) -> None:
    go(window, SCOPE1)
    before = count(window)
    add_place(window, "Highlights, page 4", "4,053")
    assert "Highlights, page 4: 4,053" in section(window, "elsewhere")
    assert count(window) == before + 1
    said = section(window, "findings")
    assert "Highlights, page 4" in said and "4,053" in said
    add_place(window, "Letter", "4,052")
    assert count(window) == before + 1
    first, _ = pieces(window, PlaceLine)
    first.findChildren(QPushButton)[0].click()
    assert count(window) == before
    assert section(window, "findings") == ""
    assert [m.place for m in window.session.view.mentions] == ["Letter"]


def test_a_place_that_is_no_figure_is_refused_and_kept_to_be_mended(window: DeskWindow) -> None:
    go(window, SCOPE1)
    add_place(window, "Letter", "about 4,000")
    assert "neither a figure nor a mark for none" in window.foot.text()
    (form,) = pieces(window, PlaceForm)
    assert (form.place.text(), form.text.text()) == ("Letter", "about 4,000")
    form.text.setFocus()
    form.text.clear()
    type_text("4,052")
    press(Qt.Key.Key_Return)
    assert [m.text for m in window.session.view.mentions] == ["4,052"]


# ------------------------------------------------------------ publishing and restating


def published(window: DeskWindow) -> PublishedPanel:
    choose(window, window._desk.tr("desk.menu.published"))
    panel = window.right.currentWidget()
    assert isinstance(panel, PublishedPanel)
    return panel


def test_a_change_to_a_published_figure_is_given_a_reason(window: DeskWindow) -> None:
    assert window.session.publish(accept_open=True)
    go(window, SCOPE1)
    assert "2023 report: 4,052 tCO₂e" in section(window, "published")
    before = count(window)
    type_figure(window, "4053")
    go(window, SCOPE1)
    assert count(window) == before + 1
    found = card(window, "4,052")
    assert found.answer is not None
    assert found.answer.text() == "Give the reason…"
    found.answer.setFocus()
    press(Qt.Key.Key_Return)
    type_text("Recounted.")
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is found.cause, "as it stands below the words"
    press(Qt.Key.Key_Down)
    assert found.cause.currentIndex() == list(Cause).index(Cause.METHOD)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert count(window) == before
    assert pieces(window, FindingCard) == []
    reason = window.session.view.restatements["2023", SCOPE1]
    assert (reason.cause, reason.text.en) == (Cause.METHOD, "Recounted.")
    assert "4,052 tCO₂e in the 2023 report. Recounted." in section(window, "footnotes")
    assert "Restated in 2023" in section(window, "published")
    window.session.undo()
    assert count(window) == before + 1


def test_publishing_waits_for_what_is_open_and_goes_on_all_the_same(window: DeskWindow) -> None:
    panel = published(window)
    assert not panel.start.isEnabled()
    assert "Errors: 2, warnings: 7" in panel.open_words.text()
    assert panel.list_head.isHidden()
    panel.go()
    assert window.session.view.editions == ()
    panel.accept.setFocus()
    press(Qt.Key.Key_Space)
    assert panel.start.isEnabled()
    panel.start.setFocus()
    press(Qt.Key.Key_Return)
    assert [edition.period for edition in window.session.view.editions] == ["2023"]
    assert panel.told.text() == "2023 is published; its figures are kept as they are printed."
    assert panel.open_words.text() == "2023 is published."
    assert panel.start.isHidden() and panel.accept.isHidden()
    assert window._care.clock._timer.isActive(), "backups go on"
    (line,) = [b for b in panel.findChildren(QPushButton) if b.text() == "Withdraw"]
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert "2023: 601 figures, from this file" in texts
    line.click()
    assert window.session.view.editions == ()
    assert panel.told.text() == "2023 is not published any more."
    assert panel.start.isVisible()


def test_the_panel_follows_what_is_mended_beside_it(window: DeskWindow) -> None:
    panel = published(window)
    for finding in window.session.all_findings():
        if finding.severity == "error":
            assert window.session.enter(finding.key, finding.expected)
    assert "Errors" not in panel.open_words.text()
    for finding in window.session.all_findings():
        assert window.session.answer(finding, window._desk.tr.wording("So."), is_printed=False)
    assert panel.open_words.text() == "Nothing stands in the way of publishing 2023."
    assert panel.start.isEnabled() and panel.accept.isHidden()
    panel.start.click()
    assert len(window.session.view.editions) == 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_an_earlier_report_is_taken_in_with_the_year_of_its_newest_column(
    window: DeskWindow, tmp_path: Path, separator: str
) -> None:
    panel = published(window)
    path = tmp_path / "old.csv"
    text = EDITION.replace(",", separator).replace("2022\n", '"2022"\n')
    path.write_text("\ufeff" + text, encoding="utf-8")
    panel.take_in(path)
    assert panel.told.text() == "2 figures taken in from old.csv."
    (edition,) = window.session.view.editions
    assert (edition.period, edition.source) == ("2022", "old.csv")
    assert "2022: 2 figures, old.csv" in [x.text() for x in panel.findChildren(QLabel)]


def test_a_list_that_does_not_fit_is_named_by_file_and_line(
    window: DeskWindow, tmp_path: Path
) -> None:
    panel = published(window)
    path = tmp_path / "old.csv"
    path.write_text(EDITION + "ghg.scopeX,,,,1,2\n", encoding="utf-8")
    panel.take_in(path)
    assert panel.told.text().startswith(
        "old.csv, line 3: there is no place for a figure “ghg.scopeX”"
    )
    panel.take_in(tmp_path / "gone.csv")
    assert "gone.csv" in panel.told.text()
    assert window.session.view.editions == ()


def test_the_list_of_restatements_is_written(window: DeskWindow, tmp_path: Path) -> None:
    panel = published(window)
    path = tmp_path / "old.csv"
    path.write_text(EDITION, encoding="utf-8")
    panel.take_in(path)
    before = window.session.view.key("ghg.scope1", TOTAL, "2022")
    assert window.session.enter(before, "3,222")
    for format_ in (Format.PDF, Format.XLSX):
        done = panel.write_list(format_, tmp_path / f"list.{format_}")
        assert done.figures == 3
        assert done.path.stat().st_size > 1000
    page = pypdf.PdfReader(tmp_path / "list.pdf").pages[0].extract_text()
    assert "3,221" in page and "3,222" in page


# ------------------------------------------------------------ in every language


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_all_of_it_in_chinese(
    make_desk: Callable[[Settings], Desk],
    company: Path,
    tmp_path: Path,
    language: str,
    qtbot: QtBot,
) -> None:
    desk = make_desk(Settings(person="Ann", language=language, theme="light"))
    desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    show(window, qtbot)
    said: list[str] = []

    def look() -> None:
        said.extend(label.text() for label in window.findChildren(QLabel))
        assert not window.grab().isNull()

    go(window, NORTH)
    look()
    answer_by_keys(window, "316", "开拓北方。", is_printed=True)
    assert "开拓北方。" in section(window, "findings")
    assert "开拓北方。" in section(window, "footnotes")
    look()
    window.go_to_chapter(CHECKS)
    look()
    go(window, INDIRECT)
    type_figure(window, "282030500 kWh")
    go(window, INDIRECT)
    look()
    add_place(window, "致辞", "1")
    look()
    for year in window.session.years:
        for indicator in window.session.view.catalogue.indicators:
            if indicator.formula:
                members = "" if indicator.has_total else "gender:male"
                if window.session.view.catalogue.expects(indicator.code, members):
                    go(window, EntryKey(indicator.code, members, "company", year))
        look()
    window.bar.year.setCurrentText("2023")
    panel = published(window)
    look()
    panel.accept.click()
    panel.start.click()
    look()
    go(window, SCOPE1)
    window.right.setCurrentWidget(window.inspector)
    type_figure(window, "4053")
    go(window, SCOPE1)
    found = card(window, "4,052")
    assert found.answer is not None
    found.answer.click()
    look()
    found.restated.emit(Cause.BOUNDARY, "已纳入工厂。")
    look()
    assert "已纳入工厂。" in section(window, "footnotes")
    panel = published(window)
    bad = tmp_path / "old.csv"
    bad.write_text(EDITION + "ghg.scopeX,,,,1,2\n", encoding="utf-8")
    panel.take_in(bad)
    look()
    assert "old.csv" in panel.told.text()
    assert panel.write_list(Format.PDF, tmp_path / "list.pdf").figures == 3
    texts = "\n".join(said)
    assert "{" not in texts
    assert "desk." not in texts and "finding." not in texts and "cause." not in texts
