"""What can go wrong outside the program, as exceptions that carry a message key and its facts.

The words stand in `resources/locale` and are put together at the edge (window or command line),
so that core needs no translation. What the user can mend in the data is no exception but a
finding (`core.findings`); what we did wrong is any other exception.
"""

from __future__ import annotations


class Problem(Exception):
    """Something that a person can act on: `key` names the message, `facts` fill it in.

    Facts are plain strings and numbers; a message may use any of them by name.
    """

    exit_code = 3

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts = facts

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.key}({details})"


class WorldProblem(Problem):
    """What the world did: disk full, no permission, file in use, damaged or foreign file."""


class PackProblem(Problem):
    """A pack that cannot be used; facts hold `file`, `line` (0 when the whole file) and more."""


class RefusedDeed(Problem):
    """A deed that the state of the data does not allow, such as undo with nothing to undo."""


class UsageProblem(Problem):
    """A name or option that does not exist: unknown year, layout, language."""

    exit_code = 2
