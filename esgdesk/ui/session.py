"""The open company as the window works on it: one project, one year to fill, one view of it.

Widgets ask the session for deeds and hear of the outcome by its signals. It keeps what could not
be saved, so that a text stands in its cell until the disk takes it, and it reads anew only what a
deed has touched, so that a large company answers as fast as a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from esgdesk.core.derived import Calculator
from esgdesk.core.errors import Problem, RefusedDeed
from esgdesk.core.findings import Finding
from esgdesk.core.formula import reads_years_before
from esgdesk.core.model import Cause, Entry, EntryKey, Footnote, Mention, Report
from esgdesk.core.numbers import POINT_LOCALE, Locale
from esgdesk.core.rules import Checker, check_year, open_findings
from esgdesk.core.trace import Trace, trace
from esgdesk.core.units import Understood, understand
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import Wording
from esgdesk.operations.company import add_year, set_report
from esgdesk.operations.editions import BLOCKING, publish, restate, withdraw_edition
from esgdesk.operations.entries import (
    clear_figures,
    enter_block,
    enter_text,
    restore_figure,
    set_note,
)
from esgdesk.operations.findings import (
    add_mention,
    answer_finding,
    remove_mention,
    withdraw_answer,
)
from esgdesk.operations.footnotes import remove_footnote, save_footnote
from esgdesk.operations.history import figure_history, redo, redoable, undo, undoable
from esgdesk.operations.project import Change, Done, Operation, Project
from esgdesk.report.notes import report_notes
from esgdesk.ui.follow import changed_figures, follow
from esgdesk.ui.grid_rows import Progress, chapter_progress
from esgdesk.ui.unsaved import Unsaved, as_tried
from esgdesk.ui.words import clock

YEARS_BEFORE = 2


class Session(QObject):
    """A project at work. Signals: `changed` after the view was brought along, with the
    codes of the indicators touched (None: everything), `saved` with the time
    of day after a commit, `failed` with the problem, `touched` with the key undo or redo changed.
    """

    changed = Signal(object)
    saved = Signal(str)
    failed = Signal(object)
    touched = Signal(object)

    def __init__(self, project: Project, year: str = "", locale: Locale = POINT_LOCALE) -> None:
        super().__init__()
        self.project = project
        # How the person writes figures; what is kept and printed does not depend on it.
        self.locale = locale
        # Whether nobody approves here what they have submitted themselves.
        self.four_eyes = True
        # What stood in the way of entering, where the file is for looking only.
        self.why: Problem | None = None
        self.unsaved: dict[EntryKey, Unsaved] = {}
        self.unsaved_notes: dict[EntryKey, Unsaved] = {}
        # What is open: one line for every figure of the year, in the catalogue's order, mostly
        # empty, then figures of years before. What was answered stands beside it.
        self.findings: dict[EntryKey, tuple[Finding, ...]] = {}
        self.answered: list[Finding] = []
        self.progress: dict[str, Progress] = {}
        years = [period.code for period in project.periods()]
        self.years = years
        self.year = year if year in years else years[-1]
        self.view: ProjectView
        self._checker: Checker | None = None
        self._places: list[EntryKey] = []
        self._read()

    @property
    def shown_years(self) -> tuple[str, ...]:
        """The years before, oldest first, and the year to fill."""
        place = self.years.index(self.year)
        return tuple(self.years[max(0, place - YEARS_BEFORE) : place + 1])

    def set_locale(self, locale: Locale) -> None:
        """Read and show typed figures with another decimal sign from now on."""
        self.locale = locale
        self.changed.emit(None)

    def understand(self, key: EntryKey, text: str) -> Understood:
        """How a text would be understood that is being typed."""
        return understand(text, self.view.catalogue, key.indicator, locale=self.locale)

    @property
    def read_years(self) -> tuple[str, ...]:
        """The shown years and those before them that their formulas look back to."""
        first = self.years.index(self.shown_years[0])
        back = max(map(reads_years_before, self.project.catalogue.formulas.values()), default=0)
        return (*self.years[max(0, first - back) : first], *self.shown_years)

    def take(self, project: Project) -> None:
        """Go on with the same file, opened anew."""
        self.project = project
        self._read()
        self.changed.emit(None)

    @property
    def next_year(self) -> str:
        """The year after the newest."""
        return str(int(self.years[-1]) + 1) if self.years[-1].isdigit() else ""

    def add_year(self, year: str, carried: str) -> bool:
        """Open another year, with the notes of the newest one."""
        if not self._do(lambda: add_year(self.project, year, carried=carried)):
            return False
        self.years = [period.code for period in self.project.periods()]
        return True

    def set_year(self, year: str) -> None:
        """Fill another year from now on."""
        self.year = year
        self._read()
        self.changed.emit(None)

    def enter(self, key: EntryKey, text: str) -> bool:
        """Take a cell's text; True once it is committed, be it as figure, reason or draft."""
        return self._enter(key, as_tried(self.unsaved.get(key), text, self._version(key)))

    def _enter(self, key: EntryKey, tried: Unsaved) -> bool:
        # Noted before, so that even an unforeseen exception leaves the text in its cell.
        self.unsaved[key] = tried
        touched: set[str] | None = {key.indicator}
        try:
            done = enter_text(
                self.project,
                key,
                tried.text,
                locale=self.locale,
                expected_version=tried.version,
                operation_id=tried.operation_id,
            ).done
        except Problem as problem:
            self.unsaved[key] = tried.failed(problem)
            if isinstance(problem, RefusedDeed):
                # Something else stands there than what is shown; the person must see it.
                self._read()
                touched = None
            self.failed.emit(problem)
        else:
            del self.unsaved[key]
            self._after(done, key.indicator)
        finally:
            if key in self.unsaved:
                self.changed.emit(touched)
        return key not in self.unsaved

    def enter_block(self, texts: Sequence[tuple[EntryKey, str]]) -> bool:
        """Take several figures as one deed."""
        for key, _ in texts:
            self.unsaved.pop(key, None)
        codes = (key.indicator for key, _ in texts)
        return self._do(lambda: enter_block(self.project, texts, locale=self.locale), *codes)

    def clear(self, keys: Sequence[EntryKey]) -> bool:
        """Empty several cells as one deed."""
        for key in keys:
            self.unsaved.pop(key, None)
        return self._do(lambda: clear_figures(self.project, keys), *(key.indicator for key in keys))

    def forget_unsaved(self, key: EntryKey) -> None:
        """Give up a text that could not be saved; the entry shows again."""
        if self.unsaved.pop(key, None) is not None:
            self.changed.emit({key.indicator})

    def retry_unsaved(self) -> bool:
        """Try again to save what could not be; True when nothing is left."""
        for key, kept in list(self.unsaved.items()):
            self._enter(key, kept)
        for key, kept in list(self.unsaved_notes.items()):
            self.note(key, kept.text)
        return not self.has_unsaved

    @property
    def has_unsaved(self) -> bool:
        """Whether the file has not taken something that was typed."""
        return bool(self.unsaved or self.unsaved_notes)

    def note(self, key: EntryKey, text: str) -> bool:
        """Keep a figure's note; False where it could not be saved and waits."""
        tried = as_tried(self.unsaved_notes.get(key), text, self._version(key))
        self.unsaved_notes[key] = tried
        try:
            done = set_note(self.project, key, text, operation_id=tried.operation_id)
        except Problem as problem:
            self.unsaved_notes[key] = tried.failed(problem)
            self.failed.emit(problem)
            return False
        del self.unsaved_notes[key]
        self._after(done)
        return True

    def set_report(self, report: Report) -> bool:
        """Keep what is set for a year's report."""
        return self._do(lambda: set_report(self.project, report))

    def answer(self, finding: Finding, text: Wording, *, is_printed: bool) -> bool:
        """Explain a finding."""
        return self._do(lambda: answer_finding(self.project, finding, text, is_printed=is_printed))

    def withdraw_answer(self, finding: Finding) -> bool:
        """Take an explanation back."""
        return self._do(lambda: withdraw_answer(self.project, self.view.answers[finding.id]))

    def restate(self, key: EntryKey, cause: Cause, text: Wording) -> bool:
        """Give the reason why the year's report shows a figure otherwise than an earlier one."""
        return self._do(
            lambda: restate(self.project, key, report=self.year, cause=cause, text=text)
        )

    def save_footnote(self, note: Footnote) -> bool:
        """Keep a footnote, new or changed."""
        return self._do(lambda: save_footnote(self.project, note))

    def remove_footnote(self, note: Footnote) -> bool:
        """Remove a footnote."""
        return self._do(lambda: remove_footnote(self.project, note))

    def restore(self, old: Entry) -> bool:
        """Put back what stood in a figure's place before."""
        return self._do(lambda: restore_figure(self.project, old), old.key.indicator)

    def add_mention(self, key: EntryKey, place: str, text: str) -> bool:
        """Record another place of the year's report where a figure is printed."""
        mention = Mention(
            id="",
            entity=key.entity,
            period=self.year,
            place=place,
            indicator=key.indicator,
            members=key.members,
            value_period=key.period,
            text=text,
        )
        return self._do(lambda: add_mention(self.project, mention))

    def remove_mention(self, mention: Mention) -> bool:
        """Forget a place where a figure is printed."""
        return self._do(lambda: remove_mention(self.project, mention))

    def can_change(self, period: str) -> bool:
        """Whether the figures and notes of a year take changes."""
        return self.project.can_write and period not in self.view.locked

    def do(self, deed: Callable[[], Done]) -> bool:
        """Carry a deed out and show what it changed; False where it was refused or failed."""
        return self._do(deed)

    def follow(self, done: Done) -> None:
        """Show what a deed changed that was done past the session."""
        self._after(done)

    def blocking(self) -> int:
        """How many open findings keep the year from being published."""
        return sum(finding.severity in BLOCKING for finding in self.all_findings())

    def publish(self, *, accept_open: bool) -> bool:
        """Publish the year as it stands."""
        return self._do(lambda: publish(self.project, self.year, accept_open=accept_open))

    def withdraw_edition(self, period: str) -> bool:
        """Take a published year back."""
        return self._do(lambda: withdraw_edition(self.project, period))

    def trace(self, key: EntryKey) -> Trace | None:
        """The work behind a figure that has a formula."""
        return trace(Calculator(self.view), key)

    def footnotes(self) -> list[Footnote]:
        """The footnotes of the year's report, also those that follow from the figures."""
        held = {finding.id for finding in self.answered}
        return report_notes(self.view, self.year, held=held)

    def report(self, year: str) -> Report:
        """What is set for a year's report, be the year shown or not."""
        if year in self.shown_years:
            return self.view.report(year)
        return self.project.view(periods=(year,)).report(year)

    def open_findings(self, year: str) -> list[Finding]:
        """What is open in a year, be it the one shown or another."""
        if year == self.year:
            return self.all_findings()
        return open_findings(check_year(self.project.view(), year))

    def undoable(self) -> Operation | None:
        """The deed that undo takes back."""
        return undoable(self.project)

    def redoable(self) -> Operation | None:
        """The deed that redo brings back."""
        return redoable(self.project)

    def undo(self) -> None:
        """Take the last deed back and point at what it changed."""
        self._step(self.undoable(), undo, "undo.nothing")

    def redo(self) -> None:
        """Bring back what undo took and point at it."""
        self._step(self.redoable(), redo, "redo.nothing")

    def history(self, key: EntryKey) -> list[tuple[Operation, Change]]:
        """Who changed a figure, when, from what to what; newest first."""
        return figure_history(self.project, key)

    def all_findings(self) -> list[Finding]:
        """The findings of the year, in the catalogue's order."""
        return [finding for found in self.findings.values() for finding in found]

    def next_finding(self, now: EntryKey | None, step: int) -> EntryKey | None:
        """The next figure with a finding, in the catalogue's order and round again."""
        keys = [key for key, found in self.findings.items() if found]
        if not keys:
            return None
        order = {key: place for place, key in enumerate(self.findings)}
        here = order.get(now, -1) if now is not None else -1
        places = [order[key] for key in keys]
        if step > 0:
            return keys[next((i for i, place in enumerate(places) if place > here), 0)]
        before = [i for i, place in enumerate(places) if place < here]
        return keys[before[-1] if before else len(places) - 1]

    def _step(
        self, target: Operation | None, step: Callable[[Project], Done], nothing: str
    ) -> None:
        if target is None:
            self.failed.emit(RefusedDeed(nothing))
            return
        if not self._do(lambda: step(self.project)):
            return
        facts = (str(target.facts.get(name, "")) for name in ("indicator", "members", "period"))
        key = self.view.key(*facts)
        if self.view.catalogue.has_indicator(key.indicator):
            self.touched.emit(key)

    def _version(self, key: EntryKey) -> int:
        """The version of the entry that the person sees; 0 where there is none."""
        is_shown = key.period in self.shown_years
        entry = self.view.entries.get(key) if is_shown else self.project.entry(key)
        return entry.version if entry is not None else 0

    def _do(self, deed: Callable[[], Done], *also: str) -> bool:
        try:
            done = deed()
        except Problem as problem:
            self.failed.emit(problem)
            return False
        self._after(done, *also)
        return True

    def _after(self, done: Done, *also: str) -> None:
        for key, change in changed_figures(done):
            for waiting in (self.unsaved, self.unsaved_notes):
                if key in waiting:
                    waiting[key] = waiting[key].after(change)
        touched = self._reread(done) if done.changes else set()
        self.changed.emit(None if touched is None else touched | {*also})
        if done.changes:
            self.saved.emit(clock(self.view.head.at))

    def _read(self) -> None:
        self.view = self.project.view(periods=self.read_years)
        if self._checker is None or self._checker.catalogue is not self.view.catalogue:
            self._checker = Checker(self.view.catalogue)
        self._places = [
            self.view.key(indicator.code, members, self.year)
            for indicator in self.view.catalogue.indicators
            for members in self.view.catalogue.member_sets(indicator.code)
        ]
        self._group(self._checker.check(self.view, self.year))
        for chapter in self.view.catalogue.chapters:
            self._count(chapter.code)

    def _group(self, found: list[Finding]) -> set[str]:
        """Sort findings to their figures; the indicators whose findings are others than before."""
        before = self.findings
        self.findings = dict.fromkeys(self._places, ())
        for finding in open_findings(found):
            self.findings[finding.key] = (*self.findings.get(finding.key, ()), finding)
        self.answered = [finding for finding in found if finding.is_answered]
        keys = before.keys() | self.findings.keys()
        return {key.indicator for key in keys if before.get(key, ()) != self.findings.get(key, ())}

    def _count(self, chapter: str) -> None:
        self.progress[chapter] = chapter_progress(self.view, chapter, self.year, self.findings)

    def _reread(self, done: Done) -> set[str] | None:
        """Bring the view along after a deed and name the indicators it touched (None: all)."""
        followed = follow(self.view, self.project, done, self.read_years)
        if followed is None:
            self._read()
            return None
        self.view, touched = followed
        return self._recheck(touched)

    def _recheck(self, indicators: set[str]) -> set[str]:
        """Look again at what these can change; the indicators that look different now."""
        assert self._checker is not None
        found = self._checker.check(self.view, self.year, indicators)
        shown = indicators | self._group(found)
        catalogue = self.view.catalogue
        for chapter in {catalogue.indicator(code).chapter for code in shown}:
            self._count(chapter)
        return shown
