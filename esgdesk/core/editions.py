"""Editions: what published reports printed, and whether a figure of today still is that figure.

Two printed figures are the same if the finer one, rounded to the unit and decimals of the coarser
one, gives it: 718.64 in RMB 10,000 and 7.19 in RMB million are, 1,237 and 10,233 tonnes are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from esgdesk.core.derived import conversion, scale_of
from esgdesk.core.measures import MeasureError
from esgdesk.core.model import Entry, EntryKey, Printed, Reason, Restatement
from esgdesk.core.numbers import decimals_of, print_fraction
from esgdesk.core.view import ProjectView

YEARS_SHOWN = 3
"""A report shows its year and the two before it."""
MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Size:
    """A printed figure with the size of its unit in base measures."""

    value: str
    scale: Fraction

    @property
    def step(self) -> Fraction:
        """One unit of its last digit, in base measures."""
        return self.scale / 10 ** decimals_of(self.value)


def is_same(one: Size, other: Size) -> bool:
    """Whether two printed figures are one figure, printed with other units or decimals."""
    fine, coarse = sorted((one, other), key=lambda size: size.step)
    number = Fraction(fine.value) * fine.scale / coarse.scale
    rounded = print_fraction(number, decimals_of(coarse.value))
    return Fraction(rounded) == Fraction(coarse.value)


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that is not any more what a report printed.

    `old` is what was printed (None: `old_reason` says why no figure was), `new` what stands there
    now. `difference` is new less old as a canonical figure in the indicator's unit, None where
    either is no figure. `restatement` is the reason, if one was given.
    """

    key: EntryKey
    edition: str
    printed: Printed
    entry: Entry | None
    difference: str | None
    restatement: Restatement | None

    @property
    def is_disclosed_now(self) -> bool:
        """A figure where the report had none: more is disclosed, nothing is restated."""
        return self.printed.value is None


@dataclass(frozen=True, slots=True)
class Restated:
    """A line of the list of restatements: what changed, and who said why, when (UTC, ISO 8601)."""

    changed: Changed
    person: str = ""
    at: str = ""


def latest_printed(view: ProjectView, key: EntryKey, report: str) -> Printed | None:
    """What the latest report up to this one printed for a figure."""
    found = [line for line in view.printed.get(key, ()) if line.edition <= report]
    return max(found, key=lambda line: line.edition, default=None)


def changed_figures(view: ProjectView, report: str) -> Iterator[Changed]:
    """The figures that a report year shows otherwise than the latest earlier report printed them,
    in the order of the catalogue, newest year first. A figure printed for the first time is none.
    """
    years = [period.code for period in view.periods if period.code <= report][-YEARS_SHOWN:]
    for indicator in view.catalogue.indicators:
        for members in view.catalogue.member_sets(indicator.code):
            for year in reversed(years):
                found = changed_figure(view, view.key(indicator.code, members, year), report)
                if found is not None:
                    yield found


def changed_figure(view: ProjectView, key: EntryKey, report: str) -> Changed | None:
    """How a figure differs from what the latest report up to this one printed, if it does."""
    printed = latest_printed(view, key, report)
    if printed is None:
        return None
    entry = view.entries.get(key)
    if entry is None or not entry.is_filled:
        # Not entered in this file yet; what is missing is another rule's business.
        return None
    gap: str | None = None
    if entry.value is not None and printed.value is not None:
        scale = scale_of(view.catalogue, view.catalogue.indicator(key.indicator).unit)
        old = Size(printed.value, printed_scale(view, printed))
        if any(is_same(old, size) for size in _sizes(view, entry, entry.value, scale)):
            return None
        number = (Fraction(entry.value) * scale - Fraction(old.value) * old.scale) / scale
        finest = min(old.step, scale / 10 ** decimals_of(entry.value))
        decimals = max(0, _decimals(finest / scale))
        gap = print_fraction(number, decimals)
    elif entry.value is None and printed.value is None:
        return None
    return Changed(key, printed.edition, printed, entry, gap, _reason(view, key, printed))


def _sizes(view: ProjectView, entry: Entry, value: str, scale: Fraction) -> Iterator[Size]:
    """The figure as it is printed and, where it was entered in another unit, as it was entered."""
    yield Size(value, scale)
    if entry.entered is not None:
        yield Size(entry.entered, scale * conversion(view.catalogue, entry))


def _decimals(step: Fraction) -> int:
    decimals = 0
    while step < 1 and decimals < 12:
        step, decimals = step * 10, decimals + 1
    return decimals


def printed_scale(view: ProjectView, printed: Printed) -> Fraction:
    """The size of the unit that a figure was printed in; the indicator's where it is not said or
    measures something else.
    """
    own = view.catalogue.unit_of(printed.key.indicator)
    try:
        found = view.catalogue.system.measure(printed.measure)
        wanted = view.catalogue.system.measure(own.measure)
    except MeasureError:
        found = wanted = None
    if found is None or wanted is None or found.powers != wanted.powers:
        return scale_of(view.catalogue, own.id)
    return found.scale


def in_own_unit(view: ProjectView, printed: Printed) -> str | None:
    """A printed figure in the indicator's unit of today, all its digits kept; None for none."""
    if printed.value is None:
        return None
    own = scale_of(view.catalogue, view.catalogue.indicator(printed.key.indicator).unit)
    there = printed_scale(view, printed)
    if own == there:
        return printed.value
    number = Fraction(printed.value) * there / own
    # 3.2 kilotonnes are 3,200 tonnes: no digit is said that was not printed.
    step = there / own / 10 ** decimals_of(printed.value)
    decimals = 0
    while (
        Fraction(1, 10**decimals) > step or Fraction(print_fraction(number, decimals)) != number
    ) and decimals < MOST_DECIMALS:
        decimals += 1
    return print_fraction(number, decimals)


def _reason(view: ProjectView, key: EntryKey, printed: Printed) -> Restatement | None:
    """The newest reason given for a change since the report that printed the figure.

    One given for a later report counts too: the figure is the same one in every year's report.
    """
    given = [
        line
        for (year, restated), line in view.restatements.items()
        if restated == key and printed.edition <= year
    ]
    return max(given, key=lambda line: line.period, default=None)


def as_published(view: ProjectView, report: str) -> ProjectView:
    """The view with every figure as the latest earlier report printed it, where one did."""
    entries = dict(view.entries)
    for key in view.printed:
        printed = latest_printed(view, key, report)
        if printed is None or not view.catalogue.expects(key.indicator, key.members):
            continue
        if printed.value is None:
            continue
        scale = scale_of(view.catalogue, view.catalogue.indicator(key.indicator).unit)
        number = Fraction(printed.value) * printed_scale(view, printed) / scale
        step = printed_scale(view, printed) / scale / 10 ** decimals_of(printed.value)
        value = print_fraction(number, _decimals(step))
        old = entries.get(key)
        entries[key] = Entry(key, value=value, note=old.note if old else "")
    return replace(view, entries=entries)


def printed_figures(view: ProjectView, period: str, years: int = YEARS_SHOWN) -> list[Printed]:
    """What a report of this year prints: every figure that is filled, of its year and those before
    it, as it stands in the view.
    """
    shown = [line.code for line in view.periods if line.code <= period][-years:]
    found = []
    for key, entry in view.entries.items():
        if key.period not in shown or not (entry.value or entry.reason):
            continue
        if not view.catalogue.expects(key.indicator, key.members):
            continue
        unit = view.catalogue.unit_of(key.indicator)
        reason: Reason | None = entry.reason
        found.append(Printed(period, key, entry.value, reason, unit.label.text("en"), unit.measure))
    return found
