"""Bringing a view along after a deed, without reading the whole company again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from esgdesk.core.derived import completed, followers
from esgdesk.core.model import Draft, EntryKey
from esgdesk.core.view import ProjectView
from esgdesk.operations.project import Change, Done, Project


def changed_figures(done: Done) -> list[tuple[EntryKey, Change]]:
    """The entries that a deed changed, each with its change."""
    return [(_key(change), change) for change in done.changes if change.table == "entry"]


def _key(change: Change) -> EntryKey:
    return EntryKey(*(str(part) for part in change.key))


def follow(
    view: ProjectView, project: Project, done: Done, years: Collection[str]
) -> tuple[ProjectView, set[str]] | None:
    """The view after a deed, and the indicators it touched.

    None where rows of other tables than figures and drafts changed: then all is to be read anew.
    """
    if any(change.table not in ("entry", "draft") for change in done.changes):
        return None
    entries, drafts = dict(view.entries), dict(view.drafts)
    touched = set()
    for change in done.changes:
        key = _key(change)
        touched.add(key.indicator)
        if key.period not in years:
            continue
        if change.table == "draft":
            drafts.pop(key, None)
            if change.after is not None:
                text, problem = str(change.after["text"]), str(change.after["problem"])
                drafts[key] = Draft(key, text, problem)
            continue
        entry = project.entry(key)
        entries.pop(key, None)
        if entry is not None:
            entries[key] = entry
    touched |= followers(view.catalogue, touched)
    view = replace(view, entries=entries, drafts=drafts, head=project.head())
    return completed(view, only=touched), touched
