"""What all rules share: a rule, what it reads when it runs, and how it tells a finding."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.compute import Reading
from esgdesk.core.derived import Calculator
from esgdesk.core.editions import Changed, as_published, changed_figures
from esgdesk.core.findings import Cause, Fact, Finding, Severity
from esgdesk.core.intervals import Interval, of_figure
from esgdesk.core.model import TOTAL, Entry, EntryKey, RuleLine, Unit
from esgdesk.core.model import Kind as IndicatorKind
from esgdesk.core.numbers import decimals_of, print_figure, print_fraction
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording

NO_UNIT = "-"


class RuleError(Exception):
    """A declared rule that does not fit the catalogue; `key` names the message."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is shown, with what it can stand for in its own unit."""

    value: str
    interval: Interval
    is_entered: bool = True


class Case:
    """One year of one view, as rules look at it."""

    def __init__(
        self, view: ProjectView, period: str, calculator: Calculator | None = None
    ) -> None:
        self.view = view
        self.period = period
        self.catalogue = view.catalogue
        self.calculator = calculator or Calculator(view)

    def at(self, period: str) -> Case:
        """Another year of the same view."""
        return Case(self.view, period, self.calculator)

    @cached_property
    def published(self) -> Case | None:
        """The same year with the figures as earlier reports printed them; None without any."""
        if not self.view.printed:
            return None
        return Case(as_published(self.view, self.period), self.period)

    @cached_property
    def changed(self) -> dict[str, list[Changed]]:
        """What is shown otherwise than an earlier report printed it, by indicator."""
        found: dict[str, list[Changed]] = {}
        if self.view.printed:
            for line in changed_figures(self.view, self.period):
                found.setdefault(line.key.indicator, []).append(line)
        return found

    def key(self, indicator: str, members: str = "") -> EntryKey:
        """The key of a figure of this year."""
        return self.view.key(indicator, members, self.period)

    def entry(self, indicator: str, members: str = "") -> Entry | None:
        """The entry of a figure of this year."""
        return self.view.entry(indicator, members, self.period)

    def figure(self, indicator: str, members: str = "") -> str | None:
        """A figure that somebody entered, None where there is none or it was computed."""
        entry = self.entry(indicator, members)
        return entry.value if entry is not None and not entry.is_computed else None

    def read(self, indicator: str, members: str = "") -> Reading:
        """A figure in base measures, entered or computed."""
        return self.calculator.read(indicator, members, self.period)

    def shown(self, indicator: str, members: str = TOTAL) -> Shown | None:
        """A figure that somebody entered or that was computed, None where there is none."""
        value = self.figure(indicator, members)
        if value is None and self.catalogue.indicator(indicator).kind is not IndicatorKind.DERIVED:
            return None
        entry = self.entry(indicator, members)
        if value is not None and entry is not None and entry.entered is None:
            return Shown(value, self._printed(indicator, value))
        reading = self.read(indicator, members)
        text = value if value is not None else reading.input.value
        if text is None or reading.interval is None:
            return None
        # What rounding explains in the figures as they are printed is no error either.
        own = reading.interval.times(1 / self.calculator.scale(indicator))
        return Shown(text, own.spanned(self._printed(indicator, text)), value is not None)

    def _printed(self, indicator: str, value: str) -> Interval:
        return of_figure(value, is_count=self.catalogue.unit_of(indicator).is_whole)

    def before(self) -> Case | None:
        """The year before, None where the view has none."""
        period = self.view.year_before(self.period)
        return self.at(period) if period else None


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule has to say about a figure, before it becomes a finding."""

    key: EntryKey
    message: str
    facts: dict[str, Fact]
    figures: tuple[EntryKey, ...] = ()
    expected: str = ""
    difference: str = ""
    detail: str = ""
    cause: Cause | None = None
    severity: Severity | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Rule(ABC):
    """One relation that figures of a year must keep.

    `home` is the indicator it belongs to; `reads` the indicators whose figures it looks at, without
    those that they may be computed from.
    """

    kind: str
    home: str
    severity: Severity
    reads: frozenset[str]

    @abstractmethod
    def tell(self, case: Case) -> Iterator[Told]:
        """What does not hold in this year."""

    def check(self, case: Case) -> Iterator[Finding]:
        """What does not hold, as findings."""
        for told in self.tell(case):
            yield Finding(
                rule=told.rule or self.kind,
                severity=told.severity or self.severity,
                key=told.key,
                message=told.message,
                facts=told.facts,
                detail=told.detail,
                expected=told.expected,
                difference=told.difference,
                cause=told.cause,
                figures=tuple(dict.fromkeys((told.key, *told.figures))),
            )


Derive = Callable[[Catalogue, str, Severity], Iterator[Rule]]
Declare = Callable[[Catalogue, RuleLine, Severity], Rule]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rule: how it comes out of the catalogue by itself, how a pack declares one.

    `suits` says which indicators a line for all of them is about.
    """

    code: str
    severity: Severity
    derive: Derive | None = None
    declare: Declare | None = None
    suits: Callable[[Catalogue, str], bool] = lambda catalogue, indicator: True


def with_severity(rule: Rule, severity: Severity) -> Rule:
    """The same rule, taken more or less seriously."""
    return replace(rule, severity=severity)


def difference(value: str, expected: str) -> str:
    """A figure less what is expected, with the decimals of the more precise one and its sign."""
    decimals = max(decimals_of(value), decimals_of(expected))
    text = print_fraction(Fraction(value) - Fraction(expected), decimals)
    return print_figure(text) if text.startswith("-") else f"+{print_figure(text)}"


def telling_text(number: Fraction, decimals: int) -> str:
    """A number with so many decimals; with enough for two digits where it would vanish."""
    while number and abs(number) * 10**decimals < 1:
        decimals += 1
        if abs(number) * 10**decimals >= 1:
            decimals += 1
    return print_fraction(number, decimals)


def known(catalogue: Catalogue, code: str) -> str:
    """A code of the catalogue. Raises RuleError for one it does not have."""
    if not catalogue.has_indicator(code):
        raise RuleError("rule.unknown_indicator", found=code)
    return code


def apart(one: Interval, other: Interval) -> bool:
    """Whether no rounding explains that two figures differ."""
    return not one.meets(other)


def amount(value: str, unit: Unit) -> Wording:
    """A figure with its unit, in every language; plain numbers have a dash for one."""
    texts = []
    for language in LANGUAGES:
        label = unit.label.text(language)
        texts.append(print_figure(value) if label == NO_UNIT else f"{print_figure(value)} {label}")
    return Wording(*texts)
