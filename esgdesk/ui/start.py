"""The start page: make a company, open one, look at the example, go on with a recent one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from esgdesk.operations.project import Project, Who
from esgdesk.settings import Settings, save_settings
from esgdesk.ui.attempt import Opened, Trouble
from esgdesk.ui.drop import DropWindow
from esgdesk.ui.guard import guarded
from esgdesk.ui.icons import product_icon
from esgdesk.ui.menus import NEW, Desk, add_action, add_recent, add_view_and_help
from esgdesk.ui.new_company import CompanyForm
from esgdesk.ui.pieces import WideButton, clear_out, scrolling, text_label
from esgdesk.ui.recent import RecentRow
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.trouble import TroublePage

COLUMN_WIDTH = 600
TROUBLE = 2
"""The place of the page about a file that does not open; the two before are always there."""


class StartPage(DropWindow):
    """The window that stands before any company is open."""

    created = Signal(object)
    opened = Signal(object)

    def __init__(self, desk: Desk, who: Who, *, page: str = "") -> None:
        super().__init__(desk)
        self.setWindowTitle("ESGDesk")
        self._who = who
        self.tasks = Tasks(self)
        self.trouble: TroublePage | None = None
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
        self.drop_trouble()
        self.pages.setCurrentIndex(1)
        self.form.name.setFocus()

    def say(self, words: str) -> None:
        """Say on the page why a file could not be opened."""
        self.drop_trouble()
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.pages.setCurrentIndex(0)

    def show_trouble(self, trouble: Trouble) -> None:
        """Show what can be done about a file that does not open."""
        self.drop_trouble()
        page = TroublePage(trouble, self._who, self.tasks, self._desk.look, self._tr)
        page.opened.connect(self._on_opened)
        page.left.connect(self._on_left)
        self.words.hide()
        self.trouble = page
        self.pages.setCurrentIndex(self.pages.addWidget(_centred(page, top=56)))
        page.begin()

    def drop_trouble(self) -> None:
        """Think no more of the file that did not open."""
        self.trouble = None
        old = self.pages.widget(TROUBLE)
        if old is not None:
            self.pages.removeWidget(old)
            old.deleteLater()

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

    @guarded()
    def _on_opened(self, opened: Opened) -> None:
        self.opened.emit(opened)

    @guarded()
    def _on_left(self) -> None:
        self.pages.setCurrentIndex(0)
        self.drop_trouble()
        self._show_recent()
        self.open_button.setFocus()

    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:
        self.tasks.wait()
        super().closeEvent(event)


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
