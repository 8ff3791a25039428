"""The grid's rows as plain data, and the three models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import TOTAL, Draft, Entry, EntryKey, Reason
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.ui.checks import FindingModel, Line, order_lines
from esgdesk.ui.entries import FIRST_YEAR, EntryModel
from esgdesk.ui.grid_rows import (
    CellState,
    GridRow,
    Progress,
    RowKind,
    build_rows,
    chapter_progress,
    find_indicators,
    worst,
)
from esgdesk.ui.sidebar import CHECKS, Place, PlaceModel
from esgdesk.ui.words import Words

YEARS = ("2021", "2022", "2023")
EN = Words("en")


def rows_of(view: ProjectView, chapter: str, **more: object) -> list[GridRow]:
    indicators = view.catalogue.indicators_in(chapter)
    return [
        row
        for indicator in indicators
        for row in build_rows(view, indicator, years=YEARS, tr=EN, **more)  # type: ignore[arg-type]
    ]


def with_entry(view: ProjectView, entry: Entry) -> ProjectView:
    return replace(view, entries={**view.entries, entry.key: entry})


def row_of(rows: list[GridRow], indicator: str, members: str = "") -> GridRow:
    return next(
        row
        for row in rows
        if (row.indicator, row.members, row.kind is RowKind.BREAKDOWN)
        == (indicator, members, False)
    )


def test_a_row_has_the_years_before_and_the_year_to_fill(example_view: ProjectView) -> None:
    row = row_of(rows_of(example_view, "climate"), "ghg.scope1")
    assert [cell.text for cell in row.cells if cell] == ["2,562", "3,221", "4,052"]
    assert row.unit == "tCO₂e"
    assert row.change == "+25.8%"


def test_a_parent_without_total_has_no_cells_to_fill(example_view: ProjectView) -> None:
    row = row_of(rows_of(example_view, "environment"), "air.pollutants")
    assert row.is_parent
    assert row.cells == (None, None, None)


def test_closing_a_parent_hides_its_members(example_view: ProjectView) -> None:
    is_open = rows_of(example_view, "environment")
    closed = rows_of(example_view, "environment", is_open=False)
    assert len(closed) == len(example_view.catalogue.indicators_in("environment"))
    assert len(is_open) > len(closed)
    assert not row_of(closed, "air.pollutants").is_open


def test_several_breakdowns_stand_under_headings(example_view: ProjectView) -> None:
    rows = rows_of(example_view, "people")
    assert any(row.kind is RowKind.BREAKDOWN and row.name.startswith("by ") for row in rows)


def test_a_reason_prints_its_mark_and_edits_as_it_is_typed(example_view: ProjectView) -> None:
    key = example_view.key("ghg.scope1", TOTAL, "2023")
    view = with_entry(example_view, Entry(key, reason=Reason.NOT_APPLICABLE))
    cell = row_of(rows_of(view, "climate"), "ghg.scope1").cells[-1]
    assert cell is not None
    assert (cell.text, cell.typed, cell.state) == ("n/a", "n/a", CellState.REASON)


def test_a_draft_shows_the_typed_text_and_leaves_the_change_alone(
    example_view: ProjectView,
) -> None:
    key = example_view.key("ghg.scope1", TOTAL, "2023")
    view = replace(example_view, drafts={key: Draft(key, "about 4000", "figure.has_other_signs")})
    findings: dict[EntryKey, list[Finding]] = {}
    for finding in check_year(view, "2023"):
        findings.setdefault(finding.key, []).append(finding)
    row = row_of(rows_of(view, "climate", findings=findings), "ghg.scope1")
    cell = row.cells[-1]
    assert cell is not None
    assert (cell.text, cell.state, cell.severity) == (
        "about 4000",
        CellState.DRAFT,
        Severity.ERROR,
    )
    assert row.change == "+25.8%"


def test_no_change_is_shown_against_zero(example_view: ProjectView) -> None:
    row = row_of(
        rows_of(example_view, "environment"), "wastewater.pollutants", "water_pollutant:nitrogen"
    )
    assert row.change == ""


def test_a_fall_has_a_true_minus_sign(example_view: ProjectView) -> None:
    assert row_of(rows_of(example_view, "climate"), "ghg.scope2").change == "−25.0%"


def test_missing_figures_are_not_marked_in_the_grid() -> None:
    key = EntryKey("a", "", "company", "2023")
    assert worst([Finding("missing", Severity.ERROR, key, "finding.missing", {})]) is None


def test_progress_counts_required_figures(example_view: ProjectView) -> None:
    progress = chapter_progress(example_view, "climate", "2023", {})
    assert progress == Progress(4, 4, 0)


def test_search_reads_names_codes_and_members_in_any_language(example_view: ProjectView) -> None:
    catalogue = example_view.catalogue
    assert [i.code for i in find_indicators(catalogue, "305-1")] == ["ghg.scope1"]
    assert "ghg.scope1" in [i.code for i in find_indicators(catalogue, "直接温室")]
    assert "waste.hazardous" in [i.code for i in find_indicators(catalogue, "LANDFILL")]
    assert find_indicators(catalogue, "no such thing") == []


def entry_model(view: ProjectView, enter: Callable[[EntryKey, str], object]) -> EntryModel:
    model = EntryModel(EN, enter, lambda key: "explained")
    model.show(rows_of(view, "environment"), YEARS)
    return model


def test_entry_model_holds(qtmodeltester: ModelTester, example_view: ProjectView) -> None:
    model = entry_model(example_view, lambda key, text: True)
    qtmodeltester.check(model)
    model.show(rows_of(example_view, "people"), YEARS)
    qtmodeltester.check(model)


def test_only_figures_of_the_year_to_fill_can_be_edited(example_view: ProjectView) -> None:
    model = entry_model(example_view, lambda key, text: True)
    editable = {
        (row, column)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        if model.flags(model.index(row, column)) & Qt.ItemFlag.ItemIsEditable
    }
    wanted = {(row, FIRST_YEAR + 2) for row in range(model.rowCount()) if model.is_to_fill(row)}
    assert editable == wanted
    assert wanted


def test_what_is_typed_arrives_as_it_was_typed(example_view: ProjectView) -> None:
    heard: list[str] = []
    model = entry_model(example_view, lambda key, text: heard.append(text))
    index = model.index(0, model.fill_column)
    assert model.setData(index, "12345678901234567890.10")
    assert model.setData(index, str(index.data(Qt.ItemDataRole.EditRole)))
    assert heard == ["12345678901234567890.10"], "an unchanged text is no deed"


def test_same_rows_change_in_place(example_view: ProjectView) -> None:
    model = entry_model(example_view, lambda key, text: True)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.show(rows_of(example_view, "environment"), YEARS)
    assert resets == []
    model.show(rows_of(example_view, "people"), YEARS)
    assert resets == [True]


def test_a_cell_is_spoken_with_name_year_and_unit(example_view: ProjectView) -> None:
    model = entry_model(example_view, lambda key, text: True)
    spoken = model.index(0, model.fill_column).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Energy consumption, 2023: 303,609 MWh"


def test_place_model_holds(qtmodeltester: ModelTester) -> None:
    model = PlaceModel(EN)
    places = [
        Place("a", "Air", Progress(1, 2, 1), ""),
        Place(CHECKS, "Checks", Progress(0, 0, 1), "1"),
    ]
    model.show(places)
    qtmodeltester.check(model)
    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Air: 1 of 2 filled, errors: 1"


def test_finding_model_holds(
    qtmodeltester: ModelTester, example_view: ProjectView, desk: object
) -> None:
    key = example_view.key("ghg.scope1", TOTAL, "2023")
    missing = Line(Finding("missing", Severity.ERROR, key, "finding.missing", {}), "b", "c", "m")
    wrong = Line(Finding("not_a_figure", Severity.ERROR, key, "figure.too_long", {}), "a", "c", "w")
    assert order_lines([missing, wrong]) == [wrong, missing]
    model = FindingModel(desk.look, EN)  # type: ignore[attr-defined]
    model.show([wrong, missing])
    qtmodeltester.check(model)
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Error: a. w"
