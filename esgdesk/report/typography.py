"""Setting chemical names and powers properly: NOx, PM2.5 and m3 with their low and high signs.

The names are data: `resources/typography.csv`, one a line, the low part in braces (`NO{x}`), the
high part in braces after a caret (`m^{3}`). The text itself stays as it was written, so figures
and words read back from a finished file are those of the content; signs that are low or high by
themselves (CO₂, m³) pass through untouched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from esgdesk.core.tables import decode, read_csv
from esgdesk.paths import resources

FILE = "typography.csv"
Style = Literal["plain", "sub", "sup"]

_PART = re.compile(r"(\^?)\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style."""

    text: str
    style: Style


def runs(text: str) -> list[Run]:
    """Split a text into pieces to be set plain, low or high; joined they are the text again."""
    pattern, known = _formulas()
    found: list[Run] = []
    end = 0
    for match in pattern.finditer(text):
        found += [Run(text[end : match.start()], "plain"), *known[match.group()]]
        end = match.end()
    found.append(Run(text[end:], "plain"))
    return _join(found)


def _join(pieces: list[Run]) -> list[Run]:
    """Neighbours of one style as one run, without empty ones."""
    joined: list[Run] = []
    for piece in pieces:
        if joined and joined[-1].style == piece.style:
            joined[-1] = Run(joined[-1].text + piece.text, piece.style)
        elif piece.text:
            joined.append(piece)
    return joined


@cache
def _formulas() -> tuple[re.Pattern[str], dict[str, list[Run]]]:
    """The shipped names, and a pattern that finds them where they stand as words."""
    text = decode((resources() / FILE).read_bytes(), FILE)
    known = {}
    for line in read_csv(text, FILE, ["formula"]):
        parts = parse_formula(line["formula"])
        known["".join(part.text for part in parts)] = parts
    # Longest first, so that CO2 does not win over CO2e. Chinese stands right beside a name without
    # a space, so only Latin letters and digits make it part of another word.
    names = "|".join(re.escape(name) for name in sorted(known, key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<![0-9A-Za-z])(?:{names})(?![0-9A-Za-z])"), known


def parse_formula(formula: str) -> list[Run]:
    """A name as the file writes it (`NO{x}`, `m^{3}`) in pieces."""
    pieces: list[Run] = []
    end = 0
    for match in _PART.finditer(formula):
        style: Style = "sup" if match.group(1) else "sub"
        pieces += [Run(formula[end : match.start()], "plain"), Run(match.group(2), style)]
        end = match.end()
    return _join([*pieces, Run(formula[end:], "plain")])
