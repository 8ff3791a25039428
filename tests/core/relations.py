"""Which relations between figures hold: counted by what a rule would say of other figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction

from esgdesk.core.model import Entry
from esgdesk.core.numbers import decimals_of, print_fraction
from esgdesk.core.rules import Case, Rule, rules_of
from esgdesk.core.view import ProjectView

FIGURES = (
    *("parts_total", "cross_totals", "formula", "equals", "at_most", "never_falls"),
    *("possible_rate", "rate_of", "weighted_mean", "common_denominator"),
)
"""Rules that hold a figure against others that must agree; what asks about odd figures is none."""

PLACES = ("elsewhere", "restated")
"""Rules that hold a figure against itself, where it is printed again or was printed before."""


FAR = "987654321987"
"""A figure that nothing agrees with."""


def held(view: ProjectView, period: str, kinds: Collection[str] = FIGURES) -> Counter[str]:
    """How many relations each of these kinds of rule compared in a year and found to hold.

    A relation is counted where its rule is quiet, but would speak if one figure of the year were
    another one: so a rule that had nothing to compare is not counted, nor one that never speaks.
    """
    count: Counter[str] = Counter()
    for rule in rules_of(view.catalogue):
        if rule.kind in kinds:
            as_printed = _ids(rule, view, period)
            told = {found for other in _others(rule, view, period) for found in other}
            count[rule.kind] += len(told - as_printed)
    return count


def _ids(rule: Rule, view: ProjectView, period: str) -> set[str]:
    return {finding.id for finding in rule.check(Case(view, period))}


def _others(rule: Rule, view: ProjectView, period: str) -> Iterator[set[str]]:
    # What is printed in other places, or was before, can be about another year.
    is_place = rule.kind in PLACES
    years = [line.code for line in view.periods if line.code <= period]
    for code in [rule.home] if is_place else sorted(rule.reads):
        for members in view.catalogue.member_sets(code):
            for year in years if is_place else [period]:
                entry = view.entry(code, members, year)
                if entry is None or entry.value is None or entry.is_computed:
                    continue
                for value in [FAR] if is_place else _values(entry.value):
                    yield _ids(rule, _with(view, replace(entry, value=value)), period)


def _values(value: str) -> Iterator[str]:
    """Much more, much less, and as little more and less as can be printed."""
    decimals = decimals_of(value)
    step, number = Fraction(1, 10**decimals), Fraction(value)
    for other in (Fraction(FAR), Fraction(0), number + step, number - step):
        yield print_fraction(other, decimals)


def _with(view: ProjectView, entry: Entry) -> ProjectView:
    return replace(view, entries={**view.entries, entry.key: entry})
