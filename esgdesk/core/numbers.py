"""Figures as exact decimal text: reading what people type, printing what reports show.

The canonical text of a figure has ASCII digits, at most one point, no grouping, and keeps its
trailing zeros: `407` and `407.00` are the same to compute and different to print. Arithmetic uses
`Decimal`; nothing here ever becomes a float.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, Inexact
from fractions import Fraction

CANONICAL = re.compile(r"(?!-[0.]+\Z)-?(0|[1-9][0-9]*)(\.[0-9]+)?")
MINUS = "\N{MINUS SIGN}"

# Wide enough for every figure a report prints; quantize would raise rather than lose a digit.
CONTEXT = Context(prec=130, rounding=ROUND_HALF_UP)
MAX_DIGITS = 40

# For sums, where nothing may be rounded: as wide as the figures need, and Inexact rather than a
# digit less. Not for division, which would fill the memory with threes.
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])

_MINUS_SIGNS = str.maketrans({MINUS: "-", "\N{FIGURE DASH}": "-", "\N{EN DASH}": "-"})
# A space of any width may group digits; a tab or a line break stands between two cells.
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_WIDTHS = ("<wide>", "<narrow>", "<small>")


@dataclass(frozen=True, slots=True)
class Locale:
    """How figures are written by the person who types: decimal sign and grouping signs."""

    decimal: str = "."
    groups: tuple[str, ...] = (",",)


POINT_LOCALE = Locale()
COMMA_LOCALE = Locale(decimal=",", groups=(".", " "))


def locale_of(decimal_sign: str) -> Locale:
    """The locale with this decimal sign."""
    return COMMA_LOCALE if decimal_sign == COMMA_LOCALE.decimal else POINT_LOCALE


def as_typed(value: str, locale: Locale) -> str:
    """A canonical figure as a person with this locale would type it."""
    return value.replace(".", locale.decimal)


@dataclass(frozen=True, slots=True)
class Figure:
    """A typed text understood as a number; `value` is its canonical text."""

    value: str
    has_percent_sign: bool = False


@dataclass(frozen=True, slots=True)
class NoFigure:
    """A typed text understood as *there is no figure*, with the reason's code."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A typed text that is no figure; `key` names the message that says why."""

    key: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing was typed."""


Reading = Figure | NoFigure | NotUnderstood | Blank

# What people type for "there is no figure", after folding widths and case.
_REASONS = {
    "/": "not_disclosed",
    "n.d.": "not_disclosed",
    "nd": "not_disclosed",
    "n/a": "not_applicable",
    "na": "not_applicable",
    "n.a.": "not_applicable",
    "不适用": "not_applicable",
    "不適用": "not_applicable",
    "未披露": "not_disclosed",
    "pending": "pending",
    "tbd": "pending",
    "待定": "pending",
}
_DASHES = frozenset(
    "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
) | {MINUS}


def read_figure(text: str, locale: Locale = POINT_LOCALE) -> Reading:
    """Understand a typed or pasted text strictly, or say why it is no figure.

    Full-width forms are folded, so `１，２３４` reads as `1,234`; raised and circled digits are
    not, as `407²` is a figure with a footnote mark. A grouping sign must separate groups of exactly
    three digits. A lone dash may mean zero, not applicable or not disclosed, so it is asked, never
    guessed.
    """
    folded = _SPACES.sub(" ", "".join(map(_fold_width, text))).strip()
    if not folded:
        return Blank()
    reason = _REASONS.get(folded.casefold())
    if reason is not None:
        return NoFigure(reason)
    if _DASHES.issuperset(folded):
        return NotUnderstood("figure.dash_is_ambiguous")
    return _read_number(folded.translate(_MINUS_SIGNS), locale)


def _fold_width(sign: str) -> str:
    """A full-width, half-width or small form as the plain sign, any other sign as it is."""
    if unicodedata.decomposition(sign).startswith(_WIDTHS):
        return unicodedata.normalize("NFKC", sign)
    return sign


def _read_number(text: str, locale: Locale) -> Reading:
    has_percent_sign = text.endswith("%")
    if has_percent_sign:
        text = text[:-1].rstrip(" ")
    negative = text.startswith("-")
    # Spaces only: a dash, a line break and 5 are two cells, not -5.
    body = (text[1:] if negative else text.removeprefix("+")).lstrip(" ")
    if re.fullmatch(r"\(.+\)", body):
        return NotUnderstood("figure.brackets_are_ambiguous")
    if not body or any(not _is_figure_sign(sign) for sign in body):
        return NotUnderstood("figure.has_other_signs")
    if body.count(locale.decimal) > 1:
        return NotUnderstood("figure.two_decimal_signs")
    whole, _, fraction = body.partition(locale.decimal)
    digits = _join_groups(whole, locale.groups)
    if digits is None or not (digits or fraction) or (fraction and not _is_digits(fraction)):
        return NotUnderstood("figure.groups_are_odd")
    if len(digits) + len(fraction) > MAX_DIGITS:
        return NotUnderstood("figure.too_long")
    value = (digits.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
    if negative and value.strip("0."):
        value = f"-{value}"
    return Figure(value, has_percent_sign)


def _is_figure_sign(sign: str) -> bool:
    return (sign.isascii() and sign.isdigit()) or sign in ".,' "


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _join_groups(whole: str, groups: tuple[str, ...]) -> str | None:
    """The digits of the whole part without grouping, or None where the grouping is not clean."""
    if not whole or _is_digits(whole):
        return whole
    for sign in groups:
        parts = whole.split(sign)
        if (
            len(parts) > 1
            and 1 <= len(parts[0]) <= 3
            # `0,123` is a decimal written with the other sign, not 123.
            and not parts[0].startswith("0")
            and all(_is_digits(part) for part in parts)
            and all(len(part) == 3 for part in parts[1:])
        ):
            return "".join(parts)
    return None


def is_canonical(value: str) -> bool:
    """Whether a text is a figure in canonical form."""
    return CANONICAL.fullmatch(value) is not None


def decimals_of(value: str) -> int:
    """How many digits stand after the point of a canonical figure."""
    return len(value.partition(".")[2])


def fix_decimals(value: str, decimals: int) -> str:
    """A canonical figure rounded half up (away from zero) to a fixed number of decimals.

    This is how spreadsheets round, unlike Python's `round` and `format`.
    """
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), context=CONTEXT)
    text = format(rounded, "f")
    return text if rounded else text.lstrip("-")


def print_figure(value: str, *, grouping: str = ",", minus: str = MINUS) -> str:
    """A canonical figure as a report prints it: grouped by thousands, with a true minus sign."""
    negative = value.startswith("-")
    whole, point, fraction = value.removeprefix("-").partition(".")
    if grouping:
        head = len(whole) % 3 or 3
        groups = [whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))]
        whole = grouping.join(groups)
    return f"{minus if negative else ''}{whole}{point}{fraction}"


def change_percent(value: str, before: str) -> Decimal | None:
    """Change against an earlier figure in percent of its size, rounded half up to one decimal.

    None where the earlier figure is zero. A fall too small to show is zero without a minus sign.
    """
    old = Decimal(before)
    if not old:
        return None
    # copy_abs, since abs rounds to the digits of whatever context the caller has.
    change = CONTEXT.multiply(
        CONTEXT.divide(CONTEXT.subtract(Decimal(value), old), old.copy_abs()), Decimal(100)
    )
    rounded = change.quantize(Decimal("0.1"), context=CONTEXT)
    return rounded if rounded else rounded.copy_abs()


def print_fraction(number: Fraction, decimals: int) -> str:
    """An exact number rounded half up (away from zero) to so many decimals, as canonical text."""
    scaled = abs(number) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if number < 0 and whole else text
