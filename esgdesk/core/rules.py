"""The rules that hold for every figure: type, range and missing.

A rule reads a project view and yields findings in the catalogue's order; it never changes a figure
and never refuses to save one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import Entry, EntryKey, Indicator, Kind, Reason
from esgdesk.core.numbers import print_figure
from esgdesk.core.view import ProjectView


def check_year(view: ProjectView, period: str) -> list[Finding]:
    """Every finding of a year, in the order of the catalogue."""
    view.require_period(period)
    return [
        finding
        for indicator in view.catalogue.indicators
        for members in view.catalogue.member_sets(indicator.code)
        for finding in check_figure(view, view.key(indicator.code, members, period))
    ]


def check_figure(view: ProjectView, key: EntryKey) -> Iterator[Finding]:
    """The findings of one figure: what the desk shows as soon as a cell is left."""
    indicator = view.catalogue.indicator(key.indicator)
    entry = view.entries.get(key)
    draft = view.drafts.get(key)
    if draft is not None:
        facts = {"text": draft.text}
        yield Finding("not_a_figure", Severity.ERROR, key, draft.problem, facts)
    elif entry is None or not entry.is_filled:
        if indicator.is_required:
            yield _finding("missing", Severity.ERROR, key)
    elif entry.reason is Reason.PENDING:
        yield _finding("pending", Severity.WARNING, key)
    if entry is not None and entry.value is not None:
        yield from _check_value(view, indicator, entry, entry.value)


def _finding(rule: str, severity: Severity, key: EntryKey, **facts: str) -> Finding:
    return Finding(rule, severity, key, f"finding.{rule}", facts)


def _check_value(
    view: ProjectView, indicator: Indicator, entry: Entry, value: str
) -> Iterator[Finding]:
    unit = view.catalogue.unit_of(indicator.code)
    number = Decimal(value)
    facts = {"value": print_figure(value)}
    if indicator.kind is Kind.TEXT:
        return
    if unit.is_whole and number != number.to_integral_value():
        yield _finding("not_whole", Severity.ERROR, entry.key, **facts, unit=unit.id)
    if indicator.minimum is not None and number < Decimal(indicator.minimum):
        limit = print_figure(indicator.minimum)
        yield _finding("below_minimum", Severity.ERROR, entry.key, **facts, limit=limit)
    if indicator.maximum is not None and number > Decimal(indicator.maximum):
        limit = print_figure(indicator.maximum)
        yield _finding("above_maximum", Severity.ERROR, entry.key, **facts, limit=limit)
