"""A company file as a person would explain it: what stands where, and what each can take back.

It knows nothing of rows, hashes or SQL. `test_model` holds the real thing against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

Place = tuple[str, object]
"""What something is (entry, draft, footnote, report), and of what."""

Content = tuple[object, ...]
Changes = Mapping[Place, Content | None]


class RefusedError(Exception):
    """What the real thing must refuse too; the text is the key of its message."""


@dataclass
class Deed:
    """What one deed changed: each place before and after."""

    person: str
    changes: dict[Place, tuple[Content | None, Content | None]]


@dataclass
class Model:
    """The contents of a company file and its past."""

    contents: dict[Place, Content] = field(default_factory=dict)
    versions: dict[Place, int] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    in_force: dict[str, list[int]] = field(default_factory=dict)
    taken_back: dict[str, list[int]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """The number of every deed that was given an id."""
    unfinished: dict[tuple[str, str, object], str] = field(default_factory=dict)

    def snapshot(self) -> Model:
        """The same again, to come back to."""
        return deepcopy(self)

    def do(
        self, person: str, wanted: Changes, *, operation_id: str = "", is_kept: bool = False
    ) -> int | None:
        """Do a deed and return its number; None where nothing had to change.

        With an id that was used before nothing is done again. One that is kept is never undone.
        """
        if operation_id in self.numbers:
            return self.numbers[operation_id]
        number = self._write(person, wanted)
        if number is not None or is_kept:
            if number is None:
                self.deeds.append(Deed(person, {}))
                number = len(self.deeds)
            if operation_id:
                self.numbers[operation_id] = number
            if not is_kept:
                self.in_force.setdefault(person, []).append(number)
            self.taken_back[person] = []
        return number

    def undoable(self, person: str) -> int | None:
        """The deed that this person would take back."""
        return (self.in_force.get(person) or [None])[-1]

    def redoable(self, person: str) -> int | None:
        """The deed that this person would bring back."""
        return (self.taken_back.get(person) or [None])[-1]

    def undo(self, person: str) -> None:
        """Take the person's last deed back."""
        number = self.undoable(person)
        if number is None:
            raise RefusedError("undo.nothing")
        changes = self.deeds[number - 1].changes
        if any(self.contents.get(place) != after for place, (_, after) in changes.items()):
            raise RefusedError("undo.changed_since")
        self._write(person, {place: before for place, (before, _) in changes.items()})
        self.taken_back.setdefault(person, []).append(self.in_force[person].pop())

    def redo(self, person: str) -> None:
        """Bring back what the person took back last."""
        number = self.redoable(person)
        if number is None:
            raise RefusedError("redo.nothing")
        changes = self.deeds[number - 1].changes
        if any(self.contents.get(place) != before for place, (before, _) in changes.items()):
            raise RefusedError("undo.changed_since")
        self._write(person, {place: after for place, (_, after) in changes.items()})
        self.in_force.setdefault(person, []).append(self.taken_back[person].pop())

    def _write(self, person: str, wanted: Changes) -> int | None:
        changes = {
            place: (self.contents.get(place), after)
            for place, after in wanted.items()
            if self.contents.get(place) != after
        }
        if not changes:
            return None
        for place, (_, after) in changes.items():
            if after is None:
                del self.contents[place], self.versions[place]
            else:
                self.contents[place] = after
                self.versions[place] = self.versions.get(place, 0) + 1
        self.deeds.append(Deed(person, changes))
        return len(self.deeds)
