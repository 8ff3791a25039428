"""Chemical names and powers are set low and high without changing the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgdesk.report.typography import Run, parse_formula, runs


def low(text: str) -> list[str]:
    return [run.text for run in runs(text) if run.style == "sub"]


def high(text: str) -> list[str]:
    return [run.text for run in runs(text) if run.style == "sup"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NOx", ["x"]),
        ("Nitrogen oxides (NOx) and SOx", ["x", "x"]),
        ("PM2.5 and PM10", ["2.5", "10"]),
        ("CO2, CH4, N2O, SF6, NF3 and H2O", ["2", "4", "2", "6", "3", "2"]),
        ("tCO2e/RMB'000", ["2"]),
        ("H2SO4", ["2", "4"]),
        ("二氧化碳CO2排放量", ["2"]),
        ("Emissions of PM2.5.", ["2.5"]),
    ],
)
def test_formulas_are_set_low(text: str, expected: list[str]) -> None:
    assert low(text) == expected


@pytest.mark.parametrize(
    "text", ["NOxious", "xNOx1", "CO₂ and m³", "PM2.55", "CO2Q", "H2 2023", "2,142,977", "", "nox"]
)
def test_what_only_looks_like_a_formula_stays_plain(text: str) -> None:
    assert low(text) == high(text) == []


def test_powers_are_set_high() -> None:
    assert high("million m3") == ["3"]
    assert high("kWh/m2") == ["2"]
    assert high("M3") == []


def test_a_formula_is_written_with_braces() -> None:
    assert parse_formula("tCO{2}e") == [Run("tCO", "plain"), Run("2", "sub"), Run("e", "plain")]
    assert parse_formula("m^{3}") == [Run("m", "plain"), Run("3", "sup")]
    assert parse_formula("plain") == [Run("plain", "plain")]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["NOx", "CO2", "tCO2e", "m3", "PM2.5", "二氧化碳", " "]), st.text()
        )
    ).map("".join)
)
def test_the_text_is_never_changed(text: str) -> None:
    found = runs(text)
    assert "".join(run.text for run in found) == text
    assert all(run.text for run in found)
    assert all(a.style != b.style for a, b in pairwise(found))
