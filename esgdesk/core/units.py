"""What a unit asks of a figure. Conversion between units belongs here when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from esgdesk.core.model import Unit
from esgdesk.core.numbers import CONTEXT, Figure, NotUnderstood, Reading, change_percent

PERCENT = "percent"
RATIO = "ratio"


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
