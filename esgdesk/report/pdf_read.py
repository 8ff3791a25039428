"""Reading a finished PDF back: what a person sees in each cell, by where the signs stand.

The file is opened with another library (PDFium) than it was written with, and only its signs count:
their place, size and baseline. What the content says is not looked at, but for the columns' places
and the word for *continued*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from esgdesk.i18n import catalogue
from esgdesk.report import fonts
from esgdesk.report.content import Content, Role
from esgdesk.report.pdf_columns import BODY, BODY_TOP, HEAD, MARGIN, NOTE, Plan, plan_columns
from esgdesk.report.pdf_pages import AGAIN, COVER, NOTE_INDENT, TITLE
from esgdesk.report.pdf_signs import MAIN, Sign, baseline, distinct, nearest, read_signs
from esgdesk.report.pdf_text import FORMULA_SCALE, MARK_SCALE, clean

_WORD_GAP = 4.5


@dataclass(slots=True)
class PrintedRow:
    """A row as printed; a name said again after a page break is left out."""

    number: str
    name: str
    breakdown: str
    unit: str
    figures: list[str]
    name_marks: tuple[str, ...]
    breakdown_marks: tuple[str, ...]
    figure_marks: list[tuple[str, ...]]
    page: int
    y: float


@dataclass(slots=True)
class PrintedSection:
    """A table as printed, over all its pages."""

    title: str
    marks: tuple[str, ...]
    page: int
    y: float
    rows: list[PrintedRow] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    note_places: list[tuple[int, float]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    continued: list[str] = field(default_factory=list)


def read_figures(path: Path, content: Content) -> list[str]:
    """The text of every figure cell as the finished file shows it, in reading order."""
    sections = read_sections(path, content)
    found = [text for section in sections for row in section.rows for text in row.figures]
    cells = content.figure_cells()
    if len(found) != len(cells):
        return found
    # A line break in a text is a space in print; nothing that can be seen may differ.
    return [
        cell.text if clean(cell.text).split() == text.split() else text
        for cell, text in zip(cells, found, strict=True)
    ]


def read_sections(path: Path, content: Content) -> list[PrintedSection]:
    """The tables of a finished file."""
    fonts.register()
    roles = [column.role for column in content.columns]
    continued = catalogue(content.language)["report.continued"]
    return read_tables(path, roles, plan_columns(content), continued)


def read_tables(path: Path, roles: list[Role], plan: Plan, continued: str) -> list[PrintedSection]:
    """The tables of a finished file whose columns stand where `plan` says."""
    reader = _Reader(roles, plan, continued)
    for page, signs in enumerate(read_signs(path)):
        reader.page(page, signs)
    for section in reader.sections:
        section.notes = [(mark.strip(), text.strip()) for mark, text in section.notes]
        for row in section.rows:
            row.figures = [text.strip() for text in row.figures]
            row.unit = row.unit.strip()
    return reader.sections


def _is(sign: Sign, *sizes: float) -> bool:
    return any(abs(sign.size - size) < 0.02 for size in sizes)


def _raw(signs: list[Sign]) -> str:
    return "".join(sign.text for sign in signs)


def _text(signs: list[Sign]) -> str:
    return _raw(signs).strip()


def _split_marks(signs: list[Sign], size: float) -> tuple[str, tuple[str, ...]]:
    """A cell's text and its footnote marks, which are smaller than formulas."""
    marks = [sign for sign in signs if _is(sign, size * MARK_SCALE)]
    rest = [sign for sign in signs if not _is(sign, size * MARK_SCALE)]
    return _raw(rest), _marks(_text(marks))


def _marks(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


class _Reader:
    def __init__(self, roles: list[Role], plan: Plan, continued: str) -> None:
        self.roles = roles
        self.plan = plan
        self.continued = continued
        self.sections: list[PrintedSection] = []

    def page(self, page: int, signs: list[Sign]) -> None:
        """Take in a page from the top down."""
        top = self.plan.page[1] - BODY_TOP
        signs = [sign for sign in signs if MARGIN - 4 < sign.y < top]
        signs = [s for s in signs if not (s.is_semibold and _is(s, COVER.size, COVER.size * 0.7))]
        titles = [s for s in signs if s.is_semibold and self._is_title(s)]
        starts = _line_starts(titles)
        edges = [top + 1, *(y + TITLE.size for y in starts), 0.0]
        for index, (upper, lower) in enumerate(pairwise(edges)):
            part = [sign for sign in signs if lower <= sign.y < upper]
            if index:
                own = [sign for sign in part if sign in titles]
                text, marks = _split_marks(own, TITLE.size)
                self.sections.append(PrintedSection(text.strip(), marks, page, starts[index - 1]))
            if self.sections:
                self._part(page, [sign for sign in part if not self._is_title(sign)])

    def _is_title(self, sign: Sign) -> bool:
        sizes = (TITLE.size, TITLE.size * FORMULA_SCALE, TITLE.size * MARK_SCALE)
        return sign.is_semibold and _is(sign, *sizes)

    def _part(self, page: int, signs: list[Sign]) -> None:
        """The part of a page that belongs to one section."""
        section = self.sections[-1]
        again = [s for s in signs if s.is_semibold and _is(s, AGAIN.size, AGAIN.size * 0.7)]
        head = [s for s in signs if s.is_semibold and _is(s, HEAD.size, HEAD.size * 0.7)]
        rest = [sign for sign in signs if not sign.is_semibold]
        if again:
            section.continued.append(_text(again))
        if head or rest:
            section.pages.append(page)
        floor = min((sign.y for sign in head), default=None)
        edge = self.plan.left + NOTE_INDENT
        marks = [s for s in rest if s.x < edge and _is(s, NOTE.size)]
        ceiling = max((sign.y for sign in marks), default=-1.0) + 1
        if floor is None:
            ceiling = self.plan.page[1]
        self._rows(page, [sign for sign in rest if sign.y > ceiling])
        self._notes(page, [sign for sign in rest if sign.y <= ceiling])

    # The table

    def _rows(self, page: int, signs: list[Sign]) -> None:
        baselines = distinct([sign.y for sign in signs if sign.size >= MAIN])
        here = {
            (nearest(sign.y, baselines), self._column(sign.x))
            for sign in signs
            if sign.size >= MAIN
        }
        grid: dict[float, list[list[Sign]]] = {}
        for sign in signs:
            column = self._column(sign.x)
            own = [y for y in baselines if (y, column) in here]
            base = baseline(sign, own) or baseline(sign, baselines) or sign.y
            cells = grid.setdefault(base, [[] for _ in self.roles])
            cells[column].append(sign)
        for cells in grid.values():
            self._join_name(cells)
        starts = [
            base
            for base in grid
            if any(cell and self._begins(grid, base, i) for i, cell in enumerate(grid[base]))
        ]
        for position, base in enumerate(sorted(starts, reverse=True)):
            columns = [self._cell(grid, base, index) for index in range(len(self.roles))]
            self._add(page, base, columns, is_first=position == 0)

    def _column(self, x: float) -> int:
        bands = self.plan.bands
        return next((i for i, band in enumerate(bands) if x < band.right), len(bands) - 1)

    def _join_name(self, cells: list[list[Sign]]) -> None:
        """A name that runs on over the breakdown's column is one text."""
        if Role.BREAKDOWN not in self.roles or Role.NAME not in self.roles:
            return
        name, part = self.roles.index(Role.NAME), self.roles.index(Role.BREAKDOWN)
        solid = [sign for sign in cells[name] if sign.text != " "]
        inked = [sign for sign in cells[part] if sign.text != " "]
        if solid and (not inked or inked[0].x - solid[-1].right < _WORD_GAP):
            cells[name] += cells[part]
            cells[part] = []

    def _begins(self, grid: dict[float, list[list[Sign]]], base: float, column: int) -> bool:
        above = [y for y in grid if 0 < y - base < BODY.leading + 1 and grid[y][column]]
        return not above

    def _cell(self, grid: dict[float, list[list[Sign]]], base: float, column: int) -> list[Sign]:
        """The lines of a cell from its first one down."""
        signs: list[Sign] = []
        if not (grid[base][column] and self._begins(grid, base, column)):
            return signs
        for y in sorted((y for y in grid if y <= base and grid[y][column]), reverse=True):
            if base - y > BODY.leading + 1:
                break
            signs += grid[y][column]
            base = y
        return signs

    def _add(self, page: int, y: float, columns: list[list[Sign]], *, is_first: bool) -> None:
        row = PrintedRow("", "", "", "", [], (), (), [], page, y)
        for role, signs in zip(self.roles, columns, strict=True):
            if role is Role.NUMBER:
                row.number = _text(signs)
            elif role is Role.NAME:
                text, row.name_marks = _split_marks(signs, BODY.size)
                row.name = text.strip()
            elif role is Role.BREAKDOWN:
                text, row.breakdown_marks = _split_marks(signs, BODY.size)
                row.breakdown = text.strip()
            elif role is Role.UNIT:
                row.unit = _raw(signs)
            else:
                text, marks = _figure(signs, y)
                row.figures.append(text)
                row.figure_marks.append(marks)
        rows = self.sections[-1].rows
        if is_first and rows and self._runs_on(rows, row):
            return
        rows.append(row)

    def _runs_on(self, rows: list[PrintedRow], row: PrintedRow) -> bool:
        """Undo the words for *continued*; True if the row itself only runs on."""
        last = rows[-1]
        owner = next((above for above in reversed(rows) if above.name), last)
        if not row.name or row.name != self.continued.format(name=owner.name):
            return False
        row.number = row.name = ""
        if row.breakdown:
            if row.breakdown != self.continued.format(name=last.breakdown):
                return False
        elif last.breakdown:
            return False
        pairs = zip(last.figures, row.figures, strict=True)
        last.figures = [above + below for above, below in pairs]
        last.unit += row.unit
        marks = zip(last.figure_marks, row.figure_marks, strict=True)
        last.figure_marks = [above + below for above, below in marks]
        return True

    # The notes

    def _notes(self, page: int, signs: list[Sign]) -> None:
        section = self.sections[-1]
        edge = self.plan.left + NOTE_INDENT - 0.1
        text: list[Sign] = []
        mark: list[Sign] = []

        def close() -> None:
            if mark:
                section.notes.append((_text(mark), _raw(text)))
                section.note_places.append((page, mark[0].y))
            elif text:
                number, begun = section.notes[-1]
                section.notes[-1] = (number, begun + _raw(text))

        for sign in signs:
            if sign.x < edge:
                if text:
                    close()
                    text, mark = [], []
                mark.append(sign)
            else:
                text.append(sign)
        close()


def _line_starts(signs: list[Sign]) -> list[float]:
    """The baselines of the first lines of titles; a title's further lines follow closely."""
    lines = sorted({sign.y for sign in signs if _is(sign, TITLE.size)}, reverse=True)
    return [
        y for index, y in enumerate(lines) if not index or lines[index - 1] - y > TITLE.leading + 1
    ]


def _figure(signs: list[Sign], y: float) -> tuple[str, tuple[str, ...]]:
    """A figure and its marks, which are raised and smaller than its first sign."""
    if not signs:
        return "", ()
    if abs(signs[0].y - y) > 0.3:
        return "", _marks(_text(signs))
    return _split_marks(signs, signs[0].size)
