"""What holds for every figure by itself: there, of its type, within its range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Fact, Severity
from esgdesk.core.model import Entry, Indicator, Kind, Reason
from esgdesk.core.numbers import print_figure
from esgdesk.core.rules.base import Case, Rule, Told


@dataclass(frozen=True, slots=True)
class FigureRule(Rule):
    """Missing, pending, no figure, not whole, out of range."""

    def tell(self, case: Case) -> Iterator[Told]:
        """What is wrong with the figures of one indicator."""
        indicator = case.catalogue.indicator(self.home)
        for members in case.catalogue.member_sets(self.home):
            yield from self._tell(case, indicator, members)

    def _tell(self, case: Case, indicator: Indicator, members: str) -> Iterator[Told]:
        key = case.key(indicator.code, members)
        entry, draft = case.view.entries.get(key), case.view.drafts.get(key)
        if draft is not None:
            yield Told(key, draft.problem, {"text": draft.text}, rule="not_a_figure")
        elif entry is None or not entry.is_filled:
            if indicator.is_required:
                yield self._missing(case, indicator, members)
        elif entry.reason is Reason.PENDING:
            yield Told(key, "finding.pending", {}, rule="pending", severity=Severity.WARNING)
        if entry is not None and entry.value is not None:
            yield from self._check_value(case, indicator, entry, entry.value)

    def _missing(self, case: Case, indicator: Indicator, members: str) -> Told:
        """A derived figure is missing because of what it is computed from: that is named."""
        key = case.key(indicator.code, members)
        if indicator.kind is Kind.DERIVED:
            result = case.calculator.result(indicator.code, members, case.period)
            missing = next(
                (
                    line
                    for line in result.missing
                    if case.catalogue.expects(line.code, line.members)
                ),
                None,
            )
            # Where a figure of two breakdowns at once would be needed, nothing entered helps.
            is_possible = all(line.why != "no_such_figure" for line in result.missing)
            if missing is not None and missing.period and is_possible:
                needed = case.view.key(missing.code, missing.members, missing.period)
                facts: dict[str, Fact] = {"needed": needed, "year": missing.period}
                return Told(key, "finding.missing_input", facts, rule="missing", figures=(needed,))
            return Told(key, "finding.not_computed", {}, rule="missing")
        return Told(key, "finding.missing", {}, rule="missing")

    def _check_value(
        self, case: Case, indicator: Indicator, entry: Entry, value: str
    ) -> Iterator[Told]:
        if indicator.kind is Kind.TEXT:
            return
        number, key = Decimal(value), entry.key
        facts: dict[str, Fact] = {"value": print_figure(value)}
        if case.catalogue.unit_of(indicator.code).is_whole and number != number.to_integral_value():
            yield Told(key, "finding.not_whole", facts, rule="not_whole")
        for name, limit in (("minimum", indicator.minimum), ("maximum", indicator.maximum)):
            if limit is None:
                continue
            is_beyond = number < Decimal(limit) if name == "minimum" else number > Decimal(limit)
            if is_beyond:
                rule = "below_minimum" if name == "minimum" else "above_maximum"
                told = {**facts, "limit": print_figure(limit)}
                yield Told(key, f"finding.{rule}", told, rule=rule, expected=print_figure(limit))


def derive(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator."""
    for indicator in catalogue.indicators:
        yield FigureRule(kind, indicator.code, severity, frozenset({indicator.code}))
