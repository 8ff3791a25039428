"""The trend of any indicator: what to draw, how, and saving the picture."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from esgdesk.core.errors import Problem
from esgdesk.core.model import TOTAL, Reason
from esgdesk.core.numbers import print_figure
from esgdesk.core.trends import Point, Trend, drawable, trend
from esgdesk.core.view import ProjectView
from esgdesk.files import safe_name, write_bytes_beside
from esgdesk.ui.chart import Chart, png, svg
from esgdesk.ui.chart_paint import Picture
from esgdesk.ui.guard import guarded
from esgdesk.ui.messages import ask_picture_file
from esgdesk.ui.pieces import say, text_label
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

BARS, LINES = "bars", "lines"
LETTERS = 24
_WRITERS = {"png": png, "svg": svg}
SAVE = {"png": "save_png", "svg": "save_svg"}
"""The kinds of pictures with the names of their buttons."""


class TrendPanel(QWidget):
    """Choosers above a chart; it draws from the view it was given last."""

    def __init__(self, folder: Path, look: Look, tr: Words) -> None:
        super().__init__()
        self._folder = folder
        self._tr = tr
        self._view: ProjectView | None = None
        self._offered: object = None
        self.indicator = QComboBox()
        self.indicator.setEditable(True)
        self.indicator.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.indicator.setMinimumContentsLength(LETTERS)
        self.indicator.setMaxVisibleItems(20)
        completer = QCompleter(self.indicator.model(), self.indicator)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.indicator.setCompleter(completer)
        self.parts = QComboBox()
        self.form = QComboBox()
        for code in (BARS, LINES):
            self.form.addItem(tr(f"desk.overview.{code}"), code)
        names = (("indicator", self.indicator), ("parts", self.parts), ("form", self.form))
        for name, box in names:
            box.setAccessibleName(tr(f"desk.overview.{name}"))
            box.setToolTip(tr(f"desk.overview.{name}"))
        self.save = {kind: QPushButton(tr(f"desk.overview.{name}")) for kind, name in SAVE.items()}
        self.chart = Chart(look)
        self.said = text_label("", "small")
        self.said.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.indicator, 1)
        row.addWidget(self.parts)
        row.addWidget(self.form)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.said, 1)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.chart)
        column.addLayout(foot)
        self.indicator.currentIndexChanged.connect(self._on_indicator)
        line = self.indicator.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._on_left)
        self.parts.currentIndexChanged.connect(self._on_chosen)
        self.form.currentIndexChanged.connect(self._on_chosen)
        for kind, button in self.save.items():
            button.setProperty("kind", "small")
            button.clicked.connect(partial(self._on_save, kind))
            foot.addWidget(button)

    def show_view(self, view: ProjectView) -> None:
        """Draw from these figures from now on, what was chosen before if it is still there."""
        self._view = view
        if self._offered is not view.catalogue:
            self._offered = view.catalogue
            self._offer(view)
        self._show()

    def _offer(self, view: ProjectView) -> None:
        wanted = self.indicator.currentData()
        lines = drawable(view.catalogue)
        self.indicator.blockSignals(True)
        self.indicator.clear()
        for line in lines:
            self.indicator.addItem(self._tr.of(line.name), line.code)
        filled = {key.indicator for key, entry in view.entries.items() if entry.value}
        first = next((i for i, line in enumerate(lines) if line.code in filled), 0)
        place = self.indicator.findData(wanted) if wanted else -1
        self.indicator.setCurrentIndex(place if place >= 0 else min(first, len(lines) - 1))
        self.indicator.blockSignals(False)
        self._offer_parts()

    def choose(self, indicator: str) -> None:
        """Draw another indicator."""
        self.indicator.setCurrentIndex(self.indicator.findData(indicator))

    def _offer_parts(self) -> None:
        """The total and the breakdowns of the indicator."""
        view, code = self._view, self.indicator.currentData()
        self.parts.blockSignals(True)
        self.parts.clear()
        if view is not None and code is not None:
            if view.catalogue.indicator(code).has_total:
                self.parts.addItem(self._tr("desk.overview.total"), "")
            for line in view.catalogue.breakdowns_of(code):
                name = self._tr.of(view.catalogue.dimension(line.dimension).name)
                self.parts.addItem(self._tr("desk.grid.by", dimension=name), line.dimension)
        self.parts.setVisible(self.parts.count() > 1)
        self.parts.blockSignals(False)
        self._suit_form()

    def _suit_form(self) -> None:
        """Parts begin as lines and a total as columns; the person may choose otherwise."""
        self.form.blockSignals(True)
        self.form.setCurrentIndex(self.form.findData(LINES if self.parts.currentData() else BARS))
        self.form.blockSignals(False)

    def _show(self) -> None:
        view, code = self._view, self.indicator.currentData()
        if view is None or code is None:
            return
        found = trend(view, code, self.parts.currentData() or "")
        picture = self._picture(view, found)
        self.chart.show_picture(picture, self._spoken(picture))
        for button in self.save.values():
            button.setEnabled(bool(found.values))
        self.said.hide()

    def _picture(self, view: ProjectView, found: Trend) -> Picture:
        tr, catalogue = self._tr, view.catalogue
        named = [line for line in found.series if line.members != TOTAL]
        unit = tr.of(catalogue.unit_of(found.indicator).label)
        gaps: dict[Reason | None, str] = {None: tr("desk.overview.gap")}
        gaps |= {reason: tr(f"desk.reason.{reason}") for reason in Reason}
        count = len(found.series)
        more = tr("desk.overview.more", shown=count, all=count + found.left_out)
        return Picture(
            trend=found,
            title=tr.of(catalogue.indicator(found.indicator).name),
            unit="" if unit == "-" else unit,
            names=tuple(tr.of(catalogue.members_name(line.members)) for line in named),
            gaps=gaps,
            legend=tr("desk.overview.restated") if found.has_restated else "",
            more=more if found.left_out else "",
            empty=tr("desk.overview.no_figures"),
            is_bars=self.form.currentData() == BARS,
        )

    def _spoken(self, picture: Picture) -> str:
        """The figures of a picture as text: one line for each series."""
        lines = [picture.unit] if picture.unit else []
        stop, colon = ("; ", ": ") if self._tr.language == "en" else ("；", "：")
        for place, series in enumerate(picture.trend.series):
            name = f"{picture.names[place]}{colon}" if picture.names else ""
            lines.append(name + stop.join(self._point(picture, point) for point in series.points))
        return "\n".join(filter(None, [*lines, picture.more, picture.legend]))

    def _point(self, picture: Picture, point: Point) -> str:
        text = print_figure(point.value) if point.value is not None else ""
        text = text or picture.gaps[point.reason]
        if point.is_restated:
            text = self._tr("desk.overview.restated_figure", figure=text)
        return f"{point.year} {text}"

    # ------------------------------------------------------------ the person acts

    @guarded()
    def _on_indicator(self) -> None:
        self._offer_parts()
        self._show()

    @guarded()
    def _on_chosen(self) -> None:
        if self.sender() is self.parts:
            self._suit_form()
        self._show()

    @guarded()
    def _on_left(self) -> None:
        """A text that names no indicator gives way to what is drawn."""
        self.indicator.setEditText(self.indicator.itemText(self.indicator.currentIndex()))

    @guarded()
    def _on_save(self, kind: str) -> None:
        picture = self.chart.picture
        if picture is None:
            return
        title = self._tr(f"desk.overview.{SAVE[kind]}").rstrip("….")
        name = f"{safe_name(picture.title)}.{kind}"
        target = ask_picture_file(self, title, self._folder / name)
        if target is None:
            return
        self._folder = target.parent
        font, spoken = self.font(), self._spoken(picture)
        try:
            write_bytes_beside(target, _WRITERS[kind](picture, font, spoken))
        except Problem as problem:
            say(self.said, "error", self._tr.explain(problem))
        else:
            say(self.said, "done", self._tr("desk.overview.saved", name=target.name))
        self.said.show()
