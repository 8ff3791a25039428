"""The page on two published reports says what the rules find, all of it and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from esgdesk.core.findings import Finding
from esgdesk.core.numbers import print_figure
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.operations.project import Who
from tests.cases import example_with_places, line, table_2021
from tests.core.relations import FIGURES, PLACES, held

PAGE = (Path(__file__).parents[1] / "docs" / "case-study.md").read_text(encoding="utf-8")
BESIDE = "2023 report beside other places"
TABLES = [
    *("2019 in the 2021 report", "2020 in the 2021 report", "2021 in the 2021 report"),
    *("2021 in the 2023 report", "2022 in the 2023 report", "2023 in the 2023 report"),
    f"The {BESIDE}",
]
JUDGEMENTS = ("true slip", "matter of definition", "question worth asking", "false alarm")
Row = tuple[str, ...]


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, ProjectView]]:
    """Each report's figures, by its year."""
    folder, who = tmp_path_factory.mktemp("cases"), Who("Ann", "desk-1")
    with table_2021(folder, who) as old, example_with_places(folder, who) as new:
        yield {"2021": old.view(), "2023": new.view()}


def rows(title: str) -> list[Row]:
    """The lines of the table below a heading."""
    (section,) = re.findall(rf"^### {title}\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    lines = [text for text in section.splitlines() if text.startswith("| `")]
    return [tuple(cell.strip() for cell in text.strip("|").split("|")) for text in lines]


def of_table(title: str, views: Mapping[str, ProjectView]) -> tuple[ProjectView, str]:
    """The view and the year that a table is about."""
    if title.endswith(BESIDE):
        return views["2023"], "2023"
    year, report = re.findall(r"\d{4}", title)
    return views[report], year


def findings(title: str, view: ProjectView, year: str) -> list[Finding]:
    is_beside = title.endswith(BESIDE)
    return [found for found in check_year(view, year) if (found.rule in PLACES) is is_beside]


@pytest.mark.parametrize("title", TABLES)
def test_every_finding_stands_there_as_it_is_told(
    views: Mapping[str, ProjectView], title: str
) -> None:
    view, year = of_table(title, views)
    expected = []
    for finding in findings(title, view, year):
        rule, indicator, members, value, wanted, _ = line(view, finding)
        place = f"`{indicator}` `{members}`" if members else f"`{indicator}`"
        expected.append((place, f"`{rule}`", print_figure(value), wanted or "–"))
    assert [row[:4] for row in rows(title)] == expected


@pytest.mark.parametrize("title", TABLES)
def test_every_finding_is_judged(title: str) -> None:
    for row in rows(title):
        assert len(row) == 7 and all(row)
        assert row[5] in JUDGEMENTS


def test_the_count_is_that_of_the_tables(views: Mapping[str, ProjectView]) -> None:
    total: Counter[str] = Counter()
    for title in TABLES:
        view, year = of_table(title, views)
        count = Counter(row[5] for row in rows(title))
        kinds = PLACES if title.endswith(BESIDE) else FIGURES
        count["holds"] = held(view, year, kinds).total()
        name = BESIDE if title.endswith(BESIDE) else ", ".join(reversed(title.split(" in the ")))
        assert counted(count).format(name=name, mark="") in PAGE
        total += count
    assert counted(total).format(name="**together**", mark="**") in PAGE


def counted(count: Counter[str]) -> str:
    """A line of the count, with room for its name and for marks around its numbers."""
    found = sum(count[name] for name in JUDGEMENTS)
    numbers = [found, *(count[name] for name in (*JUDGEMENTS, "holds"))]
    return "| {name} | " + " | ".join(f"{{mark}}{number}{{mark}}" for number in numbers) + " |"
