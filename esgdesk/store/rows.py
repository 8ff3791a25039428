"""Between the tables' rows and the records of `core.model`, in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from esgdesk.core.model import (
    About,
    Anchor,
    Answer,
    Cause,
    Comment,
    Draft,
    Due,
    Edition,
    Entity,
    Entry,
    EntryKey,
    Evidence,
    Footnote,
    Mention,
    Period,
    Person,
    Printed,
    Reason,
    Report,
    Restatement,
    Role,
    State,
    StoredLayout,
)
from esgdesk.core.wording import Wording
from esgdesk.store.seal import Cell

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
