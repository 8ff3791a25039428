"""Submitting, approving and sending back figures, comments on them, and locking a year.

In a file without accounts the states guide people; whoever can write the file can set them. That
is why each one is a line of the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from uuid import uuid4

from esgdesk.core.errors import RefusedDeed, UsageProblem
from esgdesk.core.findings import Finding
from esgdesk.core.flow import OPEN, is_wrong, state_of
from esgdesk.core.model import About, Comment, EntryKey, State
from esgdesk.core.rules import check_year, open_findings
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.naming import figure_name
from esgdesk.operations.entries import facts_of, unless_locked
from esgdesk.operations.history import figure_history
from esgdesk.operations.project import Done, Project, Recorder
from esgdesk.store import rows


def submit(project: Project, keys: Sequence[EntryKey]) -> Done:
    """Submit figures for approval, all or none of them.

    Those submitted or approved already stay as they are. Raises RefusedDeed where one is not
    there, has an error, or has a text beside it that is no figure; it names how many and the first.
    """
    view = project.view()
    findings: dict[EntryKey, list[Finding]] = {}
    for period in dict.fromkeys(key.period for key in keys):
        for finding in open_findings(check_year(view, period)):
            findings.setdefault(finding.key, []).append(finding)
    _refuse(view, "flow.errors", [key for key in keys if is_wrong(view, findings, key)])
    _refuse(view, "flow.empty", [key for key in keys if state_of(view, key) is None])
    return _set(project, "submit", keys, State.SUBMITTED, OPEN)


def approve(project: Project, keys: Sequence[EntryKey], *, four_eyes: bool = True) -> Done:
    """Approve submitted figures, all or none of them; undo passes over it.

    With `four_eyes` nobody approves what they have submitted. Raises RefusedDeed where that is so,
    and for a figure that is not submitted.
    """
    view = project.view()
    wrong = [key for key in keys if state_of(view, key) is not State.SUBMITTED]
    _refuse(view, "flow.not_submitted", wrong)
    if four_eyes:
        own = [key for key in keys if _is_own(project, key)]
        _refuse(view, "flow.four_eyes", own)
    return _set(project, "approve", keys, State.APPROVED, (State.SUBMITTED,))


def send_back(project: Project, keys: Sequence[EntryKey], text: str, *, to: str = "") -> Done:
    """Send submitted or approved figures back; the text says why, as a comment on each.

    Raises UsageProblem for an empty text, RefusedDeed for a figure that is neither.
    """
    if not text.strip():
        raise UsageProblem("flow.without_text")
    view = project.view()
    closed = (State.SUBMITTED, State.APPROVED)
    _refuse(view, "flow.not_closed", [key for key in keys if state_of(view, key) not in closed])
    said = [Comment(uuid4().hex, key, About.SENT_BACK, text.strip(), to) for key in keys]
    return _set(project, "send_back", keys, State.SENT_BACK, closed, said)


def _set(
    project: Project,
    deed: str,
    keys: Sequence[EntryKey],
    state: State,
    before: Sequence[State],
    said: Iterable[Comment] = (),
) -> Done:
    def write(recorder: Recorder) -> None:
        for key in keys:
            row = recorder.row("entry", rows.key_tuple(key))
            if row is not None and State(str(row["state"])) in before:
                entry = replace(rows.read_entry(row), state=state)
                recorder.put("entry", rows.entry_row(entry))
        for comment in said:
            recorder.put("comment", rows.comment_row(comment))

    facts: dict[str, object] = {"count": len(keys)}
    if keys:
        # Undo and history name the first, and the menu goes there.
        facts |= facts_of(keys[0])
    return project.do(deed, facts, unless_locked(write))


def _is_own(project: Project, key: EntryKey) -> bool:
    """Whether the person at the desk is the one who submitted a figure last."""
    for operation, change in figure_history(project, key):
        states = [(image or {}).get("state") for image in (change.before, change.after)]
        if states[1] == State.SUBMITTED and states[0] != State.SUBMITTED:
            return operation.person.strip().casefold() == project.who.person.strip().casefold()
    return False


def _refuse(view: ProjectView, problem: str, keys: Sequence[EntryKey]) -> None:
    if not keys:
        return
    first = keys[0]
    names = (
        figure_name(view.catalogue, first.indicator, first.members, language)
        for language in LANGUAGES
    )
    raise RefusedDeed(problem, count=len(keys), name=Wording(*names), year=first.period)


def add_comment(project: Project, key: EntryKey, text: str, *, to: str = "") -> Done:
    """Say something of a figure to those who work on it. Raises UsageProblem for no words."""
    if not text.strip():
        raise UsageProblem("flow.without_text")
    row = rows.comment_row(Comment(uuid4().hex, key, About.REMARK, text.strip(), to))
    return project.do("add_comment", facts_of(key), lambda recorder: recorder.put("comment", row))


def settle_comment(project: Project, comment: Comment, *, is_done: bool = True) -> Done:
    """Note that what a comment asks for is done, or that it is not."""
    row = rows.comment_row(replace(comment, is_done=is_done))
    return project.do(
        "settle_comment", facts_of(comment.key), lambda recorder: recorder.put("comment", row)
    )


def lock_year(project: Project, period: str) -> Done:
    """Let a year take no changes any more. Raises RefusedDeed where it is locked already."""
    view = project.view(periods=(period,))
    view.require_period(period)
    if period in view.locked:
        raise RefusedDeed("flow.locked_already", year=period)
    row = {"entity": view.entity.code, "period": period}
    facts = {"period": period}
    return project.do("lock_year", facts, lambda recorder: recorder.put("locked", row))


def unlock_year(project: Project, period: str) -> Done:
    """Let a year take changes again. Raises RefusedDeed where it is not locked."""
    view = project.view(periods=(period,))
    if period not in view.locked:
        raise RefusedDeed("flow.not_locked", year=period)
    place = (view.entity.code, period)
    return project.do("unlock_year", {"period": period}, partial(_remove, "locked", place))


def _remove(table: str, key: tuple[str, ...], recorder: Recorder) -> None:
    recorder.remove(table, key)
