"""The list of restatements: what was published, what stands there now, who said why, and when."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import Cause, EntryKey
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.i18n import translate
from esgdesk.operations.company import COMPANY
from esgdesk.operations.editions import import_edition, restate, restatements
from esgdesk.operations.entries import enter_text
from esgdesk.operations.project import Project
from esgdesk.report.content import Content
from esgdesk.report.export import Format, export_content
from esgdesk.report.restatements import build_restatements
from tests.report.excel_reading import read_workbook
from tests.report.pdf_reading import plain_text, read_pdf

PUBLISHED = """indicator,members,unit,measure,2021,2022
ghg.scope1,,kilotonne,1000 * tCO2e,2.562,3.2
ghg.scope2,,,,/,105900
suppliers.number,supplier_region:north,,,,50
workforce.headcount,,,,3529,5000
"""
SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2022")
SCOPE2 = EntryKey("ghg.scope2", "", COMPANY, "2022")
NORTH = EntryKey("suppliers.number", "supplier_region:north", COMPANY, "2022")
WHY = Wording("The plant was added.", "已纳入工厂。", "已納入工廠。")
FIGURES = [
    ["3,200", "3,320", "120"],
    ["105,900", "/", "/"],
    ["5,000", "5,003", "3"],
    ["50", "49", "−1"],
]


def build(project: Project, language: str = "en") -> Content:
    import_edition(project, PUBLISHED, period="2022", source="the printed report")
    enter_text(project, SCOPE1, "3,320")
    enter_text(project, SCOPE2, "/")
    enter_text(project, NORTH, "49")
    restate(project, SCOPE1, report="2023", cause=Cause.BOUNDARY, text=WHY)
    restate(project, NORTH, report="2023", cause=Cause.ROUNDING)
    lines = restatements(project, "2023")
    return build_restatements(project.view(), lines, period="2023", language=language)


def test_old_new_and_difference_stand_side_by_side(example: Project) -> None:
    content = build(example)
    rows = [row for section in content.sections for row in section.rows]
    texts = [[cell.text for cell in row.cells[4:]] for row in rows]
    assert sorted(texts) == sorted(FIGURES)
    assert "2023" in content.title
    by_name = {row.cells[1].text: row for row in rows}
    scope1 = next(row for name, row in by_name.items() if "Scope 1" in name)
    assert [cell.text for cell in scope1.cells[2:4]] == ["2022", "tCO₂e"]
    notes = [note for section in content.sections for note in section.notes]
    assert [note.mark for note in notes] == ["1", "2", "3", "4"]
    day = restatements(example, "2023")[0].at[:10]
    assert "3.2 kilotonne" in notes[0].text
    assert WHY.en in notes[0].text
    assert "Ann" in notes[0].text and day in notes[0].text
    assert translate("en", "restatement.boundary") in notes[0].text
    assert not any("{" in note.text for note in notes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", list(Format))
def test_every_format_says_what_the_list_says(
    example: Project, tmp_path: Path, format_: Format, language: str
) -> None:
    content = build(example, language)
    target = tmp_path / f"list.{format_}"
    done = export_content(example.view(), content, format=format_, target=target)
    assert done.figures == 12
    wanted = [[cell.text for cell in row.cells] for s in content.sections for row in s.rows]
    notes = [(s.title, note.mark, note.text) for s in content.sections for note in s.notes]
    manifest = json.loads((tmp_path / f"list.{format_}.manifest.json").read_text("utf-8"))
    assert (manifest["figures"], manifest["layout"]) == (12, "restatements")
    if format_ in (Format.PDF, Format.XLSX):
        read = read_pdf(target) if format_ is Format.PDF else read_workbook(target)
        found = [[r.number, r.name, r.breakdown, r.unit, *r.figures] for r in read.rows]
        assert found == wanted
        assert list(read.notes) == notes
        assert [row.figure_marks[1] for row in read.rows] == ["1", "2", "3", "4"]
    elif format_ is Format.JSON:
        data = json.loads(target.read_text("utf-8"))
        assert [line["text"] for line in data["figures"]] == [
            text for row in wanted for text in row[4:]
        ]
        assert [line["year"] for line in data["figures"][:3]] == ["old", "new", "difference"]
        assert [(n["mark"], n["text"]) for n in data["notes"]] == [n[1:] for n in notes]
    else:
        lines = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
        assert len(lines) == 12
        assert [line["breakdown"] for line in lines[:3]] == ["2022"] * 3


@pytest.mark.parametrize("format_", list(Format))
def test_a_report_that_restates_nothing_has_an_empty_list(
    example: Project, tmp_path: Path, format_: Format
) -> None:
    content = build_restatements(example.view(), [], period="2023", language="en")
    target = tmp_path / f"list.{format_}"
    done = export_content(example.view(), content, format=format_, target=target)
    assert done.figures == 0
    if format_ is Format.PDF:
        assert "".join(content.title.split()) in plain_text(target)


def test_a_language_that_is_not_there_is_wrong_use(example: Project) -> None:
    with pytest.raises(UsageProblem, match="unknown_language"):
        build_restatements(example.view(), [], period="2023", language="fr")
