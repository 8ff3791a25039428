"""Leaving a cell: what becomes of what a person typed."""

from __future__ import annotations

import pytest

from esgdesk.core.errors import RefusedDeed, UsageProblem
from esgdesk.core.model import EntryKey, Reason
from esgdesk.core.numbers import NotUnderstood
from esgdesk.i18n import explain
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text, set_note
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")
FEMALE = EntryKey("workforce.headcount", "gender:female", COMPANY, "2023")


def value(project: Project, key: EntryKey = SCOPE1) -> str | None:
    entry = project.entry(key)
    return entry.value if entry else None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("4,053", "4053"), ("407.00", "407.00"), ("１２３４", "1234"), (" 12 ", "12"), ("-3", "-3")],
)
def test_a_figure_is_stored_as_exact_text(example: Project, typed: str, stored: str) -> None:
    enter_text(example, SCOPE1, typed)
    entry = example.entry(SCOPE1)
    assert entry is not None
    assert (entry.value, entry.typed, entry.reason) == (stored, typed, None)


def test_a_saved_figure_is_on_the_disk(example: Project, who: Who) -> None:
    enter_text(example, SCOPE1, "5")
    with open_project(example.path, who, can_write=False) as other:
        assert value(other) == "5"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("/", Reason.NOT_DISCLOSED), ("n/a", Reason.NOT_APPLICABLE), ("pending", Reason.PENDING)],
)
def test_a_reason_replaces_the_figure(example: Project, typed: str, reason: Reason) -> None:
    enter_text(example, SCOPE1, typed)
    entry = example.entry(SCOPE1)
    assert entry is not None and (entry.value, entry.reason) == (None, reason)


@pytest.mark.parametrize("typed", ["about 500", "1.2.3", "12%", "-", "1,23"])
def test_a_text_that_is_no_figure_is_kept_beside_the_entry(example: Project, typed: str) -> None:
    entered = enter_text(example, SCOPE1, typed)
    assert isinstance(entered.reading, NotUnderstood)
    assert value(example) == "4052"
    draft = example.view().drafts[SCOPE1]
    assert (draft.text, draft.problem) == (typed, entered.reading.key)


def test_a_figure_typed_over_a_draft_clears_it(example: Project) -> None:
    enter_text(example, SCOPE1, "abc")
    enter_text(example, SCOPE1, "4,052")
    assert value(example) == "4052"
    assert not example.view().drafts


def test_an_empty_text_clears_the_figure_and_keeps_the_note(example: Project) -> None:
    set_note(example, SCOPE1, "from the boiler log")
    enter_text(example, SCOPE1, "")
    entry = example.entry(SCOPE1)
    assert entry is not None
    assert not entry.is_filled
    assert entry.note == "from the boiler log"


def test_an_empty_note_on_an_empty_place_is_no_deed(company: Project) -> None:
    done = set_note(company, EntryKey("waste", "", COMPANY, "2023"), "  ")
    assert (done.number, done.changes) == (None, ())
    assert not company.view().entries


def test_a_percent_sign_is_taken_for_percentages_only(example: Project) -> None:
    rate = EntryKey("workforce.turnover_rate", "", COMPANY, "2023")
    enter_text(example, rate, "12.50%")
    assert value(example, rate) == "12.50"


def test_a_changed_figure_no_longer_claims_its_old_source(example: Project) -> None:
    before = example.entry(SCOPE1)
    assert before is not None and before.source
    enter_text(example, SCOPE1, "1")
    after = example.entry(SCOPE1)
    assert after is not None and after.source == ""


def test_a_figure_changed_meanwhile_is_not_overwritten(example: Project) -> None:
    entry = example.entry(FEMALE)
    assert entry is not None
    enter_text(example, FEMALE, "1,751")
    with pytest.raises(RefusedDeed, match="1751"):
        enter_text(example, FEMALE, "1,749", expected_version=entry.version)
    assert value(example, FEMALE) == "1751"


def test_the_same_figure_entered_meanwhile_is_no_conflict(example: Project) -> None:
    entry = example.entry(FEMALE)
    assert entry is not None
    enter_text(example, FEMALE, "1,751")
    assert enter_text(example, FEMALE, "1751", expected_version=entry.version).done.changes == ()


@pytest.mark.parametrize(
    ("there", "typed", "words"),
    [
        ("", "5", "there is nothing now, and you typed 5"),
        ("/", "5", "there is “not disclosed” now, and you typed 5"),
        ("1,751", "", "there is 1751 now, and you typed nothing"),
    ],
)
def test_what_was_changed_meanwhile_is_said_in_words(
    example: Project, there: str, typed: str, words: str
) -> None:
    enter_text(example, FEMALE, there)
    with pytest.raises(RefusedDeed) as refused:
        enter_text(example, FEMALE, typed, expected_version=0)
    assert words in explain(refused.value)


def test_a_figure_without_a_place_is_refused(example: Project) -> None:
    with pytest.raises(UsageProblem):
        enter_text(example, EntryKey("ghg.scope1", "gender:male", COMPANY, "2023"), "1")


@pytest.mark.parametrize(("entity", "year"), [("moon", "2023"), (COMPANY, "1999")])
def test_a_figure_of_no_entity_or_year_is_refused(example: Project, entity: str, year: str) -> None:
    with pytest.raises(UsageProblem):
        enter_text(example, EntryKey("ghg.scope1", "", entity, year), "1")
