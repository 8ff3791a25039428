"""The ways through an open company: chapters, figures, findings, years and the search."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from esgdesk.core.model import EntryKey
from esgdesk.ui.frame import AT_CHECKS, AT_GRID, AT_NOTHING, AT_OVERVIEW, Frame
from esgdesk.ui.guard import guarded
from esgdesk.ui.session import Session
from esgdesk.ui.shown import Rows, check_lines, filters, sidebar_places
from esgdesk.ui.sidebar import CHECKS, OVERVIEW
from esgdesk.ui.words import Words


@dataclass
class Desktop:
    """What a window hands on to the one that takes its place in another language."""

    chapter: str = ""
    figure: tuple[str, str] = ("", "")
    closed: set[str] = field(default_factory=set)
    folded: set[str] = field(default_factory=set)


class Navigator(QObject):
    """Goes where the person wants to and shows in sidebar and middle what is there."""

    def __init__(self, frame: Frame, session: Session, place: Desktop, tr: Words) -> None:
        super().__init__(frame)
        self._frame = frame
        self._session = session
        self._place = place
        self._tr = tr
        self._grid = frame.grid
        self._model = frame.model
        self._rows = Rows(session, tr, place.closed)
        bar = frame.bar
        bar.year.setCurrentText(session.year)
        bar.year.currentTextChanged.connect(self._on_year_chosen)
        bar.offer(filters(session, tr))
        bar.shown.currentIndexChanged.connect(self._on_filtered)
        bar.search.textChanged.connect(self._on_searched)
        bar.search.done.connect(self._on_search_done)
        bar.search.given_up.connect(self._on_search_given_up)
        frame.nothing.given_up.connect(self._on_search_given_up)
        frame.sidebar.chosen.connect(self._on_place_chosen)
        frame.grid.folded.connect(self._on_folded)
        frame.checks.figure_wanted.connect(self._on_figure_wanted)
        frame.checks.figure_shown.connect(self._on_figure_shown)
        frame.overview.figure_wanted.connect(self._on_figure_wanted)
        frame.overview.chapter_wanted.connect(self._on_place_chosen)
        frame.overview.filter_wanted.connect(self._on_filter_wanted)

    # ------------------------------------------------------------ showing

    def forget(self, indicators: set[str] | None) -> None:
        """Make these indicators' rows anew when they are next shown (None: all)."""
        self._rows.forget(indicators)

    def show_all(self) -> None:
        """Show sidebar and middle as the session stands now."""
        self._frame.sidebar.show_places(sidebar_places(self._session, self._tr))
        self._show_rows()
        if self._is_at_checks:
            self._show_checks()
        if self._frame.middle.currentIndex() == AT_OVERVIEW:
            self._frame.overview.show_year()

    @property
    def _is_at_checks(self) -> bool:
        return self._frame.middle.currentIndex() == AT_CHECKS

    def _show_checks(self) -> None:
        lines = check_lines(self._session, self._tr)
        self._frame.checks.show_lines(lines, self._session.year)

    def _show_rows(self) -> None:
        text = self._frame.bar.search.text().strip()
        filter_ = str(self._frame.bar.shown.currentData() or "")
        is_narrowed = bool(text or filter_)
        rows = (
            self._rows.wanted(text, filter_)
            if is_narrowed
            else self._rows.of_chapter(self._place.chapter)
        )
        self._model.show(rows, self._session.shown_years)
        self._grid.size_columns()
        if is_narrowed and self._frame.middle.currentIndex() in (AT_GRID, AT_NOTHING):
            self._frame.middle.setCurrentIndex(AT_GRID if rows else AT_NOTHING)

    # ------------------------------------------------------------ going

    def go_to_chapter(self, code: str) -> None:
        """Show a chapter's figures, the overview, or the checks."""
        frame, grid, search = self._frame, self._grid, self._frame.bar.search
        grid.leave_cell()
        if search.text():
            search.blockSignals(True)
            search.clear()
            search.blockSignals(False)
        frame.bar.show_everything()
        frame.sidebar.choose(code)
        if code == CHECKS:
            self._show_checks()
            frame.middle.setCurrentIndex(AT_CHECKS)
            row = frame.checks.table.currentIndex().row()
            frame.inspector.show_figure(frame.checks.key_at(row))
            return
        if code == OVERVIEW:
            frame.overview.show_year()
            frame.middle.setCurrentIndex(AT_OVERVIEW)
            frame.inspector.show_figure(None)
            return
        is_new = code != self._place.chapter or frame.middle.currentIndex() != AT_GRID
        self._place.chapter = code
        frame.middle.setCurrentIndex(AT_GRID)
        self._show_rows()
        if is_new or not grid.currentIndex().isValid():
            grid.scrollToTop()
            grid.go_to_first()

    def go_to_figure(self, key: EntryKey) -> None:
        """Show a figure and put the cursor on it."""
        if key.period in self._session.years and key.period != self._session.year:
            self._frame.bar.year.setCurrentText(key.period)
        self._rows.unfold(key.indicator)
        self.go_to_chapter(self._session.view.catalogue.indicator(key.indicator).chapter)
        self.select(key.indicator, key.members)
        self._grid.setFocus()

    def select(self, indicator: str, members: str) -> None:
        """Put the cursor on a figure, if it is shown."""
        row = self._model.find(indicator, members)
        if row >= 0:
            self._grid.go_to(row)

    def next_finding(self, step: int) -> None:
        """Go to the next figure that has a finding, in the catalogue's order and round again."""
        self._frame.leave_fields()
        key = self._session.next_finding(self._grid.key(), step)
        if key is None:
            words = self._tr("desk.grid.no_findings")
            self._frame.foot.say("circle-check", "done", words)
        else:
            self.go_to_figure(key)

    def find(self) -> None:
        """Let the person type what to search for."""
        self._frame.bar.search.setFocus()
        self._frame.bar.search.selectAll()

    # ------------------------------------------------------------ the person acts

    @guarded()
    def _on_place_chosen(self, code: str) -> None:
        self.go_to_chapter(code)

    @guarded()
    def _on_figure_shown(self, key: EntryKey | None) -> None:
        if self._is_at_checks:
            self._frame.inspector.show_figure(key)

    @guarded()
    def _on_figure_wanted(self, key: EntryKey) -> None:
        self.go_to_figure(key)

    @guarded()
    def _on_folded(self, indicator: str) -> None:
        self._grid.leave_cell()
        row = self._model.row(self._grid.currentIndex())
        column = self._grid.currentIndex().column()
        self._rows.fold(indicator)
        self._show_rows()
        found = self._model.find(indicator, "")
        if row is not None and row.indicator != indicator:
            found = self._model.find(row.indicator, row.members)
        if found >= 0:
            self._grid.setCurrentIndex(self._model.index(found, max(column, 0)))

    @guarded()
    def _on_year_chosen(self, year: str) -> None:
        self._frame.leave_fields()
        row = self._model.row(self._grid.currentIndex())
        self._session.set_year(year)
        if row is not None:
            self.select(row.indicator, row.members)

    @guarded()
    def _on_filter_wanted(self, code: str) -> None:
        bar = self._frame.bar
        bar.shown.setCurrentIndex(bar.shown.findData(code))
        self._grid.go_to_first()
        self._grid.setFocus()

    @guarded()
    def _on_filtered(self) -> None:
        self._narrow()

    @guarded()
    def _on_searched(self, text: str) -> None:
        self._narrow()

    def _narrow(self) -> None:
        """Show what search and choice leave, or the chapter again where neither narrows."""
        self._grid.leave_cell()
        bar = self._frame.bar
        if not bar.search.text().strip() and not bar.shown.currentData():
            self.go_to_chapter(self._place.chapter)
            return
        self._frame.middle.setCurrentIndex(AT_GRID)
        self._frame.sidebar.choose("")
        self._show_rows()
        self._grid.scrollToTop()

    @guarded()
    def _on_search_done(self) -> None:
        if self._model.rowCount():
            self._grid.go_to_first()
            self._grid.setFocus()

    @guarded()
    def _on_search_given_up(self) -> None:
        self._frame.bar.show_everything()
        self._frame.bar.search.clear()
        if not self._frame.bar.search.text():
            self._narrow()
        self._grid.setFocus()
