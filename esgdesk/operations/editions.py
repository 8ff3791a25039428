"""Publishing a year, what earlier reports printed, and the reasons for what was changed since."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from esgdesk.core.editions import Changed, Restated, changed_figures, printed_figures
from esgdesk.core.errors import PackProblem, RefusedDeed, UsageProblem
from esgdesk.core.findings import Severity
from esgdesk.core.measures import MeasureError
from esgdesk.core.model import Cause, Edition, EntryKey, Printed, Reason, Restatement, Unit
from esgdesk.core.numbers import Figure, NoFigure, read_figure
from esgdesk.core.rules import check_year, open_findings
from esgdesk.core.tables import Line, read_csv
from esgdesk.core.units import check_reading
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import NO_WORDS, Wording
from esgdesk.operations.company import calendar_year
from esgdesk.operations.entries import facts_of
from esgdesk.operations.project import Change, Done, Operation, Project, Recorder
from esgdesk.store import rows
from esgdesk.store.database import translated

BLOCKING = (Severity.ERROR, Severity.WARNING)
OWN = "own"
"""The source of an edition that was published from this file."""


def blocking(view: ProjectView, period: str) -> int:
    """How many unanswered errors and warnings keep a year from being published."""
    found = open_findings(check_year(view, period))
    return sum(finding.severity in BLOCKING for finding in found)


def publish(project: Project, period: str, *, accept_open: bool = False) -> Done:
    """Publish a year: freeze every figure that its report prints, as it stands.

    Raises RefusedDeed where the year is published already, where nothing is there to print, and
    where errors or unanswered warnings are open, unless these are accepted.
    """
    view = project.view(with_below=True)
    view.require_period(period)
    entity = view.entity.code
    if any(edition.period == period for edition in view.editions):
        raise RefusedDeed("edition.published", year=period)
    count = 0 if accept_open else blocking(view, period)
    if count:
        raise RefusedDeed("edition.open_findings", year=period, count=count)
    figures = printed_figures(view, period)
    if not figures:
        raise RefusedDeed("edition.empty", year=period)
    edition = Edition(entity, period, view.report(period).title, OWN)
    facts = {"period": period, "count": len(figures), "open": blocking(view, period)}
    return project.do("publish", facts, partial(_write, edition, figures))


def import_edition(
    project: Project, text: str, *, period: str, source: str, file: str = "edition.csv"
) -> Done:
    """Take the figures that an earlier report printed from a CSV text, as an edition.

    Columns: `indicator`, `members`, `unit` (as printed), `measure` (what that unit is, in the
    pack's measures; empty for the indicator's own unit) and a column for each year. Raises
    PackProblem with the line that does not fit, RefusedDeed where that year is there already,
    UsageProblem for a year that is none; it need not be one of the file's.
    """
    period = calendar_year(period).code
    view = project.view()
    entity = view.entity.code
    if any(edition.period == period for edition in view.editions):
        raise RefusedDeed("edition.published", year=period)
    figures = _read_edition(project, text, period, entity, file)
    edition = Edition(entity, period, NO_WORDS, source)
    facts = {"period": period, "count": len(figures), "source": source}
    return project.do("import_edition", facts, partial(_write, edition, figures))


def _write(edition: Edition, figures: list[Printed], recorder: Recorder) -> None:
    recorder.put("edition", rows.edition_row(edition))
    for printed in figures:
        recorder.put("printed", rows.printed_row(printed))


def _read_edition(
    project: Project, text: str, period: str, entity: str, file: str
) -> list[Printed]:
    names = ("indicator", "members", "unit", "measure")
    found: dict[EntryKey, Printed] = {}
    lines: dict[EntryKey, int] = {}
    for line in read_csv(text, file, names):
        _check_place(project, line)
        unit = project.catalogue.unit_of(line["indicator"])
        label = line["unit"] or unit.label.text("en")
        measure = line["measure"] or unit.measure
        _check_measure(project, line, unit)
        for year in (name for name in line.cells if name.isdigit()):
            key = EntryKey(line["indicator"], line["members"], entity, year)
            if not line[year]:
                continue
            if key in found:
                name = f"{key.indicator} {key.members}".strip()
                facts = {"kind": "figure", "found": f"{name}, {year}", "first": lines[key]}
                raise line.problem("pack.code_twice", **facts)
            lines[key] = line.number
            match check_reading(read_figure(line[year]), unit):
                case Figure(value):
                    found[key] = Printed(period, key, value, None, label, measure)
                case NoFigure(reason):
                    found[key] = Printed(period, key, None, Reason(reason), label, measure)
                case _:
                    raise line.problem("pack.not_a_figure", column=year, found=line[year])
    if not found:
        raise PackProblem("pack.nothing_in_it", file=file, line=1)
    return list(found.values())


def _check_place(project: Project, line: Line) -> None:
    if not project.catalogue.expects(line["indicator"], line["members"]):
        place = f"{line['indicator']} {line['members']}".strip()
        raise line.problem("pack.unknown_figure", found=place)


def _check_measure(project: Project, line: Line, unit: Unit) -> None:
    """What a figure was printed in must be of the kind of the indicator's unit."""
    text, system = line["measure"], project.catalogue.system
    try:
        there, own = system.measure(text), system.measure(unit.measure)
    except MeasureError:
        raise line.problem("pack.measure_not_understood", found=text) from None
    if there is not None and own is not None and there.powers != own.powers:
        raise line.problem("pack.measure_of_another_kind", found=text, unit=unit.id)


def withdraw_edition(project: Project, period: str) -> Done:
    """Take a published year back: what it printed is not held against later figures any more.

    Raises RefusedDeed where the year is not published.
    """
    view = project.view()
    if not any(edition.period == period for edition in view.editions):
        raise RefusedDeed("edition.not_published", year=period)

    def write(recorder: Recorder) -> None:
        for lines in view.printed.values():
            for printed in lines:
                if printed.edition == period:
                    row = rows.printed_row(printed)
                    key = ("edition", "indicator", "members", "entity", "period")
                    recorder.remove("printed", tuple(row[name] for name in key))
        recorder.remove("edition", (view.entity.code, period))

    return project.do("withdraw_edition", {"period": period}, write)


def restate(
    project: Project, key: EntryKey, *, report: str, cause: Cause, text: Wording = NO_WORDS
) -> Done:
    """Give the reason why a year's report shows a figure otherwise than an earlier one did.

    The text is printed as a footnote beside the class of the reason. Raises UsageProblem for a
    report year that is not there.
    """
    if not project.has_place(key.entity, report):
        raise UsageProblem("usage.unknown_figure", found=f"{key.entity} {report}")
    row = rows.restatement_row(Restatement(report, key, cause, text))
    facts = {**facts_of(key), "report": report, "cause": cause.value}
    return project.do("restate", facts, lambda recorder: recorder.put("restatement", row))


def withdraw_restatement(project: Project, key: EntryKey, *, report: str) -> Done:
    """Take a reason back; the change is a finding again."""
    place = (report, *rows.key_tuple(key))
    facts = {**facts_of(key), "report": report}
    return project.do(
        "withdraw_restatement", facts, lambda recorder: recorder.remove("restatement", place)
    )


def restatements(project: Project, report: str) -> list[Restated]:
    """Every figure that a report year shows otherwise than the latest earlier report printed it.

    Person and time are those of the reason; where none was given, of the figure's last change.
    """
    view = project.view()
    view.require_period(report)
    found = []
    for changed in changed_figures(view, report):
        if changed.is_disclosed_now:
            continue
        operation = _who(project, changed)
        who = (operation.person, operation.at) if operation else ("", "")
        found.append(Restated(changed, *who))
    return found


def _who(project: Project, changed: Changed) -> Operation | None:
    given = changed.restatement
    with translated(project.path):
        history: Iterable[tuple[Operation, Change]] = (
            project.journal.history("restatement", (given.period, *rows.key_tuple(given.key)))
            if given is not None
            else project.journal.history("entry", rows.key_tuple(changed.key))
        )
    return next((operation for operation, _ in history), None)
