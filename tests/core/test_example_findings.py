"""What the rules find in the figures of the example, which a company has published: all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esgdesk.core.derived import completed
from esgdesk.core.model import TOTAL, Entry
from esgdesk.core.rules import check_year, rules_of
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.naming import finding_text

FOUND = {
    "2021": [
        ("formula", "water.intensity", "", "0.19", "0.18", ""),
        ("formula", "training.hours_per_employee", "", "183.93", "183.98", "one_digit"),
        ("weighted_mean", "training.hours_per_employee", "", "183.93", "182.93", ""),
        ("formula", "training.hours_per_employee", "gender:male", "183.93", "184.01", ""),
        ("same_for_all", "training.hours_per_employee", "gender:male", "183.93", "", ""),
    ],
    "2022": [
        (
            "at_most",
            "wastewater.pollutants",
            "water_pollutant:ammonia_nitrogen",
            "1.41",
            "0.00",
            "",
        ),
        ("formula", "safety.investment_growth", "", "26.34", "25.73", ""),
        ("equals", "workforce.headcount", "", "5,003", "4,847", ""),
        ("weighted_mean", "workforce.female_share", "", "32.82", "16.90", ""),
        (
            "rate_of",
            "workforce.female_share",
            "employee_category:non_management",
            "16.88",
            "16.87 / 16.89",
            "",
        ),
        ("parts_total", "workforce.leavers", "", "653", "654", "in_the_parts"),
        ("formula", "workforce.turnover_rate", "", "8.88", "11.87", ""),
        ("same_for_all", "training.hours_per_employee", "gender:male", "155.65", "", ""),
    ],
    "2023": [
        ("common_denominator", "energy.intensity", "", "0.04", "0.045", "cut"),
        ("jump", "air.pollutants", "air_pollutant:pm", "21.42", "", ""),
        ("jump", "waste.hazardous", "treatment:combustion_heat_recovery", "444.25", "", ""),
        ("jump", "suppliers.number", "supplier_region:north", "316", "", ""),
        ("rate_of", "suppliers.local_share", "", "40.50", "40.44 / 40.51", ""),
        ("equals", "workforce.headcount", "", "5,461", "5,698", ""),
        ("weighted_mean", "workforce.female_share", "", "32.05", "18.22", ""),
        ("formula", "workforce.turnover_rate", "", "11.57", "14.17", ""),
        ("same_for_all", "training.hours_per_employee", "gender:male", "160.46", "", ""),
        ("parts_total", "training.hours", "", "876,282.26", "876,282.36", "one_digit"),
        ("formula", "drills.total", "", "80", "83", ""),
    ],
}


@pytest.mark.parametrize("year", FOUND)
def test_these_are_found_in_the_published_figures_and_nothing_else(
    example_view: ProjectView, year: str
) -> None:
    assert [
        (
            *(line.rule, line.key.indicator, line.key.members, line.facts["value"]),
            *(line.expected, line.cause.message.removeprefix("cause.") if line.cause else ""),
        )
        for line in check_year(example_view, year)
    ] == FOUND[year]
    # What is found is of the year that was asked for.
    assert {line.key.period for line in check_year(example_view, year)} == {year}


def test_hundreds_of_relations_hold(example_view: ProjectView) -> None:
    rules = rules_of(example_view.catalogue)
    assert len(rules) > 600
    told = {
        (line.rule, line.key.indicator)
        for found in FOUND
        for line in check_year(example_view, found)
    }
    relations = [
        rule
        for rule in rules
        if rule.kind in {"parts_total", "formula", "equals", "at_most", "weighted_mean"}
    ]
    quiet = [rule for rule in relations if (rule.kind, rule.home) not in told]
    assert len(relations) > 40 and len(quiet) > 30


@pytest.mark.parametrize("year", FOUND)
def test_each_is_said_in_every_language(example_view: ProjectView, year: str) -> None:
    for line in check_year(example_view, year):
        said = {finding_text(example_view.catalogue, line, language) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES) and not set("{}") & set("".join(said)), line.id


@pytest.mark.parametrize(
    ("indicator", "value", "rule"),
    [
        ("ghg.total", "83521", "formula"),
        ("energy.total", "31460", "formula"),
        ("workforce.headcount", "5416", "parts_total"),
        ("waste.nonhazardous", "12345.67", "parts_total"),
        ("suppliers.number", "700", "parts_total"),
        ("training.employees_trained", "6000", "at_most"),
        ("tax.paid_cumulative", "1", "never_falls"),
        ("water.consumption", "831", "unit_slip"),
        ("rd.investment_growth", "12.34", "formula"),
    ],
)
def test_a_slip_in_a_published_figure_is_found(
    example_view: ProjectView, indicator: str, value: str, rule: str
) -> None:
    at = example_view.key(indicator, TOTAL, "2023")
    wrong = completed(
        replace(example_view, entries={**example_view.entries, at: Entry(at, value=value)})
    )
    assert (rule, at) in {(line.rule, line.key) for line in check_year(wrong, "2023")}
    assert (rule, at) not in {(line.rule, line.key) for line in check_year(example_view, "2023")}
