"""Small companies made in Python: a catalogue from a few lines, and a view of a few figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.derived import completed
from esgdesk.core.findings import Finding
from esgdesk.core.model import (
    TOTAL,
    Breakdown,
    Chapter,
    Coefficient,
    Dimension,
    Entity,
    Entry,
    EntryKey,
    Head,
    Indicator,
    Kind,
    Member,
    Period,
    Reason,
    RuleLine,
    Unit,
)
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.naming import finding_text

MEASURES = """
MWh = [energy]
kWh = MWh / 1000
GJ = MWh / 3.6
tonne = [mass]
RMB = [money]
person = [person]
percent = 0.01
"""


def words(text: str) -> Wording:
    """One text in every language."""
    return Wording(text, f"{text}（简）", f"{text}（繁）")


UNITS = (
    Unit("tonne", words("tonne"), "mass", measure="tonne"),
    Unit("10kt", words("ten thousand tonnes"), "mass", measure="10000 tonne"),
    Unit("MWh", words("MWh"), "energy", measure="MWh"),
    Unit("kWh", words("kWh"), "energy", measure="kWh"),
    Unit("RMB_10000", words("RMB 10,000"), "money", measure="10000 RMB"),
    Unit("RMB_million", words("RMB million"), "money", measure="1000000 RMB"),
    Unit("t_per_million", words("t/million"), "intensity", measure="tonne / (1000000 RMB)"),
    Unit("person", words("person"), "count", is_whole=True, measure="person"),
    Unit("percent", words("%"), "ratio", measure="percent"),
)

DIMENSIONS = {
    "gender": ("male", "female"),
    "region": ("north", "south", "west"),
    "age": ("young", "old", "older", "oldest"),
}


def measured(code: str, unit: str = "tonne", **more: object) -> Indicator:
    """An indicator that is entered; one that is derived where a formula is given."""
    kind = Kind.DERIVED if more.get("formula") else Kind.ENTERED
    return replace(Indicator(code, "all", words(code), unit, kind=kind), **more)


def catalogue(
    *indicators: Indicator,
    parts: tuple[tuple[str, str], ...] = (),
    shares: tuple[tuple[str, str], ...] = (),
    rules: tuple[RuleLine, ...] = (),
    coefficients: tuple[Coefficient, ...] = (),
) -> Catalogue:
    """A catalogue; `parts` are its additive breakdowns and `shares` the others."""
    return Catalogue(
        chapters=(Chapter("all", words("All")),),
        units=UNITS,
        dimensions=tuple(
            Dimension(
                code,
                words(code),
                tuple(Member(code, member, words(member)) for member in members),
            )
            for code, members in DIMENSIONS.items()
        ),
        indicators=indicators,
        breakdowns=(
            *(Breakdown(code, dimension, True) for code, dimension in parts),
            *(Breakdown(code, dimension, False) for code, dimension in shares),
        ),
        rules=rules,
        coefficients=coefficients,
        measures=MEASURES,
    )


def key(place: str, year: str = "2023") -> EntryKey:
    """The key of `waste` or `waste[gender:male]`."""
    code, _, members = place.removesuffix("]").partition("[")
    return EntryKey(code, members or TOTAL, "acme", year)


Figures = Mapping[str, str | Reason | Entry]


def many(place: str, *values: str) -> Figures:
    """Figures for the members of one dimension: `waste[region:north,south]`."""
    code, _, inside = place.removesuffix("]").partition("[")
    dimension, _, members = inside.partition(":")
    pairs = [f"{code}[{dimension}:{member}]" for member in members.split(",")]
    return dict(zip(pairs, values, strict=True))


def view(of: Catalogue, now: Figures, *before: Figures) -> ProjectView:
    """What was entered for 2023, for the year before, and so on; a place stands for its figure."""
    years = [str(2023 - back) for back in range(max(3, 1 + len(before)))]
    entries: dict[EntryKey, Entry] = {}
    for year, figures in zip(years, (now, *before), strict=False):
        for place, given in figures.items():
            at = key(place, year)
            if isinstance(given, Entry):
                entries[at] = replace(given, key=at)
            elif isinstance(given, Reason):
                entries[at] = Entry(at, reason=given)
            else:
                entries[at] = Entry(at, value=given)
    return ProjectView(
        entity=Entity("acme", words("Acme")),
        periods=tuple(
            Period(year, date(int(year), 1, 1), date(int(year), 12, 31)) for year in reversed(years)
        ),
        catalogue=of,
        entries=entries,
        drafts={},
        footnotes=(),
        reports={},
        layouts={},
        head=Head(0, "", ""),
    )


def in_unit(value: str, entered: str, unit: str, coefficient: str = "") -> Entry:
    """A figure that was entered in another unit than the indicator's."""
    return Entry(key("x"), value=value, entered=entered, entered_unit=unit, coefficient=coefficient)


def findings(of: ProjectView, *kinds: str, year: str = "2023") -> list[Finding]:
    """What the rules of some kinds find (of all kinds if none is named), with words for each in
    every language.
    """
    whole = completed(of)
    found = [line for line in check_year(whole, year) if not kinds or line.rule in kinds]
    for finding in found:
        for language in LANGUAGES:
            text = finding_text(of.catalogue, finding, language)
            assert text and not set("{}") & set(text), (finding, language)
    return found
