"""Proving a file: what is held against what, and in which words it is said."""

from __future__ import annotations

import pytest

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import TOTAL, EntryKey
from esgdesk.i18n import translate
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project
from esgdesk.operations.proof import prove, verdict

KEY = EntryKey("ghg.scope1", TOTAL, "company", "2023")


def test_a_whole_file_is_held_against_what_this_computer_saw(example: Project) -> None:
    with example.reader() as reader:
        found = prove(reader)
    assert found.holds
    assert [key for key, _ in verdict(found, is_given=False)] == [
        "verify.holds",
        "verify.seen_same",
    ]


@pytest.mark.parametrize("form", ["{0}:{1}", " {0} {1} ", "{0}·{1}", "ESGDesk journal {0} {1}"])
def test_an_anchor_is_taken_as_it_is_printed(example: Project, form: str) -> None:
    head = example.journal.head()
    enter_text(example, KEY, "1")
    found = prove(example, form.format(head.number, head.hash[:16]))
    said = verdict(found)
    assert [key for key, _ in said] == ["verify.holds", "verify.anchor_continued"]
    assert said[1][1] == {"number": head.number, "count": 1}


def test_what_is_no_anchor_is_refused(example: Project) -> None:
    with pytest.raises(UsageProblem):
        prove(example, "yesterday")


def test_faults_come_in_order_and_what_can_be_trusted_last(example: Project) -> None:
    example.db.execute(
        "UPDATE entry SET note = 'x' WHERE period = '2023' AND indicator = ?", [KEY.indicator]
    )
    said = verdict(prove(example))
    keys = [key for key, _ in said]
    assert keys[0] == "verify.fails"
    assert "verify.row_altered" in keys
    assert keys[-1] == "verify.trusted"
    for key, facts in said:
        assert translate("zh-Hans", key, **facts)
