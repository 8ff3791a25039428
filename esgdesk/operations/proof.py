"""Proving a company file: every test there is, held against an anchor and what was seen here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from esgdesk.core.errors import UsageProblem
from esgdesk.operations.project import Project
from esgdesk.store.verify import Anchor, AnchorVerdict, Verification, read_anchor

__all__ = ["Verification", "notes", "prove"]


def prove(project: Project, anchor: str = "") -> Verification:
    """Run every test on a file, held against an anchor; without one, what this computer has seen
    last serves.

    `anchor` is a head as exports print it (`412:9f86d081884c7d65`) or the path of an export's
    manifest. Raises UsageProblem for what is neither, WorldProblem where the file cannot be read.
    """
    return project.verify(_anchor(anchor) if anchor.strip() else project.witnessed())


def _anchor(text: str) -> Anchor:
    if not text.strip().endswith(".json"):
        return read_anchor(text)
    try:
        journal = json.loads(Path(text.strip()).read_text(encoding="utf-8"))["journal"]
        return read_anchor(f"{journal['number']}:{journal['hash']}")
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageProblem("usage.not_an_anchor", found=text) from None


def notes(found: Verification) -> Iterator[tuple[str, dict[str, object]]]:
    """What to say of the outcome: message keys with their facts, in order."""
    facts: dict[str, object]
    for fault in found.faults:
        yield fault.key, fault.facts
    if not found.holds:
        facts = {"sound": found.sound, "good": found.good, "rows": found.rows}
        yield "verify.trusted" if found.sound or found.good else "verify.nothing_proven", facts
    if found.verdict is AnchorVerdict.SAME:
        yield "verify.anchor_same", {"number": found.head.number}
    elif found.verdict is AnchorVerdict.CONTINUED and found.anchor is not None:
        count = found.head.number - found.anchor.number
        yield "verify.anchor_continued", {"number": found.anchor.number, "count": count}
    facts = {
        "operations": found.operations,
        "rows": found.rows,
        "hash": found.head.hash[:16],
        "faults": len(found.faults),
    }
    yield "verify.holds" if found.holds else "verify.fails", facts
