"""Between the catalogue's tables and `core.catalogue`, in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.model import (
    Aggregation,
    Breakdown,
    Chapter,
    Coefficient,
    Department,
    Dimension,
    Disclosure,
    Indicator,
    Kind,
    Member,
    RuleLine,
    Unit,
)
from esgdesk.core.wording import Wording
from esgdesk.store.rows import Row
from esgdesk.store.seal import select


def catalogue_rows(catalogue: Catalogue) -> Iterator[tuple[str, Row]]:
    """Every row of a catalogue with its table, in the order that foreign keys allow."""
    for position, chapter in enumerate(catalogue.chapters):
        yield "chapter", _named(chapter, position)
    for position, department in enumerate(catalogue.departments):
        yield "department", _named(department, position)
    for position, unit in enumerate(catalogue.units):
        yield (
            "unit",
            {
                "id": unit.id,
                **unit.label.to_row("label"),
                "quantity": unit.quantity,
                "whole": int(unit.is_whole),
                "measure": unit.measure,
                "spellings": "|".join(unit.spellings),
                "position": position,
            },
        )
    for position, dimension in enumerate(catalogue.dimensions):
        yield "dimension", _named(dimension, position)
        for place, member in enumerate(dimension.members):
            yield "member", {"dimension": dimension.code, **_named(member, place)}
    for position, indicator in enumerate(catalogue.indicators):
        yield "indicator", _indicator_row(indicator, position)
    for position, line in enumerate(catalogue.breakdowns):
        yield (
            "breakdown",
            {
                "indicator": line.indicator,
                "dimension": line.dimension,
                "additive": int(line.is_additive),
                "position": position,
            },
        )
    for position, code in enumerate(catalogue.disclosures):
        yield (
            "disclosure",
            {
                "indicator": code.indicator,
                "framework": code.framework,
                "edition": code.edition,
                "code": code.code,
                "position": position,
            },
        )
    for position, rule in enumerate(catalogue.rules):
        yield "rule", _rule_row(rule, position)
    for position, factor in enumerate(catalogue.coefficients):
        yield "coefficient", _coefficient_row(factor, position)


def _rule_row(rule: RuleLine, position: int) -> Row:
    return {
        "code": rule.code,
        "kind": rule.kind,
        "indicator": rule.indicator,
        "other": rule.other,
        "bound": rule.limit,
        "severity": rule.severity,
        "position": position,
    }


def _coefficient_row(factor: Coefficient, position: int) -> Row:
    return {
        "code": factor.code,
        "indicator": factor.indicator,
        "value": factor.value,
        "measure": factor.measure,
        **factor.name.to_row("name"),
        "edition": factor.edition,
        "source": factor.source,
        "position": position,
    }


def _named(record: Chapter | Department | Dimension | Member, position: int) -> Row:
    return {"code": record.code, **record.name.to_row("name"), "position": position}


def _indicator_row(indicator: Indicator, position: int) -> Row:
    return {
        "code": indicator.code,
        "chapter": indicator.chapter,
        **indicator.name.to_row("name"),
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "kind": indicator.kind,
        "aggregation": indicator.aggregation,
        "has_total": int(indicator.has_total),
        "is_required": int(indicator.is_required),
        "minimum": indicator.minimum,
        "maximum": indicator.maximum,
        "owner": indicator.owner,
        **indicator.definition.to_row("definition"),
        "formula": indicator.formula,
        "position": position,
    }


def read_catalogue(db: Database) -> Catalogue:
    """The catalogue that a company file holds."""

    def rows(table: str) -> Iterator[dict[str, Any]]:
        return select(db, table, "ORDER BY position")

    members: dict[str, list[Member]] = {}
    for row in rows("member"):
        member = Member(row["dimension"], row["code"], Wording.from_row(row, "name"))
        members.setdefault(member.dimension, []).append(member)
    return Catalogue(
        chapters=tuple(
            Chapter(row["code"], Wording.from_row(row, "name")) for row in rows("chapter")
        ),
        departments=tuple(
            Department(row["code"], Wording.from_row(row, "name")) for row in rows("department")
        ),
        units=tuple(
            Unit(
                row["id"],
                Wording.from_row(row, "label"),
                row["quantity"],
                bool(row["whole"]),
                row["measure"],
                tuple(filter(None, row["spellings"].split("|"))),
            )
            for row in rows("unit")
        ),
        dimensions=tuple(
            Dimension(
                row["code"],
                Wording.from_row(row, "name"),
                tuple(members.get(row["code"], ())),
            )
            for row in rows("dimension")
        ),
        indicators=tuple(_read_indicator(row) for row in rows("indicator")),
        breakdowns=tuple(
            Breakdown(row["indicator"], row["dimension"], bool(row["additive"]))
            for row in rows("breakdown")
        ),
        disclosures=tuple(
            Disclosure(row["indicator"], row["framework"], row["edition"], row["code"])
            for row in rows("disclosure")
        ),
        rules=tuple(
            RuleLine(
                row["code"],
                row["kind"],
                row["indicator"],
                row["other"],
                row["bound"],
                row["severity"],
            )
            for row in rows("rule")
        ),
        coefficients=tuple(
            Coefficient(
                code=row["code"],
                indicator=row["indicator"],
                value=row["value"],
                measure=row["measure"],
                name=Wording.from_row(row, "name"),
                edition=row["edition"],
                source=row["source"],
            )
            for row in rows("coefficient")
        ),
        measures="".join(row["measures"] for row in rows("pack")),
    )


def _read_indicator(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=row["code"],
        chapter=row["chapter"],
        name=Wording.from_row(row, "name"),
        unit=row["unit"],
        decimals=row["decimals"],
        kind=Kind(row["kind"]),
        aggregation=Aggregation(row["aggregation"]),
        has_total=bool(row["has_total"]),
        is_required=bool(row["is_required"]),
        minimum=row["minimum"],
        maximum=row["maximum"],
        owner=row["owner"],
        definition=Wording.from_row(row, "definition"),
        formula=row["formula"],
    )
