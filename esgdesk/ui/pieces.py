"""Small pieces that several pages are built of: labels, buttons, columns that scroll."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from esgdesk.ui.guard import guarded
from esgdesk.ui.theme import Look


class WideButton(QPushButton):
    """A button that Enter presses too, outside of dialogs."""

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def text_label(text: str = "", tone: str = "") -> QLabel:
    """A label of plain text that wraps and can be copied from."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)
    if tone:
        label.setProperty("tone", tone)
    return label


def say(label: QLabel, tone: str, words: str) -> None:
    """Let a label of one line say something else in another tone; the tip has it whole."""
    label.setText(words)
    label.setToolTip(words)
    label.setProperty("tone", tone)
    restyle(label)


def picture(look: Look, icon: str, token: str, size: int = 16) -> QLabel:
    """A label that shows an icon in a colour of the theme, and goes with a change of it."""
    label = QLabel()
    label.setFixedWidth(size)
    look.wear(label, partial(_draw, label, look, icon, token, size), icon, token)
    return label


def _draw(label: QLabel, look: Look, icon: str, token: str, size: int, _: QIcon) -> None:
    label.setPixmap(look.pixmap(icon, token, size))


def restyle(widget: QWidget) -> None:
    """Let the style sheet see a property that has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def scrolling(content: QWidget, name: str) -> QScrollArea:
    """A frameless area that scrolls its content and takes no focus of its own."""
    scroll = QScrollArea()
    scroll.setObjectName(name)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(content)
    return scroll


@guarded()
def into_view(widget: QWidget) -> None:
    """Scroll a widget into sight, once what has just opened has its place."""
    if not isValid(widget):
        return
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if isinstance(above, QScrollArea):
        above.ensureWidgetVisible(widget, 0, 8)


def side_column(panel: QWidget, *, top: int) -> QVBoxLayout:
    """Make a widget a panel beside the grid; its column, which scrolls up and down, is given."""
    panel.setObjectName("side_panel")
    panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    content = QWidget()
    content.setObjectName("side_content")
    column = QVBoxLayout(content)
    column.setContentsMargins(16, top, 16, 16)
    column.setSpacing(4)
    scroll = scrolling(content, "side_scroll")
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(1, 0, 0, 0)
    layout.addWidget(scroll)
    return column


def clear_out(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets go once Qt is done with them."""
    while layout.count():
        item = layout.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
