"""The catalogue: everything that can be measured in one company file, and how it hangs together.

It is built from a pack when a company is made and from the company file afterwards, by the same
constructor, so that what a pack promises is what a file holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from esgdesk.core.formula import Node, codes, order, parse
from esgdesk.core.measures import UnitSystem
from esgdesk.core.model import (
    TOTAL,
    Breakdown,
    Chapter,
    Coefficient,
    Department,
    Dimension,
    Disclosure,
    Indicator,
    Member,
    RuleLine,
    Unit,
    member_pairs,
)
from esgdesk.core.wording import Wording


@dataclass(frozen=True)
class Catalogue:
    """Indicators with their chapters, units, breakdowns, owners and framework codes, in order."""

    chapters: tuple[Chapter, ...] = ()
    departments: tuple[Department, ...] = ()
    units: tuple[Unit, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    rules: tuple[RuleLine, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()
    measures: str = ""

    @cached_property
    def system(self) -> UnitSystem:
        """The measures that the units are made of, ready to convert."""
        return UnitSystem(self.measures)

    @cached_property
    def formulas(self) -> dict[str, Node]:
        """The formulas of the indicators that have one, parsed, each after those it reads."""
        parsed = {line.code: parse(line.formula) for line in self.indicators if line.formula}
        return {code: parsed[code] for code in order(parsed)}

    @cached_property
    def read_by(self) -> dict[str, frozenset[str]]:
        """For each indicator the derived ones that follow from it, directly or through others."""
        found: dict[str, set[str]] = {}
        for code, node in self.formulas.items():
            for needed in codes(node):
                found.setdefault(needed, set()).add(code)
        for code in reversed(self.formulas):
            for followers in found.values():
                if code in followers:
                    followers |= found.get(code, set())
        return {code: frozenset(followers) for code, followers in found.items()}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each indicator in the order of the catalogue."""
        return {line.code: place for place, line in enumerate(self.indicators)}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def _dimensions(self) -> dict[str, Dimension]:
        return {dimension.code: dimension for dimension in self.dimensions}

    @cached_property
    def _members(self) -> dict[str, Member]:
        return {
            member.pair: member for dimension in self.dimensions for member in dimension.members
        }

    @cached_property
    def _by_indicator(self) -> dict[str, list[Breakdown]]:
        grouped: dict[str, list[Breakdown]] = {}
        for breakdown in self.breakdowns:
            grouped.setdefault(breakdown.indicator, []).append(breakdown)
        return grouped

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code; KeyError where there is none."""
        return self._indicators[code]

    def has_indicator(self, code: str) -> bool:
        """Whether there is an indicator with this code."""
        return code in self._indicators

    def unit(self, unit_id: str) -> Unit:
        """The unit with this id; KeyError where there is none."""
        return self._units[unit_id]

    def unit_of(self, indicator: str) -> Unit:
        """The unit of an indicator."""
        return self._units[self._indicators[indicator].unit]

    def dimension(self, code: str) -> Dimension:
        """The dimension with this code; KeyError where there is none."""
        return self._dimensions[code]

    def has_dimension(self, code: str) -> bool:
        """Whether there is a dimension with this code."""
        return code in self._dimensions

    def member(self, pair: str) -> Member:
        """The member named by `dimension:member`; KeyError where there is none."""
        return self._members[pair]

    def has_member(self, pair: str) -> bool:
        """Whether there is a member named by `dimension:member`."""
        return pair in self._members

    def members_name(self, members: str) -> Wording:
        """The name of a member set: that of its member, or of several joined by a middle dot."""
        names = [self.member(pair).name for pair in member_pairs(members)]
        if len(names) == 1:
            return names[0]
        return Wording(
            " · ".join(name.en for name in names),
            " · ".join(name.zh_hans for name in names),
            " · ".join(name.zh_hant for name in names),
        )

    def breakdowns_of(self, indicator: str) -> tuple[Breakdown, ...]:
        """The breakdowns of an indicator, in order."""
        return tuple(self._by_indicator.get(indicator, ()))

    def coefficients_of(self, indicator: str) -> tuple[Coefficient, ...]:
        """The factors that convert figures of an indicator, in order."""
        return tuple(line for line in self.coefficients if line.indicator == indicator)

    def coefficient(self, code: str) -> Coefficient:
        """The factor with this code; KeyError where there is none."""
        return {line.code: line for line in self.coefficients}[code]

    def disclosures_of(self, indicator: str) -> tuple[Disclosure, ...]:
        """The framework codes that an indicator answers, in order."""
        return tuple(line for line in self.disclosures if line.indicator == indicator)

    def indicators_in(self, chapter: str) -> tuple[Indicator, ...]:
        """The indicators of a chapter, in order."""
        return tuple(line for line in self.indicators if line.chapter == chapter)

    def member_sets(self, indicator: str) -> Iterator[str]:
        """Every member set that an indicator has a figure for, the total first."""
        if self._indicators[indicator].has_total:
            yield TOTAL
        for breakdown in self.breakdowns_of(indicator):
            for member in self._dimensions[breakdown.dimension].members:
                yield member.pair

    def expects(self, indicator: str, members: str) -> bool:
        """Whether the catalogue has a place for this figure."""
        return self.has_indicator(indicator) and members in self.member_sets(indicator)
