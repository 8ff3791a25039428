"""How far a year's figures have come: what can be submitted, how many are where, who is behind.

Pure functions over a view and its findings. A computed figure has no state, for nobody entered it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import EntryKey, Indicator, State
from esgdesk.core.view import ProjectView

Findings = Mapping[EntryKey, Sequence[Finding]]
MISSING = "missing"
"""The rule that says a figure is not there yet: counted as missing, not as an error."""
OPEN = (State.DRAFT, State.SENT_BACK)
"""The states from which a figure is submitted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a department stands in a year: its figures by state, what is missing, what is wrong.

    `errors` counts figures that are there and have an error, whatever their state.
    """

    department: str
    due: date | None
    missing: int
    errors: int
    draft: int
    submitted: int
    approved: int
    sent_back: int

    @property
    def open(self) -> int:
        """How many figures are still with the department."""
        return self.missing + self.draft + self.sent_back

    def late_since(self, today: date) -> date | None:
        """The day from which on figures are late, None where nothing is."""
        return self.due if self.due is not None and self.due < today and self.open else None


def figures(
    view: ProjectView, period: str, *, chapter: str = "", department: str = ""
) -> Iterator[tuple[Indicator, EntryKey]]:
    """The figures of a year, of a chapter or department only where one is named."""
    for indicator in view.catalogue.indicators:
        if chapter not in ("", indicator.chapter) or department not in ("", indicator.owner):
            continue
        for members in view.catalogue.member_sets(indicator.code):
            yield indicator, view.key(indicator.code, members, period)


def state_of(view: ProjectView, key: EntryKey) -> State | None:
    """How far a figure has come; None where nobody has entered one."""
    entry = view.entries.get(key)
    return None if entry is None or entry.is_computed or not entry.is_filled else entry.state


def _is_there(view: ProjectView, key: EntryKey) -> bool:
    entry = view.entries.get(key)
    return entry is not None and entry.is_filled


def is_wrong(view: ProjectView, findings: Findings, key: EntryKey) -> bool:
    """Whether a figure has an error, or a text beside it that is no figure."""
    found = findings.get(key, ())
    return key in view.drafts or any(
        finding.severity is Severity.ERROR and finding.rule != MISSING for finding in found
    )


def submittable(
    view: ProjectView, findings: Findings, keys: Iterable[EntryKey]
) -> tuple[EntryKey, ...]:
    """Those of some figures that can be submitted: there, still open, without an error."""
    return tuple(
        key for key in keys if state_of(view, key) in OPEN and not is_wrong(view, findings, key)
    )


def in_state(view: ProjectView, state: State, keys: Iterable[EntryKey]) -> tuple[EntryKey, ...]:
    """Those of some figures that have come so far."""
    return tuple(key for key in keys if state_of(view, key) is state)


def standing(view: ProjectView, findings: Findings, period: str, department: str) -> Standing:
    """How a department stands in a year."""
    counts = dict.fromkeys(State, 0)
    missing = errors = 0
    for indicator, key in figures(view, period, department=department):
        errors += is_wrong(view, findings, key)
        state = state_of(view, key)
        if state is not None:
            counts[state] += 1
        elif indicator.is_required and not _is_there(view, key):
            missing += 1
    due = next(
        (line.day for line in view.dues if (line.department, line.period) == (department, period)),
        None,
    )
    return Standing(
        department,
        due,
        missing,
        errors,
        counts[State.DRAFT],
        counts[State.SUBMITTED],
        counts[State.APPROVED],
        counts[State.SENT_BACK],
    )


def chase_list(view: ProjectView, findings: Findings, period: str) -> tuple[Standing, ...]:
    """Every department that has figures, in the catalogue's order."""
    owners = {indicator.owner for indicator in view.catalogue.indicators}
    known = [line.code for line in view.catalogue.departments if line.code in owners]
    return tuple(standing(view, findings, period, code) for code in known)
