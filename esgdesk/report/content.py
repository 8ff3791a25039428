"""The content of an appendix as plain data: the one thing that Excel, PDF and Word draw.

A writer sets type and draws rules; it never looks at an entry. How a layout is filled with a year's
figures is `report.fill`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from esgdesk.core.model import EntryKey, Footnote, Head


class Role(StrEnum):
    """What a column holds; writers choose width and alignment by it."""

    NUMBER = "number"
    NAME = "indicator"
    BREAKDOWN = "breakdown"
    UNIT = "unit"
    FIGURE = "figure"


class CellKind(StrEnum):
    """What a cell shows."""

    TEXT = "text"
    FIGURE = "figure"
    MISSING = "missing"
    BLANK = "blank"


def joined(*parts: str) -> str:
    """Titles side by side, without those that are not set."""
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `period` is set for figures."""

    role: Role
    heading: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed.

    `text` is exactly what stands there; `value` the canonical figure behind it (kind FIGURE) and
    `key` the entry it comes from (figure columns). `marks` are footnote numbers. `rows` and
    `columns` say how far the cell spans; a cell covered by another has `rows` or `columns` 0.
    """

    text: str = ""
    kind: CellKind = CellKind.BLANK
    value: str | None = None
    key: EntryKey | None = None
    marks: tuple[str, ...] = ()
    rows: int = 1
    columns: int = 1

    @property
    def is_covered(self) -> bool:
        """Whether another cell spans over this one."""
        return self.rows == 0 or self.columns == 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. Rows of one numbered item share `group`; the first one `starts` it."""

    cells: tuple[Cell, ...]
    group: int
    starts: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote beneath a table."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table with its notes."""

    code: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A whole appendix, ready to be drawn."""

    title: str
    report_title: str
    company: str
    period: str
    language: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    sheets: str
    orientation: str
    accent: str
    layout: str
    head: Head
    unplaced: tuple[Footnote, ...] = ()
    untranslated: tuple[str, ...] = ()

    def figure_cells(self) -> list[Cell]:
        """The cells of the figure columns in reading order, row by row."""
        return [
            cell
            for section in self.sections
            for row in section.rows
            for column, cell in zip(self.columns, row.cells, strict=True)
            if column.role is Role.FIGURE
        ]
