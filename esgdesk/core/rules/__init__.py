"""Rules: relations that figures must keep, and what is told where one does not."""

from esgdesk.core.rules.base import Case, Kind, Rule, RuleError, Told
from esgdesk.core.rules.check import (
    KINDS,
    Checker,
    check_year,
    open_findings,
    read_rule,
    rules_of,
)

__all__ = [
    "KINDS",
    "Case",
    "Checker",
    "Kind",
    "Rule",
    "RuleError",
    "Told",
    "check_year",
    "open_findings",
    "read_rule",
    "rules_of",
]
