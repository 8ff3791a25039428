"""The two shipped fonts: registering them for print, measuring text, finding signs they lack.

One merged family has Latin and Chinese, so a text never changes its face in the middle. ReportLab
prints a sign that a font lacks as a blank without a word; `missing` is asked before drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from esgdesk.core.errors import WorldProblem
from esgdesk.paths import resources

REGULAR = "ESGDeskSans-Regular"
SEMIBOLD = "ESGDeskSans-SemiBold"

CAP_HEIGHT = 0.714
"""Height of capitals and digits over the size; lines are centred on it."""


def font_folder() -> Path:
    """Where the shipped fonts lie."""
    return resources() / "fonts"


def register() -> None:
    """Make the fonts known to ReportLab, once in a process."""
    known = set(pdfmetrics.getRegisteredFontNames())
    for name in (REGULAR, SEMIBOLD):
        if name not in known:
            path = font_folder() / f"{name}.ttf"
            try:
                pdfmetrics.registerFont(TTFont(name, str(path)))
            except (OSError, TTFError) as error:
                raise WorldProblem("file.failed", path=str(path), detail=str(error)) from error


def width(text: str, font: str, size: float) -> float:
    """How wide a text runs, in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def missing(texts: Iterable[str], font: str) -> dict[str, str]:
    """The signs that a font lacks, each with the first text it stands in."""
    known = pdfmetrics.getFont(font).face.charToGlyph
    found: dict[str, str] = {}
    for text in texts:
        for sign in text:
            if ord(sign) not in known:
                found.setdefault(sign, text)
    return found
