"""What a unit asks of a figure. Conversion between units belongs here when it comes."""

from __future__ import annotations

from esgdesk.core.model import Unit
from esgdesk.core.numbers import Figure, NotUnderstood, Reading

PERCENT = "percent"


def check_reading(reading: Reading, unit: Unit) -> Reading:
    """Refuse a percent sign on a figure that is no percentage; `12.5%` of a percentage is 12.5."""
    if isinstance(reading, Figure) and reading.has_percent_sign and unit.id != PERCENT:
        return NotUnderstood("figure.percent_sign_in_other_unit")
    return reading
