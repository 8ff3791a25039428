"""Running the rules: anew or after a change, in one order, each finding with an id of its own."""

from __future__ import annotations

import random
from dataclasses import replace

from esgdesk.core.derived import completed, followers
from esgdesk.core.findings import Finding
from esgdesk.core.model import Answer, Entry, EntryKey, Kind, Printed, Reason
from esgdesk.core.rules import Checker, check_year, open_findings
from esgdesk.core.view import ProjectView
from tests.core.planting import catalogue, findings, key, measured, view, words


def changed(chance: random.Random, of: ProjectView) -> tuple[ProjectView, str]:
    """The view with one figure set, cleared or given a reason, and its indicator."""
    indicator = chance.choice(of.catalogue.indicators).code
    members = chance.choice(list(of.catalogue.member_sets(indicator)))
    at = of.key(indicator, members, chance.choice(of.periods).code)
    old = of.entries.get(at) or Entry(at)
    values = [None, "0", "-3", "1234.5", str(chance.randrange(10**6)), "12.50"]
    if old.value:
        values += [f"{old.value}0", old.value.replace(".", ""), old.value[::-1].strip(".")]
    value = chance.choice(values)
    value = value if value is None else str(int(value) if value.isdigit() else value)
    reason = chance.choice([None, *Reason]) if value is None else None
    entry = Entry(at, value=value, reason=reason, version=1)
    return completed(replace(of, entries={**of.entries, at: entry})), indicator


def published(of: ProjectView) -> ProjectView:
    """The view as if a report had printed the figures of 2022, and some of them otherwise."""
    lines = {}
    for place, (at, entry) in enumerate(sorted(of.entries.items())):
        if at.period == "2022" and entry.value is not None:
            value = "5" if place % 7 == 0 else entry.value
            lines[at] = (Printed("2022", at, value, None, "", ""),)
    return replace(of, printed=lines)


def test_after_a_change_the_checker_says_what_a_fresh_one_says(example_view: ProjectView) -> None:
    chance = random.Random(2023)
    of = published(example_view)
    checkers = {year.code: Checker(of.catalogue) for year in of.periods}
    for year, checker in checkers.items():
        checker.check(of, year)
    met: set[str] = set()
    for _ in range(60):
        of, indicator = changed(chance, of)
        found = {year: checker.check(of, year, {indicator}) for year, checker in checkers.items()}
        year = chance.choice(sorted(found))
        assert found[year] == check_year(of, year), (indicator, year)
        met |= {finding.rule for finding in found[year]}
    # The trial is worth something only if it met most rules.
    assert len(met) >= 12, met


def test_what_computed_figures_follow_from_is_followed(example_view: ProjectView) -> None:
    catalogue_of = example_view.catalogue
    without = {
        at: entry
        for at, entry in example_view.entries.items()
        if catalogue_of.indicator(at.indicator).kind is not Kind.DERIVED
    }
    of = completed(replace(example_view, entries=without))
    checker = Checker(of.catalogue)
    before = checker.check(of, "2023")
    assert "ghg.intensity" in followers(of.catalogue, {"ghg.scope1"})
    entries = {at: entry for at, entry in without.items() if at.indicator != "ghg.scope1"}
    gone = completed(replace(of, entries=entries))
    found = checker.check(gone, "2023", {"ghg.scope1"})
    missing = {line.key.indicator for line in found} - {line.key.indicator for line in before}
    assert missing == {"ghg.scope1", "ghg.total"}
    assert found == check_year(gone, "2023")


def test_every_finding_has_an_id_of_its_own_that_stays(example_view: ProjectView) -> None:
    chance = random.Random(7)
    of = example_view
    for _ in range(150):
        of, _ = changed(chance, of)
    for year in of.periods:
        found = check_year(of, year.code)
        ids = [finding.id for finding in found]
        assert len(ids) == len(set(ids)) > 20
        assert ids == [finding.id for finding in check_year(of, year.code)]
        assert all(finding.id.startswith(f"{finding.rule}:") for finding in found)


def test_the_order_of_what_is_read_changes_nothing(example_view: ProjectView) -> None:
    chance = random.Random(11)
    of = example_view
    for _ in range(30):
        of, _ = changed(chance, of)
    of = published(of)
    wanted = check_year(of, "2023")
    for _ in range(3):
        entries = dict(chance.sample(list(of.entries.items()), len(of.entries)))
        printed = dict(chance.sample(list(of.printed.items()), len(of.printed)))
        assert check_year(replace(of, entries=entries, printed=printed), "2023") == wanted


def test_findings_stand_in_the_order_of_the_catalogue_newest_year_first() -> None:
    of = catalogue(measured("waste"), measured("water"))
    printed = {
        at: (Printed("2021", at, "5", None, "", ""),)
        for at in (key("water", "2021"), key("waste", "2021"), key("water", "2023"))
    }
    figures = {"waste": "1", "water": "1"}
    found = findings(replace(view(of, figures, figures, figures), printed=printed), "restated")
    assert [line.key for line in found] == [
        key("waste", "2021"),
        key("water", "2023"),
        key("water", "2021"),
    ]


# ------------------------------------------------------------ answers

SUM = catalogue(
    *(measured("a"), measured("b"), measured("c")),
    measured("made", formula="a / b * 1 'tonne' + c"),
)
FIGURES = {"a": "60.00", "b": "30.00", "c": "1.00", "made": "4.00"}
MADE = "formula:acme:2023:made:"


def answered(of: ProjectView, finding: Finding) -> ProjectView:
    """The view with an answer to a finding as it stands."""
    answer = Answer(finding.id, finding.key, words("It is so"), finding.told)
    return replace(of, answers={finding.id: answer})


def with_entry(of: ProjectView, at: EntryKey, **more: object) -> ProjectView:
    """The view with one entry changed."""
    entry = replace(of.entries.get(at) or Entry(at), **more)
    return replace(of, entries={**of.entries, at: entry})


def test_an_answer_holds_until_a_figure_changes_that_it_is_about() -> None:
    of = view(SUM, FIGURES)
    (finding,) = findings(of, "formula")
    assert finding.id == MADE and not finding.is_answered
    of = answered(of, finding)
    (again,) = findings(of, "formula")
    assert again == replace(finding, is_answered=True)
    assert open_findings([again]) == []
    (still,) = findings(with_entry(of, key("a"), note="Metered twice", version=5), "formula")
    assert still.is_answered
    for place, value in (("a", "60.01"), ("made", "4.01"), ("c", "1.000")):
        (lapsed,) = findings(with_entry(of, key(place), value=value), "formula")
        assert (lapsed.id, lapsed.is_answered) == (MADE, False)


def test_a_note_on_a_figure_that_is_not_there_changes_no_answer() -> None:
    of = catalogue(
        *(measured("water"), measured("waste"), measured("revenue", "RMB_million")),
        *(
            measured(f"{code}_rate", "t_per_million", formula=f"({code} + waste) / revenue")
            for code in ("water", "waste")
        ),
    )
    figures = {"water": "100", "waste": "100", "water_rate": "2.00", "waste_rate": "3.00"}
    seen = view(of, figures)
    (finding,) = findings(seen, "common_denominator")
    assert key("waste") in finding.figures and key("water") in finding.figures
    seen = answered(seen, finding)
    (same,) = findings(with_entry(seen, key("revenue"), note="From finance"), "common_denominator")
    assert same.is_answered
