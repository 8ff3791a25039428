"""The likely cause of a wrong figure, and telling once what is one matter."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from esgdesk.core.formula import taken_members
from esgdesk.core.intervals import Interval, exactly, of_figure
from esgdesk.core.model import Entry
from esgdesk.core.rules import causes, check_year
from esgdesk.core.rules.base import telling_text
from esgdesk.core.view import ProjectView


@pytest.mark.parametrize(
    ("value", "expected", "message"),
    [
        ("0.04", exactly(Fraction(41, 1000000)), "cause.unit_more"),
        ("168239", of_figure("168.239"), "cause.unit_more"),
        ("12.5", of_figure("12500"), "cause.unit_less"),
        ("0.125", of_figure("12.50"), "cause.hundred_less"),
        # One digit is something times a hundred too often, and a 2 something times a thousand.
        ("0.4", of_figure("40.2"), None),
        ("2", of_figure("2100.0"), None),
        ("0", of_figure("1000"), None),
    ],
)
def test_a_unit_is_blamed_where_the_digits_say_so(
    value: str, expected: Interval, message: str | None
) -> None:
    cause = causes.unit_slip(value, expected)
    assert (cause.message if cause else None) == message


@pytest.mark.parametrize(
    ("value", "low", "high", "is_cut"),
    [
        ("0.04", "0.0454", "0.0455", True),
        ("0.04", "0.0494", "0.0501", False),
        ("0.05", "0.0454", "0.0455", False),
        ("0.00", "0.001", "0.002", False),
        ("-12.5", "-12.59", "-12.58", True),
    ],
)
def test_digits_are_cut_off_if_every_number_wanted_begins_with_them(
    value: str, low: str, high: str, is_cut: bool
) -> None:
    assert bool(causes.cut(value, Interval(Fraction(low), Fraction(high)))) is is_cut


def test_a_point_is_no_digit() -> None:
    assert causes.digits("168239", "168.239") is None
    left_out = causes.digits("16829", "168239")
    assert left_out is not None and left_out.message == "cause.digit_count"


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        ("0.0000412", 2, "0.000041"),
        ("0.0454", 3, "0.045"),
        ("0.14", 1, "0.1"),
        ("0", 2, "0.00"),
        ("-0.0004", 2, "-0.00040"),
    ],
)
def test_a_small_number_does_not_vanish(number: str, decimals: int, text: str) -> None:
    assert telling_text(Fraction(number), decimals) == text


@pytest.mark.parametrize(
    ("own", "wanted", "taken"),
    [
        (None, "gender:male", "gender:male"),
        ("", "gender:male", ""),
        ("gender:female", "", "gender:female"),
        ("gender:female", "gender:male", "gender:female"),
        ("gender:female", "region:rest", "gender:female;region:rest"),
        ("gender:female", "gender:male;region:rest", "gender:female;region:rest"),
    ],
)
def test_a_member_in_brackets_takes_the_place_of_its_own_dimension(
    own: str | None, wanted: str, taken: str
) -> None:
    assert taken_members(own, wanted) == taken


def test_a_denominator_that_others_do_not_share_says_what_may_have_happened(
    example_view: ProjectView,
) -> None:
    def told(value: str) -> tuple[str, str]:
        key = example_view.key("energy.intensity", "", "2023")
        entries = {**example_view.entries, key: Entry(key, value=value)}
        (finding,) = (
            finding
            for finding in check_year(replace(example_view, entries=entries), "2023")
            if finding.rule == "common_denominator"
        )
        return finding.expected, finding.cause.message if finding.cause else ""

    assert told("0.04") == ("0.045", "cause.cut")
    assert told("0.000045") == ("0.0454436 – 0.0454769", "cause.unit_less")
    assert told("0.06") == ("0.045", "")


def test_rates_of_something_else_are_told_once(example_view: ProjectView) -> None:
    rates = ("employee_category:senior", "employee_category:junior_middle")
    keys = [example_view.key("workforce.female_share", members, "2022") for members in rates]
    entries = {**example_view.entries, **{key: Entry(key, value="15.43") for key in keys}}
    found = [
        finding
        for finding in check_year(replace(example_view, entries=entries), "2022")
        if finding.rule == "rate_of"
    ]
    (finding,) = found
    assert finding.message == "finding.possible_rate_widely"
    assert finding.facts["count"] == "2"
    assert set(keys) < set(finding.figures)


def test_two_slips_among_many_rates_are_two_findings(example_view: ProjectView) -> None:
    key = example_view.key("workforce.female_share", "employee_category:senior", "2022")
    entries = {**example_view.entries, key: Entry(key, value="15.43")}
    found = check_year(replace(example_view, entries=entries), "2022")
    assert [finding.rule for finding in found].count("rate_of") == 2
