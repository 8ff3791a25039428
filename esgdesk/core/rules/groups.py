"""A group's figure against those of the entities below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.consolidation import EntityTree, consolidate
from esgdesk.core.findings import Fact, Severity
from esgdesk.core.intervals import of_figure, total
from esgdesk.core.model import Aggregation, EntryKey, Kind
from esgdesk.core.numbers import print_figure
from esgdesk.core.rules.base import Case, Rule, Told, apart, difference


@dataclass(frozen=True, slots=True)
class SumOfEntities(Rule):
    """The figure of a group is the sum of those below it, and none of them is missing."""

    def tell(self, case: Case) -> Iterator[Told]:
        """The figures that differ from the sum, or that have a sum with a part missing."""
        if not case.view.below:
            return
        tree = EntityTree(case.view.entities)
        names = {entity.code: entity.name for entity in case.view.entities}
        indicator = case.catalogue.indicator(self.home)
        is_count = case.catalogue.unit_of(self.home).is_whole
        for members in case.catalogue.member_sets(self.home):
            value = case.figure(self.home, members)
            if value is None:
                continue
            made = consolidate(
                indicator,
                tree,
                case.view.entity.code,
                case.view.below,
                period=case.period,
                members=members,
            )
            if made.value is None:
                continue
            counted = [EntryKey(self.home, members, code, case.period) for code in made.counted]
            facts: dict[str, Fact] = {
                "value": print_figure(value),
                "expected": print_figure(made.value),
            }
            if not made.is_complete:
                entity = names[made.missing[0].entity]
                facts_missing = {**facts, "entity": entity, "count": str(len(made.missing))}
                yield Told(
                    case.key(self.home, members),
                    "finding.entity_missing",
                    facts_missing,
                    figures=tuple(counted),
                    severity=Severity.WARNING,
                    detail="missing",
                )
                continue
            parts = total(
                of_figure(case.view.below[key].value or "0", is_count=is_count) for key in counted
            )
            if apart(of_figure(value, is_count=is_count), parts):
                gap = difference(value, made.value)
                yield Told(
                    case.key(self.home, members),
                    "finding.entities_differ",
                    {**facts, "difference": gap},
                    figures=tuple(counted),
                    expected=print_figure(made.value),
                    difference=gap,
                )


def derive(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator that adds up over entities."""
    for indicator in catalogue.indicators:
        if indicator.aggregation is Aggregation.SUM and indicator.kind is not Kind.TEXT:
            yield SumOfEntities(kind, indicator.code, severity, frozenset({indicator.code}))
