"""A project view: looking up figures, years, layouts and reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import Report, StoredLayout
from esgdesk.core.view import ProjectView


def test_a_figure_is_found_by_indicator_member_and_year(example_view: ProjectView) -> None:
    entry = example_view.entry("workforce.headcount", "gender:female", "2021")
    assert entry is not None and entry.value == "1197"
    assert entry.key == example_view.key("workforce.headcount", "gender:female", "2021")
    assert example_view.entry("workforce.headcount", "gender:other", "2021") is None


def test_years_are_oldest_first(example_view: ProjectView) -> None:
    assert [period.code for period in example_view.periods] == ["2021", "2022", "2023"]
    assert example_view.require_period("2022").starts.year == 2022


def test_a_year_or_layout_that_is_not_there_is_named_with_those_that_are(
    example_view: ProjectView,
) -> None:
    with pytest.raises(UsageProblem) as caught:
        example_view.require_period("23")
    assert caught.value.facts == {"found": "23", "known": "2021, 2022, 2023"}
    with pytest.raises(UsageProblem) as caught:
        example_view.layout("table")
    assert caught.value.facts == {"found": "table", "known": "appendix"}


def test_a_report_has_defaults_until_it_is_set(example_view: ProjectView) -> None:
    assert example_view.report("2023").footnote_start == 22
    assert example_view.report("2022") == Report("company", "2022")


def test_a_stored_layout_is_the_one_of_the_pack(example_view: ProjectView) -> None:
    layout = example_view.layout("appendix")
    assert layout.sections() == (
        *("climate", "environment", "quality"),
        *("safety", "people", "community"),
    )
    assert len(layout.rows) == 198
    assert [row.name.text("en") for row in layout.rows if row.line == 2] == [""]


def test_layouts_are_looked_up_by_code(example_view: ProjectView) -> None:
    stored = example_view.layouts["appendix"]
    other = StoredLayout("other", stored.settings.replace('"restart"', '"none"'), stored.rows)
    view = replace(example_view, layouts={"appendix": stored, "other": other})
    assert view.layout("other").numbering == "none"
    assert view.layout("appendix").numbering == "restart"
