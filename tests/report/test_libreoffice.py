"""A second opinion: LibreOffice opens the workbook and shows the published figures."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from esgdesk.core.view import ProjectView
from esgdesk.report.export import Format, export_appendix
from tests.report.libreoffice import SOFFICE, shown

CASE = Path(__file__).parents[1] / "data" / "case2023" / "indicators.csv"
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice Calc is not installed"),
]


def test_libreoffice_shows_the_published_figures(example_view: ProjectView, tmp_path: Path) -> None:
    book = tmp_path / "appendix.xlsx"
    export_appendix(
        example_view,
        period="2023",
        layout="appendix",
        language="en",
        format=Format.XLSX,
        target=book,
    )
    sheets = shown(book, tmp_path)
    assert len(sheets) == 6
    found = []
    for rows in sheets.values():
        head = next(row for row in rows if row and row[0] == "No.")
        years = [head.index(f"Year of {year}") for year in ("2023", "2022", "2021")]
        unit = head.index("Unit")
        body = rows[rows.index(head) + 1 :]
        found += [(row[unit], *(row[year] for year in years)) for row in body if row[unit]]
    with CASE.open(encoding="utf-8", newline="") as file:
        wanted = [
            (line["unit"], line["y2023"], line["y2022"], line["y2021"])
            for line in csv.DictReader(file)
        ]
    assert sorted(found) == sorted(wanted)
