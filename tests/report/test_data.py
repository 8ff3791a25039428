"""CSV and JSON: every figure comes back, and no text turns into a formula."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from esgdesk.core.model import TOTAL, Entry, EntryKey
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.operations.company import COMPANY
from esgdesk.report.content import Content
from esgdesk.report.data import original_text, plain_text, read_figures, write_csv, write_json
from esgdesk.report.fill import build_content

WRITERS = {"csv": write_csv, "json": write_json}
KEY = EntryKey("ghg.total", TOTAL, COMPANY, "2023")
INJECTIONS = [
    "=1+1",
    '=HYPERLINK("http://example.com","click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
    "'=1+1",
    "''-5",
]
HARMLESS = [
    "",
    "-",
    "/",
    "+",
    "…",
    "N/A",
    "Waste",
    "(5)",
    "'quoted'",
    "a=b",
    " =1",
    "5-7",
    "废弃物",
]


def content_of(view: ProjectView, language: str = "en") -> Content:
    """The example's appendix for 2023."""
    layout = view.layout("appendix")
    return build_content(view, period="2023", layout=layout, language=language)


def with_words(view: ProjectView, words: str) -> ProjectView:
    """The view with a text as the name of an indicator, a unit, a chapter and an entry."""
    catalogue = view.catalogue
    named = Wording(words, words, words)
    return replace(
        view,
        catalogue=replace(
            catalogue,
            chapters=tuple(replace(one, name=named) for one in catalogue.chapters),
            units=tuple(replace(one, label=named) for one in catalogue.units),
            indicators=tuple(replace(one, name=named) for one in catalogue.indicators),
        ),
        entries={**view.entries, KEY: Entry(KEY, text=words)},
    )


def csv_lines(path: Path) -> list[dict[str, str]]:
    """A CSV file as a spreadsheet program would take it."""
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", WRITERS)
def test_six_hundred_figures_come_back(
    example_view: ProjectView, tmp_path: Path, format_: str, language: str
) -> None:
    content = content_of(example_view, language)
    path = tmp_path / f"a.{format_}"
    WRITERS[format_](content, path)
    found = read_figures(path, content)
    assert found == [cell.text for cell in content.figure_cells()]
    assert len(found) == 600


def test_a_csv_line_says_all_about_its_figure(example_view: ProjectView, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(content_of(example_view), path)
    lines = csv_lines(path)
    assert lines[0] == {
        "section": "Climate and carbon",
        "number": "1",
        "indicator": "Total GHG emissions",
        "breakdown": "",
        "unit": "tCO₂e",
        "year": "2023",
        "text": "83,512",
        "value": "83512",
        "marks": "",
        "code": "ghg.total",
        "members": "",
        "entity": "company",
    }
    female = [line for line in lines if line["members"] == "gender:female"]
    assert all("Female" in line["breakdown"] for line in female)
    assert all(line["indicator"] and line["number"] for line in lines)
    assert [line["marks"] for line in lines if line["marks"]] == ["23", "24"]
    missing = [line for line in lines if not line["value"]]
    assert missing and {line["text"] for line in missing} == {"/"}
    for line in lines:
        entry = example_view.entry(line["code"], line["members"], line["year"])
        assert entry is not None and (entry.value or "") == line["value"]


def test_a_csv_opens_in_excel_as_utf8(example_view: ProjectView, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(content_of(example_view, "zh-Hans"), path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfsection,")
    assert data.count(b"\n") == data.count(b"\r\n") == 601


def test_json_holds_the_whole_content(example_view: ProjectView, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    content = content_of(example_view)
    write_json(content, path)
    data = json.loads(path.read_bytes())
    assert (data["format"], data["year"], data["language"]) == (1, "2023", "en")
    assert data["journal"] == {"number": example_view.head.number, "hash": example_view.head.hash}
    assert [one["mark"] for one in data["notes"]] == ["22", "23", "24", "25", "26", "27"]
    assert len(data["figures"]) == 600
    assert all(isinstance(line["value"], str | None) for line in data["figures"])
    marked = {line["code"]: line["name_marks"] for line in data["figures"] if line["name_marks"]}
    assert marked == {
        "ghg.scope2": ["22"],
        "safety.investment": ["25"],
        "workforce.turnover_rate": ["26"],
        "tax.paid_cumulative": ["27"],
    }


@pytest.mark.parametrize("format_", WRITERS)
def test_the_same_content_gives_the_same_bytes(
    example_view: ProjectView, tmp_path: Path, format_: str
) -> None:
    for name in ("a", "b"):
        WRITERS[format_](content_of(example_view), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("words", INJECTIONS)
def test_a_text_in_csv_is_never_a_formula(
    example_view: ProjectView, tmp_path: Path, words: str
) -> None:
    content = content_of(with_words(example_view, words))
    path = tmp_path / "a.csv"
    write_csv(content, path)
    for line in csv_lines(path):
        for name in ("section", "indicator", "breakdown", "unit", "text"):
            assert line[name][:2].lstrip("-/") == "" or line[name][0] not in "=+-@\t\r\n＝＋－＠"
    assert read_figures(path, content) == [cell.text for cell in content.figure_cells()]


@pytest.mark.parametrize("words", [*INJECTIONS, 'say "1,5"', "two\r\nlines", "a\rb", "a\nb"])
@pytest.mark.parametrize("format_", WRITERS)
def test_any_words_come_back_as_they_were(
    example_view: ProjectView, tmp_path: Path, format_: str, words: str
) -> None:
    content = content_of(with_words(example_view, words))
    path = tmp_path / f"a.{format_}"
    WRITERS[format_](content, path)
    assert read_figures(path, content)[0] == words


def test_figures_are_never_marked_as_text(example_view: ProjectView, tmp_path: Path) -> None:
    entries = {**example_view.entries, KEY: Entry(KEY, value="-5.50")}
    content = content_of(replace(example_view, entries=entries))
    path = tmp_path / "a.csv"
    write_csv(content, path)
    line = csv_lines(path)[0]
    assert (line["text"], line["value"]) == ("\N{MINUS SIGN}5.50", "-5.50")


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert plain_text(text) == f"'{text}"
    assert original_text(plain_text(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text
    assert original_text(text) == text


@settings(deadline=None)
@given(some.one_of(some.text(), some.text(some.sampled_from("'=+-@a1"))))
def test_the_apostrophe_can_always_be_taken_off_again(text: str) -> None:
    assert original_text(plain_text(text)) == text
