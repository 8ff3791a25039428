"""The menus of an open company's window that the start page has not: its own File, and Edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolButton

from esgdesk.report.export import Format
from esgdesk.ui.menus import NEW, Desk, add_action, add_recent
from esgdesk.ui.words import Words

Deed = Callable[[], object]


def add_file(
    window: QMainWindow,
    desk: Desk,
    *,
    export: Callable[[Format], object],
    keeping: Sequence[tuple[str, Deed, bool]],
    leave: Deed,
) -> None:
    """The menu File."""
    tr = desk.tr
    file = window.menuBar().addMenu(tr("desk.menu.file"))
    add_action(window, file, tr("desk.menu.new"), partial(desk.show_start, NEW), "Ctrl+N")
    add_action(window, file, tr("desk.menu.open"), desk.ask_open, "Ctrl+O")
    add_recent(file, desk, window)
    file.addSeparator()
    excel, pdf = (partial(export, line) for line in (Format.XLSX, Format.PDF))
    add_action(window, file, tr("desk.menu.export_xlsx"), excel, "Ctrl+E")
    add_action(window, file, tr("desk.menu.export_pdf"), pdf, "Ctrl+Shift+E")
    file.addSeparator()
    for text, slot, is_offered in keeping:
        add_action(window, file, text, slot).setEnabled(is_offered)
    file.addSeparator()
    add_action(window, file, tr("desk.menu.close"), leave, "Ctrl+W")
    add_action(window, file, tr("desk.menu.quit"), window.close, "Ctrl+Q")


def add_edit(
    window: QMainWindow,
    tr: Words,
    *,
    undo: Deed,
    redo: Deed,
    cut: Deed,
    copy: Deed,
    paste: Deed,
    fill_down: Deed,
    find: Deed,
    next_finding: Callable[[int], object],
    add_flow: Callable[[QMenu], object],
    can_write: bool,
) -> tuple[QAction, QAction]:
    """The menu Edit; its lines Undo and Redo are given, for they name what they would do."""
    edit = window.menuBar().addMenu(tr("desk.menu.edit"))
    standard = QKeySequence.StandardKey
    undo_action = add_action(window, edit, tr("desk.menu.undo"), undo, standard.Undo)
    redo_action = add_action(window, edit, tr("desk.menu.redo"), redo)
    redo_action.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
    edit.addSeparator()
    # Their keys are the grid's own, so that in a text field they mean the text.
    add_action(window, edit, _with_keys(tr("desk.menu.cut"), "Ctrl+X"), cut).setEnabled(can_write)
    add_action(window, edit, _with_keys(tr("desk.menu.copy"), "Ctrl+C"), copy)
    add_action(window, edit, _with_keys(tr("desk.menu.paste"), "Ctrl+V"), paste).setEnabled(
        can_write
    )
    add_action(window, edit, _with_keys(tr("desk.menu.fill_down"), "Ctrl+D"), fill_down).setEnabled(
        can_write
    )
    edit.addSeparator()
    add_flow(edit)
    edit.addSeparator()
    add_action(window, edit, tr("desk.menu.find"), find, standard.Find)
    add_action(window, edit, tr("desk.menu.next_finding"), partial(next_finding, 1), "F8")
    back = partial(next_finding, -1)
    add_action(window, edit, tr("desk.menu.previous_finding"), back, "Shift+F8")
    return undo_action, redo_action


def _with_keys(text: str, keys: str) -> str:
    return f"{text}\t{keys}"


def name_step(action: QAction, button: QToolButton, text: str, *, is_there: bool) -> None:
    """Let a menu's line and the bar's button for the same step say what it would do."""
    action.setText(text)
    action.setEnabled(is_there)
    button.setEnabled(is_there)
    button.setToolTip(text.replace("&&", "\0").replace("&", "").replace("\0", "&"))
