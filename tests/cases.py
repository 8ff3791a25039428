"""The two published cases as company files, for tests that hold findings against them."""

from __future__ import annotations

from pathlib import Path

from esgdesk.core.findings import Finding
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.operations.editions import import_edition
from esgdesk.operations.example import create_example
from esgdesk.operations.findings import import_mentions
from esgdesk.operations.project import Project, Who
from esgdesk.paths import resources, templates

TABLE_2021 = Path(__file__).parent / "data" / "case2021"
EXAMPLE = resources() / "example"


def table_2021(folder: Path, who: Who) -> Project:
    """The KPI table of the 2021 report, with a pack of its own."""
    return create_example(folder / "table-2021.esgdesk", who, example=TABLE_2021, packs=TABLE_2021)


def example_with_places(folder: Path, who: Who) -> Project:
    """The example company, with the 2021 report and the other places of the 2023 report."""
    project = create_example(folder / "example.esgdesk", who, example=EXAMPLE, packs=templates())
    edition = (EXAMPLE / "edition-2021.csv").read_text(encoding="utf-8")
    import_edition(project, edition, period="2021", source="ESG report 2021")
    mentions = (EXAMPLE / "mentions-2023.csv").read_text(encoding="utf-8")
    import_mentions(project, mentions, period="2023")
    return project


Line = tuple[str, str, str, str, str, str]


def line(view: ProjectView, finding: Finding) -> Line:
    """A finding as tables of tests show it: rule, figure, what is there, expected, cause."""
    key = finding.key
    entry = view.entries.get(key)
    value = entry.value if entry is not None and entry.value is not None else "/"
    cause = finding.cause.message.removeprefix("cause.") if finding.cause else ""
    return finding.rule, key.indicator, key.members, value, finding.expected, cause


def lines(view: ProjectView, period: str) -> list[Line]:
    """All findings of a year."""
    return [line(view, finding) for finding in check_year(view, period)]
