"""The lists of the overview in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from esgdesk.core.model import Chapter, Department
from esgdesk.core.numbers import print_figure
from esgdesk.core.overview import Move, Standing
from esgdesk.core.view import ProjectView
from esgdesk.ui.grid_rows import change_text
from esgdesk.ui.page_table import PageLine
from esgdesk.ui.words import Words

NAMED = 3


def standing_lines(
    standings: Iterable[Standing], named: Iterable[Chapter | Department], tr: Words
) -> list[PageLine]:
    """How far chapters or departments are."""
    names = {line.code: tr.of(line.name) for line in named}
    return [_standing_line(line, names, tr) for line in standings]


def _standing_line(line: Standing, names: dict[str, str], tr: Words) -> PageLine:
    name = names.get(line.code) or tr("desk.overview.nobody")
    spoken = tr("desk.sidebar.progress", name=name, filled=line.filled, wanted=line.wanted)
    if line.errors:
        spoken += tr("desk.sidebar.errors", count=line.errors)
    return PageLine(
        line.code or None,
        (name, "", f"{line.filled}/{line.wanted}", str(line.errors or "")),
        spoken,
        icon=("circle-alert", "error") if line.errors else ("", ""),
        icon_at=3,
        done=line.filled,
        wanted=line.wanted,
    )


def move_lines(moves: Iterable[Move], view: ProjectView, tr: Words) -> list[PageLine]:
    """What moved most, with an arrow."""
    return [_move_line(move, view, tr) for move in moves]


def _move_line(move: Move, view: ProjectView, tr: Words) -> PageLine:
    name = tr.key_name(view.catalogue, move.key)
    before, value = print_figure(move.before), print_figure(move.value)
    change = change_text(move.change, tr)
    is_up = move.change.amount > 0
    arrow = "arrow-up-right" if is_up else "arrow-down-right"
    unit = tr.of(view.catalogue.unit_of(move.key.indicator).label)
    return PageLine(
        move.key,
        (name, before, value, change),
        tr("desk.overview.move", name=name, before=before, value=value, change=change, unit=unit),
        icon=(arrow, "secondary"),
        icon_at=3,
    )


def missing_lines(standings: Iterable[Standing], view: ProjectView, tr: Words) -> list[PageLine]:
    """What is still missing from whom."""
    names = {line.code: tr.of(line.name) for line in view.catalogue.departments}
    return [_missing_line(line, names, view, tr) for line in standings if line.missing]


def _missing_line(line: Standing, names: dict[str, str], view: ProjectView, tr: Words) -> PageLine:
    name = names.get(line.code) or tr("desk.overview.nobody")
    figures: Sequence[str] = [tr.key_name(view.catalogue, key) for key in line.missing[:NAMED]]
    first = ("; " if tr.language == "en" else "；").join(figures)
    count = str(len(line.missing))
    spoken = tr("desk.overview.missing_line", name=name, count=count, first=first)
    return PageLine(line.code or None, (name, count, first), spoken)
