"""Making a company file from a pack."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.core.model import Entity, Entry, Period, Report
from esgdesk.core.pack import Pack
from esgdesk.core.wording import Wording
from esgdesk.files import PART, explain, flush_folder
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import SUFFIX, Done, Project, Recorder, Who
from esgdesk.places import require_local
from esgdesk.store import catalogue_rows, driver, rows
from esgdesk.store.copies import COMPANIONS, companion
from esgdesk.store.database import close_whole, create_database, translated

log = logging.getLogger(__name__)
COMPANY = "company"
"""The code of the entity that a new file has."""


def calendar_year(year: str) -> Period:
    """A reporting year from 1 January to 31 December. Raises UsageProblem for what is none."""
    if not (year.isascii() and year.isdigit() and len(year) == 4 and "1900" <= year <= "2199"):
        raise UsageProblem("usage.not_a_year", found=year)
    return Period(year, date(int(year), 1, 1), date(int(year), 12, 31))


def read_years(text: str) -> list[str]:
    """The years named by `2021-2023` or `2022,2023`, oldest first. Raises UsageProblem."""
    first, dash, last = text.replace(" ", "").partition("-")
    if not dash:
        return sorted({calendar_year(year).code for year in text.replace(" ", "").split(",")})
    start, end = int(calendar_year(first).code), int(calendar_year(last).code)
    if not start <= end < start + 50:
        raise UsageProblem("usage.years_backwards", found=text)
    return [str(year) for year in range(start, end + 1)]


def pack_names(packs: Path) -> list[str]:
    """The names of the packs in a folder of packs."""
    return sorted(folder.name for folder in packs.iterdir() if (folder / "pack.toml").is_file())


def find_pack(name: str, packs: Path) -> Path:
    """The folder of a pack, by the name of a shipped one or as a path. Raises UsageProblem."""
    if name in pack_names(packs):
        return packs / name
    folder = Path(name)
    if (folder / "pack.toml").is_file():
        return folder
    raise UsageProblem("usage.unknown_pack", found=name, known=", ".join(pack_names(packs)))


def create_company(
    path: Path, *, pack: Pack, name: Wording, years: Sequence[str], who: Who
) -> Project:
    """Make a company file and open it.

    The file appears under its name only when it is whole. Raises WorldProblem where something
    stands there already or the folder cannot be written, UsageProblem for years that are none.
    """
    path = Path(path)
    if path.suffix != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    if not name:
        raise UsageProblem("usage.company_without_name")
    periods = [calendar_year(year) for year in years]
    if path.exists():
        raise WorldProblem("store.exists", path=str(path))
    require_local(path, new=True)
    if not path.parent.is_dir():
        raise WorldProblem("file.folder_missing", path=str(path), folder=str(path.parent))
    if not os.access(path.parent, os.W_OK):
        raise WorldProblem("file.folder_read_only", path=str(path), folder=str(path.parent))
    part = path.with_name(f".{path.stem}{PART}")
    try:
        _remove(part)
        with translated(path):
            db = create_database(part)
        try:
            project = Project(db, part, who, can_write=True)
            fill_company(project, pack=pack, name=name, periods=periods)
        except BaseException:
            driver.close_quietly(db.conn)
            raise
        close_whole(db, part)
        if path.exists():
            raise WorldProblem("store.exists", path=str(path))
        os.replace(part, path)
        flush_folder(path.parent)
    except OSError as error:
        raise explain(error, path) from error
    finally:
        _remove(part)
    return open_project(path, who)


def _remove(part: Path) -> None:
    """Remove what was half made; what cannot be removed is, the next time somebody tries."""
    for ending in ("", *COMPANIONS):
        try:
            companion(part, ending).unlink(missing_ok=True)
        except OSError as error:
            log.info("%s stays: %s", companion(part, ending), error)


def fill_company(project: Project, *, pack: Pack, name: Wording, periods: Sequence[Period]) -> Done:
    """Put company, years and a copy of the pack into an empty file, as its first operation."""
    facts = {"company": name.text("en"), "pack": pack.name, "edition": pack.edition}

    def write(recorder: Recorder) -> None:
        put = recorder.put
        measures = pack.catalogue.measures
        names = {"name": pack.name, "edition": pack.edition, "source": pack.source}
        put("pack", {**names, "measures": measures})
        put("entity", rows.entity_row(Entity(COMPANY, name)))
        for position, period in enumerate(periods):
            put("period", rows.period_row(period, position))
        for table, row in catalogue_rows.catalogue_rows(pack.catalogue):
            put(table, row)
        for position, layout in enumerate(pack.stored_layouts):
            put("layout", rows.layout_row(layout, position))

    return project.do("create_company", facts, write)


def add_year(project: Project, year: str, *, carried: str = "") -> Done:
    """Open another reporting year: no figure is copied.

    With `carried` the notes of the newest year come along, each behind these words, which say that
    nobody has confirmed them yet. Raises UsageProblem for what is no year or is there already.
    """
    period = calendar_year(year)
    periods = project.periods()
    if any(known.code == year for known in periods):
        raise UsageProblem("usage.year_is_there", found=year)
    newest = max((known.code for known in periods), default=year)
    entries = project.view(periods=(newest,)).entries.values() if carried else ()

    def write(recorder: Recorder) -> None:
        recorder.put("period", rows.period_row(period, len(periods)))
        for entry in entries:
            if entry.note:
                key = replace(entry.key, period=year)
                note = f"{carried} {entry.note}"
                recorder.put("entry", rows.entry_row(Entry(key, note=note)))

    return project.do("add_year", {"period": year}, write)


def set_report(project: Project, report: Report) -> Done:
    """Set the title of a year's report and where its footnotes begin to count.

    Raises UsageProblem for a number below 0 or above 9999.
    """
    if not 0 <= report.footnote_start <= 9999:
        raise UsageProblem("usage.footnote_start", found=report.footnote_start)
    facts = {"period": report.period}
    return project.do(
        "set_report", facts, lambda recorder: recorder.put("report", rows.report_row(report))
    )
