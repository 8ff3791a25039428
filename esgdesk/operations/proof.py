"""Proving a company file: every test of the store, held against a head that was noted elsewhere.

The outcome is a `Verification`; `verdict` puts it in the order in which a person reads it, as keys
of messages with their facts.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from esgdesk.core.errors import UsageProblem
from esgdesk.operations.project import Project
from esgdesk.store.verify import Anchor, AnchorVerdict, Verification, read_anchor

__all__ = ["Verification", "prove", "verdict"]
Message = tuple[str, dict[str, object]]
SHOWN_HASH = 16
"""So many signs of a hash are printed; it is what exports print too."""


def prove(project: Project, anchor: str = "") -> Verification:
    """Prove that a file is what its journal says, and that it has come from an anchor.

    `anchor` is one as exports print it, or the path of an export's manifest; without one, what
    this computer saw last takes its place.
    The project may be one for reading, in another thread. Raises UsageProblem for a text that is
    no anchor.
    """
    return project.verify(_anchor(anchor.strip()) if anchor.strip() else project.witnessed())


def _anchor(text: str) -> Anchor:
    if not text.endswith(".json"):
        return read_anchor(_plain(text))
    try:
        journal = json.loads(Path(text).read_text(encoding="utf-8"))["journal"]
        return read_anchor(f"{journal['number']}:{journal['hash']}")
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageProblem("usage.not_an_anchor", found=text) from None


def _plain(text: str) -> str:
    """An anchor out of what is pasted: a blank for the colon, or a PDF's keywords as a whole."""
    found = re.search(r"(\d+)\s*[:·\s]\s*([0-9a-fA-F]+)\s*$", text)
    return f"{found[1]}:{found[2]}" if found else text


def verdict(found: Verification, *, is_given: bool = True) -> list[Message]:
    """What a proof says: whether all is well, how the file stands to the anchor, each fault, and
    what can be trusted all the same. `is_given` says that the anchor was given by a person.
    """
    facts: dict[str, object] = {
        "operations": found.operations,
        "rows": found.rows,
        "hash": found.head.hash[:SHOWN_HASH],
        "faults": len(found.faults),
    }
    if not found.holds:
        trusted: dict[str, object] = {"sound": found.sound, "good": found.good, "rows": found.rows}
        faults = [(fault.key, dict(fault.facts)) for fault in found.faults]
        rest = "verify.trusted" if found.sound or found.good else "verify.nothing_proven"
        return [("verify.fails", facts), *faults, (rest, trusted)]
    said: list[Message] = [("verify.holds", facts)]
    if found.anchor is not None:
        number = found.anchor.number
        stand: dict[str, object] = {"number": number, "count": found.head.number - number}
        said.append((_standing(found, is_given), stand))
    return said


def _standing(found: Verification, is_given: bool) -> str:
    if found.verdict is AnchorVerdict.SAME:
        return "verify.anchor_same" if is_given else "verify.seen_same"
    return "verify.anchor_continued" if is_given else "verify.seen_continued"
