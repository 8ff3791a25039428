"""What stands behind a figure: where it comes from, and notes that came along unconfirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esgdesk.core.findings import Finding
from esgdesk.core.model import Entry, EntryKey, Evidence, RuleLine
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.naming import finding_text
from esgdesk.operations.company import COMPANY, add_year
from esgdesk.operations.entries import enter_text, set_note
from esgdesk.operations.project import Project

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")
NEXT = replace(SCOPE1, period="2024")


def told(view: ProjectView, rule: str, year: str) -> list[Finding]:
    """What a rule says, in words of every language."""
    found = [line for line in check_year(view, year) if line.rule == rule]
    for finding in found:
        assert all(finding_text(view.catalogue, finding, language) for language in LANGUAGES)
    return found


@pytest.mark.parametrize("words", ["(from 2023, not confirmed)", "（沿用 2023 年，未确认）"])
def test_a_note_that_came_along_is_asked_about_once_there_is_a_figure(
    example: Project, words: str
) -> None:
    set_note(example, SCOPE1, "by meter")
    add_year(example, "2024", carried=words)
    assert told(example.view(), "carried", "2024") == []
    enter_text(example, NEXT, "4,000")
    (finding,) = told(example.view(), "carried", "2024")
    assert finding.key == NEXT and finding.facts["note"] == "by meter"
    set_note(example, NEXT, "by meter")
    assert told(example.view(), "carried", "2024") == []


def needing(view: ProjectView, entry: Entry) -> ProjectView:
    """The view with a figure of this kind, in a company that wants evidence of it."""
    line = RuleLine("own", "needs_evidence", "ghg.scope1")
    catalogue = replace(view.catalogue, rules=(*view.catalogue.rules, line))
    return replace(view, catalogue=catalogue, entries={**view.entries, entry.key: entry})


def test_a_figure_that_nothing_stands_behind_is_told(example_view: ProjectView) -> None:
    bare = Entry(SCOPE1, value="4052")
    (finding,) = told(needing(example_view, bare), "needs_evidence", "2023")
    assert finding.key == SCOPE1
    for entry in (replace(bare, note="by meter"), replace(bare, source="invoice")):
        assert told(needing(example_view, entry), "needs_evidence", "2023") == []
    file = Evidence("e1", SCOPE1, "invoice.pdf", "0" * 64, 12)
    shown = replace(needing(example_view, bare), evidence={SCOPE1: (file,)})
    assert told(shown, "needs_evidence", "2023") == []


def test_what_is_not_there_and_what_is_computed_need_no_evidence(
    example_view: ProjectView,
) -> None:
    assert told(needing(example_view, Entry(SCOPE1)), "needs_evidence", "2023") == []
    computed = Entry(SCOPE1, value="1", is_computed=True)
    assert told(needing(example_view, computed), "needs_evidence", "2023") == []
