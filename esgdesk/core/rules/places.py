"""A figure against itself elsewhere: in another place of the report, in a report before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.derived import scale_of
from esgdesk.core.editions import Size, in_own_unit, is_same
from esgdesk.core.findings import Cause, Fact, Severity
from esgdesk.core.intervals import of_figure
from esgdesk.core.model import TOTAL, EntryKey, Mention
from esgdesk.core.numbers import (
    Figure,
    NoFigure,
    decimals_of,
    print_figure,
    print_fraction,
    read_figure,
)
from esgdesk.core.rules import causes
from esgdesk.core.rules.base import Case, Rule, Told, amount, difference


@dataclass(frozen=True, slots=True)
class SameElsewhere(Rule):
    """A figure is printed alike wherever the report prints it."""

    def tell(self, case: Case) -> Iterator[Told]:
        """The places whose text is not the figure."""
        for mention in case.view.mentions:
            if mention.period == case.period and mention.indicator == self.home:
                yield from self._hold(case, mention)

    def _hold(self, case: Case, mention: Mention) -> Iterator[Told]:
        key = case.view.key(mention.indicator, mention.members, mention.value_period)
        entry = case.view.entries.get(key)
        reading = read_figure(mention.text)
        if entry is None or not entry.is_filled or not case.catalogue.expects(*_place(key)):
            return
        text: Fact = mention.text
        if mention.unit and isinstance(reading, Figure):
            text = amount(reading.value, case.catalogue.unit(mention.unit))
        facts: dict[str, Fact] = {
            "place": mention.place,
            "text": text,
            "year": mention.value_period,
        }
        if not isinstance(reading, Figure) or entry.value is None:
            is_nothing = isinstance(reading, NoFigure) and entry.value is None
            if not is_nothing and not (isinstance(reading, Figure) and entry.value):
                shown = print_figure(entry.value) if entry.value else "/"
                yield Told(key, "finding.elsewhere", {**facts, "value": shown}, detail=mention.id)
            return
        own = case.catalogue.unit_of(self.home)
        unit = mention.unit or own.id
        there = Size(reading.value, scale_of(case.catalogue, unit))
        here = Size(entry.value, scale_of(case.catalogue, own.id))
        if is_same(there, here):
            return
        number = Fraction(there.value) * there.scale / here.scale
        expected = print_fraction(number, max(decimals_of(there.value), decimals_of(here.value)))
        yield Told(
            key,
            "finding.elsewhere",
            {
                **facts,
                "value": amount(entry.value, own) if mention.unit else print_figure(entry.value),
            },
            detail=mention.id,
            expected=print_figure(expected),
            difference=difference(entry.value, expected),
            cause=causes.first(
                self._of_sibling(case, key, there),
                causes.digits(entry.value, expected),
                causes.unit_slip(entry.value, of_figure(expected)),
            ),
        )

    def _of_sibling(self, case: Case, key: EntryKey, there: Size) -> Cause | None:
        """What is printed there is the figure of another member: labels or rows exchanged."""
        if key.members == TOTAL or not Fraction(there.value):
            return None
        for members in case.catalogue.member_sets(self.home):
            other = case.view.key(self.home, members, key.period)
            entry = case.view.entries.get(other)
            if members in (TOTAL, key.members) or entry is None or entry.value is None:
                continue
            if is_same(there, Size(entry.value, case.calculator.scale(self.home))):
                return Cause("cause.label_of", {"text": print_figure(there.value), "other": other})
        return None


def _place(key: EntryKey) -> tuple[str, str]:
    return key.indicator, key.members


@dataclass(frozen=True, slots=True)
class Restated(Rule):
    """A figure that an earlier report printed is changed with a reason only."""

    def tell(self, case: Case) -> Iterator[Told]:
        """The changed figures without a reason; where more is disclosed, none is needed."""
        for changed in case.changed.get(self.home, ()):
            if changed.restatement is not None or changed.is_disclosed_now:
                continue
            old = changed.printed.value or ""
            entry = changed.entry
            value = entry.value if entry is not None else None
            new: Fact = amount(value, case.catalogue.unit_of(self.home)) if value else "/"
            was, cause = in_own_unit(case.view, changed.printed) or "", None
            if value and was:
                cause = causes.first(
                    causes.unit_slip(value, of_figure(was)), causes.digits(value, was)
                )
            yield Told(
                changed.key,
                "finding.restated",
                {
                    "value": new,
                    "old": f"{print_figure(old)} {changed.printed.unit}".removesuffix(" -"),
                    "edition": changed.edition,
                    "year": changed.key.period,
                },
                expected=print_figure(was),
                difference=_signed(changed.difference),
                detail=changed.edition,
                cause=cause,
            )


def _signed(number: str | None) -> str:
    if number is None:
        return ""
    return print_figure(number) if number.startswith("-") else f"+{print_figure(number)}"


def derive_elsewhere(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator."""
    for indicator in catalogue.indicators:
        yield SameElsewhere(kind, indicator.code, severity, frozenset({indicator.code}))


def derive_restated(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator."""
    for indicator in catalogue.indicators:
        yield Restated(kind, indicator.code, severity, frozenset({indicator.code}))
