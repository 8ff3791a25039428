"""Reads a finished workbook as a person does: spans resolved, figures as displayed, marks apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_from_string

from esgdesk.report.excel_readback import cell_text


@dataclass
class ReadRow:
    """A table row; number and name are those of the item that it belongs to."""

    section: str
    number: str
    name: str
    breakdown: str
    unit: str
    figures: list[str]
    name_marks: str = ""
    breakdown_marks: str = ""
    figure_marks: list[str] = field(default_factory=list)


@dataclass
class ReadBook:
    """Everything of the workbook's tables."""

    headings: list[str]
    rows: list[ReadRow]
    notes: list[tuple[str, str, str]]
    """Section, mark and text."""


def shown(cell: Any) -> str:
    """A cell's text; openpyxl has already resolved escapes in texts that it read as rich."""
    return cell_text(cell) if cell.data_type == "n" else str(cell.value)


def parts(cell: Any) -> tuple[str, str]:
    """A cell's text without its raised end, and the raised end."""
    if not isinstance(cell.value, CellRichText):
        return shown(cell), ""
    pieces = list(cell.value)
    last = pieces[-1]
    if isinstance(last, TextBlock) and last.font.vertAlign == "superscript":
        return "".join(str(piece) for piece in pieces[:-1]), last.text
    return "".join(str(piece) for piece in pieces), ""


def lowered(cell: Any) -> list[str]:
    """The pieces of a cell's text that are set low."""
    pieces = cell.value if isinstance(cell.value, CellRichText) else []
    return [piece.text for piece in pieces if piece.font.vertAlign == "subscript"]


def head_row(sheet: Any) -> int:
    """The row that is repeated on each printed page."""
    return int(sheet.print_title_rows.strip("$").split(":")[0].strip("$"))


def read_workbook(path: Path, *, by_chapter: bool = True) -> ReadBook:
    """Read all sheets; with one sheet for all, section titles stand between the tables."""
    book = openpyxl.load_workbook(path, rich_text=True)
    read = ReadBook([], [], [])
    for sheet in book.worksheets:
        _read_sheet(sheet, read, by_chapter=by_chapter)
    return read


def _read_sheet(sheet: Any, read: ReadBook, *, by_chapter: bool) -> None:
    head = head_row(sheet)
    first_figure = range_boundaries(f"{coordinate_from_string(sheet.freeze_panes)[0]}1")[0]
    last = sheet.max_column
    figures = [c for c in range(first_figure, last + 1) if sheet.cell(head, c).value]
    read.headings = [str(sheet.cell(head, c).value) for c in (*range(1, first_figure), *figures)]
    section = parts(sheet.cell(2, 1))[0] if by_chapter else ""
    for row in range(head + 1, sheet.max_row + 1):
        across = {
            block.min_col
            for block in sheet.merged_cells.ranges
            if block.min_row == row and block.max_col == last
        }
        if 1 in across:
            section = parts(sheet.cell(row, 1))[0] or section
        elif 2 in across:
            mark = shown(sheet.cell(row, 1))
            read.notes.append((section, mark, shown(sheet.cell(row, 2))))
        else:
            read.rows.append(_read_row(sheet, row, section, first_figure, figures))


def _read_row(sheet: Any, row: int, section: str, first_figure: int, figures: list[int]) -> ReadRow:
    name, name_marks = parts(_uncovered(sheet, row, 2))
    breakdown, breakdown_marks = parts(sheet.cell(row, 3))
    marks = [shown(sheet.cell(row, c + 1)) if c + 1 not in figures else "" for c in figures]
    return ReadRow(
        section=section,
        number=shown(_uncovered(sheet, row, 1)),
        name=name,
        breakdown=breakdown,
        unit=parts(sheet.cell(row, first_figure - 1))[0],
        figures=[shown(sheet.cell(row, c)) for c in figures],
        name_marks=name_marks,
        breakdown_marks=breakdown_marks,
        figure_marks=marks,
    )


def _uncovered(sheet: Any, row: int, column: int) -> Any:
    """The cell whose text stands at this place, also where it is covered by a span."""
    for block in sheet.merged_cells.ranges:
        if block.min_row <= row <= block.max_row and block.min_col <= column <= block.max_col:
            return sheet.cell(block.min_row, block.min_col)
    return sheet.cell(row, column)
