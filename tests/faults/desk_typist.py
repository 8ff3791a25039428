"""Run as a program by `test_desk_kill`: a person who types figures into the desk until killed.

It opens the company file in the real desk and types, key by key, at the pace of Qt's own events.
It prints, each in one write:

    typing                     the desk is open, the first key comes next
    typed SECONDS PLACE TEXT   what stands in the open editor now, by the monotonic clock
    left SECONDS PLACE         the editor is about to be left
    saved NUMBER PLACE VALUE   the top bar says "saved", after operation NUMBER of the journal
    bug DETAILS                the guard has caught something

PLACE is the figure's number in `companies.KEYS`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from esgdesk.core.model import EntryKey
from esgdesk.settings import Settings
from esgdesk.ui import app as application
from esgdesk.ui.guard import BugReporter
from esgdesk.ui.window import DeskWindow
from tests.faults.chance import dice
from tests.faults.companies import KEYS

YEAR = "2023"
PLACES = [number for number, key in enumerate(KEYS) if key.period == YEAR]
SHORT, LONG = (5, 60), (150, 800)
"""Milliseconds between two keys: of quick fingers, and of a person who looks something up."""


def say(*words: object) -> None:
    """One line, in one write: what is on the pipe was said."""
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


class Typist:
    """Types whole numbers, each longer than the one before and none twice."""

    def __init__(self, window: DeskWindow, seed: int) -> None:
        self.window = window
        self.chance = dice("typist", seed)
        self.place = PLACES[0]

    @property
    def key(self) -> EntryKey:
        return KEYS[self.place]

    def enter_one(self, number: int) -> None:
        """Type a figure and leave its cell in one of the ways there are."""
        window, chance = self.window, self.chance
        self.place = chance.choice(PLACES)
        window.go_to_chapter("people" if self.key.indicator in ("staff", "leavers") else "planet")
        grid = window.grid
        grid.go_to(window.model.find(self.key.indicator, self.key.members))
        assert grid.key() == self.key
        pace = chance.choice((SHORT, SHORT, LONG))
        editor = None
        for sign in f"{chance.randrange(1, 9)}{number:06d}":
            QTest.keyClicks(editor or grid, sign)
            editor = grid.delegate.editor
            assert editor is not None
            self.tell_text(editor)
            QTest.qWait(chance.randint(*pace))
        assert editor is not None
        say("left", time.monotonic(), self.place)
        if chance.random() < 0.8:
            QTest.keyClick(editor, chance.choice((Qt.Key.Key_Return, Qt.Key.Key_Tab)))
        else:
            window.bar.search.setFocus()
            grid.setFocus()
        assert grid.delegate.editor is None

    def tell_text(self, editor: QLineEdit) -> None:
        """Say what stands in the editor."""
        say("typed", time.monotonic(), self.place, editor.text())

    def on_saved(self) -> None:
        """Say it where the window has said it."""
        session, bar = self.window.session, self.window.bar
        assert bar.state.text().startswith("Saved"), bar.state.text()
        entry = session.view.entries[self.key]
        say("saved", session.project.head().number, self.place, entry.value)


def main() -> None:
    """Type until killed."""
    path, seed = Path(sys.argv[1]), int(sys.argv[2])
    app = application.make_application()
    bugs = BugReporter(app)
    bugs.bug.connect(lambda details: say("bug", repr(details)))
    application.install_hooks()
    desk = application.Desk(app, Settings(person="Ann", language="en", theme="light"))
    assert desk.open_path(path)
    window = desk.window
    assert isinstance(window, DeskWindow)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    typist = Typist(window, seed)
    # Connected after the window's own slot, and so called after it.
    window.session.saved.connect(typist.on_saved)
    say("typing")
    number = 1000 * seed
    while True:
        number += 1
        typist.enter_one(number)
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    main()
