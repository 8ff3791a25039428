"""What the inspector says about a figure, as plain pairs and lines: its work, its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from esgdesk.core.model import EntryKey, Mention
from esgdesk.core.numbers import print_figure
from esgdesk.core.trace import Trace
from esgdesk.core.view import ProjectView
from esgdesk.naming import figure_name, quantity_text
from esgdesk.ui.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that another is computed from: its name, its text, and where it stands."""

    name: str
    text: str
    key: EntryKey | None


def trace_lines(trace: Trace, view: ProjectView, tr: Words) -> list[str]:
    """The work in words: figures in place of names, the exact result, how it was rounded."""
    unit = view.catalogue.unit_of(trace.key.indicator)
    numbers = tr.of(trace.numbers)
    if trace.rounded is None:
        return [numbers, tr("desk.trace.missing", why=_why(trace, view, tr))]
    rounded = quantity_text(trace.rounded, unit, tr.language)
    if trace.exact == print_figure(trace.rounded):
        return [f"{numbers} = {rounded}"]
    return [f"{numbers} = {trace.exact}", tr("desk.trace.rounded", figure=rounded)]


def _why(trace: Trace, view: ProjectView, tr: Words) -> str:
    """The first input that is missing, with its reason."""
    for line in trace.missing:
        name = figure_name(view.catalogue, line.code, line.members, tr.language)
        if not line.period:
            return tr("desk.trace.no_year", name=name)
        reason = tr(f"desk.trace.{line.why}")
        return tr("desk.trace.input", name=name, year=line.period, reason=reason)
    return tr("desk.trace.zero_divisor")


def trace_parts(trace: Trace, view: ProjectView, tr: Words) -> Iterator[Part]:
    """The figures that the work uses, each once."""
    for line in dict.fromkeys(trace.inputs):
        name = figure_name(view.catalogue, line.code, line.members, tr.language)
        key = view.key(line.code, line.members, line.period) if line.period else None
        if line.value is None:
            text = tr(f"desk.trace.{line.why}")
        else:
            text = quantity_text(line.value, view.catalogue.unit_of(line.code), tr.language)
        year = "" if line.period == trace.key.period or not line.period else f", {line.period}"
        yield Part(f"{name}{year}", text, key)


def figure_parts(keys: Iterable[EntryKey], view: ProjectView, tr: Words) -> Iterator[Part]:
    """Figures by their names, as they stand; the year is said where it is not the view's last."""
    last = view.periods[-1].code
    for key in keys:
        entry = view.entries.get(key)
        name = figure_name(view.catalogue, key.indicator, key.members, tr.language)
        unit = view.catalogue.unit_of(key.indicator)
        text = tr("desk.trace.empty")
        if entry is not None and entry.value is not None:
            text = quantity_text(entry.value, unit, tr.language)
        elif entry is not None and entry.reason is not None:
            text = tr(f"desk.trace.{entry.reason}")
        yield Part(name if key.period == last else f"{name}, {key.period}", text, key)


def mention_line(mention: Mention, view: ProjectView) -> str:
    """A place where a figure is printed, with the text there."""
    unit = view.catalogue.unit(mention.unit).label.en if mention.unit else ""
    return f"{mention.place}: {mention.text} {unit}".rstrip()


def published_lines(view: ProjectView, key: EntryKey, tr: Words) -> list[str]:
    """What published reports printed for a figure, newest first."""
    lines = sorted(view.printed.get(key, ()), key=lambda line: line.edition, reverse=True)
    found = []
    for line in lines:
        text = print_figure(line.value) if line.value else "/"
        unit = "" if line.unit == "-" or not line.value else f" {line.unit}"
        found.append(tr("desk.published.line", edition=line.edition, figure=f"{text}{unit}"))
    for (report, restated), reason in sorted(view.restatements.items()):
        if restated == key:
            cause = tr(f"restatement.{reason.cause}")
            text = tr.of(reason.text)
            found.append(
                tr("desk.published.reason", report=report, cause=cause, text=text).rstrip(" :：")
            )
    return found
