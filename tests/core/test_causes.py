"""Likely causes: a plain slip that explains the whole difference is named, anything else is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from esgdesk.core.findings import Cause
from esgdesk.core.intervals import of_figure
from esgdesk.core.rules import causes
from tests.core.planting import key


def name(cause: Cause | None) -> str:
    return "" if cause is None else cause.message.removeprefix("cause.")


@pytest.mark.parametrize(
    ("value", "expected", "cause"),
    [
        # two neighbouring digits exchanged
        ("83152", "83512", "digits_swapped"),
        ("21", "12", "digits_swapped"),
        ("1.32", "1.23", "digits_swapped"),
        ("-83152", "-83512", "digits_swapped"),
        ("85312", "83512", "digits_swapped"),
        ("82513", "83512", ""),
        # one digit wrong, where there are enough to tell
        ("83513", "83512", "one_digit"),
        ("876282.26", "876282.36", "one_digit"),
        ("123.49", "123.45", "one_digit"),
        ("8351", "8352", ""),
        ("5", "6", ""),
        ("83592", "83515", ""),
        # one digit left out or typed twice
        ("8351", "83512", "digit_count"),
        ("3512", "83512", "digit_count"),
        ("833512", "83512", "digit_count"),
        ("0.133", "0.13", "digit_count"),
        ("-8351", "-83512", "digit_count"),
        ("8", "83", ""),
        ("835", "83512", ""),
        # the sign alone
        ("-83512", "83512", "sign"),
        ("83512", "-83512", "sign"),
        # two slips are no plain slip
        ("-83513", "83512", ""),
        ("-8351", "83512", ""),
        ("-21", "12", ""),
        # a point is no digit
        ("12.5", "125", ""),
        ("1.25", "12.5", ""),
        ("1.2345", "112345", ""),
        ("125", "12.5", ""),
        ("83512", "83512", ""),
        ("0", "83512", ""),
    ],
)
def test_a_slip_of_digits_is_named(value: str, expected: str, cause: str) -> None:
    assert name(causes.digits(value, expected)) == cause


@pytest.mark.parametrize(
    ("value", "expected", "cause", "factor"),
    [
        ("303609000", "303609", "unit_more", "1,000"),
        ("303.609", "303609", "unit_less", "1,000"),
        ("12.345", "123450", "unit_less", "10,000"),
        ("7.19", "7190000", "unit_less", "1,000,000"),
        ("0.1250", "12.50", "hundred_less", "100"),
        ("1250", "12.50", "hundred_more", "100"),
        ("0.42", "0.0042", "hundred_more", "100"),
        ("3600", "1000", "unit_more", "3.6"),
        ("278", "1000", "unit_less", "3.6"),
        ("-303.609", "-303609", "unit_less", "1,000"),
        ("303.6", "303609", "unit_less", "1,000"),
        # the leading digits do not agree
        ("304.6", "303609", "", ""),
        ("-303.609", "303609", "", ""),
        # too few digits to tell
        ("3", "3000", "", ""),
        ("0.1", "12.50", "", ""),
        ("0", "3000", "", ""),
        ("303609", "303609", "", ""),
    ],
)
def test_a_slip_of_units_is_named_with_its_factor(
    value: str, expected: str, cause: str, factor: str
) -> None:
    found = causes.unit_slip(value, of_figure(expected))
    assert name(found) == cause
    assert (found.facts["factor"] if found else "") == factor


PARTS = ((key("a"), "60.5"), (key("b"), "39.5"), (key("c"), "0"), (key("d"), "-7"))


@pytest.mark.parametrize(
    ("difference", "cause", "part"),
    [
        ("-60.5", "left_out", "a"),
        ("-39.5", "left_out", "b"),
        ("60.5", "twice", "a"),
        ("7", "left_out", "d"),
        ("-7", "twice", "d"),
        ("-60.4", "", ""),
        ("0", "", ""),
    ],
)
def test_a_part_that_is_just_the_difference_is_named(
    difference: str, cause: str, part: str
) -> None:
    found = causes.left_out(Fraction(difference), PARTS)
    assert name(found) == cause
    assert (found.facts["part"] if found else None) == (key(part) if part else None)


def test_the_first_cause_is_taken() -> None:
    one, other = Cause("cause.cut"), Cause("cause.sign")
    assert causes.first(None, one, other) is one
    assert causes.first(None, None) is None and causes.first() is None


FIGURES = some.from_regex(r"-?[1-9][0-9]{2,8}(\.[0-9]{1,3})?", fullmatch=True)


@given(FIGURES, some.integers(0, 20))
def test_two_digits_exchanged_are_always_named(figure: str, place: int) -> None:
    places = [
        i for i, (a, b) in enumerate(pairwise(figure)) if a != b and a.isdigit() and b.isdigit()
    ]
    if places:
        i = places[place % len(places)]
        typed = figure[:i] + figure[i + 1] + figure[i] + figure[i + 2 :]
        assert name(causes.digits(typed, figure)) == "digits_swapped"


@given(FIGURES, FIGURES)
def test_a_cause_is_the_same_slip_read_backwards(one: str, other: str) -> None:
    assert name(causes.digits(one, other)) == name(causes.digits(other, one))
    slip = name(causes.unit_slip(one, of_figure(other)))
    back = name(causes.unit_slip(other, of_figure(one)))
    swapped = {"unit_less": "unit_more", "unit_more": "unit_less"}
    swapped |= {"hundred_less": "hundred_more", "hundred_more": "hundred_less"}
    assert back == swapped.get(slip, "")
