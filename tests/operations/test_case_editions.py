"""The example company beside its report of 2021 and the other places of its report of 2023."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from esgdesk.core.findings import Finding
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.operations.editions import restatements
from esgdesk.operations.project import Project, Who
from tests.cases import example_with_places
from tests.core.relations import PLACES, held


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Open for the whole module, which only reads."""
    with example_with_places(tmp_path_factory.mktemp("places"), Who("Ann", "desk-1")) as made:
        yield made


@pytest.fixture(scope="module")
def view(project: Project) -> ProjectView:
    return project.view()


CHANGED = [
    # Printed in KWh, and today the same digits in MWh.
    ("energy.indirect", "168239", "KWh", "168239", "168070.761"),
    # Counted anew; the report says so in a note.
    ("waste.nonhazardous", "1237", "tonne", "10233", "8996"),
    # Half a day cut off: rounded it is 658.
    ("safety.lost_days", "657.5", "day", "657", "-0.5"),
]
"""Indicator, printed in 2021, its unit, printed in 2023 for 2021, difference in today's unit."""


def test_only_other_figures_are_restatements(project: Project) -> None:
    found = [line.changed for line in restatements(project, "2023")]
    assert [
        (
            changed.key.indicator,
            changed.printed.value,
            changed.printed.unit,
            changed.entry and changed.entry.value,
            changed.difference,
        )
        for changed in found
    ] == CHANGED
    assert {changed.key.period for changed in found} == {"2021"}
    assert not any(changed.key.members for changed in found)


@pytest.mark.parametrize(
    ("indicator", "old", "unit", "new", "own"),
    [
        ("safety.investment", "718.64", "RMB10,000", "7.19", "RMB million"),
        ("wastewater.treated", "24.93", "10,000 tonnes", "24.93", "ten thousand tonnes"),
        ("ghg.intensity", "0.02", "tonne/RMB1,000", "0.022", "tCO₂e/RMB'000 of revenue"),
        ("rd.investment", "160.16", "million", "160", "RMB million"),
        ("community.investment", "2.14", "million", "2.14", "RMB million"),
        ("scholarships.recipients_cumulative", "840", "Participant", "840", "person-time"),
    ],
)
def test_other_units_and_decimals_are_none(
    view: ProjectView, indicator: str, old: str, unit: str, new: str, own: str
) -> None:
    key = view.key(indicator, "", "2021")
    (printed,) = view.printed[key]
    assert (printed.value, printed.unit) == (old, unit)
    entry = view.entries[key]
    assert (entry.value, view.catalogue.unit_of(indicator).label.en) == (new, own)
    assert indicator not in {line[0] for line in CHANGED}


def test_the_2021_report_is_there_for_every_row_that_2023_still_has(view: ProjectView) -> None:
    printed = [line for found in view.printed.values() for line in found]
    assert len(printed) == 57
    assert {(line.edition, line.key.period) for line in printed} == {("2021", "2021")}


def of_rule(view: ProjectView, rule: str) -> list[Finding]:
    return [finding for finding in check_year(view, "2023") if finding.rule == rule]


def test_a_restated_figure_is_told_in_todays_unit(view: ProjectView) -> None:
    assert [
        (
            finding.key.indicator,
            finding.expected,
            finding.difference,
            finding.cause and finding.cause.message,
        )
        for finding in of_rule(view, "restated")
    ] == [
        ("energy.indirect", "168.239", "+168,070.761", "cause.unit_more"),
        ("waste.nonhazardous", "1,237", "+8,996", None),
        ("safety.lost_days", "657.5", "−0.5", None),
    ]


def test_only_other_texts_differ_between_two_places(view: ProjectView) -> None:
    assert [
        (
            finding.key.indicator,
            finding.key.members,
            finding.facts["place"],
            finding.facts["text"],
            finding.facts["value"],
            finding.cause.message.removeprefix("cause.") if finding.cause else "",
        )
        for finding in of_rule(view, "elsewhere")
    ] == [
        ("materials.pass_rate", "raw_material:other", "Supplier table", "99.92", "99.90", ""),
        (
            *("workforce.female_share", "employee_category:junior_middle"),
            *("Recruitment call-out", "18.99", "19.35", ""),
        ),
        (
            *("training.hours_per_employee", "gender:female"),
            *("Training table, by category", "121", "160.46", "label_of"),
        ),
        (
            *("training.hours_per_employee", "employee_category:senior"),
            *("Training table, by category", "215.17", "121", "label_of"),
        ),
        ("training.hours", "", "Training call-out", "876,282.36", "876,282.26", "one_digit"),
        *(
            (
                *("training.trained_mix", f"gender:{gender}"),
                *("Training table, by gender", "100", value, ""),
            )
            for gender, value in (("male", "67.95"), ("female", "32.05"))
        ),
        *(
            (
                *("training.trained_mix", f"employee_category:{category}"),
                *("Training table, by category", "100", value, ""),
            )
            for category, value in (
                ("senior", "0.16"),
                ("junior_middle", "5.68"),
                ("non_management", "94.16"),
            )
        ),
    ]


def test_a_label_of_another_member_is_named(view: ProjectView) -> None:
    others = [
        finding.cause.facts["other"]
        for finding in of_rule(view, "elsewhere")
        if finding.cause is not None and finding.cause.message == "cause.label_of"
    ]
    names = ("employee_category:senior", "employee_category:junior_middle")
    assert others == [view.key("training.hours_per_employee", name, "2023") for name in names]


def test_every_other_figure_agrees(view: ProjectView) -> None:
    assert len(view.mentions) == 125
    assert +held(view, "2023", PLACES) == {"elsewhere": 115, "restated": 54}
