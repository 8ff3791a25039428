"""The signs on the pages of a finished PDF: where each stands, how large, on which baseline."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from esgdesk.core.errors import WorldProblem
from esgdesk.report.pdf_text import FORMULA_SCALE, MARK_RISE, MARK_SCALE, SUB_DROP, SUP_RISE

# PDFium reports a hyphen at the end of a line as one of these.
_HYPHENS = {"\x02": "-", "\ufffe": "-"}
MAIN = 6.4
"""Smaller signs in a table are marks, formulas or a figure made to fit."""
_HAIR = 0.1


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign on a page; `y` is its baseline, from the bottom of the page."""

    text: str
    x: float
    right: float
    y: float
    size: float
    is_semibold: bool


def read_signs(path: Path) -> Iterator[list[Sign]]:
    """The signs of each page in the order they were drawn, without what PDFium adds."""
    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as error:
        raise WorldProblem("file.failed", path=str(path), detail=str(error)) from error
    try:
        for page in document:
            textpage = page.get_textpage()
            yield [
                sign
                for index in range(textpage.count_chars())
                if (sign := _sign(textpage, index)) is not None
            ]
            textpage.close()
            page.close()
    finally:
        document.close()


def _sign(textpage: pypdfium2.PdfTextPage, index: int) -> Sign | None:
    if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return None
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(textpage, index, name, 128, ctypes.c_int())
    text = chr(pdfium.FPDFText_GetUnicode(textpage, index))
    return Sign(
        _HYPHENS.get(text, text),
        x.value,
        box.right,
        round(y.value, 2),
        round(pdfium.FPDFText_GetFontSize(textpage, index), 3),
        b"SemiBold" in name.value,
    )


def distinct(heights: list[float]) -> list[float]:
    """The baselines from the top down; a hair's breadth is rounding, not another line."""
    found: list[float] = []
    for y in sorted(set(heights), reverse=True):
        if not found or found[-1] - y > _HAIR:
            found.append(y)
    return found


def nearest(y: float, baselines: list[float]) -> float:
    return min(baselines, key=lambda base: abs(y - base), default=y)


def baseline(sign: Sign, baselines: list[float]) -> float | None:
    """The baseline of a sign: its own, or that of the text which it is raised or lowered from."""
    lifts = [0.0]
    if sign.size < MAIN:
        lifts.append(MARK_RISE / MARK_SCALE * sign.size)
        lifts.append(SUP_RISE / FORMULA_SCALE * sign.size)
        lifts.append(-SUB_DROP / FORMULA_SCALE * sign.size)
    for lift in lifts:
        base = nearest(sign.y - lift, baselines)
        if abs(sign.y - lift - base) <= _HAIR:
            return base
    return None
