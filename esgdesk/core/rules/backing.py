"""What stands behind a figure: where it comes from, and notes that nobody has confirmed yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Severity
from esgdesk.core.model import Kind, RuleLine
from esgdesk.core.numbers import print_figure
from esgdesk.core.rules.base import Case, Rule, Told, known

_BRACKETS = ("(", "（")


@dataclass(frozen=True, slots=True)
class NeedsEvidence(Rule):
    """An entered figure says where it comes from: by a file, by its source, or in its note."""

    def tell(self, case: Case) -> Iterator[Told]:
        """The figures of which nothing says where they come from."""
        for members in case.catalogue.member_sets(self.home):
            value, entry = case.figure(self.home, members), case.entry(self.home, members)
            if value is None or entry is None or entry.source or entry.note:
                continue
            if not case.view.evidence.get(entry.key):
                yield Told(entry.key, "finding.needs_evidence", {"value": print_figure(value)})


@dataclass(frozen=True, slots=True)
class Carried(Rule):
    """A note that came along from the year before, with the words that nobody confirmed it, beside
    a figure that has been entered since.
    """

    def tell(self, case: Case) -> Iterator[Told]:
        """The figures whose note is still that of the year before."""
        before = case.before()
        if before is None:
            return
        for members in case.catalogue.member_sets(self.home):
            entry, old = case.entry(self.home, members), before.entry(self.home, members)
            if entry is None or old is None or not old.note or not entry.is_filled:
                continue
            # The words in front are in the language of whoever opened the year.
            if entry.note.startswith(_BRACKETS) and entry.note.endswith(f" {old.note}"):
                yield Told(entry.key, "finding.carried", {"note": old.note, "year": before.period})


def declare_evidence(catalogue: Catalogue, line: RuleLine, severity: Severity) -> Rule:
    """No further settings."""
    code = known(catalogue, line.indicator)
    return NeedsEvidence(line.kind, code, severity, frozenset({code}))


def derive_carried(catalogue: Catalogue, kind: str, severity: Severity) -> Iterator[Rule]:
    """One for every indicator."""
    for indicator in catalogue.indicators:
        if indicator.kind is not Kind.TEXT:
            yield Carried(kind, indicator.code, severity, frozenset({indicator.code}))
