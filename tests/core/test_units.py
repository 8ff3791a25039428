"""What a unit asks of a figure, and how its change is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from esgdesk.core.model import Unit
from esgdesk.core.numbers import Figure, NotUnderstood, read_figure
from esgdesk.core.units import Change, change_between, check_reading
from esgdesk.core.wording import Wording

TONNE = Unit("tonne", Wording("tonne"), "mass")
PERCENT = Unit("percent", Wording("%"), "ratio")


@pytest.mark.parametrize(
    ("value", "before", "unit", "change"),
    [
        ("110", "100", TONNE, Change(Decimal("10.0"), is_points=False)),
        ("5", "0", TONNE, None),
        ("4.71", "3.93", PERCENT, Change(Decimal("0.78"), is_points=True)),
        ("0", "0", PERCENT, Change(Decimal("0"), is_points=True)),
        ("100", "95.4", PERCENT, Change(Decimal("4.6"), is_points=True)),
    ],
)
def test_percentages_change_by_points(
    value: str, before: str, unit: Unit, change: Change | None
) -> None:
    assert change_between(value, before, unit) == change


def test_a_percent_sign_belongs_to_percentages() -> None:
    assert check_reading(read_figure("12.5%"), PERCENT) == Figure("12.5", True)
    refused = check_reading(read_figure("12.5%"), TONNE)
    assert refused == NotUnderstood("figure.percent_sign_in_other_unit")
