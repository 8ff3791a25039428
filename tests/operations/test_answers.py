"""Explaining findings, for as long as the figures stay, and the other places of a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from esgdesk.core.errors import PackProblem, RefusedDeed, UsageProblem
from esgdesk.core.findings import Finding
from esgdesk.core.model import EntryKey, Mention
from esgdesk.core.rules import check_year
from esgdesk.core.wording import Wording
from esgdesk.i18n import explain
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import clear_figures, enter_text, set_note
from esgdesk.operations.findings import (
    add_mention,
    answer_finding,
    import_mentions,
    remove_mention,
    withdraw_answer,
)
from esgdesk.operations.history import redo, undo
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")
NORTH = EntryKey("suppliers.number", "supplier_region:north", COMPANY, "2023")
HEADCOUNT = EntryKey("workforce.headcount", "", COMPANY, "2023")
HOURS = EntryKey("training.hours", "", COMPANY, "2023")
WORDS = Wording("The north was opened.", "开拓北方。", "開拓北方。")
HEAD = "place,indicator,members,unit,2022,2023"


def finding(project: Project, key: EntryKey, rule: str) -> Finding:
    (found,) = [f for f in check_year(project.view(), "2023") if (f.key, f.rule) == (key, rule)]
    return found


def is_answered(project: Project, key: EntryKey = NORTH, rule: str = "jump") -> bool:
    return finding(project, key, rule).is_answered


# ---------------------------------------------------------------- answers


def test_an_answered_finding_stays_so_through_what_does_not_concern_it(example: Project) -> None:
    assert not is_answered(example)
    answer_finding(example, finding(example, NORTH, "jump"), WORDS, is_printed=True)
    assert is_answered(example)
    enter_text(example, SCOPE1, "4,053")
    set_note(example, SCOPE1, "from the meters")
    enter_text(example, NORTH, "316.0")
    enter_text(example, NORTH, "316")
    assert is_answered(example)
    (answer,) = example.view().answers.values()
    assert (answer.key, answer.text, answer.is_printed) == (NORTH, WORDS, True)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (NORTH, "317"),
        (replace(NORTH, period="2022"), "51"),
        (replace(NORTH, period="2022"), "49"),
    ],
)
def test_a_change_to_any_of_its_figures_opens_it_again(
    example: Project, key: EntryKey, text: str
) -> None:
    answer_finding(example, finding(example, NORTH, "jump"), WORDS)
    enter_text(example, key, text)
    assert not is_answered(example)
    undo(example)
    assert is_answered(example), "it was an answer to these very figures"
    redo(example)
    assert not is_answered(example)
    answer_finding(example, finding(example, NORTH, "jump"), Wording("Still so."))
    assert is_answered(example)
    assert len(example.view().answers) == 1


def test_every_figure_that_a_finding_is_about_counts(example: Project) -> None:
    """Leavers and new hires are no part of the headcount, and yet of what is said about it."""
    found = finding(example, HEADCOUNT, "equals")
    answer_finding(example, found, Wording("Transfers within the group."))
    assert len(found.figures) == 4
    for key in found.figures:
        entry = example.view().entries[key]
        assert entry.value is not None
        enter_text(example, key, str(int(entry.value) + 5))
        assert not is_answered(example, HEADCOUNT, "equals"), key
        enter_text(example, key, entry.value)
        assert is_answered(example, HEADCOUNT, "equals"), key


def test_a_finding_that_is_gone_and_comes_back_keeps_its_answer(example: Project) -> None:
    answer_finding(example, finding(example, NORTH, "jump"), WORDS)
    clear_figures(example, [NORTH])
    assert not [f for f in check_year(example.view(), "2023") if (f.key, f.rule) == (NORTH, "jump")]
    enter_text(example, NORTH, "316")
    assert is_answered(example)


def test_an_answer_is_taken_back(example: Project) -> None:
    answer_finding(example, finding(example, NORTH, "jump"), WORDS)
    (answer,) = example.view().answers.values()
    withdraw_answer(example, answer)
    assert example.view().answers == {}
    assert not is_answered(example)


def test_errors_and_empty_words_are_no_answers(example: Project) -> None:
    before = example.head()
    with pytest.raises(RefusedDeed, match=r"answer\.error"):
        answer_finding(example, finding(example, HOURS, "parts_total"), WORDS)
    with pytest.raises(UsageProblem, match=r"answer\.empty"):
        answer_finding(example, finding(example, NORTH, "jump"), Wording(""))
    assert example.head() == before


# ---------------------------------------------------------------- other places


def mention(text: str = "4,052", **more: str) -> Mention:
    return replace(
        Mention("", COMPANY, "2023", "Highlights, page 4", "ghg.scope1", "", "2023", text), **more
    )


def elsewhere(project: Project) -> list[Finding]:
    return [f for f in check_year(project.view(), "2023") if f.rule == "elsewhere"]


@pytest.mark.parametrize(
    ("text", "unit", "is_same"),
    [
        ("4,052", "", True),
        ("4,052.00", "", True),
        ("4,053", "", False),
        ("/", "", False),
    ],
)
def test_a_place_that_prints_something_else_is_found(
    example: Project, text: str, unit: str, is_same: bool
) -> None:
    add_mention(example, mention(text, unit=unit))
    assert [f.key for f in elsewhere(example)] == ([] if is_same else [SCOPE1])


def test_a_place_may_use_another_unit_and_fewer_digits(example: Project) -> None:
    total = {"indicator": "energy.total"}
    wanted = example.view().entries[EntryKey("energy.total", "", COMPANY, "2023")].value
    assert wanted is not None
    add_mention(example, mention(f"{wanted}000", unit="kWh", **total))
    assert elsewhere(example) == []
    add_mention(example, mention(f"{wanted}", unit="kWh", **total))
    (found,) = elsewhere(example)
    assert found.severity == "warning"
    assert found.facts["place"] == "Highlights, page 4"


def test_a_place_is_forgotten(example: Project) -> None:
    add_mention(example, mention("4,053"))
    (kept,) = example.view().mentions
    assert kept.id
    remove_mention(example, kept)
    assert example.view().mentions == ()
    assert elsewhere(example) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"indicator": "ghg.x"}, "no place for a figure 'ghg.x'"),
        ({"members": "gender:male"}, "no place for a figure 'ghg.scope1 gender:male'"),
        ({"value_period": "1999"}, "no place for a figure 'company 1999'"),
        ({"period": "1999"}, "no place for a figure 'company 1999'"),
        ({"place": " "}, "Say where the figure is printed"),
        ({"unit": "furlong"}, "no unit “furlong”"),
        ({"text": "about 4,000"}, "“about 4,000” is neither a figure nor a mark for none"),
        ({"text": ""}, "“” is neither a figure nor a mark for none"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    example: Project, more: dict[str, str], words: str
) -> None:
    before = example.head()
    with pytest.raises(UsageProblem) as caught:
        add_mention(example, mention(**more))
    assert words in explain(caught.value)
    assert example.head() == before


def take(project: Project, *lines: str, period: str = "2023") -> None:
    text = "\n".join((HEAD, *lines, ""))
    import_mentions(project, text, period=period, file="places.csv")


def places(project: Project) -> list[tuple[str, str, str]]:
    return sorted((m.place, m.value_period, m.text) for m in project.view().mentions)


def test_places_are_taken_from_a_list_in_its_order(example: Project) -> None:
    take(example, "Page 9,ghg.scope1,,,,4052", "Page 2,ghg.scope1,,,3221,4053")
    found = [(m.place, m.value_period) for m in example.view().mentions]
    assert found == [("Page 9", "2023"), ("Page 2", "2022"), ("Page 2", "2023")]
    assert [f.facts["place"] for f in elsewhere(example)] == ["Page 2"]


def test_a_list_taken_again_brings_its_own_places_up_to_date_and_leaves_others(
    example: Project,
) -> None:
    take(example, "Page 2,ghg.scope1,,,,4053", "Page 2,ghg.scope1,,,,4052")
    take(example, "Letter,ghg.scope2,,,,79460")
    assert len(places(example)) == 3
    (found,) = elsewhere(example)
    answer_finding(example, found, Wording("Net of the sold plant."))
    take(example, "Letter,ghg.scope2,,,,79461", "Page 2,ghg.scope1,,,,4053")
    assert places(example) == [
        ("Letter", "2023", "79461"),
        ("Page 2", "2023", "4052"),
        ("Page 2", "2023", "4053"),
    ]
    answered = {f.facts["place"]: f.is_answered for f in elsewhere(example)}
    assert answered == {"Letter": False, "Page 2": True}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Page 2,ghg.x,,,,1", "line 3: "),
        (",ghg.scope1,,,,1", "line 3: "),
        ("Page 2,ghg.scope1,,furlong,,1", "line 3: "),
        ("Page 2,ghg.scope1,,,,about 1", "line 3: "),
        ("Page 2,ghg.scope1,,,,1,1", "line 3: "),
    ],
)
def test_a_line_that_does_not_fit_is_named(example: Project, line: str, words: str) -> None:
    before = example.head()
    with pytest.raises(PackProblem) as caught:
        take(example, "Page 2,ghg.scope1,,,,1", line)
    said = explain(caught.value)
    assert said.startswith(f"places.csv, {words}")
    assert "{" not in said
    assert example.head() == before


def test_a_column_of_a_year_that_is_not_there_is_named(example: Project) -> None:
    text = "place,indicator,members,unit,1999\nPage 2,ghg.scope1,,,1\n"
    with pytest.raises(PackProblem, match="unknown_figure"):
        import_mentions(example, text, period="2023")
    with pytest.raises(UsageProblem, match="unknown_year"):
        take(example, "Page 2,ghg.scope1,,,,1", period="1999")
    with pytest.raises(PackProblem, match="nothing_in_it"):
        take(example)


# ---------------------------------------------------------------- the file


DEEDS: list[Callable[[Project], object]] = [
    lambda p: answer_finding(p, finding(p, NORTH, "jump"), WORDS, is_printed=True),
    lambda p: add_mention(p, mention("281,000", indicator="energy.total", unit="kWh")),
    lambda p: answer_finding(p, finding(p, HEADCOUNT, "equals"), Wording("Transfers.")),
    lambda p: take(p, "Page 2,ghg.scope1,,,3221,4053"),
    lambda p: answer_finding(p, finding(p, NORTH, "jump"), Wording("Otherwise.")),
    lambda p: enter_text(p, EntryKey("energy.diesel", "", COMPANY, "2023"), "10 t"),
    lambda p: withdraw_answer(p, next(iter(p.view().answers.values()))),
    lambda p: remove_mention(p, p.view().mentions[0]),
]


def snapshot(project: Project) -> tuple[object, ...]:
    """Answers, places and figures, as a view shows them."""
    view = project.view()
    entries = {key: replace(entry, version=0) for key, entry in view.entries.items()}
    return view.answers, view.mentions, entries


def test_everything_comes_back_after_closing_undoing_and_redoing(
    example: Project, who: Who
) -> None:
    path = example.path
    states = [snapshot(example)]
    for deed in DEEDS:
        deed(example)
        states.append(snapshot(example))
        assert states[-1] != states[-2]
        assert example.verify().holds
    example.close()
    with open_project(path, who) as project:
        assert snapshot(project) == states[-1]
        diesel = project.entry(EntryKey("energy.diesel", "", COMPANY, "2023"))
        assert diesel is not None
        assert (diesel.value, diesel.typed) == ("118.63", "10 t")
        assert (diesel.entered, diesel.entered_unit) == ("10", "tonne")
        assert diesel.coefficient == "diesel_heat"
        for state in reversed(states[:-1]):
            undo(project)
            assert snapshot(project) == state
            assert project.verify().holds
    with open_project(path, who) as project:
        for state in states[1:]:
            redo(project)
            assert snapshot(project) == state
            assert project.verify().holds
