"""A pasted block: which cells it has, and what it would do to each figure."""

from __future__ import annotations

import pytest

from esgdesk.core.model import EntryKey
from esgdesk.core.numbers import COMMA_LOCALE, POINT_LOCALE
from esgdesk.core.paste import MOST_LINES, Fate, plan_paste, read_block
from esgdesk.core.view import ProjectView
from esgdesk.operations.company import COMPANY

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")
SCOPE2 = EntryKey("ghg.scope2", "", COMPANY, "2023")
DIESEL = EntryKey("energy.diesel", "", COMPANY, "2023")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("\n\n", []),
        ("4,052", [["4,052"]]),
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ("1\n\n3\n", [["1"], [""], ["3"]]),
        ('"two\nlines"\t5\n', [["two\nlines", "5"]]),
        ('"say ""so"""\t5', [['say "so"', "5"]]),
        ('3" pipe\t5', [['3" pipe', "5"]]),
        (" 4 \t\u00a05", [["4", "5"]]),
    ],
)
def test_a_block_is_read_as_spreadsheets_copy_it(text: str, cells: list[list[str]]) -> None:
    assert read_block(text) == cells


def test_a_block_without_end_is_cut() -> None:
    assert len(read_block("1\n" * (MOST_LINES + 10))) == MOST_LINES


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("4,052", Fate.SAME),
        ("4052", Fate.SAME),
        ("4,053", Fate.CHANGED),
        ("/", Fate.CHANGED),
        ("", Fate.EMPTY),
        ("about 4,000", Fate.REFUSED),
        ("(4,052)", Fate.REFUSED),
    ],
)
def test_every_cell_has_its_fate(example_view: ProjectView, text: str, fate: Fate) -> None:
    (pasted,) = plan_paste(example_view, [SCOPE1], [text], POINT_LOCALE)
    assert (pasted.key, pasted.fate) == (SCOPE1, fate)
    assert pasted.is_taken is (fate is Fate.CHANGED)
    assert bool(pasted.problem) is (fate is Fate.REFUSED)
    assert pasted.before is not None and pasted.before.value == "4052"


def test_what_has_no_figure_left_is_said(example_view: ProjectView) -> None:
    found = plan_paste(example_view, [SCOPE1], ["4,052", "7", "", "8"], POINT_LOCALE)
    assert [(line.fate, line.text) for line in found[1:]] == [
        (Fate.TOO_MANY, "7"),
        (Fate.TOO_MANY, "8"),
    ]


def test_units_and_decimal_signs_are_those_of_typing(example_view: ProjectView) -> None:
    tonnes, comma = plan_paste(example_view, [DIESEL, SCOPE2], ["18,9 t", "79.460,0"], COMMA_LOCALE)
    assert tonnes.understood is not None and tonnes.understood.entered == "18.9"
    assert comma.understood is not None and comma.fate is Fate.CHANGED
    assert comma.understood.reading.value == "79460.0"  # type: ignore[union-attr]
