"""The start page: make a company, open one, look at the example, go on with a recent one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from esgdesk.operations.project import Project, Who
from esgdesk.settings import Settings, save_settings
from esgdesk.ui.drop import DropWindow
from esgdesk.ui.guard import guarded
from esgdesk.ui.icons import product_icon
from esgdesk.ui.menus import NEW, Desk, add_action, add_recent, add_view_and_help
from esgdesk.ui.new_company import CompanyForm
from esgdesk.ui.pieces import WideButton, clear_out, scrolling, text_label
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

COLUMN_WIDTH = 600


class RecentRow(QWidget):
    """A company file used lately: its name and folder, and a way to drop it from the list."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, path: Path, look: Look, tr: Words) -> None:
        super().__init__()
        self._path = str(path)
        is_there = path.is_file()
        self.button = WideButton()
        self.button.setProperty("kind", "row")
        self.button.setEnabled(is_there)
        self.button.setAccessibleName(tr("desk.start.open_recent", name=path.stem))
        self.button.setToolTip(self._path)
        self.button.clicked.connect(self._on_clicked)
        name = QLabel(path.stem)
        place = QLabel(
            str(path.parent) if is_there else tr("desk.start.missing", folder=path.parent)
        )
        place.setProperty("tone", "small")
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addStretch(1)
        lines.addWidget(name)
        lines.addWidget(place)
        lines.addStretch(1)
        mark = QLabel()
        look.wear(mark, partial(_set_pixmap, mark), "file-text", "faint")
        inner = QHBoxLayout(self.button)
        inner.setContentsMargins(12, 0, 12, 0)
        inner.setSpacing(12)
        inner.addWidget(mark)
        inner.addLayout(lines, 1)
        for label in (name, place, mark):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        remove = QToolButton()
        remove.setProperty("kind", "flat")
        remove.setAccessibleName(tr("desk.start.remove", name=path.stem))
        remove.setToolTip(tr("desk.start.remove", name=path.stem))
        look.wear(remove, remove.setIcon, "x", "faint")
        remove.clicked.connect(self._on_removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.button, 1)
        row.addWidget(remove)

    @guarded()
    def _on_clicked(self) -> None:
        self.opened.emit(self._path)

    @guarded()
    def _on_removed(self) -> None:
        self.removed.emit(self._path)


def _set_pixmap(label: QLabel, icon: QIcon) -> None:
    label.setPixmap(icon.pixmap(QSize(16, 16)))


class StartPage(DropWindow):
    """The window that stands before any company is open."""

    created = Signal(object)

    def __init__(self, desk: Desk, who: Who, *, page: str = "") -> None:
        super().__init__(desk)
        self.setWindowTitle("ESGDesk")
        self.pages = QStackedWidget()
        self.form = CompanyForm(who, self._tr, self)
        self.form.created.connect(self._on_created)
        self.form.cancelled.connect(self._on_cancelled)
        self.words = text_label(tone="error")
        self.words.hide()
        self.recent = QVBoxLayout()
        self.pages.addWidget(_centred(self._front(), top=72))
        self.pages.addWidget(_centred(self.form, top=56))
        self.setCentralWidget(self.pages)
        self._make_menus()
        self._show_recent()
        self.setFocus()
        if page == NEW:
            self.show_form()

    def _front(self) -> QWidget:
        tr, look = self._tr, self._desk.look
        front = QWidget()
        column = QVBoxLayout(front)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        mark = QLabel()
        mark.setPixmap(product_icon().pixmap(QSize(56, 56)))
        product = QLabel("ESGDesk")
        product.setObjectName("product")
        lead = text_label(tr("desk.start.lead"))
        lead.setObjectName("lead")
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(mark)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(product)
        words.addWidget(lead)
        head.addLayout(words, 1)
        column.addLayout(head)
        column.addSpacing(32)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.new_button = WideButton(tr("desk.start.new"))
        self.open_button = WideButton(tr("desk.start.open"))
        self.example_button = WideButton(tr("desk.start.example"))
        buttons = (
            (self.new_button, "plus", self._on_new),
            (self.open_button, "folder-open", self._on_open),
            (self.example_button, "book-open", self._on_example),
        )
        for button, icon, slot in buttons:
            is_first = button is self.new_button
            button.setProperty("kind", "large_primary" if is_first else "large")
            look.wear(button, button.setIcon, icon, "accent_text" if is_first else "secondary")
            button.setAccessibleName(button.text())
            button.clicked.connect(slot)
            row.addWidget(button, 1)
        column.addLayout(row)
        column.addSpacing(10)
        column.addWidget(text_label(tr("desk.start.hint"), "small"))
        column.addSpacing(12)
        column.addWidget(self.words)
        column.addSpacing(20)
        self._recent_head = QLabel(tr("desk.start.recent"))
        self._recent_head.setProperty("tone", "heading")
        column.addWidget(self._recent_head)
        column.addSpacing(4)
        self.recent.setSpacing(0)
        column.addLayout(self.recent)
        column.addStretch(1)
        return front

    def _make_menus(self) -> None:
        tr, desk = self._tr, self._desk
        menu = self.menuBar().addMenu(tr("desk.menu.file"))
        add_action(self, menu, tr("desk.menu.new"), self.show_form, "Ctrl+N")
        add_action(self, menu, tr("desk.menu.open"), desk.ask_open, "Ctrl+O")
        add_action(self, menu, tr("desk.menu.example"), desk.open_example)
        add_recent(menu, desk, self)
        menu.addSeparator()
        add_action(self, menu, tr("desk.menu.quit"), self.close, "Ctrl+Q")
        add_view_and_help(self, desk)

    def show_form(self) -> None:
        """Ask for a new company."""
        self.pages.setCurrentIndex(1)
        self.form.name.setFocus()

    def say(self, words: str) -> None:
        """Say on the page why a file could not be opened."""
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.pages.setCurrentIndex(0)

    def _show_recent(self) -> None:
        clear_out(self.recent)
        settings: Settings = self._desk.settings
        for name in settings.recent:
            row = RecentRow(Path(name), self._desk.look, self._tr)
            row.opened.connect(self._on_recent)
            row.removed.connect(self._on_removed)
            self.recent.addWidget(row)
        self._recent_head.setVisible(bool(settings.recent))

    @guarded()
    def _on_new(self) -> None:
        self.show_form()

    @guarded()
    def _on_open(self) -> None:
        self._desk.ask_open()

    @guarded()
    def _on_example(self) -> None:
        self._desk.open_example()

    @guarded()
    def _on_recent(self, name: str) -> None:
        self._desk.open_path(Path(name))

    @guarded()
    def _on_removed(self, name: str) -> None:
        self._desk.settings.recent = [n for n in self._desk.settings.recent if n != name]
        save_settings(self._desk.settings)
        self._show_recent()

    @guarded()
    def _on_created(self, project: Project) -> None:
        self.created.emit(project)

    @guarded()
    def _on_cancelled(self) -> None:
        self.pages.setCurrentIndex(0)
        self.new_button.setFocus()


def _centred(content: QWidget, *, top: int) -> QScrollArea:
    content.setMaximumWidth(COLUMN_WIDTH)
    page = QWidget()
    page.setObjectName("page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(page)
    row.setContentsMargins(32, top, 32, 32)
    row.addStretch(1)
    row.addWidget(content, 1000)
    row.addStretch(1)
    return scrolling(page, "page_scroll")
