"""The likely cause of a wrong figure: what turns the figure found into the one expected.

A cause is a hint for whoever looks for the slip. It is given where one plain slip explains the
whole difference, never where it only explains part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from esgdesk.core.findings import Cause
from esgdesk.core.intervals import Interval, of_figure
from esgdesk.core.model import EntryKey
from esgdesk.core.numbers import decimals_of, print_figure

TELLING = 5
"""With fewer digits, two figures differ in one of them by chance."""

SHARP, COARSE = 10, 3
"""How many times its own rounding a figure must be for a round factor to say something. A thousand
and more is no chance even of a figure of one digit, unless that is a 1, 2 or 3.
"""

_UNIT = ("cause.unit_less", "cause.unit_more")
COARSE_FACTOR = 1000
_HUNDRED = ("cause.hundred_less", "cause.hundred_more")
UNIT_SLIPS = (
    (Fraction(1000), _UNIT, "1,000"),
    (Fraction(10000), _UNIT, "10,000"),
    (Fraction(1000000), _UNIT, "1,000,000"),
    (Fraction(100), _HUNDRED, "100"),
    (Fraction(18, 5), _UNIT, "3.6"),
)


def unit_slip(value: str, expected: Interval) -> Cause | None:
    """A figure that is right but for a round factor: kWh for MWh, persons for thousands."""
    found = of_figure(value)
    if not Fraction(value):
        return None
    for factor, (less, more), text in UNIT_SLIPS:
        # A few leading digits must agree, or everything is within a factor of something.
        if not _is_sharp(found, expected, COARSE if factor >= COARSE_FACTOR else SHARP):
            continue
        if found.times(factor).meets(expected):
            return Cause(less, {"factor": text})
        if found.times(1 / factor).meets(expected):
            return Cause(more, {"factor": text})
    return None


def _is_sharp(found: Interval, expected: Interval, times: int) -> bool:
    """Whether both are that many times as large as what their rounding leaves open."""
    return all(abs(line.middle) > times * (line.high - line.low) for line in (found, expected))


def cut(value: str, wanted: Interval) -> Cause | None:
    """Digits cut off where they were to be rounded: every number wanted begins with the figure."""
    step = Fraction(1, 10 ** decimals_of(value))
    ends = {abs(end) // step * step for end in (wanted.low, wanted.high)}
    return Cause("cause.cut") if ends == {abs(Fraction(value))} != {0} else None


def digits(value: str, expected: str) -> Cause | None:
    """Two neighbouring digits exchanged, one digit wrong, one left out or typed twice."""
    found, wanted = value.lstrip("-"), expected.lstrip("-")
    if found == wanted and value != expected:
        return Cause("cause.sign")
    if value.startswith("-") != expected.startswith("-"):
        return None  # two slips in one figure are no plain slip
    if len(found) == len(wanted):
        wrong = [place for place, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b]
        if any("." in (found[place], wanted[place]) for place in wrong):
            return None  # a point is no digit
        if len(wrong) == 1 and len(wanted.replace(".", "")) >= TELLING:
            return Cause("cause.one_digit", {"expected": print_figure(expected)})
        if (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and found[wrong[0]] == wanted[wrong[1]]
            and found[wrong[1]] == wanted[wrong[0]]
        ):
            return Cause("cause.digits_swapped", {"expected": print_figure(expected)})
    elif abs(len(found) - len(wanted)) == 1 and min(len(found), len(wanted)) > 2:
        longer, shorter = (found, wanted) if len(found) > len(wanted) else (wanted, found)
        if any(
            sign.isdigit() and longer[:place] + longer[place + 1 :] == shorter
            for place, sign in enumerate(longer)
        ):
            return Cause("cause.digit_count", {"expected": print_figure(expected)})
    return None


def left_out(difference: Fraction, parts: Iterable[tuple[EntryKey, str]]) -> Cause | None:
    """A total that lacks one part, or counts one twice; `difference` is total less sum."""
    for key, value in parts:
        if Fraction(value) and Fraction(value) == -difference:
            return Cause("cause.left_out", {"part": key})
        if Fraction(value) and Fraction(value) == difference:
            return Cause("cause.twice", {"part": key})
    return None


def first(*causes: Cause | None) -> Cause | None:
    """The first cause that explains it."""
    return next((cause for cause in causes if cause is not None), None)
