"""Figures over the years as series, the axis they stand on, and how a year stands as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import TOTAL, Entry, EntryKey, Period, Reason
from esgdesk.core.overview import MISSING, by_chapter, by_department, largest_moves
from esgdesk.core.rules import check_year, open_findings
from esgdesk.core.trends import columns_axis, drawable, lines_axis, trend
from esgdesk.core.view import ProjectView
from esgdesk.operations.project import Who
from tests.cases import example_with_places

YEAR = "2023"


def put(view: ProjectView, *entries: Entry) -> ProjectView:
    return replace(view, entries={**view.entries, **{line.key: line for line in entries}})


def without(view: ProjectView, keys: Iterable[EntryKey]) -> ProjectView:
    gone = set(keys)
    return replace(view, entries={k: line for k, line in view.entries.items() if k not in gone})


def grouped(view: ProjectView) -> dict[EntryKey, tuple[Finding, ...]]:
    found: dict[EntryKey, tuple[Finding, ...]] = {}
    for finding in open_findings(check_year(view, YEAR)):
        found[finding.key] = (*found.get(finding.key, ()), finding)
    return found


# ---------------------------------------------------------------- series


def test_a_trend_has_every_year_with_the_figure_as_it_is_kept(example_view: ProjectView) -> None:
    found = trend(example_view, "ghg.scope1")
    assert found.years == ("2021", "2022", "2023")
    assert [point.value for point in found.series[0].points] == ["2562", "3221", "4052"]
    assert found.values == ("2562", "3221", "4052")
    assert not found.has_restated and not found.left_out


def test_a_year_without_a_figure_is_a_gap_with_its_reason(example_view: ProjectView) -> None:
    key = example_view.key("ghg.scope1", TOTAL, "2022")
    view = put(example_view, Entry(key, reason=Reason.NOT_DISCLOSED))
    points = trend(view, "ghg.scope1").series[0].points
    assert [(p.value, p.reason) for p in points][1] == (None, Reason.NOT_DISCLOSED)
    points = trend(without(example_view, [key]), "ghg.scope1").series[0].points
    assert [(p.value, p.reason) for p in points][1] == (None, None)


def test_a_year_of_the_file_that_is_empty_stands_in_the_trend(example_view: ProjectView) -> None:
    more = Period("2024", date(2024, 1, 1), date(2024, 12, 31))
    view = replace(example_view, periods=(*example_view.periods, more))
    assert trend(view, "ghg.scope1").years[-1] == "2024"
    assert trend(view, "ghg.scope1").series[0].points[-1].value is None


def test_members_of_a_breakdown_are_a_series_each(example_view: ProjectView) -> None:
    found = trend(example_view, "workforce.headcount", "gender")
    members = [line.pair for line in example_view.catalogue.dimension("gender").members]
    assert [line.members for line in found.series] == members
    assert found.series[members.index("gender:female")].points[0].value == "1197"


def test_of_too_many_members_the_largest_stay_in_their_own_order(
    example_view: ProjectView,
) -> None:
    breakdowns = example_view.catalogue.breakdowns_of("workforce.headcount")
    code = next(line.dimension for line in breakdowns if "age" in line.dimension)
    found = trend(example_view, "workforce.headcount", code, most=2)
    whole = trend(example_view, "workforce.headcount", code)
    assert len(found.series) == 2 and found.left_out == len(whole.series) - 2
    newest = sorted((Decimal(line.values[-1]) for line in whole.series), reverse=True)[:2]
    assert {Decimal(line.values[-1]) for line in found.series} == set(newest)
    order = [line.members for line in whole.series]
    assert [order.index(line.members) for line in found.series] == sorted(
        order.index(line.members) for line in found.series
    )


def test_no_chart_has_more_than_six_series(example_view: ProjectView) -> None:
    for line in drawable(example_view.catalogue):
        for breakdown in example_view.catalogue.breakdowns_of(line.code):
            found = trend(example_view, line.code, breakdown.dimension)
            members = example_view.catalogue.dimension(breakdown.dimension).members
            assert len(found.series) == min(6, len(members))
            assert len(found.series) + found.left_out == len(members)


def test_years_that_an_earlier_report_printed_otherwise_are_marked(tmp_path: Path) -> None:
    with example_with_places(tmp_path, Who("Ann", "desk-1")) as project:
        view = project.view()
    marked = {
        (line.code, point.year)
        for line in drawable(view.catalogue)
        for series in trend(view, line.code).series
        for point in series.points
        if point.is_restated
    }
    assert marked, "the 2021 report printed some figures otherwise"
    assert {year for _, year in marked} <= {"2020", "2021"}
    code, _ = min(marked)
    assert trend(view, code).has_restated
    assert not trend(view, "ghg.scope1").has_restated


def test_indicators_of_words_are_not_drawn(example_view: ProjectView) -> None:
    codes = {line.code for line in drawable(example_view.catalogue)}
    assert "ghg.scope1" in codes and "workforce.headcount" in codes


# ---------------------------------------------------------------- axis


@pytest.mark.parametrize(
    "values",
    [("2562", "4052"), ("0", "9"), ("3.9", "4.7"), ("-3", "5"), ("-9", "-2"), ("7",), ("0",), ()],
)
def test_the_axis_of_lines_has_round_steps_around_the_figures(values: tuple[str, ...]) -> None:
    axis = lines_axis(values)
    assert 3 <= len(axis.ticks) <= 7
    assert all(axis.low <= Decimal(value) <= axis.high for value in values)
    (step,) = {later - one for one, later in pairwise(axis.ticks)}
    assert step.normalize().as_tuple().digits in ((1,), (2,), (5,))


def test_lines_begin_at_zero_where_it_is_near() -> None:
    assert lines_axis(("2562", "4052")).ticks == (2500, 3000, 3500, 4000, 4500)
    assert lines_axis(("100", "900")).low == 0
    assert lines_axis(("-900", "-100")).high == 0


def test_columns_begin_at_zero() -> None:
    axis = columns_axis(("2562", "4052"))
    assert (axis.low, axis.high) == (0, 4052)
    assert axis.part(Decimal("2026"), 1000) == 500
    below = columns_axis(("-5", "-1"))
    assert (below.low, below.high) == (-5, 0)
    assert columns_axis(("0",)).high == 1, "nothing is divided by zero"
    assert columns_axis(()).part(Decimal(0), 1000) == 0


def test_very_long_figures_lose_no_digit() -> None:
    high = "9" * 40
    axis = columns_axis(("1", high))
    assert format(axis.high, "f") == high
    assert lines_axis((high, "9" * 39 + "8")).high >= Decimal(high)


# ---------------------------------------------------------------- how the year stands


def test_chapters_and_departments_count_the_same_figures(example_view: ProjectView) -> None:
    findings = grouped(example_view)
    chapters = by_chapter(example_view, YEAR, findings)
    departments = by_department(example_view, YEAR, findings)
    for name in ("filled", "wanted", "errors"):
        one, other = (sum(getattr(x, name) for x in lines) for lines in (chapters, departments))
        assert one == other, name
    assert all(line.wanted for line in (*chapters, *departments))


def test_what_is_missing_is_named_and_no_error(example_view: ProjectView) -> None:
    keys = [
        example_view.key("ghg.scope1", TOTAL, YEAR),
        example_view.key("ghg.scope2", TOTAL, YEAR),
    ]
    view = without(example_view, keys)
    findings = {
        key: (Finding(MISSING, Severity.ERROR, key, "finding.missing", {}),) for key in keys
    }
    (before,) = [line for line in by_department(example_view, YEAR, {}) if line.code == "ehs"]
    (after,) = [line for line in by_department(view, YEAR, findings) if line.code == "ehs"]
    assert after.missing[: len(keys)] == tuple(keys)
    assert (after.filled, after.wanted) == (before.filled - 2, before.wanted)
    assert after.errors == 0


def test_indicators_of_nobody_come_last(example_view: ProjectView) -> None:
    catalogue = example_view.catalogue
    lines = tuple(
        replace(line, owner="gone") if line.code == "ghg.scope1" else line
        for line in catalogue.indicators
    )
    view = replace(example_view, catalogue=replace(catalogue, indicators=lines))
    last = by_department(view, YEAR, {})[-1]
    assert (last.code, last.wanted, last.filled) == ("", 1, 1)


def test_the_largest_moves_come_first_and_nothing_is_compared_with_zero(
    example_view: ProjectView,
) -> None:
    scope1 = example_view.key("ghg.scope1", TOTAL, YEAR)
    was_zero = example_view.key("ghg.scope2", TOTAL, "2022")
    view = put(example_view, Entry(scope1, value="9999999999"), Entry(was_zero, value="0"))
    moves = largest_moves(view, YEAR)
    assert len(moves) == 10
    assert (moves[0].key, moves[0].before, moves[0].value) == (scope1, "3221", "9999999999")
    everything = largest_moves(view, YEAR, most=10_000)
    assert "ghg.scope2" not in {move.key.indicator for move in everything}
    assert all(move.value != move.before for move in everything)


def test_rates_move_by_points(example_view: ProjectView) -> None:
    moves = largest_moves(example_view, YEAR, most=10_000)
    for move in moves:
        unit = example_view.catalogue.unit_of(move.key.indicator)
        assert move.change.is_points == (unit.quantity == "ratio")
    assert any(move.change.is_points for move in moves)


def test_the_first_year_has_nothing_to_compare_with(example_view: ProjectView) -> None:
    assert largest_moves(example_view, "2021") == []
