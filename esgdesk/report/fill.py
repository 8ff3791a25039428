"""Filling a layout with a year's figures: from a project view to content.

Everything that can be decided before drawing is decided here: which rows, their numbers, the
printed text of each figure, where the footnote marks stand and what the notes say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from esgdesk.core.errors import UsageProblem
from esgdesk.core.layout import HEADINGS, Layout, LayoutRow
from esgdesk.core.model import (
    TOTAL,
    Anchor,
    Entry,
    Footnote,
    Indicator,
    Period,
    Reason,
)
from esgdesk.core.numbers import fix_decimals, print_figure
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.report.content import Cell, CellKind, Column, Content, Note, Role, Row, Section
from esgdesk.report.notes import report_notes


@dataclass(slots=True)
class _Draft:
    """A row being built: what its name cell shows and what footnotes can hold on to.

    `named` is the indicator that the name cell names; none where it heads several indicators.
    """

    named: str
    indicator: str
    members: str
    number: str
    name: str
    breakdown: str
    unit: str
    group: int
    starts: bool
    span: int


def build_content(view: ProjectView, *, period: str, layout: Layout, language: str) -> Content:
    """Fill a layout with a year's figures in one language.

    The years shown are the report year and those before it that the file has. Raises UsageProblem
    for a language or year that does not exist.
    """
    if language not in LANGUAGES:
        raise UsageProblem("usage.unknown_language", found=language, known=", ".join(LANGUAGES))
    return _Builder(view, view.require_period(period), layout, language).build()


class _Builder:
    def __init__(self, view: ProjectView, period: Period, layout: Layout, language: str) -> None:
        self.view = view
        self.catalogue = view.catalogue
        self.period = period
        self.layout = layout
        self.language = language
        self.untranslated: dict[str, None] = {}
        self.years = self._years()

    def _report_title(self, given: Wording) -> str:
        """The year's own title, or else the layout's usual one."""
        if given:
            return self._text(given, "report title")
        usual = self._text(self.layout.report_title, "report_title")
        return usual.replace("{year}", self.period.code)

    def _years(self) -> list[Period]:
        shown = [year for year in self.view.periods if year.starts <= self.period.starts]
        shown = sorted(shown, key=lambda year: year.starts)[-self.layout.years :]
        return shown[::-1] if self.layout.year_order == "newest-first" else shown

    def _text(self, wording: Wording, place: str) -> str:
        """A wording in the report's language; what is not translated is printed and listed."""
        own = wording.own(self.language)
        if not own and wording:
            self.untranslated[place] = None
        return own or wording.text(self.language)

    def build(self) -> Content:
        columns = [
            Column(Role(name), self._text(self.layout.headings[name], f"headings.{name}"))
            for name in HEADINGS
        ]
        heading = self._text(self.layout.year_heading, "year_heading")
        columns += [
            Column(Role.FIGURE, heading.replace("{year}", year.code), year.code)
            for year in self.years
        ]
        drafts = {code: list(self._drafts(code)) for code in self.layout.sections()}
        numbers = _Numbers(self.view, self.period.code, self.layout, self.years)
        sections = []
        offset = 0
        for code, rows in drafts.items():
            if self.layout.numbering == "continue":
                for row in rows:
                    row.number = str(int(row.number) + offset) if row.number else ""
                offset += sum(row.starts for row in rows)
            chapter = next(c for c in self.catalogue.chapters if c.code == code)
            title = self._text(chapter.name, f"chapter {code}")
            table_marks = numbers.table(code)
            built = tuple(self._row(row, numbers) for row in rows)
            notes = tuple(
                Note(mark, self._text(note.text, f"footnote {mark}"))
                for mark, note in numbers.take_notes()
            )
            sections.append(Section(code, title, built, notes, table_marks))
        report = self.view.report(self.period.code)
        return Content(
            title=self._text(self.layout.title, "title"),
            report_title=self._report_title(report.title),
            company=self._text(self.view.entity.name, "company"),
            period=self.period.code,
            language=self.language,
            columns=tuple(columns),
            sections=tuple(sections),
            sheets=self.layout.sheets,
            orientation=self.layout.orientation,
            accent=self.layout.accent,
            layout=self.layout.code,
            head=self.view.head,
            unplaced=numbers.unplaced(),
            untranslated=tuple(self.untranslated),
        )

    def _drafts(self, section: str) -> Iterable[_Draft]:
        """The rows of a section in printing order, with numbers and spans."""
        rows = [row for row in self.layout.rows if row.section == section]
        group = 0
        index = 0
        while index < len(rows):
            row = rows[index]
            children = []
            index += 1
            while index < len(rows) and rows[index].kind == "child":
                children.append(rows[index])
                index += 1
            group += 1
            number = str(group) if self.layout.numbering != "none" else ""
            if row.kind == "row":
                name = self._row_name(row)
                yield self._draft(row, group, number, 1, name, "", row.indicator)
            else:
                yield from self._parent(row, children, group, number)

    def _parent(
        self, parent: LayoutRow, children: Sequence[LayoutRow], group: int, number: str
    ) -> Iterable[_Draft]:
        name = self._text(parent.name, f"{self.layout.code}.csv line {parent.line}")
        children = children or [
            replace(parent, kind="child", breakdown=member.pair, name=Wording())
            for member in self.catalogue.dimension(parent.breakdown).members
        ]
        for position, child in enumerate(children):
            first = position == 0
            named = parent.indicator or (child.indicator if child.breakdown else "")
            yield self._draft(
                child,
                group,
                number if first else "",
                len(children) if first else 0,
                name if first else "",
                self._row_name(child),
                named if first else "",
            )

    def _draft(
        self,
        row: LayoutRow,
        group: int,
        number: str,
        span: int,
        name: str,
        breakdown: str,
        named: str,
    ) -> _Draft:
        indicator = self.catalogue.indicator(row.indicator)
        return _Draft(
            named=named,
            indicator=row.indicator,
            members=row.breakdown,
            number=number,
            name=name,
            breakdown=breakdown,
            unit=self._text(self.catalogue.unit(indicator.unit).label, f"unit {indicator.unit}"),
            group=group,
            starts=span > 0,
            span=span,
        )

    def _row_name(self, row: LayoutRow) -> str:
        """The layout's own words in this language, or else those of the catalogue."""
        if row.name.own(self.language):
            return row.name.own(self.language)
        if row.kind == "child" and row.breakdown:
            name = self.catalogue.members_name(row.breakdown)
            return self._text(name, f"member {row.breakdown}")
        name = self.catalogue.indicator(row.indicator).name
        return self._text(name, f"indicator {row.indicator}")

    def _row(self, row: _Draft, numbers: _Numbers) -> Row:
        # A note on an indicator stands where its name is printed first, a note on a member on
        # the member.
        is_child = bool(row.breakdown)
        name_marks = numbers.name(row.named, TOTAL) if row.named else ()
        child_marks = numbers.name(row.indicator, row.members) if is_child else ()
        cells = [
            Cell(row.number, CellKind.TEXT if row.number else CellKind.BLANK, rows=row.span),
            Cell(
                row.name,
                CellKind.TEXT if row.name else CellKind.BLANK,
                marks=name_marks,
                rows=row.span,
                columns=1 if is_child else 2,
            ),
            Cell(
                row.breakdown,
                CellKind.TEXT if is_child else CellKind.BLANK,
                marks=child_marks,
                columns=1 if is_child else 0,
            ),
            Cell(row.unit, CellKind.TEXT),
        ]
        indicator = self.catalogue.indicator(row.indicator)
        for year in self.years:
            key = self.view.key(row.indicator, row.members, year.code)
            cell = self._figure(indicator, self.view.entries.get(key))
            marks = numbers.value(row.indicator, row.members, year.code)
            cells.append(replace(cell, key=key, marks=marks))
        return Row(tuple(cells), row.group, row.starts)

    def _figure(self, indicator: Indicator, entry: Entry | None) -> Cell:
        if entry is None:
            return Cell(self.layout.missing[Reason.PENDING], CellKind.MISSING)
        if entry.value is not None:
            value = entry.value
            if self.layout.decimals == "fixed" and indicator.decimals is not None:
                value = fix_decimals(value, indicator.decimals)
            return Cell(print_figure(value), CellKind.FIGURE, value=value)
        if entry.text is not None:
            return Cell(entry.text, CellKind.TEXT)
        return Cell(self.layout.missing[entry.reason or Reason.PENDING], CellKind.MISSING)


class _Numbers:
    """Counts footnotes by place: each gets its number when its anchor is first printed."""

    def __init__(
        self, view: ProjectView, period: str, layout: Layout, years: Sequence[Period]
    ) -> None:
        self.start = view.report(period).footnote_start
        self.next = self.start
        self.restarts = layout.footnote_scope == "section"
        self.waiting: dict[tuple[Anchor, str, str, str], list[Footnote]] = {}
        notes = report_notes(view, period)
        for note in sorted(notes, key=lambda note: (note.position, note.id)):
            if note.entity == view.entity.code:
                year = note.value_period if note.anchor is Anchor.VALUE else ""
                place = (note.anchor, note.indicator, note.members, year)
                self.waiting.setdefault(place, []).append(note)
        self.taken: list[tuple[str, Footnote]] = []

    def name(self, indicator: str, members: str) -> tuple[str, ...]:
        return self._place((Anchor.NAME, indicator, members, ""))

    def value(self, indicator: str, members: str, year: str) -> tuple[str, ...]:
        return self._place((Anchor.VALUE, indicator, members, year))

    def table(self, section: str) -> tuple[str, ...]:
        return self._place((Anchor.TABLE, section, "", ""))

    def _place(self, place: tuple[Anchor, str, str, str]) -> tuple[str, ...]:
        marks = []
        for note in self.waiting.pop(place, ()):
            marks.append(str(self.next))
            self.taken.append((str(self.next), note))
            self.next += 1
        return tuple(marks)

    def take_notes(self) -> list[tuple[str, Footnote]]:
        """The notes placed since the last call: those of the section just built."""
        taken, self.taken = self.taken, []
        if self.restarts:
            self.next = self.start
        return taken

    def unplaced(self) -> tuple[Footnote, ...]:
        """Notes whose place the layout does not print; they must be shown to somebody."""
        return tuple(note for notes in self.waiting.values() for note in notes)
