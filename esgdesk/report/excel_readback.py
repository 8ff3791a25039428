"""Reading a finished workbook as a person sees it, to hold it against the content.

Nothing here comes from the writer: the table is found by its head row, and each figure is shown by
applying its number format as a spreadsheet program does. So a wrong format is found like a wrong
figure.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.xml import DEFUSEDXML, LXML

from esgdesk.report.content import Content, Role
from esgdesk.report.excel_text import clean

# Wide enough for any number that a cell can hold and any decimals that a format can ask for.
_CONTEXT = Context(prec=400, rounding=ROUND_HALF_UP)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<sign>.)|(?P<digits>[#0,]*[#0](?:\.0+)?)|(?P<bare>.)'
)
_BARE_SIGNS = frozenset(" -+/():")


def read_figures(path: Path, content: Content) -> list[str]:
    """The displayed text of every figure cell of a workbook, in reading order.

    Only the headings of `content` are used, to find the tables.
    """
    check_parser()
    # The file may still have its working name, which openpyxl refuses; it takes any open file.
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file)
    return [text for sheet in book.worksheets for text in _sheet_figures(sheet, content)]


def check_parser() -> None:
    """Refuse to read XML with a parser that follows entities; our packages bring the safe one."""
    if not DEFUSEDXML or LXML:
        raise RuntimeError("openpyxl must read with defusedxml and without lxml")


def _sheet_figures(sheet: Any, content: Content) -> list[str]:
    starts = {(block.min_row, block.min_col): block for block in sheet.merged_cells.ranges}
    covered = {
        place
        for block in sheet.merged_cells.ranges
        for row in block.rows
        for place in row
        if place != (block.min_row, block.min_col)
    }
    headings = [clean(column.heading) for column in content.columns]
    head = None
    columns: list[int] = []
    found: list[str] = []
    for row in range(1, sheet.max_row + 1):
        shown = [c for c in range(1, sheet.max_column + 1) if (row, c) not in covered]
        if head is None:
            filled = [c for c in shown if sheet.cell(row, c).value is not None]
            if [cell_text(sheet.cell(row, c)) for c in filled] == headings:
                head = row
                pairs = zip(content.columns, filled, strict=True)
                columns = [place for column, place in pairs if column.role is Role.FIGURE]
            continue
        if _is_across(row, starts, last=columns[-1]):
            continue
        found += [cell_text(sheet.cell(row, place)) for place in columns]
    return found


def _is_across(row: int, starts: dict[tuple[int, int], Any], *, last: int) -> bool:
    """Whether a row holds a section's title or a note, which stand across the figures."""
    return any((row, first) in starts and starts[row, first].max_col >= last for first in (1, 2))


def cell_text(cell: Any) -> str:
    """What a spreadsheet program shows in a cell."""
    if cell.value is None:
        return ""
    if cell.data_type == "n":
        return displayed_text(Decimal(repr(cell.value)), cell.number_format)
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), str(cell.value))


def displayed_text(value: Decimal, number_format: str) -> str:
    """A number as its format shows it. Raises ValueError for formats that no report needs."""
    if number_format == "General":
        return format(value.normalize(_CONTEXT), "f")
    sections = _sections(number_format)
    if value < 0 and len(sections) > 1:
        return _shown(-value, sections[1])
    if value < 0:
        shown = _shown(-value, sections[0])
        return f"-{shown}" if re.search("[1-9]", shown) else shown
    return _shown(value, sections[2] if not value and len(sections) > 2 else sections[0])


def _sections(number_format: str) -> list[str]:
    """The parts of a format between semicolons that are not quoted."""
    return re.findall(r'(?:^|;)((?:"[^"]*"|\\.|[^;])*)', number_format)


def _shown(value: Decimal, section: str) -> str:
    pieces = []
    for token in _TOKEN.finditer(section):
        if token["digits"] is not None:
            pieces.append(_digits(value, token["digits"]))
        elif token["bare"] is not None:
            if token["bare"] not in _BARE_SIGNS:
                raise ValueError(f"number format {section!r} is not one of a report")
            pieces.append(token["bare"])
        else:
            pieces.append(token["quoted"] if token["quoted"] is not None else token["sign"])
    return "".join(pieces)


def _digits(value: Decimal, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    step = Decimal(1).scaleb(-len(fraction))
    rounded = format(value.quantize(step, context=_CONTEXT), "f")
    before, point, after = rounded.partition(".")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        before = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", before)
    return before + point + after
