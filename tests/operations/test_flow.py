"""The flow of states: who may do what with a figure, and what a locked year takes."""

from __future__ import annotations

from datetime import date

import pytest

from esgdesk.core import flow
from esgdesk.core.errors import RefusedDeed, UsageProblem
from esgdesk.core.findings import Finding
from esgdesk.core.model import About, Entry, EntryKey, Person, Role, State
from esgdesk.core.rules import check_year, open_findings
from esgdesk.core.view import ProjectView
from esgdesk.i18n import explain
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import (
    clear_figures,
    enter_block,
    enter_text,
    restore_figure,
    set_note,
)
from esgdesk.operations.flow import (
    add_comment,
    approve,
    lock_year,
    send_back,
    settle_comment,
    submit,
    unlock_year,
)
from esgdesk.operations.history import comment_origin, redo, undo, undoable
from esgdesk.operations.people import remove_person, set_due, set_person
from esgdesk.operations.project import Project, Who

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")
SCOPE2 = EntryKey("ghg.scope2", "", COMPANY, "2023")
BEFORE = EntryKey("ghg.scope1", "", COMPANY, "2022")
BOB = Who("Bob", "desk-2")


def state(project: Project, key: EntryKey = SCOPE1) -> State:
    entry = project.entry(key)
    assert entry is not None
    return entry.state


def found(view: ProjectView, year: str) -> dict[EntryKey, tuple[Finding, ...]]:
    by_key: dict[EntryKey, tuple[Finding, ...]] = {}
    for finding in open_findings(check_year(view, year)):
        by_key[finding.key] = (*by_key.get(finding.key, ()), finding)
    return by_key


@pytest.fixture
def submitted(example: Project) -> Project:
    """The example with a figure that Ann has submitted; Bob is at the desk."""
    submit(example, [SCOPE1])
    example.who = BOB
    return example


def test_a_figure_goes_from_draft_to_approved(submitted: Project) -> None:
    assert state(submitted) is State.SUBMITTED
    approve(submitted, [SCOPE1])
    assert state(submitted) is State.APPROVED


def test_a_figure_with_an_error_is_not_submitted_and_is_named(example: Project) -> None:
    enter_text(example, SCOPE1, "-5")
    with pytest.raises(RefusedDeed) as refused:
        submit(example, [BEFORE, SCOPE1])
    assert refused.value.key == "flow.errors"
    words = explain(refused.value)
    assert words.startswith("1 of these figures")
    assert "Scope 1" in words
    assert "2023" in explain(refused.value, "zh-Hans")
    assert state(example) is State.DRAFT
    assert state(example, BEFORE) is State.DRAFT


def test_nothing_and_a_text_that_is_no_figure_are_not_submitted(example: Project) -> None:
    enter_text(example, SCOPE1, "about 5")
    with pytest.raises(RefusedDeed, match=r"flow\.errors"):
        submit(example, [SCOPE1])
    enter_text(example, SCOPE1, "")
    with pytest.raises(RefusedDeed, match=r"flow\.empty"):
        submit(example, [SCOPE1])


def test_a_reason_can_be_submitted(example: Project) -> None:
    enter_text(example, SCOPE1, "/")
    submit(example, [SCOPE1])
    assert state(example) is State.SUBMITTED


def test_only_what_is_submitted_can_be_approved(example: Project) -> None:
    with pytest.raises(RefusedDeed, match=r"flow\.not_submitted"):
        approve(example, [SCOPE1])
    with pytest.raises(RefusedDeed, match=r"flow\.not_closed"):
        send_back(example, [SCOPE1], "No.")


def test_who_submitted_does_not_approve_unless_the_rule_is_off(example: Project) -> None:
    submit(example, [SCOPE1])
    example.who = Who(" ANN", "desk-2")
    with pytest.raises(RefusedDeed, match=r"flow\.four_eyes"):
        approve(example, [SCOPE1])
    assert state(example) is State.SUBMITTED
    approve(example, [SCOPE1], four_eyes=False)
    assert state(example) is State.APPROVED


def test_the_last_to_submit_counts(submitted: Project, who: Who) -> None:
    send_back(submitted, [SCOPE1], "Again, please.")
    submit(submitted, [SCOPE1])
    with pytest.raises(RefusedDeed, match=r"flow\.four_eyes"):
        approve(submitted, [SCOPE1])
    submitted.who = who
    approve(submitted, [SCOPE1])


def test_sending_back_needs_words_and_leaves_a_comment(submitted: Project) -> None:
    with pytest.raises(UsageProblem):
        send_back(submitted, [SCOPE1], "  ")
    send_back(submitted, [SCOPE1], " Which boundary? ", to="Ann")
    assert state(submitted) is State.SENT_BACK
    (comment,) = submitted.view().comments[SCOPE1]
    assert (comment.about, comment.text, comment.to) == (
        About.SENT_BACK,
        "Which boundary?",
        "Ann",
    )
    said = comment_origin(submitted, comment)
    assert said is not None and said.person == "Bob"
    undo(submitted)
    assert state(submitted) is State.SUBMITTED
    assert SCOPE1 not in submitted.view().comments


def test_another_figure_is_a_draft_again_and_undo_brings_the_state_back(
    submitted: Project,
) -> None:
    approve(submitted, [SCOPE1])
    set_note(submitted, SCOPE1, "A note changes no figure.")
    assert state(submitted) is State.APPROVED
    enter_text(submitted, SCOPE1, "4,052")
    assert state(submitted) is State.APPROVED, "the same figure, typed otherwise"
    enter_text(submitted, SCOPE1, "4053")
    assert state(submitted) is State.DRAFT
    undo(submitted)
    assert state(submitted) is State.APPROVED
    redo(submitted)
    assert state(submitted) is State.DRAFT


def test_approving_and_locking_are_not_undone(submitted: Project) -> None:
    approve(submitted, [SCOPE1])
    lock_year(submitted, "2023")
    assert undoable(submitted) is None
    unlock_year(submitted, "2023")
    assert undoable(submitted) is None


def test_a_locked_year_takes_no_change(example: Project) -> None:
    enter_text(example, SCOPE1, "4053")
    lock_year(example, "2023")
    head = example.head()
    old = Entry(SCOPE1, value="1", typed="1")
    for deed in (
        lambda: enter_text(example, SCOPE1, "1"),
        lambda: enter_text(example, SCOPE1, "/"),
        lambda: enter_text(example, SCOPE1, ""),
        lambda: enter_text(example, SCOPE1, "about 5"),
        lambda: enter_block(example, [(BEFORE, "1"), (SCOPE1, "1")]),
        lambda: clear_figures(example, [BEFORE, SCOPE1]),
        lambda: set_note(example, SCOPE1, "why"),
        lambda: restore_figure(example, old),
        lambda: submit(example, [SCOPE1]),
        lambda: undo(example),
    ):
        with pytest.raises(RefusedDeed, match=r"entry\.locked"):
            deed()
    assert example.head() == head
    enter_text(example, BEFORE, "1")
    with pytest.raises(RefusedDeed, match=r"flow\.locked_already"):
        lock_year(example, "2023")
    unlock_year(example, "2023")
    with pytest.raises(RefusedDeed, match=r"flow\.not_locked"):
        unlock_year(example, "2023")
    enter_text(example, SCOPE1, "1")
    assert example.verify().holds


def test_comments_are_added_and_marked_done(example: Project) -> None:
    with pytest.raises(UsageProblem):
        add_comment(example, SCOPE1, "")
    add_comment(example, SCOPE1, "Is the kiln in it?", to="Bob")
    (comment,) = example.view().comments[SCOPE1]
    assert (comment.about, comment.is_done) == (About.REMARK, False)
    settle_comment(example, comment)
    assert example.view().comments[SCOPE1][0].is_done
    settle_comment(example, comment, is_done=False)
    assert not example.view().comments[SCOPE1][0].is_done


def test_people_and_due_days_are_kept(example: Project) -> None:
    person = Person("Lin Mei", Role.DEPARTMENT, ("ehs", "hr"))
    set_person(example, person)
    set_due(example, "ehs", "2023", date(2024, 2, 1))
    view = example.view()
    assert view.people == (person,)
    assert [(line.department, line.day) for line in view.dues] == [("ehs", date(2024, 2, 1))]
    remove_person(example, "Lin Mei")
    set_due(example, "ehs", "2023", None)
    assert (example.view().people, example.view().dues) == ((), ())
    for wrong in (
        lambda: set_person(example, Person(" ", Role.MANAGER)),
        lambda: set_person(example, Person("Bo", Role.DEPARTMENT, ("none",))),
        lambda: set_due(example, "none", "2023", None),
        lambda: set_due(example, "ehs", "1999", None),
    ):
        with pytest.raises(UsageProblem):
            wrong()


def test_what_can_be_submitted_is_there_open_and_right(example: Project) -> None:
    enter_text(example, SCOPE1, "-5")
    view = example.view()
    keys = [key for _, key in flow.figures(view, "2023", chapter="climate")]
    can = flow.submittable(view, found(view, "2023"), keys)
    assert SCOPE1 not in can
    assert SCOPE2 in can
    assert not any(view.entries[key].is_computed for key in can)
    submit(example, can)
    view = example.view()
    assert flow.submittable(view, found(view, "2023"), keys) == ()
    assert flow.in_state(view, State.SUBMITTED, keys) == can


def test_the_chase_list_counts_every_department_by_state(example: Project) -> None:
    enter_text(example, SCOPE1, "-5")
    owner = example.catalogue.indicator("ghg.scope1").owner
    set_due(example, owner, "2023", date(2024, 2, 1))
    submit(example, [SCOPE2])
    view = example.view()
    lines = flow.chase_list(view, found(view, "2023"), "2023")
    line = next(one for one in lines if one.department == owner)
    assert line.submitted >= 1
    assert line.errors >= 1
    assert line.late_since(date(2024, 2, 1)) is None
    assert line.late_since(date(2024, 2, 2)) == date(2024, 2, 1)
    filled = sum(flow.state_of(view, key) is not None for _, key in flow.figures(view, "2023"))
    assert filled == sum(one.draft + one.submitted + one.approved + one.sent_back for one in lines)
