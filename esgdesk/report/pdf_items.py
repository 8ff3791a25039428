"""What can stand on a printed page; all heights run down from its top."""

from __future__ import annotations

from dataclasses import dataclass, field

from esgdesk.report.pdf_table import SetRow
from esgdesk.report.pdf_text import Line


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `x` and `y` are its left end and its baseline, `y` downwards from the top."""

    line: Line
    x: float
    y: float
    tone: str = "text"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place that the outline names."""

    title: str
    y: float


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The head of a table."""

    y: float
    height: float
    lines: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of the table from `y` down."""

    y: float
    row: SetRow


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line over the table's width."""

    y: float
    weight: float
    tone: str = "text"


Item = Text | Bookmark | HeadRow | PlacedRow | Rule


@dataclass(slots=True)
class Page:
    """What stands on a page, from the top down."""

    items: list[Item] = field(default_factory=list)
