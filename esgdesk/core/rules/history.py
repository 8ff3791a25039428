"""A figure against its own past: unit slips, jumps, sums that fall, figures that never moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Severity
from esgdesk.core.model import TOTAL, Anchor, Kind, RuleLine
from esgdesk.core.numbers import print_figure, print_fraction
from esgdesk.core.rules.base import Case, Rule, RuleError, Told, amount, difference, known
from esgdesk.core.units import RATIO

SLIPS = ((Fraction(1000), "1,000"), (Fraction(10000), "10,000"), (Fraction(1000000), "1,000,000"))
PERCENT_SLIP = (Fraction(100), "100")
# Between half and twice the factor: a year may bring that much change beside the slip.
LOOSE = (Fraction(1, 2), Fraction(2))
TIGHT = (Fraction(98, 100), Fraction(102, 100))
ENERGY_SLIP = (Fraction(18, 5), "3.6")
SMALLEST_COUNT = 10
FEW = 50
"""A count below it changes by much with the first case."""
TELLING_DIGITS = 4


def telling_digits(value: str) -> int:
    """How many digits of a figure say something: without the zeros in front and behind."""
    whole, _, fraction = value.partition(".")
    return len(f"{whole}{fraction.rstrip('0')}".lstrip("-0"))


@dataclass(frozen=True, slots=True)
class UnitSlip(Rule):
    """A figure a thousand, ten thousand, a hundred (for shares) or 3.6 times that of last year."""

    def tell(self, case: Case) -> Iterator[Told]:
        """The figures that look like last year's in another unit."""
        before = case.before()
        if before is None:
            return
        unit = case.catalogue.unit_of(self.home)
        for members in case.catalogue.member_sets(self.home):
            value, old = case.figure(self.home, members), before.figure(self.home, members)
            if value is None or old is None or Fraction(old) <= 0 or Fraction(value) <= 0:
                continue
            if unit.is_whole and min(Fraction(old), Fraction(value)) < SMALLEST_COUNT:
                continue
            ratio = Fraction(value) / Fraction(old)
            slip = self._slip(ratio, unit.quantity, before, members, old)
            if slip is not None:
                yield Told(
                    case.key(self.home, members),
                    "finding.unit_slip_more" if ratio > 1 else "finding.unit_slip_less",
                    {
                        "value": print_figure(value),
                        "amount": amount(value, unit),
                        "before": print_figure(old),
                        "year": before.period,
                        "factor": slip,
                    },
                    figures=(before.key(self.home, members),),
                )

    def _slip(
        self, ratio: Fraction, quantity: str, before: Case, members: str, old: str
    ) -> str | None:
        if quantity == RATIO:
            factor, text = PERCENT_SLIP
            low, high = Fraction(8, 10), Fraction(12, 10)
            is_it = low <= ratio / factor <= high or low <= ratio * factor <= high
            return text if is_it else None
        for factor, text in SLIPS:
            low, high = LOOSE
            if low <= ratio / factor <= high or low <= ratio * factor <= high:
                return text
        if quantity == "energy":
            # MWh and GJ: near enough to real change that the years before must have been steady.
            earlier = before.before()
            older = earlier.figure(self.home, members) if earlier else None
            low, high = TIGHT
            factor, text = ENERGY_SLIP
            is_steady = (
                older is not None
                and Fraction(older) > 0
                and (Fraction(4, 5) <= Fraction(old) / Fraction(older) <= Fraction(5, 4))
            )
            if is_steady and (low <= ratio / factor <= high or low <= ratio * factor <= high):
                return text
        return None


@dataclass(frozen=True, slots=True)
class Jump(Rule):
    """A change against last year beyond a threshold that nobody has explained yet.

    A note on the figure, or a footnote on it in the year's report, explains it.
    """

    limit: Fraction

    def tell(self, case: Case) -> Iterator[Told]:
        """The figures that rose, or fell, by more than the threshold."""
        before = case.before()
        if before is None:
            return
        unit = case.catalogue.unit_of(self.home)
        for members in case.catalogue.member_sets(self.home):
            value, old = case.figure(self.home, members), before.figure(self.home, members)
            if value is None or old is None or Fraction(old) <= 0 or Fraction(value) < 0:
                continue
            if max(Fraction(value), Fraction(old)) < FEW and unit.is_whole:
                continue
            new, gone = Fraction(value), Fraction(old)
            is_up = new > gone * (1 + self.limit)
            is_down = new * (1 + self.limit) < gone
            if not (is_up or is_down) or _is_explained(case, self.home, members):
                continue
            percent = print_fraction(abs(new - gone) / gone * 100, 0)
            yield Told(
                case.key(self.home, members),
                "finding.jump_up" if is_up else "finding.jump_down",
                {
                    "value": print_figure(value),
                    "amount": amount(value, unit),
                    "before": print_figure(old),
                    "year": before.period,
                    "percent": print_figure(percent),
                },
                figures=(before.key(self.home, members),),
                difference=difference(value, old),
            )


def _is_explained(case: Case, indicator: str, members: str) -> bool:
    entry = case.entry(indicator, members)
    if entry is not None and entry.note:
        return True
    return any(
        note.period == case.period
        and note.indicator == indicator
        and note.members in (members, TOTAL)
        and (note.anchor is Anchor.NAME or note.value_period == case.period)
        for note in case.view.footnotes
    )


@dataclass(frozen=True, slots=True)
class NeverFalls(Rule):
    """A figure that is added to every year cannot be less than last year's."""

    def tell(self, case: Case) -> Iterator[Told]:
        """Cumulative figures below those of the year before."""
        before = case.before()
        if before is None:
            return
        for members in case.catalogue.member_sets(self.home):
            value, old = case.figure(self.home, members), before.figure(self.home, members)
            if value is None or old is None or Fraction(value) >= Fraction(old):
                continue
            yield Told(
                case.key(self.home, members),
                "finding.never_falls",
                {
                    "value": print_figure(value),
                    "before": print_figure(old),
                    "year": before.period,
                    "difference": difference(value, old),
                },
                figures=(before.key(self.home, members),),
                expected=f"≥ {print_figure(old)}",
                difference=difference(value, old),
            )


@dataclass(frozen=True, slots=True)
class SameAsLast(Rule):
    """A figure that is last year's to the digit, where that is no likely chance."""

    def tell(self, case: Case) -> Iterator[Told]:
        """Figures of four digits and more that did not move."""
        before = case.before()
        if before is None:
            return
        for members in case.catalogue.member_sets(self.home):
            value, old = case.figure(self.home, members), before.figure(self.home, members)
            entry = case.entry(self.home, members)
            if value is None or value != old or telling_digits(value) < TELLING_DIGITS:
                continue
            if entry is not None and entry.note:
                continue
            yield Told(
                case.key(self.home, members),
                "finding.same_as_last",
                {"value": print_figure(value), "year": before.period},
                figures=(before.key(self.home, members),),
            )


@dataclass(frozen=True, slots=True)
class SameForAll(Rule):
    """All members of a breakdown have one and the same figure, to the digit."""

    dimension: str

    def tell(self, case: Case) -> Iterator[Told]:
        """Breakdowns that do not tell anything apart."""
        pairs = [member.pair for member in case.catalogue.dimension(self.dimension).members]
        values = [case.figure(self.home, pair) for pair in pairs]
        value = values[0] if values else None
        if len(pairs) < 2 or value is None or set(values) != {value}:
            return
        if telling_digits(value) >= TELLING_DIGITS and not _is_hundred(value):
            yield Told(
                case.key(self.home, pairs[0]),
                "finding.same_for_all",
                {
                    "value": print_figure(value),
                    "dimension": case.catalogue.dimension(self.dimension).name,
                },
                figures=tuple(case.key(self.home, pair) for pair in pairs),
                detail=self.dimension,
            )


def _is_hundred(value: str) -> bool:
    return Fraction(value) == 100


def _numeric(catalogue: Catalogue) -> Iterator[str]:
    return (line.code for line in catalogue.indicators if line.kind is not Kind.TEXT)


def derive_slips(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator that is a figure."""
    for code in _numeric(catalogue):
        yield UnitSlip(kind, code, severity, frozenset({code}))


def derive_same(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator that is a figure."""
    for code in _numeric(catalogue):
        yield SameAsLast(kind, code, severity, frozenset({code}))


def derive_alike(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every breakdown that is no sum."""
    for line in catalogue.breakdowns:
        if not line.is_additive and catalogue.indicator(line.indicator).kind is not Kind.TEXT:
            reads = frozenset({line.indicator})
            yield SameForAll(kind, line.indicator, severity, reads, line.dimension)


def declare_jump(catalogue: Catalogue, line: RuleLine, severity: Severity) -> Rule:
    """`limit` is the change in per cent from which on it is asked about."""
    code = known(catalogue, line.indicator)
    if not line.limit or Fraction(line.limit) <= 0:
        raise RuleError("rule.limit_missing", found=line.code)
    return Jump(line.kind, code, severity, frozenset({code}), Fraction(line.limit) / 100)


def is_no_rate(catalogue: Catalogue, indicator: str) -> bool:
    """Whether a change of an indicator in per cent says something."""
    return catalogue.unit_of(indicator).quantity != RATIO


def declare_never_falls(catalogue: Catalogue, line: RuleLine, severity: Severity) -> Rule:
    """No further settings."""
    code = known(catalogue, line.indicator)
    return NeverFalls(line.kind, code, severity, frozenset({code}))
