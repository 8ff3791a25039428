"""Run as a program by `test_guard`: breaks every guarded method of the desk and works on.

Each method is made to raise, once for each of six kinds of exceptions by calling it as Qt would,
and once (with `all`: six times) by driving the real desk through everything that reaches it. The
process must live to print its last line, as JSON.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import json
import os
import pkgutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    QSize,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)

import esgdesk.ui
from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import EntryKey
from esgdesk.log import start_log
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
from esgdesk.operations.unfinished import Field, keep_unfinished
from esgdesk.paths import companies_folder
from esgdesk.settings import Settings
from esgdesk.ui import app as application
from esgdesk.ui.finding_card import FindingCard
from esgdesk.ui.flow_card import CommentForm, CommentLine, StateCard
from esgdesk.ui.footnote_form import FootnoteForm
from esgdesk.ui.guard import BugReporter, report
from esgdesk.ui.paste_panel import PastePanel
from esgdesk.ui.people_panel import PeoplePanel
from esgdesk.ui.place_form import FactLine, PlaceForm
from esgdesk.ui.published_panel import PublishedPanel
from esgdesk.ui.sidebar import CHECKS, OVERVIEW
from esgdesk.ui.start import RecentRow, StartPage
from esgdesk.ui.top_bar import CompanyLabel
from esgdesk.ui.window import DeskWindow

KEY = EntryKey("ghg.scope1", "", "company", "2023")
WARNED = EntryKey("suppliers.number", "supplier_region:north", "company", "2023")
COMPUTED = EntryKey("ghg.total", "", "company", "2023")
KINDS = ("zero", "index", "value", "key", "sqlite", "own")
NO_DRIVING = {"MishapBox._on_bug", "MishapBox._on_problem", "DeskWindow.closeEvent"}
"""The first two hear of every mishap and the last one closes: each has a place of its own."""


AWAY = (
    *("trouble", "attempt", "backup_list", "told", "side_panel", "secret", "safekeeping"),
    *("restore_panel", "password_panel", "hand_over_panel", "proof_panel", "key_page"),
)
"""Beginnings of the modules whose pages this drive does not open: those of a file that cannot be
opened and those of File that exchange it. Their own tests click through them; here each of their
methods is called as Qt would, in all six ways, like every other."""
AWAY_NAMES = {
    *("Desk._on_failed", "Desk._on_opened", "DeskWindow._on_enter_wanted", "into_view"),
    *("StartPage._on_left", "StartPage._on_opened", "StartPage.closeEvent"),
}
"""Slots elsewhere that only those pages reach."""


BELOW_THE_FIGURE = ("FindingCard", "AnsweredCard", "FactLine", "PlaceLine", "PlaceForm")
AT_THE_FIGURE = {
    *("Inspector._on_explained", "Inspector._on_restated", "Inspector._on_withdrawn"),
    *("Inspector._on_part_wanted", "Inspector._on_mention_added", "Inspector._on_mention_removed"),
}
"""The inspector's slots that the pieces below a figure reach."""


AT_A_FOOTNOTE = {
    *("Inspector._on_footnote_wanted", "Inspector._on_footnote_removed"),
    *("Inspector._on_footnote_saved", "Inspector._on_restore"),
}
PASTING = {"DeskWindow._on_block_pasted", "DeskWindow._on_filled"}
"""Slots of the inspector and the window that footnotes and blocks reach."""


class Own(Exception):
    """An exception that nobody has heard of."""


def mishap(kind: str) -> None:
    """Raise an exception the way code does."""
    match kind:
        case "zero":
            1 // 0  # noqa: B018
        case "index":
            [][1]
        case "value":
            int("x")
        case "key":
            dict[str, str]()["x"]
        case "sqlite":
            raise sqlite3.OperationalError("disk I/O error")
        case "own":
            raise Own("mine")


Method = Callable[..., Any]
Scene = Sequence[Callable[[], object]]


def guarded_methods() -> Iterator[tuple[type | None, str, Method]]:
    """Every guarded method and function of the desk's modules."""
    for line in pkgutil.iter_modules(esgdesk.ui.__path__):
        module = importlib.import_module(f"esgdesk.ui.{line.name}")
        for name, found in vars(module).items():
            if getattr(found, "__module__", "") != module.__name__:
                continue
            if inspect.isclass(found):
                for inner, method in vars(found).items():
                    if hasattr(method, "is_guarded"):
                        yield found, f"{found.__name__}.{inner}", method
            elif hasattr(found, "is_guarded"):
                yield None, name, found


reached: set[str] = set()
"""The methods that were broken when something called them."""
passed: set[str] = set()
"""The methods that a scene has gone through unbroken."""


@contextlib.contextmanager
def replaced(method: Method, other: Callable[[Method], Method]) -> Iterator[None]:
    """Put another method inside the guard, for whoever calls it; `other` is given the whole one."""
    assert inspect.isfunction(method)
    assert method.__closure__ is not None
    cell = method.__closure__[method.__code__.co_freevars.index("method")]
    whole = cell.cell_contents
    cell.cell_contents = other(whole)
    try:
        yield
    finally:
        cell.cell_contents = whole


def broken(name: str, method: Method, kind: str) -> contextlib.AbstractContextManager[None]:
    """Let the method raise inside its guard."""

    def raise_it(*given: object, **named: object) -> None:
        reached.add(name)
        mishap(kind)

    return replaced(method, lambda whole: raise_it)


def heard(name: str, method: Method) -> contextlib.AbstractContextManager[None]:
    """Note when something calls the method."""

    def listen(whole: Method) -> Method:
        def pass_on(*given: Any, **named: Any) -> Any:
            passed.add(name)
            return whole(*given, **named)

        return pass_on

    return replaced(method, listen)


def call_directly(owner: object, name: str, method: Method, caught: list[str]) -> int:
    """Call the method of a living instance, as Qt would, for each kind of exception."""
    wanted = [p for p in inspect.signature(method).parameters if p != "self"]
    own = [owner] if "." in name else []
    for exception in KINDS:
        before = len(caught)
        with broken(name, method, exception):
            method(*own, *[None] * len(wanted))
        assert len(caught) == before + 1, (name, exception)
    return len(KINDS)


def living() -> dict[type, object]:
    """One instance of every class there is one of."""
    return {type(thing): thing for thing in gc.get_objects()}


def do(step: Callable[[], object]) -> None:
    """Take one step; where a broken method has left nothing to step on, go on."""
    with contextlib.suppress(AttributeError, IndexError, RuntimeError, StopIteration, TypeError):
        step()
    settle()


def settle() -> None:
    """Let Qt do what is waiting; without its own loop nothing that was closed would go."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


class Driver:
    """Everything a person and the system do to the desk, in short."""

    def __init__(self, desk: application.Desk, window: DeskWindow, start: StartPage) -> None:
        self.desk, self.window, self.start = desk, window, start
        self.care = window._care
        self.shortest: dict[str, int] = {}

    def scenes(self) -> list[Scene]:
        """One round through the whole window; each scene begins wherever the last one ended."""
        window, grid = self.window, self.window.grid
        note, search, table = window.inspector.note, window.bar.search, window.checks.table
        keys = (Qt.Key.Key_Down, Qt.Key.Key_F2, Qt.Key.Key_Tab, Qt.Key.Key_Delete)
        place = QPoint(20, 40)
        to_grid: Scene = [
            lambda: window.go_to_chapter("climate"),
            grid.setFocus,
            lambda: grid.go_to(1),
        ]
        return [
            [lambda: window.resize(window.width() ^ 256, window.height())],
            to_grid,
            *[
                [*to_grid, lambda key=key: QTest.keyClick(grid, key), grid.leave_cell]  # type: ignore[misc]
                for key in keys
            ],
            [*to_grid, lambda: QTest.keyClicks(grid, "7"), self.type_on],
            [
                *to_grid,
                lambda: grid.setCurrentIndex(window.model.index(1, 0)),
                lambda: QTest.keyClicks(grid, "x"),
            ],
            [lambda: QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)],
            [
                *to_grid,
                note.setFocus,
                lambda: QTest.keyClicks(note, "n"),
                window.inspector._late.timeout.emit,
                search.setFocus,
            ],
            [
                search.setFocus,
                lambda: QTest.keyClicks(search, "ene"),
                lambda: QTest.keyClick(search, Qt.Key.Key_Return),
                lambda: QTest.keyClick(search, Qt.Key.Key_Escape),
            ],
            [window.bar.undo.click, window.bar.redo.click],
            [lambda: QTest.keyClick(window.sidebar, Qt.Key.Key_Home)],
            [lambda: QTest.keyClick(window.sidebar, Qt.Key.Key_Down)],
            [lambda: window.session.enter(KEY, "-1")],
            [
                lambda: window.go_to_chapter(CHECKS),
                lambda: table.selectRow(0),
                lambda: QTest.keyClick(table, Qt.Key.Key_Return),
            ],
            [lambda: QTest.keyClick(grid, Qt.Key.Key_F6)],
            [grid.resizeRowsToContents, grid.size_columns],
            [window.grab],
            [lambda: window.go_to_chapter(CHECKS), window.grab],
            *self.overview_scenes(),
        ]

    def overview_scenes(self) -> list[Scene]:
        """Everything on the overview but the dialogs in which a picture is saved."""
        window, page = self.window, self.window._frame.overview
        trend, moves = page.trend, page.moves
        to_page: Scene = [lambda: window.go_to_chapter(OVERVIEW)]
        return [
            [*to_page, window.grab],
            *[
                [*to_page, lambda table=table: table.clicked.emit(table.lines.index(0, 0))]  # type: ignore[misc]
                for table in (page.chapters, page.departments, moves)
            ],
            [
                *to_page,
                lambda: moves.selectRow(0),
                lambda: QTest.keyClick(moves, Qt.Key.Key_Return),
            ],
            [*to_page, lambda: self.wheel(moves.viewport())],
            [*to_page, moves.resizeColumnsToContents],
            [
                *to_page,
                lambda: trend.indicator.setCurrentIndex(1 - trend.indicator.currentIndex() % 2),
                lambda: trend.form.setCurrentIndex(1 - trend.form.currentIndex()),
                trend.chart.grab,
                trend.chart.updateGeometry,
                trend.chart.sizeHint,
            ],
            [*to_page, trend.indicator.lineEdit().editingFinished.emit],  # type: ignore[union-attr]
        ]

    def wheel(self, widget: QWidget) -> None:
        """Turn the wheel over a widget."""
        spot, down = QPointF(5, 5), QPoint(0, -120)
        phase, none = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
        keys = Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(spot, spot, QPoint(), down, none, keys, phase, False)
        QApplication.sendEvent(widget, event)

    def learn(self, methods: list[tuple[type | None, str, Method]]) -> None:
        """Play every scene unbroken and remember which one reaches which method soonest."""
        with contextlib.ExitStack() as stack:
            for _, name, method in methods:
                stack.enter_context(heard(name, method))
            spent: list[float] = []
            found: list[set[str]] = []
            for scene in self.scenes():
                passed.clear()
                before = time.perf_counter()
                for step in scene:
                    do(step)
                spent.append(time.perf_counter() - before)
                found.append(set(passed))
        for number in sorted(range(len(spent)), key=spent.__getitem__, reverse=True):
            for name in found[number]:
                self.shortest[name] = number
        self.set_right()

    def drive(self, name: str, *, is_whole: bool) -> None:
        """What reaches this method, or (whole) one round through everything."""
        scenes = self.scenes()
        if not is_whole:
            scenes = [scenes[self.shortest[name]]] if name in self.shortest else []
        self.play(scenes)
        if is_whole or name not in reached:
            self.particular(name)
        if name not in reached:
            # Some are called only where something has changed since they were called last.
            for scene in self.scenes():
                if name not in reached:
                    self.play([scene])

    def play(self, scenes: list[Scene]) -> None:
        """Take all steps of some scenes."""
        for scene in scenes:
            for step in scene:
                do(step)

    def set_right(self) -> None:
        """Begin the next round as the first one began."""
        self.window.grid.leave_cell()
        if self.window.session.has_unsaved:
            self.window.session.enter(KEY, "4052")
        for key in list(self.window.session.unsaved):
            self.window.session.forget_unsaved(key)
        self.close_boxes()
        # Where the box's own slot was broken, nobody has noted that it was closed.
        self.desk._mishaps._box = None
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            QApplication.processEvents()

    def offer_again(self) -> None:
        """Have something to answer, as after a crash."""
        # A text that stands there already would not be offered.
        text = str(time.perf_counter_ns())
        for field in Field:
            keep_unfinished(self.window.session.project, field, KEY, text)
        self.care._offers = self.care.keeper.offers()
        self.care._show_offers()

    def type_on(self) -> None:
        """Type on in the open editor and leave it; QTest ends the program where there is none."""
        editor = self.window.grid.delegate.editor
        if editor is not None:
            QTest.keyClicks(editor, "5")
            QTest.keyClick(editor, Qt.Key.Key_Return)

    def particular(self, name: str) -> None:
        """What is reached by no round, as it would take long or is seldom."""
        window, start, desk, clock = self.window, self.start, self.desk, self.care.clock
        panel, form, care = window.panel, start.form, self.care
        owner, _, method = name.rpartition(".")
        steps: Scene
        if owner == "BackupClock":
            steps = [clock._opened.timeout.emit, clock._tasks.wait, clock._timer.timeout.emit]
            if method == "_on_failed":
                made, failed = clock._on_made, clock._on_failed
                steps = [
                    lambda: clock._tasks.run(lambda: mishap("own"), finished=made, failed=failed),
                    clock._tasks.wait,
                ]
        elif owner in ("Task", "Tasks", "_Job"):
            steps = [self.work_in_background]
        elif owner == "ExportPanel":
            steps = [
                window.bar.export.click,
                lambda: QTest.keyClicks(panel.name, "x"),
                lambda: panel.folder.setText(f"{panel.folder.text()}/no"),
                lambda: panel.year.setCurrentIndex(1 - panel.year.currentIndex()),
                lambda: QTest.keyClick(panel, Qt.Key.Key_Escape),
            ]
            if method == "_on_choose":
                steps = [panel._choose.click]
            elif method == "_on_close":
                steps = [button.click for button in panel.findChildren(QToolButton)]
            elif method == "_on_failed":
                finished, failed = panel._on_finished, panel._on_failed
                steps = [
                    lambda: window.tasks.run(
                        lambda: mishap("own"), finished=finished, failed=failed
                    ),
                    window.tasks.wait,
                ]
            elif method in ("_on_start", "_on_finished"):
                folder = str(companies_folder())
                steps = [window.bar.export.click, lambda: panel.folder.setText(folder)]
                steps += [panel.start.click, window.tasks.wait]
            elif method in ("_on_open", "_on_show"):
                steps = [panel.open_button.click, panel.folder_button.click]
        elif owner in ("StartPage", "RecentRow", "CompanyForm"):
            steps = [
                *[button.click for button in self.buttons(start, name)],
                *([lambda: form.created.emit(None)] if method == "_on_created" else []),
                lambda: form.cancelled.emit(),
                lambda: QTest.keyClicks(form.name, "n"),
                lambda: QTest.keyClicks(form.file, "f"),
                lambda: form.pack.activated.emit(0),
                lambda: QTest.keyClick(form, Qt.Key.Key_Escape),
            ]
        elif owner == "Care":
            steps = [
                self.offer_again,
                lambda: clock.failed.emit(WorldProblem("file.disk_full", path="x")),
                lambda: clock.alarmed.emit(None),
                window.foot._seen.click,
                lambda: window._frame.unfinished.put_in.emit(care._offers[0]),
                lambda: window._frame.unfinished.left.emit(care._offers[0]),
            ]
        elif owner == "UnfinishedBar":
            self.offer_again()
            bar = window._frame.unfinished
            presses = [button.click for button in bar.findChildren(QPushButton)]
            steps = presses[:1] if method == "_on_put_in" else presses[1:2]
        elif name == "TrendPanel._on_save":
            # Whole, it would open a dialog; only the broken one is pressed.
            steps = [button.click for button in window._frame.overview.trend.save.values()]
        elif owner in ("Chart", "PageTable"):
            steps = [lambda: desk.choose_theme("dark"), lambda: desk.choose_theme("light")]
        elif owner == "Foot":
            steps = [window.foot._seen.click]
        elif owner == "DropWindow":
            steps = [self.drop]
        elif owner == "MishapBox":
            press = {"_on_copy": "desk.mishap.copy", "_on_folder": "desk.mishap.folder"}
            new = Own(f"mine {time.perf_counter()}")  # the same one is shown only once
            steps = [lambda: report(new), lambda: self.press_in_boxes(press.get(method, ""))]
            steps += [self.close_boxes]
        elif owner == "Desk":
            # Whole, they would take the window away; only the broken one is called.
            is_gone = method == "_on_gone"
            steps = [window.gone.emit if is_gone else self.create_from_start]
        elif owner in BELOW_THE_FIGURE or name in AT_THE_FIGURE:
            steps = self.at_the_figure(name)
        elif owner == "PublishedPanel":
            steps = self.publishing(method)
        elif owner in ("FootnoteForm", "FootnoteLine") or name in AT_A_FOOTNOTE:
            steps = self.at_a_footnote()
        elif owner == "PastePanel" or name in PASTING:
            steps = self.pasting()
        elif name == "Navigator._on_filtered":
            steps = [
                lambda: window.bar.shown.setCurrentIndex(2),
                lambda: window.bar.shown.setCurrentIndex(0),
            ]
        elif owner in ("Look", "Inspector", "Section", "Sidebar", "GridHeader", "TopBar"):
            steps = [
                lambda: desk.choose_theme("dark"),
                lambda: desk.choose_theme("light"),
                window.inspector._sections["note"]._head.click,
                window.inspector._sections["note"]._head.click,
                lambda: QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark),
            ]
        elif name == "CompanyLabel.resizeEvent":
            # The name of the example is short enough for every width.
            label, size = window.bar.findChildren(CompanyLabel)[0], QSize(120, 40)
            steps = [lambda: QApplication.sendEvent(label, QResizeEvent(size, size))]
        elif owner == "PlaceModel":
            # As a screen reader does; the delegate draws without it.
            steps = [lambda: window.sidebar.model().index(0, 0).data()]
        elif name == "Frame._on_next_area":
            steps = [action.trigger for action in window._frame.actions()]
        elif name == "WideButton.keyPressEvent":
            steps = [lambda: QTest.keyClick(start.new_button, Qt.Key.Key_Return)]
        elif name == "NothingFound._on_clicked":
            steps = [window._frame.nothing.findChildren(QPushButton)[0].click]
        elif owner in ("StateCard", "CommentForm", "CommentLine", "FlowLines", "_Words"):
            steps = self.states_and_comments()
        elif owner == "PeoplePanel":
            steps = self.people()
        elif name == "Keeper._on_timeout":
            steps = [lambda: QTest.keyClicks(window.grid, "7"), care.keeper._timer.timeout.emit]
        else:
            steps = [
                lambda: window.grid.given_up.emit(KEY),
                lambda: window.grid.typed_over.emit(KEY, "12"),
                lambda: window.session.touched.emit(KEY),
                window.inspector.done.emit,
                lambda: window.session.failed.emit(WorldProblem("file.disk_full", path="x")),
                lambda: window.grid.folded.emit("waste.hazardous"),
                lambda: window.bar.year.setCurrentIndex(1),
                lambda: window.bar.year.setCurrentIndex(0),
                lambda: window.checks.table.clicked.emit(window.checks.model.index(0, 0)),
                lambda: desk.choose_theme("dark"),
                lambda: desk.choose_theme("light"),
                window.menuBar().findChildren(QMenu)[1].actions()[-1].trigger,
                lambda: window.panel.closed.emit(),
                window.bar.export.click,
                lambda: window.panel.closed.emit(),
            ]
        for step in steps:
            do(step)

    def at_the_figure(self, name: str) -> Scene:
        """Answering a finding, going to what a figure is computed from, naming other places."""
        window, session = self.window, self.window.session
        inspector, go = window.inspector, window._navigator.go_to_figure
        if name.startswith("FactLine") or name == "Inspector._on_part_wanted":
            left, enter = Qt.MouseButton.LeftButton, Qt.Key.Key_Return
            steps: Scene = [
                lambda: go(COMPUTED),
                lambda: QTest.mouseClick(self.shown(FactLine)[0], left),
                lambda: go(COMPUTED),
                lambda: QTest.keyClick(self.shown(FactLine)[0], enter),
            ]
        elif name.startswith("Place") or "mention" in name:
            steps = [
                lambda: go(KEY),
                inspector.refresh,
                lambda: self.press("desk.elsewhere.add"),
                *[
                    lambda place=place: QTest.keyClicks(  # type: ignore[misc]
                        self.shown(PlaceForm)[0].findChildren(QLineEdit)[place], "4,052"
                    )
                    for place in (0, 1)
                ],
                lambda: self.press("desk.elsewhere.save"),
                lambda: self.press("desk.elsewhere.remove"),
            ]
        elif name == "Inspector._on_restated":
            steps = [
                lambda: session.publish(accept_open=True),
                lambda: session.enter(KEY, "4053"),
                lambda: go(KEY),
                lambda: self.press("desk.answer.restate"),
                lambda: self.press("desk.answer.save"),
                lambda: session.enter(KEY, "4052"),
                lambda: session.withdraw_edition(KEY.period),
            ]
        else:
            steps = [
                *[lambda f=f: session.withdraw_answer(f) for f in session.answered],  # type: ignore[misc]
                lambda: go(WARNED),
                inspector.refresh,
                lambda: self.press("desk.answer.open"),
                lambda: QTest.keyClicks(self.shown(FindingCard)[0].text, "it is so"),
                lambda: self.press("desk.answer.save"),
                lambda: self.press("desk.answer.withdraw"),
            ]
        # The export panel may still stand where the inspector does.
        return [window.panel.closed.emit, *steps]

    def at_a_footnote(self) -> Scene:
        """Writing, changing and removing a footnote, and putting an old figure back."""
        window, session = self.window, self.window.session
        return [
            window.panel.closed.emit,
            lambda: session.enter(KEY, "4060"),
            lambda: window._navigator.go_to_figure(KEY),
            window.inspector.refresh,
            window.inspector._late.timeout.emit,
            lambda: self.press("desk.inspector.restore"),
            lambda: self.press("desk.footnote.add"),
            lambda: self.shown(FootnoteForm)[0].texts.get("en").setPlainText("Measured."),
            lambda: self.press("desk.footnote.save"),
            lambda: self.press("desk.footnote.change"),
            lambda: self.press("desk.footnote.remove"),
            lambda: session.enter(KEY, "4052"),
        ]

    def pasting(self) -> Scene:
        """A block comes in, is looked at and taken; a figure is filled down."""
        window, clipboard = self.window, QApplication.clipboard()
        grid = window.grid
        keys = (Qt.Key.Key_V, Qt.Key.Key_D)
        paste, fill = (
            lambda key=key: QTest.keyClick(grid, key, Qt.KeyboardModifier.ControlModifier)  # type: ignore[misc]
            for key in keys
        )
        panel = window.keeping.panel("paste")
        assert isinstance(panel, PastePanel)
        return [
            lambda: window._navigator.go_to_figure(KEY),
            lambda: clipboard.setText("4052\t4053\n79460\t79461"),
            paste,
            lambda: panel.columns.setCurrentIndex(1),
            panel.start.click,
            lambda: window._navigator.go_to_figure(KEY),
            lambda: QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier),
            fill,
            lambda: panel.closed.emit(),
        ]

    def publishing(self, method: str) -> Scene:
        """The panel of published reports; what asks for a file is only pressed when broken."""
        window, session, tr = self.window, self.window.session, self.desk.tr
        opening: Scene = [lambda: window.keeping.show("published")]
        panel = window.keeping.panel("published")
        assert isinstance(panel, PublishedPanel)
        closing: Scene = [lambda: panel.closed.emit()]
        if method == "_on_bring":
            return [*opening, panel.bring.click, *closing]
        if method == "_on_list":
            names = (tr("desk.publish.list_pdf"), tr("desk.publish.list_xlsx"))
            buttons = [b for b in panel.findChildren(QPushButton) if b.text() in names]
            return [*opening, *(button.click for button in buttons), *closing]
        return [
            *opening,
            panel.accept.click,
            panel.start.click,
            lambda: session.publish(accept_open=True),
            lambda: self.press("desk.publish.withdraw"),
            lambda: session.withdraw_edition(session.year),
            lambda: panel.accept.setChecked(False),
            *closing,
        ]

    def shown(self, kind: type[Any]) -> list[Any]:
        """What is in sight of a kind; what was cleared out may not be deleted yet."""
        return [piece for piece in self.window.findChildren(kind) if piece.isVisible()]

    def press(self, key: str) -> None:
        """Press the first button in sight that says this."""
        words = self.desk.tr(key)
        next(b for b in self.shown(QPushButton) if b.text() == words).click()

    def states_and_comments(self) -> Scene:
        """Submit, approve, send back, comment: buttons that are not offered can be pressed too."""
        inspector = self.window.inspector

        def card() -> StateCard:
            return inspector.findChildren(StateCard)[-1]

        def form() -> CommentForm:
            return inspector.findChildren(CommentForm)[-1]

        return [
            lambda: self.window._navigator.go_to_figure(KEY),
            lambda: card().submit.click(),
            lambda: card().approve.click(),
            lambda: card().back.click(),
            lambda: card().field.text.setPlainText("Which boundary?"),
            lambda: card().field.save.click(),
            lambda: form().open.click(),
            lambda: form().field.text.setPlainText("Is the kiln in it?"),
            lambda: form().field.save.click(),
            lambda: inspector.findChildren(CommentLine)[-1].settle.click(),
        ]

    def people(self) -> Scene:
        """The panel of people and due dates, once through."""
        self.window.keeping.show("people")
        panel = self.window.keeping.panel("people")
        assert isinstance(panel, PeoplePanel)

        def press(name: str) -> None:
            words = self.desk.tr(f"desk.people.{name}")
            for button in panel.findChildren(QPushButton):
                if button.text() == words:
                    button.click()
                    return

        return [
            lambda: panel.role.setCurrentIndex(1),
            lambda: panel.role.setCurrentIndex(0),
            lambda: panel.name.setText("Lin Mei"),
            panel.save.click,
            lambda: press("change"),
            panel.save.click,
            lambda: panel.days["ehs"].editingFinished.emit(),
            panel.copy.click,
            lambda: press("remove"),
            lambda: panel.closed.emit(),
        ]

    def buttons(self, start: StartPage, name: str) -> Sequence[QAbstractButton]:
        """The buttons whose slot is broken now; the others would open dialogs or windows."""
        choose = start.form.findChildren(QPushButton)
        cancel = self.desk.tr("desk.new.cancel")
        removers = [row.findChildren(QToolButton)[0] for row in start.findChildren(RecentRow)][:1]
        known: dict[str, Sequence[QAbstractButton]] = {
            "StartPage._on_new": [start.new_button],
            "StartPage._on_open": [start.open_button],
            "StartPage._on_example": [start.example_button],
            "CompanyForm._on_create": [start.form.create_button],
            "CompanyForm._on_cancel": [b for b in choose if b.text() == cancel],
            "RecentRow._on_removed": removers,
            "StartPage._on_removed": removers,
            "CompanyForm._on_choose": [b for b in choose if b is not start.form.create_button],
        }
        rows = start.findChildren(QPushButton)
        return known.get(name, [b for b in rows if b.property("kind") == "row"][:1])

    def create_from_start(self) -> None:
        """What the start page says once a company was made."""
        self.start.created.connect(self.desk._on_created)
        self.start.created.emit(None)
        self.start.created.disconnect(self.desk._on_created)

    def work_in_background(self) -> None:
        """Two pieces of work, one of which fails."""
        heard: list[object] = []
        self.window.tasks.run(lambda: 10**30, finished=heard.append, failed=heard.append)
        self.window.tasks.run(lambda: 1 // 0, finished=heard.append, failed=heard.append)
        self.window.tasks.wait()

    def drop(self) -> None:
        """Drag a file over the window and let it go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile("/nowhere/a.esgdesk")])
        action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        for event in (
            QDragEnterEvent(QPoint(5, 5), action, data, buttons, none),
            QDropEvent(QPointF(5, 5), action, data, buttons, none, QEvent.Type.Drop),
        ):
            QApplication.sendEvent(self.window, event)

    def boxes(self) -> list[QMessageBox]:
        return [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox)]

    def press_in_boxes(self, key: str) -> None:
        for box in self.boxes():
            for button in box.findChildren(QPushButton):
                if key and button.text() == self.desk.tr(key):
                    button.click()

    def close_boxes(self) -> None:
        for box in self.boxes():
            box.reject()
        QApplication.processEvents()


def mishaps_by_timer(kind: str) -> None:
    """Raise in a timer's slot that nobody has guarded."""
    QTimer.singleShot(0, lambda: mishap(kind))


def in_threads_and_timers(driver: Driver, caught: list[str]) -> int:
    """Raise where no guard of ours stands: threads, timers, slots that are mere functions."""
    count = 0
    for kind in KINDS:
        heard: list[object] = []
        before = len(caught)
        driver.window.tasks.run(lambda kind=kind: mishap(kind), finished=print, failed=heard.append)  # type: ignore[misc]
        driver.window.tasks.wait()
        settle()
        assert len(heard) == 1, (kind, heard)
        assert isinstance(heard[0], Exception)
        thread = threading.Thread(target=mishap, args=(kind,))
        thread.start()
        thread.join()
        mishaps_by_timer(kind)
        QApplication.processEvents()
        driver.window.tasks.run(int, finished=lambda _, kind=kind: mishap(kind), failed=print)  # type: ignore[misc]
        driver.window.tasks.wait()
        settle()
        assert len(caught) == before + 3, (kind, len(caught) - before)
        driver.close_boxes()
        count += 4
    return count


def main() -> None:
    """Break, drive, and say what was done."""
    assert "ESGDESK_HOME" in os.environ, "what is broken here is never the person's own"
    start_log()
    app = application.make_application()
    reporter = BugReporter(app)
    caught: list[str] = []
    reporter.bug.connect(caught.append)
    application.install_hooks()
    desk = application.Desk(app, Settings(person="Ann", language="en", theme="light"))
    desk.open_example()
    path = Path(desk.settings.recent[0])
    desk.show_start()
    with open_project(path, Who("Ann", "desk-1")) as project:
        for field in Field:
            keep_unfinished(project, field, KEY, "83512")
    desk.open_path(path)
    window = desk.window
    assert isinstance(window, DeskWindow)
    start = StartPage(desk, desk.who)
    start.show()
    driver = Driver(desk, window, start)
    window.activateWindow()
    app.processEvents()
    methods = list(guarded_methods())
    is_all = "all" in sys.argv
    driver.learn(methods)
    done = 0
    for place, (_, name, method) in enumerate(methods):
        if name not in NO_DRIVING:
            before = time.perf_counter()
            for kind in KINDS if is_all else (KINDS[place % len(KINDS)],):
                with broken(name, method, kind):
                    driver.drive(name, is_whole=is_all)
                driver.set_right()
                done += 1
            # The last line tells where it ended, should it end.
            took = time.perf_counter() - before
            print(f"{took:6.2f} s {name}", file=sys.stderr, flush=True)
    driven = len(reached)
    here = {
        name
        for _, name, method in methods
        if not method.__module__.rpartition(".")[2].startswith(AWAY)
    }
    missed = sorted(here - reached - NO_DRIVING - AWAY_NAMES)
    instances = living()
    for kind_of, name, method in methods:
        print("calling", name, file=sys.stderr, flush=True)
        done += call_directly(instances.get(kind_of or object), name, method, caught)
    driver.close_boxes()
    done += in_threads_and_timers(driver, caught)
    whole = window.session.retry_unsaved() and window.session.project.verify().holds
    close_event = next(m for _, name, m in methods if name == "DeskWindow.closeEvent")
    for kind in KINDS:
        with broken("DeskWindow.closeEvent", close_event, kind):
            QApplication.sendEvent(window, QCloseEvent())
    window.close()
    start.close()
    desk.quit()
    app.processEvents()
    print(
        json.dumps(
            {
                "methods": len(methods),
                "driven": driven,
                "missed": missed,
                "done": done,
                "caught": len(caught),
                "whole": whole,
                "at": str(companies_folder()),
            }
        )
    )


if __name__ == "__main__":
    main()
