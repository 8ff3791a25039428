"""The workbook says what the content says: read back from the real file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgdesk.core.errors import RefusedDeed
from esgdesk.core.model import Head
from esgdesk.core.numbers import print_figure
from esgdesk.core.view import ProjectView
from esgdesk.report.content import Cell, CellKind, Column, Content, Note, Role, Row, Section
from esgdesk.report.excel import figures_as_text, number_format, read_figures, write_excel
from esgdesk.report.excel_measure import column_widths, line_count, text_width
from esgdesk.report.excel_readback import displayed_text
from esgdesk.report.excel_text import footer_text, sheet_title
from esgdesk.report.fill import build_content
from tests.report.excel_reading import ReadRow, head_row, lowered, read_workbook

VALUES = (
    *("0", "0.00", "0.0", "7", "407", "407.00", "1004.50", "83512", "2142977", "99999999"),
    *("-12.3", "-0.5", "-1234567.891", "0.013", "0.00004", "9.95", "0.1", "1.005", "2.675"),
    *("999.99", "1000", "123456789012345", "0.123456789012345", "1000000000000000000"),
)
INJECTIONS = (
    *("=1+1", '=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "-", "=", "'=1+1"),
    *("\t=1+1", "\n=1+1", "#N/A", "#REF!", "TRUE", "1E5", "2024-01-01", "_x003D_1+1", "_x000D_"),
    *("<f>1</f>", "&lt;f&gt;", "]]>", "{=1+1}", "%0A=1", "=cmd|' /C calc'!A0", "＝1+1"),
)
LONG_CHINESE = (
    "安全生产检查与评价（不包括新建、改建、扩建项目安全评价）、咨询及标准化建设支出，"
    "以及应急救援器材、设备配备、维护、保养支出和应急演练支出"
)


def figure(value: str, *marks: str) -> Cell:
    return Cell(print_figure(value), CellKind.FIGURE, value=value, marks=marks)


def missing(text: str = "/") -> Cell:
    return Cell(text, CellKind.MISSING)


def text(words: str, **more: Any) -> Cell:
    return Cell(words, CellKind.TEXT, **more)


def item(group: int, name: str, unit: str, *figures: Cell, marks: Sequence[str] = ()) -> Row:
    """A numbered row without breakdown."""
    cells = (text(str(group)), text(name, marks=tuple(marks), columns=2), Cell(columns=0))
    return Row((*cells, text(unit), *figures), group, starts=True)


def parent(group: int, name: str, *children: tuple[str, str, Sequence[Cell]]) -> list[Row]:
    """A numbered item whose number and name span its breakdown rows."""
    rows = []
    for position, (breakdown, unit, figures) in enumerate(children):
        span = len(children) if position == 0 else 0
        number = text(str(group), rows=span) if span else Cell(rows=0)
        head = text(name, rows=span) if span else Cell(rows=0)
        cells = (number, head, text(breakdown), text(unit), *figures)
        rows.append(Row(cells, group, starts=span > 0))
    return rows


def content_of(*sections: Section, years: int = 2, **more: Any) -> Content:
    heads = {
        Role.NUMBER: "No.",
        Role.NAME: "Indicator",
        Role.BREAKDOWN: "Breakdown",
        Role.UNIT: "Unit",
    }
    shown = [str(2023 - position) for position in range(years)]
    plain: dict[str, Any] = {
        "title": "KPI appendix",
        "report_title": "ESG report 2023",
        "company": "Magnets & Co., Ltd.",
        "period": "2023",
        "language": "en",
        "columns": (
            *(Column(role, heading) for role, heading in heads.items()),
            *(Column(Role.FIGURE, f"Year of {year}", year) for year in shown),
        ),
        "sections": sections,
        "sheets": "chapter",
        "orientation": "portrait",
        "accent": "#0F766E",
        "layout": "appendix",
        "head": Head(42, "0123456789abcdef" * 4, "2024-03-01T10:20:30+00:00"),
    }
    return Content(**{**plain, **more})


def one_table(*rows: Row, notes: Sequence[Note] = (), **more: Any) -> Content:
    figures = len(rows[0].cells) - 4
    return content_of(Section("s", "Environment", rows, tuple(notes)), years=figures, **more)


def sample(**more: Any) -> Content:
    """Two sections with everything that a layout can bring."""
    environment = Section(
        "environment",
        "Environment",
        (
            item(1, "Total GHG emissions", "tCO₂e", figure("83512"), figure("109146")),
            item(2, "Diesel", "MWh", figure("224.17", "23"), missing(), marks=("22",)),
            *parent(
                3,
                "Exhaust emissions by type",
                ("Nitrogen oxides (NOx)", "tonne", (figure("7.17"), missing())),
                ("Fine dust (PM2.5)", "tonne", (figure("1.20"), figure("-0.51"))),
            ),
        ),
        (Note("22", "Counted since 2023."), Note("23", "Includes the second works (SOx too).")),
    )
    people = Section(
        "people",
        "员工",
        (
            item(1, "员工总数", "人", figure("5461"), figure("5003")),
            item(2, LONG_CHINESE, "人民币百万元", figure("0.28"), figure("0.14")),
        ),
        marks=("24",),
        notes=(Note("24", "按年末在职人数统计。"),),
    )
    return content_of(environment, people, **more)


def written(content: Content, folder: Path) -> Path:
    path = folder / "appendix.xlsx"
    write_excel(content, path)
    return path


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path, rich_text=True)


def test_every_row_reads_back_as_the_content_has_it(tmp_path: Path) -> None:
    book = read_workbook(written(sample(), tmp_path))
    assert book.headings == [
        *("No.", "Indicator", "Breakdown", "Unit", "Year of 2023", "Year of 2022")
    ]
    dust = ReadRow(
        section="Environment",
        number="3",
        name="Exhaust emissions by type",
        breakdown="Fine dust (PM2.5)",
        unit="tonne",
        figures=["1.20", "−0.51"],
        figure_marks=["", ""],
    )
    assert book.rows[3] == dust
    assert [(row.section, row.number) for row in book.rows] == [
        *[("Environment", number) for number in "1233"],
        *[("员工", number) for number in "12"],
    ]
    assert book.rows[5].name == LONG_CHINESE


def test_one_sheet_holds_the_same_rows_and_notes_as_many(tmp_path: Path) -> None:
    many = read_workbook(written(sample(), tmp_path))
    path = written(sample(sheets="one"), tmp_path)
    one = read_workbook(path, by_chapter=False)
    assert one == many
    assert opened(path).sheetnames == ["KPI appendix"]


def test_sheets_are_named_by_section(tmp_path: Path) -> None:
    book = opened(written(sample(), tmp_path))
    assert book.sheetnames == ["Environment", "员工"]
    assert book.active.title == "Environment"
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book] == [True, False]


def test_numbers_and_names_span_their_rows_and_columns(tmp_path: Path) -> None:
    sheet = opened(written(sample(), tmp_path))["Environment"]
    head = head_row(sheet)
    spans = {str(block) for block in sheet.merged_cells.ranges}
    assert {f"B{head + 1}:C{head + 1}", f"A{head + 3}:A{head + 4}", f"B{head + 3}:B{head + 4}"} < (
        spans
    )


@pytest.mark.parametrize("value", VALUES)
def test_figures_are_numbers_that_show_their_printed_text(value: str, tmp_path: Path) -> None:
    content = one_table(item(1, "Name", "tonne", figure(value)))
    path = written(content, tmp_path)
    cell = opened(path).active.cell(head_row(opened(path).active) + 1, 5)
    assert cell.data_type == "n"
    assert Decimal(repr(cell.value)) == Decimal(value)
    assert cell.alignment.horizontal == "right"
    assert read_figures(path, content) == [print_figure(value)]


@pytest.mark.parametrize("value", ["12345678901234567.89", "0.1234567890123456", "-0.00"])
def test_figures_that_a_number_would_change_are_text(value: str, tmp_path: Path) -> None:
    content = one_table(item(1, "Name", "tonne", figure(value), figure("407")))
    path = written(content, tmp_path)
    cell = opened(path).active.cell(head_row(opened(path).active) + 1, 5)
    assert cell.data_type == "s"
    assert cell.alignment.horizontal == "right"
    assert read_figures(path, content) == [print_figure(value), "407"]
    assert [cell.value for cell in figures_as_text(content)] == [value]


def test_the_file_holds_the_exact_digits(tmp_path: Path) -> None:
    """A float in between would write 9.949999999999999."""
    path = written(one_table(item(1, "Name", "tonne", figure("9.95"))), tmp_path)
    assert "<v>9.95</v>" in sheet_xml(path)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9)))
def test_number_formats_show_any_figure(value: Decimal) -> None:
    cell = figure(format(value, "f"))
    pattern = number_format(cell)
    if pattern is not None:
        assert displayed_text(value, pattern) == cell.text


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        ("407", "General", "407"),
        ("407.5", "0", "408"),
        ("1004.5", "#,##0.00", "1,004.50"),
        ("-1004.5", "#,##0.0", "-1,004.5"),
        ("-1004.5", '#,##0.0;"−"#,##0.0', "−1,004.5"),
        ("0", "0.00;-0.00;/", "/"),
        ("12", '0" t"', "12 t"),
        ("2.675", "0.00", "2.68"),
    ],
)
def test_display_applies_the_format(value: str, pattern: str, shown: str) -> None:
    assert displayed_text(Decimal(value), pattern) == shown


def test_display_refuses_formats_that_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="number format"):
        displayed_text(Decimal(1), "0.00E+00")


def test_a_wrong_format_is_found_on_reading(tmp_path: Path) -> None:
    content = one_table(item(1, "Name", "tonne", figure("407.00")))
    path = written(content, tmp_path)
    book = opened(path)
    book.active.cell(head_row(book.active) + 1, 5).number_format = "General"
    book.save(path)
    assert read_figures(path, content) == ["407"]


def test_ungrouped_figures_stay_ungrouped(tmp_path: Path) -> None:
    plain = Cell("83512", CellKind.FIGURE, value="83512")
    content = one_table(item(1, "Name", "tonne", plain))
    assert read_figures(written(content, tmp_path), content) == ["83512"]


def test_missing_figures_are_grey_text(tmp_path: Path) -> None:
    content = one_table(item(1, "Name", "tonne", missing(), missing("N/A"), Cell()))
    path = written(content, tmp_path)
    sheet = opened(path).active
    cell = sheet.cell(head_row(sheet) + 1, 5)
    assert (cell.value, cell.data_type, cell.alignment.horizontal) == ("/", "s", "right")
    assert cell.font.color.rgb == "FF64748B"
    assert read_figures(path, content) == ["/", "N/A", ""]


def test_words_in_a_figure_column_wrap(tmp_path: Path) -> None:
    words = "Collected by a licensed contractor, sorted on site and handed over for recycling"
    content = one_table(item(1, "Waste paper", "-", text(words), text("Yes")))
    path = written(content, tmp_path)
    sheet = opened(path).active
    row = head_row(sheet) + 1
    assert read_figures(path, content) == [words, "Yes"]
    assert sheet.cell(row, 5).alignment.wrap_text
    assert sheet.row_dimensions[row].height > sheet.row_dimensions[row - 2].height


def test_marks_on_names_are_raised_and_stay_apart(tmp_path: Path) -> None:
    book = read_workbook(written(sample(), tmp_path))
    assert [(row.name, row.name_marks) for row in book.rows[:2]] == [
        ("Total GHG emissions", ""),
        ("Diesel", "22"),
    ]


def test_marks_on_figures_stand_beside_them(tmp_path: Path) -> None:
    path = written(sample(), tmp_path)
    diesel = read_workbook(path).rows[1]
    assert (diesel.figures, diesel.figure_marks) == (["224.17", "/"], ["23", ""])
    sheet = opened(path)["Environment"]
    row = head_row(sheet) + 2
    assert sheet.cell(row, 5).value == 224.17
    assert sheet.cell(row, 6).font.vertAlign == "superscript"
    assert sheet.cell(row, 6).data_type == "s"
    assert sheet.cell(row, 6).alignment.horizontal == "left"


def test_only_years_with_marks_have_a_mark_column(tmp_path: Path) -> None:
    sheet = opened(written(sample(), tmp_path))["Environment"]
    heads = [cell.value for cell in sheet[head_row(sheet)]]
    assert heads[4:] == ["Year of 2023", None, "Year of 2022"]
    bare = opened(written(one_table(item(1, "Name", "-", figure("1"), figure("2"))), tmp_path))
    assert bare.active.max_column == 6


def test_digits_kept_as_text_on_purpose_raise_no_warning(tmp_path: Path) -> None:
    found = re.search(r'<ignoredError sqref="([^"]*)"', sheet_xml(written(sample(), tmp_path)))
    assert found is not None
    assert found[1].split() == ["F6", "A10", "A11"]


def test_notes_stand_beneath_their_table(tmp_path: Path) -> None:
    path = written(sample(), tmp_path)
    assert read_workbook(path).notes == [
        ("Environment", "22", "Counted since 2023."),
        ("Environment", "23", "Includes the second works (SOx too)."),
        ("员工", "24", "按年末在职人数统计。"),
    ]
    sheet = opened(path)["Environment"]
    assert sheet.cell(sheet.max_row, 2).alignment.wrap_text
    assert sheet.cell(sheet.max_row, 2).font.size == 9
    assert f"B{sheet.max_row}:G{sheet.max_row}" in {str(b) for b in sheet.merged_cells.ranges}


def test_chemical_names_are_set_low(tmp_path: Path) -> None:
    sheet = opened(written(sample(), tmp_path))["Environment"]
    row = head_row(sheet) + 3
    assert lowered(sheet.cell(row, 3)) == ["x"]
    assert lowered(sheet.cell(row + 1, 3)) == ["2.5"]
    assert sheet.cell(head_row(sheet) + 1, 4).value == "tCO₂e"


@pytest.mark.parametrize("words", INJECTIONS)
def test_no_text_becomes_a_formula(words: str, tmp_path: Path) -> None:
    section = Section(
        "s",
        words,
        (
            item(1, words, words, text(words.strip()), marks=("1",)),
            *parent(2, words, (words, words, [figure("1")])),
        ),
        (Note("1", words),),
    )
    content = content_of(section, years=1, company=words, report_title=words, title=words)
    path = written(content, tmp_path)
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        for name in sheets:
            assert not re.search(rb"<f[ >]|t=\"(e|b|str)\"", archive.read(name))
    assert read_figures(path, content) == [words.strip(), "1"]
    read = read_workbook(path)
    expected = words.replace("\t", " ")
    assert read.rows[0].name == expected
    assert read.rows[1].breakdown == read.rows[1].unit == expected


@pytest.mark.parametrize("words", ["=1+1", "-", "+5", "@x", "'a", "1234", "12.5%"])
def test_texts_that_editing_would_change_are_quoted(words: str, tmp_path: Path) -> None:
    content = one_table(item(1, "Name", words, figure("1")))
    sheet = opened(written(content, tmp_path)).active
    row = head_row(sheet) + 1
    assert sheet.cell(row, 4).quotePrefix
    assert not sheet.cell(row, 2).quotePrefix
    assert not sheet.cell(row, 5).quotePrefix


def test_control_signs_are_left_out_of_names(tmp_path: Path) -> None:
    content = one_table(item(1, "Na\x00m\x0be\ud800\ufffe", "t", figure("1")))
    assert read_workbook(written(content, tmp_path)).rows[0].name == "Name"


def test_control_signs_in_a_figure_are_refused(tmp_path: Path) -> None:
    content = one_table(item(1, "Name", "t", text("by\x00hand")))
    with pytest.raises(RefusedDeed, match="figure_has_control_signs"):
        write_excel(content, tmp_path / "a.xlsx")


def test_text_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    fits = one_table(item(1, "x" * 32_767, "t", figure("1")))
    assert len(read_workbook(written(fits, tmp_path)).rows[0].name) == 32_767
    for name in ("x" * 32_768, "𠀀" * 16_384):
        content = one_table(item(1, name, "t", figure("1")))
        with pytest.raises(RefusedDeed, match="text_too_long"):
            write_excel(content, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_sheet_titles_are_safe_and_unique() -> None:
    assert sheet_title("a/b\\c[d]:e*f?", []) == "a b c d e f"
    assert sheet_title("'People'", []) == "People"
    assert sheet_title("", []) == "ESGDesk"
    assert sheet_title("People", ["people"]) == "People (2)"
    assert sheet_title("History", []) == "History (2)"
    long = "Quality, innovation and supply chain"
    assert sheet_title(long, []) == "Quality, innovation and supply…"
    assert sheet_title(long, [sheet_title(long, [])]) == "Quality, innovation and… (2)"
    assert len(sheet_title("安全" * 40, []).encode("utf-16-le")) <= 62
    assert len(sheet_title("𠀀" * 40, []).encode("utf-16-le")) <= 62


def test_footer_texts_have_no_codes() -> None:
    assert footer_text("R&D\n2023") == "R&&D 2023"
    assert len(footer_text("x" * 500)) == 100


@pytest.mark.parametrize("sheets", ["chapter", "one"])
def test_same_content_gives_the_same_bytes(sheets: str, tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_excel(sample(sheets=sheets), first)
    write_excel(sample(sheets=sheets), second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    """The order of a set differs from one run of Python to the next."""
    code = (
        "import sys; from pathlib import Path; from tests.report.test_excel import sample;"
        "from esgdesk.report.excel import write_excel; write_excel(sample(), Path(sys.argv[1]))"
    )
    root = Path(__file__).parents[2]
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            check=True,
        )
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_properties_name_the_state_of_the_data(tmp_path: Path) -> None:
    book = opened(written(sample(language="zh-Hans"), tmp_path))
    properties = book.properties
    assert properties.title == "KPI appendix"
    assert properties.creator == "Magnets & Co., Ltd."
    assert properties.language == "zh-Hans"
    assert properties.keywords == "ESGDesk journal 42:0123456789abcdef"
    assert properties.created == properties.modified == datetime(2024, 3, 1, 10, 20, 30)
    own = {item.name: item.value for item in book.custom_doc_props.props}
    assert own["ESGDesk journal number"] == 42
    assert own["ESGDesk journal hash"] == "0123456789abcdef" * 4


def test_a_file_without_operations_has_no_present_time(tmp_path: Path) -> None:
    book = opened(written(sample(head=Head(0, "0" * 64, "")), tmp_path))
    assert book.properties.created == datetime(2000, 1, 1)


def test_sheets_are_ready_to_print(tmp_path: Path) -> None:
    book = opened(written(sample(), tmp_path))
    for sheet in book:
        head = head_row(sheet)
        assert sheet.freeze_panes == f"E{head + 1}"
        assert sheet.print_area == f"'{sheet.title}'!$A$1:$G${sheet.max_row}"
        assert not sheet.sheet_view.showGridLines
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation) == (9, "portrait")
        assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
        assert sheet.print_options.horizontalCentered
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert sheet.oddFooter.left.text == "Magnets && Co., Ltd. · ESG report 2023"


@pytest.mark.parametrize(
    ("language", "foot", "family"),
    [
        ("en", "Page &P of &N", "Arial"),
        ("zh-Hans", "第 &P 页，共 &N 页", "Microsoft YaHei"),
        ("zh-Hant", "第 &P 頁，共 &N 頁", "Microsoft JhengHei"),
    ],
)
def test_foot_and_font_follow_the_language(
    language: str, foot: str, family: str, tmp_path: Path
) -> None:
    content = sample(language=language, orientation="landscape")
    sheet = opened(written(content, tmp_path)).active
    assert sheet.oddFooter.right.text == foot
    assert sheet.page_setup.orientation == "landscape"
    fonts = {cell.font.name for row in sheet for cell in row}
    assert fonts == {family}


def test_only_horizontal_rules_are_drawn(tmp_path: Path) -> None:
    sheet = opened(written(sample(), tmp_path))["Environment"]
    head = head_row(sheet)
    for row in sheet:
        for cell in row:
            assert cell.border.left is None or cell.border.left.style is None
            assert cell.border.right is None or cell.border.right.style is None
    assert {cell.border.bottom.style for cell in sheet[head]} == {"medium"}
    assert {cell.border.bottom.style for cell in sheet[head + 1]} == {"thin"}
    assert sheet.cell(head + 3, 3).border.bottom is None or (
        sheet.cell(head + 3, 3).border.bottom.style is None
    )
    assert sheet.cell(head, 6).fill.fgColor.rgb == "FFE3EFEE"


def test_rows_are_high_enough_for_long_names(tmp_path: Path) -> None:
    sheet = opened(written(sample(), tmp_path))["员工"]
    row = head_row(sheet) + 2
    name = sheet.cell(row, 2)
    width = sum(sheet.column_dimensions[column].width for column in "BC")
    assert line_count(LONG_CHINESE, width) >= 2
    assert sheet.row_dimensions[row].height >= 12 * line_count(LONG_CHINESE, width)
    assert name.alignment.wrap_text
    assert name.alignment.vertical == "center"


def test_columns_show_every_figure_whole() -> None:
    content = one_table(
        item(1, "Short", "t", figure("1"), figure("123456789012.345")),
        *parent(2, "Investment by type", (LONG_CHINESE, "RMB million", [missing(), missing()])),
    )
    widths = column_widths(content, [])
    assert widths.figure >= len("123,456,789,012.345")
    assert widths.breakdown > widths.name


def test_chinese_counts_double_and_lines_break_between_words() -> None:
    assert text_width("安全") > 1.7 * text_width("00")
    assert line_count("安全" * 20, 45.0) == 2
    assert line_count("one two", 200.0) == 1
    assert line_count("one\ntwo", 200.0) == 2
    assert line_count("wonderful wonderful", 12.0) == 2
    assert line_count("w" * 40, 12.0) >= 4


def test_unusual_layouts_are_drawn(tmp_path: Path) -> None:
    """No numbering, ten years, a pale accent, and a name longer than its rows."""
    figures = [figure("1234567.89", "1") for _ in range(10)]
    rows = parent(1, "A name that is much longer than its only row " * 4, ("All", "t", figures))
    bare = replace(rows[0], cells=(Cell(), *rows[0].cells[1:]))
    content = one_table(bare, accent="#FFFFAA")
    path = written(content, tmp_path)
    assert read_figures(path, content) == ["1,234,567.89"] * 10
    assert read_workbook(path).rows[0].figure_marks == ["1"] * 10


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_example_ties_out(example_view: ProjectView, language: str, tmp_path: Path) -> None:
    content = build_content(
        example_view, period="2023", layout=example_view.layout("appendix"), language=language
    )
    path = written(content, tmp_path)
    expected = [cell.text for cell in content.figure_cells()]
    assert read_figures(path, content) == expected
    assert [text for row in read_workbook(path).rows for text in row.figures] == expected


def sheet_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()
