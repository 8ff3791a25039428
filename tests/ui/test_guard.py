"""No exception crosses into Qt: everything is guarded, and the known crashes stay away."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

import esgdesk.ui
from esgdesk.core.model import EntryKey
from esgdesk.log import log_path
from esgdesk.operations.unfinished import list_unfinished
from esgdesk.ui import messages
from esgdesk.ui.guard import guarded, report
from esgdesk.ui.window import DeskWindow

ROOT = Path(esgdesk.ui.__file__).parents[2]


def ui_modules() -> list[str]:
    return [f"esgdesk.ui.{line.name}" for line in pkgutil.iter_modules(esgdesk.ui.__path__)]


def ui_classes() -> Iterator[type]:
    for name in ui_modules():
        for _, kind in inspect.getmembers(importlib.import_module(name), inspect.isclass):
            if kind.__module__ == name:
                yield kind


def unguarded_overrides(kind: type) -> list[str]:
    """The methods of a class that replace one of Qt's and do not catch what they raise."""
    bases = [base for base in kind.__mro__ if base.__module__.startswith(("PySide6", "Shiboken"))]
    return [
        f"{kind.__module__}.{kind.__name__}.{name}"
        for name, method in vars(kind).items()
        if inspect.isfunction(method)
        and not name.startswith("__")
        and any(hasattr(base, name) for base in bases)
        and not hasattr(method, "is_guarded")
    ]


def test_every_override_of_qt_is_guarded() -> None:
    qt_classes = [kind for kind in ui_classes() if issubclass(kind, shiboken6.Object)]
    assert len(qt_classes) > 20
    assert [name for kind in qt_classes for name in unguarded_overrides(kind)] == []


def test_the_walk_finds_an_unguarded_override() -> None:
    from PySide6.QtWidgets import QWidget

    class Careless(QWidget):
        def closeEvent(self, event: object) -> None:
            raise ValueError

    assert [name.rpartition(".")[2] for name in unguarded_overrides(Careless)] == ["closeEvent"]


def test_every_slot_is_guarded() -> None:
    slots = [
        (f"{kind.__name__}.{name}", method)
        for kind in ui_classes()
        for name, method in vars(kind).items()
        if inspect.isfunction(method) and name.startswith("_on_")
    ]
    assert len(slots) > 40
    assert [name for name, method in slots if not hasattr(method, "is_guarded")] == []


def test_signals_are_connected_to_guarded_slots_only() -> None:
    allowed = re.compile(
        r"\.connect\(\s*(?:self\._on_\w+|slot|partial\((?:_run|self\._on_\w+), \w+\)"
        r"|finished|failed)\s*[,)]"
    )
    for file in sorted((ROOT / "esgdesk" / "ui").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        for found in re.finditer(r"\.connect\(", text):
            line = text[found.start() : found.start() + 100]
            assert allowed.match(line), f"{file.name}: {line}"


def test_no_default_editor_serves_figures() -> None:
    sources = [file.read_text("utf-8") for file in (ROOT / "esgdesk" / "ui").glob("*.py")]
    text = "\n".join(sources)
    for name in ("SpinBox", "QItemEditorFactory", "QDoubleValidator", "QIntValidator", "float("):
        assert name not in text
    assert "QLocale" not in text.replace("QLocale.system().name()", "").replace(", QLocale,", "")


def run_child(
    words: Sequence[str], home: Path, *, patience: int = 120
) -> subprocess.CompletedProcess[str]:
    """Run Python with these words after it, the desk's things in a home of its own."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "ESGDESK_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=patience,
    )


def test_twenty_thousand_calls_that_return_nothing_do_not_end_the_process(tmp_path: Path) -> None:
    """PySide6 6.12.0 on Python 3.11 gave a reference to None away on every such call."""
    code = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for _ in range(20_000):
    label.setText("x")
print("alive")
"""
    done = run_child(["-c", code], tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr


RAISING = """
import sqlite3
from PySide6.QtCore import QAbstractTableModel, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication, QPushButton, QStyledItemDelegate, QTableView, QWidget,
)
from esgdesk.ui.guard import BugReporter, guarded

class Own(Exception):
    pass

def mishap(kind):
    match kind:
        case "zero": 1 / 0
        case "index": [][1]
        case "value": int("x")
        case "key": {}["x"]
        case "sqlite": raise sqlite3.OperationalError("disk I/O error")
        case "own": raise Own("mine")

class Page(QWidget):
    kind = ""
    @guarded()
    def closeEvent(self, event): mishap(self.kind)
    @guarded()
    def paintEvent(self, event): mishap(self.kind)
    @guarded()
    def resizeEvent(self, event): mishap(self.kind)
    @guarded()
    def showEvent(self, event): mishap(self.kind)
    @guarded(QSize)
    def sizeHint(self): mishap(self.kind)
    @guarded(False)
    def event(self, event): mishap(self.kind)
    @guarded(False)
    def eventFilter(self, watched, event): mishap(self.kind)
    @guarded()
    def on_clicked(self): mishap(self.kind)

class Model(QAbstractTableModel):
    kind = ""
    @guarded(2)
    def rowCount(self, parent=None): mishap(self.kind)
    @guarded(2)
    def columnCount(self, parent=None): mishap(self.kind)
    @guarded(None)
    def data(self, index, role=0): mishap(self.kind)
    @guarded(None)
    def headerData(self, section, orientation, role=0): mishap(self.kind)
    @guarded(Qt.ItemFlag.ItemIsEnabled)
    def flags(self, index): mishap(self.kind)
    @guarded(False)
    def setData(self, index, value, role=2): mishap(self.kind)

class Delegate(QStyledItemDelegate):
    kind = ""
    @guarded()
    def paint(self, painter, option, index): mishap(self.kind)
    @guarded(QSize)
    def sizeHint(self, option, index): mishap(self.kind)
    @guarded(None)
    def createEditor(self, parent, option, index): mishap(self.kind)

app = QApplication([])
reporter = BugReporter(app)
caught = []
reporter.bug.connect(caught.append)
for kind in ("zero", "index", "value", "key", "sqlite", "own"):
    Page.kind = Model.kind = Delegate.kind = kind
    before = len(caught)
    page, button, view, model = Page(), QPushButton(), QTableView(), Model()
    button.installEventFilter(page)
    button.clicked.connect(page.on_clicked)
    view.setModel(model)
    view.setItemDelegate(Delegate(view))
    for widget in (page, button, view):
        widget.show()
    app.processEvents()
    button.click()
    model.setData(model.index(0, 0), "1")
    view.edit(model.index(0, 0))
    view.resizeColumnsToContents()
    app.processEvents()
    for widget in (page, button, view):
        widget.close()
    app.processEvents()
    assert len(caught) > before + 10, (kind, len(caught) - before)
QTimer.singleShot(0, app.quit)
code = app.exec()
print("alive")
raise SystemExit(code)
"""


def test_six_kinds_of_exceptions_in_overrides_and_slots_end_no_process(tmp_path: Path) -> None:
    done = run_child(["-c", RAISING], tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]


@pytest.mark.slow
def test_every_guarded_method_of_the_desk_may_fail_in_six_ways(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    is_all = request.config.getoption("--soak")
    words = ["-m", "tests.ui.survival", *(["all"] if is_all else [])]
    done = run_child(words, tmp_path, patience=7200 if is_all else 400)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["methods"] > 120
    assert found["missed"] == [], "nothing in the desk calls these"
    assert found["done"] >= found["methods"] * (12 if is_all else 7) - 36
    assert found["caught"] >= found["done"]
    assert found["whole"], "the company is not as it was saved"


DESK_GONE_WRONG = """
import sqlite3, sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from esgdesk.log import start_log
from esgdesk.settings import Settings
from esgdesk.ui.app import Desk
from esgdesk.ui.application import install_hooks, make_application
from esgdesk.ui.guard import BugReporter

start_log()
app = make_application()
BugReporter(app)
install_hooks()
desk = Desk(app, Settings(language="en"))
desk.show_start()
desk.open_example()
window = desk.window
app.processEvents()
boxes = 0
for error in (ZeroDivisionError(), IndexError(), ValueError(), KeyError("x"),
              sqlite3.OperationalError("disk I/O error"), RuntimeError("own")):
    class Broken:
        def __getattribute__(self, name):
            raise error
    whole, desk.session.project = desk.session.project, Broken()
    index = window.grid.currentIndex()
    window.grid.edit(index)
    editor = window.grid.delegate.editor
    QTest.keyClicks(editor, "77")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    app.processEvents()
    desk.session.project = whole
    kept = list(desk.session.unsaved.values())
    assert [line.text for line in kept] == ["8351277"] or "77" in kept[0].text, kept
    open_boxes = [w for w in app.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
    assert len(open_boxes) == 1, open_boxes
    assert window.bar.state.text() == "Not saved"
    open_boxes[0].reject()
    app.processEvents()
    for key in list(desk.session.unsaved):
        desk.session.forget_unsaved(key)
    window.grid.go_to_first()
print("alive")
window.close()
desk.quit()
app.processEvents()
"""


def test_a_bug_while_saving_keeps_the_text_shows_one_box_and_the_desk_goes_on(
    tmp_path: Path,
) -> None:
    done = run_child(["-c", DESK_GONE_WRONG], tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-3000:]
    log = (tmp_path / "esgdesk.log").read_text(encoding="utf-8")
    assert log.count("Traceback") >= 6
    assert "disk I/O error" in log


def test_a_guarded_method_returns_its_fallback(
    qapp: object, bugs: list[str], expected_warnings: list[str]
) -> None:
    expected_warnings.append("a bug, caught")

    @guarded(7)
    def broken(number: int) -> int:
        return number // 0

    assert broken(1) == 7
    assert "ZeroDivisionError" in bugs[0]


@pytest.mark.parametrize("extra", [(), (True,), (True, "more")])
def test_a_guarded_slot_takes_only_the_arguments_it_wants(extra: tuple[object, ...]) -> None:
    @guarded()
    def slot(first: str) -> str:
        return first

    assert slot("a", *extra) == "a"


# ---------------------------------------------------------------- looking is no deed


@pytest.mark.slow
def test_opening_and_leaving_ten_thousand_cells_does_nothing(
    window: DeskWindow, request: pytest.FixtureRequest
) -> None:
    """Each is opened in one way or another and left in a third; without `--soak` only some."""
    count = 10_000 if request.config.getoption("--soak") else 600
    grid, model, keeper = window.grid, window.model, window._care.keeper
    project = window.session.project
    # Texts of all kinds stand in the cells that are looked at.
    for members, text in (("", "8,351.50"), ("", "about 40"), ("", "/")):
        window.session.enter(EntryKey("ghg.scope1", members, "company", "2023"), text)
    before = project.head()
    chapters = [chapter.code for chapter in window.session.view.catalogue.chapters]
    leave = (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down)
    opened = 0
    while opened < count:
        for year in window.session.years:
            window.session.set_year(year)
            for chapter in chapters:
                window.go_to_chapter(chapter)
                for row in range(model.rowCount()):
                    if not model.is_to_fill(row) or opened == count:
                        continue
                    grid.setCurrentIndex(model.index(row, model.fill_column))
                    if opened % 2:
                        QTest.keyClick(grid, Qt.Key.Key_F2)
                    else:
                        grid.edit(grid.currentIndex())
                    editor = grid.delegate.editor
                    assert editor is not None, (chapter, row)
                    opened += 1
                    if opened % 7 == 0:
                        window.bar.search.setFocus()
                        grid.setFocus()
                    elif opened % 7 == 1:
                        grid.setCurrentIndex(model.index(0, 0))
                    else:
                        QTest.keyClick(editor, leave[opened % 7 - 2])
                    assert grid.delegate.editor is None, (chapter, row, opened % 7)
                    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            keeper._on_timeout()
            assert list_unfinished(project) == []
    assert project.head() == before


# ---------------------------------------------------------------- numbers through signals

WHOLE = (10**9, 2**31, 10**12, 10**15, 2**53 + 1, 2**63 - 1, 2**63, 2**64 + 1, 10**30)


def own_signals() -> Iterator[tuple[type, str, int]]:
    """Every signal of our own classes that carries something, and how many things."""
    for kind in ui_classes():
        if issubclass(kind, QObject):
            for name, signal in vars(kind).items():
                if isinstance(signal, Signal):
                    carried = str(signal).partition("(")[2].rstrip(")")
                    yield kind, name, len(carried.split(",")) if carried else 0


def test_whole_numbers_come_through_every_signal_as_they_are(qapp: object) -> None:
    """Qt's int has 32 bits: 10^15 came out of a signal that carries one as -1530494976."""
    signals = [line for line in own_signals() if line[2]]
    assert len(signals) > 20
    for kind, name, count in signals:
        carried = str(vars(kind)[name]).partition("(")[2].rstrip(")").split(",")
        assert set(carried) <= {"PyObject", "QString"}, (kind, name, carried)
        # Another object of Qt's with the same signal: ours cannot all be made without a desk.
        other = type(kind.__name__, (QObject,), {name: Signal(*_types(carried))})()
        heard: list[tuple[object, ...]] = []
        getattr(other, name).connect(lambda *things, heard=heard: heard.append(things))
        for number in (*WHOLE, *(-number for number in WHOLE)):
            sent = tuple(number if kind_ == "PyObject" else str(number) for kind_ in carried)
            getattr(other, name).emit(*sent)
            assert heard.pop() == sent
            assert count == len(sent)


def _types(carried: Sequence[str]) -> list[type]:
    return [object if kind == "PyObject" else str for kind in carried]


@pytest.mark.parametrize("number", [10**15, 2**63, 2**64 + 1, 10**30])
def test_whole_numbers_come_through_the_cell_as_they_were_typed(
    window: DeskWindow, number: int
) -> None:
    grid, key = window.grid, EntryKey("ghg.scope1", "", "company", "2023")
    for way in ("key", "typed_over"):
        grid.go_to(window.model.find(key.indicator, key.members))
        text = str(number + (way == "key"))
        if way == "key":
            QTest.keyClicks(grid, text[0])
            editor = grid.delegate.editor
            assert editor is not None
            QTest.keyClicks(editor, text[1:])
            QTest.keyClick(editor, Qt.Key.Key_Return)
        else:
            grid.typed_over.emit(key, text)
        entry = window.session.project.entry(key)
        assert entry is not None
        assert entry.value == text
        index = window.model.index(
            window.model.find(key.indicator, key.members), window.model.fill_column
        )
        assert str(index.data()).replace(",", "") == text


# ---------------------------------------------------------------- the box


def test_the_mishap_box_names_the_log_and_offers_details_and_folder(
    window: DeskWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    expected_warnings: list[str],
    expected_bugs: list[str],
) -> None:
    expected_warnings.append("a bug, caught")
    expected_bugs.append("an odd thing")
    shown: list[Path] = []
    # What the system does with a folder is no part of the desk.
    monkeypatch.setattr(messages, "open_folder", shown.append)
    try:
        raise ArithmeticError("an odd thing")
    except ArithmeticError as error:
        report(error)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    (box,) = window.findChildren(QMessageBox)
    assert str(log_path()) in box.informativeText()
    buttons = {button.text(): button for button in box.findChildren(QPushButton)}
    buttons["Copy details"].click()
    copied = QGuiApplication.clipboard().text()
    assert "ArithmeticError: an odd thing" in copied
    assert "Traceback" in copied
    buttons["Open log folder"].click()
    assert shown == [log_path()]
    assert box.isVisible(), "both may be wanted"
    box.reject()
