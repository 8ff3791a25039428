"""How a year stands as a whole: how far it is, what moved most, what is missing and from whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import EntryKey, Indicator
from esgdesk.core.numbers import CONTEXT
from esgdesk.core.units import Change, change_between
from esgdesk.core.view import ProjectView

MISSING = "missing"
"""The rule that says a figure is not there yet; that is counted apart from errors."""
MOST_MOVES = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a department or a chapter is; `missing` are its required figures without an answer,
    in the order of the catalogue."""

    code: str
    filled: int
    wanted: int
    errors: int
    missing: tuple[EntryKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that changed against the year before."""

    key: EntryKey
    before: str
    value: str
    change: Change


def by_chapter(
    view: ProjectView, year: str, findings: Mapping[EntryKey, Sequence[Finding]]
) -> list[Standing]:
    """How far each chapter is; those that ask for nothing are left out."""
    catalogue = view.catalogue
    grouped = [(line.code, catalogue.indicators_in(line.code)) for line in catalogue.chapters]
    return _standings(view, year, findings, grouped)


def by_department(
    view: ProjectView, year: str, findings: Mapping[EntryKey, Sequence[Finding]]
) -> list[Standing]:
    """How far each department is; last, with an empty code, what belongs to none."""
    owned: dict[str, list[Indicator]] = {line.code: [] for line in view.catalogue.departments}
    nobodys: list[Indicator] = []
    for indicator in view.catalogue.indicators:
        owned.get(indicator.owner, nobodys).append(indicator)
    return _standings(view, year, findings, [*owned.items(), ("", nobodys)])


def _standings(
    view: ProjectView,
    year: str,
    findings: Mapping[EntryKey, Sequence[Finding]],
    grouped: Iterable[tuple[str, Iterable[Indicator]]],
) -> list[Standing]:
    found = [_standing(view, year, findings, code, lines) for code, lines in grouped]
    return [line for line in found if line.wanted]


def _standing(
    view: ProjectView,
    year: str,
    findings: Mapping[EntryKey, Sequence[Finding]],
    code: str,
    indicators: Iterable[Indicator],
) -> Standing:
    wanted = errors = 0
    missing: list[EntryKey] = []
    for indicator in indicators:
        for key in _keys(view, indicator, year):
            errors += any(_is_error(finding) for finding in findings.get(key, ()))
            if not indicator.is_required:
                continue
            wanted += 1
            entry = view.entries.get(key)
            if entry is None or not entry.is_filled:
                missing.append(key)
    return Standing(code, wanted - len(missing), wanted, errors, tuple(missing))


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.rule != MISSING


def _keys(view: ProjectView, indicator: Indicator, year: str) -> Iterator[EntryKey]:
    for members in view.catalogue.member_sets(indicator.code):
        yield view.key(indicator.code, members, year)


def largest_moves(view: ProjectView, year: str, most: int = MOST_MOVES) -> list[Move]:
    """The figures with the largest change relative to the year before, the largest first.

    A percentage is ranked like any other figure, though its change is said in points. What was
    zero has no relative change and is left out.
    """
    before = view.year_before(year)
    found: list[tuple[Decimal, Move]] = []
    for indicator in view.catalogue.indicators if before else ():
        for key in _keys(view, indicator, year):
            move = _move(view, key, before)
            if move is not None:
                found.append((_relative(move), move))
    found.sort(key=lambda line: line[0], reverse=True)
    return [move for _, move in found[:most]]


def _move(view: ProjectView, key: EntryKey, before: str) -> Move | None:
    now, then = view.entries.get(key), view.entry(key.indicator, key.members, before)
    if now is None or then is None or now.value is None or then.value is None:
        return None
    if not Decimal(then.value) or Decimal(now.value) == Decimal(then.value):
        return None
    change = change_between(now.value, then.value, view.catalogue.unit_of(key.indicator))
    return None if change is None else Move(key, then.value, now.value, change)


def _relative(move: Move) -> Decimal:
    old = Decimal(move.before)
    gap = CONTEXT.subtract(Decimal(move.value), old)
    return CONTEXT.divide(gap, old).copy_abs()
