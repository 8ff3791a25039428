"""The rules that hold for every figure: missing, pending, type and range."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esgdesk.core.errors import UsageProblem
from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import Draft, Entry, EntryKey, Indicator, Kind, Reason
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.naming import finding_text
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project

ENERGY = EntryKey("energy.indirect", "", COMPANY, "2023")
STAFF = EntryKey("workforce.headcount", "gender:female", COMPANY, "2023")
SHARE = EntryKey("workforce.female_share", "employee_category:senior", COMPANY, "2023")


def with_entry(view: ProjectView, entry: Entry) -> ProjectView:
    """The view with one entry in place of what was there."""
    return replace(view, entries={**view.entries, entry.key: entry})


def with_indicator(view: ProjectView, indicator: Indicator) -> ProjectView:
    """The view with one indicator changed."""
    others = view.catalogue.indicators
    changed = tuple(indicator if one.code == indicator.code else one for one in others)
    return replace(view, catalogue=replace(view.catalogue, indicators=changed))


OWN = {"missing", "pending", "not_a_figure", "not_whole", "below_minimum", "above_maximum"}
"""What a figure is told about by itself; what it is told beside others is tested elsewhere."""


def of_year(view: ProjectView, year: str) -> list[Finding]:
    """The findings on single figures; their words are there in every language."""
    findings = [finding for finding in check_year(view, year) if finding.rule in OWN]
    for finding in findings:
        for language in LANGUAGES:
            words = finding_text(view.catalogue, finding, language)
            assert words and not set("{}") & set(words)
    return findings


def check_figure(view: ProjectView, key: EntryKey) -> list[Finding]:
    """What is said about one figure by itself."""
    return [finding for finding in of_year(view, key.period) if finding.key == key]


def found(view: ProjectView, key: EntryKey) -> list[str]:
    """The rules that say something about a figure by itself."""
    return [finding.rule for finding in check_figure(view, key)]


@pytest.mark.parametrize("year", ["2021", "2022", "2023"])
def test_no_published_figure_is_wrong_by_itself(example_view: ProjectView, year: str) -> None:
    assert of_year(example_view, year) == []


def test_a_year_that_is_not_there_is_wrong_use(example_view: ProjectView) -> None:
    with pytest.raises(UsageProblem) as caught:
        check_year(example_view, "2019")
    assert caught.value.facts == {"found": "2019", "known": "2021, 2022, 2023"}


def test_a_figure_that_is_not_there_is_missing(example_view: ProjectView) -> None:
    entries = {key: entry for key, entry in example_view.entries.items() if key != ENERGY}
    view = replace(example_view, entries=entries)
    (finding,) = of_year(view, "2023")
    assert (finding.rule, finding.severity, finding.key) == ("missing", Severity.ERROR, ENERGY)
    assert finding.id == "missing:company:2023:energy.indirect:"
    assert of_year(view, "2022") == []


def test_a_cleared_figure_is_missing(example_view: ProjectView) -> None:
    assert found(with_entry(example_view, Entry(ENERGY, note="asked twice")), ENERGY) == ["missing"]


def test_a_figure_that_is_not_required_may_be_missing(example_view: ProjectView) -> None:
    optional = replace(example_view.catalogue.indicator("energy.indirect"), is_required=False)
    view = with_entry(with_indicator(example_view, optional), Entry(ENERGY))
    assert found(view, ENERGY) == []


@pytest.mark.parametrize(
    ("reason", "rules"),
    [(Reason.PENDING, ["pending"]), (Reason.NOT_DISCLOSED, []), (Reason.NOT_APPLICABLE, [])],
)
def test_only_a_pending_reason_is_warned_about(
    example_view: ProjectView, reason: Reason, rules: list[str]
) -> None:
    view = with_entry(example_view, Entry(ENERGY, reason=reason))
    assert found(view, ENERGY) == rules
    assert [finding.severity for finding in check_figure(view, ENERGY)] == [
        Severity.WARNING for _ in rules
    ]


@pytest.mark.parametrize(
    ("key", "value", "rules"),
    [
        (ENERGY, "0", []),
        (ENERGY, "-0.01", ["below_minimum"]),
        (ENERGY, "303609.55", []),
        (STAFF, "1200", []),
        (STAFF, "1200.00", []),
        (STAFF, "1200.5", ["not_whole"]),
        (STAFF, "-0.5", ["not_whole", "below_minimum"]),
        (SHARE, "0", []),
        (SHARE, "100.00", []),
        (SHARE, "100.01", ["above_maximum"]),
        (SHARE, "-1", ["below_minimum"]),
    ],
)
def test_type_and_range_are_checked(
    example_view: ProjectView, key: EntryKey, value: str, rules: list[str]
) -> None:
    view = with_entry(example_view, Entry(key, value=value))
    assert found(view, key) == rules
    assert [(finding.rule, finding.key) for finding in of_year(view, "2023")] == [
        (rule, key) for rule in rules
    ]


def test_a_finding_carries_the_figure_as_it_is_printed(example_view: ProjectView) -> None:
    view = with_entry(example_view, Entry(SHARE, value="12345.60"))
    (finding,) = check_figure(view, SHARE)
    assert finding.facts == {"value": "12,345.60", "limit": "100"}
    assert "12,345.60" in finding_text(view.catalogue, finding, "en")


def test_words_of_a_text_indicator_have_no_range(example_view: ProjectView) -> None:
    words = replace(example_view.catalogue.indicator("energy.indirect"), kind=Kind.TEXT)
    view = with_indicator(example_view, words)
    assert found(with_entry(view, Entry(ENERGY, text="Recycled by a partner")), ENERGY) == []
    assert found(with_entry(view, Entry(ENERGY)), ENERGY) == ["missing"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("about 500", "figure.has_other_signs"),
        ("-", "figure.dash_is_ambiguous"),
        ("(5)", "figure.brackets_are_ambiguous"),
        ("1,23", "figure.groups_are_odd"),
        ("1.2.3", "figure.two_decimal_signs"),
        ("9" * 41, "figure.too_long"),
        ("5%", "figure.percent_sign_in_other_unit"),
    ],
)
def test_a_text_that_is_no_figure_is_an_error_beside_the_old_figure(
    example: Project, typed: str, message: str
) -> None:
    enter_text(example, ENERGY, typed)
    view = example.view()
    (finding,) = of_year(view, "2023")
    assert (finding.rule, finding.severity, finding.message) == (
        "not_a_figure",
        Severity.ERROR,
        message,
    )
    assert found(view, ENERGY) == ["not_a_figure"]
    enter_text(example, ENERGY, "5")
    assert of_year(example.view(), "2023") == []


def test_a_draft_hides_that_the_figure_is_missing_too(example_view: ProjectView) -> None:
    draft = Draft(ENERGY, "soon", "figure.has_other_signs")
    view = replace(example_view, drafts={ENERGY: draft}, entries={})
    assert found(view, ENERGY) == ["not_a_figure"]


def test_findings_come_in_the_order_of_the_catalogue(example_view: ProjectView) -> None:
    empty = replace(example_view, entries={})
    findings = of_year(empty, "2023")
    places = [(finding.key.indicator, finding.key.members) for finding in findings]
    assert places == [
        (indicator.code, members)
        for indicator in empty.catalogue.indicators
        for members in empty.catalogue.member_sets(indicator.code)
        if indicator.is_required
    ]
    assert len(set(map(ident, findings))) == len(findings) == 200


def test_the_same_figures_give_the_same_findings(example_view: ProjectView) -> None:
    wrong = Entry(SHARE, value="200")
    entries = {**example_view.entries, SHARE: wrong, STAFF: Entry(STAFF, value="0.5")}
    forwards = replace(example_view, entries=entries)
    backwards = replace(example_view, entries=dict(reversed(entries.items())))
    assert check_year(forwards, "2023") == check_year(backwards, "2023")


def ident(finding: Finding) -> str:
    return finding.id
