"""A second opinion: LibreOffice opens the workbook and shows the published figures."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from esgdesk.core.view import ProjectView
from esgdesk.report.export import Format, export_appendix

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CASE = Path(__file__).parents[1] / "data" / "case2023" / "indicators.csv"
# Comma, quotation mark, UTF-8, from the first line, cells as shown, every sheet a file.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice Calc is not installed"),
]


def shown(book: Path, folder: Path) -> dict[str, list[list[str]]]:
    """The rows of each sheet as LibreOffice shows them."""
    profile = (folder / "profile").as_uri()
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless"]
    done = subprocess.run(
        [*command, "--convert-to", AS_SHOWN, "--outdir", str(folder), str(book)],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    sheets = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            sheets[file.stem.removeprefix(f"{book.stem}-")] = list(csv.reader(lines))
    return sheets


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
