"""No exception crosses into Qt: everything is guarded, and the known crashes stay away."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6

import esgdesk.ui

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


def run_child(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "ESGDESK_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
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
    done = run_child(code, tmp_path)
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
    done = run_child(RAISING, tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]


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
    done = run_child(DESK_GONE_WRONG, tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-3000:]
    log = (tmp_path / "esgdesk.log").read_text(encoding="utf-8")
    assert log.count("Traceback") >= 6
    assert "disk I/O error" in log


def test_a_guarded_method_returns_its_fallback(
    qapp: object, bugs: list[str], expected_warnings: list[str]
) -> None:
    from esgdesk.ui.guard import guarded

    expected_warnings.append("a bug, caught")

    @guarded(7)
    def broken(number: int) -> int:
        return number // 0

    assert broken(1) == 7
    assert "ZeroDivisionError" in bugs[0]


@pytest.mark.parametrize("extra", [(), (True,), (True, "more")])
def test_a_guarded_slot_takes_only_the_arguments_it_wants(extra: tuple[object, ...]) -> None:
    from esgdesk.ui.guard import guarded

    @guarded()
    def slot(first: str) -> str:
        return first

    assert slot("a", *extra) == "a"
