"""The appendix as an Excel workbook: real numbers that show exactly the printed text.

Draws what `content` holds and decides nothing about it. What text may stand in a cell is
`excel_text`, how much room it takes `excel_measure`, the bytes of the file `excel_package`, and
reading it back `excel_readback`.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties

from esgdesk.core.errors import RefusedDeed
from esgdesk.core.numbers import MINUS
from esgdesk.i18n import translate
from esgdesk.report.content import Cell, CellKind, Content, Note, Role, Row, Section, joined
from esgdesk.report.excel_measure import INDENT, Widths, column_widths, line_count
from esgdesk.report.excel_package import save, set_properties
from esgdesk.report.excel_readback import read_figures
from esgdesk.report.excel_text import (
    check_length,
    clean,
    footer_text,
    loses_itself_when_edited,
    marked,
    rich,
    sheet_title,
)
from esgdesk.report.typography import Run

__all__ = ["figures_as_text", "number_format", "read_figures", "write_excel"]

# Excel keeps 15 significant digits of a number and shows at most 30 decimals.
_EXACT_DIGITS = 15
_MOST_DECIMALS = 30
_PLAIN_NUMBER = re.compile(
    rf"(?P<minus>{MINUS}?)(?P<whole>0|[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d*)(?:\.(?P<decimals>\d+))?",
    re.ASCII,
)

_DARK = "FF0F172A"
_GREY = "FF64748B"
_HAIRLINE = "FFCBD5E1"
_BODY = 10
_SMALL = 9
_TITLE = 14
_SECTION = 11

# Each is on every Windows and comes with Office for Mac; the line heights are theirs, in points.
_FONTS = {"en": "Arial", "zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei"}
_LINE = {"en": 1.28, "zh-Hans": 1.4, "zh-Hant": 1.4}
_ROW_ROOM = 3.5
_HEAD_ROOM = 7.0

_MARGIN = 18 / 25.4
_A4 = 9


def write_excel(content: Content, path: Path) -> None:
    """Write the appendix as a workbook at `path`.

    Raises RefusedDeed for a text that no cell can hold.
    """
    look = _Look(content)
    book = Workbook()
    book.remove(book.active)
    # The first font is that of Normal, in whose digits column widths are counted.
    book._fonts = IndexedList([look.font()])
    grid = _Grid(content)
    digits_as_text: dict[str, str] = {}
    if content.sheets == "one":
        tables = [(content.title, content.sections)]
    else:
        tables = [(section.title, (section,)) for section in content.sections]
    for title, sections in tables:
        sheet = book.create_sheet(sheet_title(title, book.sheetnames))
        drawing = _Drawing(sheet, content, grid, look)
        drawing.draw(sections)
        digits_as_text[sheet.title] = " ".join(drawing.digits_as_text)
    book.active = 0
    book.active.sheet_view.tabSelected = True
    set_properties(book, content)
    save(book, path, digits_as_text)


def figures_as_text(content: Content) -> list[Cell]:
    """The figures that a workbook can hold as text only, since a number would lose digits."""
    return [
        cell
        for cell in content.figure_cells()
        if cell.kind is CellKind.FIGURE and number_format(cell) is None
    ]


def number_format(cell: Cell) -> str | None:
    """The format that shows a figure exactly as printed; None where it must be text.

    A number keeps 15 significant digits, has no negative zero and shows only digits.
    """
    match = _PLAIN_NUMBER.fullmatch(cell.text)
    if cell.value is None or match is None:
        return None
    decimals = match["decimals"] or ""
    significant = cell.value.lstrip("-").replace(".", "").strip("0")
    if len(significant) > _EXACT_DIGITS or len(decimals) > _MOST_DECIMALS:
        return None
    printed = Decimal(cell.text.replace(",", "").replace(MINUS, "-"))
    if printed != Decimal(cell.value) or (match["minus"] and not printed):
        return None
    is_grouped = "," in match["whole"] or len(match["whole"]) <= 3
    pattern = ("#,##0" if is_grouped else "0") + (f".{'0' * len(decimals)}" if decimals else "")
    return f'{pattern};"{MINUS}"{pattern}'


class _Grid:
    """Which column of the sheet holds what, and how wide each is."""

    def __init__(self, content: Content) -> None:
        marked_years = {
            position
            for section in content.sections
            for row in section.rows
            for position, cell in enumerate(row.cells)
            if cell.marks and content.columns[position].role is Role.FIGURE
        }
        widths = column_widths(content, sorted(marked_years))
        self.columns: list[int] = []
        self.marks: dict[int, int] = {}
        self.widths: dict[int, float] = {}
        for position, column in enumerate(content.columns):
            self.columns.append(len(self.widths) + 1)
            self.widths[self.columns[-1]] = _width_of(column.role, widths)
            if position in marked_years:
                self.marks[position] = len(self.widths) + 1
                self.widths[self.marks[position]] = widths.marks[position]
        self.last = len(self.widths)
        self.first_figure = next(
            place
            for place, column in zip(self.columns, content.columns, strict=True)
            if column.role is Role.FIGURE
        )

    def width(self, first: int, last: int) -> float:
        """The width of neighbouring columns together."""
        return sum(self.widths[column] for column in range(first, last + 1))


def _width_of(role: Role, widths: Widths) -> float:
    return {
        Role.NUMBER: widths.number,
        Role.NAME: widths.name,
        Role.BREAKDOWN: widths.breakdown,
        Role.UNIT: widths.unit,
        Role.FIGURE: widths.figure,
    }[role]


class _Look:
    """Fonts, fills and rules of one workbook."""

    def __init__(self, content: Content) -> None:
        self.family = _FONTS.get(content.language, _FONTS["en"])
        self.line = _LINE.get(content.language, _LINE["en"])
        accent = content.accent.removeprefix("#").upper()
        self.tint = PatternFill("solid", fgColor=f"FF{_tint(accent)}")
        self.head_rules = Border(
            top=Side("medium", f"FF{accent}"), bottom=Side("medium", f"FF{accent}")
        )
        self.item_rule = Border(bottom=Side("thin", _HAIRLINE))
        self.end_rule = Border(bottom=Side("thin", f"FF{accent}"))

    def font(self, size: int = _BODY, colour: str = _DARK, **more: Any) -> Font:
        return Font(name=self.family, size=size, color=colour, family=2, **more)

    def inline(self, font: Font) -> InlineFont:
        return InlineFont(rFont=font.name, sz=font.size, b=font.b, color=font.color)

    def height(self, lines: int, size: int = _BODY, room: float = _ROW_ROOM) -> float:
        return _steps(lines * size * self.line + room)


def _steps(points: float) -> float:
    """Row heights go in steps of 0.75 points, a pixel of the screen."""
    return -(-points // 0.75) * 0.75


def _tint(accent: str) -> str:
    """A colour mixed with much white, so that dark text reads on it."""
    parts = (int(accent[i : i + 2], 16) for i in (0, 2, 4))
    return "".join(f"{255 - (255 - part) * 12 // 100:02X}" for part in parts)


@dataclass(frozen=True, slots=True)
class _Style:
    font: Font
    alignment: Alignment


class _Drawing:
    """One sheet being drawn from top to bottom; `row` is the next free row."""

    def __init__(self, sheet: Any, content: Content, grid: _Grid, look: _Look) -> None:
        self.sheet = sheet
        self.content = content
        self.grid = grid
        self.look = look
        self.row = 1
        self.digits_as_text: list[str] = []
        grey = look.font(colour=_GREY)
        self.styles = {
            Role.NUMBER: _Style(grey, Alignment("center", "center")),
            Role.NAME: _Style(look.font(), Alignment("left", "center", wrap_text=True)),
            Role.BREAKDOWN: _Style(
                look.font(), Alignment("left", "center", wrap_text=True, indent=1)
            ),
            Role.UNIT: _Style(grey, Alignment("left", "center", wrap_text=True, indent=1)),
            Role.FIGURE: _Style(look.font(), Alignment("right", "center")),
        }
        self.missing = _Style(grey, Alignment("right", "center"))
        self.words = _Style(look.font(), Alignment("right", "center", wrap_text=True))
        self.long_words = _Style(look.font(), Alignment("left", "center", wrap_text=True, indent=1))
        self.mark = _Style(look.font(vertAlign="superscript"), Alignment("left", "center"))

    def draw(self, sections: tuple[Section, ...]) -> None:
        by_chapter = self.content.sheets != "one"
        self._title(sections[0] if by_chapter and sections else None)
        head = self._head()
        for section in sections:
            if not by_chapter:
                self._section_title(section, is_first=section is sections[0])
            self._table(section)
            self._notes(section.notes)
        self._finish(head)

    def _title(self, section: Section | None) -> None:
        """Small the report, large the section or the whole, small the company and year."""
        content = self.content
        small = self.look.font(_SMALL, _GREY)
        large = self.look.font(_TITLE, bold=True)
        company = [Run(joined(content.company, content.period), "plain")]
        if section is None:
            above, title = [Run(content.report_title, "plain")], marked(content.title, ())
        else:
            above = [Run(joined(content.report_title, content.title), "plain")]
            title = marked(section.title, section.marks)
        self._line(above, small, size=_SMALL)
        self._line(title, large, size=_TITLE)
        self._line(company, small, size=_SMALL, room=_ROW_ROOM + 6)

    def _section_title(self, section: Section, *, is_first: bool) -> None:
        font = self.look.font(_SECTION, bold=True)
        runs = marked(section.title, section.marks)
        room = _ROW_ROOM + (5 if is_first else 16)
        self._line(runs, font, size=_SECTION, room=room, vertical="bottom")
        for column in range(1, self.grid.last + 1):
            self.sheet.cell(self.row - 1, column).border = self.look.item_rule

    def _line(
        self,
        runs: list[Run],
        font: Font,
        *,
        size: int,
        room: float = _ROW_ROOM,
        vertical: str = "top",
        first: int = 1,
    ) -> None:
        """A text across the sheet in a row of its own."""
        style = _Style(font, Alignment("left", vertical, wrap_text=True))
        text = self._put(self.row, first, runs, style)
        self._merge(self.row, first, self.row, self.grid.last)
        width = self.grid.width(first, self.grid.last) * _BODY / size
        lines = line_count(text, width, bold=bool(font.b))
        self.sheet.row_dimensions[self.row].height = self.look.height(lines, size, room)
        self.row += 1

    def _head(self) -> int:
        """The head row; returns its number."""
        row = self.row
        font = self.look.font(bold=True)
        lines = 1
        # A year's mark column is part of its head by tint and rules only: a merged head would
        # need an indentation to stand over its figures, which programs draw in different ways.
        for place, column in zip(self.grid.columns, self.content.columns, strict=True):
            aligned = self.styles[column.role].alignment
            alignment = Alignment(
                aligned.horizontal, "center", wrap_text=True, indent=aligned.indent
            )
            text = self._put(row, place, [Run(column.heading, "plain")], _Style(font, alignment))
            width = self.grid.widths[place] - aligned.indent * INDENT
            lines = max(lines, line_count(text, width, bold=True))
        for place in range(1, self.grid.last + 1):
            cell = self.sheet.cell(row, place)
            cell.fill = self.look.tint
            cell.border = self.look.head_rules
        self.sheet.row_dimensions[row].height = self.look.height(lines, room=_HEAD_ROOM)
        self.row += 1
        return row

    def _table(self, section: Section) -> None:
        groups: list[list[Row]] = []
        for row in section.rows:
            if groups and groups[-1][-1].group == row.group:
                groups[-1].append(row)
            else:
                groups.append([row])
        for group in groups:
            self._group(group, is_last=group is groups[-1])

    def _group(self, rows: list[Row], *, is_last: bool) -> None:
        """A numbered item with its breakdown rows, and the rule beneath it."""
        first = self.row
        lines = [max(1, *self._row(row)) for row in rows]
        spanning = self._span(rows, first)
        heights = [self.look.height(count) for count in lines]
        # A name longer than its rows are high gives each of them a share of what it lacks.
        lack = self.look.height(spanning) - sum(heights)
        for offset, height in enumerate(heights):
            share = max(lack, 0.0) / len(rows)
            self.sheet.row_dimensions[first + offset].height = _steps(height + share)
        for column in range(1, self.grid.last + 1):
            self.sheet.cell(self.row - 1, column).border = (
                self.look.end_rule if is_last else self.look.item_rule
            )

    def _row(self, row: Row) -> list[int]:
        """Write a row's cells; returns how many lines each takes that spans no other row."""
        lines = []
        for position, cell in enumerate(row.cells):
            if cell.is_covered:
                continue
            place = self.grid.columns[position]
            role = self.content.columns[position].role
            width = self.grid.width(place, place + cell.columns - 1)
            width -= self.styles[role].alignment.indent * INDENT
            if role is Role.FIGURE:
                lines.append(self._figure(place, cell, width))
                self._marks(position, cell)
                continue
            runs = marked(cell.text, cell.marks)
            text = self._put(self.row, place, runs, self.styles[role])
            if role is Role.NUMBER and re.fullmatch("[1-9][0-9]{0,8}", text):
                self._as_number(place, text, "0")
            if cell.rows == 1:
                lines.append(line_count(text, width))
        self.row += 1
        return lines

    def _span(self, rows: list[Row], first: int) -> int:
        """Merge what spans rows or columns; returns the lines of the longest text spanning rows."""
        lines = 1
        for offset, row in enumerate(rows):
            for position, cell in enumerate(row.cells):
                if cell.is_covered or (cell.rows == 1 and cell.columns == 1):
                    continue
                place = self.grid.columns[position]
                top = first + offset
                last = place + cell.columns - 1
                if cell.rows > 1:
                    lines = max(lines, line_count(cell.text, self.grid.width(place, last)))
                self._merge(top, place, top + cell.rows - 1, last)
        return lines

    def _figure(self, place: int, cell: Cell, width: float) -> int:
        """Write a figure as a number where that is exact; returns how many lines it takes."""
        if clean(cell.text) != cell.text:
            raise RefusedDeed("excel.figure_has_control_signs", found=cell.text[:60])
        pattern = number_format(cell) if cell.kind is CellKind.FIGURE else None
        style = self.missing if cell.kind is CellKind.MISSING else self.styles[Role.FIGURE]
        if cell.kind is CellKind.TEXT:
            style = self.words if line_count(cell.text, width) == 1 else self.long_words
            width -= style.alignment.indent * INDENT
        text = self._put(self.row, place, [Run(cell.text, "plain")], style)
        if pattern is not None and cell.value is not None:
            self._as_number(place, cell.value, pattern)
        return line_count(text, width) if cell.kind is CellKind.TEXT else 1

    def _as_number(self, place: int, value: str, pattern: str) -> None:
        """Make a cell a number by its exact digits; openpyxl would pass them through a float."""
        cell = self.sheet.cell(self.row, place)
        cell.value = value
        cell.data_type = "n"
        cell.number_format = pattern
        cell.quotePrefix = False

    def _marks(self, position: int, cell: Cell) -> None:
        if cell.marks:
            place = self.grid.marks[position]
            self._put(self.row, place, [Run(",".join(cell.marks), "plain")], self.mark)
            self.digits_as_text.append(f"{get_column_letter(place)}{self.row}")

    def _notes(self, notes: tuple[Note, ...]) -> None:
        """The notes beneath a table: the mark in the first column, the text across the others."""
        font = self.look.font(_SMALL)
        mark = _Style(self.look.font(_SMALL, vertAlign="superscript"), Alignment("right", "center"))
        if notes:
            self._line([], font, size=_SMALL, room=-5)
        for note in notes:
            self._put(self.row, 1, [Run(note.mark, "plain")], mark)
            self.digits_as_text.append(f"A{self.row}")
            self._line(marked(note.text, ()), font, size=_SMALL, room=2, first=2)

    def _put(self, row: int, column: int, runs: list[Run], style: _Style) -> str:
        """Write text, never a formula, an error or a number; returns what was written."""
        runs = [Run(clean(run.text), run.style) for run in runs]
        text = "".join(run.text for run in runs)
        check_length(text)
        cell = self.sheet.cell(row, column)
        cell.font = style.font
        cell.alignment = style.alignment
        if text:
            cell.value = rich(runs, self.look.inline(style.font))
            cell.data_type = "s"
            cell.quotePrefix = loses_itself_when_edited(text)
        return text

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) == (bottom, right):
            return
        self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        start = self.sheet.cell(top, left)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = self.sheet.cell(row, column)
                cell.font = copy(start.font)
                cell.alignment = copy(start.alignment)

    def _finish(self, head: int) -> None:
        """Widths, frozen panes and how the sheet prints."""
        sheet, grid, content = self.sheet, self.grid, self.content
        for column, width in grid.widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = round(width, 2)
        sheet.sheet_view.showGridLines = False
        sheet.freeze_panes = first = f"{get_column_letter(grid.first_figure)}{head + 1}"
        sheet.sheet_view.selection[-1].activeCell = first
        sheet.sheet_view.selection[-1].sqref = first
        sheet.print_title_rows = f"{head}:{head}"
        sheet.print_area = f"A1:{get_column_letter(grid.last)}{self.row - 1}"
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.orientation = content.orientation
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = margins.bottom = _MARGIN
        margins.header = margins.footer = _MARGIN / 2
        foot = sheet.oddFooter
        foot.left.text = footer_text(joined(content.company, content.report_title))
        foot.center.text = footer_text(content.head.anchor)
        foot.right.text = translate(content.language, "report.page", page="&P", pages="&N")
        for part in (foot.left, foot.center, foot.right):
            part.font = f"{self.look.family},Regular"
            part.size = 8
            part.color = _GREY[2:]
