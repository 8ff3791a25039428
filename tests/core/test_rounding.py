"""Rounding: half away from zero on the decimal shown, as ROUND does in a spreadsheet.

Python's own `round` and `format` do otherwise (2.67 for 2.675), since they round the binary number
nearest to it, or half to even. The figures below are those where the ways part: decimal halves,
carries, figures just beside a half, what rounds to nothing. LibreOffice is asked for a second
opinion on each of them; Excel itself was not at hand.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example as instance
from hypothesis import given, settings
from hypothesis import strategies as some

from esgdesk.core.numbers import decimals_of, fix_decimals, is_canonical
from tests.report.libreoffice import SOFFICE, shown

# By decimals: figure and what it is rounded to, each figure of no more than the fifteen
# significant digits that a spreadsheet keeps.
HARD = {
    0: """
        0.5=1 1.5=2 2.5=3 3.5=4 4.5=5 5.5=6 6.5=7 7.5=8 8.5=9 9.5=10 10.5=11 98.5=99 99.5=100
        999.5=1000 9999.5=10000 0.4=0 0.49=0 0.499999999999999=0 0.50=1 0.500000000000001=1
        1.49999999999999=1 2.49999999999999=2 2.50000000000001=3 0.6=1 0=0 7=7 407.00=407
        1234567890.5=1234567891 4503599627370.5=4503599627371 12345678901234.5=12345678901235
        99999999999999.5=100000000000000 99999999999999.4=99999999999999
        123456789012345=123456789012345 0.000000000000001=0
        -0.5=-1 -0.4=0 -0.49=0 -1.5=-2 -2.5=-3 -3.5=-4 -99.5=-100 -0.500000000000001=-1
        -0.499999999999999=0 -0.9=-1 -7=-7 -1234567890.5=-1234567891
        -99999999999999.5=-100000000000000
    """,
    1: """
        0.05=0.1 0.15=0.2 0.25=0.3 0.35=0.4 0.45=0.5 0.55=0.6 0.65=0.7 0.75=0.8 0.85=0.9 0.95=1.0
        1.05=1.1 1.15=1.2 1.25=1.3 1.35=1.4 1.45=1.5 2.05=2.1 4.35=4.4 5.05=5.1 8.05=8.1 16.25=16.3
        9.95=10.0 99.95=100.0 999.95=1000.0 0.04=0.0 0.049=0.0 0.0499999999999=0.0 0.249=0.2
        0.251=0.3 1.449=1.4 1.0=1.0 7=7.0 1234567.85=1234567.9 9999999999999.95=10000000000000.0
        -0.05=-0.1 -0.04=0.0 -0.15=-0.2 -0.25=-0.3 -0.35=-0.4 -0.45=-0.5 -1.05=-1.1 -2.25=-2.3
        -9.95=-10.0 -99.95=-100.0
    """,
    2: """
        2.675=2.68 1.005=1.01 0.125=0.13 2.665=2.67 1.115=1.12 0.285=0.29 0.615=0.62
        0.005=0.01 0.015=0.02 0.025=0.03 0.035=0.04 0.045=0.05 0.055=0.06 0.065=0.07 0.075=0.08
        0.085=0.09 0.095=0.10 0.105=0.11 0.115=0.12 0.145=0.15 0.165=0.17 0.175=0.18 0.295=0.30
        0.435=0.44 0.575=0.58 0.585=0.59 0.695=0.70 0.845=0.85 0.995=1.00
        1.015=1.02 1.025=1.03 1.035=1.04 1.045=1.05 1.055=1.06 1.065=1.07 1.075=1.08 1.085=1.09
        1.095=1.10 1.105=1.11 1.125=1.13 1.135=1.14 1.145=1.15 4.015=4.02 4.025=4.03 4.035=4.04
        5.015=5.02 5.055=5.06 5.075=5.08 8.045=8.05 8.345=8.35 9.995=10.00 10.075=10.08
        10.235=10.24 16.325=16.33 17.955=17.96 33.335=33.34 37.025=37.03 39.425=39.43 64.005=64.01
        64.015=64.02 64.025=64.03 81.915=81.92 99.995=100.00 100.005=100.01 128.015=128.02
        162.295=162.30 250.005=250.01 256.025=256.03 512.115=512.12 999.995=1000.00
        1000.005=1000.01 1024.005=1024.01 1025.335=1025.34 9999.995=10000.00 65536.015=65536.02
        876282.265=876282.27 1234567.895=1234567.90 8388608.005=8388608.01
        1234567890.125=1234567890.13 123456789012.345=123456789012.35
        999999999999.995=1000000000000.00
        0.004=0.00 0.0049=0.00 0.00499999999999999=0.00 0.0050=0.01 2.6749=2.67
        2.67499999999999=2.67 2.67500000000001=2.68 2.6750=2.68 0.125000=0.13
        407=407.00 407.0=407.00 407.00=407.00 0=0.00 0.1=0.10 1.10=1.10
        -2.675=-2.68 -1.005=-1.01 -0.125=-0.13 -1.115=-1.12 -0.285=-0.29 -0.015=-0.02 -0.005=-0.01
        -0.0049=0.00 -0.004=0.00 -0.001=0.00 -0.995=-1.00 -4.035=-4.04 -9.995=-10.00
        -99.995=-100.00 -1234567.895=-1234567.90 -407=-407.00
    """,
    3: """
        0.0005=0.001 0.0015=0.002 0.0125=0.013 0.0625=0.063 0.1235=0.124 0.1245=0.125 0.9995=1.000
        1.0005=1.001 1.0015=1.002 1.2345=1.235 2.0005=2.001 2.7185=2.719 3.1415=3.142 5.0015=5.002
        9.9995=10.000 64.0625=64.063 100.0005=100.001 1234.5675=1234.568
        12345678901.2345=12345678901.235 0.0004=0.000 0.00049=0.000 1=1.000 1.5=1.500
        -0.0005=-0.001 -0.0004=0.000 -1.0005=-1.001 -9.9995=-10.000
    """,
    4: """
        0.00005=0.0001 0.12345=0.1235 0.99995=1.0000 1.00005=1.0001 1.23455=1.2346 2.71825=2.7183
        3.14155=3.1416 9.99995=10.0000 100.00005=100.0001 -1.00005=-1.0001 -0.00004=0.0000
    """,
    6: """
        0.0000005=0.000001 0.1234565=0.123457 0.9999995=1.000000 1.0000005=1.000001
        123.4567895=123.456790 -0.0000004=0.000000
    """,
    10: """
        0.00000000005=0.0000000001 0.12345678905=0.1234567891 1.00000000005=1.0000000001
    """,
}
CASES = [
    (case.partition("=")[0], decimals, case.partition("=")[2])
    for decimals, cases in HARD.items()
    for case in cases.split()
]

# Beyond what a spreadsheet keeps: there is nobody to compare with, but no digit is lost.
WIDE = [
    ("12345678901234567.895", 2, "12345678901234567.90"),
    ("9007199254740992.5", 0, "9007199254740993"),
    ("9007199254740993.5", 0, "9007199254740994"),
    ("-9007199254740993.5", 0, "-9007199254740994"),
    ("0.49999999999999999999", 0, "0"),
    ("1.00499999999999999999999", 2, "1.00"),
    ("1.00500000000000000000001", 2, "1.01"),
    ("2.67499999999999999999999", 2, "2.67"),
    ("9" * 40, 12, "9" * 40 + "." + "0" * 12),
    ("9" * 39 + ".5", 0, "1" + "0" * 39),
    ("0." + "9" * 39, 2, "1.00"),
    ("-0." + "0" * 38 + "1", 2, "0.00"),
]


def test_the_hard_cases_are_many_and_within_fifteen_digits() -> None:
    assert len(set(CASES)) == len(CASES) >= 200
    for value, _, _ in CASES:
        assert is_canonical(value)
        assert len(value.lstrip("-0.").replace(".", "")) <= 15


@pytest.mark.parametrize(("value", "decimals", "rounded"), [*CASES, *WIDE])
def test_decimals_are_fixed_half_up(value: str, decimals: int, rounded: str) -> None:
    assert fix_decimals(value, decimals) == rounded


figures = some.from_regex(r"-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,12})?", fullmatch=True).filter(
    is_canonical
)


@settings(max_examples=300, deadline=None)
@given(figures, some.integers(min_value=0, max_value=12))
@instance("-0.005", 2)
def test_fixed_decimals_are_the_decimal_rounded_half_up(value: str, decimals: int) -> None:
    with localcontext() as context:
        context.prec = 80
        wanted = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    fixed = fix_decimals(value, decimals)
    assert Decimal(fixed) == wanted
    assert decimals_of(fixed) == decimals
    assert is_canonical(fixed)


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice Calc is not installed")
def test_libreoffice_rounds_the_hard_cases_alike(tmp_path: Path) -> None:
    """Each case three times: shown by a number format, by TEXT, and as what ROUND gives.

    ROUND is shown with one decimal more than it leaves, so that the format cannot round in its
    stead. LibreOffice 7.4 agrees on every case. (Its FIXED does not: it makes 1.00 of 1.005 and
    differs in 19 of the cases, unlike its own ROUND, TEXT and number formats. We make no use of
    it.)
    """
    book = openpyxl.Workbook()
    sheet = book.create_sheet("cases")
    for value, decimals, _ in CASES:
        pattern = f"0.{'0' * decimals}".removesuffix(".")
        rounded = f"ROUND({value},{decimals})"
        sheet.append([Decimal(value), f'=TEXT({value},"{pattern}")', f"={rounded}"])
        sheet.cell(sheet.max_row, 1).number_format = pattern
        sheet.cell(sheet.max_row, 3).number_format = f"0.{'0' * (decimals + 1)}"
    book.save(tmp_path / "rounding.xlsx")
    found = shown(tmp_path / "rounding.xlsx", tmp_path)["cases"]
    wanted = [
        [rounded, rounded, f"{rounded}0" if decimals else f"{rounded}.0"]
        for _, decimals, rounded in CASES
    ]
    assert found == wanted
