"""The panel of published reports: publish a year, take an earlier report in, list what changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from esgdesk.core.errors import Problem
from esgdesk.core.model import Edition
from esgdesk.core.tables import decode, read_head
from esgdesk.files import read_small, safe_name
from esgdesk.operations.editions import OWN, import_edition, restatements
from esgdesk.report.export import Exported, Format, export_content
from esgdesk.report.restatements import build_restatements
from esgdesk.ui.checks import count_words
from esgdesk.ui.file_panel import FilePanel
from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import WideButton, clear_out, text_label
from esgdesk.ui.side_panel import lead, primary


class PublishedPanel(FilePanel):
    """What was published, and what stands in the way of publishing the year."""

    def build(self) -> None:
        tr = self._tr
        self.add(lead(tr("desk.publish.lead")))
        self.open_words = text_label()
        self.accept = QCheckBox(tr("desk.publish.accept"))
        self.start = primary("")
        self.start.clicked.connect(self._on_publish)
        self.accept.toggled.connect(self._on_accept)
        self.add(self.open_words, self.accept, self.start, space=8)
        self.list_head = text_label(tr("desk.publish.reports"), "small")
        self.add(self.list_head, space=12)
        self.reports = QVBoxLayout()
        self.reports.setSpacing(6)
        self.column.addLayout(self.reports)
        self.bring = WideButton(tr("desk.publish.bring"))
        self.bring.clicked.connect(self._on_bring)
        self.add(self.bring, text_label(tr("desk.publish.bring_hint"), "small"), space=12)
        self.add(text_label(tr("desk.publish.list_lead"), "secondary"), space=12)
        row = QHBoxLayout()
        names = {Format.PDF: "desk.publish.list_pdf", Format.XLSX: "desk.publish.list_xlsx"}
        for format_, words in names.items():
            button = WideButton(tr(words))
            button.clicked.connect(partial(self._on_list, format_))
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.first = self.start
        self.session.changed.connect(self._on_changed)

    def open(self) -> None:
        """Show the year as it stands now."""
        super().open()
        self._show()

    def _show(self) -> None:
        tr, session = self._tr, self.session
        year = session.year
        found = session.all_findings()
        is_done = any(edition.period == year for edition in session.view.editions)
        blocking = session.blocking()
        self.start.setText(tr("desk.publish.start", year=year))
        can_write = session.project.can_write
        self.accept.setVisible(bool(blocking) and not is_done and can_write)
        self.start.setVisible(not is_done)
        self.start.setEnabled(can_write and (not blocking or self.accept.isChecked()))
        self.bring.setEnabled(can_write)
        if is_done:
            words = tr("desk.publish.done_already", year=year)
        elif blocking:
            words = tr("desk.publish.open", year=year, counts=count_words(found, tr))
        else:
            words = tr("desk.publish.ready", year=year)
        self.open_words.setText(words)
        clear_out(self.reports)
        self.list_head.setVisible(bool(session.view.editions))
        for edition in session.view.editions:
            self.reports.addWidget(self._line(edition))

    def _line(self, edition: Edition) -> QWidget:
        tr = self._tr
        count = sum(
            line.edition == edition.period
            for lines in self.session.view.printed.values()
            for line in lines
        )
        source = tr("desk.publish.own") if edition.source == OWN else edition.source
        words = tr("desk.publish.line", year=edition.period, count=count, source=source)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text_label(words), 1)
        if self.session.project.can_write:
            back = WideButton(tr("desk.publish.withdraw"))
            back.setProperty("kind", "link")
            period = edition.period
            back.clicked.connect(partial(self._on_withdraw, period))
            row.addWidget(back)
        return box

    def go(self) -> None:
        """Enter publishes."""
        if self.start.isVisible() and self.start.isEnabled():
            self._on_publish()

    @guarded()
    def _on_changed(self, touched: Any) -> None:
        if self.isVisible():
            self._show()

    @guarded()
    def _on_accept(self) -> None:
        self._show()

    @guarded()
    def _on_publish(self) -> None:
        if not self.leave():
            return
        year = self.session.year
        if self.session.publish(accept_open=self.accept.isChecked()):
            self.told.say("done", self._tr("desk.publish.done", year=year))

    @guarded()
    def _on_withdraw(self, period: str) -> None:
        if self.leave() and self.session.withdraw_edition(period):
            self.told.say("", self._tr("desk.publish.withdrawn", year=period))

    @guarded()
    def _on_bring(self) -> None:
        if not self.leave():
            return
        title = self._tr("desk.publish.bring")
        folder = str(self.session.project.path.parent)
        name, _ = QFileDialog.getOpenFileName(self, title, folder, "CSV (*.csv)")
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Take an earlier report's figures in; its year is the newest column of the list."""
        try:
            text = decode(read_small(path), path.name)
            years = [name for name in read_head(text, path.name) if name.isdigit()]
            done = import_edition(
                self.session.project,
                text,
                period=max(years, default=self.session.year),
                source=path.name,
                file=path.name,
            )
        except Problem as problem:
            self.told.say("error", self._tr.explain(problem))
            return
        self.session.follow(done)
        words = self._tr("desk.publish.brought", count=len(done.changes) - 1, name=path.name)
        self.told.say("done", words)

    @guarded()
    def _on_list(self, format_: Format) -> None:
        session, tr = self.session, self._tr
        if not self.leave():
            return
        words = tr("restated.title", year=session.year)
        target = session.project.path.parent / f"{safe_name(words)}.{format_}"
        name, _ = QFileDialog.getSaveFileName(self, words, str(target), f"*.{format_}")
        if not name:
            return
        try:
            written = self.write_list(format_, Path(name))
        # A list that does not tie out is no Problem, and must be said here all the same.
        except Exception as error:
            self.fail(error)
            return
        count = len(written.content.figure_cells()) // 3
        self.told.say("done", tr("desk.publish.listed", count=count, name=written.path.name))

    def write_list(self, format_: Format, target: Path) -> Exported:
        """Write the list of restatements of the year."""
        session = self.session
        lines = restatements(session.project, session.year)
        view = session.project.view()
        content = build_restatements(view, lines, period=session.year, language=self._tr.language)
        return export_content(view, content, format=format_, target=target)
