"""A finding: what a rule says about a figure, with a place to go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from esgdesk.core.model import EntryKey


class Severity(StrEnum):
    """How bad it is; errors block submitting a figure."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found; `message` is the key of its words, which `facts` fill in."""

    rule: str
    severity: Severity
    key: EntryKey
    message: str
    facts: Mapping[str, str]

    @property
    def id(self) -> str:
        """Stable as long as rule and place are the same."""
        key = self.key
        return f"{self.rule}:{key.entity}:{key.period}:{key.indicator}:{key.members}"
