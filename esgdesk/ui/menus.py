"""What the menus of all windows have in common: how the desk looks, which language, help."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from esgdesk.log import log_path
from esgdesk.operations.project import Who
from esgdesk.settings import Settings
from esgdesk.ui.attempt import Opened, Trouble
from esgdesk.ui.guard import guarded
from esgdesk.ui.messages import open_folder, show_about, show_keys
from esgdesk.ui.theme import CHOICES, Look
from esgdesk.ui.words import LANGUAGE_NAMES, Words

Keys = QKeySequence.StandardKey | str | None
NEW = "new"
"""The page of the start window that asks for a new company."""


class Desk(Protocol):
    """What a window may ask of the application: other windows, another look, another language."""

    settings: Settings
    who: Who
    look: Look
    tr: Words

    def show_start(self, page: str = "") -> None: ...
    def ask_open(self) -> None: ...
    def open_path(self, path: Path) -> bool: ...
    def open_example(self) -> None: ...
    def reopen(self) -> None: ...
    def show_company(self, opened: Opened) -> bool: ...
    def show_trouble(self, trouble: Trouble) -> None: ...
    def choose_theme(self, theme: str) -> None: ...
    def choose_language(self, language: str) -> None: ...
    def choose_decimal_sign(self, sign: str) -> None: ...


def add_action(
    window: QMainWindow,
    menu: QMenu,
    text: str,
    slot: Callable[[], object],
    keys: Keys = None,
) -> QAction:
    """A menu's line with its shortcut."""
    action = QAction(text, window)
    if keys is not None:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(partial(_run, slot))
    menu.addAction(action)
    return action


@guarded()
def _run(slot: Callable[[], object]) -> None:
    slot()


def add_recent(menu: QMenu, desk: Desk, window: QMainWindow) -> None:
    """The company files used lately."""
    recent = menu.addMenu(desk.tr("desk.menu.recent"))
    recent.setEnabled(bool(desk.settings.recent))
    for name in desk.settings.recent:
        path = Path(name)
        action = add_action(window, recent, path.name, partial(desk.open_path, path))
        action.setToolTip(name)


def add_view_and_help(window: QMainWindow, desk: Desk) -> None:
    """The menus View and Help."""
    tr = desk.tr
    view = window.menuBar().addMenu(tr("desk.menu.view"))
    themes = QActionGroup(window)
    for choice in CHOICES:
        slot = partial(desk.choose_theme, choice)
        action = add_action(window, view, tr(f"desk.theme.{choice}"), slot)
        action.setCheckable(True)
        action.setChecked(desk.look.choice == choice)
        themes.addAction(action)
    view.addSeparator()
    languages = QActionGroup(window)
    for code, name in LANGUAGE_NAMES.items():
        action = add_action(window, view, name, partial(desk.choose_language, code))
        action.setCheckable(True)
        action.setChecked(tr.language == code)
        languages.addAction(action)
    view.addSeparator()
    signs = QActionGroup(window)
    for sign, name in ((".", tr("desk.menu.point")), (",", tr("desk.menu.comma"))):
        action = add_action(window, view, name, partial(desk.choose_decimal_sign, sign))
        action.setCheckable(True)
        action.setChecked(desk.settings.decimal_sign == sign)
        signs.addAction(action)
    about = window.menuBar().addMenu(tr("desk.menu.help"))
    keys = QKeySequence.StandardKey.HelpContents
    add_action(window, about, tr("desk.menu.keys"), partial(show_keys, window, tr), keys)
    add_action(window, about, tr("desk.menu.log"), partial(open_folder, log_path()))
    about.addSeparator()
    add_action(window, about, tr("desk.menu.about"), partial(show_about, window, tr))
