"""Consolidation: the exact sum of one indicator's figures over the entities below another.

Additive only: every part counts in full, in the indicator's unit. Shares of ownership and what
belongs to a group in which year are not known here. A part without a figure is named with its
reason and never counted as zero; what to do about it is for those who ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from esgdesk.core.model import (
    TOTAL,
    Aggregation,
    Entity,
    Entry,
    EntryKey,
    Indicator,
    Kind,
    Reason,
)
from esgdesk.core.numbers import EXACT, is_canonical


class Hindrance(StrEnum):
    """Why an indicator has no sum over the entities below another."""

    NOT_ADDITIVE = "not_additive"
    NO_PARTS = "no_parts"


@dataclass(frozen=True, slots=True)
class MissingPart:
    """An entity without a figure of its own or below it; no `reason` where nothing was entered."""

    entity: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The sum over the entities below one, with what it was made from, in the tree's order.

    `value` is canonical, in the indicator's unit, with as many decimals as its most precise part
    (`1.5` and `2.25` make `3.75`, `1.0` and `2` make `3.0`), so nothing is ever rounded. It is the
    sum of the `counted` entities and None where there are none: no figure at all is no zero. With
    `missing` parts it is less than the whole; `is_complete` tells. `hindrance` says why there is
    nothing to add up.
    """

    value: str | None = None
    counted: tuple[str, ...] = ()
    missing: tuple[MissingPart, ...] = ()
    hindrance: Hindrance | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every part has a figure, so that the value may stand for the whole."""
        return self.value is not None and not self.missing


@dataclass(frozen=True)
class EntityTree:
    """The entities of a company, each below its parent, in the order they were given.

    Several may stand at the top. Raises ValueError for a code given twice, a parent that is not
    among them and a circle of parents: whoever keeps entities must not let these come about.
    """

    entities: tuple[Entity, ...]

    def __post_init__(self) -> None:
        parents = {entity.code: entity.parent for entity in self.entities}
        if len(parents) < len(self.entities):
            codes = [entity.code for entity in self.entities]
            twice = sorted({code for code in codes if codes.count(code) > 1})
            raise ValueError(f"entities given twice: {', '.join(twice)}")
        for code, parent in parents.items():
            if parent is not None and parent not in parents:
                raise ValueError(f"entity {code} has an unknown parent: {parent}")
        _refuse_circles(parents)

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {entity.code: [] for entity in self.entities}
        for entity in self.entities:
            if entity.parent is not None:
                children[entity.parent].append(entity.code)
        return children

    def children(self, code: str) -> tuple[str, ...]:
        """The codes of the entities right below one, in order; KeyError where it is unknown."""
        return tuple(self._children[code])


def _refuse_circles(parents: Mapping[str, str | None]) -> None:
    sound: set[str] = set()
    for code in parents:
        way: dict[str, None] = {}  # a set that keeps its order
        here: str | None = code
        while here is not None and here not in sound:
            if here in way:
                raise ValueError(f"entities are their own parents: {' < '.join((*way, here))}")
            way[here] = None
            here = parents[here]
        sound.update(way)


def consolidate(
    indicator: Indicator,
    tree: EntityTree,
    entity: str,
    entries: Mapping[EntryKey, Entry],
    *,
    period: str,
    members: str = TOTAL,
) -> Consolidation:
    """The sum of an indicator's figures over the entities below `entity`, for one period.

    What was entered for a part stands for all below it, figure or reason, as an entered figure
    stands before a computed one; a part that nothing was entered for is made up of its own parts.
    The entity's own entry takes no part. Source of the method: plain addition, `Aggregation.SUM`.

    Raises KeyError for an unknown entity and ValueError for an entry that holds no canonical
    figure, which no store lets in.
    """
    pending = list(reversed(tree.children(entity)))
    if indicator.aggregation is not Aggregation.SUM or indicator.kind is Kind.TEXT:
        return Consolidation(hindrance=Hindrance.NOT_ADDITIVE)
    if not pending:
        return Consolidation(hindrance=Hindrance.NO_PARTS)
    total = Decimal(0)
    counted: list[str] = []
    missing: list[MissingPart] = []
    # Not by recursion: a chain of holdings may be longer than Python's stack is deep.
    while pending:
        part = pending.pop()
        entry = entries.get(EntryKey(indicator.code, members, part, period))
        if entry is not None and entry.value is not None:
            total = EXACT.add(total, _figure(entry.value, entry.key))
            counted.append(part)
        elif entry is not None and entry.reason is not None:
            missing.append(MissingPart(part, entry.reason))
        elif below := tree.children(part):
            pending.extend(reversed(below))
        else:
            missing.append(MissingPart(part))
    return Consolidation(format(total, "f") if counted else None, tuple(counted), tuple(missing))


def _figure(value: str, key: EntryKey) -> Decimal:
    # Decimal itself would take `nan`, `1e3` and `1_000`.
    if not is_canonical(value):
        raise ValueError(f"no canonical figure: {value!r} of {key}")
    return Decimal(value)
