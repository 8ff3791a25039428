"""What a unit asks of a figure, and figures entered in another unit than the indicator's."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.measures import MeasureError
from esgdesk.core.model import Unit
from esgdesk.core.numbers import (
    CONTEXT,
    POINT_LOCALE,
    Figure,
    Locale,
    NotUnderstood,
    Reading,
    change_percent,
    print_fraction,
    read_figure,
)
from esgdesk.core.wording import LANGUAGES

PERCENT = "percent"
RATIO = "ratio"
USUAL_DECIMALS = 2
MOST_DECIMALS = 12
LONGEST_UNIT = 80


@dataclass(frozen=True, slots=True)
class Change:
    """How much a figure changed: in percent of the earlier one, or in percentage points."""

    amount: Decimal
    is_points: bool


def change_between(value: str, before: str, unit: Unit) -> Change | None:
    """The change of a figure against an earlier one.

    A percentage changes by points (3.9 % to 4.7 % is +0.8 points, not +20 %); any other figure by
    percent with one decimal, None where the earlier one is zero.
    """
    if unit.quantity == RATIO:
        points = CONTEXT.subtract(Decimal(value), Decimal(before))
        return Change(points, is_points=True)
    percent = change_percent(value, before)
    return None if percent is None else Change(percent, is_points=False)


def check_reading(reading: Reading, unit: Unit) -> Reading:
    """Refuse a percent sign on a figure that is no percentage; `12.5%` of a percentage is 12.5."""
    if isinstance(reading, Figure) and reading.has_percent_sign and unit.id != PERCENT:
        return NotUnderstood("figure.percent_sign_in_other_unit")
    return reading


@dataclass(frozen=True, slots=True)
class Alternative:
    """A unit that an indicator's figures may be entered in, and how it is converted.

    `factor` is how many of the indicator's unit one of it is, by the coefficient named, if any.
    """

    unit: Unit
    factor: Fraction
    coefficient: str = ""


def alternatives(catalogue: Catalogue, indicator: str) -> tuple[Alternative, ...]:
    """The other units that an indicator's figures may be entered in, in the catalogue's order."""
    own = catalogue.unit_of(indicator)
    return tuple(
        found
        for unit in catalogue.units
        if unit.id != own.id and (found := _alternative(catalogue, indicator, own, unit))
    )


def _alternative(catalogue: Catalogue, indicator: str, own: Unit, unit: Unit) -> Alternative | None:
    if not own.measure or not unit.measure:
        return None
    try:
        factor = catalogue.system.factor(unit.measure, own.measure)
        # Another counted thing of no measure (items, suppliers) is no other unit of this one.
        is_other = unit.quantity == own.quantity and factor != 1
        return Alternative(unit, factor) if is_other else None
    except MeasureError:
        pass
    for line in catalogue.coefficients_of(indicator):
        try:
            factor = catalogue.system.factor(unit.measure, own.measure, line.measure, line.value)
            return Alternative(unit, factor, line.code)
        except MeasureError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class Understood:
    """How a typed text is understood for an indicator.

    `reading` is in the indicator's unit. Where another unit was typed behind the figure (or was
    chosen), `entered` is the figure as typed, and `unit` and `coefficient` say what it was
    converted from and by.
    """

    reading: Reading
    entered: str | None = None
    unit: str = ""
    coefficient: str = ""


def understand(
    text: str,
    catalogue: Catalogue,
    indicator: str,
    *,
    locale: Locale = POINT_LOCALE,
    unit: str = "",
) -> Understood:
    """Read what was typed for an indicator: a figure, in its unit or with another behind it.

    `303,609,000 kWh` for an indicator in MWh is 303,609. `unit` is the id of a unit chosen for
    figures without one. The converted figure is exact, or rounded once to the indicator's
    decimals.
    """
    own = catalogue.unit_of(indicator)
    others = {other.unit.id: other for other in alternatives(catalogue, indicator)}
    reading = check_reading(read_figure(text, locale), own)
    if isinstance(reading, Figure):
        if unit and unit in others and not reading.has_percent_sign:
            return _converted(reading.value, others[unit], catalogue, indicator)
        return Understood(reading)
    if not isinstance(reading, NotUnderstood):
        return Understood(reading)
    for spelling, found in _spellings([own, *(other.unit for other in others.values())]):
        before = _without(text, spelling)
        if not before:
            continue
        inner = read_figure(before, locale)
        if isinstance(inner, Figure) and not inner.has_percent_sign:
            if found.id == own.id:
                return Understood(inner)
            return _converted(inner.value, others[found.id], catalogue, indicator)
    return Understood(reading)


def _spellings(units: list[Unit]) -> list[tuple[str, Unit]]:
    """Every way to write these units, the longest first: kWh ends in Wh."""
    found = {
        _fold(spelling): unit
        for unit in reversed(units)
        for spelling in (unit.id, *(unit.label.text(name) for name in LANGUAGES), *unit.spellings)
        if any(sign.isalpha() for sign in spelling)
    }
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _without(text: str, spelling: str) -> str:
    """What stands before a unit at the end of a text as typed, empty where it does not end with it.

    `12 k` and `Wh` would be another unit than kWh: a figure ends with a digit. And 110,000 tonnes
    are not one time ten thousand tonnes: a unit that begins with a digit stands apart.
    """
    for place in range(max(0, len(text) - LONGEST_UNIT), len(text)):
        if _fold(text[place:]) == spelling:
            before = text[:place]
            is_apart = not spelling[0].isdigit() or text[place].isspace()
            return before if before[-1:].isdigit() and is_apart else ""
    return ""


def _converted(value: str, other: Alternative, catalogue: Catalogue, indicator: str) -> Understood:
    usual = catalogue.indicator(indicator).decimals
    number = Fraction(value) * other.factor
    text = rounded(number, USUAL_DECIMALS if usual is None else usual)
    return Understood(Figure(text), value, other.unit.id, other.coefficient)


def rounded(number: Fraction, decimals: int) -> str:
    """A converted number to so many decimals; to more where it would vanish."""
    text = print_fraction(number, decimals)
    while number and not Fraction(text) and decimals < MOST_DECIMALS:
        decimals += 1
        text = print_fraction(number, decimals)
    return text
