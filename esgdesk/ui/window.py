"""The window of an open company: what connects session, grid, inspector and panel, and leaving."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent

from esgdesk.core.errors import Problem
from esgdesk.core.model import EntryKey
from esgdesk.core.numbers import NotUnderstood
from esgdesk.naming import understood_text
from esgdesk.report.export import Format
from esgdesk.ui.care import Care
from esgdesk.ui.company_menus import add_edit, add_file, name_step
from esgdesk.ui.drop import DropWindow
from esgdesk.ui.flow_menu import FlowMenu
from esgdesk.ui.frame import Frame
from esgdesk.ui.grid_rows import MISSING
from esgdesk.ui.guard import guarded
from esgdesk.ui.indexes import Index
from esgdesk.ui.look_only import look_only
from esgdesk.ui.menus import Desk, add_view_and_help
from esgdesk.ui.navigator import Desktop, Navigator
from esgdesk.ui.paste_panel import PastePanel
from esgdesk.ui.safekeeping import Safekeeping
from esgdesk.ui.session import Session
from esgdesk.ui.tasks import Tasks


class DeskWindow(DropWindow):
    """The desk on one company file; `gone` says that the person has closed it."""

    gone = Signal()

    def __init__(self, desk: Desk, session: Session, place: Desktop | None = None) -> None:
        super().__init__(desk)
        self._session = session
        self.place = place or Desktop()
        self._is_leaving = False
        self._has_tried = False
        self._warned = False
        self._has_shown_key = False
        self.tasks = Tasks(self)
        self.setWindowTitle(f"{self._tr.of(session.view.entity.name)} · ESGDesk")
        frame = Frame(desk, session, self.tasks, self._explain, self.place.folded)
        self.bar, self.sidebar, self.foot = frame.bar, frame.sidebar, frame.foot
        self.middle, self.right = frame.middle, frame.right
        self.grid, self.model, self.checks = frame.grid, frame.model, frame.checks
        self.inspector, self.panel = frame.inspector, frame.panel
        self.banners = frame.banners
        self.setCentralWidget(frame)
        self._frame = frame
        self.keeping = Safekeeping(frame, desk, session, self.tasks, self.leave)
        session.four_eyes = desk.settings.four_eyes
        self._navigator = Navigator(frame, session, self.place, self._tr)
        self._care = Care(frame, session, self._navigator.go_to_figure, self._tr)
        self.flow = FlowMenu(frame, session, self._chapter, self._tr)
        self._make_menus()
        self._connect()
        self._show_all()
        if session.project.can_write:
            self.bar.say("check", "done", self._tr("desk.top.all_saved"))
        else:
            banner = look_only(frame, session.why, self._tr)
            banner.chosen.connect(self._on_enter_wanted)
        self.go_to_chapter(self.place.chapter or session.view.catalogue.chapters[0].code)
        if self.place.figure[0]:
            self._navigator.select(*self.place.figure)
        self.grid.setFocus()
        self._care.start()

    def _make_menus(self) -> None:
        add_file(
            self,
            self._desk,
            export=self.show_export,
            keeping=self.keeping.menu_lines(),
            leave=self._close_company,
        )
        self.undo_action, self.redo_action = add_edit(
            self,
            self._tr,
            undo=self._undo,
            redo=self._redo,
            copy=self.grid.copy_block,
            cut=self.grid.cut_block,
            paste=self.grid.paste_block,
            fill_down=self.grid.fill_down,
            find=self._navigator.find,
            next_finding=self.next_finding,
            add_flow=partial(self.flow.fill, self),
            can_write=self._session.project.can_write,
        )
        add_view_and_help(self, self._desk)

    def _connect(self) -> None:
        session, bar = self._session, self.bar
        session.changed.connect(self._on_changed)
        session.saved.connect(self._on_saved)
        session.failed.connect(self._on_failed)
        session.touched.connect(self._on_touched)
        bar.undo.clicked.connect(self._on_undo)
        bar.redo.clicked.connect(self._on_redo)
        bar.export.clicked.connect(self._on_export)
        self.grid.figure_chosen.connect(self._on_figure_chosen)
        self.inspector.figure_wanted.connect(self._on_touched)
        self.inspector.done.connect(self._on_done_beside)
        self.grid.typed_over.connect(self._on_typed_over)
        self.grid.cleared.connect(self._on_cleared)
        self.grid.given_up.connect(self._on_given_up)
        self.grid.block_pasted.connect(self._on_block_pasted)
        self.grid.filled.connect(self._on_filled)
        self.grid.delegate.typing.connect(self._on_typing)
        self.grid.delegate.left.connect(self._on_cell_left)
        self.panel.closed.connect(self._on_panel_closed)
        self._desk.look.changed.connect(self._on_look_changed)

    # ------------------------------------------------------------ showing

    def _explain(self, key: EntryKey) -> str:
        kept = self._session.unsaved.get(key)
        if kept is not None:
            words = self._tr("desk.inspector.unsaved", text=kept.text)
            return f"{words} {self._tr.explain(kept.problem)}" if kept.problem else words
        return " ".join(
            self._tr.finding(self._session.view.catalogue, f)
            for f in self._session.findings.get(key, ())
        )

    def _show_all(self) -> None:
        if self._session.has_unsaved:
            self.bar.say("circle-alert", "error", self._tr("desk.top.not_saved"))
        elif self.bar.state.property("tone") == "error":
            self.bar.say("check", "done", self._tr("desk.top.all_saved"))
        self.flow.show()
        self._navigator.show_all()
        self._show_deeds()
        self.inspector.refresh()
        self.panel.refresh()

    def _chapter(self) -> str:
        return self.place.chapter

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
            can_step = operation is not None and self._session.project.can_write
            name_step(action, button, text, is_there=can_step)

    def _say_hint(self, key: EntryKey | None) -> None:
        waiting = [key] if key in self._session.unsaved else [*self._session.unsaved]
        if waiting:
            # What is not saved is said until it is; the cursor may be far from it by now.
            name = self._tr.key_name(self._session.view.catalogue, waiting[0])
            self.foot.say("circle-alert", "error", f"{name}: {self._explain(waiting[0])}")
            return
        found = self._session.findings.get(key, ()) if key is not None else ()
        first = next((finding for finding in found if finding.rule != MISSING), None)
        entry = self._session.view.entries.get(key) if key is not None else None
        if first is None and entry is not None and entry.is_computed:
            self.foot.say_computed()
        elif first is None:
            self.foot.say_hint()
        else:
            self.foot.say_finding(first, self._tr.finding(self._session.view.catalogue, first))

    # ------------------------------------------------------------ going places

    def go_to_chapter(self, code: str) -> None:
        """Show a chapter's figures, or the checks."""
        self._navigator.go_to_chapter(code)

    def next_finding(self, step: int) -> None:
        """Go to the next figure that has a finding, or back to the one before."""
        self._navigator.next_finding(step)

    def show_export(self, format_: Format) -> None:
        """Open the export panel beside the grid."""
        if not self.keeping.may_go():
            return
        self._frame.leave_fields()
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
        self._navigator.forget(touched)
        self._show_all()
        if self.grid.delegate.editor is None:
            self._say_hint(self.grid.key())

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
        self.foot.say("circle-alert", "error", words)

    @guarded()
    def _on_touched(self, key: EntryKey) -> None:
        self._navigator.go_to_figure(key)

    # ------------------------------------------------------------ the person acts

    @guarded()
    def _on_typed_over(self, key: EntryKey, text: str) -> None:
        self._session.enter(key, text)

    @guarded()
    def _on_cleared(self, keys: list[EntryKey]) -> None:
        self._session.clear(keys)

    @guarded()
    def _on_block_pasted(self, keys: list[EntryKey], block: list[list[str]]) -> None:
        panel = self.keeping.panel("paste")
        if isinstance(panel, PastePanel):
            panel.plan(keys, block)
            self.keeping.show("paste")

    @guarded()
    def _on_filled(self, texts: list[tuple[EntryKey, str]]) -> None:
        self._session.enter_block(texts)

    @guarded()
    def _on_given_up(self, key: EntryKey) -> None:
        self._session.forget_unsaved(key)
        self._say_hint(key)

    @guarded()
    def _on_typing(self, index: Index, text: str) -> None:
        cell = self.model.cell(index)
        if cell is None:
            return
        catalogue = self._session.view.catalogue
        understood = self._session.understand(cell.key, text)
        self.foot.say_reading(understood, catalogue, cell.key.indicator)
        is_wrong = isinstance(understood.reading, NotUnderstood)
        editor = self.grid.delegate.editor
        if editor is not None:
            editor.show_wrong(is_wrong)
            echo = understood_text(understood, catalogue, cell.key.indicator, self._tr.language)
            self.grid.delegate.echo(echo, is_wrong=is_wrong)

    @guarded()
    def _on_cell_left(self) -> None:
        self._say_hint(self.grid.key())

    @guarded()
    def _on_figure_chosen(self, key: EntryKey | None) -> None:
        self.inspector.show_figure(key)
        self._say_hint(key)

    def _undo(self) -> None:
        self._frame.leave_fields()
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
    def _on_enter_wanted(self) -> None:
        self._desk.reopen()

    @guarded()
    def _on_panel_closed(self) -> None:
        self.right.setCurrentWidget(self.inspector)
        self.grid.setFocus()

    @guarded()
    def _on_done_beside(self) -> None:
        """Back to the figures; Qt would go on to the year's list, where arrows change it."""
        self._frame.middle_area().setFocus()

    @guarded()
    def _on_look_changed(self) -> None:
        self.inspector.refresh()
        self.foot.redraw()

    # ------------------------------------------------------------ leaving

    def leave(self) -> bool:
        """Save what is open and wait for work under way; False where something is not saved.

        Asked a second time it gives way, so that nobody is locked in by a full disk.
        """
        self._frame.leave_fields()
        if not self.keeping.may_go() and not self._has_shown_key:
            self._has_shown_key = True
            return False
        if not self._session.retry_unsaved() and not self._warned:
            self._warned = True
            self.bar.say("circle-alert", "error", self._tr("desk.top.not_saved"))
            self.foot.say("circle-alert", "error", self._tr("desk.top.close_again"))
            return False
        self._care.stop()
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
