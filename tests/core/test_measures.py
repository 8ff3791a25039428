"""Measures: definitions that are understood or named with their line, and exact conversion."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from esgdesk.core.compute import PURE, Measure
from esgdesk.core.measures import MeasureError, UnitSystem
from esgdesk.core.pack import Pack

DEFINITIONS = """
# Energy and mass.
MWh = [energy]
kWh = MWh / 1000
GJ = MWh / 3.6      # exactly
MJ = GJ / 1000

tce = [coal_equivalent]
tonne = [mass]
kg = tonne / 1000
RMB = [money]
percent = 0.01
"""


@pytest.fixture
def system() -> UnitSystem:
    return UnitSystem(DEFINITIONS)


@pytest.mark.parametrize(
    ("text", "powers", "scale"),
    [
        ("MWh", {"MWh": 1}, "1"),
        ("kWh", {"MWh": 1}, "1/1000"),
        ("10000 kWh", {"MWh": 1}, "10"),
        ("10000 * kWh", {"MWh": 1}, "10"),
        ("MJ", {"MWh": 1}, "1/3600"),
        ("tonne / (1000 RMB)", {"tonne": 1, "RMB": -1}, "1/1000"),
        ("MJ / kg", {"MWh": 1, "tonne": -1}, "10/36"),
        ("kg ** 2", {"tonne": 2}, "1/1000000"),
        ("percent", {}, "1/100"),
        ("1", {}, "1"),
        ("kg / tonne", {}, "1/1000"),
    ],
)
def test_a_measure_is_read_exactly(
    system: UnitSystem, text: str, powers: dict[str, int], scale: str
) -> None:
    found = system.measure(text)
    assert found == Measure(tuple(sorted(powers.items())), Fraction(scale))
    assert system.measure(text) is found


def test_where_nothing_is_said_there_is_no_measure(system: UnitSystem) -> None:
    assert system.measure("") is None
    assert UnitSystem("").measure("") is None
    assert UnitSystem("").measure("1") == PURE


@pytest.mark.parametrize(
    "text",
    [
        *("furlong", "kWh +", "kWh kWh)", "(", "$", "MWh + tonne", "kWh / 0", "0 kWh", "-1 kWh"),
        *("'", "\\", "kWh; tonne", "__import__('os')", "MWh = 3", "１２", "nan"),
    ],
)
def test_what_is_no_measure_is_refused_with_its_text(system: UnitSystem, text: str) -> None:
    with pytest.raises(MeasureError) as caught:
        system.measure(text)
    assert (caught.value.text, caught.value.line) == (text, 0)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("kWh MWh / 1000", "kWh MWh / 1000"),
        ("= MWh", "= MWh"),
        ("kWh = MWh / 'a'", "kWh = MWh / 'a'"),
        ("kWh = = MWh", "kWh = = MWh"),
        ("kWh = MWk / 1000", "kWh = MWk / 1000"),
        ("MWh = [mass]", "MWh = [mass]"),
    ],
)
def test_a_definition_that_is_none_is_named_with_its_line(line: str, text: str) -> None:
    system = UnitSystem(f"MWh = [energy]\n\n# one more\n{line}  # remark\ntonne = [mass]\n")
    with pytest.raises(MeasureError) as caught:
        system.measure("1")
    assert (caught.value.text, caught.value.line) == (text, 4)


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("kWh", "MWh", "1/1000"),
        ("GJ", "MWh", "10/36"),
        ("MWh", "GJ", "18/5"),
        ("10000 kWh", "GJ", "36"),
        ("kg", "10000 tonne", "1/10000000"),
        ("tonne", "tonne", "1"),
    ],
)
def test_units_of_one_measure_are_converted_exactly(
    system: UnitSystem, source: str, target: str, factor: str
) -> None:
    assert system.factor(source, target) == Fraction(factor)


@pytest.mark.parametrize(
    ("source", "target", "coefficient", "value", "factor"),
    [
        ("tce", "MWh", "tce / MWh", "0.1229", Fraction(10000, 1229)),
        ("MWh", "tce", "tce / MWh", "0.1229", Fraction(1229, 10000)),
        ("tce", "MWh", "GJ / tce", "29.3076", Fraction(293076, 36000)),
        ("kg", "MWh", "MJ / kg", "42.705", Fraction(42705, 3600000)),
        ("10000 tonne", "GJ", "MJ / kg", "42.705", Fraction(427050)),
    ],
)
def test_a_coefficient_converts_in_both_directions(
    system: UnitSystem, source: str, target: str, coefficient: str, value: str, factor: Fraction
) -> None:
    assert system.factor(source, target, coefficient, value) == factor


@pytest.mark.parametrize(
    ("source", "target", "coefficient"),
    [
        ("tonne", "MWh", ""),
        ("tce", "MWh", ""),
        ("RMB", "MWh", "MJ / kg"),
        ("kWh", "MWh", "MJ / kg"),
        ("", "MWh", ""),
        ("MWh", "", ""),
        ("percent", "MWh", ""),
    ],
)
def test_what_measures_something_else_is_not_converted(
    system: UnitSystem, source: str, target: str, coefficient: str
) -> None:
    with pytest.raises(MeasureError):
        system.factor(source, target, coefficient, "2")


def test_the_measures_of_the_shipped_pack_are_all_understood(pack: Pack) -> None:
    system = pack.catalogue.system
    for unit in pack.catalogue.units:
        assert system.measure(unit.measure) is not None, unit.id
    for line in pack.catalogue.coefficients:
        assert system.measure(line.measure) is not None, line.code


@given(some.data())
def test_there_and_back_again_is_where_it_was(data: some.DataObject) -> None:
    system = UnitSystem(DEFINITIONS)
    names = some.sampled_from(("MWh", "kWh", "GJ", "MJ", "10000 kWh", "7 GJ"))
    first, second, third = (data.draw(names) for _ in range(3))
    factor = system.factor
    assert factor(first, second) * factor(second, first) == 1
    assert factor(first, second) * factor(second, third) == factor(first, third)
