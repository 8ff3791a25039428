"""The export panel: which appendix, as what, where to; made in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from esgdesk.core.errors import Problem
from esgdesk.core.wording import LANGUAGES
from esgdesk.files import safe_name
from esgdesk.operations.project import Project
from esgdesk.report.export import Exported, Format, export_appendix
from esgdesk.settings import Settings, save_settings
from esgdesk.ui.attempt import WHILE_OPEN
from esgdesk.ui.checks import count_words
from esgdesk.ui.guard import guarded, report
from esgdesk.ui.messages import ask_folder, open_file, open_folder
from esgdesk.ui.pieces import side_column, text_label
from esgdesk.ui.session import Session
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.theme import Look
from esgdesk.ui.words import LANGUAGE_NAMES, Words

FORMATS = (Format.XLSX, Format.PDF)


def export_file(
    reader: Callable[[], Project],
    *,
    period: str,
    layout: str,
    language: str,
    format: Format,
    target: Path,
) -> Exported:
    """What the worker does: read the company file on its own and write the appendix."""
    with reader() as project:
        return export_appendix(
            project.view(),
            period=period,
            layout=layout,
            language=language,
            format=format,
            target=target,
        )


class ExportPanel(QWidget):
    """Year, layout, language, format, first footnote and place; then the outcome in words."""

    closed = Signal()

    def __init__(
        self,
        session: Session,
        settings: Settings,
        tasks: Tasks,
        look: Look,
        tr: Words,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._tasks = tasks
        self._look = look
        self._tr = tr
        self._exported: Exported | None = None
        self._name_is_own = False
        self.year = QComboBox()
        self.year.addItems(session.years[::-1])
        self.layout_choice = QComboBox()
        self.language = QComboBox()
        for code in LANGUAGES:
            self.language.addItem(LANGUAGE_NAMES[code], code)
        self.language.setCurrentIndex(LANGUAGES.index(tr.language))
        self.format = QComboBox()
        for format_ in FORMATS:
            self.format.addItem(tr(f"desk.export.{format_}"))
        self.footnote = QLineEdit()
        self.name = QLineEdit()
        self.folder = QLineEdit()
        self._choose = QPushButton(tr("desk.export.choose"))
        self.state = text_label(tone="small")
        self.start = QPushButton(tr("desk.export.start"))
        self.start.setProperty("kind", "primary")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("desk.export.running"))
        self.words = text_label()
        self._mark = QLabel()
        self.open_button = QPushButton(tr("desk.export.open"))
        self.folder_button = QPushButton(tr("desk.export.show"))
        self._build(look)
        path = session.project.path
        self.folder.setText(settings.export_folders.get(str(path)) or str(path.parent))
        self.folder.setToolTip(self.folder.text())
        self.folder.textChanged.connect(self._on_folder_shown)
        self.footnote.textEdited.connect(self._on_changed)
        self.name.textEdited.connect(self._on_name_edited)
        self.folder.textEdited.connect(self._on_changed)
        self.year.currentIndexChanged.connect(self._on_year_changed)
        self.format.currentIndexChanged.connect(self._on_changed)
        self.language.currentIndexChanged.connect(self._on_changed)
        self.layout_choice.currentIndexChanged.connect(self._on_changed)
        self._choose.clicked.connect(self._on_choose)
        self.start.clicked.connect(self._on_start)
        self.open_button.clicked.connect(self._on_open)
        self.folder_button.clicked.connect(self._on_show)
        self.refresh()
        self._on_changed()

    def _build(self, look: Look) -> None:
        tr = self._tr
        title = QLabel(tr("desk.export.title"))
        title.setObjectName("page_title")
        close = QToolButton()
        close.setProperty("kind", "flat")
        close.setAccessibleName(tr("desk.export.close"))
        close.setToolTip(tr("desk.export.close"))
        look.wear(close, close.setIcon, "x")
        close.clicked.connect(self._on_close)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(close)
        column = side_column(self, top=10)
        column.addLayout(head)
        fields: list[tuple[str, QWidget]] = [
            ("format", self.format),
            ("year", self.year),
            ("language", self.language),
            ("layout", self.layout_choice),
            ("footnote", self.footnote),
            ("name", self.name),
            ("folder", self.folder),
        ]
        for name, field in fields:
            label = QLabel(tr(f"desk.export.{name}"))
            label.setProperty("tone", "small")
            label.setBuddy(field)
            field.setAccessibleName(tr(f"desk.export.{name}"))
            column.addSpacing(4)
            column.addWidget(label)
            if name == "folder":
                row = QHBoxLayout()
                row.setSpacing(8)
                row.addWidget(field, 1)
                row.addWidget(self._choose)
                column.addLayout(row)
            else:
                column.addWidget(field)
        column.addSpacing(8)
        column.addWidget(self.state)
        column.addSpacing(4)
        column.addWidget(self.start)
        column.addSpacing(8)
        column.addWidget(self.progress)
        outcome = QHBoxLayout()
        outcome.setSpacing(8)
        self._mark.setFixedWidth(16)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        outcome.addWidget(self._mark)
        outcome.addWidget(self.words, 1)
        column.addLayout(outcome)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.folder_button)
        column.addLayout(buttons)
        column.addStretch(1)

    def offer(self, format_: Format) -> None:
        """Begin with this format and the year that is being filled."""
        self.format.setCurrentIndex(FORMATS.index(format_))
        self.year.setCurrentText(self._session.year)
        self._show_state()
        self.start.setFocus()

    def refresh(self) -> None:
        """Take over what the company file says: its layouts and the year's first footnote."""
        view = self._session.view
        known = [self.layout_choice.itemData(i) for i in range(self.layout_choice.count())]
        if known != list(view.layouts):
            self.layout_choice.clear()
            for code in view.layouts:
                title = self._tr.of(view.layout(code).title)
                self.layout_choice.addItem(title or code, code)
        if not self.footnote.hasFocus():
            self.footnote.setText(str(self._report_start()))
        if self.isVisible():
            self._show_state()

    def _show_state(self) -> None:
        """Say before printing what is not right yet; it is printed as it stands all the same."""
        found = self._session.open_findings(self.year.currentText())
        self.state.setVisible(bool(found))
        self.state.setText(self._tr("desk.export.state", counts=count_words(found, self._tr)))

    def _report_start(self) -> int:
        project_report = self._session.report(self.year.currentText())
        return project_report.footnote_start

    def target(self) -> Path:
        """The file to write."""
        return Path(self.folder.text()) / f"{safe_name(self.name.text())}.{self.chosen_format}"

    @property
    def chosen_format(self) -> Format:
        """What to write; by place, for Qt hands an enumeration of texts back as mere text."""
        return FORMATS[self.format.currentIndex()]

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.start.isEnabled():
            self._on_start()
        else:
            super().keyPressEvent(event)

    @guarded()
    def _on_close(self) -> None:
        self.closed.emit()

    @guarded()
    def _on_name_edited(self) -> None:
        self._name_is_own = bool(self.name.text())
        self._on_changed()

    @guarded()
    def _on_year_changed(self) -> None:
        self.footnote.setText(str(self._report_start()))
        self._show_state()
        self._on_changed()

    @guarded()
    def _on_changed(self) -> None:
        if not self.start.isEnabled():
            return  # an export is under way and goes on saying so
        if not self._name_is_own:
            self.name.setText(
                safe_name(self._tr("desk.export.file_name", year=self.year.currentText()))
            )
        self._say("", "")

    @guarded()
    def _on_folder_shown(self, folder: str) -> None:
        self.folder.setToolTip(folder)

    @guarded()
    def _on_choose(self) -> None:
        folder = ask_folder(self, self._tr, Path(self.folder.text()))
        if folder is not None:
            self.folder.setText(str(folder))
            self._on_changed()

    @guarded()
    def _on_start(self) -> None:
        if not self._keep_footnote():
            return
        target = self.target()
        self._settings.export_folders[str(self._session.project.path)] = str(target.parent)
        save_settings(self._settings)
        work: Callable[[], Exported] = partial(
            export_file,
            self._session.project.reader,
            period=self.year.currentText(),
            layout=self.layout_choice.currentData(),
            language=self.language.currentData(),
            format=self.chosen_format,
            target=target,
        )
        self._set_running(True)
        self._tasks.run(work, finished=self._on_finished, failed=self._on_failed)

    def _keep_footnote(self) -> bool:
        text = self.footnote.text().strip()
        if not (text.isascii() and text.isdigit() and int(text) <= 9999):
            self._say("error", self._tr("desk.export.footnote_wrong"))
            self.footnote.setFocus()
            return False
        start = int(text)
        if start == self._report_start():
            return True
        kept = self._session.report(self.year.currentText())
        return self._session.set_report(replace(kept, footnote_start=start))

    def _set_running(self, is_running: bool) -> None:
        self.start.setEnabled(not is_running)
        if is_running:
            self._say("", self._tr("desk.export.running"))
        self.progress.setVisible(is_running)

    @guarded()
    def _on_finished(self, exported: Any) -> None:
        self._set_running(False)
        self._exported = exported
        words = self._tr("desk.export.done", count=exported.figures, name=exported.path.name)
        if exported.empty:
            words += " " + self._tr("desk.export.empty", count=exported.empty)
        if exported.unread:
            words += " " + self._tr("desk.export.unread", count=exported.unread)
        self._say("warning" if exported.empty or exported.unread else "done", words)
        self.open_button.show()
        self.folder_button.show()
        self.open_button.setFocus()

    @guarded()
    def _on_failed(self, error: Any) -> None:
        self._set_running(False)
        if isinstance(error, Problem):
            self._say("error", self._tr.explain(error))
            if error.key in WHILE_OPEN:
                report(error)
        else:
            self._say("error", self._tr("desk.export.bug"))
            report(error)

    def _say(self, tone: str, words: str) -> None:
        self.progress.hide()
        self.open_button.hide()
        self.folder_button.hide()
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self._mark.setVisible(bool(tone))
        if tone:
            icon = {"done": "circle-check", "warning": "triangle-alert"}.get(tone, "circle-alert")
            self._mark.setPixmap(self._look.pixmap(icon, tone))

    @guarded()
    def _on_open(self) -> None:
        if self._exported is not None:
            open_file(self._exported.path)

    @guarded()
    def _on_show(self) -> None:
        if self._exported is not None:
            open_folder(self._exported.path)
