"""A text that the file has not taken, and the try that is made again until it does.

The first try gives a text its operation id; every further try of the same text has the same one,
so that a figure whose commit only seemed to fail is not entered a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from esgdesk.core.errors import Problem
from esgdesk.operations.project import Change, new_operation_id

_CONTENT = ("value", "reason", "text")


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A text, why the file has not taken it, and as what it is tried again.

    `version` is that of the entry the person saw when they typed. What was changed since is not
    overwritten by a try that nobody asked for.
    """

    text: str
    problem: Problem | None
    operation_id: str
    version: int

    def failed(self, problem: Problem) -> Unsaved:
        """The same, not saved for this reason."""
        return replace(self, problem=problem)

    def after(self, change: Change) -> Unsaved:
        """The same text after another deed of this desk has changed its entry.

        Where that left the figure alone, nothing stands in this one's way. Otherwise it is a deed
        of its own from now on: the first try may have got through and been taken back.
        """
        before, after = change.before or {}, change.after or {}
        is_same = all(before.get(name) == after.get(name) for name in _CONTENT)
        if is_same and int(before.get("version") or 0) == self.version:
            return replace(self, version=int(after.get("version") or 0))
        return replace(self, operation_id=new_operation_id())


def as_tried(before: Unsaved | None, text: str, version: int) -> Unsaved:
    """What a person tries now, who sees this version: the same text goes by the same id."""
    is_again = before is not None and before.text == text
    operation_id = before.operation_id if before is not None and is_again else new_operation_id()
    return Unsaved(text, None, operation_id, version)
