"""A group's figure against the sum of its entities."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import Entity, Entry, EntryKey, Reason
from esgdesk.core.rules import Checker
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.naming import finding_text
from esgdesk.operations.company import COMPANY

WATER = "water.consumption"
SITES = (
    Entity(COMPANY, Wording("Group")),
    Entity("north", Wording("North"), COMPANY),
    Entity("south", Wording("South"), COMPANY),
    Entity("dock", Wording("Dock"), "south"),
)


def grouped(view: ProjectView, own: str, **below: str | None) -> ProjectView:
    """The view as a group with this figure and these ones below it; None is not disclosed."""
    key = EntryKey(WATER, "", COMPANY, "2023")
    parts = {}
    for code, value in below.items():
        place = replace(key, entity=code)
        reason = None if value is not None else Reason.NOT_DISCLOSED
        parts[place] = Entry(place, value=value, reason=reason)
    entries = {**view.entries, key: Entry(key, value=own)}
    return replace(view, entries=entries, entities=SITES, below=parts)


def told(view: ProjectView) -> list[Finding]:
    """What is said about the group, in words of every language."""
    found = Checker(view.catalogue).check(view, "2023", {WATER})
    found = [line for line in found if line.rule == "consolidation"]
    for finding in found:
        assert all(finding_text(view.catalogue, finding, language) for language in LANGUAGES)
    return found


def test_a_group_that_is_the_sum_of_its_entities_is_quiet(example_view: ProjectView) -> None:
    assert told(grouped(example_view, "12.5", north="10", dock="2.5")) == []


def test_a_group_that_is_not_says_by_how_much(example_view: ProjectView) -> None:
    (finding,) = told(grouped(example_view, "15", north="10", dock="2"))
    assert (finding.severity, finding.expected, finding.difference) == (Severity.ERROR, "12", "+3")
    assert {key.entity for key in finding.figures} == {COMPANY, "north", "dock"}


@pytest.mark.parametrize("dock", [{}, {"dock": None}])
def test_a_missing_entity_is_named_and_never_counted_as_zero(
    example_view: ProjectView, dock: dict[str, None]
) -> None:
    view = grouped(example_view, "10", north="10", **dock)
    (finding,) = told(view)
    assert finding.severity is Severity.WARNING
    assert "no figure yet" in finding_text(view.catalogue, finding, "en")


def test_rounding_of_the_parts_is_no_error(example_view: ProjectView) -> None:
    assert told(grouped(example_view, "12", north="10.4", dock="2")) == []


def test_five_hundred_true_groups_are_quiet_and_one_slip_is_found(
    example_view: ProjectView,
) -> None:
    chance = Random(7)
    for _ in range(500):
        parts = {
            code: f"{chance.randrange(10**6)}.{chance.randrange(100):02}"
            for code in ("north", "dock")
        }
        cents = sum(int(value.replace(".", "")) for value in parts.values())
        slip = chance.choice((-1, 1)) * chance.randrange(5, 10**6)
        true, wrong = (
            f"{number // 100}.{number % 100:02}" for number in (cents, abs(cents + slip))
        )
        assert told(grouped(example_view, true, **parts)) == []
        assert len(told(grouped(example_view, wrong, **parts))) == 1
