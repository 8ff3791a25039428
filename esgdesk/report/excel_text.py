"""Text as a workbook may hold it: no control signs, no silent cuts, nothing taken for a formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from esgdesk.core.errors import RefusedDeed
from esgdesk.report.typography import Run, runs

LIMIT = 32_767
"""The longest text of a cell, in UTF-16 units."""

_TITLE_LIMIT = 31
_TITLE_SIGNS = re.compile(r"[\[\]:*?/\\]")
_FOOTER_LIMIT = 100
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_EDITED_AWAY = re.compile(r"[=+\-@'\s]|[\d.,%]+$")
_VERTICAL = {"plain": None, "sub": "subscript", "sup": "superscript"}


def clean(text: str) -> str:
    """A text without the signs that a workbook's XML cannot hold; line ends are `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or not _is_unprintable(sign))


def _is_unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in "\ufffe\uffff"


def escape(text: str) -> str:
    """A text in which nothing reads as a workbook's own escape (`_x0041_` would show as A)."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


def check_length(text: str) -> None:
    """Raise RefusedDeed for a text longer than a cell holds; a program would cut it in silence."""
    length = _units(text)
    if length > LIMIT:
        raise RefusedDeed("excel.text_too_long", length=length, limit=LIMIT, start=text[:60])


def loses_itself_when_edited(text: str) -> bool:
    """Whether retyping the text would make it a formula or a number; it is then quoted."""
    return _EDITED_AWAY.match(text) is not None


def rich(pieces: Iterable[Run], font: InlineFont) -> CellRichText | str:
    """Pieces of text as a cell's value: rich only where something stands low or high."""
    pieces = [Run(escape(piece.text), piece.style) for piece in pieces if piece.text]
    if all(piece.style == "plain" for piece in pieces):
        return "".join(piece.text for piece in pieces)
    return CellRichText([TextBlock(_styled(font, piece.style), piece.text) for piece in pieces])


def marked(text: str, marks: Iterable[str]) -> list[Run]:
    """A text set properly, with its footnote marks after it."""
    raised = ",".join(marks)
    return [*runs(text), *([Run(raised, "sup")] if raised else [])]


def _styled(font: InlineFont, style: str) -> InlineFont:
    return InlineFont(
        rFont=font.rFont, sz=font.sz, b=font.b, color=font.color, vertAlign=_VERTICAL[style]
    )


def sheet_title(text: str, taken: Iterable[str]) -> str:
    """A text as a sheet's name: allowed signs, at most 31, unlike any name already taken."""
    others = {name.casefold() for name in taken} | {"history"}
    name = " ".join(_TITLE_SIGNS.sub(" ", clean(text)).split()).strip("' ") or "ESGDesk"
    number = 1
    tail = ""
    while (title := _shorten(name, _TITLE_LIMIT - len(tail)) + tail).casefold() in others:
        number += 1
        tail = f" ({number})"
    return title


def footer_text(text: str) -> str:
    """A text for a page's foot, where `&` begins a code and the whole line has 255 signs."""
    return _shorten(" ".join(clean(text).split()), _FOOTER_LIMIT).replace("&", "&&")


def _shorten(text: str, limit: int) -> str:
    """A text cut between words where that is possible, with an ellipsis."""
    if _units(text) <= limit:
        return text
    cut = text
    while _units(cut) > limit - 1:
        cut = cut[:-1]
    head, space, _ = cut.rpartition(" ")
    if space and text[len(cut)] != " " and len(head) > limit // 2:
        cut = head
    return cut.rstrip(" ,;:、，'") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
