"""The page and the columns of a printed table: sizes of type, and widths that suit the texts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from esgdesk.core.numbers import decimals_of
from esgdesk.report import fonts
from esgdesk.report.content import Cell, CellKind, Content, Role, Row
from esgdesk.report.fonts import REGULAR, SEMIBOLD
from esgdesk.report.pdf_text import Type, longest_word, mark_width

MILLIMETRE = 72 / 25.4
MARGIN = 18 * MILLIMETRE
BODY_TOP = 22 * MILLIMETRE
"""From the top of the page; the running head stands above it."""
PAGES = {"portrait": (210 * MILLIMETRE, 297 * MILLIMETRE)}
PAGES["landscape"] = PAGES["portrait"][::-1]

BODY = Type(REGULAR, 8.5)
HEAD = Type(SEMIBOLD, 8.5)
UNIT = Type(REGULAR, 8)
NOTE = Type(REGULAR, 7.5)

PAD = 2.5
SIDE = 3.0
HEAD_PAD = 3.5
MAX_YEARS = 0.62
MAX_UNIT = 0.34
SMALLEST_FIGURES = 6.5
MOST_ALIGNED = 4
LONGEST_WORD = 60.0
USUAL_FIGURE = 15
HEADING_LINE = 62.0


@dataclass(frozen=True, slots=True)
class Band:
    """A column on the page, from `left` to `right`, with the room for text inside."""

    left: float
    right: float

    @property
    def room(self) -> float:
        """The width that text may take."""
        return self.right - self.left - 2 * SIDE


@dataclass(frozen=True, slots=True)
class Plan:
    """The page and the columns on it. Figures end at `gutter` before their column does: there
    the footnote marks hang."""

    page: tuple[float, float]
    bands: tuple[Band, ...]
    figures: Type
    gutter: float

    @property
    def left(self) -> float:
        """Where the table begins."""
        return self.bands[0].left

    @property
    def right(self) -> float:
        """Where the table ends."""
        return self.bands[-1].right

    def figure_room(self, band: Band) -> float:
        """The width a figure may take."""
        return band.room - self.gutter


def plan_columns(content: Content) -> Plan:
    """Widths that suit the texts: years equal, the rest with as few lines as can be had."""
    page = PAGES.get(content.orientation, PAGES["portrait"])
    total = page[0] - 2 * MARGIN
    rows = [row for section in content.sections for row in section.rows]
    years = [index for index, c in enumerate(content.columns) if c.role is Role.FIGURE]
    number_width = _number_width(content, rows)
    figures, gutter, year = _year_width(content, rows, years, total)
    rest = total - number_width - year * len(years)
    name, breakdown, unit = _text_widths(content, rows, rest)
    given = {
        Role.NUMBER: number_width,
        Role.NAME: name,
        Role.BREAKDOWN: breakdown,
        Role.UNIT: unit,
        Role.FIGURE: year,
    }
    edges = [MARGIN]
    for column in content.columns:
        edges.append(edges[-1] + given[column.role])
    return Plan(page, tuple(Band(*edge) for edge in pairwise(edges)), figures, gutter)


def _cells(content: Content, rows: list[Row], role: Role) -> Iterator[Cell]:
    for index, column in enumerate(content.columns):
        if column.role is role:
            yield from (row.cells[index] for row in rows if not row.cells[index].is_covered)


def _headings(content: Content, role: Role) -> list[str]:
    return [column.heading for column in content.columns if column.role is role]


def _heading_width(text: str) -> float:
    """A short heading stands on one line; of a long one every word does."""
    run = fonts.width(text, HEAD.font, HEAD.size)
    return run if run <= HEADING_LINE else longest_word(text, HEAD)


def _number_width(content: Content, rows: list[Row]) -> float:
    numbers = [cell.text for cell in _cells(content, rows, Role.NUMBER)]
    widest = max((fonts.width(text, BODY.font, BODY.size) for text in numbers), default=0)
    heads = max((_heading_width(text) for text in _headings(content, Role.NUMBER)), default=0)
    return max(widest, heads, 12) + 2 * SIDE


def _year_width(
    content: Content, rows: list[Row], years: list[int], total: float
) -> tuple[Type, float, float]:
    """The size of figures, the room for marks and the width of a year column."""
    cells = [cell for cell in _cells(content, rows, Role.FIGURE) if cell.kind is not CellKind.TEXT]
    widest = usual = words = 0.0
    for section in content.sections:
        for cell, shift in aligned(section.rows, years, BODY):
            run = fonts.width(cell.text, BODY.font, BODY.size) + shift
            if cell.kind is CellKind.FIGURE:
                widest = max(widest, run)
                usual = max(usual, run if len(cell.text) <= USUAL_FIGURE else 0.0)
            elif cell.kind is CellKind.TEXT:
                # A block of text twice as high as wide.
                words = max(words, math.sqrt(run * BODY.leading / 2))
            else:
                usual = max(usual, min(longest_word(cell.text, BODY) + shift, LONGEST_WORD))
    gutter = max((mark_width(cell.marks, BODY) for cell in cells), default=0.0)
    heads = max((_heading_width(text) for text in _headings(content, Role.FIGURE)), default=0)
    room = total * MAX_YEARS / max(len(years), 1) - 2 * SIDE - gutter
    # A figure of unheard-of length is set smaller alone; the others keep their size.
    widest = max(widest, usual) if widest <= room else usual
    size = BODY.size if widest <= room else max(SMALLEST_FIGURES, BODY.size * room / widest)
    wanted = max(widest * size / BODY.size, heads, words) + 6
    return Type(REGULAR, size), gutter, min(wanted, room) + gutter + 2 * SIDE


def _text_widths(content: Content, rows: list[Row], rest: float) -> tuple[float, float, float]:
    """Name, breakdown and unit: the division that takes the fewest lines."""
    has_breakdown = bool(_headings(content, Role.BREAKDOWN))
    units = {cell.text for cell in _cells(content, rows, Role.UNIT)}
    parts = {cell.text for cell in _cells(content, rows, Role.BREAKDOWN)} - {""}
    unit_heads = _headings(content, Role.UNIT)
    least_unit = _least(units, UNIT, unit_heads, rest * 0.4)
    most_unit = max(
        [least_unit] + [fonts.width(unit, UNIT.font, UNIT.size) + 2 * SIDE for unit in units]
    )
    least_name = _least(
        (c.text for c in _cells(content, rows, Role.NAME) if c.columns == 1),
        BODY,
        _headings(content, Role.NAME),
        rest * 0.3,
    )
    least_part = _least(parts, BODY, _headings(content, Role.BREAKDOWN), rest * 0.3)
    items = _measured(content, rows)
    best: tuple[float, float, float, float] | None = None
    for step in range(6):
        unit = min(
            least_unit + (most_unit - least_unit) * step / 5, max(rest * MAX_UNIT, least_unit)
        )
        room = rest - unit
        if not has_breakdown:
            return room, 0.0, min(most_unit, rest * 0.3)
        for share in range(36, 67, 2):
            name = room * share / 100
            if name < least_name or room - name < least_part:
                continue
            lines = _count(items, name - 2 * SIDE, room - name - 2 * SIDE, unit - 2 * SIDE)
            if best is None or lines < best[0]:
                best = (lines, name, room - name, unit)
    if best is None:
        unit = min(least_unit, rest * 0.25)
        return (rest - unit) / 2, (rest - unit) / 2, unit
    return best[1:]


def _least(texts: Iterable[str], type_: Type, headings: list[str], most: float) -> float:
    """The width that holds every word, within reason."""
    widest = max((longest_word(text, type_) for text in texts), default=0.0)
    heads = max((_heading_width(text) for text in headings), default=0.0)
    return float(min(max(widest, heads) + 2 * SIDE, most))


Measured = list[tuple[float, bool, list[tuple[float, float]]]]


def _measured(content: Content, rows: list[Row]) -> Measured:
    """For each numbered item its name's width, whether that spans, and its rows' widths."""
    at = {column.role: index for index, column in enumerate(content.columns)}

    def run(row: Row, role: Role, type_: Type) -> float:
        return fonts.width(row.cells[at[role]].text, type_.font, type_.size) if role in at else 0

    found: Measured = []
    for row in rows:
        if row.starts or not found:
            cell = row.cells[at[Role.NAME]] if Role.NAME in at else Cell()
            found.append((run(row, Role.NAME, BODY), cell.columns == 2, []))
        found[-1][2].append((run(row, Role.BREAKDOWN, BODY), run(row, Role.UNIT, UNIT)))
    return found


def _count(items: Measured, name: float, part: float, unit: float) -> float:
    """About how many lines a division of the columns takes; half-empty lines cost a little."""

    def lines(run: float, room: float) -> float:
        return 1 if run <= room else 1 + -(-(run * 1.06) // max(room, 1)) - 1

    total = 0.0
    for run, is_wide, rows in items:
        own = sum(max(lines(a, part), lines(b, unit), 1) for a, b in rows)
        total += max(own, lines(run, name + part if is_wide else name))
    return total


def aligned(rows: tuple[Row, ...], years: list[int], type_: Type) -> Iterator[tuple[Cell, float]]:
    """The figure cells of a section, row by row, with how far each moves left for its point.

    The points of a section stand beneath each other; a rare figure with a long tail of decimals
    ends at the edge instead of pushing all others away from it.
    """
    digit = fonts.width("0", type_.font, type_.size)
    point = fonts.width(".", type_.font, type_.size)
    cells = [row.cells[year] for row in rows for year in years]
    tails = [decimals_of(cell.text) for cell in cells if cell.kind is CellKind.FIGURE]
    most = max((tail for tail in tails if tail <= MOST_ALIGNED), default=0)
    for cell in cells:
        own = decimals_of(cell.text) if cell.kind is CellKind.FIGURE else 0
        if cell.kind is CellKind.TEXT or own >= most:
            yield cell, 0.0
        else:
            yield cell, (most - own) * digit + (0.0 if own else point)
