"""All rules of a catalogue, and running them over a year: whole, or after a change.

A new kind of rule is a small module that says how it comes out of a catalogue (`derive`) or how a
pack declares it (`declare`), and one line in KINDS. `docs/rules.md` shows how.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from esgdesk.core.catalogue import Catalogue
from esgdesk.core.findings import Finding, Severity, digest
from esgdesk.core.model import EntryKey, RuleLine
from esgdesk.core.model import Kind as IndicatorKind
from esgdesk.core.rules import backing, entry, formulas, groups, history, parts, places, rates
from esgdesk.core.rules.base import Case, Kind, Rule, RuleError, known, with_severity
from esgdesk.core.view import ProjectView

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

KINDS = {
    kind.code: kind
    for kind in (
        Kind("figure", ERROR, entry.derive),
        Kind("parts_total", ERROR, parts.derive_totals),
        Kind("cross_totals", ERROR, parts.derive_cross),
        Kind("formula", WARNING, formulas.derive),
        Kind("possible_rate", WARNING, rates.derive_possible),
        Kind("rate_of", WARNING, None, rates.declare),
        Kind("weighted_mean", WARNING, rates.derive_weighted),
        Kind("common_denominator", WARNING, rates.derive_denominators),
        Kind("at_most", ERROR, None, formulas.declare),
        Kind("equals", WARNING, None, formulas.declare),
        Kind("never_falls", WARNING, None, history.declare_never_falls),
        Kind("unit_slip", WARNING, history.derive_slips),
        Kind("jump", WARNING, None, history.declare_jump, history.is_no_rate),
        Kind("same_as_last", NOTICE, history.derive_same),
        Kind("same_for_all", NOTICE, history.derive_alike),
        Kind("carried", WARNING, backing.derive_carried),
        Kind("needs_evidence", WARNING, None, backing.declare_evidence),
        Kind("elsewhere", WARNING, places.derive_elsewhere),
        Kind("restated", ERROR, places.derive_restated),
        Kind("consolidation", ERROR, groups.derive),
    )
}
ALL = "*"


def read_rule(catalogue: Catalogue, line: RuleLine) -> list[Rule]:
    """The rules that a declared line makes; none where it only sets how serious others are.

    Raises RuleError for what does not fit the catalogue.
    """
    kind = KINDS.get(line.kind)
    if kind is None:
        raise RuleError("rule.unknown_kind", found=line.kind, known=", ".join(KINDS))
    severity = Severity(line.severity) if line.severity else kind.severity
    if kind.declare is None:
        if line.indicator != ALL:
            known(catalogue, line.indicator)
        if not line.severity or line.other or line.limit:
            raise RuleError("rule.only_severity", found=line.kind)
        return []
    if line.indicator != ALL:
        return [kind.declare(catalogue, line, severity)]
    return [
        kind.declare(catalogue, replace(line, indicator=indicator.code), severity)
        for indicator in catalogue.indicators
        if indicator.kind is not IndicatorKind.TEXT and kind.suits(catalogue, indicator.code)
    ]


def rules_of(catalogue: Catalogue) -> tuple[Rule, ...]:
    """Every rule of a catalogue, derived and declared, in the order of KINDS.

    Of several declared for one indicator the last one counts, so that a line for all indicators
    can be followed by lines for some.
    """
    declared: dict[tuple[str, str, str], Rule] = {}
    severities: dict[tuple[str, str], Severity] = {}
    for line in catalogue.rules:
        for rule in read_rule(catalogue, line):
            declared[(line.kind, rule.home, line.code if line.other else "")] = rule
        if KINDS[line.kind].declare is None:
            severities[(line.kind, line.indicator)] = Severity(line.severity)
    found: list[Rule] = []
    for code, kind in KINDS.items():
        if kind.derive is not None:
            for rule in kind.derive(catalogue, code, kind.severity):
                wanted = severities.get((code, rule.home), severities.get((code, ALL)))
                found.append(rule if wanted is None else with_severity(rule, wanted))
        found += [rule for (of, _, _), rule in declared.items() if of == code]
    return tuple(found)


class Checker:
    """The rules of one catalogue, over one year, kept up to date as figures change."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.rules = rules_of(catalogue)
        self._found: list[tuple[Finding, ...]] = [() for _ in self.rules]
        self._readers: dict[str, list[int]] = {}
        for place, rule in enumerate(self.rules):
            for code in rule.reads | self._inputs(rule.reads):
                self._readers.setdefault(code, []).append(place)
        self._order = {
            (indicator.code, members): place
            for place, (indicator, members) in enumerate(
                (indicator, members)
                for indicator in catalogue.indicators
                for members in catalogue.member_sets(indicator.code)
            )
        }

    def check(
        self, view: ProjectView, period: str, touched: Collection[str] | None = None
    ) -> list[Finding]:
        """Every finding of a year, in the order of the catalogue.

        `touched` names the indicators whose figures changed since the last call with the same
        year: only what they can change is looked at again. Raises UsageProblem for a year that
        the view does not have.
        """
        view.require_period(period)
        case = Case(view, period)
        places: Iterable[int] = range(len(self.rules))
        if touched is not None:
            places = sorted({place for code in touched for place in self._readers.get(code, ())})
        for place in places:
            self._found[place] = tuple(
                self._held(view, found) for found in self.rules[place].check(case)
            )
        findings = [found for some in self._found for found in some]
        return sorted(findings, key=self._place)

    def _inputs(self, codes: frozenset[str]) -> frozenset[str]:
        """What these may be computed from, directly or through others."""
        return frozenset(
            needed for needed, found in self.catalogue.read_by.items() if found & codes
        )

    def _place(self, finding: Finding) -> tuple[int, str]:
        key = finding.key
        return self._order.get((key.indicator, key.members), len(self._order)), _newest(key)

    def _held(self, view: ProjectView, finding: Finding) -> Finding:
        """A finding with the digest of its figures, answered where an answer still holds."""
        told = digest([*_texts(view, finding), *map(str, finding.facts.values())])
        answer = view.answers.get(finding.id)
        return replace(
            finding, told=told, is_answered=answer is not None and answer.figures == told
        )


def _newest(key: EntryKey) -> str:
    """Sorts later years first."""
    return "".join(chr(0x10FFFF - ord(sign)) for sign in key.period if ord(sign) < 0xD800)


def _texts(view: ProjectView, finding: Finding) -> list[str]:
    texts = []
    for key in finding.figures:
        entry = view.entries.get(key)
        texts.append(str(key))
        texts.append("" if entry is None else f"{entry.value}|{entry.reason}|{entry.text}")
    return texts


def check_year(view: ProjectView, period: str) -> list[Finding]:
    """Every finding of a year, in the order of the catalogue."""
    return Checker(view.catalogue).check(view, period)


def open_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Those that nobody has answered."""
    return [finding for finding in findings if not finding.is_answered]
