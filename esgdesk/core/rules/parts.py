"""Parts and totals: what an additive breakdown, and the same thing broken down twice, promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.editions import printed_scale
from esgdesk.core.findings import Cause, Severity
from esgdesk.core.intervals import Interval, exactly, of_figure, total
from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.core.numbers import EXACT, print_figure
from esgdesk.core.rules import causes
from esgdesk.core.rules.base import Case, Rule, Shown, Told, apart, difference

_A_HUNDRED = Shown("100", exactly(100), is_entered=False)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The members of one breakdown with their figures; `is_whole` when none is unknown."""

    figures: tuple[tuple[EntryKey, str], ...]
    made: Interval
    is_whole: bool
    is_entered: bool

    @property
    def sum(self) -> str:
        """The exact sum, with the decimals of the most precise part."""
        result = Decimal(0)
        for _, value in self.figures:
            result = EXACT.add(result, Decimal(value))
        return format(result, "f")

    @property
    def keys(self) -> tuple[EntryKey, ...]:
        """The keys of the parts that have a figure."""
        return tuple(key for key, _ in self.figures)


def _parts(case: Case, indicator: str, dimension: str) -> _Parts:
    """A member without a figure makes the parts incomplete: it is never taken for zero."""
    members = [member.pair for member in case.catalogue.dimension(dimension).members]
    found = [(pair, shown) for pair in members if (shown := case.shown(indicator, pair))]
    return _Parts(
        figures=tuple((case.key(indicator, pair), shown.value) for pair, shown in found),
        made=total(shown.interval for _, shown in found),
        is_whole=bool(found) and len(found) == len(members),
        is_entered=any(shown.is_entered for _, shown in found),
    )


@dataclass(frozen=True, slots=True)
class PartsTotal(Rule):
    """The parts of an additive breakdown make up the total, or 100 where it is a make-up."""

    dimension: str

    def tell(self, case: Case) -> Iterator[Told]:
        """A total that no rounding of the parts explains, or parts that are more than it."""
        indicator = case.catalogue.indicator(self.home)
        is_make_up = not indicator.has_total
        # That a make-up is a hundred is no measurement: there is nothing to round in it.
        shown = _A_HUNDRED if is_make_up else case.shown(self.home)
        parts = _parts(case, self.home, self.dimension)
        if shown is None or not parts.figures:
            return
        # Where nothing was entered there is nothing to mend here, but in what it is computed from.
        if not (shown.is_entered or parts.is_entered):
            return
        if parts.is_whole and not apart(parts.made, shown.interval):
            return
        if not parts.is_whole:
            # What is missing could be less than nothing, unless the indicator cannot.
            is_positive = indicator.minimum is not None and Fraction(indicator.minimum) >= 0
            if not is_positive or parts.made.low <= shown.interval.high:
                return
        value, added = shown.value, parts.sum
        name = case.catalogue.dimension(self.dimension).name
        message = "finding.parts_over" if not parts.is_whole else "finding.parts_total"
        if is_make_up:
            message = "finding.parts_hundred"
        yield Told(
            parts.figures[0][0] if is_make_up else case.key(self.home, TOTAL),
            message,
            {
                "value": print_figure(value),
                "expected": print_figure(added),
                "difference": difference(value, added),
                "dimension": name,
            },
            figures=parts.keys,
            expected=print_figure(added),
            difference=difference(value, added),
            detail=self.dimension,
            cause=None if is_make_up else self._cause(case, parts, value, added),
        )

    def _cause(self, case: Case, parts: _Parts, value: str, added: str) -> Cause | None:
        gap = Fraction(value) - Fraction(added)
        return causes.first(
            causes.left_out(gap, parts.figures),
            _not_updated(case, self.home, parts, gap),
            _other_breakdowns(case, self.home, self.dimension, value),
            causes.digits(value, added),
            causes.unit_slip(value, of_figure(added)),
        )


def _not_updated(case: Case, indicator: str, parts: _Parts, gap: Fraction) -> Cause | None:
    """A part that was changed after the total was typed: the old one would make it right."""
    for key, value in parts.figures:
        for printed in case.view.printed.get(key, ()):
            if printed.value is None:
                continue
            scale = printed_scale(case.view, printed) / case.calculator.scale(indicator)
            if Fraction(value) - Fraction(printed.value) * scale == -gap:
                return Cause("cause.part_changed", {"part": key})
    before = case.before()
    old = before.figure(indicator) if before is not None else None
    if old is not None and gap and Fraction(old) == gap + Fraction(parts.sum):
        return Cause("cause.last_year")
    return None


def _other_breakdowns(case: Case, indicator: str, dimension: str, value: str) -> Cause | None:
    """Where another breakdown agrees with the total, the slip is in this one."""
    agreeing = []
    for line in case.catalogue.breakdowns_of(indicator):
        if line.is_additive and line.dimension != dimension:
            parts = _parts(case, indicator, line.dimension)
            if parts.is_whole and Fraction(parts.sum) == Fraction(value):
                agreeing.append(case.catalogue.dimension(line.dimension).name)
    return Cause("cause.in_the_parts", {"other": agreeing[0]}) if agreeing else None


@dataclass(frozen=True, slots=True)
class CrossTotals(Rule):
    """The same thing broken down twice gives the same sum, also where no total is given."""

    first: str
    second: str

    def tell(self, case: Case) -> Iterator[Told]:
        """Two breakdowns whose sums differ, where no total has told already which is wrong."""
        one, other = (_parts(case, self.home, name) for name in (self.first, self.second))
        if not (one.is_whole and other.is_whole and (one.is_entered or other.is_entered)):
            return
        if not apart(one.made, other.made):
            return
        has_total = case.catalogue.indicator(self.home).has_total
        whole = case.shown(self.home) if has_total else None
        if whole and any(apart(parts.made, whole.interval) for parts in (one, other)):
            return  # the one that is not the total is told of
        names = [case.catalogue.dimension(name).name for name in (self.first, self.second)]
        yield Told(
            other.keys[0],
            "finding.cross_totals",
            {
                "value": print_figure(other.sum),
                "expected": print_figure(one.sum),
                "difference": difference(other.sum, one.sum),
                "dimension": names[1],
                "other": names[0],
            },
            figures=(*other.keys, *one.keys),
            expected=print_figure(one.sum),
            difference=difference(other.sum, one.sum),
            detail=f"{self.second}:{self.first}",
        )


def derive_totals(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every additive breakdown: against the total, or 100 % where there is none."""
    for line in catalogue.breakdowns:
        indicator = catalogue.indicator(line.indicator)
        is_make_up = not indicator.has_total and catalogue.unit_of(line.indicator).id == "percent"
        if line.is_additive and (indicator.has_total or is_make_up):
            reads = frozenset({line.indicator})
            yield PartsTotal(kind, line.indicator, severity, reads, line.dimension)


def derive_cross(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every additive breakdown after the first of its indicator."""
    for indicator in catalogue.indicators:
        lines = [line for line in catalogue.breakdowns_of(indicator.code) if line.is_additive]
        for line in lines[1:]:
            reads = frozenset({indicator.code})
            yield CrossTotals(
                kind, indicator.code, severity, reads, lines[0].dimension, line.dimension
            )
