"""The rows of the entry grid as plain data, made from a project view by pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import TOTAL, Entry, EntryKey, Indicator, Reason, State
from esgdesk.core.numbers import MINUS, POINT_LOCALE, Locale, as_typed, print_figure
from esgdesk.core.units import Change, change_between
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.ui.words import Words

TYPED_REASONS = {
    Reason.NOT_DISCLOSED: "/",
    Reason.NOT_APPLICABLE: "n/a",
    Reason.PENDING: "pending",
}
MISSING = "missing"
"""The rule that says a figure is not there yet: plain to see in the grid, so not marked there."""

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


class RowKind(Enum):
    """What a row is about."""

    CHAPTER = auto()
    INDICATOR = auto()
    BREAKDOWN = auto()
    MEMBER = auto()


class CellState(Enum):
    """What a cell holds."""

    EMPTY = auto()
    FIGURE = auto()
    WORDS = auto()
    REASON = auto()
    DRAFT = auto()
    UNSAVED = auto()


@dataclass(frozen=True, slots=True)
class GridCell:
    """One figure's place: what it shows, what an editor starts with, the worst finding, and how
    far it has come; None where nobody has entered it."""

    key: EntryKey
    text: str = ""
    typed: str = ""
    state: CellState = CellState.EMPTY
    severity: Severity | None = None
    is_computed: bool = False
    flow: State | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: `cells` are those of the shown years, oldest first; None where no figure belongs."""

    kind: RowKind
    name: str
    indicator: str = ""
    members: str = ""
    unit: str = ""
    level: int = 0
    cells: tuple[GridCell | None, ...] = ()
    change: str = ""
    is_parent: bool = False
    is_open: bool = True

    def text_at(self, place: int) -> str:
        """The text in the place of a year, or behind the last one the change."""
        if place >= len(self.cells):
            return self.change
        cell = self.cells[place]
        return cell.text if cell is not None else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a chapter is: figures there, figures wanted, errors besides what is missing."""

    filled: int
    wanted: int
    errors: int


def find_indicators(catalogue: Catalogue, text: str) -> list[Indicator]:
    """The indicators that a search means: all its words in names, code, unit or framework codes."""
    words = text.casefold().split()
    return [line for line in catalogue.indicators if _matches(catalogue, line, words)]


def _matches(catalogue: Catalogue, indicator: Indicator, words: Iterable[str]) -> bool:
    texts = [indicator.code, catalogue.unit_of(indicator.code).label.en]
    texts += [indicator.name.own(language) for language in LANGUAGES]
    texts += [f"{line.framework} {line.code}" for line in catalogue.disclosures_of(indicator.code)]
    for breakdown in catalogue.breakdowns_of(indicator.code):
        for member in catalogue.dimension(breakdown.dimension).members:
            texts += [member.name.own(language) for language in LANGUAGES]
    place = "\n".join(texts).casefold()
    return all(word in place for word in words)


def build_rows(
    view: ProjectView,
    indicator: Indicator,
    *,
    years: Sequence[str],
    tr: Words,
    is_open: bool = True,
    unsaved: Mapping[EntryKey, str] | None = None,
    findings: Mapping[EntryKey, Sequence[Finding]] | None = None,
    locale: Locale = POINT_LOCALE,
) -> list[GridRow]:
    """An indicator's rows for the shown years; the last one is the year to fill."""
    maker = _Maker(view, years, tr, unsaved or {}, findings or {}, locale)
    return list(maker.rows(indicator, is_open))


@dataclass(frozen=True)
class _Maker:
    view: ProjectView
    years: Sequence[str]
    tr: Words
    unsaved: Mapping[EntryKey, str]
    findings: Mapping[EntryKey, Sequence[Finding]]
    locale: Locale

    def rows(self, indicator: Indicator, is_open: bool) -> Iterator[GridRow]:
        catalogue = self.view.catalogue
        breakdowns = catalogue.breakdowns_of(indicator.code)
        yield self._figures(
            RowKind.INDICATOR,
            indicator,
            TOTAL,
            name=self.tr.of(indicator.name),
            level=0,
            is_parent=bool(breakdowns),
            is_open=is_open,
        )
        if not is_open:
            return
        for breakdown in breakdowns:
            dimension = catalogue.dimension(breakdown.dimension)
            if len(breakdowns) > 1:
                name = self.tr("desk.grid.by", dimension=self.tr.of(dimension.name))
                yield GridRow(RowKind.BREAKDOWN, name, indicator.code, level=1)
            for member in dimension.members:
                yield self._figures(
                    RowKind.MEMBER,
                    indicator,
                    member.pair,
                    name=self.tr.of(member.name),
                    level=2 if len(breakdowns) > 1 else 1,
                )

    def _figures(
        self,
        kind: RowKind,
        indicator: Indicator,
        members: str,
        *,
        name: str,
        level: int,
        is_parent: bool = False,
        is_open: bool = True,
    ) -> GridRow:
        has_figures = members != TOTAL or indicator.has_total
        keys = [self.view.key(indicator.code, members, year) for year in self.years]
        return GridRow(
            kind,
            name,
            indicator.code,
            members,
            self.tr.of(self.view.catalogue.unit_of(indicator.code).label) if has_figures else "",
            level,
            tuple(self._cell(key) if has_figures else None for key in keys),
            self._change(keys) if has_figures else "",
            is_parent=is_parent,
            is_open=is_open,
        )

    def _cell(self, key: EntryKey) -> GridCell:
        severity = worst(self.findings.get(key, ()))
        if key in self.unsaved:
            text = self.unsaved[key]
            return GridCell(key, text, text, CellState.UNSAVED, Severity.ERROR)
        draft = self.view.drafts.get(key)
        if draft is not None:
            return GridCell(key, draft.text, draft.text, CellState.DRAFT, severity)
        entry = self.view.entries.get(key)
        if entry is None or not entry.is_filled:
            return GridCell(key, severity=severity)
        flow = None if entry.is_computed else entry.state
        if entry.value is not None:
            text = print_figure(entry.value)
            typed = self._typed(entry, entry.value)
            return GridCell(key, text, typed, CellState.FIGURE, severity, entry.is_computed, flow)
        if entry.reason is not None:
            text = self.tr(f"desk.reason.{entry.reason}")
            typed = TYPED_REASONS[entry.reason]
            return GridCell(key, text, typed, CellState.REASON, severity, flow=flow)
        text = entry.text or ""
        return GridCell(key, text, text, CellState.WORDS, severity, flow=flow)

    def _typed(self, entry: Entry, value: str) -> str:
        """What an editor starts with: a converted figure in the unit it was entered in, and
        nothing over a computed one, which is typed anew or left.
        """
        if entry.is_computed:
            return ""
        if entry.entered is None:
            return as_typed(value, self.locale)
        unit = self.view.catalogue.unit(entry.entered_unit)
        return f"{as_typed(entry.entered, self.locale)} {unit.label.text('en')}"

    def _change(self, keys: Sequence[EntryKey]) -> str:
        now, before = (
            (self.view.entries.get(keys[-1]), self.view.entries.get(keys[-2]))
            if len(keys) > 1
            else (None, None)
        )
        if now is None or before is None or now.value is None or before.value is None:
            return ""
        unit = self.view.catalogue.unit_of(keys[-1].indicator)
        change = change_between(now.value, before.value, unit)
        return change_text(change, self.tr) if change is not None else ""


def change_text(change: Change, tr: Words) -> str:
    """A change with its sign, in percent or in points."""
    sign = "" if not change.amount else "+" if change.amount > 0 else MINUS
    figure = f"{sign}{print_figure(format(abs(change.amount), 'f'))}"
    return tr("desk.grid.points", figure=figure) if change.is_points else f"{figure}%"


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among findings, leaving out that a figure is missing."""
    found = {finding.severity for finding in findings if finding.rule != MISSING}
    return next((severity for severity in SEVERITIES if severity in found), None)


def chapter_progress(
    view: ProjectView, chapter: str, year: str, findings: Mapping[EntryKey, Sequence[Finding]]
) -> Progress:
    """How many of a chapter's required figures are there, and how many figures have errors."""
    filled = wanted = errors = 0
    for indicator in view.catalogue.indicators_in(chapter):
        for members in view.catalogue.member_sets(indicator.code):
            key = view.key(indicator.code, members, year)
            errors += worst(findings.get(key, ())) is Severity.ERROR
            if indicator.is_required:
                entry = view.entries.get(key)
                wanted += 1
                filled += entry is not None and entry.is_filled
    return Progress(filled, wanted, errors)
