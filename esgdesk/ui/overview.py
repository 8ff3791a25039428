"""The overview of a year: how far it is, what moved most, any trend, what is still missing."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from esgdesk.core.errors import Problem
from esgdesk.core.overview import Standing, by_chapter, by_department, largest_moves
from esgdesk.core.view import ProjectView
from esgdesk.ui.guard import guarded
from esgdesk.ui.overview_lines import missing_lines, move_lines, standing_lines
from esgdesk.ui.page_table import Column, PageTable
from esgdesk.ui.pieces import scrolling, text_label
from esgdesk.ui.session import Session
from esgdesk.ui.theme import Look
from esgdesk.ui.trend_panel import TrendPanel
from esgdesk.ui.words import Words

log = logging.getLogger(__name__)


class OverviewPage(QWidget):
    """One page that scrolls. `figure_wanted` goes to a figure, `chapter_wanted` to a chapter,
    `filter_wanted` narrows the grid; what is shown is read when the page is."""

    figure_wanted = Signal(object)
    chapter_wanted = Signal(str)
    filter_wanted = Signal(str)

    def __init__(self, session: Session, look: Look, tr: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._session = session
        self._tr = tr
        self._whole: ProjectView | None = None
        self.title = QLabel()
        self.title.setObjectName("page_title")
        self.lead = text_label("", "secondary")
        self.chapters = self._progress("chapters", "chapter", look)
        self.departments = self._progress("departments", "department", look)
        name = tr("desk.overview.moves")
        columns = [
            Column(tr("desk.overview.figure")),
            Column("", 96, is_right=True, tone="secondary"),
            Column("", 96, is_right=True),
            Column(tr("desk.overview.change"), 124, is_right=True),
        ]
        self.moves = PageTable(name, columns, look)
        columns = [
            Column(tr("desk.overview.department"), 210),
            Column(tr("desk.overview.count"), 80, is_right=True),
            Column(tr("desk.overview.first"), tone="secondary"),
        ]
        self.missing = PageTable(tr("desk.overview.missing"), columns, look)
        self.trend = TrendPanel(session.project.path.parent, look, tr)
        self._no_moves = text_label("", "secondary")
        self._none_missing = text_label("", "secondary")
        self._lay_out()
        self.chapters.wanted.connect(self._on_chapter)
        self.departments.wanted.connect(self._on_department)
        self.missing.wanted.connect(self._on_department)
        self.moves.wanted.connect(self._on_figure)

    def _progress(self, name: str, column: str, look: Look) -> PageTable:
        tr = self._tr
        columns = [
            Column(tr(f"desk.overview.{column}")),
            Column("", 56, is_bar=True),
            Column(tr("desk.overview.filled"), 60, is_right=True),
            Column(tr("desk.overview.errors"), 62, is_right=True),
        ]
        return PageTable(tr(f"desk.overview.{name}"), columns, look)

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("page")
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 16, 24)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.lead)
        column.addSpacing(8)
        progress = QHBoxLayout()
        progress.setSpacing(16)
        for table in (self.chapters, self.departments):
            side = QVBoxLayout()
            side.addWidget(table)
            side.addStretch()
            progress.addLayout(side, 1)
        column.addLayout(progress)
        self._add(column, "moves", self.moves, self._no_moves)
        self._add(column, "trend", self.trend)
        self._add(column, "missing", self.missing, self._none_missing)
        column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(content, "overview_scroll"))

    def _add(self, column: QVBoxLayout, name: str, *widgets: QWidget) -> None:
        """A part of the page below its heading."""
        heading = QLabel(self._tr(f"desk.overview.{name}"))
        heading.setObjectName("section_title")
        column.addSpacing(24)
        column.addWidget(heading)
        column.addSpacing(4)
        for widget in widgets:
            column.addWidget(widget)

    # ------------------------------------------------------------ showing

    def show_year(self) -> None:
        """Show the session's year as it stands now."""
        session, tr = self._session, self._tr
        view, year = session.view, session.year
        chapters = by_chapter(view, year, session.findings)
        departments = by_department(view, year, session.findings)
        self.title.setText(tr("desk.overview.title", year=year))
        self.lead.setText(self._lead(chapters))
        self.chapters.show_lines(standing_lines(chapters, view.catalogue.chapters, tr))
        self.departments.show_lines(standing_lines(departments, view.catalogue.departments, tr))
        self._show_moves(view, year)
        missing = missing_lines(departments, view, tr)
        self.missing.show_lines(missing)
        self.missing.setVisible(bool(missing))
        self._none_missing.setText(tr("desk.overview.none_missing", year=year))
        self._none_missing.setVisible(not missing)
        self.trend.show_view(self._all_years())

    def _lead(self, chapters: Sequence[Standing]) -> str:
        filled = sum(line.filled for line in chapters)
        wanted = sum(line.wanted for line in chapters)
        words = self._tr("desk.overview.lead", filled=filled, wanted=wanted)
        errors = sum(line.errors for line in chapters)
        return words + (self._tr("desk.overview.lead_errors", count=errors) if errors else "")

    def _show_moves(self, view: ProjectView, year: str) -> None:
        before = view.year_before(year)
        lines = move_lines(largest_moves(view, year), view, self._tr)
        self.moves.lines.rename(1, before)
        self.moves.lines.rename(2, year)
        self.moves.show_lines(lines)
        self.moves.setVisible(bool(lines))
        key = "desk.overview.no_moves" if before else "desk.overview.no_year_before"
        self._no_moves.setText(self._tr(key, year=year))
        self._no_moves.setVisible(not lines)

    def _all_years(self) -> ProjectView:
        """Every year of the file; read only where the session has not all of them, and only
        after a change."""
        session = self._session
        if list(session.read_years) == session.years:
            return session.view
        if self._whole is None or not _is_of(self._whole, session.view):
            try:
                self._whole = session.project.view()
            except Problem as problem:
                # The years at work are there; the others are shown when they can be read again.
                log.warning("the trend has only the years at work: %s", problem)
                session.failed.emit(problem)
                return session.view
        return self._whole

    # ------------------------------------------------------------ the person acts

    @guarded()
    def _on_chapter(self, code: str) -> None:
        self.chapter_wanted.emit(code)

    @guarded()
    def _on_department(self, code: str) -> None:
        self.filter_wanted.emit(f"owner:{code}")

    @guarded()
    def _on_figure(self, key: object) -> None:
        self.figure_wanted.emit(key)


def _is_of(whole: ProjectView, view: ProjectView) -> bool:
    """Whether nothing has changed since a view of all years was read."""
    return whole.head == view.head and whole.catalogue is view.catalogue
