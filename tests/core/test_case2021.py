"""The KPI table of the 2021 report: every finding of its three years, and what holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.naming import finding_text
from esgdesk.operations.project import Who
from tests.cases import Line, lines, table_2021
from tests.core.relations import held

POWER = ("energy.electricity_intensity", "")
HOURS = ("training.hours_per_employee", "")
SHARED: list[Line] = [
    ("jump", "workforce.headcount", "region:baotou", "354", "", ""),
    ("rate_of", "workforce.turnover_rate", "age:under_30", "12.09", "12.04 / 12.14", ""),
    ("formula", *HOURS, "183.93", "183.98", "one_digit"),
    ("weighted_mean", *HOURS, "183.93", "182.93", ""),
    ("formula", "community.poor_employee_share", "", "58.42", "58.43", ""),
]
FINDINGS: dict[str, list[Line]] = {
    "2019": [
        ("common_denominator", *POWER, "0.06", "0.000059 – 0.000060", "unit_more"),
        ("formula", *HOURS, "142.7", "142.4", ""),
    ],
    "2020": [
        ("common_denominator", *POWER, "0.06", "0.000059 – 0.000060", "unit_more"),
        ("formula", *HOURS, "164.54", "164.27", ""),
    ],
    "2021": [
        ("formula", *POWER, "0.04", "0.000041", "unit_more"),
        ("formula", "energy.natural_gas_intensity", "", "0.31", "0.29", ""),
        ("formula", "water.intensity", "", "0.19", "0.18", ""),
        *SHARED,
    ],
}
"""Rule, indicator, members, printed, expected, likely cause."""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProjectView]:
    with table_2021(tmp_path_factory.mktemp("table"), Who("Ann", "desk-1")) as project:
        yield project.view()


@pytest.mark.parametrize("year", list(FINDINGS))
def test_every_finding_of_the_table(view: ProjectView, year: str) -> None:
    assert lines(view, year) == FINDINGS[year]


@pytest.mark.parametrize("year", list(FINDINGS))
def test_every_finding_has_words(view: ProjectView, year: str) -> None:
    for finding in check_year(view, year):
        for language in LANGUAGES:
            words = finding_text(view.catalogue, finding, language)
            assert words and not set("{}") & set(words)


def test_without_revenue_the_intensities_agree_on_one_of_their_own(view: ProjectView) -> None:
    """Then only the unit slip is left: gas and water were divided by the same other revenue."""
    entries = {
        key: entry for key, entry in view.entries.items() if key.indicator != "finance.revenue"
    }
    (power, *rest) = check_year(replace(view, entries=entries), "2021")
    assert [finding.rule for finding in rest] == [line[0] for line in SHARED]
    assert (power.rule, power.key.indicator) == ("common_denominator", POWER[0])
    assert (power.facts["low"], power.facts["high"]) == ("3,762", "3,885")
    assert (power.facts["own_low"], power.facts["own_high"]) == ("3.8", "4.8")


def test_rates_of_another_whole_are_one_finding(view: ProjectView) -> None:
    (finding,) = (found for found in check_year(view, "2021") if found.rule == "rate_of")
    assert finding.message == "finding.possible_rate_widely"
    assert finding.facts["count"] == "7"


EARLIER = {
    **{"parts_total": 6, "formula": 1, "weighted_mean": 1},
    **{"common_denominator": 3, "at_most": 1},
}


@pytest.mark.parametrize(
    ("year", "relations"),
    [
        ("2019", EARLIER),
        ("2020", EARLIER),
        ("2021", {"parts_total": 7, "formula": 2, "rate_of": 1, "at_most": 2}),
    ],
)
def test_what_holds_is_not_told(view: ProjectView, year: str, relations: dict[str, int]) -> None:
    assert +held(view, year) == relations


def test_every_row_of_the_table_is_there_as_printed(view: ProjectView) -> None:
    entered = [entry for entry in view.entries.values() if not entry.is_computed]
    # And revenue, which the table does not print.
    assert len({(entry.key.indicator, entry.key.members) for entry in entered}) == 72 + 1
    assert not [finding for finding in check_year(view, "2021") if finding.rule == "missing"]
    assert view.catalogue.unit_of("energy.electricity").label.en == "KWh"
    assert view.catalogue.unit_of(POWER[0]).label.en == "MWh/RMB1,000"
