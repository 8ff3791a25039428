"""The list of restatements as content, which the same writers draw as an appendix."""

from __future__ import annotations

from collections.abc import Sequence

from esgdesk.core.editions import Changed, Restated, in_own_unit
from esgdesk.core.errors import UsageProblem
from esgdesk.core.model import Indicator
from esgdesk.core.numbers import print_figure
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.i18n import translate
from esgdesk.report.content import Cell, CellKind, Column, Content, Note, Role, Row, Section

NAME = "restatements"
NO_FIGURE = "/"
MOST_DECIMALS = 12


def build_restatements(
    view: ProjectView, lines: Sequence[Restated], *, period: str, language: str
) -> Content:
    """The figures that a report year shows otherwise than the report before it, chapter by chapter:
    as published, as shown now, the difference; beneath, who said why, when.

    Raises UsageProblem for a language that does not exist.
    """
    if language not in LANGUAGES:
        raise UsageProblem("usage.unknown_language", found=language, known=", ".join(LANGUAGES))

    def word(key: str, **facts: object) -> str:
        return translate(language, f"restated.{key}", **facts)

    columns = (
        Column(Role.NUMBER, word("number")),
        Column(Role.NAME, word("indicator")),
        Column(Role.BREAKDOWN, word("year")),
        Column(Role.UNIT, word("unit")),
        Column(Role.FIGURE, word("old"), "old"),
        Column(Role.FIGURE, word("new"), "new"),
        Column(Role.FIGURE, word("difference"), "difference"),
    )
    sections = []
    mark = 0
    for chapter in view.catalogue.chapters:
        rows: list[Row] = []
        notes: list[Note] = []
        for line in lines:
            indicator = view.catalogue.indicator(line.changed.key.indicator)
            if indicator.chapter != chapter.code:
                continue
            mark += 1
            notes.append(Note(str(mark), _why(view, line, language)))
            rows.append(_row(view, line.changed, indicator, len(rows) + 1, str(mark), language))
        if rows:
            title = chapter.name.text(language)
            sections.append(Section(chapter.code, title, tuple(rows), tuple(notes)))
    return Content(
        title=word("title", year=period),
        report_title=view.report(period).title.text(language),
        company=view.entity.name.text(language),
        period=period,
        language=language,
        columns=columns,
        sections=tuple(sections),
        sheets="one",
        orientation="portrait",
        accent="#2F5D50",
        layout=NAME,
        head=view.head,
    )


def _row(
    view: ProjectView, changed: Changed, indicator: Indicator, number: int, mark: str, language: str
) -> Row:
    members = changed.key.members
    name = indicator.name.text(language)
    if members:
        part = view.catalogue.members_name(members).text(language)
        name = translate(language, "desk.figure.with_members", name=name, members=part)
    entry = changed.entry
    old = in_own_unit(view, changed.printed)
    cells = (
        Cell(str(number), CellKind.TEXT),
        Cell(name, CellKind.TEXT),
        Cell(changed.key.period, CellKind.TEXT),
        Cell(view.catalogue.unit_of(indicator.code).label.text(language), CellKind.TEXT),
        _figure(old),
        Cell(*_told(entry.value if entry else None), marks=(mark,)),
        _figure(changed.difference),
    )
    return Row(cells, number, True)


def _figure(value: str | None) -> Cell:
    return Cell(*_told(value))


def _told(value: str | None) -> tuple[str, CellKind, str | None]:
    if value is None:
        return NO_FIGURE, CellKind.MISSING, None
    return print_figure(value), CellKind.FIGURE, value


def _why(view: ProjectView, line: Restated, language: str) -> str:
    changed, given = line.changed, line.changed.restatement
    printed = print_figure(changed.printed.value or "") or NO_FIGURE
    facts = {
        "edition": changed.edition,
        "printed": f"{printed} {changed.printed.unit}".strip(),
        "person": line.person,
        "day": line.at[:10],
    }
    if given is None:
        return translate(language, "restated.no_reason", **facts)
    cause = translate(language, f"restatement.{given.cause}")
    text = given.text.text(language)
    key = "restated.reason_with_text" if text else "restated.reason"
    return translate(language, key, cause=cause, text=text, **facts)
