"""The form for a new company: its name, its years, its pack, and where its file is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.errors import Problem
from esgdesk.core.pack import Pack, read_pack
from esgdesk.core.wording import Wording
from esgdesk.files import make_folder, safe_name
from esgdesk.operations.company import create_company, pack_names, read_years
from esgdesk.operations.project import SUFFIX, Who
from esgdesk.paths import companies_folder, templates
from esgdesk.ui.guard import guarded
from esgdesk.ui.messages import ask_folder
from esgdesk.ui.pieces import WideButton, text_label
from esgdesk.ui.words import Words

OLDEST_YEAR = 2015


def make_own_folder(folder: Path) -> None:
    """Make the default folder on first use; a folder of the person's own must exist.

    Raises WorldProblem.
    """
    if folder == companies_folder():
        make_folder(folder)


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
            self._read_pack(templates() / name)
        self.pack.addItem(self._tr("desk.new.own_pack"))
        self.pack.activated.connect(self._on_pack_chosen)

    def _read_pack(self, folder: Path) -> bool:
        """Offer a pack, or say what is wrong with it."""
        try:
            pack = read_pack(folder)
        except Problem as problem:
            self._say(self._tr.explain(problem))
            return False
        self.pack.insertItem(len(self._packs), self._tr.of(pack.title) or pack.name)
        self._packs.append(pack)
        return True

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
    def _on_pack_chosen(self, place: int) -> None:
        if place < len(self._packs):
            self._say("")
            return
        folder = ask_folder(self, self._tr, companies_folder())
        is_read = folder is not None and self._read_pack(folder)
        self.pack.setCurrentIndex(len(self._packs) - 1 if is_read else 0)

    @guarded()
    def _on_file_edited(self, text: str) -> None:
        self._file_is_own = bool(text)

    @guarded()
    def _on_choose(self) -> None:
        try:
            make_own_folder(companies_folder())
        except Problem as problem:
            self._say(self._tr.explain(problem))
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
        if self.pack.currentIndex() >= len(self._packs):
            self._say(tr("desk.new.pack_missing"), self.pack)
            return
        file = safe_name(self.file.text() or name.text(tr.language))
        folder = Path(self.folder.text().strip() or companies_folder())
        try:
            years = read_years(f"{self.first.currentText()}-{self.last.currentText()}")
            make_own_folder(folder)
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
        self.created.emit(project)
