"""A layout: how an appendix looks, read from two texts that a person can edit.

The settings are TOML (title, headings, numbering, years, marks for missing figures, page), the
rows CSV. A layout knows indicators and members by their codes only; `check` holds it against a
catalogue. What it looks like when filled is `report.content`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.errors import PackProblem
from esgdesk.core.model import Reason
from esgdesk.core.tables import Line, read_csv, read_toml
from esgdesk.core.wording import LANGUAGES, Wording, columns

Numbering = Literal["restart", "continue", "none"]
YearOrder = Literal["newest-first", "oldest-first"]
Decimals = Literal["as-entered", "fixed"]
Sheets = Literal["chapter", "one"]
Scope = Literal["document", "section"]
RowKind = Literal["row", "parent", "child"]
Orientation = Literal["portrait", "landscape"]
Paper = Literal["A4"]

FORMAT = 1
HEADINGS = ("number", "indicator", "breakdown", "unit")
SETTINGS = {
    "": (
        *("format", "code", "rows", "numbering", "years", "year_order", "decimals", "sheets"),
        *("footnote_scope", "title", "report_title", "year_heading", "headings", "missing", "page"),
    ),
    "title": LANGUAGES,
    "report_title": LANGUAGES,
    "year_heading": LANGUAGES,
    "headings": HEADINGS,
    "missing": tuple(reason.value for reason in Reason),
    "page": ("size", "orientation", "accent"),
}
"""The settings a layout may have, by table; anything else is a slip of the pen."""
ROW_COLUMNS = ("section", "kind", "indicator", "breakdown", *columns("name"))


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """A line of the rows file.

    `breakdown` is empty (the indicator's total), a dimension (a parent that expands to its
    members) or a `dimension:member` pair. `name` overrides what would be printed.
    """

    section: str
    kind: RowKind
    indicator: str
    breakdown: str
    name: Wording
    line: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How an appendix looks; see `docs/packs.md` for the meaning of each setting."""

    code: str
    title: Wording
    report_title: Wording
    rows: tuple[LayoutRow, ...]
    numbering: Numbering
    years: int
    year_order: YearOrder
    year_heading: Wording
    decimals: Decimals
    sheets: Sheets
    footnote_scope: Scope
    headings: Mapping[str, Wording]
    missing: Mapping[Reason, str]
    orientation: Orientation
    accent: str

    def sections(self) -> tuple[str, ...]:
        """The codes of the sections in the order they are printed."""
        return tuple(dict.fromkeys(row.section for row in self.rows))


class _Settings:
    """Takes settings out of a parsed TOML text and complains about those that do not fit."""

    def __init__(self, data: Mapping[str, object], file: str) -> None:
        self.data = data
        self.file = file

    def problem(self, key: str, **facts: object) -> PackProblem:
        return PackProblem(key, file=self.file, line=0, **facts)

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if not isinstance(value, str) or not value:
            raise self.problem("pack.setting_missing", setting=name)
        return value

    def choice(self, name: str, choices: object, fallback: str) -> str:
        value = self.data.get(name, fallback)
        allowed = get_args(choices)
        if value not in allowed:
            raise self.problem(
                "pack.setting_not_a_choice",
                setting=name,
                found=str(value),
                choices=", ".join(allowed),
            )
        return cast(str, value)

    def number(self, name: str, fallback: int, low: int, high: int) -> int:
        value = self.data.get(name, fallback)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.problem("pack.setting_not_in_range", setting=name, low=low, high=high)
        return value

    def table(self, name: str) -> Mapping[str, object]:
        value = self.data.get(name, {})
        if not isinstance(value, dict):
            raise self.problem("pack.setting_not_a_table", setting=name)
        return value

    def wording(self, name: str) -> Wording:
        wording = Wording.from_table(self.table(name))
        if not wording:
            raise self.problem("pack.setting_missing", setting=name)
        return wording


def parse_layout(settings: str, rows: str, *, file: str, rows_file: str) -> Layout:
    """Read a layout from its two texts.

    `file` and `rows_file` are the names that complaints carry. Raises PackProblem.
    """
    given = _Settings(read_toml(settings, file), file)
    if given.data.get("format") != FORMAT:
        raise given.problem("pack.wrong_format", found=str(given.data.get("format")))
    tables = {name: given.table(name) if name else given.data for name in SETTINGS}
    for table, names in SETTINGS.items():
        for name in tables[table].keys() - set(names):
            setting = f"{table}.{name}".lstrip(".")
            raise given.problem("pack.setting_unknown", setting=setting, known=", ".join(names))
    page = _Settings(tables["page"], file)
    page.choice("size", Paper, "A4")
    headings = _Settings(tables["headings"], file)
    missing = tables["missing"]
    accent = page.data.get("accent", "#0F766E")
    if not isinstance(accent, str) or not _is_colour(accent):
        raise given.problem("pack.setting_not_a_colour", setting="accent", found=str(accent))
    year_heading = given.wording("year_heading")
    for language in LANGUAGES:
        if "{year}" not in year_heading.text(language):
            raise given.problem("pack.year_heading_without_year", language=language)
    return Layout(
        code=given.text("code"),
        title=given.wording("title"),
        report_title=Wording.from_table(tables["report_title"]),
        rows=tuple(_read_rows(rows, rows_file)),
        numbering=cast(Numbering, given.choice("numbering", Numbering, "restart")),
        years=given.number("years", 3, 1, 10),
        year_order=cast(YearOrder, given.choice("year_order", YearOrder, "newest-first")),
        year_heading=year_heading,
        decimals=cast(Decimals, given.choice("decimals", Decimals, "as-entered")),
        sheets=cast(Sheets, given.choice("sheets", Sheets, "chapter")),
        footnote_scope=cast(Scope, given.choice("footnote_scope", Scope, "document")),
        headings={name: headings.wording(name) for name in HEADINGS},
        missing={reason: str(missing.get(reason.value, "/")) for reason in Reason},
        orientation=cast(Orientation, page.choice("orientation", Orientation, "portrait")),
        accent=accent,
    )


def _is_colour(text: str) -> bool:
    return (
        len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])
    )


def _read_rows(text: str, file: str) -> list[LayoutRow]:
    rows: list[LayoutRow] = []
    kinds = get_args(RowKind)
    for line in read_csv(text, file, ROW_COLUMNS):
        kind = line.choice("kind", lambda word: kinds[kinds.index(word)], kinds)
        row = LayoutRow(
            section=line.required("section"),
            kind=kind,
            indicator=line["indicator"],
            breakdown=line["breakdown"],
            name=Wording.from_row(line.cells, "name"),
            line=line.number,
        )
        _check_place(row, rows, line)
        rows.append(row)
    if not rows:
        raise PackProblem("pack.no_rows", file=file, line=0)
    for parent, following in zip(rows, [*rows[1:], None], strict=True):
        expands = parent.kind != "parent" or (parent.indicator and parent.breakdown)
        if not expands and (following is None or following.kind != "child"):
            raise PackProblem("pack.parent_without_children", file=file, line=parent.line)
    return rows


def _check_place(row: LayoutRow, before: list[LayoutRow], line: Line) -> None:
    if row.kind != "parent":
        line.required("indicator")
    if row.kind == "child" and (
        not before or before[-1].kind == "row" or before[-1].section != row.section
    ):
        raise line.problem("pack.child_without_parent")
    if row.kind == "parent" and not row.name:
        raise line.problem("pack.cell_empty", column=columns("name")[0])
    if row.section in {earlier.section for earlier in before} and before[-1].section != row.section:
        raise line.problem("pack.section_in_two_places", section=row.section)


def check_layout(layout: Layout, catalogue: Catalogue, *, rows_file: str) -> None:
    """Hold a layout against a catalogue; raises PackProblem at the first row that names nothing."""
    chapters = {chapter.code for chapter in catalogue.chapters}
    for row in layout.rows:

        def problem(key: str, line: int = row.line, **facts: object) -> PackProblem:
            return PackProblem(key, file=rows_file, line=line, **facts)

        if row.section not in chapters:
            raise problem("pack.unknown_chapter", found=row.section)
        if row.indicator and not catalogue.has_indicator(row.indicator):
            raise problem("pack.unknown_indicator", found=row.indicator)
        if not row.breakdown:
            if row.kind != "parent" and not catalogue.indicator(row.indicator).has_total:
                raise problem("pack.no_such_figure", found=row.indicator)
        elif not _has_figures(row, catalogue):
            raise problem("pack.no_such_figure", found=f"{row.indicator} {row.breakdown}")


def _has_figures(row: LayoutRow, catalogue: Catalogue) -> bool:
    """Whether a row's breakdown fits: a parent expands a dimension, others print one member."""
    if row.kind != "parent":
        return catalogue.expects(row.indicator, row.breakdown)
    broken_down_by = {line.dimension for line in catalogue.breakdowns_of(row.indicator)}
    return row.breakdown in broken_down_by and bool(catalogue.dimension(row.breakdown).members)
