"""The start page: make a company, open one, look at the example, go on with a recent one."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.errors import Problem
from esgdesk.core.pack import Pack, read_pack
from esgdesk.core.wording import Wording
from esgdesk.files import safe_name
from esgdesk.operations.company import create_company, pack_names, read_years
from esgdesk.operations.project import SUFFIX, Project, Who
from esgdesk.paths import companies_folder, templates
from esgdesk.settings import Settings, save_settings
from esgdesk.ui.guard import guarded
from esgdesk.ui.icons import product_icon
from esgdesk.ui.inspector import text_label
from esgdesk.ui.menus import Desk, add_action, add_recent, add_view_and_help
from esgdesk.ui.messages import ask_folder
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

COLUMN_WIDTH = 600
OLDEST_YEAR = 2015
NEW = "new"


def dropped_file(event: QDropEvent) -> Path | None:
    """The company file that is being dropped, if it is one."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if path.suffix == SUFFIX:
            return path
    return None


def make_folder(folder: Path) -> None:
    """Make the default folder on first use; a folder of the person's own must exist."""
    if folder == companies_folder():
        folder.mkdir(parents=True, exist_ok=True)


class WideButton(QPushButton):
    """A button that Enter presses too, outside of dialogs."""

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


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


def _set_pixmap(label: QLabel, icon: object) -> None:
    from PySide6.QtGui import QIcon

    if isinstance(icon, QIcon):
        label.setPixmap(icon.pixmap(QSize(16, 16)))


class CompanyForm(QWidget):
    """What a new company file needs; `created` carries the open project."""

    created = Signal(object)
    cancelled = Signal()

    def __init__(self, who: Who, tr: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._who = who
        self._tr = tr
        self._packs: list[Pack] = []
        self._file_is_own = False
        self.name = QLineEdit()
        self.name_hans = QLineEdit()
        self.name_hant = QLineEdit()
        this_year = date.today().year
        years = [str(year) for year in range(this_year + 1, OLDEST_YEAR - 1, -1)]
        self.first = QComboBox()
        self.first.addItems(years)
        self.first.setCurrentText(str(this_year - 3))
        self.last = QComboBox()
        self.last.addItems(years)
        self.last.setCurrentText(str(this_year - 1))
        self.pack = QComboBox()
        self.file = QLineEdit()
        self.folder = QLineEdit(str(companies_folder()))
        self.words = text_label(tone="error")
        self.create_button = WideButton(tr("desk.new.create"))
        self.create_button.setProperty("kind", "primary")
        self._build()
        self.name.textChanged.connect(self._on_name_changed)
        self.file.textEdited.connect(self._on_file_edited)
        self.words.hide()
        self._read_packs()

    def _build(self) -> None:
        tr = self._tr
        title = QLabel(tr("desk.new.title"))
        title.setObjectName("page_title")
        lead = text_label(tr("desk.new.lead"), "secondary")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        years = QHBoxLayout()
        years.setSpacing(8)
        years.addWidget(self.first)
        years.addWidget(QLabel(tr("desk.new.to")))
        years.addWidget(self.last)
        years.addStretch(1)
        choose = QPushButton(tr("desk.export.choose"))
        choose.clicked.connect(self._on_choose)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.folder, 1)
        place.addWidget(choose)
        self.name_hans.setPlaceholderText(tr("desk.new.optional"))
        self.name_hant.setPlaceholderText(tr("desk.new.optional"))
        lines: list[tuple[str, QWidget, QHBoxLayout | QWidget]] = [
            ("name", self.name, self.name),
            ("name_hans", self.name_hans, self.name_hans),
            ("name_hant", self.name_hant, self.name_hant),
            ("years", self.first, years),
            ("pack", self.pack, self.pack),
            ("file", self.file, self.file),
            ("folder", self.folder, place),
        ]
        for row, (name, field, shown) in enumerate(lines):
            label = QLabel(tr(f"desk.new.{name}"))
            label.setBuddy(field)
            label.setProperty("tone", "secondary")
            field.setAccessibleName(tr(f"desk.new.{name}"))
            grid.addWidget(label, row, 0)
            if isinstance(shown, QHBoxLayout):
                grid.addLayout(shown, row, 1)
            else:
                grid.addWidget(shown, row, 1)
        self.last.setAccessibleName(tr("desk.new.last"))
        cancel = WideButton(tr("desk.new.cancel"))
        cancel.clicked.connect(self._on_cancel)
        self.create_button.clicked.connect(self._on_create)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.create_button)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(lead)
        column.addSpacing(12)
        column.addLayout(grid)
        column.addSpacing(8)
        column.addWidget(self.words)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addStretch(1)

    def _read_packs(self) -> None:
        for name in pack_names(templates()):
            try:
                pack = read_pack(templates() / name)
            except Problem as problem:
                self._say(self._tr.explain(problem))
                continue
            self._packs.append(pack)
            self.pack.addItem(self._tr.of(pack.title) or pack.name)

    def _say(self, words: str, field: QWidget | None = None) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        if field is not None:
            field.setFocus()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_create()
        else:
            super().keyPressEvent(event)

    @guarded()
    def _on_name_changed(self, text: str) -> None:
        if not self._file_is_own:
            self.file.setText(safe_name(text, fallback=""))
        self._say("")

    @guarded()
    def _on_file_edited(self, text: str) -> None:
        self._file_is_own = bool(text)

    @guarded()
    def _on_choose(self) -> None:
        make_folder(companies_folder())
        folder = ask_folder(self, self._tr, Path(self.folder.text()))
        if folder is not None:
            self.folder.setText(str(folder))

    @guarded()
    def _on_cancel(self) -> None:
        self.cancelled.emit()

    @guarded()
    def _on_create(self) -> None:
        tr = self._tr
        name = Wording(
            self.name.text().strip(), self.name_hans.text().strip(), self.name_hant.text().strip()
        )
        if not name:
            self._say(tr("desk.new.name_missing"), self.name)
            return
        if not self.pack.count():
            return
        file = safe_name(self.file.text() or name.text(tr.language))
        folder = Path(self.folder.text().strip() or companies_folder())
        try:
            years = read_years(f"{self.first.currentText()}-{self.last.currentText()}")
            make_folder(folder)
            project = create_company(
                folder / f"{file.removesuffix(SUFFIX)}{SUFFIX}",
                pack=self._packs[self.pack.currentIndex()],
                name=name,
                years=years,
                who=self._who,
            )
        except Problem as problem:
            self._say(tr.explain(problem))
            return
        except OSError as error:
            self._say(tr("desk.new.folder_failed", folder=folder, detail=error.strerror or error))
            return
        self.created.emit(project)


class StartPage(QMainWindow):
    """The window that stands before any company is open."""

    created = Signal(object)

    def __init__(self, desk: Desk, who: Who, *, page: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._tr = desk.tr
        self._who = who
        self.setWindowTitle("ESGDesk")
        self.setAcceptDrops(True)
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
        while self.recent.count():
            item = self.recent.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
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
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self._desk.open_path(path)


def _centred(content: QWidget, *, top: int) -> QWidget:
    content.setMaximumWidth(COLUMN_WIDTH)
    page = QWidget()
    page.setObjectName("page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(page)
    row.setContentsMargins(32, top, 32, 32)
    row.addStretch(1)
    row.addWidget(content, 1000)
    row.addStretch(1)
    scroll = QScrollArea()
    scroll.setObjectName("page_scroll")
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(page)
    return scroll
