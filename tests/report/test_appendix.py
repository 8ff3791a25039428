"""The whole job on real figures: what was published comes back from the finished files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from esgdesk.core.model import EntryKey
from esgdesk.core.view import ProjectView
from esgdesk.operations.company import COMPANY
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project
from esgdesk.report.export import Format, export_appendix
from tests.report.excel_reading import read_workbook
from tests.report.pdf_reading import read_pdf

CASE = Path(__file__).parents[1] / "data" / "case2023"
YEARS = ("y2023", "y2022", "y2021")


def published() -> Iterator[dict[str, str]]:
    with (CASE / "indicators.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def published_notes() -> dict[str, dict[str, str]]:
    with (CASE / "footnotes.csv").open(encoding="utf-8", newline="") as file:
        return {line["no"]: line for line in csv.DictReader(file)}


def expected_rows() -> list[tuple[object, ...]]:
    """Section, number, name, breakdown, unit, figures, marks on the name, marks on the figures."""
    rows = []
    notes = published_notes()
    for line in published():
        note = notes.get(line["footnote_no"], {"on": "", "year": ""})
        rows.append(
            (
                line["section"],
                line["no"],
                line["indicator"],
                line["breakdown"],
                line["unit"],
                [line[year] for year in YEARS],
                line["footnote_no"] if note["on"] == "name" else "",
                [line["footnote_no"] if year == f"y{note['year']}" else "" for year in YEARS],
            )
        )
    return rows


def write(view: ProjectView, target: Path, language: str = "en") -> Path:
    exported = export_appendix(
        view,
        period="2023",
        layout="appendix",
        language=language,
        format=Format(target.suffix[1:]),
        target=target,
    )
    assert exported.figures == 600
    return target


@pytest.mark.parametrize("name", ["appendix.xlsx", "appendix.pdf"])
def test_every_published_row_comes_back_as_printed(
    example_view: ProjectView, tmp_path: Path, name: str
) -> None:
    target = write(example_view, tmp_path / name)
    read = read_workbook(target) if name.endswith("xlsx") else read_pdf(target)
    found = [
        (
            row.section,
            row.number,
            row.name,
            row.breakdown,
            row.unit,
            row.figures,
            row.name_marks,
            row.figure_marks,
        )
        for row in read.rows
    ]
    expected = expected_rows()
    assert len(found) == len(expected) == 200
    for number, (got, wanted) in enumerate(zip(found, expected, strict=True), start=1):
        assert got == wanted, f"row {number}"
    assert sum(len(row.figures) for row in read.rows) == 600
    assert [mark for _, mark, _ in read.notes] == list(published_notes())


def test_a_changed_figure_shows_in_both_files(example: Project, tmp_path: Path) -> None:
    enter_text(example, EntryKey("ghg.scope1", "", COMPANY, "2023"), "4,052.75")
    view = example.view()
    book = read_workbook(write(view, tmp_path / "a.xlsx"))
    page = read_pdf(write(view, tmp_path / "a.pdf"))
    assert book.rows[1].figures == page.rows[1].figures == ["4,052.75", "3,221", "2,562"]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_chinese_appendices_carry_the_same_figures_and_marks(
    example_view: ProjectView, tmp_path: Path, language: str
) -> None:
    book = read_workbook(write(example_view, tmp_path / "a.xlsx", language))
    page = read_pdf(write(example_view, tmp_path / "a.pdf", language))
    for read in (book, page):
        for row, wanted in zip(read.rows, expected_rows(), strict=True):
            assert (row.number, row.figures, row.figure_marks) == (wanted[1], wanted[5], wanted[7])
    assert [row.name for row in book.rows] == [row.name for row in page.rows]
    assert [row.unit for row in book.rows] == [row.unit for row in page.rows]


def test_the_same_figures_give_the_same_bytes(example_view: ProjectView, tmp_path: Path) -> None:
    for name in ("a.pdf", "a.xlsx", "a.csv", "a.json"):
        first = write(example_view, tmp_path / name).read_bytes()
        assert write(example_view, tmp_path / f"again-{name}").read_bytes() == first, name
