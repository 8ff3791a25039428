"""Answering findings, and recording where else in a report a figure is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from uuid import uuid4

from esgdesk.core.errors import PackProblem, RefusedDeed, UsageProblem
from esgdesk.core.findings import Finding, Severity, digest
from esgdesk.core.model import Answer, EntryKey, Mention
from esgdesk.core.numbers import Blank, NotUnderstood, read_figure
from esgdesk.core.tables import read_csv
from esgdesk.core.wording import Wording
from esgdesk.operations.entries import facts_of
from esgdesk.operations.project import Done, Project, Recorder
from esgdesk.store import rows

_IN_A_FILE = {
    "usage.unknown_figure": "pack.unknown_figure",
    "usage.place_without_name": "pack.place_without_name",
    "usage.unknown_unit": "pack.unknown_unit",
    "usage.not_a_printed_figure": "pack.not_a_printed_figure",
}
"""What is wrong with a place, said of a line of a file."""


def answer_finding(
    project: Project, finding: Finding, text: Wording, *, is_printed: bool = False
) -> Done:
    """Explain a warning or notice. It stays answered until one of its figures changes.

    `is_printed` makes the explanation a footnote on the figure. Raises RefusedDeed for an error,
    which has to be mended, and UsageProblem for an explanation without words.
    """
    if finding.severity is Severity.ERROR:
        raise RefusedDeed("answer.error")
    if not text:
        raise UsageProblem("answer.empty")
    row = rows.answer_row(Answer(finding.id, finding.key, text, finding.told, is_printed))
    facts = {**facts_of(finding.key), "rule": finding.rule}
    return project.do("answer_finding", facts, lambda recorder: recorder.put("answer", row))


def withdraw_answer(project: Project, answer: Answer) -> Done:
    """Take an explanation back; the finding is open again."""
    return project.do(
        "withdraw_answer",
        facts_of(answer.key),
        lambda recorder: recorder.remove("answer", (answer.finding,)),
    )


def add_mention(project: Project, mention: Mention) -> Done:
    """Record another place of a year's report where a figure is printed, with its text there.

    Raises UsageProblem for a figure that does not exist, a place without a name or a text that is
    neither a figure nor a mark for none.
    """
    _check(project, mention)
    given = mention if mention.id else _with_id(mention)
    facts = {**facts_of(_key(mention)), "place": mention.place}
    there = project.view(entity=mention.entity, periods=()).mentions
    row = {**rows.mention_row(given), "position": len(there)}
    return project.do("add_mention", facts, lambda recorder: recorder.put("mention", row))


def remove_mention(project: Project, mention: Mention) -> Done:
    """Forget a place where a figure is printed."""
    facts = {**facts_of(_key(mention)), "place": mention.place}
    return project.do(
        "remove_mention", facts, lambda recorder: recorder.remove("mention", (mention.id,))
    )


def import_mentions(
    project: Project, text: str, *, period: str, file: str = "mentions.csv"
) -> Done:
    """Take the places of a year's report from a CSV text, as one deed.

    Columns: `place`, `indicator`, `members`, `unit` (a unit's id; empty for the indicator's own)
    and one for each year. A place that is there already takes the new text. Raises PackProblem
    with the line that does not fit, UsageProblem for a report year that is not there.
    """
    view = project.view(periods=(period,))
    view.require_period(period)
    entity = view.entity.code
    found: list[Mention] = []
    seen: Counter[str] = Counter()
    for line in read_csv(text, file, ("place", "indicator", "members", "unit")):
        for year in (name for name in line.cells if name.isdigit()):
            if not line[year]:
                continue
            # The same place again takes the place of what was known of it.
            place = digest([line["place"], line["indicator"], line["members"], year])
            seen[place] += 1
            mention = Mention(
                id=f"{period}-{place}-{seen[place]}",
                entity=entity,
                period=period,
                place=line.required("place"),
                indicator=line["indicator"],
                members=line["members"],
                value_period=year,
                text=line[year],
                unit=line["unit"],
            )
            try:
                _check(project, mention)
            except UsageProblem as problem:
                raise line.problem(_IN_A_FILE[problem.key], **problem.facts) from None
            found.append(mention)
    if not found:
        raise PackProblem("pack.nothing_in_it", file=file, line=1)
    facts = {"period": period, "count": len(found)}
    return project.do("import_mentions", facts, partial(_write, found))


def _write(mentions: Iterable[Mention], recorder: Recorder) -> None:
    for position, mention in enumerate(mentions):
        recorder.put("mention", {**rows.mention_row(mention), "position": position})


def _check(project: Project, mention: Mention) -> None:
    if not project.catalogue.expects(mention.indicator, mention.members):
        found = f"{mention.indicator} {mention.members}".strip()
        raise UsageProblem("usage.unknown_figure", found=found)
    for period in (mention.period, mention.value_period):
        if not project.has_place(mention.entity, period):
            raise UsageProblem("usage.unknown_figure", found=f"{mention.entity} {period}")
    if not mention.place.strip():
        raise UsageProblem("usage.place_without_name")
    if mention.unit and mention.unit not in {unit.id for unit in project.catalogue.units}:
        raise UsageProblem("usage.unknown_unit", found=mention.unit)
    if isinstance(read_figure(mention.text), Blank | NotUnderstood):
        raise UsageProblem("usage.not_a_printed_figure", found=mention.text)


def _with_id(mention: Mention) -> Mention:
    return replace(mention, id=uuid4().hex)


def _key(mention: Mention) -> EntryKey:
    return EntryKey(mention.indicator, mention.members, mention.entity, mention.value_period)
