"""Figures: what is read from typing, what is refused, and how figures are rounded and printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import example as instance
from hypothesis import given, settings
from hypothesis import strategies as some

from esgdesk.core.model import Reason
from esgdesk.core.numbers import (
    COMMA_LOCALE,
    MAX_DIGITS,
    POINT_LOCALE,
    Blank,
    Figure,
    Locale,
    NoFigure,
    NotUnderstood,
    change_percent,
    decimals_of,
    fix_decimals,
    is_canonical,
    print_figure,
    read_figure,
)

GROUPS = "groups_are_odd"
SIGNS = "has_other_signs"
DASH = "dash_is_ambiguous"
BRACKETS = "brackets_are_ambiguous"
TWO = "two_decimal_signs"
LONG = "too_long"

# Typed text; what it reads as where the point is the decimal sign, and where the comma is:
# a figure's canonical text, or `!` and why it is refused.
FIGURES = [
    # plain
    ("0", "0", "0"),
    ("7", "7", "7"),
    ("407", "407", "407"),
    ("83512", "83512", "83512"),
    ("007", "7", "7"),
    ("00", "0", "0"),
    ("0000.50", "0.50", f"!{GROUPS}"),
    # trailing zeros are kept: they are printed
    ("407.00", "407.00", f"!{GROUPS}"),
    ("407,00", f"!{GROUPS}", "407.00"),
    ("0.10", "0.10", f"!{GROUPS}"),
    ("0,10", f"!{GROUPS}", "0.10"),
    ("0.0", "0.0", f"!{GROUPS}"),
    # a figure that begins or ends with its decimal sign
    (".5", "0.5", f"!{GROUPS}"),
    (",5", f"!{GROUPS}", "0.5"),
    ("5.", "5", f"!{GROUPS}"),
    ("5,", f"!{GROUPS}", "5"),
    ("1,234.", "1234", f"!{GROUPS}"),
    (".", f"!{GROUPS}", f"!{GROUPS}"),
    (",", f"!{GROUPS}", f"!{GROUPS}"),
    ("-.5", "-0.5", f"!{GROUPS}"),
    # grouping by thousands
    ("1,234", "1234", "1.234"),
    ("1.234", "1.234", "1234"),
    ("12,345", "12345", "12.345"),
    ("123,456", "123456", "123.456"),
    ("1,234,567", "1234567", f"!{TWO}"),
    ("1.234.567", f"!{TWO}", "1234567"),
    ("1,234.5", "1234.5", f"!{GROUPS}"),
    ("1.234,5", f"!{GROUPS}", "1234.5"),
    ("1,234,567.89", "1234567.89", f"!{TWO}"),
    ("1.234.567,89", f"!{TWO}", "1234567.89"),
    ("876,282.26", "876282.26", f"!{GROUPS}"),
    ("1 234", f"!{GROUPS}", "1234"),
    ("1 234,5", f"!{GROUPS}", "1234.5"),
    ("1 234 567,50", f"!{GROUPS}", "1234567.50"),
    ("1\N{NO-BREAK SPACE}234,5", f"!{GROUPS}", "1234.5"),
    ("1\N{NARROW NO-BREAK SPACE}234,5", f"!{GROUPS}", "1234.5"),
    ("1\N{THIN SPACE}234,5", f"!{GROUPS}", "1234.5"),
    ("1\N{FIGURE SPACE}234,5", f"!{GROUPS}", "1234.5"),
    ("1\N{IDEOGRAPHIC SPACE}234", f"!{GROUPS}", "1234"),
    # grouping that is none: asked, never guessed
    ("1,23", f"!{GROUPS}", "1.23"),
    ("1,2345", f"!{GROUPS}", "1.2345"),
    ("1.2345", "1.2345", f"!{GROUPS}"),
    (",123", f"!{GROUPS}", "0.123"),
    (".123", "0.123", f"!{GROUPS}"),
    ("1,234,56", f"!{GROUPS}", f"!{TWO}"),
    ("1,23,456", f"!{GROUPS}", f"!{TWO}"),
    ("12,34,567", f"!{GROUPS}", f"!{TWO}"),
    ("1234,567", f"!{GROUPS}", "1234.567"),
    ("1234.567", "1234.567", f"!{GROUPS}"),
    ("1,,234", f"!{GROUPS}", f"!{TWO}"),
    ("1..234", f"!{TWO}", f"!{GROUPS}"),
    ("1,234,", f"!{GROUPS}", f"!{TWO}"),
    ("1'234", f"!{GROUPS}", f"!{GROUPS}"),
    ("'1234", f"!{GROUPS}", f"!{GROUPS}"),
    ("1  234", f"!{GROUPS}", f"!{GROUPS}"),
    ("12 34", f"!{GROUPS}", f"!{GROUPS}"),
    ("1 2", f"!{GROUPS}", f"!{GROUPS}"),
    ("1.234 567", f"!{GROUPS}", f"!{GROUPS}"),
    ("1,234 567", f"!{GROUPS}", f"!{GROUPS}"),
    ("1 234.567", f"!{GROUPS}", f"!{GROUPS}"),
    ("1, 234", f"!{GROUPS}", f"!{GROUPS}"),
    ("1. 5", f"!{GROUPS}", f"!{GROUPS}"),
    # a group of zeros in front is a decimal written with the other sign
    ("0,123", f"!{GROUPS}", "0.123"),
    ("0.123", "0.123", f"!{GROUPS}"),
    ("0,013", f"!{GROUPS}", "0.013"),
    ("00,123", f"!{GROUPS}", "0.123"),
    ("012,345", f"!{GROUPS}", "12.345"),
    ("0 123", f"!{GROUPS}", f"!{GROUPS}"),
    ("-0,500", f"!{GROUPS}", "-0.500"),
    # signs
    ("-5", "-5", "-5"),
    ("- 5", "-5", "-5"),
    ("\N{MINUS SIGN}5", "-5", "-5"),
    ("\N{EN DASH}5", "-5", "-5"),
    ("\N{FIGURE DASH}5", "-5", "-5"),
    ("\N{FULLWIDTH HYPHEN-MINUS}5", "-5", "-5"),
    ("\N{SMALL HYPHEN-MINUS}5", "-5", "-5"),
    ("-1,234.50", "-1234.50", f"!{GROUPS}"),
    ("\N{MINUS SIGN}1,234", "-1234", "-1.234"),
    ("-0", "0", "0"),
    ("-0.00", "0.00", f"!{GROUPS}"),
    ("-0.001", "-0.001", f"!{GROUPS}"),
    ("+5", "5", "5"),
    ("+ 5", "5", "5"),
    ("＋5", "5", "5"),
    ("+0", "0", "0"),
    ("--5", f"!{SIGNS}", f"!{SIGNS}"),
    ("+-5", f"!{SIGNS}", f"!{SIGNS}"),
    ("-+5", f"!{SIGNS}", f"!{SIGNS}"),
    ("++5", f"!{SIGNS}", f"!{SIGNS}"),
    ("5-", f"!{SIGNS}", f"!{SIGNS}"),
    ("5+", f"!{SIGNS}", f"!{SIGNS}"),
    ("+", f"!{SIGNS}", f"!{SIGNS}"),
    ("±5", f"!{SIGNS}", f"!{SIGNS}"),
    ("\N{HYPHEN}5", f"!{SIGNS}", f"!{SIGNS}"),
    ("\N{EM DASH}5", f"!{SIGNS}", f"!{SIGNS}"),
    ("1-2", f"!{SIGNS}", f"!{SIGNS}"),
    ("2021\N{EN DASH}2023", f"!{SIGNS}", f"!{SIGNS}"),
    # full-width and other widths
    ("１２３４", "1234", "1234"),
    ("１，２３４", "1234", "1.234"),
    ("１２３.５", "123.5", f"!{GROUPS}"),
    ("１２３．５", "123.5", f"!{GROUPS}"),
    ("－１２３", "-123", "-123"),
    ("１\N{IDEOGRAPHIC SPACE}２３４", f"!{GROUPS}", "1234"),
    ("1﹐234", "1234", "1.234"),
    ("３。５", f"!{SIGNS}", f"!{SIGNS}"),
    ("１、２３４", f"!{SIGNS}", f"!{SIGNS}"),
    # digits that are none, or that are a footnote's
    ("407²", f"!{SIGNS}", f"!{SIGNS}"),
    ("83,512²²", f"!{SIGNS}", f"!{SIGNS}"),
    ("10₂", f"!{SIGNS}", f"!{SIGNS}"),
    ("5①", f"!{SIGNS}", f"!{SIGNS}"),
    ("⑤", f"!{SIGNS}", f"!{SIGNS}"),
    ("⒌", f"!{SIGNS}", f"!{SIGNS}"),
    ("½", f"!{SIGNS}", f"!{SIGNS}"),
    ("2½", f"!{SIGNS}", f"!{SIGNS}"),
    ("Ⅴ", f"!{SIGNS}", f"!{SIGNS}"),
    ("𝟝", f"!{SIGNS}", f"!{SIGNS}"),
    ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}", f"!{SIGNS}", f"!{SIGNS}"),
    ("\N{EXTENDED ARABIC-INDIC DIGIT FIVE}", f"!{SIGNS}", f"!{SIGNS}"),
    ("\N{DEVANAGARI DIGIT FIVE}", f"!{SIGNS}", f"!{SIGNS}"),
    ("1\N{ARABIC DECIMAL SEPARATOR}5", f"!{SIGNS}", f"!{SIGNS}"),
    ("五", f"!{SIGNS}", f"!{SIGNS}"),
    ("〇", f"!{SIGNS}", f"!{SIGNS}"),
    # what Python would take for a number
    ("1e3", f"!{SIGNS}", f"!{SIGNS}"),
    ("1E3", f"!{SIGNS}", f"!{SIGNS}"),
    ("1.5e+2", f"!{SIGNS}", f"!{SIGNS}"),
    ("１ｅ３", f"!{SIGNS}", f"!{SIGNS}"),
    ("1_000", f"!{SIGNS}", f"!{SIGNS}"),
    ("nan", f"!{SIGNS}", f"!{SIGNS}"),
    ("NaN", f"!{SIGNS}", f"!{SIGNS}"),
    ("inf", f"!{SIGNS}", f"!{SIGNS}"),
    ("-Infinity", f"!{SIGNS}", f"!{SIGNS}"),
    ("∞", f"!{SIGNS}", f"!{SIGNS}"),
    ("0x1F", f"!{SIGNS}", f"!{SIGNS}"),
    ("1j", f"!{SIGNS}", f"!{SIGNS}"),
    ("True", f"!{SIGNS}", f"!{SIGNS}"),
    # two decimal signs
    ("1.2.3", f"!{TWO}", f"!{GROUPS}"),
    ("1,2,3", f"!{GROUPS}", f"!{TWO}"),
    ("192.168.0.1", f"!{TWO}", f"!{GROUPS}"),
    ("..5", f"!{TWO}", f"!{GROUPS}"),
    # words, units and qualifiers
    ("about 500", f"!{SIGNS}", f"!{SIGNS}"),
    ("~500", f"!{SIGNS}", f"!{SIGNS}"),
    (">500", f"!{SIGNS}", f"!{SIGNS}"),
    ("≥500", f"!{SIGNS}", f"!{SIGNS}"),
    ("500+", f"!{SIGNS}", f"!{SIGNS}"),
    ("500 MWh", f"!{SIGNS}", f"!{SIGNS}"),
    ("500吨", f"!{SIGNS}", f"!{SIGNS}"),
    ("5万", f"!{SIGNS}", f"!{SIGNS}"),
    ("RMB 5", f"!{SIGNS}", f"!{SIGNS}"),
    ("¥5", f"!{SIGNS}", f"!{SIGNS}"),
    ("1/2", f"!{SIGNS}", f"!{SIGNS}"),
    ("12:30", f"!{SIGNS}", f"!{SIGNS}"),
    ("2023/12/31", f"!{SIGNS}", f"!{SIGNS}"),
    ("=1+1", f"!{SIGNS}", f"!{SIGNS}"),
    ("1;2", f"!{SIGNS}", f"!{SIGNS}"),
    ("#N/A", f"!{SIGNS}", f"!{SIGNS}"),
    ("#DIV/0!", f"!{SIGNS}", f"!{SIGNS}"),
    ("l00", f"!{SIGNS}", f"!{SIGNS}"),
    ("1O0", f"!{SIGNS}", f"!{SIGNS}"),
    ("1\N{ZERO WIDTH SPACE}000", f"!{SIGNS}", f"!{SIGNS}"),
    ("5\0", f"!{SIGNS}", f"!{SIGNS}"),
    # two cells are not one figure
    ("1\n234", f"!{SIGNS}", f"!{SIGNS}"),
    ("1\t234", f"!{SIGNS}", f"!{SIGNS}"),
    ("1\r\n234", f"!{SIGNS}", f"!{SIGNS}"),
    # brackets
    ("(5)", f"!{BRACKETS}", f"!{BRACKETS}"),
    ("（5）", f"!{BRACKETS}", f"!{BRACKETS}"),
    ("(1,234.50)", f"!{BRACKETS}", f"!{BRACKETS}"),
    ("-(5)", f"!{BRACKETS}", f"!{BRACKETS}"),
    ("(5)%", f"!{BRACKETS}", f"!{BRACKETS}"),
    ("()", f"!{SIGNS}", f"!{SIGNS}"),
    ("5(1)", f"!{SIGNS}", f"!{SIGNS}"),
    ("[5]", f"!{SIGNS}", f"!{SIGNS}"),
    # a lone dash
    ("-", f"!{DASH}", f"!{DASH}"),
    ("--", f"!{DASH}", f"!{DASH}"),
    (" - ", f"!{DASH}", f"!{DASH}"),
    ("－", f"!{DASH}", f"!{DASH}"),
    ("\N{EM DASH}", f"!{DASH}", f"!{DASH}"),
    ("\N{EM DASH}\N{EM DASH}", f"!{DASH}", f"!{DASH}"),
    ("\N{EN DASH}", f"!{DASH}", f"!{DASH}"),
    ("\N{FIGURE DASH}", f"!{DASH}", f"!{DASH}"),
    ("\N{MINUS SIGN}", f"!{DASH}", f"!{DASH}"),
    ("\N{HORIZONTAL BAR}", f"!{DASH}", f"!{DASH}"),
    # space around it
    (" 12 ", "12", "12"),
    ("12\n", "12", "12"),
    ("\t12\r\n", "12", "12"),
    ("\N{NO-BREAK SPACE}12\N{NO-BREAK SPACE}", "12", "12"),
    ("\N{IDEOGRAPHIC SPACE}12", "12", "12"),
    # length
    ("9" * MAX_DIGITS, "9" * MAX_DIGITS, "9" * MAX_DIGITS),
    ("9" * (MAX_DIGITS + 1), f"!{LONG}", f"!{LONG}"),
    ("1" + ",000" * 14, f"!{LONG}", f"!{TWO}"),
    (f"0.{'3' * (MAX_DIGITS - 1)}", f"0.{'3' * (MAX_DIGITS - 1)}", f"!{GROUPS}"),
    (f"0.{'3' * MAX_DIGITS}", f"!{LONG}", f"!{GROUPS}"),
]
CASES = [
    pytest.param(text, locale, wanted, id=f"{name}-{text.encode('unicode_escape').decode()[:30]}")
    for text, point, comma in FIGURES
    for name, locale, wanted in (("point", POINT_LOCALE, point), ("comma", COMMA_LOCALE, comma))
]


@pytest.mark.parametrize(("text", "locale", "wanted"), CASES)
def test_typed_text_is_read_exactly_or_refused(text: str, locale: Locale, wanted: str) -> None:
    if wanted.startswith("!"):
        assert read_figure(text, locale) == NotUnderstood(f"figure.{wanted[1:]}")
    else:
        assert read_figure(text, locale) == Figure(wanted)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12%", "12"),
        ("12.50 %", "12.50"),
        ("１２％", "12"),
        ("12﹪", "12"),
        ("-5%", "-5"),
        ("1,234%", "1234"),
        ("0%", "0"),
    ],
)
def test_a_percent_sign_is_taken_off_and_remembered(text: str, value: str) -> None:
    assert read_figure(text) == Figure(value, has_percent_sign=True)


@pytest.mark.parametrize("text", ["%", "%5", "5%%", "5‰", "5 % of it", "-%"])
def test_a_percent_sign_elsewhere_is_refused(text: str) -> None:
    assert read_figure(text) == NotUnderstood("figure.has_other_signs")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/", "not_disclosed"),
        ("／", "not_disclosed"),
        (" / ", "not_disclosed"),
        ("n.d.", "not_disclosed"),
        ("ND", "not_disclosed"),
        ("未披露", "not_disclosed"),
        ("N/A", "not_applicable"),
        ("n/a", "not_applicable"),
        ("Ｎ／Ａ", "not_applicable"),
        ("NA", "not_applicable"),
        ("n.a.", "not_applicable"),
        ("不适用", "not_applicable"),
        ("不適用\n", "not_applicable"),
        ("pending", "pending"),
        ("TBD", "pending"),
        ("待定", "pending"),
    ],
)
def test_reasons_for_no_figure_are_understood(text: str, reason: str) -> None:
    assert read_figure(text) == NoFigure(reason)
    assert read_figure(text, COMMA_LOCALE) == NoFigure(Reason(reason).value)


@pytest.mark.parametrize("text", ["//", "n / a", "nil", "none", "无", "?", "...", "N/A 5", "\\"])
def test_other_words_are_no_reason(text: str) -> None:
    assert isinstance(read_figure(text), NotUnderstood)


@pytest.mark.parametrize(
    "text", ["", " ", "\t", "\n", "\r\n", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}  "]
)
def test_nothing_typed_is_blank_and_not_zero(text: str) -> None:
    assert read_figure(text) == Blank()


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("2.675", 2, "2.68"),
        ("0.125", 2, "0.13"),
        ("2.665", 2, "2.67"),
        ("-2.675", 2, "-2.68"),
        ("-0.004", 2, "0.00"),
        ("-0.005", 2, "-0.01"),
        ("999.995", 2, "1000.00"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("-0.4", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("407", 2, "407.00"),
        ("407.00", 0, "407"),
        ("0", 3, "0.000"),
        ("83512", 0, "83512"),
        ("0.0125", 3, "0.013"),
        ("1.005", 2, "1.01"),
        ("9" * 40, 12, "9" * 40 + "." + "0" * 12),
        ("0." + "9" * 39, 2, "1.00"),
    ],
)
def test_decimals_are_fixed_half_up(value: str, decimals: int, rounded: str) -> None:
    assert fix_decimals(value, decimals) == rounded


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("0", "0"),
        ("7", "7"),
        ("999", "999"),
        ("1000", "1,000"),
        ("83512", "83,512"),
        ("999999", "999,999"),
        ("1000000", "1,000,000"),
        ("407.00", "407.00"),
        ("1234.5678", "1,234.5678"),
        ("0.013", "0.013"),
        ("-5", "\N{MINUS SIGN}5"),
        ("-123", "\N{MINUS SIGN}123"),
        ("-1234.5", "\N{MINUS SIGN}1,234.5"),
    ],
)
def test_figures_are_printed_grouped_with_a_true_minus(value: str, printed: str) -> None:
    assert print_figure(value) == printed


def test_grouping_and_minus_can_be_chosen() -> None:
    assert print_figure("-1234567.5", grouping=" ", minus="-") == "-1 234 567.5"
    assert print_figure("1234567", grouping="") == "1234567"


@pytest.mark.parametrize(
    ("value", "before", "change"),
    [
        ("110", "100", "10.0"),
        ("90", "100", "-10.0"),
        ("100", "100", "0.0"),
        ("0", "100", "-100.0"),
        ("5", "0", None),
        ("5", "0.00", None),
        ("-5", "-10", "50.0"),
        ("-15", "-10", "-50.0"),
        ("10", "-10", "200.0"),
        ("1", "3", "-66.7"),
        ("1.0005", "1", "0.1"),
        ("83512", "109146", "-23.5"),
    ],
)
def test_change_is_in_percent_of_the_size_before(
    value: str, before: str, change: str | None
) -> None:
    found = change_percent(value, before)
    assert found == (None if change is None else Decimal(change))


def test_the_widest_change_is_still_computed() -> None:
    found = change_percent("9" * MAX_DIGITS, f"0.{'0' * (MAX_DIGITS - 2)}1")
    assert found is not None and found > Decimal(10) ** 80


@pytest.mark.parametrize("value", ["0", "7", "-7", "0.0", "407.00", "-0.01", "10", "0.001"])
def test_canonical_figures_are_known(value: str) -> None:
    assert is_canonical(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-",
        ".5",
        "5.",
        "00",
        "007",
        "+5",
        "1,234",
        "-0",
        "-0.00",
        "1e3",
        "5\n",
        " 5",
        "５",
        "NaN",
    ],
)
def test_other_forms_are_not_canonical(value: str) -> None:
    assert not is_canonical(value)


def test_decimals_are_counted_as_written() -> None:
    assert [decimals_of(value) for value in ("407", "407.00", "-0.013")] == [0, 2, 3]


figures = some.from_regex(r"-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,12})?", fullmatch=True).filter(
    is_canonical
)
few = settings(max_examples=300, deadline=None)


@few
@given(figures)
@instance("-1234567.50")
def test_a_printed_figure_reads_as_itself(value: str) -> None:
    assert read_figure(print_figure(value)) == Figure(value)
    assert read_figure(print_figure(value, minus="-")) == Figure(value)
    assert read_figure(print_figure(value, grouping="")) == Figure(value)


@few
@given(figures)
def test_a_figure_printed_the_comma_way_reads_as_itself(value: str) -> None:
    whole, point, fraction = value.partition(".")
    text = print_figure(whole, grouping=".") + point.replace(".", ",") + fraction
    assert read_figure(text, COMMA_LOCALE) == Figure(value)


@few
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


TYPED = some.text(
    some.sampled_from("0123456789.,-+ '%()/\N{MINUS SIGN}１５，．－\N{NO-BREAK SPACE}eE_²")
)


@few
@given(some.one_of(TYPED, some.text()))
def test_whatever_is_accepted_is_canonical(text: str) -> None:
    for locale in (POINT_LOCALE, COMMA_LOCALE):
        reading = read_figure(text, locale)
        if isinstance(reading, Figure):
            assert is_canonical(reading.value)


@few
@given(TYPED)
def test_reading_keeps_every_digit_that_was_typed(text: str) -> None:
    reading = read_figure(text)
    if isinstance(reading, Figure):
        typed = "".join(str(int(sign)) for sign in text if sign.isdigit())
        read = reading.value.lstrip("-").replace(".", "")
        assert read.lstrip("0") == typed.lstrip("0")
