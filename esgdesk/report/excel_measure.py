"""How much room text takes in a sheet: column widths and row heights from the content alone.

Spreadsheet programs do not fit merged or wrapped cells by themselves, so every width and height is
set when the file is made. Widths are counted as Excel counts them, in digits of the body font.
The shares below are Arial's; the Chinese fonts we name are no wider.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from esgdesk.report.content import CellKind, Content, Role

PADDING = 1.4
"""What the program keeps free left and right of a cell's text, with a little to spare."""

INDENT = 1.4
"""One step of indentation."""

# Drawing on a screen rounds each glyph up to whole pixels.
_SLACK = 1.05
_BOLD = 1.1
_SHARES = {
    0.42: "ijl|'",
    0.52: " !,./:;I[\\]ft·",
    0.66: '()-r`"*{}^‘’“”',
    0.9: "ckJsvxyz",
    1.06: "+<=>~−–÷×",
    1.2: "ABEKPSVXY&",
    1.32: "CDHNRUw",
    1.42: "GOQ",
    1.52: "mM",
    1.72: "W%—…",
    1.85: "@‰",
}
_WIDTHS = {sign: share for share, signs in _SHARES.items() for sign in signs}
_WIDE = 1.85

# The page is narrower than the sheet; these widths print the 10 pt body at about 8.5 pt.
_TARGET = {"portrait": 110.0, "landscape": 165.0}
_NUMBER = 5.0
_UNIT = 14.0
_FIGURE = 10.0
_TEXT_FIGURE = 26.0
_NAMES = 36.0
_LEAST_NAME = 16.0
_MARK = 2.8
# Raised marks are set smaller.
_RAISED = 0.7


@dataclass(frozen=True, slots=True)
class Widths:
    """The width of each column by what it holds; `marks` by year column."""

    number: float
    name: float
    breakdown: float
    unit: float
    figure: float
    marks: dict[int, float]


def text_width(text: str, *, bold: bool = False) -> float:
    """The width of one line of text in digits."""
    width = sum(_sign_width(sign) for sign in text) * _SLACK
    return width * _BOLD if bold else width


def _sign_width(sign: str) -> float:
    known = _WIDTHS.get(sign)
    if known is not None:
        return known
    if unicodedata.combining(sign):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(sign) in "WF" else 1.0


def line_count(text: str, width: float, *, bold: bool = False) -> int:
    """How many lines a wrapped text takes in a cell of this width."""
    # A text that was given exactly its own width fits.
    room = max(width - PADDING, 1.0) / (_BOLD if bold else 1.0) + 0.01
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(text: str, room: float) -> int:
    lines = 1
    used = 0.0
    for piece in _pieces(text):
        full = text_width(piece)
        bare = text_width(piece.rstrip())
        if used and used + bare > room:
            lines += 1
            used = 0.0
        if bare > room:
            # A word wider than the cell is broken anywhere.
            lines += math.ceil(bare / room) - 1
            full = bare % room
        used += full
    return lines


def _pieces(text: str) -> list[str]:
    """A text cut where a line may end: after spaces and hyphens, and around wide signs."""
    pieces: list[str] = []
    for part in re.findall(r"[^\s-]*[\s-]+|[^\s-]+", text):
        start = 0
        for position, sign in enumerate(part):
            if unicodedata.east_asian_width(sign) in "WF":
                pieces += [part[start:position], sign]
                start = position + 1
        pieces.append(part[start:])
    return [piece for piece in pieces if piece]


def _widest(texts: Iterable[str], *, bold: bool = False) -> float:
    return max((text_width(text, bold=bold) for text in texts), default=0.0) + PADDING


def _widest_word(texts: Iterable[str], *, bold: bool = False) -> float:
    return _widest((piece.rstrip() for text in texts for piece in _pieces(text)), bold=bold)


def column_widths(content: Content, mark_columns: Iterable[int]) -> Widths:
    """Widths that show every figure whole and let names take what the page leaves.

    `mark_columns` are the year columns, by position in `content.columns`, that carry marks.
    """
    texts: dict[Role, list[str]] = {role: [] for role in Role}
    words: list[str] = []
    for section in content.sections:
        for row in section.rows:
            for column, cell in zip(content.columns, row.cells, strict=True):
                is_words = column.role is Role.FIGURE and cell.kind is CellKind.TEXT
                (words if is_words else texts[column.role]).append(cell.text)
    heads = {
        role: [column.heading for column in content.columns if column.role is role] for role in Role
    }
    notes = [note.mark for section in content.sections for note in section.notes]
    marks = {
        position: max(_MARK, _RAISED * _widest(_marks_at(content, position)))
        for position in mark_columns
    }
    number = max(
        _NUMBER,
        _widest(texts[Role.NUMBER]),
        _RAISED * _widest(notes),
        _widest(heads[Role.NUMBER], bold=True),
    )
    unit = INDENT + max(
        min(_widest(texts[Role.UNIT]), _UNIT),
        _widest_word(texts[Role.UNIT]),
        _widest(heads[Role.UNIT], bold=True),
    )
    figure = max(
        _FIGURE,
        _widest(texts[Role.FIGURE]),
        min(_widest(words), _TEXT_FIGURE),
        _widest_word(heads[Role.FIGURE], bold=True),
    )
    whole_head = max(figure, min(_widest(heads[Role.FIGURE], bold=True), _UNIT + _MARK))
    years = len(heads[Role.FIGURE])
    names = _Names(content, heads)
    room = _TARGET[content.orientation] - number - unit - sum(marks.values())
    if names.natural <= room - whole_head * years:
        figure = whole_head
    name, breakdown = names.split(max(_NAMES, room - figure * years))
    return Widths(number, name, breakdown, unit, figure, marks)


class _Names:
    """The names and breakdown rows of a content, and how wide their two columns should be."""

    def __init__(self, content: Content, heads: dict[Role, list[str]]) -> None:
        position = next(i for i, c in enumerate(content.columns) if c.role is Role.NAME)
        self.items: list[tuple[str, list[str]]] = []
        spanning: list[str] = []
        for section in content.sections:
            for row in section.rows:
                name, breakdown = row.cells[position : position + 2]
                if name.columns > 1:
                    spanning.append(name.text)
                elif row.starts:
                    self.items.append((name.text, [breakdown.text]))
                else:
                    self.items[-1][1].append(breakdown.text)
        children = [text for _, texts in self.items for text in texts]
        self.least = max(_widest_word(heads[Role.NAME], bold=True), _LEAST_NAME)
        self.name = max(self.least, _widest(parent for parent, _ in self.items))
        self.breakdown = INDENT + max(_widest(children), _widest(heads[Role.BREAKDOWN], bold=True))
        self.least_breakdown = INDENT + _widest(heads[Role.BREAKDOWN], bold=True)
        self.natural = max(self.name + self.breakdown, _widest(spanning))

    def split(self, room: float) -> tuple[float, float]:
        """The widths of name and breakdown that need the fewest lines in this room."""
        if self.natural <= room:
            return self.natural - self.breakdown, self.breakdown
        least = max(self.least_breakdown, self.least)
        steps = max(int(room - self.least - least), 0)
        splits = [(self.least + step, room - self.least - step) for step in range(0, steps + 1, 2)]
        return min(splits, key=lambda split: (self._lines(*split), abs(split[0] - split[1])))

    def _lines(self, name: float, breakdown: float) -> int:
        return sum(
            max(
                line_count(parent, name),
                sum(line_count(child, breakdown - INDENT) for child in children),
            )
            for parent, children in self.items
        )


def _marks_at(content: Content, position: int) -> list[str]:
    return [
        ",".join(row.cells[position].marks) for section in content.sections for row in section.rows
    ]
