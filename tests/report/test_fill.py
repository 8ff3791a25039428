"""The content of an appendix: every row, figure, number and mark as the published case has it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from esgdesk.core.errors import UsageProblem
from esgdesk.core.layout import Layout, check_layout, parse_layout
from esgdesk.core.model import (
    TOTAL,
    Anchor,
    Dimension,
    Entry,
    EntryKey,
    Footnote,
    Kind,
    Member,
    Reason,
    Report,
)
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, NO_WORDS, Wording
from esgdesk.operations.company import COMPANY
from esgdesk.report.content import CellKind, Content, Role, Row, Section
from esgdesk.report.fill import build_content

CASE = Path(__file__).parents[1] / "data" / "case2023"
YEARS = ("2023", "2022", "2021")
HAN = re.compile(r"[\u3400-\u9fff]")


def case(name: str) -> list[dict[str, str]]:
    """A file of the published case."""
    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build(
    view: ProjectView, *, period: str = "2023", language: str = "en", **changes: object
) -> Content:
    """The appendix's content, with some settings of its layout changed."""
    layout = replace(view.layout("appendix"), **changes)  # type: ignore[arg-type]
    return build_content(view, period=period, layout=layout, language=language)


def with_rows(view: ProjectView, rows: str) -> Layout:
    """The appendix's layout with other rows, checked as a pack's is."""
    stored = view.layouts["appendix"]
    header = "section,kind,indicator,breakdown,name_en,name_zh_hans,name_zh_hant\n"
    layout = parse_layout(stored.settings, header + rows, file="a.toml", rows_file="a.csv")
    check_layout(layout, view.catalogue, rows_file="a.csv")
    return layout


def note(anchor: Anchor, indicator: str, *, members: str = TOTAL, year: str = "") -> Footnote:
    """A footnote of the report for 2023 that says where it stands."""
    words = Wording(f"{anchor} {indicator} {members} {year}".strip())
    key = f"{anchor}-{indicator}-{members}-{year}"
    return Footnote(key, COMPANY, "2023", anchor, indicator, members, year, words)


def printed(content: Content) -> list[dict[str, str]]:
    """The rows as the case's file has them; spanning names and numbers stand on each row."""
    rows = []
    for section in content.sections:
        number = name = ""
        for row in section.rows:
            texts = [cell.text for cell in row.cells]
            if row.starts:
                number, name = texts[:2]
            marks = [mark for cell in row.cells for mark in cell.marks]
            rows.append(
                {
                    "section": section.title,
                    "no": number,
                    "indicator": name,
                    "breakdown": texts[2],
                    "unit": texts[3],
                    **dict(zip([f"y{year}" for year in YEARS], texts[4:], strict=True)),
                    "footnote_no": " ".join(marks),
                }
            )
    return rows


def numbers(content: Content) -> list[str]:
    """The numbers printed, from the first row to the last."""
    return [row.cells[0].text for section in content.sections for row in section.rows]


def marks(content: Content) -> list[str]:
    """Every mark in reading order."""
    return [
        mark
        for section in content.sections
        for found in (section.marks, *(cell.marks for row in section.rows for cell in row.cells))
        for mark in found
    ]


def notes(content: Content) -> list[tuple[str, str]]:
    """Every note with its mark in reading order."""
    return [(one.mark, one.text) for section in content.sections for one in section.notes]


def row_of(content: Content, indicator: str, members: str = TOTAL) -> Row:
    """The row that prints a figure."""
    (row,) = [
        row
        for section in content.sections
        for row in section.rows
        for key in [row.cells[4].key]
        if key is not None and (key.indicator, key.members) == (indicator, members)
    ]
    return row


def section_of(content: Content, code: str) -> Section:
    """A section by its code."""
    return next(section for section in content.sections if section.code == code)


# ---------------------------------------------------------------- the published case


def test_every_row_of_the_published_case_is_printed_alike(example_view: ProjectView) -> None:
    content = build(example_view)
    expected = case("indicators.csv")
    assert len(expected) == 200
    assert printed(content) == expected
    assert len(content.figure_cells()) == 600


def test_every_footnote_of_the_published_case_stands_in_its_place(
    example_view: ProjectView,
) -> None:
    content = build(example_view)
    expected = {(line["section"], line["no"]): line for line in case("footnotes.csv")}
    found = {(section.title, one.mark) for section in content.sections for one in section.notes}
    assert found == expected.keys()
    assert marks(content) == ["22", "23", "24", "25", "26", "27"]
    assert not content.unplaced
    for section in content.sections:
        for row in section.rows:
            for column, cell in zip(content.columns, row.cells, strict=True):
                for mark in cell.marks:
                    line = expected[section.title, mark]
                    assert row.cells[0].text == line["indicator_no"]
                    assert column.role is (Role.FIGURE if line["on"] == "value" else Role.NAME)
                    assert column.period == line["year"]


def test_every_figure_has_its_value_and_key(example_view: ProjectView) -> None:
    content = build(example_view)
    kinds = Counter(cell.kind for cell in content.figure_cells())
    assert kinds.keys() == {CellKind.FIGURE, CellKind.MISSING}
    for cell in content.figure_cells():
        assert cell.key is not None
        entry = example_view.entries[cell.key]
        assert cell.value == entry.value
        assert (cell.text == "/") == (entry.reason is Reason.NOT_DISCLOSED)
    keys = [cell.key for cell in content.figure_cells()]
    assert len(set(keys)) == 600


def test_titles_and_headings_are_those_of_the_layout(example_view: ProjectView) -> None:
    content = build(example_view)
    assert (content.title, content.company) == ("KPI appendix", "Example Magnets Co., Ltd.")
    assert [column.heading for column in content.columns] == [
        *("No.", "Indicator", "Breakdown", "Unit"),
        *("Year of 2023", "Year of 2022", "Year of 2021"),
    ]
    assert content.head == example_view.head
    assert (content.layout, content.language, content.period) == ("appendix", "en", "2023")


def test_the_same_view_gives_the_same_content(example_view: ProjectView) -> None:
    shuffled = replace(
        example_view,
        entries=dict(reversed(example_view.entries.items())),
        footnotes=example_view.footnotes[::-1],
    )
    assert build(shuffled) == build(example_view)


# ---------------------------------------------------------------- spans


@pytest.mark.parametrize("language", LANGUAGES)
def test_spans_cover_the_table_without_gap_or_overlap(
    example_view: ProjectView, language: str
) -> None:
    for section in build(example_view, language=language).sections:
        filled: Counter[tuple[int, int]] = Counter()
        for top, row in enumerate(section.rows):
            for left, cell in enumerate(row.cells):
                for down in range(cell.rows):
                    for right in range(cell.columns):
                        filled[top + down, left + right] += 1
                        other = section.rows[top + down].cells[left + right]
                        assert (down, right) == (0, 0) or other.is_covered
                if cell.is_covered:
                    assert cell.text == "" and not cell.marks
        width = len(section.rows[0].cells)
        assert filled == Counter(
            (top, left) for top in range(len(section.rows)) for left in range(width)
        )


def test_rows_of_one_item_share_a_group_that_one_row_starts(example_view: ProjectView) -> None:
    for section in build(example_view).sections:
        starts = [row.group for row in section.rows if row.starts]
        assert starts == list(range(1, len(starts) + 1))
        assert [row.group for row in section.rows] == sorted(row.group for row in section.rows)


# ---------------------------------------------------------------- settings of the layout


def test_numbers_continue_through_the_document(example_view: ProjectView) -> None:
    content = build(example_view, numbering="continue")
    found = [int(number) for number in numbers(content) if number]
    assert found == list(range(1, len(found) + 1))
    assert len(found) == sum(row.starts for part in content.sections for row in part.rows)
    restarted = build(example_view)
    assert [bool(number) for number in numbers(content)] == [
        bool(number) for number in numbers(restarted)
    ]


def test_without_numbering_the_number_column_is_blank(example_view: ProjectView) -> None:
    content = build(example_view, numbering="none")
    assert set(numbers(content)) == {""}
    assert {row.cells[0].kind for part in content.sections for row in part.rows} == {CellKind.BLANK}


def test_years_can_stand_oldest_first(example_view: ProjectView) -> None:
    newest, oldest = build(example_view), build(example_view, year_order="oldest-first")
    assert [column.period for column in oldest.columns[4:]] == ["2021", "2022", "2023"]
    for one, other in zip(
        (row for part in newest.sections for row in part.rows),
        (row for part in oldest.sections for row in part.rows),
        strict=True,
    ):
        assert [cell.text for cell in one.cells[4:]] == [cell.text for cell in other.cells[:3:-1]]
    assert sorted(marks(oldest)) == sorted(marks(newest))


@pytest.mark.parametrize(
    ("period", "years", "shown"),
    [
        ("2023", 3, ["2023", "2022", "2021"]),
        ("2023", 2, ["2023", "2022"]),
        ("2023", 1, ["2023"]),
        ("2023", 10, ["2023", "2022", "2021"]),
        ("2022", 3, ["2022", "2021"]),
        ("2021", 3, ["2021"]),
    ],
)
def test_the_report_year_and_those_before_it_are_shown(
    example_view: ProjectView, period: str, years: int, shown: list[str]
) -> None:
    content = build(example_view, period=period, years=years)
    assert [column.period for column in content.columns[4:]] == shown
    assert len(content.figure_cells()) == 200 * len(shown)


def test_a_report_without_notes_of_its_own_has_none(example_view: ProjectView) -> None:
    content = build(example_view, period="2021")
    assert not marks(content) and not notes(content) and not content.unplaced


def test_fixed_decimals_follow_the_indicator(example_view: ProjectView) -> None:
    key = EntryKey("energy.diesel", TOTAL, COMPANY, "2023")
    free = EntryKey("ghg.total", TOTAL, COMPANY, "2023")
    view = replace(
        example_view,
        entries={
            **example_view.entries,
            key: Entry(key, value="1234.675"),
            free: Entry(free, value="83512.5"),
        },
    )
    fixed = build(view, decimals="fixed")
    assert row_of(fixed, "energy.diesel").cells[4].text == "1,234.68"
    assert row_of(fixed, "energy.diesel").cells[4].value == "1234.68"
    assert row_of(fixed, "ghg.total").cells[4].text == "83,513"
    assert row_of(build(view), "energy.diesel").cells[4].text == "1,234.675"
    for cell in fixed.figure_cells():
        if cell.value is not None and cell.key is not None:
            decimals = view.catalogue.indicator(cell.key.indicator).decimals
            assert decimals is None or len(cell.value.partition(".")[2]) == decimals


def test_fixed_decimals_leave_alone_what_has_none(example_view: ProjectView) -> None:
    catalogue = example_view.catalogue
    free = tuple(replace(indicator, decimals=None) for indicator in catalogue.indicators)
    view = replace(example_view, catalogue=replace(catalogue, indicators=free))
    assert printed(build(view, decimals="fixed")) == printed(build(view))


def test_each_reason_prints_its_own_sign(example_view: ProjectView) -> None:
    keys = {
        reason: EntryKey("energy.total", TOTAL, COMPANY, year)
        for reason, year in zip(Reason, YEARS, strict=True)
    }
    entries = {key: Entry(key, reason=reason) for reason, key in keys.items()}
    view = replace(example_view, entries={**example_view.entries, **entries})
    cells = row_of(build(view), "energy.total").cells[4:]
    assert [cell.text for cell in cells] == ["/", "N/A", "…"]
    assert {cell.kind for cell in cells} == {CellKind.MISSING}


def test_what_was_never_entered_prints_as_pending(example_view: ProjectView) -> None:
    content = build(replace(example_view, entries={}))
    assert {(cell.text, cell.kind) for cell in content.figure_cells()} == {("…", CellKind.MISSING)}
    cleared = EntryKey("energy.total", TOTAL, COMPANY, "2023")
    view = replace(example_view, entries={cleared: Entry(cleared, note="asked")})
    assert row_of(build(view), "energy.total").cells[4].text == "…"


def test_negative_figures_have_a_true_minus(example_view: ProjectView) -> None:
    key = EntryKey("safety.investment_growth", TOTAL, COMPANY, "2023")
    entries = {**example_view.entries, key: Entry(key, value="-1234.50")}
    cell = row_of(build(replace(example_view, entries=entries)), key.indicator).cells[4]
    assert (cell.text, cell.value) == ("\N{MINUS SIGN}1,234.50", "-1234.50")


def test_a_text_indicator_prints_its_words(example_view: ProjectView) -> None:
    key = EntryKey("ghg.total", TOTAL, COMPANY, "2023")
    catalogue = example_view.catalogue
    texts = tuple(
        replace(one, kind=Kind.TEXT) if one.code == key.indicator else one
        for one in catalogue.indicators
    )
    view = replace(
        example_view,
        catalogue=replace(catalogue, indicators=texts),
        entries={key: Entry(key, text="See page 12")},
    )
    cell = row_of(build(view), key.indicator).cells[4]
    assert (cell.text, cell.kind, cell.value) == ("See page 12", CellKind.TEXT, None)


# ---------------------------------------------------------------- footnotes


def test_notes_are_counted_anew_in_each_section(example_view: ProjectView) -> None:
    content = build(example_view, footnote_scope="section")
    assert [
        [one.mark for one in section.notes] for section in content.sections if section.notes
    ] == [["22"], ["22", "23"], ["22"], ["22"], ["22"]]
    assert marks(content) == [mark for mark, _ in notes(content)]


@pytest.mark.parametrize("start", [0, 1, 22, 9999])
def test_notes_count_from_where_the_report_says(example_view: ProjectView, start: int) -> None:
    report = Report(COMPANY, "2023", footnote_start=start)
    content = build(replace(example_view, reports={"2023": report}))
    assert marks(content) == [str(number) for number in range(start, start + 6)]


def test_marks_and_notes_are_in_reading_order(example_view: ProjectView) -> None:
    given = (
        note(Anchor.VALUE, "energy.total", year="2021"),
        note(Anchor.TABLE, "people"),
        note(Anchor.VALUE, "energy.total", year="2023"),
        note(Anchor.NAME, "energy.total"),
        note(Anchor.TABLE, "climate"),
        note(Anchor.NAME, "workforce.headcount", members="gender:female"),
        note(Anchor.NAME, "workforce.headcount"),
    )
    content = build(replace(example_view, footnotes=given, reports={}))
    assert notes(content) == [
        ("1", "table climate"),
        ("2", "name energy.total"),
        ("3", "value energy.total  2023"),
        ("4", "value energy.total  2021"),
        ("5", "table people"),
        ("6", "name workforce.headcount"),
        ("7", "name workforce.headcount gender:female"),
    ]
    assert marks(content) == [mark for mark, _ in notes(content)]
    assert section_of(content, "people").marks == ("5",)
    assert row_of(content, "workforce.headcount", "gender:female").cells[2].marks == ("7",)


def test_two_notes_may_stand_on_one_figure(example_view: ProjectView) -> None:
    first = note(Anchor.VALUE, "energy.total", year="2023")
    second = replace(first, id="again", text=Wording("and more"), position=1)
    content = build(replace(example_view, footnotes=(second, first)))
    assert row_of(content, "energy.total").cells[4].marks == ("22", "23")
    assert [text for _, text in notes(content)] == [first.text.en, "and more"]


def test_a_note_whose_place_is_not_printed_is_reported(example_view: ProjectView) -> None:
    lost = (
        note(Anchor.VALUE, "energy.total", year="2020"),
        note(Anchor.NAME, "energy.total", members="gender:male"),
        note(Anchor.TABLE, "annex"),
        note(Anchor.NAME, "gone"),
    )
    content = build(replace(example_view, footnotes=(*example_view.footnotes, *lost)))
    assert set(content.unplaced) == set(lost)
    assert marks(content) == ["22", "23", "24", "25", "26", "27"]
    two_years = build(example_view, years=2)
    assert [one.value_period for one in two_years.unplaced] == ["2021"]
    assert marks(two_years) == ["22", "23", "24", "25", "26"]


def test_notes_of_other_years_and_entities_are_left_out(example_view: ProjectView) -> None:
    mine = note(Anchor.NAME, "energy.total")
    others = (replace(mine, id="x", period="2022"), replace(mine, id="y", entity="site"))
    content = build(replace(example_view, footnotes=(*others, mine)))
    assert notes(content) == [("22", mine.text.en)]
    assert not content.unplaced


def test_a_note_on_one_indicator_of_a_group_stands_on_that_one(example_view: ProjectView) -> None:
    given = (note(Anchor.NAME, "gbd.output"), note(Anchor.NAME, "gbd.share_of_output"))
    content = build(replace(example_view, footnotes=given))
    first = row_of(content, "gbd.output")
    assert first.starts
    assert (first.cells[1].marks, first.cells[2].marks) == ((), ("22",))
    assert row_of(content, "gbd.share_of_output").cells[2].marks == ("23",)


def test_a_note_on_an_indicator_stands_on_the_parent_of_its_members(
    example_view: ProjectView,
) -> None:
    given = (note(Anchor.NAME, "suppliers.number"), note(Anchor.NAME, "workforce.headcount"))
    rows = """quality,parent,,,Suppliers by region,,
quality,child,suppliers.number,supplier_region:east,,,
quality,child,suppliers.number,supplier_region:west,,,
people,parent,workforce.headcount,gender,Staff by gender,,
people,row,workforce.headcount,,,,
"""
    view = replace(example_view, footnotes=given)
    content = build_content(view, period="2023", layout=with_rows(view, rows), language="en")
    marked = [row.cells[1].marks for section in content.sections for row in section.rows]
    assert marked == [("22",), (), ("23",), (), ()]


# ---------------------------------------------------------------- catalogue and layout


def test_a_new_member_appears_in_printing_order(example_view: ProjectView) -> None:
    catalogue = example_view.catalogue
    gender = catalogue.dimension("gender")
    new = Member("gender", "other", Wording("Other", "其他", "其他"))
    more = Dimension("gender", gender.name, (*gender.members, new))
    dimensions = tuple(more if one.code == "gender" else one for one in catalogue.dimensions)
    view = replace(example_view, catalogue=replace(catalogue, dimensions=dimensions))
    before, after = build(example_view), build(view)
    expanded = [
        row
        for row in view.layout("appendix").rows
        if (row.kind, row.breakdown) == ("parent", "gender")
    ]
    assert len(after.figure_cells()) == len(before.figure_cells()) + 3 * len(expanded)
    row = row_of(after, "workforce.headcount", "gender:other")
    assert [cell.text for cell in row.cells] == ["", "", "Other", "person", "…", "…", "…"]
    people = section_of(after, "people").rows
    parent = people[people.index(row) - 2]
    assert (parent.starts, parent.cells[0].rows, parent.cells[1].rows) == (True, 3, 3)


def test_the_layouts_own_words_go_before_the_catalogues(example_view: ProjectView) -> None:
    rows = """climate,row,ghg.total,,Everything emitted,,
people,parent,,,Staff,员工,僱員
people,child,workforce.headcount,gender:female,Women,,
people,child,workforce.headcount,,,,
people,child,workforce.leavers,,Left,离职,離職
"""
    layout = with_rows(example_view, rows)
    english = build_content(example_view, period="2023", layout=layout, language="en")
    chinese = build_content(example_view, period="2023", layout=layout, language="zh-Hans")
    assert [row.cells[1].text or row.cells[2].text for row in english.sections[0].rows] == [
        "Everything emitted"
    ]
    assert [row.cells[2].text for row in english.sections[1].rows] == [
        "Women",
        example_view.catalogue.indicator("workforce.headcount").name.en,
        "Left",
    ]
    total = example_view.catalogue.indicator("ghg.total").name.zh_hans
    assert chinese.sections[0].rows[0].cells[1].text == total
    assert [row.cells[2].text for row in chinese.sections[1].rows][::2] == ["女性", "离职"]
    assert not chinese.untranslated


def test_sections_follow_the_layout_and_leave_out_what_it_leaves_out(
    example_view: ProjectView,
) -> None:
    layout = with_rows(
        example_view, "people,row,workforce.headcount,,,,\nclimate,row,ghg.total,,,,\n"
    )
    content = build_content(example_view, period="2023", layout=layout, language="en")
    assert [section.code for section in content.sections] == ["people", "climate"]
    assert [one.indicator for one in content.unplaced] == [
        one.indicator for one in example_view.footnotes
    ]


# ---------------------------------------------------------------- languages


def shape(content: Content) -> list[object]:
    """All of a content that languages must share."""
    return [
        [(column.role, column.period) for column in content.columns],
        [
            (
                section.code,
                section.marks,
                [one.mark for one in section.notes],
                [
                    (
                        row.group,
                        row.starts,
                        [
                            (cell.kind, cell.value, cell.key, cell.marks, cell.rows, cell.columns)
                            for cell in row.cells
                        ],
                        row.cells[0].text,
                        [cell.text for cell in row.cells[4:]],
                    )
                    for row in section.rows
                ],
            )
            for section in content.sections
        ],
    ]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("numbering", ["restart", "continue", "none"])
def test_languages_share_figures_marks_numbers_and_spans(
    example_view: ProjectView, language: str, numbering: str
) -> None:
    english = build(example_view, numbering=numbering)
    other = build(example_view, language=language, numbering=numbering)
    assert shape(other) == shape(english)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_units_are_the_same_by_id_in_every_language(
    example_view: ProjectView, language: str
) -> None:
    content = build(example_view, language=language)
    for section in content.sections:
        for row in section.rows:
            key = row.cells[4].key
            assert key is not None
            unit = example_view.catalogue.unit_of(key.indicator)
            assert row.cells[3].text == unit.label.own(language)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_everything_is_there_in_chinese(example_view: ProjectView, language: str) -> None:
    content = build(example_view, language=language)
    assert content.untranslated == ()
    texts = [content.title, content.report_title, content.company]
    texts += [column.heading for column in content.columns]
    for section in content.sections:
        texts += [section.title, *(one.text for one in section.notes)]
        texts += [cell.text for row in section.rows for cell in row.cells[1:3] if cell.text]
    assert [text for text in texts if not HAN.search(text)] == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_the_two_scripts_are_not_mixed(example_view: ProjectView, language: str) -> None:
    simplified, traditional = (
        "们这为个时会对经动员工伤岁数量总产业废气计",
        "們這為個時會對經動員傷歲數總產業廢氣計",
    )
    foreign = set(traditional if language == "zh-Hans" else simplified)
    foreign -= set(simplified if language == "zh-Hans" else traditional) | set("工量")
    content = build(example_view, language=language)
    for section in content.sections:
        for row in section.rows:
            for cell in row.cells:
                assert not foreign & set(cell.text), cell.text


def test_what_is_not_translated_is_printed_in_english_and_listed(
    example_view: ProjectView,
) -> None:
    entity = replace(example_view.entity, name=Wording("Acme Ltd."))
    words = note(Anchor.NAME, "energy.total")
    report = Report(COMPANY, "2023", title=Wording("ESG 2023"), footnote_start=5)
    view = replace(example_view, entity=entity, footnotes=(words,), reports={"2023": report})
    content = build(view, language="zh-Hant")
    assert content.untranslated == ("footnote 5", "report title", "company")
    assert (content.company, content.report_title) == ("Acme Ltd.", "ESG 2023")
    assert notes(content) == [("5", words.text.en)]
    assert build(view).untranslated == ()


def test_an_empty_report_title_is_not_missing_a_translation(example_view: ProjectView) -> None:
    view = replace(example_view, reports={"2023": Report(COMPANY, "2023", title=NO_WORDS)})
    assert build(view, language="zh-Hans").untranslated == ()


@pytest.mark.parametrize(
    ("period", "language", "key"),
    [
        ("2020", "en", "usage.unknown_year"),
        ("", "en", "usage.unknown_year"),
        ("2023", "zh", "usage.unknown_language"),
        ("2023", "EN", "usage.unknown_language"),
    ],
)
def test_a_year_or_language_that_is_not_there_is_wrong_use(
    example_view: ProjectView, period: str, language: str, key: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        build(example_view, period=period, language=language)
    assert caught.value.key == key


def test_a_report_without_a_title_takes_the_usual_one_of_the_layout(
    example_view: ProjectView,
) -> None:
    content = build_content(
        replace(example_view, reports={}),
        period="2022",
        layout=example_view.layout("appendix"),
        language="zh-Hant",
    )
    assert content.report_title == "2022年環境、社會及管治報告"
