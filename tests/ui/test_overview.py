"""The overview: its numbers are those of the file, its lines lead there, its chart is a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.core.numbers import print_figure
from esgdesk.core.overview import largest_moves
from esgdesk.core.trends import trend
from esgdesk.core.wording import LANGUAGES
from esgdesk.operations.company import add_year
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
from esgdesk.settings import Settings
from esgdesk.ui.app import Desk
from esgdesk.ui.frame import AT_GRID, AT_OVERVIEW
from esgdesk.ui.overview import OverviewPage
from esgdesk.ui.page_table import Column, PageLine, PageModel, PageTable
from esgdesk.ui.sidebar import OVERVIEW
from esgdesk.ui.trend_panel import BARS, LINES
from esgdesk.ui.window import DeskWindow
from tests.cases import example_with_places
from tests.ui.conftest import show

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")
DIALOG = "esgdesk.ui.trend_panel.ask_picture_file"


@pytest.fixture
def page(window: DeskWindow) -> OverviewPage:
    """The overview, shown."""
    window.go_to_chapter(OVERVIEW)
    return overview(window)


def overview(window: DeskWindow) -> OverviewPage:
    return window._frame.overview


def click(table: PageTable, row: int) -> None:
    spot = table.visualRect(table.lines.index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def row_of(table: PageTable, leads_to: object) -> int:
    return [line.leads_to for line in table.lines.lines].index(leads_to)


def rows(window: DeskWindow) -> Iterator[str]:
    """The indicators the grid shows."""
    for place in range(window.model.rowCount()):
        row = window.model.row(window.model.index(place, 0))
        if row is not None and row.indicator:
            yield row.indicator


def test_the_sidebar_leads_to_the_overview(window: DeskWindow) -> None:
    codes = [place.code for place in window.sidebar._places.places]
    index = window.sidebar.model().index(codes.index(OVERVIEW), 0)
    spot = window.sidebar.visualRect(index).center()
    QTest.mouseClick(window.sidebar.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert window.middle.currentIndex() == AT_OVERVIEW
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Overview"
    QTest.keyClick(window.sidebar, Qt.Key.Key_F6)
    assert window.focusWidget() is overview(window).chapters


def test_chapters_and_departments_stand_as_in_the_file(
    window: DeskWindow, page: OverviewPage
) -> None:
    session = window.session
    for line in page.chapters.lines.lines:
        known = session.progress[str(line.leads_to)]
        assert (line.done, line.wanted) == (known.filled, known.wanted)
        assert line.texts[2] == f"{known.filled}/{known.wanted}"
        assert line.texts[3] == str(known.errors or "")
    wanted = sum(line.wanted for line in session.progress.values())
    assert sum(line.wanted for line in page.departments.lines.lines) == wanted
    filled = sum(line.filled for line in session.progress.values())
    assert page.lead.text().startswith(f"{filled} of {wanted} figures are there.")
    assert page.title.text() == "Overview of 2023"


def test_a_chapter_leads_to_its_figures(window: DeskWindow, page: OverviewPage) -> None:
    click(page.chapters, row_of(page.chapters, "people"))
    assert window.middle.currentIndex() == AT_GRID
    assert window.place.chapter == "people"
    assert window.sidebar.currentIndex().data() == "People"


@pytest.mark.parametrize("name", ["departments", "missing"])
def test_a_department_narrows_the_grid(window: DeskWindow, page: OverviewPage, name: str) -> None:
    window.session.clear([KEY])
    table: PageTable = getattr(page, name)
    table.setCurrentIndex(table.lines.index(row_of(table, "ehs"), 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert window.bar.shown.currentData() == "owner:ehs"
    catalogue = window.session.view.catalogue
    assert {catalogue.indicator(code).owner for code in rows(window)} == {"ehs"}
    assert window.focusWidget() is window.grid


def test_the_largest_changes_are_those_of_the_view_and_lead_there(
    window: DeskWindow, page: OverviewPage
) -> None:
    view = window.session.view
    moves = largest_moves(view, "2023")
    lines = page.moves.lines.lines
    assert [line.leads_to for line in lines] == [move.key for move in moves]
    assert len(lines) == 10
    for line, move in zip(lines, moves, strict=True):
        assert line.texts[1:3] == (print_figure(move.before), print_figure(move.value))
        assert line.icon[0] == ("arrow-up-right" if move.change.amount > 0 else "arrow-down-right")
        assert line.texts[3][0] in "+−"
    heads = [page.moves.lines.headerData(i, Qt.Orientation.Horizontal) for i in range(4)]
    assert heads == ["Figure", "2022", "2023", "Change"]
    click(page.moves, 2)
    assert window.grid.key() == moves[2].key


def test_what_is_missing_is_named_with_its_department(
    window: DeskWindow, page: OverviewPage
) -> None:
    assert page.missing.isHidden(), "nothing is missing in the example"
    window.session.clear([KEY])
    (line,) = page.missing.lines.lines
    name = "Environment, health and safety"
    assert line.texts == (name, "1", "Direct GHG emissions (Scope 1)")
    assert not page.missing.isHidden()
    window.session.undo()
    window.go_to_chapter(OVERVIEW)
    assert page.missing.lines.lines == []


def test_the_first_year_says_that_there_is_none_before(
    window: DeskWindow, page: OverviewPage
) -> None:
    window.bar.year.setCurrentText("2021")
    assert page.title.text() == "Overview of 2021"
    assert page.moves.isHidden()
    assert page._no_moves.text() == "The file has no year before 2021 to compare with."


def test_a_page_that_is_not_shown_reads_nothing(window: DeskWindow) -> None:
    page = overview(window)
    window.session.enter(KEY, "4053")
    assert page.title.text() == "" and page.trend.chart.picture is None


def test_years_beyond_the_session_are_read_once_and_after_changes(
    desk: Desk, company: Path, qtbot: QtBot
) -> None:
    with open_project(company, Who("Ann", "desk-1")) as project:
        for year in ("2024", "2025", "2026"):
            add_year(project, year)
    assert desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    show(window, qtbot)
    window.go_to_chapter(OVERVIEW)
    page = overview(window)
    page.trend.choose("ghg.scope1")
    assert "2021" not in window.session.read_years
    assert page.trend.chart.accessibleDescription() == (
        "tCO₂e\n2021 2,562; 2022 3,221; 2023 4,052; 2024 no figure; 2025 no figure; 2026 no figure"
    )
    whole = page._whole
    window.go_to_chapter("people")
    window.go_to_chapter(OVERVIEW)
    assert page._whole is whole, "nothing has changed"
    window.session.enter(EntryKey("ghg.scope1", TOTAL, "company", "2026"), "5,000")
    assert page.trend.chart.accessibleDescription().endswith("2026 5,000")
    assert not page.trend.chart.grab().isNull()


def test_an_indicator_is_found_by_a_part_of_its_name(
    window: DeskWindow, page: OverviewPage
) -> None:
    panel = page.trend
    line = panel.indicator.lineEdit()
    assert line is not None
    completer = panel.indicator.completer()
    completer.setCompletionPrefix("SCOPE 2")
    assert completer.completionCount() == 1
    panel.indicator.setFocus()
    # Set, not typed: no list of proposals opens on a screen that is not there.
    line.setText("Indirect GHG emissions (Scope 2)")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert panel.indicator.currentData() == "ghg.scope2"
    line.setText("nothing like it")
    window.bar.search.setFocus()
    assert line.text() == "Indirect GHG emissions (Scope 2)"
    assert panel.chart.accessibleName() == "Indirect GHG emissions (Scope 2)"


def test_parts_are_lines_and_the_total_columns_until_told_otherwise(page: OverviewPage) -> None:
    panel = page.trend
    panel.choose("workforce.headcount")
    assert panel.form.currentData() == BARS
    panel.parts.setCurrentIndex(panel.parts.findData("gender"))
    assert panel.form.currentData() == LINES
    picture = panel.chart.picture
    assert picture is not None
    assert set(picture.names) == {"Male", "Female"}
    assert "Female: 2021 1,197;" in panel.chart.accessibleDescription()
    panel.form.setCurrentIndex(panel.form.findData(BARS))
    assert panel.chart.picture is not None and panel.chart.picture.is_bars
    panel.choose("ghg.scope1")
    assert panel.parts.isHidden(), "there is nothing to choose"


def test_every_indicator_can_be_drawn_in_every_way(page: OverviewPage) -> None:
    panel = page.trend
    for place in range(panel.indicator.count()):
        panel.indicator.setCurrentIndex(place)
        for part in range(panel.parts.count()):
            panel.parts.setCurrentIndex(part)
            for form in (0, 1):
                panel.form.setCurrentIndex(form)
                assert not panel.chart.grab().isNull()


def test_restated_years_have_a_sign_and_a_legend(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    with example_with_places(tmp_path, Who("Ann", "desk-1")) as project:
        view, path = project.view(), project.path
    restated = next(
        line.code for line in view.catalogue.indicators if trend(view, line.code).has_restated
    )
    assert desk.open_path(path)
    window = desk.window
    assert isinstance(window, DeskWindow)
    show(window, qtbot)
    window.go_to_chapter(OVERVIEW)
    chart = overview(window).trend.chart
    overview(window).trend.choose(restated)
    assert "(restated)" in chart.accessibleDescription()
    assert chart.picture is not None and chart.picture.legend.startswith("restated:")
    with_sign = chart.grab().toImage()
    overview(window).trend.choose("ghg.scope1")
    assert chart.picture.legend == ""
    assert with_sign != chart.grab().toImage()


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_chart_is_saved_as_a_picture(
    page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    page.trend.choose("ghg.scope1")
    target = tmp_path / f"picture.{kind}"
    target.write_text("what stood there before", encoding="utf-8")
    # The file dialog belongs to the system; what it answers is all that is put in its place.
    monkeypatch.setattr(DIALOG, lambda *_: target)
    page.trend.save[kind].click()
    assert page.trend.said.text() == f"picture.{kind} is saved."
    assert list(tmp_path.glob("*part*")) == []
    if kind == "png":
        image = QImage(str(target))
        assert (image.width(), image.height()) == (1600, 840)
        assert image.pixelColor(0, 0).name() == "#ffffff"
        assert image.text("Title") == "Direct GHG emissions (Scope 1)"
        colours = {image.pixelColor(x, 700).name() for x in range(image.width())}
        assert "#0f766e" in colours, "the columns"
    else:
        assert QSvgRenderer(str(target)).isValid()
        root = ET.fromstring(target.read_bytes())
        space = "{http://www.w3.org/2000/svg}"
        texts = [found.text for found in root.iter(f"{space}text")]
        assert {"2021", "2022", "2023", "2,562", "3,221", "4,052"} <= set(texts)
        described = root.find(f"{space}desc")
        assert described is not None and "2023 4,052" in (described.text or "")


def test_a_picture_that_cannot_be_written_says_why(
    page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DIALOG, lambda *_: tmp_path / "nowhere" / "a.png")
    page.trend.save["png"].click()
    assert "nowhere" in page.trend.said.text()
    assert page.trend.said.property("tone") == "error"
    monkeypatch.setattr(DIALOG, lambda *_: None)
    page.trend.save["png"].click()
    assert "nowhere" in page.trend.said.text(), "thought better of it"


def test_a_picture_is_for_paper_in_the_dark_theme_too(
    make_desk: Callable[[Settings], Desk],
    company: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = make_desk(Settings(language="zh-Hans", theme="dark"))
    desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    window.go_to_chapter(OVERVIEW)
    page = overview(window)
    target = tmp_path / "a.png"
    monkeypatch.setattr(DIALOG, lambda *_: target)
    page.trend.save["png"].click()
    assert QImage(str(target)).pixelColor(0, 0).name() == "#ffffff"
    ground = page.trend.chart.grab().toImage().pixelColor(2, 2)
    assert ground.lightness() < 60


# ---------------------------------------------------------------- looks and models


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_draws_in_every_language_and_theme(
    make_desk: Callable[[Settings], Desk], company: Path, language: str, theme: str
) -> None:
    desk = make_desk(Settings(language=language, theme=theme))
    desk.open_path(company)
    window = desk.window
    assert isinstance(window, DeskWindow)
    window.go_to_chapter(OVERVIEW)
    page = overview(window)
    titles = {"en": "Overview of 2023", "zh-Hans": "2023 年总览", "zh-Hant": "2023 年總覽"}
    assert page.title.text() == titles[language]
    assert not window.grab().isNull()
    desk.choose_theme("dark" if theme == "light" else "light")
    assert not window.grab().isNull()


def test_the_wheel_scrolls_the_page_over_a_list(page: OverviewPage, qtbot: QtBot) -> None:
    table = page.moves
    assert table.height() == table.sizeHint().height() or not table.verticalScrollBar().isVisible()
    assert table.visualRect(table.lines.index(9, 0)).bottom() <= table.viewport().height()


def test_page_model_holds(qtmodeltester: ModelTester, desk: Desk) -> None:
    columns = [
        Column("A"),
        Column("", 60, is_bar=True),
        Column("C", 60, is_right=True, tone="faint"),
    ]
    model = PageModel(desk.look, columns)
    model.show(
        [
            PageLine("a", ("Air", "", "1/2"), "Air: 1 of 2", ("circle-alert", "error"), 2, 1, 2),
            PageLine(None, ("Nobody", "", "0/0"), "Nobody: 0 of 0"),
        ]
    )
    qtmodeltester.check(model)
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Air: 1 of 2"
    assert model.index(0, 2).data(Qt.ItemDataRole.DecorationRole) is not None
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None


def test_a_line_that_leads_nowhere_says_nothing(desk: Desk, qtbot: QtBot) -> None:
    table = PageTable("Lines", [Column("A")], desk.look)
    qtbot.addWidget(table)
    heard: list[object] = []
    table.wanted.connect(heard.append)
    table.show_lines([PageLine(None, ("a",), "a"), PageLine("b", ("b",), "b")])
    for row in (0, 1):
        table.setCurrentIndex(table.lines.index(row, 0))
        QTest.keyClick(table, Qt.Key.Key_Enter)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 500))
    assert heard == ["b"]
