"""What a printed figure can stand for: every number that rounds to it.

A figure printed as 0.013 stands for anything from 0.0125 to 0.0135. Two printed figures contradict
each other only where no numbers they can stand for agree; what rounding explains is no error.
Numbers are exact fractions: nothing is rounded while an interval is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from esgdesk.core.numbers import decimals_of


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("an interval's low end is not above its high end")

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ZeroDivisionError where the divisor can be zero."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor can be zero")
        return self * Interval(1 / other.high, 1 / other.low)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def times(self, factor: Fraction) -> Interval:
        """The interval with every number multiplied by an exact factor."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return self.low <= other.high and other.low <= self.high

    def spanned(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def has(self, number: Fraction) -> bool:
        """Whether a number lies in the interval."""
        return self.low <= number <= self.high

    @property
    def middle(self) -> Fraction:
        """The number half way."""
        return (self.low + self.high) / 2


def exactly(number: Fraction | Decimal | int) -> Interval:
    """The interval that holds one number."""
    return Interval(Fraction(number), Fraction(number))


def half_digit(value: str) -> Fraction:
    """Half a unit of the last digit of a canonical figure."""
    return Fraction(1, 2 * 10 ** decimals_of(value))


def of_figure(value: str, *, is_count: bool = False) -> Interval:
    """What a canonical figure can stand for. A count of whole things is what it says."""
    number = Fraction(value)
    if is_count:
        return exactly(number)
    half = half_digit(value)
    return Interval(number - half, number + half)


def total(parts: Iterable[Interval]) -> Interval:
    """The sum of intervals; zero for none."""
    result = exactly(0)
    for part in parts:
        result = result + part
    return result
