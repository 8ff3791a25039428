"""What sidebar, grid and checks show of the open company."""

from __future__ import annotations

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import Indicator
from esgdesk.ui.checks import Line
from esgdesk.ui.grid_rows import MISSING, GridRow, Progress, RowKind, build_rows, find_indicators
from esgdesk.ui.session import Session
from esgdesk.ui.sidebar import CHECKS, Place
from esgdesk.ui.words import Words


def sidebar_places(session: Session, tr: Words) -> list[Place]:
    """The chapters with their progress, and the checks."""
    places = [
        Place(chapter.code, tr.of(chapter.name), session.progress[chapter.code], "")
        for chapter in session.view.catalogue.chapters
    ]
    found = session.all_findings()
    wrong = sum(finding.severity is Severity.ERROR and finding.rule != MISSING for finding in found)
    count = str(len(found)) if found else ""
    return [*places, Place(CHECKS, tr("desk.sidebar.checks"), Progress(0, 0, wrong), count)]


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


class Rows:
    """The grid's rows; an indicator's are made anew only after something has touched them."""

    def __init__(self, session: Session, tr: Words, closed: set[str]) -> None:
        self._session = session
        self._tr = tr
        self._closed = closed
        self._made: dict[str, list[GridRow]] = {}

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
