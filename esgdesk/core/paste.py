"""A block pasted from a spreadsheet: its cells, and what it would change, before anything is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from esgdesk.core.model import Entry, EntryKey, Kind
from esgdesk.core.numbers import Blank, Figure, Locale, NoFigure, NotUnderstood
from esgdesk.core.units import Understood, understand
from esgdesk.core.view import ProjectView

MOST_LINES = 5000


def read_block(text: str) -> list[list[str]]:
    """The cells of a copied block, row by row, as spreadsheets put it on the clipboard.

    Cells are separated by tabs, rows by line ends; a cell with a line end or a tab in it stands
    in quotes. The empty line that spreadsheets end a block with is no row.
    """
    if '"' not in text:
        rows = [line.split("\t") for line in text.splitlines()]
    else:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
        except csv.Error:
            # A lone quote (as for inches) is a sign like any other.
            rows = [line.split("\t") for line in text.splitlines()]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return [[cell.strip() for cell in row] for row in rows[:MOST_LINES]]


class Fate(StrEnum):
    """What would become of a pasted cell."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    EMPTY = "empty"
    REFUSED = "refused"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Pasted:
    """A pasted cell and the figure it would go to; `key` None where there is no figure left.

    `problem` is the message key that says why the text is refused.
    """

    key: EntryKey | None
    text: str
    fate: Fate
    before: Entry | None = None
    understood: Understood | None = None
    problem: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether applying the paste would enter this cell."""
        return self.fate in (Fate.NEW, Fate.CHANGED)


def plan_paste(
    view: ProjectView, keys: Sequence[EntryKey], texts: Sequence[str], locale: Locale
) -> list[Pasted]:
    """What pasting these texts into these figures would do, cell by cell.

    An empty cell leaves its figure as it is; a text that is no figure is refused with its reason.
    """
    planned = [_planned(view, key, text, locale) for key, text in zip(keys, texts, strict=False)]
    rest = texts[len(keys) :]
    return planned + [Pasted(None, text, Fate.TOO_MANY) for text in rest if text]


def _planned(view: ProjectView, key: EntryKey, text: str, locale: Locale) -> Pasted:
    entry = view.entries.get(key)
    if entry is not None and (entry.is_computed or not entry.is_filled):
        entry = None
    if not text:
        return Pasted(key, text, Fate.EMPTY, entry)
    if view.catalogue.indicator(key.indicator).kind is Kind.TEXT:
        is_same = entry is not None and entry.text == text
        return Pasted(key, text, _fate(entry, is_same=is_same), entry)
    understood = understand(text, view.catalogue, key.indicator, locale=locale)
    match understood.reading:
        case NotUnderstood(problem):
            return Pasted(key, text, Fate.REFUSED, entry, understood, problem)
        case Figure(value):
            is_same = entry is not None and entry.value == value
        case NoFigure(reason):
            is_same = entry is not None and entry.reason == reason
        case Blank():
            return Pasted(key, text, Fate.EMPTY, entry)
    return Pasted(key, text, _fate(entry, is_same=is_same), entry, understood)


def _fate(entry: Entry | None, *, is_same: bool) -> Fate:
    if is_same:
        return Fate.SAME
    return Fate.NEW if entry is None else Fate.CHANGED
