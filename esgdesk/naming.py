"""What figures and deeds are called in a language, in the window and on the command line alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Fact, Finding
from esgdesk.core.model import EntryKey, Unit
from esgdesk.core.numbers import Figure, print_figure
from esgdesk.core.units import Understood
from esgdesk.core.wording import Wording
from esgdesk.i18n import translate


def figure_name(catalogue: Catalogue, indicator: str, members: str, language: str) -> str:
    """An indicator's name, with its members where it is broken down; its code if it is gone."""
    if not catalogue.has_indicator(indicator):
        return indicator
    name = catalogue.indicator(indicator).name.text(language)
    if not members:
        return name
    part = catalogue.members_name(members).text(language)
    return translate(language, "desk.figure.with_members", name=name, members=part)


def deed_name(catalogue: Catalogue, deed: str, facts: Mapping[str, Any], language: str) -> str:
    """What a deed did, as undo and history name it."""
    known = {"period": "", **facts}
    indicator, members = (str(known.get(name, "")) for name in ("indicator", "members"))
    known["name"] = figure_name(catalogue, indicator, members, language)
    owner = str(known.get("department", ""))
    names = {line.code: line.name.text(language) for line in catalogue.departments}
    known["owner"] = names.get(owner, owner)
    return translate(language, f"deed.{known.get('of') or deed}", **known)


def image_text(image: Mapping[str, Any] | None, language: str) -> str:
    """What an entry's row in the journal shows: its figure, words or reason; empty if nothing."""
    image = image or {}
    if image.get("value") is not None:
        return print_figure(str(image["value"]))
    if image.get("reason"):
        return translate(language, f"desk.reason.{image['reason']}")
    return str(image.get("text") or "")


def quantity_text(value: str, unit: Unit, language: str) -> str:
    """A figure with its unit; plain numbers have a dash for one, which is left out."""
    label = unit.label.text(language)
    return print_figure(value) if label == "-" else f"{print_figure(value)} {label}"


def coefficient_text(catalogue: Catalogue, code: str, language: str) -> str:
    """A coefficient with its value and source."""
    found = catalogue.coefficient(code)
    value = f"{print_figure(found.value)} {found.measure.replace(' / ', '/')}"
    return f"{found.name.text(language)}: {value} ({found.source})"


def understood_text(
    understood: Understood, catalogue: Catalogue, indicator: str, language: str
) -> str:
    """How a typed figure is understood: grouped, with its unit, and converted from what."""
    if not isinstance(understood.reading, Figure):
        return ""
    unit = catalogue.unit_of(indicator)
    figure = quantity_text(understood.reading.value, unit, language)
    if understood.entered is None:
        return figure
    from_unit = catalogue.unit(understood.unit)
    return f"{quantity_text(understood.entered, from_unit, language)} = {figure}"


def finding_text(catalogue: Catalogue, finding: Finding, language: str) -> str:
    """What a rule found, with its likely cause, in words."""
    said = translate(language, finding.message, **_facts(catalogue, finding.facts, language))
    if finding.cause is None:
        return said
    why = _facts(catalogue, finding.cause.facts, language)
    space = " " if language == "en" else ""
    return f"{said}{space}{translate(language, finding.cause.message, **why)}"


def _facts(catalogue: Catalogue, facts: Mapping[str, Fact], language: str) -> dict[str, str]:
    return {name: fact_text(catalogue, fact, language) for name, fact in facts.items()}


def fact_text(catalogue: Catalogue, fact: Fact, language: str) -> str:
    """A fact of a finding in words: a figure by its name."""
    if isinstance(fact, EntryKey):
        return figure_name(catalogue, fact.indicator, fact.members, language)
    return fact.text(language) if isinstance(fact, Wording) else fact
