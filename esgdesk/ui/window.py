"""The window of an open company: sidebar, grid, inspector, and what connects them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.errors import Problem
from esgdesk.core.model import EntryKey, Indicator
from esgdesk.core.numbers import (
    Blank,
    Figure,
    NoFigure,
    NotUnderstood,
    Reading,
    print_figure,
    read_figure,
)
from esgdesk.core.units import check_reading
from esgdesk.report.export import Format
from esgdesk.ui.checks import ChecksPage, Line
from esgdesk.ui.entries import EntryModel, Index
from esgdesk.ui.export import ExportPanel
from esgdesk.ui.grid import EntryGrid
from esgdesk.ui.grid_rows import MISSING, GridRow, Progress, RowKind, build_rows, find_indicators
from esgdesk.ui.guard import guarded
from esgdesk.ui.inspector import WIDTH as INSPECTOR_WIDTH
from esgdesk.ui.inspector import Inspector
from esgdesk.ui.menus import Desk, add_action, add_recent, add_view_and_help
from esgdesk.ui.session import Session
from esgdesk.ui.sidebar import CHECKS, Place, Sidebar
from esgdesk.ui.sidebar import WIDTH as SIDEBAR_WIDTH
from esgdesk.ui.start import NEW, dropped_file
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.top_bar import TopBar

FOOT_HEIGHT = 36


@dataclass
class Desktop:
    """What a window hands on to the one that takes its place in another language."""

    chapter: str = ""
    figure: tuple[str, str] = ("", "")
    closed: set[str] = field(default_factory=set)
    folded: set[str] = field(default_factory=set)


class DeskWindow(QMainWindow):
    """The desk on one company file; `gone` says that the person has closed it."""

    gone = Signal()

    def __init__(self, desk: Desk, session: Session, place: Desktop | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._session = session
        self._tr = desk.tr
        self.place = place or Desktop()
        self._is_leaving = False
        self._has_tried = False
        self._made: dict[str, list[GridRow]] = {}
        self._warned = False
        self.tasks = Tasks(self)
        self.setAcceptDrops(True)
        company = self._tr.of(session.view.entity.name)
        self.setWindowTitle(f"{company} · ESGDesk")
        self.bar = TopBar(company, session.years, desk.look, self._tr)
        self.sidebar = Sidebar(desk.look, self._tr, self)
        self.model = EntryModel(self._tr, session.enter, self._explain, self)
        self.grid = EntryGrid(self.model, desk.look, self._tr, self)
        self.checks = ChecksPage(desk.look, self._tr, self)
        self.inspector = Inspector(session, desk.look, self._tr, self.place.folded, self)
        self.panel = ExportPanel(session, desk.settings, self.tasks, desk.look, self._tr, self)
        self._foot_mark = QLabel()
        self.foot = QLabel()
        self.middle = QStackedWidget()
        self.right = QStackedWidget()
        self._lay_out()
        self._make_menus()
        self._connect()
        self._show_all()
        self.bar.say("check", "done", self._tr("desk.top.all_saved"))
        self.go_to_chapter(self.place.chapter or session.view.catalogue.chapters[0].code)
        if self.place.figure[0]:
            self._select(*self.place.figure)
        self.grid.setFocus()

    # ------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self._foot_mark.setFixedWidth(16)
        foot = QWidget()
        foot.setObjectName("foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot.setFixedHeight(FOOT_HEIGHT)
        line = QHBoxLayout(foot)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(8)
        line.addWidget(self._foot_mark)
        line.addWidget(self.foot, 1)
        self.foot.setMinimumWidth(10)
        self.foot.setAccessibleName(self._tr("desk.grid.foot"))
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        column.addWidget(foot)
        self.middle.setObjectName("middle")
        self.middle.addWidget(page)
        self.middle.addWidget(self.checks)
        self.middle.addWidget(self._nothing_found())
        self.right.addWidget(self.inspector)
        self.right.addWidget(self.panel)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.sidebar)
        split.addWidget(self.middle)
        split.addWidget(self.right)
        split.setStretchFactor(1, 1)
        split.setSizes([SIDEBAR_WIDTH, 740, INSPECTOR_WIDTH])
        self.right.setMinimumWidth(280)
        self.middle.setMinimumWidth(560)
        centre = QWidget()
        rows = QVBoxLayout(centre)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(split, 1)
        self.setCentralWidget(centre)

    def _nothing_found(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        words = QLabel(self._tr("desk.search.nothing"))
        words.setProperty("tone", "secondary")
        button = QPushButton(self._tr("desk.search.clear"))
        button.clicked.connect(self._on_search_given_up)
        column = QVBoxLayout(page)
        column.addStretch(2)
        for widget in (words, button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(8)
        column.addStretch(3)
        return page

    def _make_menus(self) -> None:
        tr, desk = self._tr, self._desk
        file = self.menuBar().addMenu(tr("desk.menu.file"))
        add_action(self, file, tr("desk.menu.new"), partial(desk.show_start, NEW), "Ctrl+N")
        add_action(self, file, tr("desk.menu.open"), desk.ask_open, "Ctrl+O")
        add_recent(file, desk, self)
        file.addSeparator()
        excel, pdf = (partial(self.show_export, line) for line in (Format.XLSX, Format.PDF))
        add_action(self, file, tr("desk.menu.export_xlsx"), excel, "Ctrl+E")
        add_action(self, file, tr("desk.menu.export_pdf"), pdf, "Ctrl+Shift+E")
        file.addSeparator()
        add_action(self, file, tr("desk.menu.close"), self._close_company, "Ctrl+W")
        add_action(self, file, tr("desk.menu.quit"), self.close, "Ctrl+Q")
        edit = self.menuBar().addMenu(tr("desk.menu.edit"))
        standard = QKeySequence.StandardKey
        self.undo_action = add_action(self, edit, tr("desk.menu.undo"), self._undo, standard.Undo)
        self.redo_action = add_action(self, edit, tr("desk.menu.redo"), self._redo)
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        edit.addSeparator()
        add_action(self, edit, tr("desk.menu.copy"), self.grid.copy_block)
        add_action(self, edit, tr("desk.menu.paste"), self.grid.paste_column)
        edit.addSeparator()
        add_action(self, edit, tr("desk.menu.find"), self._find, standard.Find)
        add_action(self, edit, tr("desk.menu.next_finding"), partial(self.next_finding, 1), "F8")
        back = partial(self.next_finding, -1)
        add_action(self, edit, tr("desk.menu.previous_finding"), back, "Shift+F8")
        add_view_and_help(self, desk)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(partial(self._on_next_area, step))
            self.addAction(action)

    def _connect(self) -> None:
        session, bar = self._session, self.bar
        session.changed.connect(self._on_changed)
        session.saved.connect(self._on_saved)
        session.failed.connect(self._on_failed)
        session.touched.connect(self._on_touched)
        bar.year.setCurrentText(session.year)
        bar.year.currentTextChanged.connect(self._on_year_chosen)
        bar.search.textChanged.connect(self._on_searched)
        bar.search.done.connect(self._on_search_done)
        bar.search.given_up.connect(self._on_search_given_up)
        bar.undo.clicked.connect(self._on_undo)
        bar.redo.clicked.connect(self._on_redo)
        bar.export.clicked.connect(self._on_export)
        self.sidebar.chosen.connect(self._on_place_chosen)
        self.grid.figure_chosen.connect(self._on_figure_chosen)
        self.grid.folded.connect(self._on_folded)
        self.grid.typed_over.connect(session.enter)
        self.grid.delegate.typing.connect(self._on_typing)
        self.grid.delegate.left.connect(self._on_cell_left)
        self.checks.figure_wanted.connect(self._on_figure_wanted)
        self.checks.figure_shown.connect(self._on_figure_shown)
        self.panel.closed.connect(self._on_panel_closed)
        self._desk.look.changed.connect(self._on_look_changed)

    # ------------------------------------------------------------ showing

    def _explain(self, key: EntryKey) -> str:
        kept = self._session.unsaved.get(key)
        if kept is not None:
            words = self._tr("desk.inspector.unsaved", text=kept.text)
            return f"{words} {self._tr.explain(kept.problem)}" if kept.problem else words
        return " ".join(self._tr.finding(f) for f in self._session.findings.get(key, ()))

    def _show_all(self) -> None:
        if self._session.has_unsaved:
            self.bar.say("circle-alert", "error", self._tr("desk.top.not_saved"))
        elif self.bar.state.property("tone") == "error":
            self.bar.say("check", "done", self._tr("desk.top.all_saved"))
        self._show_places()
        self._show_rows()
        if self.middle.currentIndex() == 1:
            self._show_checks()
        self._show_deeds()
        self.inspector.refresh()
        self.panel.refresh()

    def _show_places(self) -> None:
        session, tr = self._session, self._tr
        places = [
            Place(
                chapter.code,
                tr.of(chapter.name),
                session.progress[chapter.code],
                "",
            )
            for chapter in session.view.catalogue.chapters
        ]
        found = session.all_findings()
        wrong = sum(finding.rule != MISSING for finding in found)
        count = str(len(found)) if found else ""
        places.append(Place(CHECKS, tr("desk.sidebar.checks"), Progress(0, 0, wrong), count))
        self.sidebar.show_places(places)

    def _show_rows(self) -> None:
        session, text = self._session, self.bar.search.text().strip()
        catalogue = session.view.catalogue
        indicators = (
            find_indicators(catalogue, text)
            if text
            else list(catalogue.indicators_in(self.place.chapter))
        )
        names = {line.code: self._tr.of(line.name) for line in catalogue.chapters}
        rows: list[GridRow] = []
        chapter = ""
        for indicator in indicators:
            if text and indicator.chapter != chapter:
                chapter = indicator.chapter
                rows.append(GridRow(RowKind.CHAPTER, names.get(chapter, chapter)))
            rows += self._rows_of(indicator)
        self.model.show(rows, session.shown_years)
        self.grid.size_columns()
        if text:
            self.middle.setCurrentIndex(0 if rows else 2)

    def _rows_of(self, indicator: Indicator) -> list[GridRow]:
        """An indicator's rows, made anew only after something has touched them."""
        rows = self._made.get(indicator.code)
        if rows is None:
            session = self._session
            rows = self._made[indicator.code] = build_rows(
                session.view,
                indicator,
                years=session.shown_years,
                tr=self._tr,
                is_open=indicator.code not in self.place.closed,
                unsaved={key: kept.text for key, kept in session.unsaved.items()},
                findings=session.findings,
            )
        return rows

    def _show_checks(self) -> None:
        catalogue, tr = self._session.view.catalogue, self._tr
        chapters = {chapter.code: tr.of(chapter.name) for chapter in catalogue.chapters}
        lines = [
            Line(
                finding,
                tr.key_name(catalogue, finding.key),
                chapters.get(catalogue.indicator(finding.key.indicator).chapter, ""),
                tr.finding(finding),
            )
            for finding in self._session.all_findings()
        ]
        self.checks.show_lines(lines, self._session.year)

    def _show_deeds(self) -> None:
        steps = (
            (self._session.undoable(), self.undo_action, self.bar.undo, "undo"),
            (self._session.redoable(), self.redo_action, self.bar.redo, "redo"),
        )
        for operation, action, button, name in steps:
            text = self._tr(f"desk.menu.{name}")
            if operation is not None:
                deed = self._tr.deed(self._session.view.catalogue, operation)
                text = self._tr("desk.menu.step", name=text, deed=deed.replace("&", "&&"))
            action.setText(text)
            action.setEnabled(operation is not None)
            button.setEnabled(operation is not None)
            button.setToolTip(text.replace("&&", "\0").replace("&", "").replace("\0", "&"))

    # ------------------------------------------------------------ going places

    def go_to_chapter(self, code: str) -> None:
        """Show a chapter's figures, or the checks."""
        self.grid.leave_cell()
        if self.bar.search.text():
            self.bar.search.blockSignals(True)
            self.bar.search.clear()
            self.bar.search.blockSignals(False)
        self.sidebar.choose(code)
        if code == CHECKS:
            self._show_checks()
            self.middle.setCurrentIndex(1)
            self.inspector.show_figure(self.checks.key_at(self.checks.table.currentIndex().row()))
            return
        is_new = code != self.place.chapter or self.middle.currentIndex() != 0
        self.place.chapter = code
        self.middle.setCurrentIndex(0)
        self._show_rows()
        if is_new or not self.grid.currentIndex().isValid():
            self.grid.scrollToTop()
            self.grid.go_to_first()

    def go_to_figure(self, key: EntryKey) -> None:
        """Show a figure and put the cursor on it."""
        catalogue = self._session.view.catalogue
        if key.period in self._session.years and key.period != self._session.year:
            self.bar.year.setCurrentText(key.period)
        self.place.closed.discard(key.indicator)
        self._made.pop(key.indicator, None)
        self.go_to_chapter(catalogue.indicator(key.indicator).chapter)
        self._select(key.indicator, key.members)
        self.grid.setFocus()

    def _select(self, indicator: str, members: str) -> None:
        row = self.model.find(indicator, members)
        if row >= 0:
            self.grid.go_to(row)

    def next_finding(self, step: int) -> None:
        """Go to the next figure that has a finding, in the catalogue's order and round again."""
        self.grid.leave_cell()
        self.inspector.keep_note()
        keys = [key for key, found in self._session.findings.items() if found]
        if not keys:
            self._say_foot("circle-check", "done", self._tr("desk.grid.no_findings"))
            return
        order = {key: place for place, key in enumerate(self._session.findings)}
        now = self.grid.key()
        here = order.get(now, -1) if now is not None else -1
        places = [order[key] for key in keys]
        if step > 0:
            chosen = next((i for i, place in enumerate(places) if place > here), 0)
        else:
            before = [i for i, place in enumerate(places) if place < here]
            chosen = before[-1] if before else len(places) - 1
        self.go_to_figure(keys[chosen])

    def show_export(self, format_: Format) -> None:
        """Open the export panel beside the grid."""
        self.grid.leave_cell()
        self.inspector.keep_note()
        self.right.setCurrentWidget(self.panel)
        self.panel.offer(format_)

    @property
    def session(self) -> Session:
        """The company at work in this window."""
        return self._session

    @property
    def state_of_desk(self) -> Desktop:
        """What a window in another language needs to stand where this one stands."""
        row = self.model.row(self.grid.currentIndex())
        if row is not None:
            self.place.figure = (row.indicator, row.members)
        return self.place

    # ------------------------------------------------------------ the session speaks

    @guarded()
    def _on_changed(self, touched: set[str] | None) -> None:
        for code in set(self._made) if touched is None else touched:
            self._made.pop(code, None)
        self._show_all()

    @guarded()
    def _on_saved(self, time: str) -> None:
        if not self._session.has_unsaved:
            self.bar.say("check", "done", self._tr("desk.top.saved", time=time))
            self._warned = False

    @guarded()
    def _on_failed(self, problem: Problem) -> None:
        words = self._tr.explain(problem)
        if self._session.has_unsaved:
            self.bar.say("circle-alert", "error", self._tr("desk.top.not_saved"))
            self.bar.state.setToolTip(words)
        self._say_foot("circle-alert", "error", words)

    @guarded()
    def _on_touched(self, key: EntryKey) -> None:
        self.go_to_figure(key)

    # ------------------------------------------------------------ the person acts

    @guarded()
    def _on_typing(self, index: Index, text: str) -> None:
        cell = self.model.cell(index)
        if cell is None:
            return
        catalogue = self._session.view.catalogue
        reading = check_reading(read_figure(text), catalogue.unit_of(cell.key.indicator))
        is_wrong = isinstance(reading, NotUnderstood)
        unit = self._tr.of(catalogue.unit_of(cell.key.indicator).label)
        self._say_foot(
            "circle-alert" if is_wrong else "",
            "error" if is_wrong else "",
            self._understood(reading, unit),
        )
        editor = self.grid.delegate.editor
        if editor is not None:
            editor.show_wrong(is_wrong)

    def _understood(self, reading: Reading, unit: str) -> str:
        match reading:
            case Figure(value):
                figure = f"{print_figure(value)} {unit if unit != '-' else ''}".strip()
                return self._tr("desk.grid.understood", figure=figure)
            case NoFigure(reason):
                return self._tr(
                    "desk.grid.understood", figure=self._tr(f"desk.reason_long.{reason}")
                )
            case NotUnderstood(key):
                return self._tr.message(key)
            case Blank():
                return self._tr("desk.grid.will_clear")

    @guarded()
    def _on_cell_left(self) -> None:
        key = self.grid.key()
        if key is not None and key in self._session.unsaved:
            return
        self._say_hint(key)

    def _say_hint(self, key: EntryKey | None) -> None:
        known = self._session.findings.get(key, ()) if key is not None else ()
        found = [finding for finding in known if finding.rule != MISSING]
        if found:
            self._say_foot("circle-alert", "error", self._tr.finding(found[0]))
        else:
            self._say_foot("", "secondary", self._tr("desk.grid.hint"))

    def _say_foot(self, icon: str, tone: str, words: str) -> None:
        self.foot.setText(words)
        self.foot.setToolTip(words)
        self.foot.setProperty("tone", tone)
        self.foot.style().unpolish(self.foot)
        self.foot.style().polish(self.foot)
        self._foot_mark.setVisible(bool(icon))
        if icon:
            self._foot_mark.setPixmap(self._desk.look.pixmap(icon, tone))

    @guarded()
    def _on_figure_chosen(self, key: EntryKey | None) -> None:
        self.inspector.show_figure(key)
        self._say_hint(key)

    @guarded()
    def _on_folded(self, indicator: str) -> None:
        self.grid.leave_cell()
        row = self.model.row(self.grid.currentIndex())
        column = self.grid.currentIndex().column()
        self.place.closed ^= {indicator}
        self._made.pop(indicator, None)
        self._show_rows()
        found = self.model.find(indicator, "")
        if row is not None and row.indicator != indicator:
            found = self.model.find(row.indicator, row.members)
        if found >= 0:
            self.grid.setCurrentIndex(self.model.index(found, max(column, 0)))

    @guarded()
    def _on_place_chosen(self, code: str) -> None:
        self.go_to_chapter(code)

    @guarded()
    def _on_figure_shown(self, key: EntryKey | None) -> None:
        if self.middle.currentIndex() == 1:
            self.inspector.show_figure(key)

    @guarded()
    def _on_figure_wanted(self, key: EntryKey) -> None:
        self.go_to_figure(key)

    @guarded()
    def _on_year_chosen(self, year: str) -> None:
        self.grid.leave_cell()
        self.inspector.keep_note()
        row = self.model.row(self.grid.currentIndex())
        self._session.set_year(year)
        if row is not None:
            self._select(row.indicator, row.members)

    @guarded()
    def _on_searched(self, text: str) -> None:
        self.grid.leave_cell()
        if not text.strip():
            self.go_to_chapter(self.place.chapter)
            return
        self.middle.setCurrentIndex(0)
        self.sidebar.choose("")
        self._show_rows()
        self.grid.scrollToTop()

    @guarded()
    def _on_search_done(self) -> None:
        if self.model.rowCount():
            self.grid.go_to_first()
            self.grid.setFocus()

    @guarded()
    def _on_search_given_up(self) -> None:
        self.bar.search.clear()
        self.grid.setFocus()

    def _find(self) -> None:
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    @guarded()
    def _on_next_area(self, step: int) -> None:
        areas: list[QWidget] = [
            self.sidebar,
            self.checks.table if self.middle.currentIndex() == 1 else self.grid,
            self.panel.format if self.right.currentIndex() == 1 else self.inspector.note,
            self.bar.search,
        ]
        focus = self.focusWidget()
        owners = (self.sidebar, self.middle, self.right, self.bar)
        here = next(
            (i for i, owner in enumerate(owners) if focus and owner.isAncestorOf(focus)),
            0 if focus is self.sidebar else 1,
        )
        areas[(here + step) % len(areas)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _undo(self) -> None:
        self.grid.leave_cell()
        self.inspector.keep_note()
        self._session.undo()

    def _redo(self) -> None:
        self.grid.leave_cell()
        self._session.redo()

    @guarded()
    def _on_undo(self) -> None:
        self._undo()

    @guarded()
    def _on_redo(self) -> None:
        self._redo()

    @guarded()
    def _on_export(self) -> None:
        self.show_export(Format.XLSX)

    @guarded()
    def _on_panel_closed(self) -> None:
        self.right.setCurrentWidget(self.inspector)
        self.grid.setFocus()

    @guarded()
    def _on_look_changed(self) -> None:
        self.inspector.refresh()
        self._say_hint(self.grid.key())

    # ------------------------------------------------------------ leaving

    def leave(self) -> bool:
        """Save what is open and wait for work under way; False where something is not saved.

        Asked a second time it gives way, so that nobody is locked in by a full disk.
        """
        self.grid.leave_cell()
        self.inspector.keep_note()
        if not self._session.retry_unsaved() and not self._warned:
            self._warned = True
            self.bar.say("circle-alert", "error", self._tr("desk.top.not_saved"))
            self._say_foot("circle-alert", "error", self._tr("desk.top.close_again"))
            return False
        self.tasks.wait()
        return True

    def dismiss(self) -> None:
        """Close for good, after `leave`, without going back to the start page."""
        self._is_leaving = True
        self.inspector.stop()
        self.close()

    def _close_company(self) -> None:
        if self.leave():
            self._desk.show_start()

    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_leaving:
            event.accept()
            return
        if not self._has_tried:
            # Should leaving fail by a bug, the window stays the first time and goes the second.
            self._has_tried = True
            event.ignore()
        if not self.leave():
            event.ignore()
            return
        self._is_leaving = True
        self.inspector.stop()
        event.accept()
        self.gone.emit()

    @guarded()
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self._desk.open_path(path)
