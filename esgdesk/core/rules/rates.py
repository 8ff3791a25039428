"""Rates: what a share of whole things can be, and what rates of one whole promise each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Severity
from esgdesk.core.formula import Binary, Node, Operand, codes
from esgdesk.core.intervals import Interval, of_figure
from esgdesk.core.model import TOTAL, EntryKey, RuleLine
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
from esgdesk.core.rules.formulas import inputs_of
from esgdesk.core.wording import Wording

MOST_DECIMALS = 6


def quotient(node: Node) -> tuple[str, str] | None:
    """The codes above and below the line, where a formula is one figure over another and both are
    taken for the members that the result is for.
    """
    match node:
        case Binary("/", Operand(above, None), Operand(below, None)):
            return above, below
        case _:
            return None


@dataclass(frozen=True, slots=True)
class PossibleRate(Rule):
    """A share of whole things has only so many values: of 8 persons 12.5 % or 25 %, never 15 %.

    `above` is the indicator that counts the part, empty where nothing counts it; where it has a
    figure, its formula is compared and there is nothing to guess.
    """

    above: str
    below: str

    def tell(self, case: Case) -> Iterator[Told]:
        """The rates that no whole number gives.

        Where most rates of an indicator are impossible it is one matter and not many: they are
        rates of something else.
        """
        told, compared = [], 0
        for found in self._compared(case):
            compared += 1
            told += [found] if found is not None else []
        if len(told) >= 3 and 2 * len(told) > compared:
            figures = tuple(key for found in told for key in (found.key, *found.figures))
            facts = {
                **told[0].facts,
                "count": str(len(told) - 1),
                "name": case.catalogue.indicator(self.below).name,
            }
            message = "finding.possible_rate_widely"
            yield replace(told[0], message=message, facts=facts, figures=figures)
            return
        yield from told

    def _compared(self, case: Case) -> Iterator[Told | None]:
        """For each rate whose whole is known, None or what is wrong with it."""
        scale = case.calculator.scale(self.home)
        for members in case.catalogue.member_sets(self.home):
            value = case.figure(self.home, members)
            whole = _count(case, self.below, members)
            if value is None or not whole:
                continue
            if self.above and case.read(self.above, members).number is not None:
                continue
            nearest = _nearest(of_figure(value).times(scale), whole)
            if nearest is None:
                yield None
                continue
            few, many = (
                print_fraction(Fraction(number, whole) / scale, decimals_of(value))
                for number in nearest
            )
            yield Told(
                case.key(self.home, members),
                "finding.possible_rate",
                {
                    "value": print_figure(value),
                    "whole": print_figure(str(whole)),
                    "below": case.key(self.below, members),
                    "few": print_figure(str(nearest[0])),
                    "few_rate": print_figure(few),
                    "many": print_figure(str(nearest[1])),
                    "many_rate": print_figure(many),
                },
                figures=(case.key(self.below, members),),
                expected=f"{print_figure(few)} / {print_figure(many)}",
                # Of derived rules there is one for each rate, of declared ones there may be more.
                detail="" if self.above else self.below,
            )


def _count(case: Case, indicator: str, members: str) -> int | None:
    if not case.catalogue.expects(indicator, members):
        return None
    value = case.figure(indicator, members)
    if value is None or Fraction(value).denominator != 1 or Fraction(value) < 0:
        return None
    return int(Fraction(value))


def _nearest(rate: Interval, whole: int) -> tuple[int, int] | None:
    """None where some count gives the rate, else the counts on both sides of it."""
    if ceil(rate.low * whole) <= floor(rate.high * whole):
        return None
    below = floor(rate.low * whole)
    return below, below + 1


@dataclass(frozen=True, slots=True)
class WeightedMean(Rule):
    """The rates of all members, weighted by what they are rates of, give the rate of the whole."""

    above: str
    below: str
    dimension: str

    def tell(self, case: Case) -> Iterator[Told]:
        """A total rate that its parts cannot make."""
        value = case.figure(self.home)
        if value is None:
            return
        parts: list[tuple[Interval, Interval]] = []
        added, weights = Fraction(0), Fraction(0)
        keys: list[EntryKey] = []
        is_known = True
        for member in case.catalogue.dimension(self.dimension).members:
            rate = case.figure(self.home, member.pair)
            weight = case.read(self.below, member.pair)
            if rate is None or weight.number is None or weight.interval is None:
                # Who is nobody has no rate either.
                if weight.number == 0:
                    continue
                return
            if weight.number < 0:
                return
            is_known = is_known and bool(self.above) and _has(case, self.above, member.pair)
            parts.append((of_figure(rate), weight.interval))
            added += Fraction(rate) * weight.number
            weights += weight.number
            keys += [case.key(self.home, member.pair), case.key(self.below, member.pair)]
        if is_known or not weights or not apart(of_figure(value), mean(parts)):
            return
        expected = print_fraction(added / weights, decimals_of(value))
        yield Told(
            case.key(self.home),
            "finding.weighted_mean",
            {
                "value": print_figure(value),
                "expected": print_figure(expected),
                "difference": difference(value, expected),
                "dimension": case.catalogue.dimension(self.dimension).name,
                "below": case.catalogue.indicator(self.below).name,
            },
            figures=tuple(keys),
            expected=print_figure(expected),
            difference=difference(value, expected),
            detail=f"{self.dimension}:{self.below}",
        )


def mean(parts: Iterable[tuple[Interval, Interval]]) -> Interval:
    """What the mean of rates can be, each with its weight; some weight is more than zero."""
    found = [(rate, max(weight.low, Fraction(0)), weight.high) for rate, weight in parts]
    lows = [(rate.low, light, heavy) for rate, light, heavy in found]
    highs = [(-rate.high, light, heavy) for rate, light, heavy in found]
    return Interval(_least(lows), -_least(highs))


def _least(parts: list[tuple[Fraction, Fraction, Fraction]]) -> Fraction:
    """The least mean: some of the lowest rates weigh all they can, the others as little."""
    ranked = sorted(parts)
    means = []
    for count in range(len(ranked) + 1):
        weights = [heavy if i < count else light for i, (_, light, heavy) in enumerate(ranked)]
        if whole := sum(weights):
            rates = (rate for rate, _, _ in ranked)
            means.append(sum(r * w for r, w in zip(rates, weights, strict=True)) / whole)
    return Fraction(min(means))


def _has(case: Case, indicator: str, members: str) -> bool:
    return case.read(indicator, members).number is not None


@dataclass(frozen=True, slots=True)
class CommonDenominator(Rule):
    """Figures divided by the same thing must allow one value of it, also where it is not given.

    Each printed intensity, with its numerator, leaves a range for the denominator. Where no value
    lies in all ranges, those that miss the value most agree on are named.
    """

    below: str
    rates: tuple[tuple[str, Node], ...]

    def tell(self, case: Case) -> Iterator[Told]:
        """The rates whose denominator cannot be that of the others."""
        if case.read(self.below).number is not None:
            return  # each is compared with its formula then
        ranges = {
            code: found for code, node in self.rates if (found := self._range(case, code, node))
        }
        if len(ranges) < 2:
            return
        agreed = _agreed(list(ranges.values()))
        agreeing = [code for code, found in ranges.items() if found.low <= agreed.low <= found.high]
        if len(agreeing) == len(ranges):
            return
        for code, found in ranges.items():
            if code not in agreeing:
                yield self._told(case, code, found, agreed, agreeing)

    def _range(self, case: Case, code: str, node: Node) -> Interval | None:
        value = case.figure(code)
        own = case.read(code).interval
        above = case.calculator.compute(node, TOTAL, case.period).interval
        if value is None or own is None or above is None or own.low <= 0 or above.low < 0:
            return None
        return above / own

    def _told(
        self, case: Case, code: str, found: Interval, agreed: Interval, agreeing: list[str]
    ) -> Told:
        scale = case.calculator.scale(self.below)
        value = case.figure(code) or ""
        above = next(node for rate, node in self.rates if rate == code)
        number = case.calculator.compute(above, TOTAL, case.period).number or Fraction(0)
        most = number / agreed.low if agreed.low else Fraction(0)
        least = number / agreed.high if agreed.high else Fraction(0)
        own = case.calculator.scale(code)
        decimals = decimals_of(value) + 1
        bounds = [print_figure(telling_text(end / own, decimals)) for end in (least, most)]
        own_ends, ends = (_ends(line.times(1 / scale)) for line in (found, agreed))
        expected = " – ".join(dict.fromkeys(bounds))
        wanted = Interval(least / own, most / own)
        unit: Wording = case.catalogue.unit_of(self.below).label
        return Told(
            case.key(code),
            "finding.common_denominator",
            {
                "value": print_figure(value),
                "below": case.catalogue.indicator(self.below).name,
                "own_low": own_ends[0],
                "own_high": own_ends[1],
                "low": ends[0],
                "high": ends[1],
                "unit": unit,
                "count": str(len(agreeing)),
                "expected": expected,
            },
            figures=tuple(key for rate in (code, *agreeing) for key in self._figures(case, rate)),
            expected=expected,
            cause=causes.first(causes.cut(value, wanted), causes.unit_slip(value, wanted)),
        )

    def _figures(self, case: Case, code: str) -> tuple[EntryKey, ...]:
        above = next(node for rate, node in self.rates if rate == code)
        return (
            case.key(code),
            *inputs_of(case, case.calculator.compute(above, TOTAL, case.period)),
        )


def _ends(stretch: Interval) -> tuple[str, str]:
    """The ends of a stretch, rounded inwards as coarsely as leaves something between them."""
    decimals = 0
    while True:
        step = 10**decimals
        low, high = ceil(stretch.low * step), floor(stretch.high * step)
        if low < high or decimals == MOST_DECIMALS:
            ends = (print_fraction(Fraction(end, step), decimals) for end in (low, max(low, high)))
            first, last = (print_figure(end) for end in ends)
            return first, last
        decimals += 1


def _agreed(ranges: list[Interval]) -> Interval:
    """The stretch that lies in most ranges; the narrowest where several are alike."""
    best: tuple[int, Fraction, Interval] | None = None
    for low in (found.low for found in ranges):
        inside = [found for found in ranges if found.low <= low <= found.high]
        high = min(found.high for found in inside)
        rank = (-len(inside), high - low)
        if best is None or rank < best[:2]:
            best = (*rank, Interval(low, high))
    assert best is not None
    return best[2]


def derive_possible(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every share of a count in another whose formula says so."""
    for code, node in catalogue.formulas.items():
        found = quotient(node)
        if found and all(catalogue.unit_of(name).is_whole for name in found):
            yield PossibleRate(kind, code, severity, frozenset({code, *found}), *found)


def derive_weighted(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every breakdown that a rate shares with what stands below its line."""
    for code, node in catalogue.formulas.items():
        found = quotient(node)
        if found:
            yield from _weighted(catalogue, code, *found, kind, severity)
    for line in catalogue.rules:
        # What is declared as a rate of something has no formula to say so.
        if line.kind == "rate_of" and catalogue.has_indicator(line.other):
            yield from _weighted(catalogue, line.indicator, "", line.other, kind, severity)


def _weighted(
    catalogue: Catalogue, code: str, above: str, below: str, kind: str, severity: Severity
) -> Iterator[Rule]:
    if not (catalogue.has_indicator(code) and catalogue.indicator(code).has_total):
        return
    wholes = {line.dimension for line in catalogue.breakdowns_of(below) if line.is_additive}
    for line in catalogue.breakdowns_of(code):
        if line.dimension in wholes:
            reads = frozenset({code, below, *([above] if above else [])})
            yield WeightedMean(kind, code, severity, reads, above, below, line.dimension)


def derive_denominators(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator that several formulas divide by."""
    groups: dict[str, list[tuple[str, Node]]] = {}
    for code, node in catalogue.formulas.items():
        match node:
            case Binary("/", above, Operand(below, None | "")) if below not in codes(above):
                groups.setdefault(below, []).append((code, above))
    for below, rates in groups.items():
        if len(rates) > 1:
            reads = {below, *(name for code, node in rates for name in (code, *codes(node)))}
            home = min((code for code, _ in rates), key=catalogue.places.__getitem__)
            yield CommonDenominator(kind, home, severity, frozenset(reads), below, tuple(rates))


def declare(catalogue: Catalogue, line: RuleLine, severity: Severity) -> Rule:
    """`other` is the indicator that counts the whole."""
    code, below = known(catalogue, line.indicator), known(catalogue, line.other)
    if not catalogue.unit_of(below).is_whole:
        raise RuleError("rule.not_a_count", found=below)
    return PossibleRate(line.kind, code, severity, frozenset({code, below}), "", below)
