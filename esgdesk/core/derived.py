"""Derived figures: computing them from a view, and completing the view with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.compute import Input, Measure, Reading, Result, Scope, check_units, compute
from esgdesk.core.formula import (
    Binary,
    FormulaError,
    Growth,
    Last,
    Negative,
    Node,
    Operand,
    Previous,
    SumBy,
    codes,
    parse,
)
from esgdesk.core.intervals import Interval, of_figure
from esgdesk.core.measures import MeasureError
from esgdesk.core.model import Entry, EntryKey, Indicator, Kind
from esgdesk.core.numbers import print_fraction
from esgdesk.core.view import ProjectView

USUAL_DECIMALS = 2
_NO_YEAR = ""


def check_formula(catalogue: Catalogue, indicator: Indicator, text: str = "") -> Node:
    """Read an indicator's formula, or another one for its figures, and test what it refers to.

    Raises FormulaError for what cannot be read, for figures that do not exist and for units that
    do not fit.
    """
    text = text or indicator.formula
    node = parse(text)
    for code in codes(node):
        if not catalogue.has_indicator(code):
            raise FormulaError("formula.unknown_code", formula=text, found=code)
        if catalogue.indicator(code).kind is Kind.TEXT:
            raise FormulaError("formula.text_in_it", formula=text, found=code)
    _check_places(catalogue, node, text)
    check_units(
        node,
        _measure(catalogue, indicator.unit),
        lambda code: _measure(catalogue, catalogue.indicator(code).unit),
        lambda unit: _measure(catalogue, unit),
    )
    return node


def _check_places(catalogue: Catalogue, node: Node, text: str) -> None:
    match node:
        case Operand(code, members) if members is not None:
            if not catalogue.expects(code, members):
                found = f"{code}[{members or 'total'}]"
                raise FormulaError("formula.unknown_members", formula=text, found=found)
        case SumBy(code, dimension):
            if dimension not in {line.dimension for line in catalogue.breakdowns_of(code)}:
                found = f"{code} by {dimension}"
                raise FormulaError("formula.unknown_members", formula=text, found=found)
        case Binary(_, left, right):
            _check_places(catalogue, left, text)
            _check_places(catalogue, right, text)
        case Negative(term) | Previous(term) | Growth(term) | Last(term):
            _check_places(catalogue, term, text)
        case _:
            pass


def _measure(catalogue: Catalogue, unit: str) -> Measure:
    try:
        found = catalogue.system.measure(catalogue.unit(unit).measure)
    except KeyError:
        raise FormulaError("formula.unknown_unit", found=unit) from None
    if found is None:
        raise FormulaError("formula.unit_without_measure", found=unit)
    return found


def scale_of(catalogue: Catalogue, unit: str) -> Fraction:
    """The size of a unit in base measures; 1 where its measure is not known."""
    try:
        found = catalogue.system.measure(catalogue.unit(unit).measure)
    except MeasureError:
        return Fraction(1)
    return found.scale if found is not None else Fraction(1)


class Calculator:
    """Computes derived figures of one view, each once. Numbers are in base measures."""

    def __init__(self, view: ProjectView) -> None:
        self.view = view
        self.catalogue = view.catalogue
        self._results: dict[tuple[str, str, str], Result] = {}

    def scale(self, indicator: str) -> Fraction:
        """The size of an indicator's unit in base measures."""
        return scale_of(self.catalogue, self.catalogue.indicator(indicator).unit)

    def result(self, indicator: str, members: str, period: str) -> Result:
        """What the formula of an indicator gives, whatever was entered for it."""
        place = (indicator, members, period)
        if place not in self._results:
            node = self.catalogue.formulas.get(indicator)
            # A file made before formulas were has derived indicators without one.
            nothing = Result(None, None, why="empty")
            self._results[place] = self.compute(node, members, period) if node else nothing
        return self._results[place]

    def compute(self, node: Node, members: str, period: str) -> Result:
        """What any formula gives for members and a year."""
        scope = Scope(
            members=members,
            period=period,
            read=self.read,
            year_before=self.view.year_before,
            members_of=self._members_of,
            scale_of=lambda unit: scale_of(self.catalogue, unit),
        )
        return compute(node, scope)

    def text(self, indicator: str, number: Fraction, decimals: int | None = None) -> str:
        """A number in base measures as a canonical figure in the indicator's unit, rounded once."""
        usual = self.catalogue.indicator(indicator).decimals
        if decimals is None:
            decimals = USUAL_DECIMALS if usual is None else usual
        return print_fraction(number / self.scale(indicator), decimals)

    def read(self, code: str, members: str, period: str) -> Reading:
        """A figure as a formula reads it: what was entered or, where nothing was, computed."""
        line = Input(code, members, period)
        if period == _NO_YEAR:
            return Reading(replace(line, why="no_such_year"), None, None)
        if not self.catalogue.expects(code, members):
            return Reading(replace(line, why="no_such_figure"), None, None)
        entry = self.view.entry(code, members, period)
        if entry is not None and entry.value is not None and not entry.is_computed:
            number, interval = self._entered(code, entry, entry.value)
            return Reading(replace(line, value=entry.value), number, interval)
        if entry is not None and entry.reason is not None:
            return Reading(replace(line, why=entry.reason.value), None, None)
        if self.catalogue.indicator(code).kind is Kind.DERIVED:
            found = self.result(code, members, period)
            if found.number is None:
                return Reading(replace(line, why=found.why or "empty"), None, None)
            value = self.text(code, found.number)
            return Reading(replace(line, value=value), found.number, found.interval)
        return Reading(replace(line, why="empty"), None, None)

    def _entered(self, code: str, entry: Entry, value: str) -> tuple[Fraction, Interval]:
        """What was entered, in base measures: the figure in its own unit where it had another."""
        unit = self.catalogue.unit_of(code)
        figure, scale = value, self.scale(code)
        if entry.entered is not None:
            figure, scale = entry.entered, scale * conversion(self.catalogue, entry)
        interval = of_figure(figure, is_count=unit.is_whole).times(scale)
        return Fraction(figure) * scale, interval

    def _members_of(self, code: str, dimension: str) -> tuple[str, ...]:
        return tuple(member.pair for member in self.catalogue.dimension(dimension).members)


def conversion(catalogue: Catalogue, entry: Entry) -> Fraction:
    """How many of the indicator's unit one of the unit is that a figure was entered in."""
    target = catalogue.unit_of(entry.key.indicator).measure
    source = catalogue.unit(entry.entered_unit).measure
    if not entry.coefficient:
        return catalogue.system.factor(source, target)
    factor = catalogue.coefficient(entry.coefficient)
    return catalogue.system.factor(source, target, factor.measure, factor.value)


def followers(catalogue: Catalogue, indicators: Collection[str]) -> set[str]:
    """The derived indicators whose figures change when these do."""
    found: set[str] = set()
    for code in indicators:
        found |= catalogue.read_by.get(code, frozenset())
    return found


def completed(view: ProjectView, only: Collection[str] | None = None) -> ProjectView:
    """The view with a computed entry wherever a derived indicator has none of its own.

    `only` names the indicators to compute anew; the others stay as they are. A figure whose
    inputs are missing stays empty: it is never taken for zero.
    """
    catalogue = view.catalogue
    wanted = [
        code
        for code in catalogue.formulas
        if catalogue.indicator(code).kind is Kind.DERIVED and (only is None or code in only)
    ]
    if not wanted:
        return view
    entries = dict(view.entries)
    keys = [
        view.key(code, members, period.code)
        for code in wanted
        for members in catalogue.member_sets(code)
        for period in view.periods
    ]
    for key in keys:
        there = entries.get(key)
        if there is not None and there.is_computed:
            _drop(entries, there)
    calculator = Calculator(replace(view, entries=entries))
    for key in keys:
        there = entries.get(key)
        if there is not None and there.is_filled:
            continue
        result = calculator.result(key.indicator, key.members, key.period)
        if result.number is not None:
            value = calculator.text(key.indicator, result.number)
            # A note may stand on a figure that nobody entered.
            entries[key] = replace(there or Entry(key), value=value, is_computed=True)
    return replace(view, entries=entries)


def _drop(entries: dict[EntryKey, Entry], computed: Entry) -> None:
    if computed.version:
        entries[computed.key] = replace(computed, value=None, is_computed=False)
    else:
        del entries[computed.key]
