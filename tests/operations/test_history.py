"""Undo and redo, through every deed, exactly."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esgdesk import operations
from esgdesk.core.errors import RefusedDeed, WorldProblem
from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import (
    Anchor,
    Cause,
    Entry,
    EntryKey,
    Footnote,
    Mention,
    Person,
    Role,
)
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import COMPANY, calendar_year, fill_company, set_report
from esgdesk.operations.editions import import_edition, restate, withdraw_restatement
from esgdesk.operations.entries import (
    clear_figures,
    enter_block,
    enter_text,
    restore_figure,
    set_note,
)
from esgdesk.operations.evidence import attach, detach
from esgdesk.operations.findings import (
    add_mention,
    answer_finding,
    import_mentions,
    remove_mention,
    withdraw_answer,
)
from esgdesk.operations.flow import add_comment, send_back, settle_comment, submit
from esgdesk.operations.footnotes import new_footnote_id, remove_footnote, save_footnote
from esgdesk.operations.history import (
    NEVER_UNDONE,
    figure_history,
    redo,
    redoable,
    undo,
    undoable,
)
from esgdesk.operations.opening import open_project
from esgdesk.operations.people import remove_person, set_due, set_person
from esgdesk.operations.project import Project, Who, memory_project
from esgdesk.paths import templates
from esgdesk.store.schema import JOURNALED

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")
EDITION = "indicator,members,unit,measure,2021\nghg.scope1,,,,2562\n"
MENTION = Mention("m1", COMPANY, "2023", "Highlights", "ghg.scope1", "", "2023", "4,052")
MENTIONS = "place,indicator,members,unit,2023\nHighlights,ghg.scope1,,,4052\n"
WARNING = Finding("jump", Severity.WARNING, SCOPE1, "finding.jump_up", {}, told="abc")
NOTE = Footnote("n1", COMPANY, "2023", Anchor.NAME, "ghg.scope1", "", "", Wording("Measured."))

DEEDS: dict[str, Callable[[Project], object]] = {
    "set_figure": lambda project: enter_text(project, SCOPE1, "1"),
    "set_reason": lambda project: enter_text(project, SCOPE1, "/"),
    "clear_figure": lambda project: enter_text(project, SCOPE1, ""),
    "clear_figures": lambda project: clear_figures(project, [SCOPE1, *CELLS]),
    "enter_block": lambda project: enter_block(
        project, [(SCOPE1, "1"), (CELLS[0], "n/a"), (CELLS[1], "abc")]
    ),
    "restore_figure": lambda project: restore_figure(
        project, Entry(SCOPE1, value="4000", typed="4,000")
    ),
    "keep_draft": lambda project: enter_text(project, SCOPE1, "abc"),
    "set_note": lambda project: set_note(project, SCOPE1, "why"),
    "set_report": lambda project: set_report(
        project, replace(project.view().report("2023"), footnote_start=5)
    ),
    "save_footnote": lambda project: save_footnote(project, NOTE),
    "remove_footnote": lambda project: remove_footnote(project, project.view().footnotes[0]),
    "attach_evidence": lambda project: attach(project, SCOPE1, Path(__file__)),
    "detach_evidence": lambda project: detach(project, project.view().evidence[SCOPE1][0]),
    "import_edition": lambda project: import_edition(
        project, EDITION, period="2021", source="the report of 2021"
    ),
    "restate": lambda project: restate(
        project, SCOPE1, report="2023", cause=Cause.ERROR, text=Wording("Recounted.")
    ),
    "withdraw_restatement": lambda project: withdraw_restatement(project, SCOPE1, report="2023"),
    "answer_finding": lambda project: answer_finding(project, WARNING, Wording("It is so.")),
    "withdraw_answer": lambda project: withdraw_answer(project, project.view().answers[WARNING.id]),
    "add_mention": lambda project: add_mention(project, MENTION),
    "remove_mention": lambda project: remove_mention(project, MENTION),
    "import_mentions": lambda project: import_mentions(project, MENTIONS, period="2023"),
    "submit": lambda project: submit(project, [SCOPE1]),
    "send_back": lambda project: send_back(project, [SCOPE1], "Which boundary?"),
    "add_comment": lambda project: add_comment(project, SCOPE1, "Is the kiln in it?"),
    "settle_comment": lambda project: settle_comment(project, project.view().comments[SCOPE1][0]),
    "set_person": lambda project: set_person(project, Person("Lin Mei", Role.MANAGER)),
    "remove_person": lambda project: remove_person(project, "Lin Mei"),
    "set_due": lambda project: set_due(project, "ehs", "2023", date(2024, 2, 1)),
}
PREPARED = {
    "detach_evidence": "attach_evidence",
    "withdraw_restatement": "restate",
    "withdraw_answer": "answer_finding",
    "remove_mention": "add_mention",
    "send_back": "submit",
    "settle_comment": "add_comment",
    "remove_person": "set_person",
}
"""Deeds that take something back, and the one that must come before."""


def state(project: Project) -> dict[str, list[dict[str, Any]]]:
    """Every journaled row without the counting of versions."""
    return {
        table: [
            {name: cell for name, cell in row.items() if name not in ("version", "seal")}
            for row in project.db.query(f"SELECT * FROM {table} ORDER BY {', '.join(keys)}")
        ]
        for table, keys in JOURNALED.items()
    }


PASSES_ON = {"do": 0, "_save": 1, "save": 0, "claim": 1, "_set": 1}
"""Functions that are given a deed's name, and which argument it is (or else `deed`)."""


def deeds_in_code() -> set[str]:
    """The name of every deed that `operations` can do, read from its source."""
    found: set[str] = set()
    for module in Path(operations.__path__[0]).glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        forwarded = {
            argument.arg
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and function.name in (*PASSES_ON, "put_back")
            for argument in (*function.args.args, *function.args.kwonlyargs)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call):
                named = [word.value for word in call.keywords if word.arg == "deed"]
                place = PASSES_ON.get(ast.unparse(call.func).rpartition(".")[2])
                if place is not None and len(call.args) > place:
                    named.append(call.args[place])
                for expression in named:
                    names = {node.value for node in ast.walk(expression) if is_text(node)}
                    passed = isinstance(expression, ast.Name) and expression.id in forwarded
                    assert names or passed, f"{module.name}: {ast.unparse(call)} hides its name"
                    found |= names
    return found


def is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_deed_there_is_can_be_undone_or_is_known_not_to_be() -> None:
    there = deeds_in_code()
    assert {"set_figure", "clear_figure", "restore_backup", "hand_over", "undo"} <= there
    assert there == {*DEEDS, *NEVER_UNDONE, "undo", "redo"}


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_is_undone_and_redone_exactly(example: Project, name: str) -> None:
    if name in PREPARED:
        DEEDS[PREPARED[name]](example)
    before = state(example)
    DEEDS[name](example)
    after = state(example)
    assert after != before
    found = undoable(example)
    assert found is not None and found.deed == name
    undo(example)
    assert state(example) == before
    redo(example)
    assert state(example) == after
    assert example.verify().holds


def test_deeds_are_undone_in_order_and_a_new_deed_ends_redo(example: Project) -> None:
    for text in ("1", "2", "3"):
        enter_text(example, SCOPE1, text)
    undo(example)
    undo(example)
    assert example.view().entries[SCOPE1].value == "1"
    redo(example)
    assert example.view().entries[SCOPE1].value == "2"
    enter_text(example, SCOPE1, "9")
    assert redoable(example) is None
    with pytest.raises(RefusedDeed):
        redo(example)
    undo(example)
    undo(example)
    assert example.view().entries[SCOPE1].value == "1"


def test_undo_works_after_closing_and_opening(example: Project, who: Who) -> None:
    enter_text(example, SCOPE1, "1")
    example.close()
    with open_project(example.path, who) as project:
        undo(project)
        assert project.view().entries[SCOPE1].value == "4052"


def test_undo_never_empties_the_file(example: Project) -> None:
    while undoable(example) is not None:
        undo(example)
    with pytest.raises(RefusedDeed):
        undo(example)
    assert len(example.view().entries) == 601


def test_undo_refuses_where_the_row_was_changed_past_the_journal(example: Project) -> None:
    enter_text(example, SCOPE1, "1")
    example.db.execute(
        "UPDATE entry SET value = '7' WHERE indicator = 'ghg.scope1' AND period = '2023'"
    )
    with pytest.raises(WorldProblem, match="row_damaged"):
        undo(example)
    with pytest.raises(WorldProblem, match="row_damaged"):
        example.entry(SCOPE1)


def test_history_of_a_figure_names_undo_too(example: Project) -> None:
    enter_text(example, SCOPE1, "1")
    undo(example)
    assert [operation.deed for operation, _ in figure_history(example, SCOPE1)] == [
        "undo",
        "set_figure",
        "load_example",
    ]


PACK = read_pack(templates() / "manufacturer")
CELLS = [
    EntryKey(indicator, members, COMPANY, year)
    for indicator, members in [("ghg.scope1", ""), ("workforce.headcount", "gender:female")]
    for year in ("2022", "2023")
]
STEP = st.one_of(
    st.tuples(
        st.sampled_from(CELLS),
        st.sampled_from(["1", "2.50", "/", "", "n/a", "about 5", "1,234", "-", "0"]),
    ),
    st.sampled_from(["undo", "redo", "note"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, max_size=25))
def test_random_sessions_agree_with_a_plain_model(steps: list[Any]) -> None:
    """The store against a list of snapshots: the simplest undo there can be."""
    with memory_project(Who("Ann", "desk")) as project:
        fill_company(
            project,
            pack=PACK,
            name=Wording("Model"),
            periods=[calendar_year("2022"), calendar_year("2023")],
        )
        done, undone = [state(project)], []
        for step in steps:
            if step == "undo":
                if len(done) > 1:
                    undo(project)
                    undone.append(done.pop())
                else:
                    with pytest.raises(RefusedDeed):
                        undo(project)
            elif step == "redo":
                if undone:
                    redo(project)
                    done.append(undone.pop())
                else:
                    with pytest.raises(RefusedDeed):
                        redo(project)
            else:
                if step == "note":
                    number = set_note(project, CELLS[0], new_footnote_id()).number
                else:
                    number = enter_text(project, *step).done.number
                if number is not None:
                    done.append(state(project))
                    undone = []
            assert state(project) == done[-1]
        assert project.verify().holds


def test_a_kill_keeps_every_acknowledged_figure(example: Project, who: Who) -> None:
    path = example.path
    example.close()
    code = (
        "import sys, itertools\nfrom pathlib import Path\n"
        "from esgdesk.core.model import EntryKey\n"
        "from esgdesk.operations.entries import enter_text\n"
        "from esgdesk.operations.opening import open_project\n"
        "from esgdesk.operations.project import Who\n"
        "project = open_project(Path(sys.argv[1]), Who('Ann', 'desk'))\n"
        "for n in itertools.count(5000):\n"
        "    enter_text(project, EntryKey('ghg.scope1', '', 'company', '2023'), str(n))\n"
        "    print(n, flush=True)\n"
    )
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        acknowledged = [int(child.stdout.readline()) for _ in range(30)]
        child.kill()
        acknowledged += [int(line) for line in child.stdout.read().split("\n")[:-1]]
        child.wait()
        child.stdout.close()
        with open_project(path, who) as project:
            entry = project.entry(SCOPE1)
            assert entry is not None and entry.value is not None
            assert int(entry.value) >= acknowledged[-1]
            assert project.verify().holds


def test_undo_takes_back_only_ones_own_deeds(example: Project) -> None:
    enter_text(example, SCOPE1, "1")
    ann, example.who = example.who, Who("Bob", "desk-2")
    assert undoable(example) is None
    enter_text(example, CELLS[0], "7")
    assert redoable(example) is None
    example.who = ann
    found = undoable(example)
    assert found is not None and found.facts["period"] == "2023"
    undo(example)
    assert example.view().entries[SCOPE1].value == "4052"
    assert example.view().entries[CELLS[0]].value == "7"


def test_undo_refuses_a_figure_that_a_colleague_changed_since(example: Project) -> None:
    enter_text(example, SCOPE1, "1")
    ann, example.who = example.who, Who("Bob", "desk-2")
    enter_text(example, SCOPE1, "7")
    example.who = ann
    with pytest.raises(RefusedDeed):
        undo(example)
    assert example.view().entries[SCOPE1].value == "7"
    assert example.verify().holds
