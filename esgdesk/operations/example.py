"""The example company: real published figures, so that everybody can try before they type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from esgdesk.core.errors import PackProblem
from esgdesk.core.model import Anchor, Entry, EntryKey, Footnote, Reason, Report
from esgdesk.core.numbers import Figure, NoFigure, read_figure
from esgdesk.core.pack import read_pack
from esgdesk.core.tables import Line, decode, read_csv, read_toml
from esgdesk.core.wording import Wording, columns
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.project import SUFFIX, Project, Recorder, Who
from esgdesk.store import rows

EXAMPLE_NAME = f"Example Magnets{SUFFIX}"
"""What the example company's file is called."""


@dataclass(frozen=True, slots=True)
class Example:
    """What the example's folder says."""

    name: Wording
    pack: str
    layout: str
    years: tuple[str, ...]
    source: str
    report: Report
    rows: str
    entries: tuple[Entry, ...]
    footnotes: tuple[Footnote, ...]


def read_example(folder: Path) -> Example:
    """Read an example's folder: `company.toml`, `figures.csv`, `footnotes.csv` and the rows of its
    layout as that report words them, in a file named like the layout.

    Raises PackProblem with file and line for what does not fit.
    """
    settings = read_toml(_text(folder, "company.toml"), "company.toml")

    def table(name: str) -> Wording:
        value = settings.get(name)
        return Wording.from_table(value if isinstance(value, dict) else {})

    years = settings.get("years")
    if not isinstance(years, list) or not years:
        raise PackProblem("pack.setting_missing", file="company.toml", line=0, setting="years")
    period = str(settings.get("report_year") or years[-1])
    start = settings.get("footnote_start", 1)
    return Example(
        name=table("name"),
        pack=str(settings.get("pack")),
        layout=str(settings.get("layout")),
        years=tuple(str(year) for year in years),
        source=str(settings.get("source", "")),
        report=Report(
            COMPANY, period, table("report_title"), start if isinstance(start, int) else 1
        ),
        rows=_text(folder, f"{settings.get('layout')}.csv"),
        entries=tuple(_entries(folder, [str(year) for year in years])),
        footnotes=tuple(_footnotes(folder)),
    )


def _text(folder: Path, name: str) -> str:
    try:
        return decode((folder / name).read_bytes(), name)
    except FileNotFoundError:
        raise PackProblem("pack.file_missing", file=name, line=0) from None


def _entries(folder: Path, years: list[str]) -> list[Entry]:
    name = "figures.csv"
    lines = read_csv(_text(folder, name), name, ("indicator", "members", *years))
    return [_entry(line, year) for line in lines for year in years if line[year]]


def _entry(line: Line, year: str) -> Entry:
    key = EntryKey(line["indicator"], line["members"], COMPANY, year)
    match read_figure(line[year]):
        case Figure(value):
            return Entry(key, value=value, typed=line[year])
        case NoFigure(reason):
            return Entry(key, reason=Reason(reason), typed=line[year])
        case _:
            raise line.problem("pack.not_a_figure", column=year, found=line[year])


def _footnotes(folder: Path) -> list[Footnote]:
    name = "footnotes.csv"
    wanted = ("period", "anchor", "indicator", "members", "year", *columns("text"))
    return [
        Footnote(
            id=f"example-{line.number}",
            entity=COMPANY,
            period=line["period"],
            anchor=line.choice("anchor", Anchor, Anchor),
            indicator=line["indicator"],
            members=line["members"],
            value_period=line["year"],
            text=Wording.from_row(line.cells, "text"),
            position=line.number,
        )
        for line in read_csv(_text(folder, name), name, wanted)
    ]


def create_example(path: Path, who: Who, *, example: Path, packs: Path) -> Project:
    """Make the example company's file and open it.

    `example` is the folder of its figures, `packs` that of the packs. Raises as `create_company`.
    """
    given = read_example(example)
    pack = read_pack(packs / given.pack)
    project = create_company(path, pack=pack, name=given.name, years=given.years, who=who)
    facts = {"source": given.source, "count": len(given.entries)}
    project.do("load_example", facts, partial(_write_example, given))
    return project


def _write_example(given: Example, recorder: Recorder) -> None:
    for entry in given.entries:
        recorder.put("entry", rows.entry_row(replace(entry, source=given.source)))
    recorder.put("report", rows.report_row(given.report))
    usual = recorder.row("layout", (given.layout,))
    if usual is None:
        raise PackProblem("pack.setting_missing", file="company.toml", line=0, setting="layout")
    recorder.put("layout", {**usual, "rows": given.rows})
    for note in given.footnotes:
        recorder.put("footnote", rows.footnote_row(note))
