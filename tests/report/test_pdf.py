"""The appendix as a PDF, read back from the finished file: what it says, where it stands."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.core.model import Head
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.report.content import Cell, CellKind, Column, Content, Note, Role, Row, Section
from esgdesk.report.fill import build_content
from esgdesk.report.fonts import register
from esgdesk.report.pdf import PdfWords, read_figures, write_pdf
from esgdesk.report.pdf_columns import BODY, MARGIN, plan_columns
from esgdesk.report.pdf_text import set_lines
from tests.report.pdf_reading import (
    plain_text,
    read_rows,
    read_sections,
    read_signs,
    text_boxes,
)

HEADINGS = ("No.", "Indicator", "Breakdown", "Unit")
ROLES = (Role.NUMBER, Role.NAME, Role.BREAKDOWN, Role.UNIT)


def row(
    number: int,
    name: str,
    part: str = "",
    *,
    unit: str = "tonne",
    figures: tuple[str | Cell, ...] = ("1,234", "5.67", "/"),
    span: int = 1,
    marks: tuple[str, ...] = (),
    figure_marks: tuple[str, ...] = (),
) -> Row:
    """A row as `content` builds it; `figure_marks` stand on the first figure."""
    starts = span > 0
    cells = [
        Cell(str(number) if starts else "", CellKind.TEXT, rows=span),
        Cell(
            name if starts else "", CellKind.TEXT, marks=marks, rows=span, columns=1 if part else 2
        ),
        Cell(part, CellKind.TEXT if part else CellKind.BLANK, columns=1 if part else 0),
        Cell(unit, CellKind.TEXT),
    ]
    for position, figure in enumerate(figures):
        if isinstance(figure, Cell):
            cells.append(figure)
            continue
        kind = CellKind.MISSING if figure in ("/", "") else CellKind.FIGURE
        own = figure_marks if not position else ()
        cells.append(Cell(figure, kind, value=figure.replace(",", "") or None, marks=own))
    return Row(tuple(cells), number, starts)


def parent(number: int, name: str, parts: int) -> list[Row]:
    return [
        row(
            number, name, f"Part {part}", figures=(f"{part}.5", "2", "/"), span=0 if part else parts
        )
        for part in range(parts)
    ]


def singles(count: int, start: int = 1) -> list[Row]:
    return [row(number, f"Indicator {number}") for number in range(start, start + count)]


def appendix(*sections: Section, years: int = 3, language: str = "en") -> Content:
    codes = [str(2023 - year) for year in range(years)]
    return Content(
        title="KPI appendix",
        report_title="ESG Report 2023",
        company="Example Magnets Co., Ltd.",
        period="2023",
        language=language,
        columns=(
            *(Column(role, text) for role, text in zip(ROLES, HEADINGS, strict=True)),
            *(Column(Role.FIGURE, f"Year of {code}", code) for code in codes),
        ),
        sections=sections,
        sheets="chapter",
        orientation="portrait",
        accent="#0F766E",
        layout="appendix",
        head=Head(812, "0123456789abcdef" * 4, "2024-03-28T09:30:00Z"),
    )


def section(title: str, rows: list[Row], *notes: Note, marks: tuple[str, ...] = ()) -> Section:
    return Section(title.lower(), title, tuple(rows), notes, marks)


def write(content: Content, folder: Path) -> Path:
    path = folder / "appendix.pdf"
    write_pdf(content, path)
    return path


def written_rows(content: Content) -> list[list[object]]:
    found: list[list[object]] = []
    for part in content.sections:
        number, name, marks = "", "", ()
        for line in part.rows:
            texts = [cell.text for cell in line.cells]
            if line.starts:
                number, name, marks = texts[0], texts[1], line.cells[1].marks  # type: ignore[assignment]
            own = [cell.marks for cell in line.cells]
            found.append([part.title, number, name, *texts[2:4], texts[4:], marks, own[2], own[4:]])
    return found


def printed_rows(path: Path, content: Content) -> list[list[object]]:
    return [
        [
            line.section,
            line.number,
            line.name,
            line.breakdown,
            line.unit,
            line.figures,
            line.name_marks,
            line.breakdown_marks,
            line.figure_marks,
        ]
        for line in read_rows(path, content)
    ]


@pytest.fixture(params=LANGUAGES)
def real(request: pytest.FixtureRequest, example_view: ProjectView) -> Content:
    """The example company's appendix, in each language."""
    layout = example_view.layout("appendix")
    return build_content(example_view, period="2023", layout=layout, language=request.param)


def test_the_whole_appendix_reads_as_it_should(real: Content, tmp_path: Path) -> None:
    path = write(real, tmp_path)

    assert printed_rows(path, real) == written_rows(real)
    for printed, wanted in zip(read_sections(path, real), real.sections, strict=True):
        assert printed.title == wanted.title
        assert printed.notes == [(note.mark, note.text) for note in wanted.notes]
    assert read_figures(path, real) == [cell.text for cell in real.figure_cells()]


def test_another_reader_finds_the_same_words(real: Content, tmp_path: Path) -> None:
    text = plain_text(write(real, tmp_path))

    for part in real.sections:
        assert "".join(part.title.split()) in text
        for note in part.notes:
            assert "".join(note.text.split()) in text


def test_a_changed_figure_is_found(tmp_path: Path) -> None:
    wanted = appendix(section("A", singles(3)))
    other = appendix(
        section("A", [*singles(2), row(3, "Indicator 3", figures=("1,235", "5.67", "/"))])
    )
    fewer = appendix(section("A", singles(2)))
    expected = [cell.text for cell in wanted.figure_cells()]

    assert read_figures(write(wanted, tmp_path), wanted) == expected
    assert read_figures(write(other, tmp_path), wanted) != expected
    assert read_figures(write(fewer, tmp_path), wanted) != expected


def test_formulas_are_set_low_and_stay_text(tmp_path: Path) -> None:
    content = appendix(
        section("CO₂", [row(1, "Nitrogen oxides NOx and CO₂", unit="million m3", marks=("7",))])
    )
    path = write(content, tmp_path)
    signs = [sign for _, sign in text_boxes(path)]

    low = next(
        after for before, after in pairwise(signs) if before.text == "O" and after.text == "x"
    )
    assert low.size < 6.5
    assert low.y < next(
        sign.y
        for sign in signs
        if sign.text == "N" and sign.size == 8.5 and abs(sign.y - low.y) < 3
    )
    (line,) = read_rows(path, content)
    assert (line.section, line.name, line.unit) == (
        "CO₂",
        "Nitrogen oxides NOx and CO₂",
        "million m3",
    )
    assert line.name_marks == ("7",)


def test_marks_hang_outside_and_move_no_figure(tmp_path: Path) -> None:
    rows = [
        row(1, "Plain", figures=("1,234", "2", "3")),
        row(2, "Marked", figures=("1,234", "2", "3"), figure_marks=("22", "23")),
    ]
    content = appendix(section("A", rows))
    path = write(content, tmp_path)
    plan = plan_columns(content)
    band = plan.bands[4]
    fours = [s for _, s in text_boxes(path) if s.text == "4" and band.left < s.x < band.right]
    marks = [s for _, s in text_boxes(path) if s.size < 6 and band.left < s.x < band.right]

    assert len({round(sign.right, 2) for sign in fours}) == 1
    assert "".join(sign.text for sign in marks) == "22,23"
    assert all(sign.x >= fours[0].right - 0.1 and sign.y > fours[1].y for sign in marks)
    assert all(sign.size == pytest.approx(8.5 * 0.65, abs=0.01) for sign in marks)


def test_points_stand_beneath_each_other(tmp_path: Path) -> None:
    figures = ("1,234.5", "12.75", "8")
    content = appendix(
        section("A", [row(n, "Row", figures=(f,)) for n, f in enumerate(figures, 1)]), years=1
    )
    plan = plan_columns(content)
    signs = [s for _, s in text_boxes(write(content, tmp_path)) if s.x > plan.bands[4].left]

    points = {round(sign.x, 1) for sign in signs if sign.text == "."}
    (eight,) = [sign for sign in signs if sign.text == "8"]
    assert len(points) == 1
    assert eight.right == pytest.approx(points.pop(), abs=0.3)


def test_a_parent_over_many_pages_says_its_name_again(tmp_path: Path) -> None:
    content = appendix(
        section("A", [*singles(2), *parent(3, "Waste by method", 200), *singles(1, 4)])
    )
    path = write(content, tmp_path)

    assert printed_rows(path, content) == written_rows(content)
    text = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert len(text) >= 4
    for page in text[1:]:
        assert "A (continued)" in page
        assert "(continued)" in page.partition("Part ")[0].partition("Year of 2021")[2]
        assert "Year of 2023" in page


@pytest.mark.parametrize("seed", range(12))
def test_pages_break_where_they_may(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    sections = []
    for number in range(rng.randint(1, 5)):
        rows: list[Row] = []
        for group in range(1, rng.randint(2, 30)):
            parts = rng.choice([1, 1, 1, 2, 3, 4, 5, 9, 40])
            name = "name " * rng.randint(1, 14) + "end"
            for part in range(parts):
                label = "part " * rng.randint(1, 12) + "end" if parts > 1 else ""
                rows.append(row(group, name, label, span=0 if part else parts))
        notes = [
            Note(str(n), "note " * rng.randint(1, 80) + "end") for n in range(rng.randint(0, 6))
        ]
        sections.append(section(f"Section {number}", rows, *notes))
    content = appendix(*sections)
    path = write(content, tmp_path)

    assert printed_rows(path, content) == written_rows(content)
    for printed, wanted in zip(read_sections(path, content), sections, strict=True):
        pages = Counter(line.page for line in printed.rows)
        assert pages[printed.page] >= min(2, len(printed.rows)), "a title without rows"
        if printed.notes:
            assert printed.note_places[0][0] in pages, "notes without rows"
            assert printed.note_places[-1][0] == max(pages), "notes parted from their table"
        groups: dict[int, Counter[int]] = {}
        for line, given in zip(printed.rows, wanted.rows, strict=True):
            groups.setdefault(given.group, Counter())[line.page] += 1
        for places in groups.values():
            if len(places) > 1:
                assert places.total() >= 4
                assert min(places[min(places)], places[max(places)]) >= 2


def test_notes_longer_than_a_page_run_on(tmp_path: Path) -> None:
    notes = [Note(str(number), "a note that says much " * 12 + "end") for number in range(70)]
    chinese = Note("70", "本公司持續改善排放管理" * 60)
    content = appendix(section("A", singles(5), *notes, chinese), section("B", singles(3)))
    path = write(content, tmp_path)
    first, second = read_sections(path, content)

    assert first.notes == [(note.mark, note.text) for note in (*notes, chinese)]
    assert first.note_places[0][0] in {line.page for line in first.rows}
    assert [line.name for line in second.rows] == ["Indicator 1", "Indicator 2", "Indicator 3"]


def test_a_text_longer_than_a_page_is_divided(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(1500))
    texts = (
        Cell(words, CellKind.TEXT, marks=("3",)),
        Cell("本公司依照有關法律" * 90, CellKind.TEXT),
        "1",
    )
    rows = [row(1, "Policy", figures=texts), *parent(2, "Parent", 3), row(3, "Last")]
    rows[2] = row(2, "", "Part 1", figures=texts, span=0)
    content = appendix(section("A", rows))
    path = write(content, tmp_path)

    assert len(pypdf.PdfReader(path).pages) > 2
    assert printed_rows(path, content) == written_rows(content)


def test_a_line_feed_in_a_text_is_a_space(tmp_path: Path) -> None:
    content = appendix(
        section("A", [row(1, "A\nname", figures=(Cell("two\nlines", CellKind.TEXT), "1", "2"))])
    )

    assert read_figures(write(content, tmp_path), content) == ["two\nlines", "1", "2"]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("years", [1, 3, 10])
def test_nothing_leaves_its_column(orientation: str, years: int, tmp_path: Path) -> None:
    long_figure = "1,234,567,890,123,456,789,012,345,678,901,234.123456"
    figures = tuple(f"{year * 12_345:,}.25" for year in range(1, years + 1))
    rows = [
        row(1, "Supercalifragilisticexpialidocious" * 5, figures=figures, figure_marks=("1", "2")),
        row(
            2,
            "超長的名稱PM2.5與二氧化碳CO2排放" * 6,
            "x" * 90,
            unit="Donaudampfschifffahrt" * 2,
            figures=figures,
        ),
        row(3, "Long", "part", figures=(long_figure, *figures[1:]), marks=("1", "2", "3")),
        row(
            4, "Word", figures=(Cell("not disclosed in this year", CellKind.MISSING), *figures[1:])
        ),
    ]
    content = appendix(section("A title " * 20, rows, Note("1", "u" * 400)), years=years)
    content = replace(content, orientation=orientation)
    path = write(content, tmp_path)
    plan = plan_columns(content)
    width, height = plan.page

    assert printed_rows(path, content)[0][5] == list(figures)
    assert read_figures(path, content) == [cell.text for cell in content.figure_cells()]
    lines: dict[tuple[int, float], list[tuple[float, float]]] = {}
    for page, sign in text_boxes(path):
        assert MARGIN - 0.2 <= sign.x <= sign.right <= width - MARGIN + 0.2
        assert 20 < sign.y < height - 20
        lines.setdefault((page, sign.y), []).append((sign.x, sign.right))
    for spans in lines.values():
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            assert start >= end - 0.6, "signs overlap"


def test_words_are_not_broken_where_they_need_not_be() -> None:
    register()
    text = "溫室氣體Scope 2排放量（按市場計算）、Indirect emissions/purchased electricity"
    lines = ["".join(p.text for p in line.pieces) for line in set_lines(text, BODY, 70)]

    assert "".join(lines) == text
    assert all(line[0] not in "）、/" for line in lines)
    assert not any(line.endswith("（") for line in lines)
    for word in ("Scope", "Indirect", "emissions", "purchased", "electricity"):
        assert any(word in line for line in lines)


def test_the_outline_names_the_sections(tmp_path: Path) -> None:
    content = appendix(section("Climate", singles(60)), section("People", singles(60)))
    path = write(content, tmp_path)
    reader = pypdf.PdfReader(path)
    places = {part.title: part.page for part in read_sections(path, content)}

    found = {
        item.title: reader.get_destination_page_number(item)
        for item in reader.outline
        if not isinstance(item, list)
    }
    assert found == places


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_says_what_it_is(language: str, tmp_path: Path) -> None:
    content = appendix(section("A", singles(3)), language=language)
    reader = pypdf.PdfReader(write(content, tmp_path))
    about = reader.metadata

    assert about is not None
    assert about.title == "ESG Report 2023 · KPI appendix"
    assert about.author == "Example Magnets Co., Ltd."
    assert about.subject == "KPI appendix 2023"
    assert about.keywords == "ESGDesk journal 812:0123456789abcdef"
    assert about.creation_date is not None
    assert about.creation_date.isoformat() == "2024-03-28T09:30:00+00:00"
    assert reader.root_object["/Lang"] == language
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_same_content_gives_the_same_bytes(real: Content, tmp_path: Path) -> None:
    first, second = tmp_path / "one.pdf", tmp_path / "two.pdf"
    write_pdf(real, first)
    write_pdf(appendix(section("Other", singles(4))), tmp_path / "between.pdf")
    write_pdf(real, second)

    assert first.read_bytes() == second.read_bytes()


def test_every_font_is_embedded(real: Content, tmp_path: Path) -> None:
    reader = pypdf.PdfReader(write(real, tmp_path))
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            shape = font.get_object()
            names.add(shape["/BaseFont"].partition("+")[2])
            assert "/FontFile2" in shape["/FontDescriptor"].get_object()
            assert "/ToUnicode" in shape
    assert names == {"ESGDeskSans-Regular", "ESGDeskSans-SemiBold"}


@pytest.mark.parametrize("sign", ["\U0001f33f", "ᚠ"])
def test_a_sign_in_no_font_is_named(sign: str, tmp_path: Path) -> None:
    content = appendix(section("A", [row(1, f"Green {sign} energy"), *singles(2, 2)]))

    with pytest.raises(WorldProblem) as caught:
        write_pdf(content, tmp_path / "never.pdf")
    assert caught.value.key == "report.glyph_missing"
    assert f"U+{ord(sign):04X}" in str(caught.value.facts["characters"])
    assert "Green" in str(caught.value.facts["where"])
    assert not (tmp_path / "never.pdf").exists()


def test_page_numbers_stand_outside_and_the_head_inside(tmp_path: Path) -> None:
    content = appendix(section("A", singles(150)))
    path = write(content, tmp_path)
    pages = list(read_signs(path))
    width = plan_columns(content).page[0]

    assert len(pages) >= 4
    for number, signs in enumerate(pages, start=1):
        foot = sorted((s for s in signs if s.y < MARGIN - 4), key=lambda s: s.x)
        folio = [sign for sign in foot if (sign.x > width / 2) == bool(number % 2)]
        anchor = [sign for sign in foot if sign not in folio]
        assert "".join(s.text for s in folio) == f"Page {number} of {len(pages)}"
        assert "".join(s.text for s in anchor) == "812:0123456789abcdef"
        edge = folio[-1].right if number % 2 else folio[0].x
        assert edge == pytest.approx(width - MARGIN if number % 2 else MARGIN, abs=0.5)


def test_the_running_head_names_company_and_report(tmp_path: Path) -> None:
    content = appendix(section("A", singles(100)))
    first, second, *_ = pypdf.PdfReader(write(content, tmp_path)).pages

    assert "Example Magnets Co., Ltd. · ESG Report 2023" in second.extract_text()
    assert second.extract_text().count("KPI appendix") == 1
    assert first.extract_text().count("KPI appendix") == 1


@pytest.mark.parametrize(
    "sections", [(), (section("Empty", []), section("Notes", [], Note("1", "n")))]
)
def test_an_appendix_without_figures_is_a_page(
    sections: tuple[Section, ...], tmp_path: Path
) -> None:
    content = appendix(*sections)
    path = write(content, tmp_path)

    assert read_figures(path, content) == []
    assert len(pypdf.PdfReader(path).pages) == 1


def test_own_words_are_printed(tmp_path: Path) -> None:
    content = appendix(section("A", parent(1, "Parent", 120)))
    path = tmp_path / "a.pdf"
    write_pdf(content, path, words=PdfWords("{name}, contd", "{page}/{pages}"))
    text = pypdf.PdfReader(path).pages[1].extract_text()

    assert "A, contd" in text
    assert "Parent, contd" in text
    assert "2/" in text


def test_the_page_shows_ink_and_the_head_its_tint(tmp_path: Path) -> None:
    path = write(appendix(section("A", singles(3))), tmp_path)
    document = pypdfium2.PdfDocument(str(path))
    image = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    colours = {colour for _, colour in image.getcolors(1 << 20) or ()}

    assert (231, 241, 240) in colours
    assert any(max(colour) < 60 for colour in colours)
