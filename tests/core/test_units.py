"""What a unit asks of a figure, how its change is told, and figures typed in another unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from esgdesk.core.model import Unit
from esgdesk.core.numbers import (
    COMMA_LOCALE,
    Blank,
    Figure,
    NoFigure,
    NotUnderstood,
    is_canonical,
    read_figure,
)
from esgdesk.core.pack import Pack
from esgdesk.core.units import (
    Change,
    Understood,
    alternatives,
    change_between,
    check_reading,
    rounded,
    understand,
)
from esgdesk.core.wording import LANGUAGES, Wording

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


# ------------------------------------------------------------ typed with a unit


@pytest.mark.parametrize(
    ("indicator", "text", "value", "entered", "unit"),
    [
        # its own unit, or none
        ("energy.indirect", "303,609", "303609", None, ""),
        ("energy.indirect", "303,609 MWh", "303609", None, ""),
        ("energy.indirect", "303609兆瓦时", "303609", None, ""),
        ("energy.indirect", "303,609.25 mwh ", "303609.25", None, ""),
        ("waste.hazardous", "5 tonnes", "5", None, ""),
        ("ghg.scope1", "4,052 tCO₂e", "4052", None, ""),
        ("energy.natural_gas", "5 m³", "5", None, ""),
        ("workforce.headcount", "5,461 persons", "5461", None, ""),
        ("workforce.headcount", "5461人", "5461", None, ""),
        # another size of the same
        ("energy.indirect", "303,609,000 kWh", "303609", "303609000", "kWh"),
        ("energy.indirect", "303609000千瓦时", "303609", "303609000", "kWh"),
        ("energy.indirect", "30360.9万千瓦时", "303609", "30360.9", "10000kWh"),
        ("energy.indirect", "30,360.9 10,000 kWh", "303609", "30360.9", "10000kWh"),
        ("energy.indirect", "30360.9 万度", "303609", "30360.9", "10000kWh"),
        ("energy.indirect", "36 GJ", "10", "36", "GJ"),
        ("energy.natural_gas", "12.5万立方米", "125000", "12.5", "10000m3"),
        ("environment.investment", "718.64万元", "7.19", "718.64", "RMB_10000"),
        ("environment.investment", "718.64 萬元", "7.19", "718.64", "RMB_10000"),
        ("environment.investment", "7,186,400 yuan", "7.19", "7186400", "RMB"),
        ("environment.investment", "0.07 亿元", "7.00", "0.07", "RMB_100million"),
        ("waste.hazardous", "1.5 10,000 tonnes", "15000.00", "1.5", "10kt"),
        ("waste.hazardous", "450 kg", "0.45", "450", "kg"),
        ("wastewater.treated", "123,456 t", "12.35", "123456", "tonne"),
        ("waste.hazardous", "-5 kg", "-0.01", "-5", "kg"),
        # full-width, as Chinese keyboards type it
        ("energy.indirect", "３０３，６０９，０００ｋＷｈ", "303609", "303609000", "kWh"),
        ("environment.investment", "７１８．６４　万元", "7.19", "718.64", "RMB_10000"),
        # rounded once, half away from zero, from what was typed
        ("energy.indirect", "1,499.5 kWh", "1", "1499.5", "kWh"),
        ("energy.indirect", "1,500 kWh", "2", "1500", "kWh"),
        ("environment.investment", "0.5 万元", "0.01", "0.5", "RMB_10000"),
        # a figure does not vanish
        ("energy.indirect", "4 kWh", "0.004", "4", "kWh"),
        ("environment.investment", "3 元", "0.000003", "3", "RMB"),
        ("energy.indirect", "0 kWh", "0", "0", "kWh"),
    ],
)
def test_a_unit_behind_a_figure_is_understood(
    pack: Pack, indicator: str, text: str, value: str, entered: str | None, unit: str
) -> None:
    found = understand(text, pack.catalogue, indicator)
    assert found == Understood(Figure(value), entered, unit)


@pytest.mark.parametrize(
    ("indicator", "text", "value", "coefficient"),
    [
        ("energy.indirect", "100 tce", "814", "coal_equivalent_electricity"),
        ("energy.direct", "100吨标准煤", "814", "coal_equivalent_direct"),
        ("energy.direct", "100 tonnes of coal equivalent", "814", "coal_equivalent_direct"),
        ("energy.diesel", "2 t", "23.73", "diesel_heat"),
        ("energy.diesel", "2,000 kg", "23.73", "diesel_heat"),
        ("energy.gasoline", "2 t", "23.96", "gasoline_heat"),
    ],
)
def test_what_is_converted_by_a_coefficient_names_it(
    pack: Pack, indicator: str, text: str, value: str, coefficient: str
) -> None:
    found = understand(text, pack.catalogue, indicator)
    assert (found.reading, found.coefficient) == (Figure(value), coefficient)
    line = pack.catalogue.coefficient(coefficient)
    assert line.source and line.edition and line.indicator == indicator


@pytest.mark.parametrize(
    ("indicator", "text", "value"),
    [
        # The ten thousand belong to the figure, not to the unit.
        ("waste.hazardous", "10,000 tonnes", "10000"),
        ("waste.hazardous", "110,000 tonnes", "110000"),
        ("waste.hazardous", "210,000 t", "210000"),
        ("energy.natural_gas", "110,000 m3", "110000"),
        ("energy.indirect", "110,000 kWh", "110"),
        ("environment.investment", "1,110,000 yuan", "1.11"),
    ],
)
def test_a_unit_that_begins_with_a_figure_is_not_cut_out_of_one(
    pack: Pack, indicator: str, text: str, value: str
) -> None:
    assert understand(text, pack.catalogue, indicator).reading == Figure(value)


@pytest.mark.parametrize(
    ("indicator", "text"),
    [
        *(("energy.indirect", text) for text in ("5 GWh", "5 furlongs", "kWh", "5 k Wh", "5 Wh")),
        *(
            ("energy.indirect", text)
            for text in ("about 5 kWh", "5-6 kWh", "5% kWh", "5 kWh 6 kWh")
        ),
        # a raised digit is a footnote mark
        *(("energy.indirect", text) for text in ("407² kWh", "5 kWh²", "1,23 kWh", "(5) kWh")),
        # what is measured otherwise, and what only a coefficient of its own could convert
        *(("energy.indirect", text) for text in ("5 tonnes", "5 m3", "5 元", "5 persons")),
        *(("energy.total", text) for text in ("100 tce", "5 t")),
        ("water.consumption", "5 m3"),
        ("workforce.headcount", "5 person-time"),
        ("workforce.headcount", "5 items"),
        ("waste.hazardous", "12.5%"),
        ("ghg.scope1", "5 t"),
    ],
)
def test_another_unit_is_not_guessed(pack: Pack, indicator: str, text: str) -> None:
    found = understand(text, pack.catalogue, indicator)
    assert isinstance(found.reading, NotUnderstood)
    assert found == Understood(found.reading)


def test_percentages_and_reasons_are_read_as_without_units(pack: Pack) -> None:
    share = "workforce.female_share"
    assert understand("12.5%", pack.catalogue, share).reading == Figure("12.5", True)
    assert understand("12.5", pack.catalogue, share) == Understood(Figure("12.5"))
    assert understand("n/a", pack.catalogue, share) == Understood(NoFigure("not_applicable"))
    assert understand(" ", pack.catalogue, share) == Understood(Blank())


def test_figures_before_a_unit_are_written_as_the_person_writes_them(pack: Pack) -> None:
    found = understand("303.609,5 kWh", pack.catalogue, "energy.diesel", locale=COMMA_LOCALE)
    assert found == Understood(Figure("303.61"), "303609.5", "kWh")


def test_a_unit_that_was_chosen_is_that_of_figures_without_one(pack: Pack) -> None:
    found = understand("718.64", pack.catalogue, "environment.investment", unit="RMB_10000")
    assert found == Understood(Figure("7.19"), "718.64", "RMB_10000")
    own = understand("7.19", pack.catalogue, "environment.investment", unit="RMB_million")
    assert own == Understood(Figure("7.19"))
    typed = understand("7 百万元", pack.catalogue, "environment.investment", unit="RMB_10000")
    assert typed == Understood(Figure("7"))
    reason = understand("/", pack.catalogue, "environment.investment", unit="RMB_10000")
    assert reason == Understood(NoFigure("not_disclosed"))


def test_every_spelling_of_every_alternative_is_understood(pack: Pack) -> None:
    tried = 0
    for indicator in pack.catalogue.indicators:
        for other in alternatives(pack.catalogue, indicator.code):
            labels = (other.unit.label.text(language) for language in LANGUAGES)
            for spelling in {*labels, *other.unit.spellings}:
                found = understand(f"5 {spelling}", pack.catalogue, indicator.code)
                where = (indicator.code, spelling)
                assert (found.entered, found.unit) == ("5", other.unit.id), where
                assert isinstance(found.reading, Figure), where
                assert is_canonical(found.reading.value), where
                tried += 1
    assert tried > 300


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        *(("1/3", 2, "0.33"), ("1/2", 0, "1"), ("-1/2", 0, "-1"), ("5", 0, "5"), ("0", 2, "0.00")),
        *(("1/250", 2, "0.004"), ("1/200", 2, "0.01"), ("-1/2500", 2, "-0.0004")),
        ("1/100000000000000", 0, "0.000000000000"),
    ],
)
def test_a_converted_number_keeps_decimals_enough_to_be_seen(
    number: str, decimals: int, text: str
) -> None:
    assert rounded(Fraction(number), decimals) == text
