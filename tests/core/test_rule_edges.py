"""Where rules could speak too soon or twice: rounding, other units, computed figures, causes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esgdesk.core.findings import Severity
from esgdesk.core.model import EntryKey, Mention, Printed
from esgdesk.core.view import ProjectView
from tests.core.planting import catalogue, findings, in_unit, key, many, measured, view

WASTE = catalogue(measured("waste", minimum="0"), parts=(("waste", "gender"),))
STAFF = {"staff": "100", **many("staff[gender:male,female]", "60", "40")}
RATE = (
    measured("leavers", "person", is_required=False),
    measured("staff", "person"),
    measured("rate", "percent", formula="leavers / staff"),
)
RATE_OF_PARTS = catalogue(
    *RATE, parts=(("staff", "gender"), ("leavers", "gender")), shares=(("rate", "gender"),)
)


def with_mention(of: ProjectView, text: str, unit: str = "") -> ProjectView:
    line = Mention("m1", "acme", "2023", "Page 5", "waste", "", "2023", text, unit)
    return replace(of, mentions=(line,))


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("12,345.6", "", None),
        ("12,346", "", None),
        ("1.23", "10kt", None),
        ("12,354.6", "", "12,354.6"),
        ("1.24", "10kt", "12,400.00"),
        ("/", "", ""),
        ("about 12,000", "", ""),
    ],
)
def test_a_figure_is_held_against_the_other_places_that_print_it(
    text: str, unit: str, expected: str | None
) -> None:
    found = findings(with_mention(view(WASTE, {"waste": "12345.6"}), text, unit), "elsewhere")
    assert [(line.key, line.expected) for line in found] == (
        [] if expected is None else [(key("waste"), expected)]
    )


def printed(of: ProjectView, at: EntryKey, value: str | None, edition: str) -> ProjectView:
    """The view with what an earlier report printed."""
    line = Printed(edition, at, value, None, "RMB 10,000", "10000 RMB")
    return replace(of, printed={**of.printed, at: (*of.printed.get(at, ()), line)})


@pytest.mark.parametrize(
    ("now", "old", "difference"),
    [("7.19", "718.64", None), ("7.20", "718.64", "+0.0136"), ("7.19", None, None)],
)
def test_a_figure_that_a_report_printed_is_changed_with_a_reason_only(
    now: str, old: str | None, difference: str | None
) -> None:
    of = catalogue(measured("spending", "RMB_million"))
    at = key("spending", "2022")
    found = findings(printed(view(of, {}, {"spending": now}), at, old, "2022"), "restated")
    assert [line.difference for line in found] == ([] if difference is None else [difference])
    assert all(line.key == at and line.expected == "7.1864" for line in found)


def test_a_total_that_is_computed_is_held_against_parts_that_were_entered() -> None:
    of = catalogue(
        *(measured("fuel"), measured("gas"), measured("all", formula="fuel + gas")),
        parts=(("all", "gender"),),
    )
    figures = {"fuel": "60.0", "gas": "30.0"}
    parts = many("all[gender:male,female]", "50.0", "40.0")
    assert findings(view(of, {**figures, **parts}), "parts_total") == []
    wrong = many("all[gender:male,female]", "50.0", "48.0")
    (finding,) = findings(view(of, {**figures, **wrong}), "parts_total")
    assert (finding.key, finding.expected, finding.difference) == (key("all"), "98.0", "−8.00")


def test_a_part_that_is_missing_may_be_less_than_nothing_unless_the_indicator_cannot() -> None:
    free = catalogue(measured("net"), parts=(("net", "gender"),))
    assert findings(view(free, {"net": "50", "net[gender:male]": "60"}), "parts_total") == []


def test_a_figure_entered_roughly_in_another_unit_is_no_more_precise_than_it_was() -> None:
    rough = in_unit("12300.00", "1.23", "10kt")
    parts = many("waste[gender:male,female]", "6000", "6345")
    assert findings(view(WASTE, {"waste": rough, **parts}), "parts_total") == []
    rough = in_unit("12400.00", "1.24", "10kt")
    (finding,) = findings(view(WASTE, {"waste": rough, **parts}), "parts_total")
    assert finding.difference == "+55.00"


def test_a_count_that_a_formula_gives_is_rounded() -> None:
    of = catalogue(
        measured("first", "person"),
        measured("last", "person"),
        measured("usual", "person", formula="(first + last) / 2"),
    )
    figures = {"first": "100", "last": "101"}
    assert findings(view(of, {**figures, "usual": "101"}), "formula") == []
    assert len(findings(view(of, {**figures, "usual": "102"}), "formula")) == 1


def test_weights_that_are_rounded_themselves_may_explain_a_mean() -> None:
    of = catalogue(
        measured("burnt", is_required=False),
        measured("waste"),
        measured("rate", "percent", formula="burnt / waste"),
        parts=(("waste", "gender"),),
        shares=(("rate", "gender"),),
    )
    rates = many("rate[gender:male,female]", "10.00", "90.00")
    weights = {"waste": "3", **many("waste[gender:male,female]", "1", "2")}
    # 1.4 and 1.6 tonnes are printed as 1 and 2, and their mean is 52.67, not 63.33.
    assert findings(view(of, {**rates, **weights, "rate": "52.67"}), "weighted_mean") == []
    (finding,) = findings(view(of, {**rates, **weights, "rate": "42.67"}), "weighted_mean")
    assert finding.expected == "63.33"


def test_a_rate_of_the_total_is_no_rate_of_the_member() -> None:
    of = catalogue(
        measured("leavers", "person", is_required=False),
        measured("staff", "person"),
        measured("rate", "percent", formula="leavers / staff[total]"),
        parts=(("staff", "gender"),),
        shares=(("rate", "gender"),),
    )
    figures = {**STAFF, "rate": "25.00", **many("rate[gender:male,female]", "10.00", "15.00")}
    assert findings(view(of, figures), "weighted_mean", "possible_rate") == []


@pytest.mark.parametrize(
    ("value", "cause"),
    [("105", "cause.last_year"), ("104", None)],
)
def test_a_computed_figure_that_is_last_years_was_not_brought_up_to_date(
    value: str, cause: str | None
) -> None:
    of = catalogue(measured("a"), measured("b"), measured("c", formula="a * 2 + b"))
    before = {"a": "50", "b": "5", "c": "105"}
    (finding,) = findings(view(of, {"a": "60", "b": "7", "c": value}, before), "formula")
    assert (finding.cause and finding.cause.message) == cause


def test_rows_that_are_exchanged_are_named() -> None:
    figures = {**STAFF, **many("rate[gender:male,female]", "25.0", "10.0")}
    figures |= many("leavers[gender:male,female]", "6", "10")
    found = findings(view(RATE_OF_PARTS, figures), "formula")
    assert [line.cause and line.cause.message for line in found] == ["cause.rows_swapped"] * 2


def test_most_figures_of_an_indicator_computed_in_another_way_are_one_matter() -> None:
    figures = {**STAFF, "leavers": "16", **many("leavers[gender:male,female]", "6", "10")}
    rates = {"rate": "17.1", **many("rate[gender:male,female]", "11.1", "26.1")}
    (finding,) = findings(view(RATE_OF_PARTS, {**figures, **rates}), "formula")
    assert finding.message == "finding.formula_differs_widely"
    assert finding.facts["count"] == "2" and finding.severity is Severity.WARNING
    assert key("rate[gender:female]") in finding.figures


@pytest.mark.parametrize(
    ("old", "measure", "cause"),
    [("55.5", "", "part_changed"), ("55500", "tonne / 1000", "part_changed"), ("55.4", "", "")],
)
def test_a_total_that_fits_a_part_as_it_was_published_was_not_brought_up_to_date(
    old: str, measure: str, cause: str
) -> None:
    figures = {"waste": "95.0", **many("waste[gender:male,female]", "60.5", "39.5")}
    at = key("waste[gender:male]")
    line = Printed("2022", at, old, None, "kg" if measure else "tonne", measure)
    of = replace(view(WASTE, figures), printed={at: (line,)})
    (finding,) = findings(of, "parts_total")
    found = finding.cause.message.removeprefix("cause.") if finding.cause else ""
    assert found == cause
