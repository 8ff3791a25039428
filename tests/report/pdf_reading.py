"""Reads a printed appendix into rows, for tests: wrapped lines joined, spans and breaks undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pypdf

from esgdesk.i18n import catalogue
from esgdesk.report.content import Content, Role
from esgdesk.report.pdf_columns import BODY, HEAD, MARGIN, SIDE, Band, Plan
from esgdesk.report.pdf_read import PrintedSection, read_sections, read_tables
from esgdesk.report.pdf_signs import Sign, read_signs

__all__ = [
    "PrintedLine",
    "plain_text",
    "read_pdf",
    "read_rows",
    "read_sections",
    "read_signs",
    "text_boxes",
]

TEXT_ROLES = [Role.NUMBER, Role.NAME, Role.BREAKDOWN, Role.UNIT]


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


@dataclass(slots=True)
class ReadRow:
    """A row as the reader of workbooks gives it too; marks are joined by commas."""

    section: str
    number: str
    name: str
    breakdown: str
    unit: str
    figures: list[str]
    name_marks: str
    breakdown_marks: str
    figure_marks: list[str]


@dataclass(slots=True)
class ReadPdf:
    """Everything of the file's tables; a note is section, mark and text."""

    headings: list[str]
    rows: list[ReadRow]
    notes: list[tuple[str, str, str]]


def read_pdf(path: Path) -> ReadPdf:
    """Read a file by itself: its language and the places of its columns are found in it."""
    headings, plan = _columns(path)
    roles = TEXT_ROLES + [Role.FIGURE] * (len(headings) - len(TEXT_ROLES))
    language = str(pypdf.PdfReader(path).root_object["/Lang"])
    sections = read_tables(path, roles, plan, catalogue(language)["report.continued"])
    rows = [
        ReadRow(
            line.section,
            line.number,
            line.name,
            line.breakdown,
            line.unit,
            line.figures,
            ",".join(line.name_marks),
            ",".join(line.breakdown_marks),
            [",".join(marks) for marks in line.figure_marks],
        )
        for section in sections
        for line in _lines(section)
    ]
    notes = [(part.title, mark, text) for part in sections for mark, text in part.notes]
    return ReadPdf(headings, rows, notes)


def _columns(path: Path) -> tuple[list[str], Plan]:
    """The headings of the first table on one line, and the columns they stand over."""
    box = pypdf.PdfReader(path).pages[0].mediabox
    signs = [s for s in next(read_signs(path)) if s.is_semibold and s.size == HEAD.size]
    signs = [sign for sign in signs if sign.y == signs[0].y]
    groups: list[list[Sign]] = []
    for sign in signs:
        if not groups or sign.x - groups[-1][-1].right > 4:
            groups.append([])
        groups[-1].append(sign)
    headings = ["".join(sign.text for sign in group) for group in groups]
    lefts = [group[0].x - SIDE for group in groups[1 : len(TEXT_ROLES)]]
    rights = [group[-1].right for group in groups[len(TEXT_ROLES) :]]
    # The last column ends at the margin; what is left beside its heading is room for marks.
    beside = float(box.width) - MARGIN - rights[-1]
    year = rights[1] - rights[0]
    edges = [MARGIN, *lefts, rights[0] + beside - year, *(right + beside for right in rights)]
    bands = tuple(Band(*edge) for edge in pairwise(edges))
    return headings, Plan((float(box.width), float(box.height)), bands, BODY, beside - SIDE)


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
