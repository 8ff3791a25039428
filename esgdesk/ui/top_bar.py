"""The top bar: company, year, search; right the save state in words, undo, redo, export."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from esgdesk.ui.guard import guarded
from esgdesk.ui.pieces import say
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words

HEIGHT = 48


class SearchField(QLineEdit):
    """Searches while it is typed into; Enter or Down goes to the results, Esc gives up."""

    done = Signal()
    given_up = Signal()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class CompanyLabel(QLabel):
    """The company's name, cut with an ellipsis where there is no room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setObjectName("company")
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setText(name)

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT - 8)

    @guarded()
    def resizeEvent(self, event: object) -> None:
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._name, mode, self.width()))

    @guarded(QSize)
    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._name) + 4, HEIGHT - 8)


class TopBar(QWidget):
    """The widgets of the bar; the window connects them."""

    def __init__(self, company: str, years: list[str], look: Look, tr: Words) -> None:
        super().__init__()
        self._look = look
        self._state = ("", "", "")
        self._warning = ("", "")
        self.setObjectName("top_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.year = QComboBox()
        self.year.addItems(years[::-1])
        self.year.setAccessibleName(tr("desk.top.year"))
        self.year.setToolTip(tr("desk.top.year"))
        self.shown = QComboBox()
        self.shown.setAccessibleName(tr("desk.top.shown"))
        self.shown.setToolTip(tr("desk.top.shown"))
        self.shown.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.shown.setMaximumWidth(190)
        self.shown.setMaxVisibleItems(24)
        self.search = SearchField()
        self.search.setPlaceholderText(tr("desk.top.search"))
        self.search.setAccessibleName(tr("desk.top.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(300)
        glass = self.search.addAction(
            look.icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition
        )
        look.wear(glass, glass.setIcon, "search", "faint")
        clear = self.search.findChild(QAction, "_q_qlineeditclearaction")
        if clear is not None:
            look.wear(clear, clear.setIcon, "x", "faint")
        self._mark = QLabel()
        self.state = QLabel()
        self.state.setAccessibleName(tr("desk.top.state"))
        policy = QSizePolicy.Policy
        self.state.setSizePolicy(policy.Maximum, policy.Preferred)
        self.undo = self._tool("undo-2", tr("desk.top.undo"))
        self.redo = self._tool("redo-2", tr("desk.top.redo"))
        self.export = QPushButton(tr("desk.top.export"))
        self.export.setProperty("kind", "primary")
        look.wear(self.export, self.export.setIcon, "download", "accent_text")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(CompanyLabel(company))
        row.addSpacing(4)
        row.addWidget(self.year)
        row.addWidget(self.search, 2)
        row.addWidget(self.shown)
        row.addStretch(1)
        row.addWidget(self._mark)
        row.addWidget(self.state)
        row.addSpacing(8)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addSpacing(4)
        row.addWidget(self.export)
        look.changed.connect(self._on_look_changed)

    def add_year(self, year: str) -> None:
        """Offer a new year, the newest, and go there."""
        self.year.insertItem(0, year)
        self.year.setCurrentIndex(0)

    def offer(self, filters: list[tuple[str, str]]) -> None:
        """What can be shown: codes with their names; the first one is everything."""
        self.shown.blockSignals(True)
        self.shown.clear()
        for code, name in filters:
            self.shown.addItem(name, code)
        self.shown.blockSignals(False)

    def show_everything(self) -> None:
        """Take back the choice of what is shown, without a word."""
        self.shown.blockSignals(True)
        self.shown.setCurrentIndex(0)
        self.shown.blockSignals(False)

    def _tool(self, icon: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "flat")
        button.setAccessibleName(name)
        self._look.wear(button, button.setIcon, icon)
        return button

    def say(self, icon: str, tone: str, words: str) -> None:
        """Show the save state with its icon; that all is well only where nothing is warned of."""
        self._state = (icon, tone, words)
        self._show_state()

    def warn(self, words: str, tip: str) -> None:
        """Say this instead of that all is saved, until it is taken back by an empty text."""
        self._warning = (words, tip)
        self._show_state()

    def _show_state(self) -> None:
        (icon, tone, words), (warning, tip) = self._state, self._warning
        is_warned = bool(warning) and tone == "done"
        if is_warned:
            icon, tone, words = "triangle-alert", "error", warning
        say(self.state, tone, words)
        if is_warned:
            self.state.setToolTip(tip)
        if icon:
            self._mark.setPixmap(self._look.pixmap(icon, tone))

    @guarded()
    def _on_look_changed(self) -> None:
        self._show_state()
