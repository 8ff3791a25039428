"""Companies of any size for the bench: real files, made by plain SQL as fast as the disk allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.model import Entity, Entry, EntryKey
from esgdesk.core.pack import Pack, read_pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.project import Project, Who
from esgdesk.paths import templates
from esgdesk.store import rows

WHO = Who("bench", "bench")
BATCH = 20_000


def wide_pack(times: int) -> Pack:
    """The manufacturer's pack, its indicators repeated under other codes without formulas."""
    pack = read_pack(templates() / "manufacturer")
    own = pack.catalogue
    indicators, breakdowns = list(own.indicators), list(own.breakdowns)
    for number in range(1, times):
        for line in own.indicators:
            code = f"{line.code}_{number}"
            copy = replace(line, code=code, formula="", kind=type(line.kind).ENTERED)
            indicators.append(copy)
        for part in own.breakdowns:
            breakdowns.append(replace(part, indicator=f"{part.indicator}_{number}"))
    catalogue = Catalogue(
        chapters=own.chapters,
        departments=own.departments,
        units=own.units,
        dimensions=own.dimensions,
        indicators=tuple(indicators),
        breakdowns=tuple(breakdowns),
        disclosures=own.disclosures,
        rules=own.rules,
        coefficients=own.coefficients,
        measures=own.measures,
    )
    return replace(pack, catalogue=catalogue)


def make_company(path: Path, *, times: int, sites: int, years: int) -> Project:
    """A company with so many times the pack's indicators, so many sites below it, so many years,
    every figure filled.
    """
    first = 2024 - years
    names = [str(year) for year in range(first, 2024)]
    project = create_company(
        path, pack=wide_pack(times), name=Wording("Bench"), years=names, who=WHO
    )
    chance = Random(5)

    def add_sites(recorder: object) -> None:
        for number in range(sites):
            site = Entity(f"site{number}", Wording(f"Site {number}"), COMPANY)
            recorder.put("entity", rows.entity_row(site, number + 1))  # type: ignore[attr-defined]

    project.do("load_example", {"source": "bench", "count": sites}, add_sites)
    catalogue = project.catalogue
    places = [
        (line.code, members)
        for line in catalogue.indicators
        for members in catalogue.member_sets(line.code)
    ]
    entities = [COMPANY, *(f"site{number}" for number in range(sites))]
    batch: list[Entry] = []

    def flush() -> None:
        def write(recorder: object) -> None:
            for entry in batch:
                recorder.put("entry", rows.entry_row(entry))  # type: ignore[attr-defined]

        project.do("load_example", {"source": "bench", "count": len(batch)}, write)
        batch.clear()

    for entity in entities:
        for year in names:
            for code, members in places:
                value = str(chance.randrange(1, 100_000))
                batch.append(Entry(EntryKey(code, members, entity, year), value, typed=value))
                if len(batch) == BATCH:
                    flush()
    if batch:
        flush()
    return project
