"""A project view: the part of a company file that a report, a check or a screen reads at once.

It is a snapshot: plain data, taken in one read transaction, that knows nothing of where it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.errors import UsageProblem
from esgdesk.core.layout import Layout, parse_layout
from esgdesk.core.model import (
    Answer,
    Comment,
    Draft,
    Due,
    Edition,
    Entity,
    Entry,
    EntryKey,
    Evidence,
    Footnote,
    Head,
    Mention,
    Period,
    Person,
    Printed,
    Report,
    Restatement,
    StoredLayout,
)


@dataclass(frozen=True)
class ProjectView:
    """One entity's figures for some periods (oldest first), with all that explains them.

    `locked` are the years that take no changes. `entities` are all of the company's, `below` the
    entries of those below this one.
    """

    entity: Entity
    periods: tuple[Period, ...]
    catalogue: Catalogue
    entries: Mapping[EntryKey, Entry]
    drafts: Mapping[EntryKey, Draft]
    footnotes: tuple[Footnote, ...]
    reports: Mapping[str, Report]
    layouts: Mapping[str, StoredLayout]
    head: Head
    mentions: tuple[Mention, ...] = ()
    editions: tuple[Edition, ...] = ()
    printed: Mapping[EntryKey, tuple[Printed, ...]] = field(default_factory=dict)
    restatements: Mapping[tuple[str, EntryKey], Restatement] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    evidence: Mapping[EntryKey, tuple[Evidence, ...]] = field(default_factory=dict)
    comments: Mapping[EntryKey, tuple[Comment, ...]] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    dues: tuple[Due, ...] = ()
    locked: frozenset[str] = frozenset()
    entities: tuple[Entity, ...] = ()
    below: Mapping[EntryKey, Entry] = field(default_factory=dict)

    def key(self, indicator: str, members: str, period: str) -> EntryKey:
        """The key of a figure of this view's entity."""
        return EntryKey(indicator, members, self.entity.code, period)

    def entry(self, indicator: str, members: str, period: str) -> Entry | None:
        """The entry for a figure, None where nothing was entered."""
        return self.entries.get(self.key(indicator, members, period))

    def year_before(self, period: str) -> str:
        """The code of the year before, empty where this view has none."""
        known = [line.code for line in self.periods]
        place = known.index(period) if period in known else 0
        return known[place - 1] if place else ""

    def report(self, period: str) -> Report:
        """What is set for a year's report; the defaults where nothing was."""
        return self.reports.get(period) or Report(self.entity.code, period)

    def require_period(self, code: str) -> Period:
        """The period with this code; UsageProblem where the file has none."""
        for period in self.periods:
            if period.code == code:
                return period
        known = ", ".join(period.code for period in self.periods)
        raise UsageProblem("usage.unknown_year", found=code, known=known)

    def layout(self, code: str) -> Layout:
        """A layout of this file, parsed; UsageProblem where there is none of that name."""
        stored = self.layouts.get(code)
        if stored is None:
            raise UsageProblem("usage.unknown_layout", found=code, known=", ".join(self.layouts))
        return parse_layout(
            stored.settings, stored.rows, file=f"{code}.toml", rows_file=f"{code}.csv"
        )
