"""Between the tables' rows and the records of `core.model`, in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlite_utils import Database

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.model import (
    About,
    Aggregation,
    Anchor,
    Answer,
    Breakdown,
    Cause,
    Chapter,
    Coefficient,
    Comment,
    Department,
    Dimension,
    Disclosure,
    Draft,
    Due,
    Edition,
    Entity,
    Entry,
    EntryKey,
    Evidence,
    Footnote,
    Indicator,
    Kind,
    Member,
    Mention,
    Period,
    Person,
    Printed,
    Reason,
    Report,
    Restatement,
    Role,
    RuleLine,
    State,
    StoredLayout,
    Unit,
)
from esgdesk.core.wording import Wording
from esgdesk.store.seal import Cell, select

Row = dict[str, Cell]


def key_row(key: EntryKey) -> Row:
    """The key columns of an entry or draft."""
    return {
        "indicator": key.indicator,
        "members": key.members,
        "entity": key.entity,
        "period": key.period,
    }


def key_tuple(key: EntryKey) -> tuple[Cell, ...]:
    """An entry's key in the order of the table's key."""
    return (key.indicator, key.members, key.entity, key.period)


def read_key(row: Mapping[str, Any]) -> EntryKey:
    """The key of an entry, draft or unfinished text."""
    return EntryKey(row["indicator"], row["members"], row["entity"], row["period"])


def entry_row(entry: Entry) -> Row:
    """An entry as a row."""
    return {
        **key_row(entry.key),
        "value": entry.value,
        "reason": entry.reason,
        "text": entry.text,
        "typed": entry.typed,
        "note": entry.note,
        "source": entry.source,
        "state": entry.state,
        "entered": entry.entered,
        "entered_unit": entry.entered_unit,
        "coefficient": entry.coefficient,
    }


def read_entry(row: Mapping[str, Any]) -> Entry:
    """A row as an entry."""
    return Entry(
        key=read_key(row),
        value=row["value"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        text=row["text"],
        typed=row["typed"],
        note=row["note"],
        source=row["source"],
        state=State(row["state"]),
        version=row["version"],
        entered=row["entered"],
        entered_unit=row["entered_unit"],
        coefficient=row["coefficient"],
    )


def draft_row(draft: Draft) -> Row:
    """A draft as a row."""
    return {**key_row(draft.key), "text": draft.text, "problem": draft.problem}


def read_draft(row: Mapping[str, Any]) -> Draft:
    """A row as a draft."""
    return Draft(read_key(row), row["text"], row["problem"])


def entity_row(entity: Entity, position: int = 0) -> Row:
    """An entity as a row."""
    return {
        "code": entity.code,
        "parent": entity.parent,
        **entity.name.to_row("name"),
        "position": position,
    }


def read_entity(row: Mapping[str, Any]) -> Entity:
    """A row as an entity."""
    return Entity(row["code"], Wording.from_row(row, "name"), row["parent"])


def period_row(period: Period, position: int = 0) -> Row:
    """A period as a row."""
    return {
        "code": period.code,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
        "position": position,
    }


def read_period(row: Mapping[str, Any]) -> Period:
    """A row as a period."""
    return Period(row["code"], date.fromisoformat(row["starts"]), date.fromisoformat(row["ends"]))


def footnote_row(note: Footnote) -> Row:
    """A footnote as a row."""
    return {
        "id": note.id,
        "entity": note.entity,
        "period": note.period,
        "anchor": note.anchor,
        "indicator": note.indicator,
        "members": note.members,
        "value_period": note.value_period,
        **note.text.to_row("text"),
        "origin": note.origin,
        "position": note.position,
    }


def read_footnote(row: Mapping[str, Any]) -> Footnote:
    """A row as a footnote."""
    return Footnote(
        id=row["id"],
        entity=row["entity"],
        period=row["period"],
        anchor=Anchor(row["anchor"]),
        indicator=row["indicator"],
        members=row["members"],
        value_period=row["value_period"],
        text=Wording.from_row(row, "text"),
        origin=row["origin"],
        position=row["position"],
    )


def report_row(report: Report) -> Row:
    """A report's settings as a row."""
    return {
        "entity": report.entity,
        "period": report.period,
        **report.title.to_row("title"),
        "footnote_start": report.footnote_start,
    }


def read_report(row: Mapping[str, Any]) -> Report:
    """A row as a report's settings."""
    return Report(
        row["entity"], row["period"], Wording.from_row(row, "title"), row["footnote_start"]
    )


def mention_row(mention: Mention) -> Row:
    """A mention as a row."""
    return {
        "id": mention.id,
        "entity": mention.entity,
        "report": mention.period,
        "place": mention.place,
        "indicator": mention.indicator,
        "members": mention.members,
        "period": mention.value_period,
        "text": mention.text,
        "unit": mention.unit,
    }


def read_mention(row: Mapping[str, Any]) -> Mention:
    """A row as a mention."""
    return Mention(
        id=row["id"],
        entity=row["entity"],
        period=row["report"],
        place=row["place"],
        indicator=row["indicator"],
        members=row["members"],
        value_period=row["period"],
        text=row["text"],
        unit=row["unit"],
    )


def edition_row(edition: Edition) -> Row:
    """An edition as a row."""
    return {
        "entity": edition.entity,
        "period": edition.period,
        **edition.title.to_row("title"),
        "source": edition.source,
    }


def read_edition(row: Mapping[str, Any]) -> Edition:
    """A row as an edition."""
    return Edition(row["entity"], row["period"], Wording.from_row(row, "title"), row["source"])


def printed_row(printed: Printed) -> Row:
    """A printed figure as a row."""
    return {
        "edition": printed.edition,
        **key_row(printed.key),
        "value": printed.value,
        "reason": printed.reason,
        "unit": printed.unit,
        "measure": printed.measure,
    }


def read_printed(row: Mapping[str, Any]) -> Printed:
    """A row as a printed figure."""
    return Printed(
        edition=row["edition"],
        key=read_key(row),
        value=row["value"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        unit=row["unit"],
        measure=row["measure"],
    )


def restatement_row(restatement: Restatement) -> Row:
    """A restatement as a row."""
    return {
        "report": restatement.period,
        **key_row(restatement.key),
        "cause": restatement.cause,
        **restatement.text.to_row("text"),
    }


def read_restatement(row: Mapping[str, Any]) -> Restatement:
    """A row as a restatement."""
    return Restatement(
        row["report"], read_key(row), Cause(row["cause"]), Wording.from_row(row, "text")
    )


def answer_row(answer: Answer) -> Row:
    """An answer as a row."""
    return {
        "finding": answer.finding,
        **key_row(answer.key),
        **answer.text.to_row("text"),
        "figures": answer.figures,
        "printed": int(answer.is_printed),
    }


def read_answer(row: Mapping[str, Any]) -> Answer:
    """A row as an answer."""
    return Answer(
        finding=row["finding"],
        key=read_key(row),
        text=Wording.from_row(row, "text"),
        figures=row["figures"],
        is_printed=bool(row["printed"]),
    )


def evidence_row(evidence: Evidence) -> Row:
    """A file of evidence as a row."""
    return {
        "id": evidence.id,
        **key_row(evidence.key),
        "name": evidence.name,
        "sha256": evidence.sha256,
        "size": evidence.size,
    }


def read_evidence(row: Mapping[str, Any]) -> Evidence:
    """A row as a file of evidence."""
    return Evidence(row["id"], read_key(row), row["name"], row["sha256"], row["size"])


def comment_row(comment: Comment) -> Row:
    """A comment as a row."""
    return {
        "id": comment.id,
        **key_row(comment.key),
        "about": comment.about,
        "text": comment.text,
        "recipient": comment.to,
        "done": int(comment.is_done),
    }


def read_comment(row: Mapping[str, Any]) -> Comment:
    """A row as a comment."""
    return Comment(
        id=row["id"],
        key=read_key(row),
        about=About(row["about"]),
        text=row["text"],
        to=row["recipient"],
        is_done=bool(row["done"]),
    )


def person_row(person: Person) -> Row:
    """A person as a row."""
    return {
        "name": person.name,
        "role": person.role,
        "departments": "|".join(person.departments),
    }


def read_person(row: Mapping[str, Any]) -> Person:
    """A row as a person."""
    departments = tuple(filter(None, row["departments"].split("|")))
    return Person(row["name"], Role(row["role"]), departments)


def due_row(due: Due) -> Row:
    """A day by which figures are wanted as a row."""
    return {"department": due.department, "period": due.period, "day": due.day.isoformat()}


def read_due(row: Mapping[str, Any]) -> Due:
    """A row as a day by which figures are wanted."""
    return Due(row["department"], row["period"], date.fromisoformat(row["day"]))


def layout_row(layout: StoredLayout, position: int = 0) -> Row:
    """A layout as a row."""
    return {
        "code": layout.code,
        "settings": layout.settings,
        "rows": layout.rows,
        "position": position,
    }


def read_layout(row: Mapping[str, Any]) -> StoredLayout:
    """A row as a layout."""
    return StoredLayout(row["code"], row["settings"], row["rows"])


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
