"""Another reporting year: empty, but for the notes that come along unconfirmed."""

from __future__ import annotations

import pytest

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import EntryKey
from esgdesk.operations.company import COMPANY, add_year
from esgdesk.operations.entries import enter_text, set_note
from esgdesk.operations.history import undoable
from esgdesk.operations.project import Project

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")


def test_a_new_year_has_no_figures(example: Project) -> None:
    add_year(example, "2024")
    assert [period.code for period in example.periods()] == ["2021", "2022", "2023", "2024"]
    view = example.view(periods=("2024",))
    assert not [entry for entry in view.entries.values() if entry.is_filled]
    enter_text(example, EntryKey("ghg.scope1", "", COMPANY, "2024"), "5")
    assert example.verify().holds


def test_notes_come_along_and_say_that_nobody_confirmed_them(example: Project) -> None:
    set_note(example, SCOPE1, "meter read on 31 December")
    add_year(example, "2024", carried="(from 2023, not confirmed)")
    (entry,) = example.view(periods=("2024",)).entries.values()
    assert entry.note == "(from 2023, not confirmed) meter read on 31 December"
    assert not entry.is_filled


@pytest.mark.parametrize(("year", "problem"), [("2023", "year_is_there"), ("24", "not_a_year")])
def test_a_year_that_is_there_or_none_is_refused(example: Project, year: str, problem: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        add_year(example, year)
    assert caught.value.key == f"usage.{problem}"
    assert len(example.periods()) == 3


def test_undo_passes_over_a_new_year(example: Project) -> None:
    enter_text(example, SCOPE1, "1")
    add_year(example, "2024")
    found = undoable(example)
    assert found is not None and found.deed == "set_figure"
