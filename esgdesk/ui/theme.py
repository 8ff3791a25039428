"""How the desk looks: colours from `resources/style`, the font, and icons in the theme's colours.

`Look` holds the one theme of the application. Whoever paints asks it for a colour at that moment;
whoever keeps an icon gives it to `wear`, so that a change of theme reaches it.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from esgdesk.paths import resources
from esgdesk.ui.guard import guarded
from esgdesk.ui.icons import draw_icon, icon_file

CHOICES = ("system", "light", "dark")
FONT_SIZE = 13
log = logging.getLogger(__name__)


@cache
def read_tokens(theme: str) -> dict[str, str]:
    """The colours of a theme by name."""
    text = (resources() / "style" / f"{theme}.toml").read_text(encoding="utf-8")
    return {name: str(colour) for name, colour in tomllib.loads(text).items()}


def load_font() -> QFont:
    """The desk's font: the shipped one where it is there, else the system's."""
    families: list[str] = []
    for file in sorted((resources() / "fonts").glob("ESGDeskSans-*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        found = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        families += [name for name in found if name not in families]
    font = QFont(families[:1]) if families else QFont(QApplication.font())
    font.setPixelSize(FONT_SIZE)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class Look(QObject):
    """The theme of the application: follows the system, or is what the person chose."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice if choice in CHOICES else CHOICES[0]
        self._colours: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str, int], QPixmap] = {}
        self._worn: list[tuple[QObject, Callable[[QIcon], object], str, str]] = []
        app.setStyle("Fusion")
        app.setFont(load_font())
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def choice(self) -> str:
        """What the person chose: system, light or dark."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Wear another theme from now on."""
        self._choice = choice
        self._apply()

    @property
    def name(self) -> str:
        """The theme worn now: light or dark."""
        if self._choice != CHOICES[0]:
            return self._choice
        is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return "dark" if is_dark else "light"

    def colour(self, token: str) -> QColor:
        """A colour of the theme by its name."""
        return self._colours[token]

    def pixmap(self, icon: str, token: str, size: int = 16) -> QPixmap:
        """An icon in a colour of the theme, sharp on this screen."""
        colour = read_tokens(self.name)[token]
        known = (icon, colour, size)
        if known not in self._icons:
            self._icons[known] = draw_icon(icon, colour, size, self._app.devicePixelRatio())
        return self._icons[known]

    def icon(self, icon: str, token: str = "secondary", size: int = 16) -> QIcon:
        """An icon for a button or a menu, fainter where it is disabled."""
        made = QIcon(self.pixmap(icon, token, size))
        made.addPixmap(self.pixmap(icon, "line_strong", size), QIcon.Mode.Disabled)
        return made

    def wear(
        self, owner: QObject, take: Callable[[QIcon], object], icon: str, token: str = "secondary"
    ) -> None:
        """Give an icon to `take` now and after every change of theme, as long as `owner` lives."""
        take(self.icon(icon, token))
        self._worn = [worn for worn in self._worn if isValid(worn[0])]
        self._worn.append((owner, take, icon, token))

    @guarded()
    def _on_system_changed(self) -> None:
        if self._choice == CHOICES[0]:
            self._apply()

    def _apply(self) -> None:
        tokens = read_tokens(self.name)
        self._colours = {token: QColor(colour) for token, colour in tokens.items()}
        self._app.setPalette(_palette(tokens))
        style = (resources() / "style" / "window.qss").read_text(encoding="utf-8")
        chevron = icon_file("chevron-down", tokens["secondary"])
        check = icon_file("check", tokens["accent_text"])
        pictures = {"chevron": _url(chevron), "check": _url(check)}
        self._app.setStyleSheet(Template(style).substitute(tokens, **pictures))
        for owner, take, icon, token in self._worn:
            if isValid(owner):
                take(self.icon(icon, token))
        self.changed.emit()


def _url(path: Path) -> str:
    return path.as_posix()


def _palette(tokens: dict[str, str]) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: "ground",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "raised",
        QPalette.ColorRole.AlternateBase: "panel",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.PlaceholderText: "faint",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.BrightText: "error",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "accent_text",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Mid: "line_strong",
        QPalette.ColorRole.Light: "panel",
    }
    palette = QPalette()
    for role, token in roles.items():
        palette.setColor(role, QColor(tokens[token]))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["faint"]))
    disabled = QPalette.ColorGroup.Disabled
    palette.setColor(disabled, QPalette.ColorRole.ButtonText, QColor(tokens["faint"]))
    return palette
