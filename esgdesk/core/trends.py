"""Figures over the years, ready to be drawn: series with gaps, restated years, a plain axis.

Figures stay exact texts here; whoever draws turns them into places on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.editions import changed_figure
from esgdesk.core.model import TOTAL, Indicator, Kind, Reason
from esgdesk.core.numbers import CONTEXT
from esgdesk.core.view import ProjectView

MOST_SERIES = 6
"""More lines than this in one chart cannot be told apart."""
STEPS = 4
FROM_ZERO = Decimal("0.5")
"""Where the lowest figure is at most this part of the highest, lines begin at zero too."""


@dataclass(frozen=True, slots=True)
class Point:
    """One year: its figure, or why there is none (neither: nothing was entered).

    `is_restated` says that an earlier report printed another figure for it.
    """

    year: str
    value: str | None = None
    reason: Reason | None = None
    is_restated: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The years of one figure, oldest first."""

    members: str
    points: tuple[Point, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The figures there are."""
        return tuple(point.value for point in self.points if point.value is not None)


@dataclass(frozen=True, slots=True)
class Trend:
    """What one chart shows; `left_out` members of the breakdown found no room in it."""

    indicator: str
    dimension: str
    years: tuple[str, ...]
    series: tuple[Series, ...]
    left_out: int = 0

    @property
    def values(self) -> tuple[str, ...]:
        """Every figure of the chart."""
        return tuple(value for line in self.series for value in line.values)

    @property
    def has_restated(self) -> bool:
        """Whether any year is marked."""
        return any(point.is_restated for line in self.series for point in line.points)


def drawable(catalogue: Catalogue) -> list[Indicator]:
    """The indicators that have figures, in the catalogue's order."""
    return [
        line
        for line in catalogue.indicators
        if line.kind is not Kind.TEXT and next(catalogue.member_sets(line.code), None) is not None
    ]


def trend(view: ProjectView, indicator: str, dimension: str = "", most: int = MOST_SERIES) -> Trend:
    """An indicator over all years of the view, whole or by a dimension.

    Of more members than `most` those with the largest newest figures stay, in their own order.
    """
    sets = [TOTAL]
    if dimension:
        sets = [member.pair for member in view.catalogue.dimension(dimension).members]
    lines = [_series(view, indicator, members) for members in sets]
    shown = lines
    if len(lines) > most:
        shown = sorted(lines, key=_newest, reverse=True)[:most]
        shown = [line for line in lines if line in shown]
    years = tuple(period.code for period in view.periods)
    return Trend(indicator, dimension, years, tuple(shown), len(lines) - len(shown))


def _newest(line: Series) -> tuple[bool, Decimal]:
    """The size of a series for the choice of the largest; one without figures comes last."""
    values = line.values
    return (True, Decimal(values[-1]).copy_abs()) if values else (False, Decimal(0))


def _series(view: ProjectView, indicator: str, members: str) -> Series:
    return Series(
        members, tuple(_point(view, indicator, members, line.code) for line in view.periods)
    )


def _point(view: ProjectView, indicator: str, members: str, year: str) -> Point:
    key = view.key(indicator, members, year)
    entry = view.entries.get(key)
    if entry is None:
        return Point(year)
    changed = (changed_figure(view, key, line.edition) for line in view.printed.get(key, ()))
    is_restated = any(found is not None and not found.is_disclosed_now for found in changed)
    return Point(year, entry.value, entry.reason, is_restated)


@dataclass(frozen=True, slots=True)
class Axis:
    """A plain axis: its round steps from the lowest to the highest."""

    ticks: tuple[Decimal, ...]

    @property
    def low(self) -> Decimal:
        """Where it begins."""
        return self.ticks[0]

    @property
    def high(self) -> Decimal:
        """Where it ends."""
        return self.ticks[-1]

    def part(self, value: Decimal, of: int) -> int:
        """How far along the axis a figure is: 0 at its beginning, `of` at its end."""
        length = CONTEXT.subtract(self.high, self.low)
        way = CONTEXT.multiply(CONTEXT.subtract(value, self.low), Decimal(of))
        return int(CONTEXT.divide(way, length).to_integral_value())


def columns_axis(values: Iterable[str]) -> Axis:
    """The axis of columns, which say their figures themselves: from zero to the outermost."""
    numbers = [Decimal(0), *map(Decimal, values)]
    low, high = min(numbers), max(numbers)
    return Axis((low, high if high > low else Decimal(1)))


def lines_axis(values: Iterable[str]) -> Axis:
    """The axis of lines, in steps of 1, 2 or 5 and a power of ten."""
    numbers = [Decimal(value) for value in values] or [Decimal(0)]
    with localcontext(CONTEXT):
        low, high = min(numbers), max(numbers)
        if 0 <= low <= high * FROM_ZERO:
            low = min(low, Decimal(0))
        if low * FROM_ZERO <= high <= 0:
            high = max(high, Decimal(0))
        span = high - low or abs(high) or Decimal(1)
        if high == low:
            low, high = low - span / 2, high + span / 2
        step = _step(span / STEPS)
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        return Axis(tuple(step * (first + place) for place in range(int(last - first) + 1)))


def _step(least: Decimal) -> Decimal:
    """The smallest round step that is not below this."""
    ten = Decimal(1).scaleb(least.adjusted())
    return next(ten * size for size in (1, 2, 5, 10) if ten * size >= least)
