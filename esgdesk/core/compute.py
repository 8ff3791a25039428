"""Computing formulas: their units first, then their numbers, in exact fractions.

Everything is computed from what was entered and rounded once when it is printed. Where an input is
missing the result is missing, with the reason; it is never zero.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from esgdesk.core.formula import (
    Binary,
    FormulaError,
    Growth,
    Last,
    Negative,
    Node,
    Number,
    Operand,
    Previous,
    SumBy,
    taken_members,
)
from esgdesk.core.intervals import Interval, exactly

# ------------------------------------------------------------ units


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted and in which size: `powers` of base measures, `scale` in base units."""

    powers: tuple[tuple[str, int], ...] = ()
    scale: Fraction = Fraction(1)

    def combined(self, other: Measure, sign: int) -> Measure:
        """The measure of a product (`sign` 1) or quotient (-1)."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        kept = tuple(sorted((name, power) for name, power in powers.items() if power))
        return Measure(kept, self.scale * other.scale**sign)


PURE = Measure()


def check_units(
    node: Node,
    result: Measure,
    measure_of: Callable[[str], Measure],
    unit: Callable[[str], Measure],
) -> None:
    """Raises FormulaError where a formula adds what cannot be added, or does not give `result`."""
    found = _measure(node, measure_of, unit)
    if found.powers != result.powers:
        raise FormulaError("formula.other_unit", found=_words(found), wanted=_words(result))


def _measure(
    node: Node, measure_of: Callable[[str], Measure], unit: Callable[[str], Measure]
) -> Measure:
    match node:
        case Number(_, name):
            return unit(name) if name else PURE
        case Operand(code) | SumBy(code):
            return measure_of(code)
        case Negative(term) | Previous(term) | Last(term):
            return _measure(term, measure_of, unit)
        case Growth(term):
            _measure(term, measure_of, unit)
            return PURE
        case Binary(sign, left, right):
            first = _measure(left, measure_of, unit)
            second = _measure(right, measure_of, unit)
            if sign in "*/":
                return first.combined(second, 1 if sign == "*" else -1)
            if first.powers != second.powers:
                raise FormulaError("formula.sum_of_units", left=_words(first), right=_words(second))
            return first


def _words(measure: Measure) -> str:
    return (
        " · ".join(name if power == 1 else f"{name}^{power}" for name, power in measure.powers)
        or "1"
    )


# ------------------------------------------------------------ computing


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that a formula uses: where it stands and what it says; `value` None if missing.

    `why` says why there is none: a reason's code, `empty`, `no_such_year`, `no_such_figure` or
    `zero_divisor`.
    """

    code: str
    members: str
    period: str
    value: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure of the view gives to a formula."""

    input: Input
    number: Fraction | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a formula gives: a number in base units, what it can be given the inputs' rounding,
    and the inputs in the order of the formula. `number` is None where an input is missing.
    """

    number: Fraction | None
    interval: Interval | None
    inputs: tuple[Input, ...] = ()
    why: str = ""

    @property
    def missing(self) -> tuple[Input, ...]:
        """The inputs that are missing."""
        return tuple(line for line in self.inputs if line.value is None)


Read = Callable[[str, str, str], Reading]
"""Gives the figure for code, members and period, in base units."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula is computed for: members, year, and how to find figures."""

    members: str
    period: str
    read: Read
    year_before: Callable[[str], str]
    members_of: Callable[[str, str], tuple[str, ...]]
    scale_of: Callable[[str], Fraction] = field(default=lambda _: Fraction(1))

    def at(self, period: str) -> Scope:
        """The same for another year."""
        return Scope(
            self.members, period, self.read, self.year_before, self.members_of, self.scale_of
        )


def compute(node: Node, scope: Scope) -> Result:
    """Compute a formula from what was entered, in exact fractions."""
    match node:
        case Number(value, unit):
            number = value * (scope.scale_of(unit) if unit else 1)
            return Result(number, exactly(number))
        case Operand(code, members):
            wanted = taken_members(members, scope.members)
            return _found(scope.read(code, wanted, scope.period))
        case SumBy(code, dimension):
            results = [
                _found(scope.read(code, members, scope.period))
                for members in scope.members_of(code, dimension)
            ]
            return _added(results)
        case Negative(term):
            inner = compute(term, scope)
            if inner.number is None or inner.interval is None:
                return inner
            return Result(-inner.number, -inner.interval, inner.inputs)
        case Previous(term, years):
            period = scope.period
            for _ in range(years):
                period = scope.year_before(period)
            return compute(term, scope.at(period))
        case Growth(term):
            now = compute(term, scope)
            before = compute(term, scope.at(scope.year_before(scope.period)))
            return _grown(now, before)
        case Last(term, years):
            results, period = [], scope.period
            for _ in range(years):
                results.append(compute(term, scope.at(period)))
                period = scope.year_before(period)
            return _added(results)
        case Binary(sign, left, right):
            return _joined(sign, compute(left, scope), compute(right, scope))


def _found(reading: Reading) -> Result:
    return Result(reading.number, reading.interval, (reading.input,), reading.input.why)


def _added(results: list[Result]) -> Result:
    whole = Result(Fraction(0), exactly(0))
    for result in results:
        whole = _joined("+", whole, result)
    return whole


def _joined(sign: str, left: Result, right: Result) -> Result:
    inputs = left.inputs + right.inputs
    if left.number is None or right.number is None:
        return Result(None, None, inputs, left.why or right.why)
    if sign == "/" and not right.number:
        return Result(None, None, inputs, "zero_divisor")
    number = _NUMBERS[sign](left.number, right.number)
    return Result(number, _interval(sign, left.interval, right.interval), inputs)


_NUMBERS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_INTERVALS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _interval(sign: str, left: Interval | None, right: Interval | None) -> Interval | None:
    if left is None or right is None:
        return None
    try:
        return _INTERVALS[sign](left, right)
    except ZeroDivisionError:
        # The divisor rounds to something else than zero but could be zero: nothing can be said
        # of what the quotient may be.
        return None


def _grown(now: Result, before: Result) -> Result:
    """(now - before) / |before|. `before` stands in it twice and is one number each time."""
    inputs = now.inputs + before.inputs
    if now.number is None or before.number is None:
        return Result(None, None, inputs, now.why or before.why)
    if not before.number:
        return Result(None, None, inputs, "zero_divisor")
    quotient = _joined("/", now, before)
    assert quotient.number is not None
    one = exactly(1)
    interval = None if quotient.interval is None else quotient.interval - one
    if before.number < 0:
        # A rise from a loss is a rise: the change is held against the size of what was.
        return Result(1 - quotient.number, None if interval is None else -interval, inputs)
    return Result(quotient.number - 1, interval, inputs)
