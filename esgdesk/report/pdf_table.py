"""The rows of a printed table, set in lines and measured.

Nothing is drawn here, so that pages can be planned before the first one is begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from esgdesk.report import fonts
from esgdesk.report.content import Cell, CellKind, Content, Role, Row
from esgdesk.report.pdf_columns import BODY, PAD, UNIT, Band, Plan, aligned
from esgdesk.report.pdf_text import Line, Type, clean, set_lines


@dataclass(frozen=True, slots=True)
class SetFigure:
    """A figure cell ready to draw: lines, and how far its last sign stands from the edge.

    Words are wrapped with their marks in the text; beside a figure the marks hang outside.
    """

    lines: tuple[Line, ...]
    type: Type
    cell: Cell
    shift: float = 0.0
    is_wrapped: bool = False
    is_single: bool = True


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row ready to draw.

    The number and name belong to the numbered item and are set by the page, which may have to
    repeat them. A row too high for a page comes in pieces, of which only one is `first`.
    """

    row: Row
    texts: tuple[tuple[Line, ...], ...]
    figures: tuple[SetFigure, ...]
    height: float
    first: bool = True


def set_rows(
    content: Content, rows: tuple[Row, ...], plan: Plan, most: float, continued: str
) -> list[SetRow]:
    """The rows of a section set in lines; a row higher than `most` comes in pieces."""
    years = [index for index, c in enumerate(content.columns) if c.role is Role.FIGURE]
    shifts = aligned(rows, years, plan.figures)
    found: list[SetRow] = []
    for row in rows:
        texts: list[tuple[Line, ...]] = []
        again: list[tuple[Line, ...]] = []
        figures: list[SetFigure] = []
        for column, cell, band in zip(content.columns, row.cells, plan.bands, strict=True):
            lines: list[Line] = []
            repeated: list[Line] = []
            if column.role is Role.FIGURE:
                figures.append(set_figure(cell, plan, band, next(shifts)[1]))
            elif column.role is Role.UNIT:
                lines = set_lines(cell.text, UNIT, band.room)
            elif column.role is Role.BREAKDOWN and cell.text:
                lines = set_lines(cell.text, BODY, band.room, cell.marks)
                repeated = set_lines(continued.format(name=cell.text), BODY, band.room)
            texts.append(tuple(lines))
            again.append(tuple(repeated))
        found += _divide(SetRow(row, tuple(texts), tuple(figures), 0.0), tuple(again), most)
    return found


def _divide(row: SetRow, again: tuple[tuple[Line, ...], ...], most: float) -> Iterator[SetRow]:
    """A row with its height, in as many pieces as it needs."""
    lines = max([1, *map(len, row.texts), *(len(figure.lines) for figure in row.figures)])
    fitting = max(1, int((most - 2 * PAD) // BODY.leading))
    for start in range(0, lines, fitting):
        stop = start + fitting
        texts = [text[start:stop] for text in row.texts]
        if start:
            texts = [text or name for text, name in zip(texts, again, strict=True)]
        figures = tuple(replace(cell, lines=cell.lines[start:stop]) for cell in row.figures)
        high = max([1, *map(len, texts), *(len(figure.lines) for figure in figures)])
        height = high * BODY.leading + 2 * PAD
        yield SetRow(row.row, tuple(texts), figures, height, first=start == 0)


def set_figure(cell: Cell, plan: Plan, band: Band, shift: float) -> SetFigure:
    """A figure on one line, smaller if it must be; words in as many lines as they take."""
    room = plan.figure_room(band)
    type_ = plan.figures
    text = clean(cell.text)
    run = fonts.width(text, type_.font, type_.size)
    fits = run <= room
    if cell.kind is CellKind.TEXT or (cell.kind is CellKind.MISSING and not fits):
        lines = set_lines(text, type_, room, cell.marks)
        return SetFigure(tuple(lines), type_, cell, is_wrapped=True, is_single=len(lines) < 2)
    if not fits:
        type_ = type_.scaled(room / run)
    lines = set_lines(text, type_, room + 1)
    return SetFigure(tuple(lines), type_, cell, shift if run + shift <= room else 0.0)
