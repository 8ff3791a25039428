"""Formulas as rules: an entered figure against what its formula gives, and relations declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.compute import Result
from esgdesk.core.derived import check_formula
from esgdesk.core.findings import Cause, Fact, Severity
from esgdesk.core.formula import (
    TOTAL_WORD,
    Binary,
    FormulaError,
    Growth,
    Last,
    Negative,
    Node,
    Operand,
    Previous,
    codes,
)
from esgdesk.core.intervals import Interval, exactly, of_figure
from esgdesk.core.model import TOTAL, EntryKey, Kind, RuleLine, member_set
from esgdesk.core.numbers import decimals_of, print_figure, print_fraction
from esgdesk.core.rules import causes
from esgdesk.core.rules.base import (
    Case,
    Rule,
    RuleError,
    Told,
    apart,
    difference,
    known,
    telling_text,
)
from esgdesk.core.trace import with_numbers

MOST_EXTRA = 6


def expected_text(number: Fraction, value: str, scale: Fraction) -> str:
    """A computed number with as many decimals as the figure beside it has, or more where it would
    look the same though it differs, or would look like nothing.
    """
    decimals = decimals_of(value)
    for extra in range(MOST_EXTRA):
        text = telling_text(number / scale, decimals + extra)
        if Fraction(text) != Fraction(value):
            return text
    return print_fraction(number / scale, decimals)


def inputs_of(case: Case, result: Result) -> tuple[EntryKey, ...]:
    """The figures that a result was computed from."""
    return tuple(
        case.view.key(line.code, line.members, line.period) for line in result.inputs if line.period
    )


@dataclass(frozen=True, slots=True)
class Recomputed(Rule):
    """An entered figure is what its formula gives, as far as the printed decimals can tell."""

    def tell(self, case: Case) -> Iterator[Told]:
        """The figures of one indicator that differ from their formula.

        Where the total and most of its parts differ it is one matter and not many, most likely
        another way of computing: then it is told once.
        """
        told = [
            found
            for members in case.catalogue.member_sets(self.home)
            if (found := self._differs(case, members))
        ]
        compared = sum(
            case.figure(self.home, members) is not None
            for members in case.catalogue.member_sets(self.home)
        )
        if told and told[0].key.members == TOTAL and len(told) >= 3 and 2 * len(told) > compared:
            first = told[0]
            figures = tuple(key for found in told for key in (found.key, *found.figures))
            facts: dict[str, Fact] = {**first.facts, "count": str(len(told) - 1)}
            message = "finding.formula_differs_widely"
            yield replace(first, message=message, facts=facts, figures=figures, cause=None)
            return
        yield from told

    def _differs(self, case: Case, members: str) -> Told | None:
        value = case.figure(self.home, members)
        if value is None:
            return None
        result = case.calculator.result(self.home, members, case.period)
        own = case.shown(self.home, members)
        if result.interval is None or own is None or not result.inputs:
            return None
        # A count that a formula gives is rounded too, as half a person is none.
        rounded = own.interval.spanned(of_figure(value)).times(case.calculator.scale(self.home))
        if not apart(rounded, result.interval):
            return None
        return self._told(case, members, value, result, case.calculator.scale(self.home))

    def _told(self, case: Case, members: str, value: str, result: Result, scale: Fraction) -> Told:
        assert result.number is not None and result.interval is not None
        expected = expected_text(result.number, value, scale)
        indicator = case.catalogue.indicator(self.home)
        node = case.catalogue.formulas[self.home]
        is_sum = _is_sum(node)
        return Told(
            case.key(self.home, members),
            "finding.sum_differs" if is_sum else "finding.formula_differs",
            {
                "value": print_figure(value),
                "expected": print_figure(expected),
                "difference": difference(value, expected),
                "formula": indicator.formula,
                "numbers": with_numbers(
                    case.calculator,
                    case.catalogue.formulas[self.home],
                    case.key(self.home, members),
                ),
            },
            figures=inputs_of(case, result),
            expected=print_figure(expected),
            difference=difference(value, expected),
            cause=self._cause(case, members, value, result, scale, expected),
            severity=Severity.ERROR if is_sum and self.severity is Severity.WARNING else None,
        )

    def _cause(
        self,
        case: Case,
        members: str,
        value: str,
        result: Result,
        scale: Fraction,
        expected: str,
    ) -> Cause | None:
        assert result.number is not None and result.interval is not None
        wanted = result.interval.times(1 / scale)
        return causes.first(
            causes.cut(value, exactly(result.number / scale)),
            self._as_published(case, members, value, scale),
            self._of_sibling(case, members, value),
            causes.digits(value, print_fraction(result.number / scale, decimals_of(value))),
            causes.unit_slip(value, wanted),
            self._last_year(case, members, value),
        )

    def _as_published(self, case: Case, members: str, value: str, scale: Fraction) -> Cause | None:
        """What the formula gives with the figures as an earlier report printed them."""
        if case.published is None:
            return None
        result = case.published.calculator.result(self.home, members, case.period)
        if result.interval is None or apart(of_figure(value).times(scale), result.interval):
            return None
        return Cause("cause.not_recomputed")

    def _of_sibling(self, case: Case, members: str, value: str) -> Cause | None:
        """A figure that is right for another member: rows exchanged."""
        if members == TOTAL:
            return None
        for other in case.catalogue.member_sets(self.home):
            if other in (TOTAL, members) or case.figure(self.home, other) == value:
                continue
            result = case.calculator.result(self.home, other, case.period)
            scale = case.calculator.scale(self.home)
            if result.interval is None or Fraction(value) == 0:
                continue
            if not apart(of_figure(value).times(scale), result.interval):
                return Cause("cause.rows_swapped", {"other": case.key(self.home, other)})
        return None

    def _last_year(self, case: Case, members: str, value: str) -> Cause | None:
        before = case.before()
        old = before.figure(self.home, members) if before else None
        return Cause("cause.last_year") if old is not None and old == value else None


def _is_sum(node: Node) -> bool:
    """Whether a formula only adds figures up, so that nothing about it is a matter of method."""
    match node:
        case Binary("+" | "-", left, right):
            return _is_sum(left) and _is_sum(right)
        case Negative(term) | Previous(term) | Last(term):
            return _is_sum(term)
        case Binary() | Growth():
            return False
        case _:
            return True


_MESSAGES = {
    ("at_most", True): "finding.at_most_one",
    ("at_most", False): "finding.at_most",
    ("equals", True): "finding.equals_one",
    ("equals", False): "finding.equals",
}
"""The message of a relation, by its kind and whether one figure alone is held against it."""


@dataclass(frozen=True, slots=True)
class Relation(Rule):
    """A relation that a pack declares between a figure and a formula: `equals` or `at_most`."""

    node: Node
    text: str
    slack: Fraction
    code: str
    members: str | None

    def tell(self, case: Case) -> Iterator[Told]:
        """The figures of one indicator that do not keep to it."""
        for members in case.catalogue.member_sets(self.home):
            if self.members not in (None, members):
                continue
            value = case.figure(self.home, members)
            if value is None:
                continue
            result = case.calculator.compute(self.node, members, case.period)
            shown = case.shown(self.home, members)
            if result.number is None or result.interval is None or shown is None:
                continue
            scale = case.calculator.scale(self.home)
            room = abs(result.number) * self.slack
            allowed = result.interval + Interval(-room, room)
            own = shown.interval.spanned(of_figure(value)).times(scale)
            is_kept = own.low <= allowed.high if self.kind == "at_most" else not apart(own, allowed)
            if is_kept:
                continue
            expected = expected_text(result.number, value, scale)
            facts: dict[str, Fact] = {
                "value": print_figure(value),
                "expected": print_figure(expected),
                "difference": difference(value, expected),
                "formula": self.text,
                "numbers": with_numbers(case.calculator, self.node, case.key(self.home, members)),
            }
            yield Told(
                case.key(self.home, members),
                _MESSAGES[self.kind, isinstance(self.node, Operand)],
                {**facts, "other": inputs_of(case, result)[0]},
                figures=inputs_of(case, result),
                expected=print_figure(expected),
                difference=difference(value, expected),
                detail=self.code,
                cause=causes.first(
                    causes.digits(value, expected),
                    causes.unit_slip(value, allowed.times(1 / scale)),
                ),
            )


def derive(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator with a formula."""
    for indicator in catalogue.indicators:
        if indicator.formula and indicator.kind is not Kind.TEXT:
            reads = frozenset({indicator.code, *codes(catalogue.formulas[indicator.code])})
            yield Recomputed(kind, indicator.code, severity, reads)


def declare(catalogue: Catalogue, line: RuleLine, severity: Severity) -> Rule:
    """`other` is a formula, `limit` by how many per cent the figure may differ all the same.

    `indicator` may name one figure alone, as in a formula: `CODE[total]`, `CODE[gender:male]`.
    """
    code, bracket, inside = line.indicator.partition("[")
    indicator = catalogue.indicator(known(catalogue, code))
    members = None
    if bracket:
        found = inside.removesuffix("]")
        members = TOTAL if found == TOTAL_WORD else member_set(found.split(";"))
        if not catalogue.expects(code, members):
            raise RuleError("rule.unknown_members", found=found)
    if not line.other:
        raise RuleError("rule.formula_missing", found=line.code)
    try:
        node = check_formula(catalogue, indicator, line.other)
    except FormulaError as error:
        raise RuleError(error.key, **error.facts) from None
    slack = Fraction(line.limit or "0") / 100
    if slack < 0:
        raise RuleError("rule.limit_negative", found=line.limit)
    return Relation(
        kind=line.kind,
        home=indicator.code,
        severity=severity,
        reads=frozenset({indicator.code, *codes(node)}),
        node=node,
        text=line.other,
        slack=slack,
        code=line.code,
        members=members,
    )
