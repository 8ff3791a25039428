"""The widgets of an open company's window and where they stand: bar, sidebar, middle, right.

They are laid out here and connected by `window` and `navigator`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.model import EntryKey
from esgdesk.ui.checks import ChecksPage
from esgdesk.ui.entries import EntryModel
from esgdesk.ui.export import ExportPanel
from esgdesk.ui.foot import Foot
from esgdesk.ui.grid import EntryGrid
from esgdesk.ui.guard import guarded
from esgdesk.ui.inspector import WIDTH as INSPECTOR_WIDTH
from esgdesk.ui.inspector import Inspector
from esgdesk.ui.menus import Desk
from esgdesk.ui.overview import OverviewPage
from esgdesk.ui.session import Session
from esgdesk.ui.side_panel import SidePanel
from esgdesk.ui.sidebar import WIDTH as SIDEBAR_WIDTH
from esgdesk.ui.sidebar import Sidebar
from esgdesk.ui.tasks import Tasks
from esgdesk.ui.told import Banners
from esgdesk.ui.top_bar import TopBar
from esgdesk.ui.unfinished_bar import UnfinishedBar
from esgdesk.ui.words import Words

AT_GRID, AT_CHECKS, AT_NOTHING, AT_OVERVIEW = range(4)
MIDDLE_WIDTH = 740


class NothingFound(QWidget):
    """What stands in the grid's place when a search finds nothing."""

    given_up = Signal()

    def __init__(self, tr: Words) -> None:
        super().__init__()
        self.setObjectName("page")
        words = QLabel(tr("desk.search.nothing"))
        words.setProperty("tone", "secondary")
        button = QPushButton(tr("desk.search.clear"))
        button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for widget in (words, button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(8)
        column.addStretch(3)

    @guarded()
    def _on_clicked(self) -> None:
        self.given_up.emit()


class Frame(QWidget):
    """Holds the widgets; F6 goes round its four areas."""

    def __init__(
        self,
        desk: Desk,
        session: Session,
        tasks: Tasks,
        explain: Callable[[EntryKey], str],
        folded: set[str],
    ) -> None:
        super().__init__()
        look, tr = desk.look, desk.tr
        self.bar = TopBar(tr.of(session.view.entity.name), session.years, look, tr)
        self.sidebar = Sidebar(look, tr, self)
        self.model = EntryModel(tr, session.enter, explain, self)
        self.grid = EntryGrid(self.model, look, tr, self)
        self.unfinished = UnfinishedBar(look, tr)
        self.foot = Foot(look, tr)
        self.checks = ChecksPage(look, tr, self)
        self.overview = OverviewPage(session, look, tr, self)
        self.nothing = NothingFound(tr)
        self.inspector = Inspector(session, look, tr, folded, self)
        self.panel = ExportPanel(session, desk.settings, tasks, look, tr, self)
        self.banners = Banners(look, tr)
        self.middle = QStackedWidget()
        self.right = QStackedWidget()
        self._lay_out()
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(partial(self._on_next_area, step))
            self.addAction(action)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.unfinished)
        column.addWidget(self.grid, 1)
        column.addWidget(self.foot)
        self.middle.setObjectName("middle")
        self.middle.addWidget(page)
        self.middle.addWidget(self.checks)
        self.middle.addWidget(self.nothing)
        self.middle.addWidget(self.overview)
        self.right.addWidget(self.inspector)
        self.right.addWidget(self.panel)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.sidebar)
        split.addWidget(self.middle)
        split.addWidget(self.right)
        split.setStretchFactor(1, 1)
        split.setSizes([SIDEBAR_WIDTH, MIDDLE_WIDTH, INSPECTOR_WIDTH])
        self.right.setMinimumWidth(280)
        self.middle.setMinimumWidth(560)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(self.banners)
        rows.addWidget(split, 1)

    def leave_fields(self) -> None:
        """Save what stands in an open cell and in the note."""
        self.grid.leave_cell()
        self.inspector.keep_note()

    @guarded()
    def _on_next_area(self, step: int) -> None:
        beside = self.right.currentWidget()
        first = self.panel.format if beside is self.panel else self._first_in(beside)
        # Each area with the widget in it that takes the keys.
        areas: list[tuple[QWidget, QWidget]] = [
            (self.sidebar, self.sidebar),
            (self.middle, self.middle_area()),
            (self.right, first),
            (self.bar, self.bar.search),
        ]
        offered = self.unfinished.first_button()
        if offered is not None:
            areas.insert(1, (self.unfinished, offered))
        focus = self.window().focusWidget()
        here = next(
            (i for i, (area, _) in enumerate(areas) if focus and area.isAncestorOf(focus)),
            0 if focus is self.sidebar else 1,
        )
        _, wanted = areas[(here + step) % len(areas)]
        wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def middle_area(self) -> QWidget:
        """What takes the keys in the middle: the findings, the overview or the figures."""
        pages = {AT_CHECKS: self.checks.table, AT_OVERVIEW: self.overview.chapters}
        return pages.get(self.middle.currentIndex(), self.grid)

    def _first_in(self, beside: QWidget | None) -> QWidget:
        return beside.first if isinstance(beside, SidePanel) else self.inspector.note
