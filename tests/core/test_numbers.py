"""Figures: what is read from typing, what is refused, and how figures are printed and compared.

How they are rounded is `test_rounding`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

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
    Reading,
    change_percent,
    decimals_of,
    fix_decimals,
    is_canonical,
    print_figure,
    read_figure,
)

LOCALES = {
    "point_comma": POINT_LOCALE,
    "point_space": Locale(decimal=".", groups=(" ",)),
    "comma_point": Locale(decimal=",", groups=(".",)),
    "comma_space": Locale(decimal=",", groups=(" ",)),
    "point_apostrophe": Locale(decimal=".", groups=("'",)),
}
ASKED = ("groups_are_odd", "dash_is_ambiguous", "brackets_are_ambiguous")
"""Refused since it can mean two figures; what else is refused is no figure in any reading."""

TYPED_FIGURES = Path(__file__).parents[1] / "data" / "typed_figures.csv"


def typed_figures() -> Iterator[dict[str, str]]:
    """The lines of the table of typed figures.

    `typed` is escaped as in Python's texts, and each locale says what is made of it: a canonical
    figure (with ` %` for a percent sign), `blank`, `reason` and which, `ask` or `reject` and why.
    It was written by hand from the grammar, not from what the program answers. A locale is what
    the person declared, so its own grouping sign is no riddle (`1,234` is 1234 where the comma
    groups); a sign that the locale has no use for is asked.
    """
    with TYPED_FIGURES.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            escaped = line["typed"].encode("latin-1", "backslashreplace")
            yield line | {"typed": escaped.decode("unicode_escape")}


def verdict(reading: Reading) -> str:
    """A reading as the table of typed figures writes it."""
    match reading:
        case Figure(value, has_percent_sign):
            return f"{value} %" if has_percent_sign else value
        case NoFigure(reason):
            return f"reason {reason}"
        case NotUnderstood(key):
            why = key.removeprefix("figure.")
            return f"{'ask' if why in ASKED else 'reject'} {why}"
        case Blank():
            return "blank"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, id=line["typed"].encode("unicode_escape").decode()[:30] or "empty")
        for line in typed_figures()
    ],
)
def test_typed_text_is_read_exactly_or_refused(line: dict[str, str]) -> None:
    wanted = {name: line[name] for name in LOCALES}
    found = {name: verdict(read_figure(line["typed"], LOCALES[name])) for name in LOCALES}
    assert found == wanted


def test_the_table_of_typed_figures_is_large_and_has_every_verdict_in_every_locale() -> None:
    lines = list(typed_figures())
    assert len({line["typed"] for line in lines}) == len(lines) >= 400
    for name in LOCALES:
        found = {line[name] for line in lines}
        assert {word.partition(" ")[0] for word in found} >= {"ask", "reject", "reason", "blank"}
        assert {word for word in found if word.startswith("reason")} == {
            f"reason {reason}" for reason in Reason
        }
        figures_read = [word for word in found if is_canonical(word.removesuffix(" %"))]
        assert len(figures_read) > 50


def test_where_two_signs_may_group_each_is_read_as_if_it_were_alone() -> None:
    assert COMMA_LOCALE.groups == (".", " ")
    for line in typed_figures():
        found = verdict(read_figure(line["typed"], COMMA_LOCALE))
        one = line["comma_point"]
        assert found == (line["comma_space"] if one.startswith("ask") else one), line["typed"]


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
        ("99.99", "100", "0.0"),
        ("99.95", "100", "-0.1"),
        ("100.05", "100", "0.1"),
    ],
)
def test_change_is_in_percent_of_the_size_before(
    value: str, before: str, change: str | None
) -> None:
    found = change_percent(value, before)
    assert (None if found is None else str(found)) == change


def test_a_change_of_many_digits_is_not_rounded_on_the_way() -> None:
    nines = 10**30 - 1
    # Exactly half of a tenth of a percent; with the earlier figure cut to 28 digits it is less.
    assert change_percent(str(2001 * nines), str(2000 * nines)) == Decimal("0.1")


def test_the_context_of_the_caller_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 2
        assert change_percent("83512", "109146") == Decimal("-23.5")
        assert fix_decimals("12345.675", 2) == "12345.68"


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
locales = some.sampled_from(list(LOCALES.values()))
few = settings(max_examples=300, deadline=None)


def write(value: str, locale: Locale, *, minus: str, is_grouped: bool) -> str:
    """A canonical figure as a person of that locale writes it."""
    whole, point, fraction = value.partition(".")
    grouping = locale.groups[0] if is_grouped else ""
    decimal_sign = locale.decimal if point else ""
    return print_figure(whole, grouping=grouping, minus=minus) + decimal_sign + fraction


@few
@given(figures, locales, some.sampled_from("-\N{MINUS SIGN}"), some.booleans())
@instance("-1234567.50", POINT_LOCALE, "-", True)
def test_a_figure_written_in_any_locale_reads_as_itself(
    value: str, locale: Locale, minus: str, is_grouped: bool
) -> None:
    text = write(value, locale, minus=minus, is_grouped=is_grouped)
    assert read_figure(text, locale) == Figure(value)
    assert read_figure(f" {text} % ", locale) == Figure(value, has_percent_sign=True)


@few
@given(figures)
def test_a_printed_figure_reads_as_itself(value: str) -> None:
    assert read_figure(print_figure(value)) == Figure(value)
    assert read_figure(print_figure(value, minus="-")) == Figure(value)
    assert read_figure(print_figure(value, grouping="")) == Figure(value)


@few
@given(some.decimals(-(10**20), 10**20, places=None, allow_nan=False, allow_infinity=False))
@instance(Decimal("-0.00"))
@instance(Decimal("1E+3"))
def test_any_decimal_written_out_is_read_exactly(number: Decimal) -> None:
    text = format(number, "f")
    reading = read_figure(text)
    if sum(sign.isdigit() for sign in text) > MAX_DIGITS:
        assert reading == NotUnderstood("figure.too_long")
        return
    assert isinstance(reading, Figure) and is_canonical(reading.value)
    assert Decimal(reading.value) == number
    assert decimals_of(reading.value) == decimals_of(text)
    if "E" in str(number):
        assert read_figure(str(number)) == NotUnderstood("figure.has_other_signs")


@few
@given(figures, figures)
@instance("99.99", "100")
@instance("100.05", "100")
@instance("99.95", "100")
@instance("-99.95", "-100")
def test_change_is_the_fraction_rounded_half_up(value: str, before: str) -> None:
    change = change_percent(value, before)
    if not Fraction(before):
        assert change is None
        return
    tenths = (Fraction(value) - Fraction(before)) / abs(Fraction(before)) * 1000
    size = int(abs(tenths) + Fraction(1, 2))
    assert change is not None
    assert Fraction(change) == Fraction(-size if tenths < 0 else size, 10)
    assert change.as_tuple().exponent == -1
    assert not (change.is_zero() and change.is_signed()), "minus nought"


# What is folded, written out: the test has its own idea of it.
PLAIN = str.maketrans(
    "０１２３４５６７８９，．＇＋－％﹐﹒﹢﹣﹪\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}"
    "\N{EN QUAD}\N{EM QUAD}\N{EN SPACE}\N{EM SPACE}\N{THREE-PER-EM SPACE}\N{FOUR-PER-EM SPACE}"
    "\N{SIX-PER-EM SPACE}\N{FIGURE SPACE}\N{PUNCTUATION SPACE}\N{THIN SPACE}\N{HAIR SPACE}"
    "\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}"
    "\N{MINUS SIGN}\N{FIGURE DASH}\N{EN DASH}",
    "0123456789,.'+-%,.+-%" + " " * 15 + "---",
)


def by_grammar(text: str, locale: Locale) -> Figure | None:
    """What the strict grammar makes of a text, as one expression for each grouping sign."""
    for sign in locale.groups:
        group, point = re.escape(sign), re.escape(locale.decimal)
        found = re.fullmatch(
            rf"\s*(?P<sign>[-+]?) *(?P<whole>[0-9]*|[1-9][0-9]{{0,2}}({group}[0-9]{{3}})+)"
            rf"({point}(?P<fraction>[0-9]*))? *(?P<percent>%?)\s*",
            text.translate(PLAIN),
        )
        if found is None:
            continue
        whole = found["whole"].replace(sign, "")
        fraction = found["fraction"] or ""
        if 1 <= len(whole + fraction) <= MAX_DIGITS:
            value = str(int(whole or "0")) + (f".{fraction}" if fraction else "")
            is_negative = found["sign"] == "-" and Fraction(value) != 0
            return Figure(f"-{value}" if is_negative else value, found["percent"] == "%")
    return None


SIGNS = "0123456789.,-+ '%()/\t\n\N{MINUS SIGN}\N{EN DASH}１５，．－％\N{NO-BREAK SPACE}eE_²"
TYPED = some.one_of(
    some.text(some.sampled_from(SIGNS), max_size=12),
    # Nearly figures: groups that are right or one digit off, with a stray sign at times.
    some.from_regex(
        r"[-+\u2212]?[ \n]?[0-9]{0,4}([.,' \u00a0][0-9]{2,4}){0,3}[.,]?[0-9]{0,3}[ \t]?%?",
        fullmatch=True,
    ),
)


@settings(max_examples=2000, deadline=None)
@given(some.one_of(TYPED, some.text()), locales)
@instance("-\n5", POINT_LOCALE)
@instance("12\t%", POINT_LOCALE)
def test_nothing_is_accepted_that_the_strict_grammar_refuses(text: str, locale: Locale) -> None:
    reading = read_figure(text, locale)
    assert (reading if isinstance(reading, Figure) else None) == by_grammar(text, locale)


def test_the_grammar_and_the_table_of_typed_figures_agree() -> None:
    for line in typed_figures():
        for name, locale in LOCALES.items():
            found = by_grammar(line["typed"], locale)
            is_figure = is_canonical(line[name].removesuffix(" %"))
            assert (verdict(found) if found else None) == (line[name] if is_figure else None)


@few
@given(some.one_of(TYPED, some.text()), some.sampled_from([*LOCALES.values(), COMMA_LOCALE]))
def test_whatever_is_accepted_is_canonical(text: str, locale: Locale) -> None:
    reading = read_figure(text, locale)
    if isinstance(reading, Figure):
        assert is_canonical(reading.value)


@few
@given(TYPED, locales)
def test_reading_keeps_every_digit_that_was_typed(text: str, locale: Locale) -> None:
    reading = read_figure(text, locale)
    if isinstance(reading, Figure):
        typed = "".join(str(int(sign)) for sign in text if sign.isdigit())
        read = reading.value.lstrip("-").replace(".", "")
        assert read.lstrip("0") == typed.lstrip("0")
