"""What sidebar, grid and checks show of the open company."""

from __future__ import annotations

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.flow import state_of
from esgdesk.core.model import Indicator, State
from esgdesk.ui.checks import Line
from esgdesk.ui.grid_rows import (
    MISSING,
    CellState,
    GridRow,
    Progress,
    RowKind,
    build_rows,
    find_indicators,
)
from esgdesk.ui.session import Session
from esgdesk.ui.sidebar import CHECKS, OVERVIEW, Place
from esgdesk.ui.words import Words


def sidebar_places(session: Session, tr: Words) -> list[Place]:
    """The chapters with their progress, the overview, and the checks."""
    places = [
        Place(chapter.code, tr.of(chapter.name), session.progress[chapter.code], "")
        for chapter in session.view.catalogue.chapters
    ]
    found = session.all_findings()
    wrong = sum(finding.severity is Severity.ERROR and finding.rule != MISSING for finding in found)
    count = str(len(found)) if found else ""
    overview = Place(OVERVIEW, tr("desk.sidebar.overview"), Progress(0, 0, 0), "")
    checks = Place(CHECKS, tr("desk.sidebar.checks"), Progress(0, 0, wrong), count)
    return [*places, overview, checks]


def check_lines(session: Session, tr: Words) -> list[Line]:
    """The findings of the year in words."""
    catalogue = session.view.catalogue
    chapters = {chapter.code: tr.of(chapter.name) for chapter in catalogue.chapters}
    return [
        Line(
            finding,
            tr.key_name(catalogue, finding.key),
            chapters.get(catalogue.indicator(finding.key.indicator).chapter, ""),
            _words(session, finding, tr),
        )
        for finding in (*session.all_findings(), *session.answered)
    ]


def _words(session: Session, finding: Finding, tr: Words) -> str:
    words = tr.finding(session.view.catalogue, finding)
    if not finding.is_answered:
        return words
    text = tr.of(session.view.answers[finding.id].text)
    return tr("desk.answer.answered", finding=words, text=text)


def filters(session: Session, tr: Words) -> list[tuple[str, str]]:
    """What the grid can be narrowed to: codes with their names, everything first."""
    departments = [
        (f"owner:{line.code}", tr.of(line.name)) for line in session.view.catalogue.departments
    ]
    names = ("everything", "missing", "findings")
    fixed = [("" if name == "everything" else name, tr(f"desk.shown.{name}")) for name in names]
    states = [(f"state:{state}", tr(f"desk.state.{state}")) for state in State]
    return [*fixed, *states, *departments]


def _is_heading(row: GridRow) -> bool:
    return row.kind in (RowKind.CHAPTER, RowKind.BREAKDOWN)


class Rows:
    """The grid's rows; an indicator's are made anew only after something has touched them."""

    def __init__(self, session: Session, tr: Words, closed: set[str]) -> None:
        self._session = session
        self._tr = tr
        self._closed = closed
        self._made: dict[str, list[GridRow]] = {}
        self._narrowed = ("", "")
        self._kept: set[tuple[str, str]] = set()

    def forget(self, indicators: set[str] | None) -> None:
        """Make these indicators' rows anew when they are next shown (None: all)."""
        for code in set(self._made) if indicators is None else indicators:
            self._made.pop(code, None)

    def fold(self, indicator: str) -> None:
        """Close an indicator that is open, open one that is closed."""
        self._closed ^= {indicator}
        self.forget({indicator})

    def unfold(self, indicator: str) -> None:
        """Open an indicator."""
        self._closed.discard(indicator)
        self.forget({indicator})

    def of_chapter(self, chapter: str) -> list[GridRow]:
        """The rows of a chapter."""
        self._narrowed, self._kept = ("", ""), set()
        indicators = self._session.view.catalogue.indicators_in(chapter)
        return [row for indicator in indicators for row in self._of(indicator)]

    def found(self, text: str) -> list[GridRow]:
        """The rows a search finds, below the names of their chapters."""
        catalogue = self._session.view.catalogue
        names = {line.code: self._tr.of(line.name) for line in catalogue.chapters}
        rows: list[GridRow] = []
        chapter = ""
        for indicator in find_indicators(catalogue, text):
            if indicator.chapter != chapter:
                chapter = indicator.chapter
                rows.append(GridRow(RowKind.CHAPTER, names.get(chapter, chapter)))
            rows += self._of(indicator)
        return rows

    def wanted(self, text: str, filter_: str) -> list[GridRow]:
        """The rows that a search and a choice of what is shown leave, below their chapters."""
        rows = self.found(text)
        if not filter_:
            self._narrowed, self._kept = ("", ""), set()
            return rows
        if self._narrowed != (text, filter_):
            self._narrowed, self._kept = (text, filter_), set()
        kept: list[GridRow] = []
        # Headings and the indicator a part belongs to, which stay only with something below them.
        above: dict[RowKind, GridRow] = {}
        for row in rows:
            if row.kind is RowKind.CHAPTER:
                above = {}
            elif row.kind is RowKind.INDICATOR:
                above = {kind: line for kind, line in above.items() if kind is RowKind.CHAPTER}
            is_kept = not _is_heading(row) and (
                (row.indicator, row.members) in self._kept or self._is_wanted(row, filter_)
            )
            if is_kept:
                # A row that has just been filled does not vanish from under the cursor.
                self._kept.add((row.indicator, row.members))
                kept += [*above.values(), row]
                above = {}
            elif row.kind is not RowKind.MEMBER:
                above[row.kind] = row
        return kept

    def _is_wanted(self, row: GridRow, filter_: str) -> bool:
        indicator = self._session.view.catalogue.indicator(row.indicator)
        kind, _, code = filter_.partition(":")
        if kind == "owner":
            return indicator.owner == code
        cell = row.cells[-1] if row.cells else None
        if cell is None:
            return False
        if kind == "state":
            return state_of(self._session.view, cell.key) == code
        if kind == "missing":
            return indicator.is_required and cell.state is CellState.EMPTY
        return cell.severity is not None

    def _of(self, indicator: Indicator) -> list[GridRow]:
        rows = self._made.get(indicator.code)
        if rows is None:
            session = self._session
            rows = self._made[indicator.code] = build_rows(
                session.view,
                indicator,
                years=session.shown_years,
                tr=self._tr,
                is_open=indicator.code not in self._closed,
                unsaved={key: kept.text for key, kept in session.unsaved.items()},
                findings=session.findings,
                locale=session.locale,
            )
        return rows
