"""Footnotes of a report year: what they say and what they stand on."""

from __future__ import annotations

from uuid import uuid4

from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import Anchor, Footnote
from esgdesk.operations.project import Done, Project
from esgdesk.store import rows


def save_footnote(project: Project, note: Footnote) -> Done:
    """Add a footnote or change the one with its id.

    Raises UsageProblem for a note without text or on a figure that the catalogue has no place for.
    """
    if not note.text:
        raise UsageProblem("usage.footnote_without_text")
    if note.anchor is not Anchor.TABLE and not (
        project.catalogue.has_indicator(note.indicator)
        and (note.members == "" or project.catalogue.expects(note.indicator, note.members))
    ):
        raise UsageProblem("usage.unknown_figure", found=f"{note.indicator} {note.members}".strip())
    facts = {"indicator": note.indicator, "members": note.members, "period": note.period}
    return project.do(
        "save_footnote", facts, lambda recorder: recorder.put("footnote", rows.footnote_row(note))
    )


def remove_footnote(project: Project, note: Footnote) -> Done:
    """Remove a footnote."""
    facts = {"indicator": note.indicator, "members": note.members, "period": note.period}
    return project.do(
        "remove_footnote", facts, lambda recorder: recorder.remove("footnote", (note.id,))
    )


def new_footnote_id() -> str:
    """An id for a footnote that is not in the file yet."""
    return uuid4().hex
