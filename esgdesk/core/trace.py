"""Showing the work: a formula with its figures, its result, and how that was rounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from esgdesk.core.compute import Input
from esgdesk.core.derived import Calculator
from esgdesk.core.formula import (
    Binary,
    Growth,
    Last,
    Negative,
    Node,
    Number,
    Operand,
    Previous,
    SumBy,
    taken_members,
)
from esgdesk.core.model import EntryKey, Unit
from esgdesk.core.numbers import print_figure, print_fraction
from esgdesk.core.wording import LANGUAGES, Wording

SHOWN_DECIMALS = 8
NO_FIGURE = "…"
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Trace:
    """How a figure follows from others.

    `numbers` is the formula with figures in it; `exact` the result before rounding, as far as it is
    worth showing; `rounded` the figure it gives, None where an input is missing; `missing` says
    which, and why.
    """

    key: EntryKey
    formula: str
    numbers: Wording
    exact: str
    rounded: str | None
    missing: tuple[Input, ...]
    inputs: tuple[Input, ...]
    why: str = ""


def trace(calculator: Calculator, key: EntryKey) -> Trace | None:
    """The work behind a figure; None for an indicator without a formula."""
    catalogue = calculator.catalogue
    node = catalogue.formulas.get(key.indicator)
    if node is None:
        return None
    result = calculator.result(key.indicator, key.members, key.period)
    exact, rounded = "", None
    if result.number is not None:
        exact = _exact(result.number / calculator.scale(key.indicator))
        rounded = calculator.text(key.indicator, result.number)
    return Trace(
        key=key,
        formula=catalogue.indicator(key.indicator).formula,
        numbers=with_numbers(calculator, node, key),
        exact=exact,
        rounded=rounded,
        missing=result.missing,
        inputs=result.inputs,
        why=result.why,
    )


def _exact(number: Fraction) -> str:
    """A number to many decimals, without zeros that say nothing; an ellipsis where it goes on."""
    text = print_fraction(number, SHOWN_DECIMALS)
    is_whole = Fraction(text) == number
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return print_figure(text) + ("" if is_whole else NO_FIGURE)


def with_numbers(calculator: Calculator, node: Node, key: EntryKey) -> Wording:
    """A formula with figures in the place of codes: `83,512 tCO₂e ÷ 6,687.9 RMB million`.

    Units stand with the figures where they are not all that of the result.
    """
    catalogue = calculator.catalogue
    own = catalogue.unit_of(key.indicator)
    units = {unit.id for unit in _units(calculator, node)}
    has_units = not units <= {own.id} and not (own.id == "percent" and len(units) == 1)

    def written(language: str) -> str:
        def figure(code: str, members: str, period: str) -> str:
            reading = calculator.read(code, members, period)
            value, text = reading.input.value, NO_FIGURE
            if value is not None and reading.number is not None:
                # What was rounded to be shown is said as it goes into the sum.
                number = reading.number / calculator.scale(code)
                text = print_figure(value) if Fraction(value) == number else _exact(number)
            unit = catalogue.unit_of(code)
            return f"{text} {unit.label.text(language)}" if has_units and value else text

        def number(value: Fraction, unit: str) -> str:
            label = f" {catalogue.unit(unit).label.text(language)}" if unit else ""
            return _exact(value) + label

        writer = _Writer(figure, number, calculator, key.members)
        return writer.text(node, key.period, 0)

    return Wording(*(written(language) for language in LANGUAGES))


def _units(calculator: Calculator, node: Node) -> list[Unit]:
    catalogue = calculator.catalogue
    match node:
        case Operand(code) | SumBy(code):
            return [catalogue.unit_of(code)]
        case Binary(_, left, right):
            return _units(calculator, left) + _units(calculator, right)
        case Negative(term) | Previous(term) | Growth(term) | Last(term):
            return _units(calculator, term)
        case Number(_, unit):
            return [catalogue.unit(unit)] if unit else []


@dataclass(frozen=True, slots=True)
class _Writer:
    figure: Callable[[str, str, str], str]
    number: Callable[[Fraction, str], str]
    calculator: Calculator
    members: str

    def text(self, node: Node, period: str, strength: int) -> str:
        """A term, in brackets where it binds less than what stands around it."""
        match node:
            case Number(value, unit):
                return self.number(value, unit)
            case Operand(code, members):
                return self.figure(code, taken_members(members, self.members), period)
            case SumBy(code, dimension):
                parts = self.calculator.catalogue.dimension(dimension).members
                texts = [self.figure(code, part.pair, period) for part in parts]
                return self._joined(" + ", texts, 1, strength)
            case Negative(term):
                return f"−{self.text(term, period, 3)}"
            case Previous(term, years):
                return self.text(term, self._back(period, years), strength)
            case Growth(term):
                before = self.text(term, self._back(period, 1), 2)
                now = self.text(term, period, 1)
                return self._joined(" ÷ ", [f"({now} − {before})", before], 2, strength)
            case Last(term, years):
                texts = [self.text(term, self._back(period, back), 1) for back in range(years)]
                return self._joined(" + ", texts, 1, strength)
            case Binary(sign, left, right):
                own = _STRENGTH[sign]
                # What stands right of a minus or a division sign needs brackets at equal strength.
                after = own + (sign in "-/")
                parts_text = [self.text(left, period, own), self.text(right, period, after)]
                return self._joined(_SIGNS[sign], parts_text, own, strength)

    def _joined(self, sign: str, texts: list[str], own: int, around: int) -> str:
        text = sign.join(texts)
        return f"({text})" if own < around and len(texts) > 1 else text

    def _back(self, period: str, years: int) -> str:
        for _ in range(years):
            period = self.calculator.view.year_before(period)
        return period
