"""Dividing an appendix into pages: where each title, row and note stands.

ReportLab's tables cannot break a long span (LayoutError) and repeat no name after a break, so the
pages are planned here, row by row, in time that grows with the rows only. The rules: a title keeps
its first two rows, a numbered item of fewer than four rows stays whole, a longer one is divided
with two rows at least on either side and its name said again, notes have rows above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from esgdesk.report.content import Cell, Content, Role, Section, joined
from esgdesk.report.fonts import REGULAR, SEMIBOLD
from esgdesk.report.pdf_columns import BODY, BODY_TOP, HEAD, HEAD_PAD, MARGIN, NOTE, PAD, Plan
from esgdesk.report.pdf_items import Bookmark, HeadRow, Item, Page, PlacedRow, Rule, Text
from esgdesk.report.pdf_table import SetRow, set_rows
from esgdesk.report.pdf_text import Line, Type, set_lines

COVER = Type(SEMIBOLD, 20)
COVER_LINE = Type(REGULAR, 10)
TITLE = Type(SEMIBOLD, 15)
AGAIN = Type(SEMIBOLD, 9)
NOTE_INDENT = 16.0

_AFTER_COVER = 20.0
_AFTER_TITLE = 6.0
_BETWEEN = 26.0
_BEFORE_NOTES = 6.0
_BETWEEN_NOTES = 1.5
_KEPT = 2
_WHOLE = 4


@dataclass(slots=True)
class _Portion:
    """The rows of one numbered item on one page."""

    start: int
    lines: tuple[Line, ...]
    number: tuple[Line, ...]
    rows: float = 0.0

    @property
    def height(self) -> float:
        """What the portion takes, the repeated name included."""
        return max(self.rows, len(self.lines) * BODY.leading + 2 * PAD if self.lines else 0.0)


def plan_pages(content: Content, plan: Plan, continued: str) -> list[Page]:
    """The pages of an appendix; `continued` says a name again, as `{name} (continued)`."""
    return _Planner(content, plan, continued).run()


class _Planner:
    def __init__(self, content: Content, plan: Plan, continued: str) -> None:
        self.content = content
        self.plan = plan
        self.continued = continued
        self.width = plan.right - plan.left
        self.bottom = plan.page[1] - MARGIN
        self.at = {column.role: index for index, column in enumerate(content.columns)}
        self.head = self._head()
        self.most = self.bottom - BODY_TOP - self.head.height - 8 * TITLE.leading
        self.pages = [Page()]
        self.y = BODY_TOP

    def run(self) -> list[Page]:
        self._cover()
        for section in self.content.sections:
            self._section(section)
        return self.pages

    # Texts above the tables

    def _cover(self) -> None:
        for text, type_, tone in (
            (self.content.title, COVER, "text"),
            (self._company_line(), COVER_LINE, "grey"),
        ):
            self._lines(set_lines(text, type_, self.width), type_, tone)
        self.y += _AFTER_COVER

    def _company_line(self) -> str:
        parts = (self.content.company, self.content.report_title)
        return joined(*parts)

    def _lines(self, lines: list[Line], type_: Type, tone: str, x: float | None = None) -> None:
        for line in lines:
            y = self.y + type_.baseline
            self._put(Text(line, self.plan.left if x is None else x, y, tone))
            self.y += type_.leading

    def _put(self, item: Item) -> None:
        self.pages[-1].items.append(item)

    def _turn(self) -> None:
        self.pages.append(Page())
        self.y = BODY_TOP

    @property
    def _is_fresh(self) -> bool:
        return not self.pages[-1].items

    def _head(self) -> HeadRow:
        lines = []
        for column, band in zip(self.content.columns, self.plan.bands, strict=True):
            is_year = column.role is Role.FIGURE
            room = self.plan.figure_room(band) if is_year else band.room
            lines.append(tuple(set_lines(column.heading, HEAD, room)))
        most = max((len(cell) for cell in lines), default=1)
        return HeadRow(0.0, max(most, 1) * HEAD.leading + 2 * HEAD_PAD, tuple(lines))

    # A section

    def _section(self, section: Section) -> None:
        rows = set_rows(self.content, section.rows, self.plan, self.most, self.continued)
        title = set_lines(section.title, TITLE, self.width, section.marks)
        again = self.continued.format(name=section.title)
        notes = self._notes(section)
        gap = 0.0 if self._is_fresh or self._is_cover_only() else _BETWEEN
        done = 0
        while True:
            heading = len(title) * TITLE.leading + _AFTER_TITLE if not done else self._again(again)
            room = self.bottom - self.y - (gap if not done else 0) - heading - self.head.height
            end = self._furthest(rows, done, room, notes)
            if end is None and self._can_turn():
                self._turn()
                gap = 0.0
                continue
            if end is None:
                end = self._furthest(rows, done, room, notes, strictly=False) or done + 1
            if done:
                self._lines(set_lines(again, AGAIN, self.width), AGAIN, "grey")
                self.y += _AFTER_TITLE / 2
            else:
                self.y += gap
                self._put(Bookmark(section.title, self.y))
                self._lines(title, TITLE, "text")
                self.y += _AFTER_TITLE
            self._table(rows, done, end)
            done = end
            if done >= len(rows):
                break
            self._turn()
        self._place_notes(notes, again)

    def _can_turn(self) -> bool:
        return not self._is_fresh and not (len(self.pages) == 1 and self._is_cover_only())

    def _is_cover_only(self) -> bool:
        return len(self.pages) == 1 and all(isinstance(i, Text) for i in self.pages[0].items)

    def _again(self, text: str) -> float:
        lines = len(set_lines(text, AGAIN, self.width))
        return lines * AGAIN.leading + _AFTER_TITLE / 2

    def _furthest(
        self,
        rows: list[SetRow],
        start: int,
        room: float,
        notes: list[tuple[Text, float]],
        *,
        strictly: bool = True,
    ) -> int | None:
        """The last place at which the page may end: as many rows as fit and may be parted."""
        if start >= len(rows):
            return start if room >= 0 else None
        best: int | None = None
        done = 0.0
        portion: _Portion | None = None
        for index in range(start, len(rows)):
            row = rows[index]
            if index > start and not row.first:
                break
            if portion is None or row.row.group != rows[portion.start].row.group:
                done += portion.height if portion else 0.0
                portion = self._portion(rows, index)
            portion.rows += row.height
            used = done + portion.height
            if used > room:
                break
            end = index + 1
            if end == len(rows):
                tail = sum(height for _, height in notes)
                if not strictly or used + tail <= room:
                    best = end
            elif not strictly or self._may_end(rows, start, end, bool(notes)):
                best = end
        return best

    def _may_end(self, rows: list[SetRow], start: int, end: int, has_notes: bool) -> bool:
        if not rows[end].first:
            return True
        if start == 0 and end < min(_KEPT, len(rows)):
            return False
        if has_notes and len(rows) - end < min(_KEPT, len(rows)):
            return False
        group = rows[end].row.group
        if rows[end - 1].row.group != group:
            return True
        first, last = end, end
        while first > 0 and rows[first - 1].row.group == group:
            first -= 1
        while last < len(rows) and rows[last].row.group == group:
            last += 1
        here = end - max(first, start)
        return last - first >= _WHOLE and here >= _KEPT and last - end >= _KEPT

    # The table on a page

    def _portion(self, rows: list[SetRow], index: int) -> _Portion:
        """A numbered item from this row on, its name set for where it stands."""
        opening = index
        while opening > 0 and rows[opening - 1].row.group == rows[index].row.group:
            opening -= 1
        owner = rows[opening].row
        name = owner.cells[self.at[Role.NAME]] if Role.NAME in self.at else Cell()
        number = owner.cells[self.at[Role.NUMBER]] if Role.NUMBER in self.at else Cell()
        is_repeated = index != opening
        text = self.continued.format(name=name.text) if is_repeated else name.text
        room = self.plan.bands[self.at[Role.NAME]].room if Role.NAME in self.at else self.width
        if name.columns > 1 and Role.BREAKDOWN in self.at:
            room = self.plan.bands[self.at[Role.BREAKDOWN]].right
            room -= self.plan.bands[self.at[Role.NAME]].left + 6
        marks = () if is_repeated else name.marks
        numbered = set_lines(number.text, BODY, self.width)
        return _Portion(index, self._fitting(text, room, marks), tuple(numbered))

    def _fitting(self, text: str, room: float, marks: tuple[str, ...]) -> tuple[Line, ...]:
        """A name in lines; one longer than a page is set smaller rather than cut."""
        type_ = BODY
        lines = set_lines(text, type_, room, marks)
        while len(lines) * BODY.leading + 2 * PAD > self.most and type_.size > 1:
            type_ = type_.scaled(0.8)
            lines = set_lines(text, type_, room, marks)
        return tuple(lines)

    def _table(self, rows: list[SetRow], start: int, end: int) -> None:
        self._put(replace(self.head, y=self.y))
        self.y += self.head.height
        portions = list(self._portions(rows, start, end))
        for position, (portion, stop) in enumerate(portions):
            if position:
                self._put(Rule(self.y, 0.25, "rule"))
            spare = portion.height - portion.rows
            for index in range(portion.start, stop):
                row = rows[index]
                texts = list(row.texts)
                if index == portion.start:
                    self._name(texts, portion)
                extra = spare if index == stop - 1 else 0.0
                set_row = replace(row, texts=tuple(texts), height=row.height + extra)
                self._put(PlacedRow(self.y, set_row))
                self.y += set_row.height
        self._put(Rule(self.y, 0.8 if end == len(rows) else 0.5))

    def _name(self, texts: list[tuple[Line, ...]], portion: _Portion) -> None:
        if Role.NUMBER in self.at:
            texts[self.at[Role.NUMBER]] = portion.number
        if Role.NAME in self.at:
            texts[self.at[Role.NAME]] = portion.lines

    def _portions(self, rows: list[SetRow], start: int, end: int) -> Iterator[tuple[_Portion, int]]:
        index = start
        while index < end:
            portion = self._portion(rows, index)
            group = rows[index].row.group
            while index < end and rows[index].row.group == group:
                portion.rows += rows[index].height
                index += 1
            yield portion, index

    # Notes

    def _notes(self, section: Section) -> list[tuple[Text, float]]:
        """The lines of the notes with the height each takes; marks stand out to the left."""
        found: list[tuple[Text, float]] = []
        room = self.width - NOTE_INDENT
        for position, note in enumerate(section.notes):
            above = _BETWEEN_NOTES if position else _BEFORE_NOTES
            mark = set_lines(note.mark, NOTE, NOTE_INDENT)
            found.append((Text(mark[0], self.plan.left, 0.0, "mark"), above))
            for line in set_lines(note.text, NOTE, room):
                text = Text(line, self.plan.left + NOTE_INDENT, 0.0, "note")
                found.append((text, NOTE.leading))
        return found

    def _place_notes(self, notes: list[tuple[Text, float]], again: str) -> None:
        for text, height in notes:
            if text.tone == "mark":
                self.y += height
                self._turn_before(NOTE.leading, again)
                self._put(replace(text, y=self.y + NOTE.baseline))
            else:
                self._turn_before(height, again)
                self._put(replace(text, y=self.y + NOTE.baseline))
                self.y += height

    def _turn_before(self, height: float, again: str) -> None:
        if self.y + height > self.bottom + 0.01:
            self._turn()
            self._lines(set_lines(again, AGAIN, self.width), AGAIN, "grey")
            self.y += _AFTER_TITLE / 2
