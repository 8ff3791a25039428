"""The appendix as a PDF, set like a printed table; the same content gives the same bytes.

What stands where is planned before: `pdf_text` sets lines, `pdf_columns` finds the widths,
`pdf_table` sets the rows, `pdf_pages` divides them. Here it is drawn; `pdf_read` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from esgdesk.core.errors import WorldProblem
from esgdesk.i18n import catalogue
from esgdesk.report import fonts
from esgdesk.report.content import CellKind, Content, Role, joined
from esgdesk.report.fonts import REGULAR, SEMIBOLD
from esgdesk.report.pdf_columns import (
    BODY,
    HEAD,
    HEAD_PAD,
    MARGIN,
    MILLIMETRE,
    PAD,
    SIDE,
    Band,
    Plan,
    plan_columns,
)
from esgdesk.report.pdf_items import Bookmark, HeadRow, Item, Page, PlacedRow, Rule, Text
from esgdesk.report.pdf_pages import plan_pages
from esgdesk.report.pdf_read import read_figures
from esgdesk.report.pdf_table import SetFigure, SetRow
from esgdesk.report.pdf_text import MARK_RISE, MARK_SCALE, Line, Type, clean, set_lines

__all__ = ["PdfWords", "read_figures", "write_pdf"]

RUNNING = Type(REGULAR, 7)
ANCHOR = Type(REGULAR, 5.5)
RUNNING_TOP = 13.5 * MILLIMETRE
FOLIO_BOTTOM = 10.5 * MILLIMETRE

_TEXT = HexColor("#0F172A")
_GREY = HexColor("#475569")
_RULE = HexColor("#AEB9C7")
_TINT = 0.10
_SHOWN_TEXTS = 3


@dataclass(frozen=True, slots=True)
class PdfWords:
    """The fixed words on a page, in the report's language, with their placeholders."""

    continued: str = "{name} (continued)"
    page: str = "Page {page} of {pages}"

    @classmethod
    def of(cls, language: str) -> PdfWords:
        """The words of a language as the program ships them."""
        shipped = catalogue(language)
        return cls(shipped["report.continued"], shipped["report.page"])


def write_pdf(content: Content, path: Path, *, words: PdfWords | None = None) -> None:
    """Write the appendix at `path`.

    Raises WorldProblem `report.glyph_missing` where a sign is in no font: it would print blank.
    """
    words = words or PdfWords.of(content.language)
    fonts.register()
    _require_glyphs(content, words)
    plan = plan_columns(content)
    pages = plan_pages(content, plan, words.continued)
    canvas = _open(content, plan, path)
    for number, page in enumerate(pages, start=1):
        _Sheet(canvas, content, plan).draw(page, number, words.page, len(pages))
        canvas.showPage()
    canvas.save()


def _open(content: Content, plan: Plan, path: Path) -> Canvas:
    canvas = Canvas(
        str(path),
        pagesize=plan.page,
        invariant=1,
        lang=content.language,
        pageCompression=1,
        initialFontName=REGULAR,
    )
    head = content.head
    canvas.setTitle(joined(content.report_title, content.title))
    canvas.setAuthor(content.company)
    canvas.setSubject(f"{content.title} {content.period}".strip())
    canvas.setKeywords(f"ESGDesk journal {head.anchor}")
    canvas.setCreator("ESGDesk")
    date = _pdf_date(head.at)
    canvas.setDateFormatter(lambda *_: date)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if content.sections:
        canvas.showOutline()
    return canvas


def _pdf_date(at: str) -> str:
    """The time of the data as PDF writes it; a file that knows no time gets a fixed one."""
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        time = datetime(2000, 1, 1, tzinfo=UTC)
    time = time.astimezone(UTC) if time.tzinfo else time
    return time.strftime("D:%Y%m%d%H%M%S+00'00'")


def _require_glyphs(content: Content, words: PdfWords) -> None:
    missing = fonts.missing(map(clean, _regular_texts(content, words)), REGULAR)
    for sign, text in fonts.missing(map(clean, _semibold_texts(content)), SEMIBOLD).items():
        missing.setdefault(sign, text)
    if missing:
        texts = list(dict.fromkeys(missing.values()))[:_SHOWN_TEXTS]
        raise WorldProblem(
            "report.glyph_missing",
            characters=", ".join(f"{sign} (U+{ord(sign):04X})" for sign in missing),
            where="; ".join(texts),
        )


def _semibold_texts(content: Content) -> Iterator[str]:
    yield from (content.title, *(column.heading for column in content.columns))
    for section in content.sections:
        yield from (section.title, *section.marks)


def _regular_texts(content: Content, words: PdfWords) -> Iterator[str]:
    yield from (content.title, content.company, content.report_title, words.continued, words.page)
    for section in content.sections:
        for row in section.rows:
            for cell in row.cells:
                yield from (cell.text, *cell.marks)
        for note in section.notes:
            yield from (note.mark, note.text)


def _tint(accent: str) -> Color:
    """The accent as a light ground that dark text stands on, whatever the accent is."""
    try:
        colour = HexColor(accent)
    except ValueError:
        colour = _RULE
    parts = (1 - _TINT + _TINT * part for part in colour.rgb())
    return Color(*parts)


class _Sheet:
    """Draws one page; `y` runs down from the top of the page, as a reader's eye does."""

    def __init__(self, canvas: Canvas, content: Content, plan: Plan) -> None:
        self.canvas = canvas
        self.content = content
        self.plan = plan
        self.height = plan.page[1]

    def draw(self, page: Page, number: int, folio: str, pages: int) -> None:
        self._running(number, folio.format(page=number, pages=pages))
        for item in page.items:
            self._item(item)

    def _item(self, item: Item) -> None:
        if isinstance(item, Text):
            self._line(item.line, item.x, item.y, _GREY if item.tone == "grey" else _TEXT)
        elif isinstance(item, Rule):
            self._rule(item.y, item.weight, _RULE if item.tone == "rule" else _TEXT)
        elif isinstance(item, HeadRow):
            self._head(item)
        elif isinstance(item, PlacedRow):
            self._row(item.row, item.y + PAD)
        elif isinstance(item, Bookmark):
            key = f"y{self.canvas.getPageNumber()}-{item.y:.2f}"
            self.canvas.bookmarkPage(key, fit="XYZ", left=0, top=self.height - item.y + 6)
            self.canvas.addOutlineEntry(item.title, key, level=0)

    def _line(self, line: Line, x: float, y: float, colour: Color) -> None:
        self.canvas.setFillColor(colour)
        for piece in line.pieces:
            self.canvas.setFont(piece.type.font, piece.type.size)
            self.canvas.drawString(x + piece.x, self.height - y + piece.rise, piece.text)

    def _rule(self, y: float, weight: float, colour: Color) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(weight)
        y = self.height - y
        self.canvas.line(self.plan.left, y, self.plan.right, y)

    def _running(self, number: int, folio: str) -> None:
        parts = (self.content.company, self.content.report_title)
        left = joined(*parts)
        right = self.content.title
        room = self.plan.right - self.plan.left
        if number > 1:
            own = set_lines(right, RUNNING, room * 0.4)[:1]
            self._aligned(own, self.plan.right, RUNNING_TOP)
            taken = max((line.width for line in own), default=0.0) + 12
            for line in set_lines(left, RUNNING, room - taken)[:1]:
                self._line(line, self.plan.left, RUNNING_TOP, _GREY)
            self._rule(RUNNING_TOP + 5, 0.25, _RULE)
        lines = set_lines(folio, RUNNING, room)
        y = self.height - FOLIO_BOTTOM
        # The state of the data, for who holds the page against the company file.
        anchor = set_lines(self.content.head.anchor, ANCHOR, room)
        if number % 2:
            self._aligned(lines, self.plan.page[0] - MARGIN, y)
            self._line(anchor[0], self.plan.left, y, _GREY)
        else:
            self._line(lines[0], self.plan.left, y, _GREY)
            self._aligned(anchor, self.plan.page[0] - MARGIN, y)

    def _aligned(self, lines: list[Line], right: float, y: float) -> None:
        for line in lines:
            self._line(line, right - line.width, y, _GREY)

    def _head(self, head: HeadRow) -> None:
        self.canvas.setFillColor(_tint(self.content.accent))
        bottom = self.height - head.y - head.height
        width = self.plan.right - self.plan.left
        self.canvas.rect(self.plan.left, bottom, width, head.height, stroke=0, fill=1)
        self._rule(head.y, 0.8, _TEXT)
        self._rule(head.y + head.height, 0.8, _TEXT)
        for column, band, lines in zip(
            self.content.columns, self.plan.bands, head.lines, strict=True
        ):
            top = head.y + head.height - HEAD_PAD - len(lines) * HEAD.leading
            for position, line in enumerate(lines):
                y = top + position * HEAD.leading + HEAD.baseline
                self._line(line, self._start(column.role, band, line), y, _TEXT)

    def _start(self, role: Role, band: Band, line: Line) -> float:
        if role is Role.NUMBER:
            return (band.left + band.right - line.width) / 2
        if role is Role.FIGURE:
            return band.right - SIDE - self.plan.gutter - line.width
        return band.left + SIDE

    def _row(self, row: SetRow, top: float) -> None:
        figures = iter(row.figures)
        for column, band, lines in zip(
            self.content.columns, self.plan.bands, row.texts, strict=True
        ):
            if column.role is Role.FIGURE:
                self._figure(next(figures), band, top)
                continue
            for position, line in enumerate(lines):
                y = top + position * BODY.leading + BODY.baseline
                colour = _GREY if column.role is Role.UNIT else _TEXT
                self._line(line, self._start(column.role, band, line), y, colour)

    def _figure(self, figure: SetFigure, band: Band, top: float) -> None:
        cell = figure.cell
        colour = _GREY if cell.kind is CellKind.MISSING else _TEXT
        right = band.right - SIDE - self.plan.gutter
        y = top + BODY.baseline
        if figure.is_wrapped:
            for position, line in enumerate(figure.lines):
                x = right - line.width if figure.is_single else band.left + SIDE
                self._line(line, x, y + position * BODY.leading, colour)
            return
        for line in figure.lines:
            self._line(line, right - figure.shift - line.width, y, colour)
        if cell.marks:
            small = figure.type.scaled(MARK_SCALE)
            self.canvas.setFillColor(_TEXT)
            self.canvas.setFont(small.font, small.size)
            rise = self.height - y + MARK_RISE * figure.type.size
            x = right - figure.shift + 0.06 * figure.type.size
            self.canvas.drawString(x, rise, ",".join(cell.marks))
