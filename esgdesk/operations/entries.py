"""Entering figures: what happens when a person leaves a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from esgdesk.core.errors import RefusedDeed, UsageProblem
from esgdesk.core.model import Draft, Entry, EntryKey, Kind, Reason, State
from esgdesk.core.numbers import (
    POINT_LOCALE,
    Blank,
    Figure,
    Locale,
    NoFigure,
    NotUnderstood,
    Reading,
)
from esgdesk.core.units import understand
from esgdesk.operations.project import Done, Project, Recorder, Write
from esgdesk.store import rows


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a typed text: how it was understood and what it changed."""

    reading: Reading
    done: Done


def enter_text(
    project: Project,
    key: EntryKey,
    text: str,
    *,
    locale: Locale = POINT_LOCALE,
    unit: str = "",
    expected_version: int | None = None,
    operation_id: str = "",
) -> Entered:
    """Take what a person typed into a figure's cell, in the unit typed behind it or chosen.

    A figure or a reason becomes the entry; an empty text clears it; anything else is kept as a
    draft beside the entry, which stays as it was. With an `operation_id` trying again after an
    unknown outcome changes nothing twice. Raises UsageProblem for a figure the catalogue has no
    place for, RefusedDeed where `expected_version` is not the entry's any more and something else
    stands there than what was typed.
    """
    _require_place(project, key)
    reading, change = _read(project, key, text, locale, unit)
    if isinstance(change, Draft):
        return Entered(reading, keep_draft(project, change, operation_id=operation_id))
    save = partial(_save, project, expected_version=expected_version, operation_id=operation_id)
    if change.reason is not None:
        done = save("set_reason", change)
    else:
        done = save("set_figure" if change.is_filled else "clear_figure", change)
    return Entered(reading, done)


def _require_place(project: Project, key: EntryKey) -> None:
    if not project.catalogue.expects(key.indicator, key.members):
        raise UsageProblem("usage.unknown_figure", found=f"{key.indicator} {key.members}".strip())
    if not project.has_place(key.entity, key.period):
        raise UsageProblem("usage.unknown_figure", found=f"{key.entity} {key.period}")


def _read(
    project: Project, key: EntryKey, text: str, locale: Locale, unit: str
) -> tuple[Reading, Entry | Draft]:
    """How a text is understood, and what it would put in the figure's place."""
    if project.catalogue.indicator(key.indicator).kind is Kind.TEXT:
        return Blank(), Entry(key, text=text.strip() or None, typed=text)
    understood = understand(text, project.catalogue, key.indicator, locale=locale, unit=unit)
    match understood.reading:
        case NotUnderstood(problem):
            return understood.reading, Draft(key, text, problem)
        case Figure(value):
            entry = Entry(
                key,
                value=value,
                typed=text,
                entered=understood.entered,
                entered_unit=understood.unit,
                coefficient=understood.coefficient,
            )
            return understood.reading, entry
        case NoFigure(reason):
            return understood.reading, Entry(key, reason=Reason(reason), typed=text)
        case Blank():
            return understood.reading, Entry(key)


def enter_block(
    project: Project,
    texts: Sequence[tuple[EntryKey, str]],
    *,
    locale: Locale = POINT_LOCALE,
    operation_id: str = "",
) -> Done:
    """Take a pasted or filled block as one deed, taken back by one undo.

    A text that is no figure is kept as a draft, as when it is typed. Raises UsageProblem for a
    figure the catalogue has no place for; then nothing is entered.
    """
    changes: list[Entry | Draft] = []
    for key, text in texts:
        _require_place(project, key)
        changes.append(_read(project, key, text, locale, "")[1])

    def write(recorder: Recorder) -> None:
        for change in changes:
            if isinstance(change, Draft):
                recorder.put("draft", rows.draft_row(change))
            else:
                _put(recorder, _current(recorder, change.key), change)

    facts = {"count": len(changes)}
    return project.do("enter_block", facts, unless_locked(write), operation_id=operation_id)


def restore_figure(project: Project, old: Entry, *, operation_id: str = "") -> Done:
    """Put back what stood in a figure's place before, as the history shows it; the note stays."""
    _require_place(project, old.key)
    return _save(project, "restore_figure", old, operation_id=operation_id)


def keep_draft(project: Project, draft: Draft, *, operation_id: str = "") -> Done:
    """Keep a text that is no figure, beside the entry it was meant for."""
    return project.do(
        "keep_draft",
        facts_of(draft.key),
        unless_locked(lambda recorder: recorder.put("draft", rows.draft_row(draft))),
        operation_id=operation_id,
    )


def set_note(project: Project, key: EntryKey, note: str, *, operation_id: str = "") -> Done:
    """Set the note that explains a figure to colleagues; it is not printed."""

    def write(recorder: Recorder) -> None:
        entry = _current(recorder, key)
        if entry.note != note.strip():
            recorder.put("entry", rows.entry_row(replace(entry, note=note.strip())))

    return project.do("set_note", facts_of(key), unless_locked(write), operation_id=operation_id)


def facts_of(key: EntryKey) -> dict[str, str]:
    """The facts that name a figure in the journal and in the undo menu."""
    return {"indicator": key.indicator, "members": key.members, "period": key.period}


def clear_figures(project: Project, keys: Sequence[EntryKey]) -> Done:
    """Clear several figures as one deed, taken back by one undo; notes stay."""
    if len(keys) == 1:
        return _save(project, "clear_figure", Entry(keys[0]))

    def write(recorder: Recorder) -> None:
        for key in keys:
            _put(recorder, _current(recorder, key), Entry(key))

    return project.do("clear_figures", {"count": len(keys)}, unless_locked(write))


def _save(
    project: Project,
    name: str,
    change: Entry,
    *,
    expected_version: int | None = None,
    operation_id: str = "",
) -> Done:
    def write(recorder: Recorder) -> None:
        entry = _current(recorder, change.key)
        is_newer = expected_version is not None and entry.version != expected_version
        if is_newer and _content(entry) != _content(change):
            there = entry.value or entry.text or entry.reason or ""
            facts = {**facts_of(change.key), "there": there, "typed": change.typed}
            raise RefusedDeed("entry.changed_meanwhile", **facts)
        _put(recorder, entry, change)

    return project.do(name, facts_of(change.key), unless_locked(write), operation_id=operation_id)


def unless_locked(write: Write) -> Write:
    """What writes figures, drafts and notes, but refuses where one belongs to a locked year.

    It looks at what was written, so that no deed can forget a year; the refusal takes all back.
    """

    def guarded(recorder: Recorder) -> None:
        write(recorder)
        for change in recorder.changes:
            if change.table in ("entry", "draft"):
                _, _, entity, period = change.key
                if recorder.row("locked", (entity, period)) is not None:
                    raise RefusedDeed("entry.locked", year=period)

    return guarded


def _current(recorder: Recorder, key: EntryKey) -> Entry:
    """The entry as it stands inside the deed, where nobody else can change it any more."""
    row = recorder.row("entry", rows.key_tuple(key))
    return rows.read_entry(row) if row else Entry(key)


def _put(recorder: Recorder, entry: Entry, change: Entry) -> None:
    """Write what was typed over an entry, and drop a draft beside it; the note stays.

    Another figure than the one that was submitted or approved is a draft again.
    """
    recorder.remove("draft", rows.key_tuple(change.key))
    if _content(entry) != _content(change):
        entry = replace(
            entry,
            value=change.value,
            reason=change.reason,
            text=change.text,
            typed=change.typed,
            source="",
            entered=change.entered,
            entered_unit=change.entered_unit,
            coefficient=change.coefficient,
            state=State.DRAFT,
        )
        recorder.put("entry", rows.entry_row(entry))


def _content(entry: Entry) -> tuple[str | None, ...]:
    figure = (entry.value, entry.entered, entry.entered_unit, entry.coefficient)
    return (*figure, entry.reason, entry.text)
