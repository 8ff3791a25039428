"""Editions: whether a figure still is what an earlier report printed, and what it was then."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from esgdesk.core.editions import (
    Changed,
    Size,
    as_published,
    changed_figures,
    is_same,
    latest_printed,
    printed_figures,
)
from esgdesk.core.model import Cause, Entry, EntryKey, Printed, Reason, Restatement
from esgdesk.core.numbers import print_fraction
from esgdesk.core.view import ProjectView
from tests.core.planting import Figures, catalogue, findings, in_unit, key, measured, view

MILLION, TEN_THOUSAND = Fraction(10**6), Fraction(10**4)
ONE = Fraction(1)
GJ = Fraction(10, 36)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("718.64", TEN_THOUSAND), ("7.19", MILLION), True),
        (("718.64", TEN_THOUSAND), ("7.18", MILLION), False),
        (("718.64", TEN_THOUSAND), ("7.2", MILLION), True),
        (("718.64", TEN_THOUSAND), ("7.1864", MILLION), True),
        (("718.64", TEN_THOUSAND), ("7.18640", MILLION), True),
        (("718.64", TEN_THOUSAND), ("7.18645", MILLION), False),
        (("160.16", ONE), ("160", ONE), True),
        (("657.5", ONE), ("657", ONE), False),
        (("657.5", ONE), ("658", ONE), True),
        (("-657.5", ONE), ("-658", ONE), True),
        (("1237", ONE), ("10233", ONE), False),
        (("407", ONE), ("407.00", ONE), True),
        (("407", ONE), ("407.49", ONE), True),
        (("407", ONE), ("407.50", ONE), False),
        (("0", ONE), ("0.4", ONE), True),
        (("0", ONE), ("-0.4", ONE), True),
        (("5", ONE), ("-5", ONE), False),
        (("36.0", GJ), ("10.00", ONE), True),
        (("36.0", GJ), ("10.02", ONE), False),
    ],
)
def test_two_printed_figures_are_one_where_the_finer_rounds_to_the_coarser(
    one: tuple[str, Fraction], other: tuple[str, Fraction], same: bool
) -> None:
    assert is_same(Size(*one), Size(*other)) is same
    assert is_same(Size(*other), Size(*one)) is same


@given(some.integers(-(10**9), 10**9), some.integers(0, 6), some.integers(0, 6))
def test_a_figure_printed_more_roughly_is_the_same_and_one_step_off_is_not(
    number: int, fine: int, coarse: int
) -> None:
    fine, coarse = max(fine, coarse), min(fine, coarse)
    text = print_fraction(Fraction(number, 10**5), fine)
    rough = print_fraction(Fraction(text) / 1000, coarse)
    assert is_same(Size(text, ONE), Size(rough, Fraction(1000)))
    off = print_fraction(Fraction(rough) + Fraction(2, 10**coarse), coarse)
    assert not is_same(Size(text, ONE), Size(off, Fraction(1000)))


OF = catalogue(
    measured("spending", "RMB_million", decimals=2),
    measured("waste"),
    measured("heat", "MWh"),
    measured("growth", "percent", decimals=2, formula="yoy(spending)"),
    measured("twice", formula="waste * 2"),
    parts=(("waste", "gender"),),
)


def printed(
    of: ProjectView, at: EntryKey, value: str | None, edition: str = "2022", measure: str = ""
) -> ProjectView:
    """The view with what a report printed, in units of a measure or the indicator's own."""
    reason = Reason.NOT_DISCLOSED if value is None else None
    line = Printed(edition, at, value, reason, measure or "own", measure)
    return replace(of, printed={**of.printed, at: (*of.printed.get(at, ()), line)})


def changes(of: ProjectView, report: str = "2023") -> list[Changed]:
    return list(changed_figures(of, report))


def one_change(now: Figures, value: str | None, measure: str = "") -> list[Changed]:
    """What is changed of one figure of 2022 that a report printed."""
    (place,) = now
    return changes(printed(view(OF, {}, now), key(place, "2022"), value, "2022", measure))


@pytest.mark.parametrize(
    ("now", "value", "measure", "difference"),
    [
        ({"spending": "7.19"}, "718.64", "10000 RMB", None),
        ({"spending": "7.20"}, "718.64", "10000 RMB", "0.0136"),
        ({"spending": "7.19"}, "7.19", "", None),
        ({"spending": "7.1"}, "7.19", "", "-0.09"),
        ({"waste": "160.16"}, "160", "", None),
        ({"waste": "657.5"}, "657", "", "0.5"),
        ({"waste": "1237"}, "10233", "", "-8996"),
        ({"waste": "12345"}, "1.2", "10000 tonne", None),
        ({"waste": "13001"}, "1.2", "10000 tonne", "1001"),
        ({"heat": "10.1"}, "36.0", "GJ", "0.10"),
        # a unit that says nothing, or measures something else, is taken for the own one
        ({"waste": "5"}, "5", "furlong", None),
        ({"waste": "5"}, "5", "MWh", None),
        # what was entered in another unit is the figure too
        ({"spending": in_unit("7.19", "718.64", "RMB_10000")}, "718.64", "10000 RMB", None),
        ({"heat": in_unit("0", "360", "kWh")}, "0.360", "", None),
    ],
)
def test_a_change_is_told_in_the_unit_of_the_figure(
    now: Figures, value: str, measure: str, difference: str | None
) -> None:
    found = one_change(now, value, measure)
    assert [line.difference for line in found] == ([] if difference is None else [difference])
    assert all(line.printed.value == value and not line.is_disclosed_now for line in found)


def test_what_is_disclosed_now_or_no_more_is_a_change_without_a_difference() -> None:
    (more,) = one_change({"waste": "5"}, None)
    assert more.is_disclosed_now and more.difference is None
    (less,) = one_change({"waste": Reason.PENDING}, "5")
    assert not less.is_disclosed_now and less.difference is None
    assert one_change({"waste": Reason.NOT_DISCLOSED}, None) == []
    assert one_change({"waste": Entry(key("waste"))}, "5") == []


def test_the_latest_report_counts_that_is_not_later_than_the_one_at_work() -> None:
    at = key("waste", "2021")
    of = view(OF, {}, {}, {"waste": "5"})
    for edition, value in (("2022", "6"), ("2021", "4"), ("2023", "5")):
        of = printed(of, at, value, edition)
    assert latest_printed(of, at, "2020") is None
    values = [latest_printed(of, at, report) for report in ("2021", "2022", "2023")]
    assert [line and line.value for line in values] == ["4", "6", "5"]
    assert [line.edition for line in changes(of, "2022")] == ["2022"]
    assert changes(of, "2023") == []
    assert latest_printed(of, key("heat", "2021"), "2023") is None


def test_changes_stand_in_the_order_of_the_catalogue_newest_year_first() -> None:
    figures = {"spending": "1", "waste": "1", "waste[gender:male]": "1"}
    of = view(OF, {}, figures, figures)
    wanted = [
        key("spending", "2022"),
        key("spending", "2021"),
        key("waste", "2022"),
        key("waste[gender:male]", "2021"),
    ]
    for at in reversed(wanted):
        of = printed(of, at, "2")
    assert [line.key for line in changes(of)] == wanted
    assert [line.key.period for line in changes(printed(of, key("heat"), "2"), "2021")] == []


def test_a_reason_given_since_the_report_is_that_of_the_change() -> None:
    at = key("waste", "2022")
    of = printed(view(OF, {}, {"waste": "5"}), at, "6")
    for year, cause in (("2021", Cause.METHOD), ("2023", Cause.ERROR), ("2022", Cause.BOUNDARY)):
        given = Restatement(year, at, cause)
        of = replace(of, restatements={**of.restatements, (year, at): given})
    (found,) = changes(of)
    assert found.restatement == Restatement("2023", at, Cause.ERROR)
    assert findings(of, "restated") == []
    only_before = {place: line for place, line in of.restatements.items() if place[0] == "2021"}
    assert len(findings(replace(of, restatements=only_before), "restated")) == 1


# ------------------------------------------------------------ as it was published


def test_as_published_every_printed_figure_is_what_was_printed() -> None:
    of = view(OF, {"waste": "5"}, {"waste": "6", "spending": "8", "heat": Reason.PENDING})
    of = printed(of, key("spending", "2022"), "718.64", "2022", "10000 RMB")
    of = printed(of, key("heat", "2022"), "36", "2022", "GJ")
    of = printed(of, key("waste", "2022"), None)
    of = printed(of, key("gone", "2022"), "5")
    found = as_published(of, "2023").entries
    values = {at.indicator: found[at].value for at in found if at.period == "2022"}
    assert values == {"spending": "7.1864", "heat": "10.0", "waste": "6"}
    assert found[key("heat", "2022")].reason is None
    assert found[key("waste")].value == "5"
    assert as_published(of, "2021").entries == of.entries


def test_as_published_a_computed_figure_is_what_was_printed_too() -> None:
    computed = Entry(key("twice", "2022"), value="12", is_computed=True)
    of = printed(view(OF, {}, {"waste": "6", "twice": computed}), key("twice", "2022"), "10")
    entry = as_published(of, "2023").entries[key("twice", "2022")]
    assert (entry.value, entry.is_computed) == ("10", False)


def test_a_figure_that_fits_what_was_published_was_not_computed_anew() -> None:
    """The year before was restated from 718.64 to 715 after the growth had been computed."""
    now = {"spending": "9.04", "growth": "25.79"}
    of = view(OF, now, {"spending": "7.15"})
    (finding,) = findings(of, "formula")
    assert finding.expected == "26.43" and finding.cause is None
    (finding,) = findings(
        printed(of, key("spending", "2022"), "718.64", "2022", "10000 RMB"), "formula"
    )
    assert finding.cause is not None and finding.cause.message == "cause.not_recomputed"


def test_a_report_prints_what_is_filled_of_its_year_and_those_before() -> None:
    figures = {"waste": "5", "heat": Reason.PENDING, "spending": Entry(key("spending"), note="?")}
    of = view(OF, figures, {"waste": "6"}, {"waste": "7"}, {"waste": "8"})
    found = printed_figures(of, "2023")
    assert [(line.key, line.value, line.reason) for line in found] == [
        (key("waste"), "5", None),
        (key("heat"), None, Reason.PENDING),
        (key("waste", "2022"), "6", None),
        (key("waste", "2021"), "7", None),
    ]
    assert {(line.edition, line.unit, line.measure) for line in found[:1]} == {
        ("2023", "tonne", "tonne")
    }
    assert [line.value for line in printed_figures(of, "2022", years=1)] == ["6"]
    assert list(changed_figures(replace(of, printed={x.key: (x,) for x in found}), "2023")) == []
