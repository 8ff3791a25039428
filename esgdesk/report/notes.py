"""The footnotes that a report prints: those people wrote, and those that follow from the figures.

By themselves come a note on a figure that was restated, with the class of the reason and the
published figure; on one that was converted by a published coefficient; and an explanation of a
finding that is to be printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from esgdesk.core.derived import scale_of
from esgdesk.core.editions import Changed, changed_figures, printed_scale
from esgdesk.core.model import Anchor, Coefficient, EntryKey, Footnote
from esgdesk.core.numbers import print_figure
from esgdesk.core.rules import check_year
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.i18n import translate

RESTATED, CONVERTED, EXPLAINED = "restatement", "coefficient", "explanation"
_AFTER = 1_000_000
"""Notes that follow from the figures stand behind those that people wrote on the same place."""


def report_notes(
    view: ProjectView, period: str, held: Collection[str] | None = None
) -> list[Footnote]:
    """Every footnote of a year's report.

    `held` are the ids of the answered findings, where the year has been checked already.
    """
    own = [note for note in view.footnotes if note.period == period]
    made = [*_restated(view, period), *_converted(view, period), *_explained(view, period, held)]
    return own + made


def _note(view: ProjectView, period: str, key: EntryKey, origin: str, text: Wording) -> Footnote:
    return Footnote(
        id=f"{origin}:{key.period}:{key.indicator}:{key.members}",
        entity=view.entity.code,
        period=period,
        anchor=Anchor.VALUE,
        indicator=key.indicator,
        members=key.members,
        value_period=key.period,
        text=text,
        origin=origin,
        position=_AFTER,
    )


def _worded(words: Callable[[str], str]) -> Wording:
    return Wording(*(words(language) for language in LANGUAGES))


def _restated(view: ProjectView, period: str) -> Iterator[Footnote]:
    """A reason without a text is printed only where no note explains the figure already."""
    if not view.printed:
        return
    for changed in changed_figures(view, period):
        given = changed.restatement
        if given is None or changed.printed.value is None or given.period > period:
            continue
        if not given.text and _has_note(view, period, changed.key):
            continue
        yield _note(view, period, changed.key, RESTATED, _restated_words(view, changed))


def _restated_words(view: ProjectView, changed: Changed) -> Wording:
    given, printed = changed.restatement, changed.printed
    assert given is not None and printed.value is not None
    own = view.catalogue.unit_of(changed.key.indicator)
    is_own_unit = printed_scale(view, printed) == scale_of(view.catalogue, own.id)

    def words(language: str) -> str:
        text = given.text.text(language)
        return translate(
            language,
            "note.restated_with_text" if text else "note.restated",
            cause=translate(language, f"restatement.{given.cause}"),
            old=print_figure(printed.value or ""),
            unit=own.label.text(language) if is_own_unit else printed.unit,
            edition=changed.edition,
            text=text,
        )

    return _worded(words)


def _has_note(view: ProjectView, period: str, key: EntryKey) -> bool:
    return any(
        note.period == period
        and note.indicator == key.indicator
        and (note.anchor is Anchor.NAME or note.value_period == key.period)
        and note.members in ("", key.members)
        for note in view.footnotes
    )


def _converted(view: ProjectView, period: str) -> Iterator[Footnote]:
    for key, entry in view.entries.items():
        if entry.coefficient and key.period <= period:
            factor = view.catalogue.coefficient(entry.coefficient)
            yield _note(view, period, key, CONVERTED, _factor_words(factor))


def _factor_words(factor: Coefficient) -> Wording:
    is_named = factor.edition in factor.source
    source = factor.source if is_named else f"{factor.source}, {factor.edition}"

    def words(language: str) -> str:
        return translate(
            language,
            "note.coefficient",
            name=factor.name.text(language),
            value=print_figure(factor.value),
            measure=factor.measure.replace(" / ", "/"),
            source=source,
        )

    return _worded(words)


def _explained(view: ProjectView, period: str, held: Collection[str] | None) -> Iterator[Footnote]:
    """Only explanations that still hold: a figure that changed since is explained no more."""
    wanted = [answer for answer in view.answers.values() if answer.is_printed]
    if not wanted:
        return
    if held is None:
        held = {found.id for found in check_year(view, period) if found.is_answered}
    for answer in wanted:
        if answer.finding in held:
            yield _note(view, period, answer.key, EXPLAINED, answer.text)
