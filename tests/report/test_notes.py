"""Footnotes that follow from the figures, in the content and in the finished files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from esgdesk.core.model import Anchor, Cause, EntryKey, Footnote
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.operations.company import COMPANY
from esgdesk.operations.editions import import_edition, publish, restate
from esgdesk.operations.entries import enter_text
from esgdesk.operations.findings import answer_finding
from esgdesk.operations.footnotes import save_footnote
from esgdesk.operations.project import Project
from esgdesk.report.export import Format, export_appendix
from esgdesk.report.fill import build_content
from esgdesk.report.notes import report_notes
from tests.report.excel_reading import read_workbook
from tests.report.pdf_reading import read_pdf

SCOPE1 = EntryKey("ghg.scope1", "", COMPANY, "2022")
DIESEL = EntryKey("energy.diesel", "", COMPANY, "2023")
NORTH = EntryKey("suppliers.number", "supplier_region:north", COMPANY, "2023")
RECOUNTED = Wording("Recounted.", "已重新计算。", "已重新計算。")
OPENED = Wording("The north was opened.", "开拓北方。", "開拓北方。")
WORDS = {
    "en": (
        "Restated (error): 3,221 tCO₂e in the 2022 report. Recounted.",
        "Converted with Net calorific value of diesel: 42.705 MJ/kg (GB/T 2589-2020, Appendix A).",
        "The north was opened.",
    ),
    "zh-Hans": (
        "已重述（更正错误）：2022 年报告中为 3,221 吨二氧化碳当量。已重新计算。",
        "按柴油平均低位发热量 42.705 MJ/kg 折算（GB/T 2589-2020, Appendix A）。",
        "开拓北方。",
    ),
    "zh-Hant": (
        "已重述（更正錯誤）：2022 年報告中為 3,221 噸二氧化碳當量。已重新計算。",
        "按柴油平均低位發熱量 42.705 MJ/kg 換算（GB/T 2589-2020, Appendix A）。",
        "開拓北方。",
    ),
}


def answer(project: Project, key: EntryKey = NORTH, *, is_printed: bool = True) -> None:
    found = check_year(project.view(), "2023")
    (jump,) = [f for f in found if (f.key, f.rule) == (key, "jump")]
    answer_finding(project, jump, OPENED, is_printed=is_printed)


def prepare(project: Project) -> ProjectView:
    """One note of each kind that comes by itself."""
    publish(project, "2022", accept_open=True)
    enter_text(project, SCOPE1, "3,222")
    restate(project, SCOPE1, report="2023", cause=Cause.ERROR, text=RECOUNTED)
    enter_text(project, DIESEL, "10 t")
    answer(project)
    return project.view()


def made(view: ProjectView) -> dict[str, Footnote]:
    return {note.origin: note for note in report_notes(view, "2023") if note.origin != "user"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx"])
def test_notes_that_follow_from_the_figures_are_printed_on_them(
    example: Project, tmp_path: Path, name: str, language: str
) -> None:
    view = prepare(example)
    target = tmp_path / name
    exported = export_appendix(
        view,
        period="2023",
        layout="appendix",
        language=language,
        format=Format(target.suffix[1:]),
        target=target,
    )
    content = exported.content
    assert exported.figures == 600
    assert content.unplaced == ()
    read = read_pdf(target) if name == "a.pdf" else read_workbook(target)
    assert [(s, m, t) for s, m, t in read.notes] == [
        (section.title, note.mark, note.text)
        for section in content.sections
        for note in section.notes
    ]
    marks = {text: mark for _, mark, text in read.notes}
    years = [column.period for column in content.columns if column.period]
    cells = iter(content.figure_cells())
    places = {
        next(cells).key: (row.figures[place], row.figure_marks[place])
        for row in read.rows
        for place in range(len(years))
    }
    shown = {"2022": "3,222", "2023": "118.63"}
    restated, converted, explained = WORDS[language]
    assert places[SCOPE1] == (shown["2022"], marks[restated])
    assert places[DIESEL][0] == shown["2023"]
    assert marks[converted] in places[DIESEL][1].split(",")
    assert places[NORTH] == ("316", marks[explained])


def test_all_notes_count_on_through_the_report_and_peoples_own_come_first(
    example: Project,
) -> None:
    view = prepare(example)
    content = build_content(view, period="2023", layout=view.layout("appendix"), language="en")
    notes = [note for section in content.sections for note in section.notes]
    assert view.report("2023").footnote_start == 22
    assert [note.mark for note in notes] == [str(number) for number in range(22, 22 + 6 + 3)]
    (cell,) = [cell for cell in content.figure_cells() if cell.key == DIESEL]
    texts = {note.mark: note.text for note in notes}
    first, second = (texts[mark] for mark in cell.marks)
    assert first.startswith("From 2023 the Baotou factory")
    assert second == WORDS["en"][1]


def test_a_published_unit_of_its_own_is_named(example: Project) -> None:
    text = "indicator,members,unit,measure,2022\nghg.scope1,,kilotonnes,1000 * tCO2e,3.221\n"
    import_edition(example, text, period="2022", source="paper")
    enter_text(example, SCOPE1, "3,322")
    restate(example, SCOPE1, report="2023", cause=Cause.METHOD)
    note = made(example.view())["restatement"]
    assert "3.221 kilotonnes in the 2022 report" in note.text.en


def test_a_reason_without_words_is_not_said_twice(example: Project) -> None:
    publish(example, "2022", accept_open=True)
    enter_text(example, SCOPE1, "3,222")
    restate(example, SCOPE1, report="2023", cause=Cause.ERROR)
    note = made(example.view())["restatement"]
    assert note.text.en == "Restated (error): 3,221 tCO₂e in the 2022 report."
    assert (note.anchor, note.value_period) == (Anchor.VALUE, "2022")
    own = Footnote(
        "n1", COMPANY, "2023", Anchor.VALUE, "ghg.scope1", "", "2022", Wording("Was wrong.")
    )
    save_footnote(example, own)
    assert "restatement" not in made(example.view())
    restate(example, SCOPE1, report="2023", cause=Cause.ERROR, text=RECOUNTED)
    assert "restatement" in made(example.view())


def test_a_change_without_a_reason_and_one_taken_back_have_no_note(example: Project) -> None:
    publish(example, "2022", accept_open=True)
    enter_text(example, SCOPE1, "3,222")
    assert made(example.view()) == {}
    restate(example, SCOPE1, report="2023", cause=Cause.ERROR)
    enter_text(example, SCOPE1, "3,221")
    assert made(example.view()) == {}


def test_a_conversion_is_noted_as_long_as_it_is_one(example: Project) -> None:
    enter_text(example, DIESEL, "118.63 MWh")
    assert made(example.view()) == {}
    enter_text(example, DIESEL, "118,630 kWh")
    assert made(example.view()) == {}, "no coefficient: the same measure"
    enter_text(example, DIESEL, "10 t")
    assert made(example.view()).keys() == {"coefficient"}
    enter_text(example, DIESEL, "118.63")
    assert made(example.view()) == {}


def test_an_explanation_is_printed_where_it_is_wanted_and_while_it_holds(
    example: Project,
) -> None:
    answer(example, is_printed=False)
    assert made(example.view()) == {}
    answer(example)
    note = made(example.view())["explanation"]
    assert (note.indicator, note.members, note.value_period) == NORTH_PLACE
    assert note.text == OPENED
    enter_text(example, NORTH, "317")
    assert made(example.view()) == {}
    held = {answer for answer in example.view().answers}
    assert len(report_notes(example.view(), "2023", held=held)) == 7, "whoever has checked says so"


NORTH_PLACE = ("suppliers.number", "supplier_region:north", "2023")


def test_a_report_of_another_year_has_its_own(example: Project) -> None:
    view = prepare(example)
    assert [note.origin for note in report_notes(view, "2022") if note.origin != "user"] == []
    only = replace(view, printed={}, answers={})
    assert [note.origin for note in report_notes(only, "2023")[6:]] == ["coefficient"]
