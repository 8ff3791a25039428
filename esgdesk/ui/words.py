"""The desk's words in the language the window speaks; handed to every widget as `tr`."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.errors import Problem
from esgdesk.core.findings import Finding
from esgdesk.core.model import EntryKey
from esgdesk.core.wording import Wording, column
from esgdesk.i18n import explain, translate
from esgdesk.naming import deed_name, figure_name, finding_text
from esgdesk.operations.project import Operation

LANGUAGE_NAMES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


@dataclass(frozen=True, slots=True)
class Words:
    """Looks words up: `tr("desk.start.open")` is that key in this language."""

    language: str

    def __call__(self, key: str, **facts: object) -> str:
        return translate(self.language, key, **facts)

    def message(self, key: str, **facts: object) -> str:
        """A message that the core names by its full key, such as `figure.too_long`."""
        return translate(self.language, key, **facts)

    def explain(self, problem: Problem) -> str:
        """What went wrong in the world and what to do; times are those of this place."""
        return explain(_at_home(problem), self.language)

    def finding(self, catalogue: Catalogue, finding: Finding) -> str:
        """What a rule found, and its likely cause."""
        return finding_text(catalogue, finding, self.language)

    def wording(self, text: str) -> Wording:
        """What a person wrote, as a wording in the language of the window."""
        return Wording(**{column("", self.language).lstrip("_"): text} if text else {})

    def of(self, wording: Wording) -> str:
        """A name or text of the catalogue."""
        return wording.text(self.language)

    def figure_name(self, catalogue: Catalogue, indicator: str, members: str) -> str:
        """An indicator's name, with its members where it is broken down."""
        return figure_name(catalogue, indicator, members, self.language)

    def key_name(self, catalogue: Catalogue, key: EntryKey) -> str:
        """The name of an entry's figure."""
        return self.figure_name(catalogue, key.indicator, key.members)

    def deed(self, catalogue: Catalogue, operation: Operation) -> str:
        """What a deed did, as undo and history name it."""
        return deed_name(catalogue, operation.deed, operation.facts, self.language)


def _at_home(problem: Problem) -> Problem:
    """A problem whose times are local ones."""
    facts = dict(problem.facts)
    for name in ("at", "since"):
        # Who holds a lock may have written anything there.
        with contextlib.suppress(ValueError):
            facts[name] = day_and_clock(str(facts.get(name) or ""))
    return Problem(problem.key, **facts)


def clock(at: str) -> str:
    """The local time of day of a journal's time stamp."""
    return _local(at).strftime("%H:%M")


def day_and_clock(at: str) -> str:
    """The local day and time of a journal's time stamp."""
    return _local(at).strftime("%Y-%m-%d %H:%M")


def _local(at: str) -> datetime:
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone()
