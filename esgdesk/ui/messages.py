"""The only place that shows boxes over a window: files to choose, mishaps, about, keys.

None of them appears while somebody types figures, but for the one that reports a bug.
"""

from __future__ import annotations

import importlib.metadata
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from esgdesk import __version__
from esgdesk.core.errors import Problem
from esgdesk.log import log_path
from esgdesk.operations.project import SUFFIX
from esgdesk.ui.guard import BugReporter, guarded
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

log = logging.getLogger(__name__)

KEYS = (
    ("enter", "Enter, Shift+Enter"),
    ("tab", "Tab, Shift+Tab"),
    ("type", "0–9 / n/a"),
    ("edit", "F2"),
    ("escape", "Esc"),
    ("delete", "Delete"),
    ("copy", "Ctrl+C, Ctrl+V"),
    ("undo", "Ctrl+Z, Ctrl+Y"),
    ("find", "Ctrl+F"),
    ("next_finding", "F8, Shift+F8"),
    ("areas", "F6, Shift+F6"),
    ("fold", "← →"),
    ("export", "Ctrl+E, Ctrl+Shift+E"),
    ("files", "Ctrl+N, Ctrl+O, Ctrl+W"),
)
COMPONENTS = (
    ("Python", "PSF-2.0"),
    ("PySide6-Essentials", "LGPL-3.0"),
    ("sqlite-utils", "Apache-2.0"),
    ("sqlcipher3", "zlib"),
    ("openpyxl", "MIT"),
    ("reportlab", "BSD-3-Clause"),
    ("Noto Sans, Noto Sans SC", "OFL-1.1"),
    ("Lucide", "ISC"),
)


class MishapBox(QObject):
    """Shows what the guard caught: a bug in one calm box at a time, a problem in its words.

    `gives_way` is asked first about a problem; one that a page has been made for needs no box.
    """

    def __init__(
        self,
        reporter: BugReporter,
        look: Look,
        tr: Words,
        gives_way: Callable[[Problem], bool],
    ) -> None:
        super().__init__(reporter)
        self._gives_way = gives_way
        self._reporter = reporter
        self._look = look
        self.tr_words = tr
        self._box: QMessageBox | None = None
        self._shown: set[str] = set()
        self._details = ""
        # Queued, so that no box opens in the middle of painting.
        queued = Qt.ConnectionType.QueuedConnection
        reporter.bug.connect(self._on_bug, queued)
        reporter.problem.connect(self._on_problem, queued)

    def stop(self) -> None:
        """Hear no more of mishaps; the desk is going."""
        self._reporter.bug.disconnect(self._on_bug)
        self._reporter.problem.disconnect(self._on_problem)
        if self._box is not None:
            self._box.close()

    @guarded()
    def _on_bug(self, details: str) -> None:
        if self._box is not None or details in self._shown:
            return
        self._shown.add(details)
        self._details = details
        tr = self.tr_words
        box = self._open("triangle-alert", "warning", tr("desk.mishap.words"))
        box.setInformativeText(tr("desk.mishap.log", path=log_path()))
        copy = box.addButton(tr("desk.mishap.copy"), QMessageBox.ButtonRole.ActionRole)
        folder = box.addButton(tr("desk.mishap.folder"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(tr("desk.mishap.close"), QMessageBox.ButtonRole.AcceptRole)
        # Qt would close the box; both may be wanted.
        copy.clicked.disconnect()
        folder.clicked.disconnect()
        copy.clicked.connect(self._on_copy)
        folder.clicked.connect(self._on_folder)
        box.open()

    @guarded()
    def _on_problem(self, problem: object) -> None:
        if not isinstance(problem, Problem) or self._gives_way(problem):
            return
        if self._box is None:
            words = self.tr_words.explain(problem)
            box = self._open("info", "notice", words)
            box.addButton(self.tr_words("desk.mishap.close"), QMessageBox.ButtonRole.AcceptRole)
            box.open()

    def _open(self, icon: str, tone: str, words: str) -> QMessageBox:
        none = QMessageBox.Icon.NoIcon
        box = QMessageBox(none, "ESGDesk", words, parent=QApplication.activeWindow())
        box.setIconPixmap(self._look.pixmap(icon, tone, 32))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._on_closed)
        self._box = box
        return box

    @guarded()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(f"ESGDesk {__version__}\n{self._details}")

    @guarded()
    def _on_folder(self) -> None:
        open_folder(log_path())

    @guarded()
    def _on_closed(self) -> None:
        self._box = None


def open_file(path: Path) -> None:
    """Open a file with the program that belongs to it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_folder(path: Path) -> None:
    """Show the folder of a file."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def open_place(folder: Path) -> None:
    """Show a folder."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def ask_company_file(parent: QWidget, tr: Words, folder: Path) -> Path | None:
    """Which company file to open; None where the person thought better of it."""
    kinds = tr("desk.file.company_files") + f" (*{SUFFIX})"
    name, _ = QFileDialog.getOpenFileName(parent, tr("desk.file.open_title"), str(folder), kinds)
    return Path(name) if name else None


def ask_new_company_file(parent: QWidget, tr: Words, title: str, target: Path) -> Path | None:
    """Where to write a copy of a company file; None where the person thought better of it."""
    kinds = tr("desk.file.company_files") + f" (*{SUFFIX})"
    # What stands there already is never written over, and whoever writes says so.
    keep = QFileDialog.Option.DontConfirmOverwrite
    name, _ = QFileDialog.getSaveFileName(parent, title, str(target), kinds, options=keep)
    return Path(name) if name else None


def ask_text_file(parent: QWidget, tr: Words, title: str, target: Path) -> Path | None:
    """Where to write a text; None where the person thought better of it."""
    kinds = tr("desk.file.text_files") + " (*.txt)"
    name, _ = QFileDialog.getSaveFileName(parent, title, str(target), kinds)
    return Path(name) if name else None


def ask_picture_file(parent: QWidget, title: str, target: Path) -> Path | None:
    """Where to write a picture, with its own ending; None where the person thought better of it."""
    ending = target.suffix
    kinds = f"{ending[1:].upper()} (*{ending})"
    name, _ = QFileDialog.getSaveFileName(parent, title, str(target), kinds)
    chosen = Path(name)
    if not name or chosen.suffix.lower() == ending:
        return chosen if name else None
    # Nobody was asked whether what has this name may go, so it stays.
    names = (f"{chosen.name}{number}{ending}" for number in ("", *map(" {}".format, range(2, 99))))
    return next(place for each in names if not (place := chosen.parent / each).exists())


def ask_folder(parent: QWidget, tr: Words, folder: Path) -> Path | None:
    """Which folder; None where the person thought better of it."""
    name = QFileDialog.getExistingDirectory(parent, tr("desk.file.folder_title"), str(folder))
    return Path(name) if name else None


def _about(parent: QWidget, tr: Words, title: str, html: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, html, parent=parent)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.addButton(tr("desk.about.close"), QMessageBox.ButtonRole.AcceptRole)
    box.open()


def show_keys(parent: QWidget, tr: Words) -> None:
    """What the keyboard does."""
    lines = "".join(
        f"<tr><td style='padding: 3px 24px 3px 0'><b>{keys}</b></td>"
        f"<td style='padding: 3px 0'>{tr(f'desk.keys.{name}')}</td></tr>"
        for name, keys in KEYS
    )
    _about(parent, tr, tr("desk.keys.title"), f"<table>{lines}</table>")


def show_about(parent: QWidget, tr: Words) -> None:
    """The versions at work and their licences."""
    lines = "".join(
        f"<tr><td style='padding-right: 24px'>{name}</td>"
        f"<td style='padding-right: 24px'>{_version(name)}</td><td>{licence}</td></tr>"
        for name, licence in COMPONENTS
    )
    words = tr("desk.about.words")
    head = f"<p><b>ESGDesk {__version__}</b></p><p>{words}</p>"
    _about(parent, tr, tr("desk.about.title"), f"{head}<table>{lines}</table>")


def _version(name: str) -> str:
    if name == "Python":
        import platform

        return platform.python_version()
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
