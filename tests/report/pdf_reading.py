"""Reads a printed appendix into rows, for tests: wrapped lines joined, spans and breaks undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdf

from esgdesk.report.content import Content
from esgdesk.report.pdf_read import PrintedSection, Sign, read_sections, read_signs

__all__ = ["PrintedLine", "plain_text", "read_rows", "read_sections", "read_signs", "text_boxes"]


@dataclass(slots=True)
class PrintedLine:
    """A row with the number and name it belongs to, also where those stand further up."""

    section: str
    number: str
    name: str
    breakdown: str
    unit: str
    figures: list[str]
    name_marks: tuple[str, ...]
    breakdown_marks: tuple[str, ...]
    figure_marks: list[tuple[str, ...]]
    page: int
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_rows(path: Path, content: Content) -> list[PrintedLine]:
    """Every row of every table in the order of reading."""
    return [line for section in read_sections(path, content) for line in _lines(section)]


def _lines(section: PrintedSection) -> Iterator[PrintedLine]:
    number = name = ""
    marks: tuple[str, ...] = ()
    for row in section.rows:
        if row.name:
            number, name, marks = row.number, row.name, row.name_marks
        yield PrintedLine(
            section.title,
            number,
            name,
            row.breakdown,
            row.unit,
            row.figures,
            marks,
            row.breakdown_marks,
            row.figure_marks,
            row.page,
            section.notes,
        )


def plain_text(path: Path) -> str:
    """The text as another reader (pypdf) finds it, without any space."""
    pages = pypdf.PdfReader(path).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def text_boxes(path: Path) -> Iterator[tuple[int, Sign]]:
    """Every visible sign with its page."""
    for page, signs in enumerate(read_signs(path)):
        yield from ((page, sign) for sign in signs if sign.text.strip())
