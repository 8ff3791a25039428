"""Packs: the shipped one is whole, and every fault is named with file, line and words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from esgdesk.core.errors import PackProblem
from esgdesk.core.model import Aggregation, Kind, Reason
from esgdesk.core.pack import Pack, read_pack
from esgdesk.core.rules import rules_of
from esgdesk.core.units import alternatives
from esgdesk.core.wording import LANGUAGES
from esgdesk.i18n import explain

Damage = Callable[[Path], None]


def change(file: str, old: str, new: str) -> Damage:
    """Replace a text that stands in a file exactly once."""

    def damage(folder: Path) -> None:
        path = folder / file
        text = path.read_bytes().decode()
        assert text.count(old) == 1, (file, old)
        path.write_bytes(text.replace(old, new).encode())

    return damage


def add(file: str, line: str) -> Damage:
    """Put a line at the end of a file."""

    def damage(folder: Path) -> None:
        path = folder / file
        path.write_bytes(path.read_bytes() + f"{line}\n".encode())

    return damage


def write(file: str, data: bytes) -> Damage:
    """Put other bytes in a file's place."""
    return lambda folder: (folder / file).write_bytes(data) and None


def remove(name: str) -> Damage:
    """Take a file or folder away."""

    def damage(folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


def both(*damages: Damage) -> Damage:
    """Several faults that together make one."""

    def damage(folder: Path) -> None:
        for one in damages:
            one(folder)

    return damage


def copy_layout(folder: Path) -> None:
    """A second layout with the code of the first."""
    for ending in ("toml", "csv"):
        shutil.copy(folder / f"layouts/main.{ending}", folder / f"layouts/other.{ending}")


def gb18030(file: str) -> Damage:
    """Save a file as a Chinese spreadsheet program does by default."""

    def damage(folder: Path) -> None:
        path = folder / file
        path.write_bytes(path.read_bytes().decode().encode("gb18030"))

    return damage


PACK, CHAPTERS, UNITS = "pack.toml", "chapters.csv", "units.csv"
DIMENSIONS, INDICATORS = "dimensions.csv", "indicators.csv"
BREAKDOWNS, DISCLOSURES, DEPARTMENTS = "breakdowns.csv", "disclosures.csv", "departments.csv"
ROWS, LAYOUT = "layouts/main.csv", "layouts/main.toml"
HEADER = "section,kind,indicator,breakdown,name_en,name_zh_hans,name_zh_hant"
WASTE = "tonne,2,entered,sum,yes,yes,0,,esg"

FAULTS: dict[str, tuple[Damage, str, str, int]] = {
    # files
    **{
        f"{name}_missing": (remove(name), "pack.file_missing", name, 0)
        for name in (
            *(PACK, CHAPTERS, DEPARTMENTS, UNITS, DIMENSIONS, INDICATORS),
            *(BREAKDOWNS, DISCLOSURES, ROWS),
        )
    },
    "no_layouts_folder": (remove("layouts"), "pack.file_missing", "layouts/*.toml", 0),
    "no_layouts": (remove(LAYOUT), "pack.file_missing", "layouts/*.toml", 0),
    "rows_elsewhere": (
        change(LAYOUT, '"main.csv"', '"gone.csv"'),
        "pack.file_missing",
        "layouts/gone.csv",
        0,
    ),
    "rows_outside_the_pack": (
        change(LAYOUT, '"main.csv"', '"../../main.csv"'),
        "pack.setting_missing",
        LAYOUT,
        0,
    ),
    "folder_for_a_file": (
        both(remove(UNITS), lambda folder: (folder / UNITS).mkdir()),
        "pack.file_missing",
        UNITS,
        0,
    ),
    # encodings and form of CSV
    "gb18030_csv": (gb18030(CHAPTERS), "pack.not_utf8", CHAPTERS, 2),
    "gb18030_rows": (
        both(change(ROWS, "Women,,", "Women,女性,"), gb18030(ROWS)),
        "pack.not_utf8",
        ROWS,
        8,
    ),
    "utf16_csv": (write(UNITS, "id,quantity".encode("utf-16")), "pack.not_utf8", UNITS, 1),
    "empty_csv": (write(UNITS, b""), "pack.column_missing", UNITS, 1),
    "blank_first_line": (write(UNITS, b"\nid,quantity\n"), "pack.column_missing", UNITS, 1),
    "column_missing": (change(UNITS, "quantity", "size"), "pack.column_missing", UNITS, 1),
    "column_twice": (
        change(UNITS, "quantity,whole", "quantity,whole,whole"),
        "pack.code_twice",
        UNITS,
        1,
    ),
    "other_separator": (
        write(UNITS, b"id|label_en|label_zh_hans|label_zh_hant|quantity|whole\n"),
        "pack.column_missing",
        UNITS,
        1,
    ),
    "unclosed_quote": (
        change(UNITS, "person,person", 'person,"person'),
        "pack.csv_damaged",
        UNITS,
        3,
    ),
    "unclosed_quote_in_header": (change(UNITS, "id,", '"id,'), "pack.csv_damaged", UNITS, 1),
    "text_after_quote": (
        change(UNITS, "tonne,tonne", '"tonne"x,tonne'),
        "pack.csv_damaged",
        UNITS,
        2,
    ),
    "too_many_cells": (
        add(UNITS, "kg,kg,千克,公斤,mass,no,1,000"),
        "pack.too_many_cells",
        UNITS,
        5,
    ),
    "too_few_cells": (add(UNITS, "kg,kg"), "pack.not_a_choice", UNITS, 5),
    # pack.toml
    "toml_damaged": (change(PACK, 'name = "small"', "name = small"), "pack.toml_damaged", PACK, 2),
    "toml_key_twice": (add(PACK, 'en = "Again"'), "pack.toml_damaged", PACK, 8),
    "format_missing": (change(PACK, "format = 1", ""), "pack.wrong_format", PACK, 0),
    "format_newer": (change(PACK, "format = 1", "format = 2"), "pack.wrong_format", PACK, 0),
    "name_missing": (change(PACK, 'name = "small"', ""), "pack.setting_missing", PACK, 0),
    "edition_empty": (change(PACK, '"1"', '""'), "pack.setting_missing", PACK, 0),
    "source_a_number": (change(PACK, '"made for tests"', "5"), "pack.setting_not_text", PACK, 0),
    # chapters, departments, units, dimensions
    "chapter_twice": (add(CHAPTERS, "planet,Again,,"), "pack.code_twice", CHAPTERS, 4),
    "chapter_without_code": (add(CHAPTERS, ",Air,,"), "pack.cell_empty", CHAPTERS, 4),
    "chapter_without_name": (add(CHAPTERS, "air,,空气,"), "pack.cell_empty", CHAPTERS, 4),
    "chapter_code_with_space": (
        add(CHAPTERS, "fresh air,Air,,"),
        "pack.code_has_other_signs",
        CHAPTERS,
        4,
    ),
    "chapter_code_in_capitals": (
        add(CHAPTERS, "Air,Air,,"),
        "pack.code_has_other_signs",
        CHAPTERS,
        4,
    ),
    "department_twice": (add(DEPARTMENTS, "esg,ESG,,"), "pack.code_twice", DEPARTMENTS, 3),
    "unit_twice": (add(UNITS, "tonne,t,,,mass,no"), "pack.code_twice", UNITS, 5),
    "unit_without_label": (add(UNITS, "kg,,,,mass,no"), "pack.cell_empty", UNITS, 5),
    "unit_with_bad_flag": (add(UNITS, "kg,kg,,,mass,true"), "pack.not_a_choice", UNITS, 5),
    "dimension_twice": (add(DIMENSIONS, "gender,,Sex,,"), "pack.code_twice", DIMENSIONS, 5),
    "member_twice": (add(DIMENSIONS, "gender,male,Men,,"), "pack.code_twice", DIMENSIONS, 5),
    "member_before_dimension": (
        add(DIMENSIONS, "age,young,Young,,"),
        "pack.member_before_dimension",
        DIMENSIONS,
        5,
    ),
    "member_with_colon": (
        add(DIMENSIONS, "gender,a:b,AB,,"),
        "pack.code_has_other_signs",
        DIMENSIONS,
        5,
    ),
    "dimension_with_semicolon": (
        add(DIMENSIONS, "a;b,,AB,,"),
        "pack.code_has_other_signs",
        DIMENSIONS,
        5,
    ),
    # indicators
    "indicator_twice": (
        change(INDICATORS, "water,planet", "waste,planet"),
        "pack.code_twice",
        INDICATORS,
        3,
    ),
    "indicator_without_name": (
        change(INDICATORS, "planet,Water", "planet,"),
        "pack.cell_empty",
        INDICATORS,
        3,
    ),
    "unknown_chapter": (
        change(INDICATORS, "waste,planet", "waste,moon"),
        "pack.unknown_chapter",
        INDICATORS,
        2,
    ),
    "chapter_empty": (
        change(INDICATORS, "waste,planet", "waste,"),
        "pack.cell_empty",
        INDICATORS,
        2,
    ),
    "unknown_unit": (
        change(INDICATORS, WASTE, WASTE.replace("tonne", "ton")),
        "pack.unknown_unit",
        INDICATORS,
        2,
    ),
    "unknown_department": (
        change(INDICATORS, WASTE, WASTE.replace("esg", "hr")),
        "pack.unknown_department",
        INDICATORS,
        2,
    ),
    **{
        f"decimals_{name}": (
            change(INDICATORS, WASTE, WASTE.replace("2", found)),
            "pack.not_a_number_of_decimals",
            INDICATORS,
            2,
        )
        for name, found in {
            "negative": "-1",
            "too_many": "13",
            "a_word": "two",
            "raised": "²",
            "arabic": "\N{ARABIC-INDIC DIGIT TWO}",
            "endless": "9" * 5000,
        }.items()
    },
    "unknown_kind": (
        change(INDICATORS, WASTE, WASTE.replace("entered", "guessed")),
        "pack.not_a_choice",
        INDICATORS,
        2,
    ),
    "unknown_aggregation": (
        change(INDICATORS, WASTE, WASTE.replace("sum", "mean")),
        "pack.not_a_choice",
        INDICATORS,
        2,
    ),
    "bad_flag": (
        change(INDICATORS, WASTE, WASTE.replace("yes,yes", "yes,1")),
        "pack.not_a_choice",
        INDICATORS,
        2,
    ),
    "empty_flag": (
        change(INDICATORS, WASTE, WASTE.replace("yes,yes", ",yes")),
        "pack.not_a_choice",
        INDICATORS,
        2,
    ),
    "minimum_no_figure": (
        change(INDICATORS, WASTE, WASTE.replace("yes,0", "yes,none")),
        "pack.not_a_plain_figure",
        INDICATORS,
        2,
    ),
    "maximum_not_canonical": (
        change(INDICATORS, "0,100,esg", '0,"1,000",esg'),
        "pack.not_a_plain_figure",
        INDICATORS,
        5,
    ),
    # breakdowns and disclosures
    "breakdown_of_nothing": (
        add(BREAKDOWNS, "air,gender,yes"),
        "pack.unknown_indicator",
        BREAKDOWNS,
        4,
    ),
    "breakdown_by_nothing": (
        add(BREAKDOWNS, "staff,age,yes"),
        "pack.unknown_dimension",
        BREAKDOWNS,
        4,
    ),
    "breakdown_without_flag": (
        add(BREAKDOWNS, "water,gender,"),
        "pack.not_a_choice",
        BREAKDOWNS,
        4,
    ),
    "breakdown_twice": (add(BREAKDOWNS, "staff,gender,no"), "pack.code_twice", BREAKDOWNS, 4),
    "disclosure_of_nothing": (
        add(DISCLOSURES, "air,GRI,2016,1"),
        "pack.unknown_indicator",
        DISCLOSURES,
        4,
    ),
    "disclosure_without_edition": (
        add(DISCLOSURES, "water,GRI,,303-5"),
        "pack.cell_empty",
        DISCLOSURES,
        4,
    ),
    "disclosure_twice": (
        add(DISCLOSURES, "waste,HKEX-C2,2022,A1.3"),
        "pack.code_twice",
        DISCLOSURES,
        4,
    ),
    # settings of a layout
    "layout_toml_damaged": (
        change(LAYOUT, 'code = "main"', "code = main"),
        "pack.toml_damaged",
        LAYOUT,
        2,
    ),
    "layout_not_utf8": (
        write(LAYOUT, "format = 1\n\ncode = '总'".encode("gb18030")),
        "pack.not_utf8",
        LAYOUT,
        3,
    ),
    "layout_format": (change(LAYOUT, "format = 1", "format = 2"), "pack.wrong_format", LAYOUT, 0),
    "layout_without_code": (change(LAYOUT, 'code = "main"', ""), "pack.setting_missing", LAYOUT, 0),
    "layout_twice": (copy_layout, "pack.code_twice", "layouts/other.toml", 0),
    "layout_without_title": (
        change(LAYOUT, 'en = "Figures"', ""),
        "pack.setting_missing",
        LAYOUT,
        0,
    ),
    "title_no_table": (
        change(LAYOUT, '[title]\nen = "Figures"\n', ""),
        "pack.setting_missing",
        LAYOUT,
        0,
    ),
    "limits_crossed": (
        change(INDICATORS, WASTE, WASTE.replace("yes,0,", "yes,10,9")),
        "pack.limits_crossed",
        INDICATORS,
        2,
    ),
    "headings_no_table": (
        both(
            change(LAYOUT, "[headings]\n", ""),
            change(LAYOUT, 'rows = "main.csv"', 'rows = "main.csv"\nheadings = "none"'),
        ),
        "pack.setting_not_a_table",
        LAYOUT,
        0,
    ),
    "heading_missing": (
        change(LAYOUT, 'unit = { en = "Unit" }', ""),
        "pack.setting_missing",
        LAYOUT,
        0,
    ),
    **{
        f"setting_{name}": (
            change(LAYOUT, 'rows = "main.csv"', f'rows = "main.csv"\n{setting}'),
            key,
            LAYOUT,
            0,
        )
        for name, setting, key in (
            ("numbering", 'numbering = "roman"', "pack.setting_not_a_choice"),
            ("year_order", 'year_order = "random"', "pack.setting_not_a_choice"),
            ("decimals", "decimals = 2", "pack.setting_not_a_choice"),
            ("sheets", 'sheets = "many"', "pack.setting_not_a_choice"),
            ("footnote_scope", 'footnote_scope = "page"', "pack.setting_not_a_choice"),
            ("years_none", "years = 0", "pack.setting_not_in_range"),
            ("years_many", "years = 11", "pack.setting_not_in_range"),
            ("years_word", 'years = "three"', "pack.setting_not_in_range"),
            ("years_flag", "years = true", "pack.setting_not_in_range"),
            ("missing", 'missing = "/"', "pack.setting_not_a_table"),
            ("misspelt", 'numbring = "none"', "pack.setting_unknown"),
            ("reason", 'missing = { not_disclose = "/" }', "pack.setting_unknown"),
            ("paper", 'page = { size = "A3" }', "pack.setting_not_a_choice"),
            ("orientation", 'page = { orientation = "round" }', "pack.setting_not_a_choice"),
            ("colour", 'page = { accent = "teal" }', "pack.setting_not_a_colour"),
            ("colour_short", 'page = { accent = "#FFF" }', "pack.setting_not_a_colour"),
            ("colour_number", "page = { accent = 5 }", "pack.setting_not_a_colour"),
        )
    },
    # rows of a layout
    "no_rows": (write(ROWS, HEADER.encode()), "pack.no_rows", ROWS, 0),
    "rows_column_missing": (change(ROWS, "kind,", "sort,"), "pack.column_missing", ROWS, 1),
    "row_without_section": (
        change(ROWS, "planet,row,waste", ",row,waste"),
        "pack.cell_empty",
        ROWS,
        2,
    ),
    "row_without_indicator": (
        change(ROWS, "planet,row,waste", "planet,row,"),
        "pack.cell_empty",
        ROWS,
        2,
    ),
    "row_of_unknown_kind": (
        change(ROWS, "planet,row,waste", "planet,line,waste"),
        "pack.not_a_choice",
        ROWS,
        2,
    ),
    "row_of_unknown_indicator": (
        change(ROWS, "planet,row,waste", "planet,row,air"),
        "pack.unknown_indicator",
        ROWS,
        2,
    ),
    "row_in_unknown_section": (
        write(ROWS, f"{HEADER}\nmoon,row,waste,,,,\n".encode()),
        "pack.unknown_chapter",
        ROWS,
        2,
    ),
    "section_in_two_places": (
        add(ROWS, "planet,row,waste,,,,"),
        "pack.section_in_two_places",
        ROWS,
        9,
    ),
    "total_that_is_none": (
        change(ROWS, "people,row,staff,", "people,row,leavers,"),
        "pack.no_such_figure",
        ROWS,
        4,
    ),
    "unknown_member": (change(ROWS, "gender:male", "gender:other"), "pack.no_such_figure", ROWS, 7),
    "member_of_unbroken": (
        change(ROWS, "people,row,staff,", "people,row,water,gender:male"),
        "pack.no_such_figure",
        ROWS,
        4,
    ),
    "row_with_dimension": (
        change(ROWS, "people,row,staff,", "people,row,staff,gender"),
        "pack.no_such_figure",
        ROWS,
        4,
    ),
    "child_with_dimension": (change(ROWS, "gender:male", "gender"), "pack.no_such_figure", ROWS, 7),
    "parent_with_member": (
        change(ROWS, "parent,staff,gender", "parent,staff,gender:male"),
        "pack.no_such_figure",
        ROWS,
        5,
    ),
    "parent_by_unknown_dimension": (
        change(ROWS, "parent,staff,gender", "parent,staff,age"),
        "pack.no_such_figure",
        ROWS,
        5,
    ),
    "parent_by_empty_dimension": (
        both(
            add(DIMENSIONS, "age,,Age,,"),
            add(BREAKDOWNS, "staff,age,yes"),
            change(ROWS, "parent,staff,gender", "parent,staff,age"),
        ),
        "pack.no_such_figure",
        ROWS,
        5,
    ),
    "parent_without_name": (change(ROWS, "By gender", ""), "pack.cell_empty", ROWS, 5),
    "parent_without_children": (
        add(ROWS, "people,parent,,,Alone,,"),
        "pack.parent_without_children",
        ROWS,
        9,
    ),
    "child_without_parent": (
        change(ROWS, "planet,row,water", "planet,child,water"),
        "pack.child_without_parent",
        ROWS,
        3,
    ),
    "child_first": (
        change(ROWS, "planet,row,waste", "planet,child,waste"),
        "pack.child_without_parent",
        ROWS,
        2,
    ),
    "child_in_next_section": (
        both(
            change(ROWS, "planet,row,water,,,,", "planet,parent,,,Water,,"),
            change(ROWS, "people,row,staff", "people,child,staff"),
        ),
        "pack.child_without_parent",
        ROWS,
        4,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_file_line_and_words(small: Path, name: str) -> None:
    damage, key, file, line = FAULTS[name]
    damage(small)
    with pytest.raises(PackProblem) as caught:
        read_pack(small)
    problem = caught.value
    assert (problem.key, problem.facts["file"], problem.facts["line"]) == (key, file, line)
    for language in LANGUAGES:
        words = explain(problem, language)
        assert file in words
        assert not line or str(line) in words
        assert not set("{}") & set(words)


def test_a_year_heading_must_hold_the_year(small: Path) -> None:
    change(LAYOUT, '"{year}"', '"This year"')(small)
    with pytest.raises(PackProblem) as caught:
        read_pack(small)
    assert caught.value.key == "pack.year_heading_without_year"
    assert caught.value.facts == {"file": LAYOUT, "line": 0, "language": "en"}
    for language in LANGUAGES:
        words = explain(caught.value, language)
        assert LAYOUT in words and "{year}" in words


def test_a_fault_says_where_the_first_one_stands(small: Path) -> None:
    add(DIMENSIONS, "gender,female,Ladies,,")(small)
    with pytest.raises(PackProblem) as caught:
        read_pack(small)
    assert caught.value.facts["first"] == 4
    assert caught.value.facts["found"] == "gender:female"


def test_a_folder_that_is_no_pack_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(PackProblem) as caught:
            read_pack(folder)
        assert caught.value.facts["file"] == "pack.toml"


def rewritten(folder: Path, change: Callable[[bytes], bytes]) -> Pack:
    """The pack read after every file went through another program."""
    for path in folder.rglob("*.*"):
        if path.is_file():
            path.write_bytes(change(path.read_bytes()))
    return read_pack(folder)


def test_the_small_pack_is_read(small: Path) -> None:
    pack = read_pack(small)
    catalogue = pack.catalogue
    assert (pack.name, pack.edition, pack.source) == ("small", "1", "made for tests")
    assert pack.title.text("zh-Hans") == "Small"
    assert [chapter.code for chapter in catalogue.chapters] == ["planet", "people"]
    leavers = catalogue.indicator("leavers")
    assert (leavers.minimum, leavers.maximum, leavers.has_total) == ("0", "100", False)
    assert catalogue.indicator("water").decimals is None
    assert catalogue.unit_of("staff").is_whole
    (layout,) = pack.layouts
    assert (layout.numbering, layout.years, layout.decimals) == ("restart", 3, "as-entered")
    assert layout.missing == dict.fromkeys(Reason, "/")
    assert pack.stored_layouts[0].settings == (small / LAYOUT).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="byte_order_mark"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(lambda data: data.rstrip(b"\n"), id="no_last_line_break"),
        pytest.param(lambda data: data + b"\n\n", id="blank_lines"),
    ],
)
def test_a_pack_saved_by_another_program_reads_the_same(
    small: Path, saved: Callable[[bytes], bytes]
) -> None:
    before = read_pack(small)
    after = rewritten(small, saved)
    assert (after.catalogue, after.layouts) == (before.catalogue, before.layouts)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_of_spreadsheets_are_read(small: Path, separator: str) -> None:
    before = read_pack(small)
    for path in small.rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",", separator), encoding="utf-8")
    after = read_pack(small)
    assert (after.catalogue, after.layouts) == (before.catalogue, before.layouts)


def test_lines_of_empty_cells_spaces_and_further_columns_are_passed_over(small: Path) -> None:
    before = read_pack(small).catalogue
    change(UNITS, "whole\n", "whole,remark,,\n")(small)
    change(UNITS, "tonne,tonne,吨,噸,mass,no", " tonne , tonne,吨,噸 ,mass, No ,heavy,,")(small)
    add(UNITS, ",,,,,,,,\n,,")(small)
    assert read_pack(small).catalogue == before


def test_a_line_is_counted_where_its_record_begins(small: Path) -> None:
    change(CHAPTERS, "planet,Planet", 'planet,"Planet\n(all of\nit)"')(small)
    add(CHAPTERS, "people,Again,,")(small)
    with pytest.raises(PackProblem) as caught:
        read_pack(small)
    assert (caught.value.facts["line"], caught.value.facts["first"]) == (6, 5)


def test_rows_may_lie_in_a_file_of_another_name(small: Path) -> None:
    (small / ROWS).rename(small / "layouts" / "lines.csv")
    change(LAYOUT, '"main.csv"', '"lines.csv"')(small)
    assert len(read_pack(small).layouts[0].rows) == 7


def test_the_shipped_pack_speaks_three_languages(pack: Pack) -> None:
    catalogue = pack.catalogue
    named = (
        *(pack.title, *(layout.title for layout in pack.layouts)),
        *(chapter.name for chapter in catalogue.chapters),
        *(department.name for department in catalogue.departments),
        *(unit.label for unit in catalogue.units),
        *(dimension.name for dimension in catalogue.dimensions),
        *(member.name for dimension in catalogue.dimensions for member in dimension.members),
        *(indicator.name for indicator in catalogue.indicators),
        *(indicator.definition for indicator in catalogue.indicators),
        *(row.name for layout in pack.layouts for row in layout.rows if row.kind == "parent"),
    )
    for wording in named:
        assert all(wording.own(language) for language in LANGUAGES), wording


def test_the_shipped_pack_is_sound(pack: Pack) -> None:
    catalogue = pack.catalogue
    assert len(catalogue.indicators) == 105
    for indicator in catalogue.indicators:
        assert indicator.kind in Kind and indicator.aggregation in Aggregation
        assert any(True for _ in catalogue.member_sets(indicator.code)), indicator.code
        unit = catalogue.unit_of(indicator.code)
        assert not unit.is_whole or not indicator.decimals, indicator.code
        if unit.id == "percent":
            assert indicator.aggregation is not Aggregation.SUM, indicator.code
    # A unit that no indicator has is there so that figures may be entered in it.
    used = {indicator.unit for indicator in catalogue.indicators}
    for indicator in catalogue.indicators:
        used |= {other.unit.id for other in alternatives(catalogue, indicator.code)}
    assert used == {unit.id for unit in catalogue.units}


def test_the_shipped_pack_computes_declares_and_converts(pack: Pack) -> None:
    catalogue = pack.catalogue
    derived = [line.code for line in catalogue.indicators if line.kind is Kind.DERIVED]
    assert len(derived) > 20 and set(derived) <= set(catalogue.formulas)
    for line in catalogue.coefficients:
        others = [other.coefficient for other in alternatives(catalogue, line.indicator)]
        assert line.code in others, line.code
    made = {rule.kind for rule in rules_of(catalogue)}
    assert {line.kind for line in catalogue.rules} <= made


def test_every_figure_of_the_shipped_pack_is_printed_or_known_not_to_be(pack: Pack) -> None:
    catalogue = pack.catalogue
    printed = set()
    for row in pack.layouts[0].rows:
        if row.kind == "parent" and row.breakdown:
            printed |= {(row.indicator, m.pair) for m in catalogue.dimension(row.breakdown).members}
        elif row.kind != "parent":
            printed.add((row.indicator, row.breakdown))
    expected = {
        (indicator.code, members)
        for indicator in catalogue.indicators
        for members in catalogue.member_sets(indicator.code)
    }
    # Revenue is entered to be divided by, and printed in the annual report.
    assert expected - printed == {("finance.revenue", "")}
    assert printed < expected and len(printed) == 200
