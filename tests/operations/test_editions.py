"""Publishing a year, what earlier reports printed, and why a figure was changed since."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from esgdesk.core.errors import PackProblem, Problem, RefusedDeed, UsageProblem
from esgdesk.core.model import Cause, EntryKey, Reason, Restatement
from esgdesk.core.rules import check_year, open_findings
from esgdesk.core.wording import Wording
from esgdesk.i18n import explain
from esgdesk.operations.company import COMPANY
from esgdesk.operations.editions import (
    OWN,
    blocking,
    import_edition,
    publish,
    restate,
    restatements,
    withdraw_edition,
    withdraw_restatement,
)
from esgdesk.operations.entries import enter_text
from esgdesk.operations.history import redo, undo, undoable
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2023")
BEFORE = EntryKey("ghg.scope1", "", COMPANY, "2022")
HEAD = "indicator,members,unit,measure,2021,2022"
EVE = Who("Eve", "desk-2")


def restated(project: Project, report: str = "2023") -> list[EntryKey]:
    """The figures whose change is a finding."""
    found = open_findings(check_year(project.view(), report))
    return [finding.key for finding in found if finding.rule == "restated"]


def take(project: Project, *lines: str, head: str = HEAD, period: str = "2022") -> None:
    text = "\n".join((head, *lines, ""))
    import_edition(project, text, period=period, source="the printed report", file="old.csv")


# ---------------------------------------------------------------- publishing


def test_publishing_freezes_every_figure_as_it_stands(example: Project) -> None:
    view = example.view()
    done = publish(example, "2023", accept_open=True)
    after = example.view()
    (edition,) = after.editions
    assert (edition.period, edition.source) == ("2023", OWN)
    assert sum(change.table == "printed" for change in done.changes) == 601
    assert after.printed.keys() == view.entries.keys()
    for key, entry in view.entries.items():
        (printed,) = after.printed[key]
        assert (printed.edition, printed.value) == ("2023", entry.value)
        assert printed.reason == entry.reason
    (printed,) = after.printed[SCOPE1]
    assert (printed.unit, printed.measure) == ("tCO₂e", "tCO2e")
    assert restated(example) == []
    assert restatements(example, "2023") == []


def test_only_the_years_that_the_report_shows_are_frozen(example: Project) -> None:
    publish(example, "2022", accept_open=True)
    printed = example.view().printed
    assert {key.period for key in printed} == {"2021", "2022"}
    assert len(printed) == 401


def test_a_figure_that_was_computed_is_frozen_too(example: Project) -> None:
    total = EntryKey("ghg.total", "", COMPANY, "2023")
    enter_text(example, total, "")
    enter_text(example, SCOPE1, "4,053")
    publish(example, "2023", accept_open=True)
    (printed,) = example.view().printed[total]
    assert printed.value == "83513"
    enter_text(example, SCOPE1, "4,052")
    assert set(restated(example)) == {SCOPE1, total}


def test_open_findings_stand_in_the_way_unless_they_are_accepted(example: Project) -> None:
    view = example.view()
    count = blocking(view, "2023")
    assert count == sum(
        finding.severity in ("error", "warning") for finding in check_year(view, "2023")
    )
    with pytest.raises(RefusedDeed) as caught:
        publish(example, "2023")
    assert caught.value.key == "edition.open_findings"
    assert caught.value.facts == {"year": "2023", "count": count}
    assert example.view().editions == ()
    publish(example, "2023", accept_open=True)
    with pytest.raises(RefusedDeed, match=r"edition\.published"):
        publish(example, "2023", accept_open=True)
    with pytest.raises(UsageProblem, match="unknown_year"):
        publish(example, "1999")


def test_a_year_without_figures_is_not_published(company: Project) -> None:
    with pytest.raises(RefusedDeed, match=r"edition\.empty"):
        publish(company, "2023", accept_open=True)


def test_a_published_year_is_withdrawn_with_all_that_it_printed(example: Project) -> None:
    with pytest.raises(RefusedDeed, match=r"edition\.not_published"):
        withdraw_edition(example, "2023")
    publish(example, "2022", accept_open=True)
    publish(example, "2023", accept_open=True)
    enter_text(example, SCOPE1, "4,053")
    assert restated(example) == [SCOPE1]
    withdraw_edition(example, "2023")
    view = example.view()
    assert [edition.period for edition in view.editions] == ["2022"]
    assert {line.edition for lines in view.printed.values() for line in lines} == {"2022"}
    assert restated(example) == []


# ---------------------------------------------------------------- earlier reports


def test_an_earlier_report_is_taken_in_with_its_own_units(example: Project) -> None:
    take(example, "ghg.scope1,,kilotonne,1000 * tCO2e,2.562,3.221", "ghg.scope2,,,,88443,/")
    view = example.view()
    (kilo,) = view.printed[BEFORE]
    assert (kilo.value, kilo.unit, kilo.measure) == ("3.221", "kilotonne", "1000 * tCO2e")
    (none,) = view.printed[EntryKey("ghg.scope2", "", COMPANY, "2022")]
    assert (none.value, none.reason) == (None, Reason.NOT_DISCLOSED)
    assert restated(example) == [], "3.221 kilotonnes are the 3,221 tonnes of today"
    enter_text(example, BEFORE, "3,222")
    assert restated(example) == [BEFORE]


def test_the_report_may_be_older_than_the_file(example: Project) -> None:
    head = "indicator,members,unit,measure,2019,2020,2021"
    take(example, "ghg.scope1,,,,1,2,2500", head=head, period="2020")
    old = EntryKey("ghg.scope1", "", COMPANY, "2021")
    assert restated(example) == [old]
    assert example.verify().holds


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ghg.scopeX,,,,1,2", "line 3: there is no place for a figure “ghg.scopeX”"),
        (
            "ghg.scope1,gender:male,,,1,2",
            "line 3: there is no place for a figure “ghg.scope1 gender:male”",
        ),
        ("ghg.scope2,,,,1,two", "line 3: 'two' in column '2022' is no figure"),
        ("ghg.scope2,,,,12%,2", "line 3: '12%' in column '2021' is no figure"),
        ("ghg.scope1,,,,1,2", "line 3: the figure 'ghg.scope1, 2021' is there twice (first: 2)"),
        ("ghg.scope2,,t,furlong,1,2", "line 3: the measure “furlong” cannot be understood"),
        ("ghg.scope2,,t,1000 *,1,2", "line 3: the measure “1000 *” cannot be understood"),
        ("ghg.scope2,,,,1,2,3", "line 3"),
    ],
)
def test_a_line_that_does_not_fit_is_named_and_nothing_is_taken(
    example: Project, line: str, words: str
) -> None:
    before = example.head()
    with pytest.raises(PackProblem) as caught:
        take(example, "ghg.scope1,,,,2562,3221", line)
    assert f"old.csv, {words}" in explain(caught.value)
    assert example.head() == before


@pytest.mark.parametrize(
    ("head", "lines", "words"),
    [
        ("indicator,members,unit,2021", ["ghg.scope1,,,1"], "line 1: there is no column 'measure'"),
        (HEAD, [], "line 1: there are no figures in it"),
        (HEAD, ["ghg.scope1,,,,,"], "line 1: there are no figures in it"),
    ],
)
def test_a_list_without_columns_or_figures_is_refused(
    example: Project, head: str, lines: list[str], words: str
) -> None:
    with pytest.raises(PackProblem) as caught:
        take(example, *lines, head=head)
    assert f"old.csv, {words}" in explain(caught.value)


def test_a_report_is_taken_in_once_and_for_a_year(example: Project) -> None:
    take(example, "ghg.scope1,,,,2562,3221")
    with pytest.raises(RefusedDeed, match=r"edition\.published"):
        take(example, "ghg.scope1,,,,2562,3221")
    with pytest.raises(UsageProblem, match="not_a_year"):
        take(example, "ghg.scope1,,,,2562,3221", period="last")


# ---------------------------------------------------------------- restating


def test_a_published_figure_is_changed_with_a_reason_only(example: Project) -> None:
    publish(example, "2023", accept_open=True)
    enter_text(example, SCOPE1, "4,053")
    (found,) = [f for f in check_year(example.view(), "2023") if f.rule == "restated"]
    assert (found.severity, found.key, found.difference) == ("error", SCOPE1, "+1")
    restate(example, SCOPE1, report="2023", cause=Cause.METHOD, text=Wording("Recounted."))
    assert restated(example) == []
    given = example.view().restatements["2023", SCOPE1]
    assert given == Restatement("2023", SCOPE1, Cause.METHOD, Wording("Recounted."))
    restate(example, SCOPE1, report="2023", cause=Cause.ERROR)
    assert example.view().restatements["2023", SCOPE1].cause is Cause.ERROR
    withdraw_restatement(example, SCOPE1, report="2023")
    assert restated(example) == [SCOPE1]
    enter_text(example, SCOPE1, "4,052")
    assert restated(example) == []


def test_a_reason_needs_a_report_year_of_the_file(example: Project) -> None:
    with pytest.raises(UsageProblem, match="unknown_figure"):
        restate(example, SCOPE1, report="1999", cause=Cause.ERROR)


def test_more_disclosed_than_before_is_no_restatement(example: Project) -> None:
    enter_text(example, SCOPE1, "/")
    publish(example, "2023", accept_open=True)
    enter_text(example, SCOPE1, "4,052")
    assert restated(example) == []
    assert restatements(example, "2023") == []


def test_a_figure_that_is_gone_again_is_restated(example: Project) -> None:
    publish(example, "2023", accept_open=True)
    enter_text(example, SCOPE1, "/")
    assert restated(example) == [SCOPE1]
    (line,) = restatements(example, "2023")
    assert line.changed.difference is None


def test_the_list_names_who_said_why_and_when(example: Project, who: Who) -> None:
    publish(example, "2022", accept_open=True)
    scope2 = EntryKey("ghg.scope2", "", COMPANY, "2022")
    enter_text(example, BEFORE, "3,222")
    changed = example.journal.find(example.head().number)
    enter_text(example, scope2, "105,900")
    example.close()
    with open_project(example.path, EVE) as project:
        restate(project, scope2, report="2023", cause=Cause.BOUNDARY, text=Wording("Baotou."))
        reason = project.journal.find(project.head().number)
        lines = {line.changed.key: line for line in restatements(project, "2023")}
    assert list(lines) == [BEFORE, scope2], "in the order of the catalogue"
    without, given = lines[BEFORE], lines[scope2]
    assert (without.person, without.at) == (who.person, changed.at)
    assert without.changed.restatement is None
    assert (given.person, given.at) == ("Eve", reason.at)
    assert given.changed.restatement is not None
    assert (given.changed.edition, given.changed.difference) == ("2022", "-25")


# ---------------------------------------------------------------- the file


def snapshot(project: Project) -> tuple[object, ...]:
    """All that is kept about editions, as a view shows it."""
    view = project.view()
    return view.editions, view.printed, view.restatements


UNDONE: list[Callable[[Project], object]] = [
    lambda p: take(p, "ghg.scope1,,kilotonne,1000 * tCO2e,2.562,3.2", "ghg.scope2,,,,/,pending"),
    lambda p: restate(
        p, BEFORE, report="2023", cause=Cause.BETTER_DATA, text=Wording("Why.", "为何。", "為何。")
    ),
    lambda p: withdraw_restatement(p, BEFORE, report="2023"),
]


def test_everything_comes_back_after_closing_undoing_and_redoing(
    example: Project, who: Who
) -> None:
    path = example.path
    states = [snapshot(example)]
    for deed in UNDONE:
        deed(example)
        states.append(snapshot(example))
        assert states[-1] != states[-2]
        assert example.verify().holds
    example.close()
    with open_project(path, who) as project:
        assert snapshot(project) == states[-1]
        for state in reversed(states[:-1]):
            undo(project)
            assert snapshot(project) == state
            assert project.verify().holds
    with open_project(path, who) as project:
        for state in states[1:]:
            redo(project)
            assert snapshot(project) == state
            assert project.verify().holds


def test_publishing_and_withdrawing_are_kept_and_not_undone(example: Project, who: Who) -> None:
    path = example.path
    enter_text(example, SCOPE1, "4,053")
    before = snapshot(example)
    publish(example, "2023", accept_open=True)
    published = snapshot(example)
    found = undoable(example)
    assert found is not None and found.deed == "set_figure"
    undo(example)
    assert snapshot(example) == published
    assert restated(example) == [SCOPE1], "the figure went back, what was printed did not"
    example.close()
    with open_project(path, who) as project:
        assert snapshot(project) == published
        assert project.verify().holds
        withdraw_edition(project, "2023")
        assert snapshot(project) == before
    with open_project(path, who) as project:
        assert snapshot(project) == before
        assert project.verify().holds


def test_a_file_that_is_only_looked_at_is_not_published(example: Project, who: Who) -> None:
    path = example.path
    example.close()
    with open_project(path, who, can_write=False) as project, pytest.raises(Problem):
        publish(project, "2023", accept_open=True)
