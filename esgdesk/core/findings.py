"""A finding: what a rule says about a figure, with a place to go to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from esgdesk.core.model import EntryKey
from esgdesk.core.wording import Wording

Fact = str | Wording | EntryKey
"""What fills a message in: a text, words in every language, or a figure to be named."""


class Severity(StrEnum):
    """How bad it is; errors block submitting a figure, unanswered warnings publishing a year."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Cause:
    """What has likely happened; `message` is the key of its words, which `facts` fill in."""

    message: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found; `message` is the key of its words, which `facts` fill in.

    `expected` is what the rule expects and `difference` the figure less that, both as printed, in
    the figure's unit. `figures` are all figures that it is about, its own first. `detail` tells
    several findings of one rule at one place apart. `told` is a digest of the figures as they
    stand, so that an answer can be held to them; `is_answered` says that one is there.
    """

    rule: str
    severity: Severity
    key: EntryKey
    message: str
    facts: Mapping[str, Fact]
    detail: str = ""
    expected: str = ""
    difference: str = ""
    cause: Cause | None = None
    figures: tuple[EntryKey, ...] = ()
    told: str = ""
    is_answered: bool = False

    @property
    def id(self) -> str:
        """Stable as long as rule and place are the same."""
        key = self.key
        place = f"{self.rule}:{key.entity}:{key.period}:{key.indicator}:{key.members}"
        return f"{place}:{self.detail}" if self.detail else place


def digest(parts: list[str]) -> str:
    """A short digest of texts: the same for the same texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
