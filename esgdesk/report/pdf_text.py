"""Setting a text in lines of a given width: Latin by words, Chinese by signs, formulas low.

ReportLab's own Chinese wrapping breaks Latin words inside a Chinese text, and its Latin wrapping
knows no Chinese; report texts are always both. Nothing is added or dropped: the lines joined are
the text again, so that what is copied or read back from the page is what the content says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from esgdesk.report import fonts
from esgdesk.report.typography import runs

MARK_SCALE = 0.65
FORMULA_SCALE = 0.70
MARK_RISE = 0.36
"""Of the size of the text the mark stands on; its top meets that of the digits."""
SUP_RISE = 0.30
SUB_DROP = 0.14
LINE_HEIGHT = 1.3

# No line begins with these, and none ends with those.
_NO_START = set("，。、；：？！）］｝」』】〉》〕”’…·%‰％)]},.;:!?/／")
_NO_END = set("（［｛「『【〈《〔“‘([{")
_WIDE = re.compile("[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CONTROL: dict[int, str | None] = {code: " " for code in (*range(32), 0x7F, 0x2028, 0x2029)}
# Signs that nobody sees: soft hyphen, zero-width space and joiners, byte order mark.
_CONTROL |= dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set."""

    font: str
    size: float

    @property
    def leading(self) -> float:
        """From one baseline to the next."""
        return self.size * LINE_HEIGHT

    @property
    def baseline(self) -> float:
        """From the top of a line down to its baseline, with capitals in the middle."""
        return (self.leading + fonts.CAP_HEIGHT * self.size) / 2

    def scaled(self, factor: float) -> Type:
        """The same face in another size."""
        return Type(self.font, self.size * factor)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to draw at one go: `x` from the start of the line, `rise` above the baseline."""

    text: str
    type: Type
    x: float
    rise: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces side by side; `width` leaves out the space at the end."""

    pieces: tuple[Piece, ...]
    width: float


def clean(text: str) -> str:
    """A text without signs that cannot be seen: a line feed in a cell is a space in print."""
    return text.translate(_CONTROL)


def words(text: str) -> list[str]:
    """The parts of a text that no line break divides, spaces with the word before."""
    found: list[str] = []
    start = 0
    for index in range(1, len(text)):
        if _may_break(text, index):
            found.append(text[start:index])
            start = index
    return [*found, text[start:]] if text else []


def _may_break(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if after == " " or after in _NO_START or before in _NO_END:
        return False
    if before == " ":
        return True
    if _WIDE.match(before) or _WIDE.match(after):
        return True
    joined = before in "/-\N{EN DASH}\N{EM DASH}"
    return joined and index > 1 and text[index - 2].isalpha() and after.isalpha()


def longest_word(text: str, type_: Type) -> float:
    """The width of the widest part that no line break divides."""
    return max(
        (fonts.width(word.rstrip(), type_.font, type_.size) for word in words(text)), default=0
    )


def set_lines(text: str, type_: Type, room: float, marks: tuple[str, ...] = ()) -> list[Line]:
    """A text in lines of at most this width, with its footnote marks after the last word."""
    text = clean(text)
    scales = [scale for run in runs(text) for scale in [_scale(run.style)] * len(run.text)]
    mark = ",".join(marks)
    mark_width = _mark_width(mark, type_)
    lines: list[Line] = []
    start = 0
    for end in _no_orphan(text, list(_breaks(text, scales, type_, room, mark_width))):
        lines.append(_line(text, scales, start, end, type_))
        start = end
    if mark:
        last = lines.pop() if lines else Line((), 0.0)
        small = type_.scaled(MARK_SCALE)
        piece = Piece(mark, small, last.width + _gap(type_), MARK_RISE * type_.size)
        lines.append(Line((*last.pieces, piece), last.width + mark_width))
    return lines


def _no_orphan(text: str, ends: list[int]) -> list[int]:
    """Chinese leaves no single sign on the last line: one more comes down to it."""
    if len(ends) < 2:
        return ends
    start = ends[-3] if len(ends) > 2 else 0
    before, last = words(text[start : ends[-2]]), text[ends[-2] :].strip()
    if len(last) == 1 and _WIDE.match(last) and len(before) > 2 and _WIDE.match(before[-1]):
        ends[-2] -= len(before[-1])
    return ends


def _gap(type_: Type) -> float:
    return 0.06 * type_.size


def _mark_width(mark: str, type_: Type) -> float:
    return fonts.width(mark, type_.font, type_.size * MARK_SCALE) + _gap(type_) if mark else 0.0


def mark_width(marks: tuple[str, ...], type_: Type) -> float:
    """How far footnote marks hang out to the right of what they stand on."""
    return _mark_width(",".join(marks), type_)


def _scale(style: str) -> float:
    return {"plain": 1.0, "sub": -FORMULA_SCALE, "sup": FORMULA_SCALE}[style]


def _breaks(
    text: str, scales: list[float], type_: Type, room: float, mark_width: float
) -> Iterator[int]:
    """The places where lines end."""
    widths = [
        fonts.width(sign, type_.font, type_.size * abs(scale))
        for sign, scale in zip(text, scales, strict=True)
    ]
    slack = room + 0.001
    used = 0.0
    index = 0
    line_start = 0
    parts = words(text)
    for number, word in enumerate(parts):
        end = index + len(word)
        solid = index + len(word.rstrip(" "))
        needed = sum(widths[index:solid]) + (mark_width if number == len(parts) - 1 else 0.0)
        if used + needed > slack and index > line_start:
            yield index
            line_start, used = index, 0.0
        if needed > slack:
            # A word wider than the column is divided where it must be.
            for place in range(index, solid):
                if used + widths[place] > slack and place > line_start:
                    yield place
                    line_start, used = place, 0.0
                used += widths[place]
            if number == len(parts) - 1 and used + mark_width > slack and solid - 1 > line_start:
                yield solid - 1
            used += sum(widths[solid:end])
        else:
            used += sum(widths[index:end])
        index = end
    if text:
        yield len(text)


def _line(text: str, scales: list[float], start: int, end: int, type_: Type) -> Line:
    pieces: list[Piece] = []
    x = 0.0
    solid = 0.0
    while start < end:
        stop = start
        while stop < end and scales[stop] == scales[start]:
            stop += 1
        part, scale = text[start:stop], scales[start]
        set_in = type_ if scale == 1.0 else type_.scaled(abs(scale))
        rise = 0.0 if scale == 1.0 else (SUP_RISE if scale > 0 else -SUB_DROP) * type_.size
        pieces.append(Piece(part, set_in, x, rise))
        if part.rstrip(" "):
            solid = x + fonts.width(part.rstrip(" "), set_in.font, set_in.size)
        x += fonts.width(part, set_in.font, set_in.size)
        start = stop
    return Line(tuple(pieces), solid)
