"""Colours, icons and the style sheet."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from esgdesk.paths import resources
from esgdesk.ui.icons import PRODUCT, USED, draw_icon, icon_path
from esgdesk.ui.theme import Look, read_tokens

UI = resources().parent / "esgdesk" / "ui"


@pytest.mark.parametrize("name", USED)
def test_every_icon_is_there_and_takes_the_themes_colour(name: str, qapp: QApplication) -> None:
    assert icon_path(name).is_file()
    if name == PRODUCT:
        return
    image = draw_icon(name, "#ff0000", 32, 1.0).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}


def test_used_names_every_icon_of_the_code() -> None:
    text = "\n".join(
        file.read_text(encoding="utf-8") for file in UI.glob("*.py") if file.stem != "icons"
    )
    assert [name for name in USED if name != PRODUCT and f'"{name}"' not in text] == []
    asked = set(
        re.findall(r'(?:wear|pixmap|icon|icon_file|say|_say_foot)\([^)]*?"([a-z-]+(?:-2)?)"', text)
    )
    drawn = {file.stem for file in (resources() / "icons").glob("*.svg")}
    assert {name for name in asked if name in drawn} <= set(USED)


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read(theme: str) -> None:
    tokens = read_tokens(theme)
    for ground in ("ground", "panel", "band"):
        for token in ("text", "secondary", "faint", "error", "warning", "notice", "done"):
            pair = sorted(luminance(QColor(tokens[name])) for name in (token, ground))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.4, (theme, token, ground)
    pair = sorted(luminance(QColor(tokens[name])) for name in ("accent", "accent_text"))
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def test_both_themes_have_the_same_colours_and_all_are_used() -> None:
    light, dark = read_tokens("light"), read_tokens("dark")
    assert list(light) == list(dark)
    text = (resources() / "style" / "window.qss").read_text(encoding="utf-8")
    text += "\n".join(file.read_text(encoding="utf-8") for file in UI.glob("*.py"))
    assert [name for name in light if f'"{name}"' not in text and f"${{{name}}}" not in text] == []


def test_the_look_follows_the_system_until_told_otherwise(qapp: QApplication) -> None:
    look = Look(qapp, "system")
    assert look.name in ("light", "dark")
    look.choose("dark")
    assert look.colour("text") == QColor(read_tokens("dark")["text"])
    look.choose("light")
    assert look.colour("text") == QColor(read_tokens("light")["text"])


def test_an_unknown_choice_means_the_system(qapp: QApplication) -> None:
    assert Look(qapp, "purple").choice == "system"
