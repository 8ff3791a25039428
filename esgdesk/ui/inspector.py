"""The inspector: what a figure means, what was found, its note, footnotes and history."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from esgdesk.core.findings import Finding
from esgdesk.core.model import Anchor, Cause, Entry, EntryKey, Footnote, Indicator, Mention
from esgdesk.core.numbers import print_figure
from esgdesk.core.units import alternatives
from esgdesk.core.wording import Wording
from esgdesk.naming import coefficient_text, image_text, quantity_text
from esgdesk.operations.footnotes import new_footnote_id
from esgdesk.operations.history import read_image
from esgdesk.operations.project import Change
from esgdesk.ui.cells import mark_of
from esgdesk.ui.finding_card import AnsweredCard, FindingCard, marked_line
from esgdesk.ui.flow_lines import FlowLines
from esgdesk.ui.footnote_form import FootnoteForm, FootnoteLine
from esgdesk.ui.guard import guarded
from esgdesk.ui.inspector_parts import (
    Part,
    figure_parts,
    mention_line,
    published_lines,
    trace_lines,
    trace_parts,
)
from esgdesk.ui.pieces import WideButton, side_column, text_label
from esgdesk.ui.place_form import FactLine, PlaceForm, PlaceLine
from esgdesk.ui.sections import NoteEdit, Section
from esgdesk.ui.session import Session
from esgdesk.ui.theme import Look
from esgdesk.ui.words import Words, day_and_clock

WIDTH = 312
HISTORY_DELAY = 120
MOST_HISTORY = 12
MOST_OTHERS = 8
SECTIONS = (
    *("findings", "state", "comments", "formula", "definition", "facts", "note", "footnotes"),
    *("published", "elsewhere", "history"),
)


class Inspector(QWidget):
    """Everything about the figure under the cursor; the note is kept when it is left.

    Signals: `note_typed` with the key and the note's text at every key, `note_left`,
    `figure_wanted` with the key of a figure that this one is computed from, `done` when a form was
    saved or a line removed, and the focus with it.
    """

    note_typed = Signal(object, str)
    note_left = Signal()
    figure_wanted = Signal(object)
    done = Signal()

    def __init__(
        self, session: Session, look: Look, tr: Words, folded: set[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._look = look
        self._tr = tr
        self._key: EntryKey | None = None
        self._flow = FlowLines(session, look, tr, self)
        self._note_was = ""
        self._note_key: EntryKey | None = None
        self._is_filling = False
        self._footnote_form: FootnoteForm | None = None
        self._footnote_edited: Footnote | None = None
        self._name = text_label()
        self._name.setObjectName("page_title")
        self._place = text_label(tone="small")
        self.note = NoteEdit()
        self.note.setAccessibleName(tr("desk.inspector.note"))
        self.note.setPlaceholderText(tr("desk.inspector.note_hint"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(72)
        self.note.was_left.connect(self._on_note_left)
        self.note.textChanged.connect(self._on_note_changed)
        self._sections = {
            code: Section(tr(f"desk.inspector.{code}"), look, folded, code) for code in SECTIONS
        }
        self._sections["note"].content.addWidget(self.note)
        column = side_column(self, top=16)
        column.addWidget(self._name)
        column.addWidget(self._place)
        for section in self._sections.values():
            column.addSpacing(8)
            column.addWidget(section)
        column.addStretch(1)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(HISTORY_DELAY)
        self._late.timeout.connect(self._on_late)
        self.show_figure(None)

    def show_figure(self, key: EntryKey | None) -> None:
        """Show a figure; what was noted for the one before is kept first."""
        self.keep_note()
        if key != self._key:
            self.note_left.emit()
        self._key = key
        self.refresh()

    def refresh(self) -> None:
        """Show the same figure as it stands now."""
        catalogue = self._session.view.catalogue
        if self._key is None or not catalogue.has_indicator(self._key.indicator):
            self._name.setText(self._tr("desk.inspector.nothing"))
            self._place.setText(self._tr("desk.inspector.nothing_hint"))
            for section in self._sections.values():
                section.setVisible(False)
            return
        key, indicator = self._key, catalogue.indicator(self._key.indicator)
        self._name.setText(self._tr.of(indicator.name))
        place = key.period or self._session.year
        if key.members:
            place = f"{self._tr.of(catalogue.members_name(key.members))} · {place}"
        self._place.setText(place)
        self._sections["findings"].fill(self._finding_lines(key))
        self._sections["state"].fill(self._flow.state(key))
        self._sections["comments"].fill(self._flow.comments(key))
        self._fill_definition(indicator)
        self._fill_facts(indicator, key)
        self._fill_note(key)
        self._sections["footnotes"].fill(self._footnote_lines(key))
        self._fill_formula(key)
        published = published_lines(self._session.view, key, self._tr)
        self._sections["published"].fill([text_label(line) for line in published])
        self._sections["elsewhere"].fill(self._mention_lines(key))
        self._late.start()

    def stop(self) -> None:
        """Ask the company file nothing any more; it is about to be closed."""
        self._late.stop()

    def keep_note(self) -> None:
        """Save the note if it was changed."""
        text = self.note.toPlainText()
        if self._key is None or not self._key.entity or text.strip() == self._note_was.strip():
            return
        self._note_was = text
        self._session.note(self._key, text)

    def put_note(self, text: str) -> None:
        """Let a text stand in the note as if it had just been typed."""
        self._sections["note"].unfold()
        self.note.setFocus()
        self.note.setPlainText(text)
        self.note.moveCursor(QTextCursor.MoveOperation.End)

    @guarded()
    def _on_note_left(self) -> None:
        self.keep_note()
        self.note_left.emit()

    @guarded()
    def _on_note_changed(self) -> None:
        if not self._is_filling and self._key is not None and self._key.entity:
            self.note_typed.emit(self._key, self.note.toPlainText())

    @guarded()
    def _on_late(self) -> None:
        if self._key is None:
            return
        lines = self._session.history(self._key) if self._key.entity else []
        widgets: list[QWidget] = []
        for operation, change in lines[:MOST_HISTORY]:
            when = f"{day_and_clock(operation.at)} · {operation.person}"
            what = self._what(change) or self._tr("desk.inspector.other_change")
            box = QWidget()
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(text_label(what))
            row = QHBoxLayout()
            row.addWidget(text_label(when, "small"), 1)
            old = self._restorable(change)
            if old is not None:
                back = WideButton(self._tr("desk.inspector.restore"))
                back.setProperty("kind", "link")
                back.clicked.connect(partial(self._on_restore, old))
                row.addWidget(back)
            column.addLayout(row)
            widgets.append(box)
        self._sections["history"].fill(widgets)

    def _restorable(self, change: Change) -> Entry | None:
        """What stood there before a change, if it is another figure than the one of now."""
        if change.before is None or self._key is None:
            return None
        if not self._session.can_change(self._key.period):
            return None
        old = read_image(change.before)
        now = self._session.view.entries.get(self._key)
        is_now = now is not None and (old.value, old.reason) == (now.value, now.reason)
        return old if old.is_filled and not is_now else None

    @guarded()
    def _on_restore(self, old: Entry) -> None:
        self._session.restore(old)

    def _what(self, change: Change) -> str:
        before, after = change.before or {}, change.after or {}
        parts = []
        empty = self._tr("desk.grid.empty")
        shown = [image_text(image, self._tr.language) or empty for image in (before, after)]
        if shown[0] != shown[1]:
            parts.append(f"{shown[0]} → {shown[1]}")
        states = [image.get("state") for image in (before, after)]
        if all(states) and states[0] != states[1]:
            parts.append(" → ".join(self._tr(f"desk.state.{state}") for state in states))
        if (before.get("note") or "") != (after.get("note") or ""):
            parts.append(self._tr("desk.inspector.note_changed"))
        return ", ".join(parts)

    def _finding_lines(self, key: EntryKey) -> list[QWidget]:
        lines: list[QWidget] = []
        for found in self._session.findings.get(key, ()):
            lines.append(self._finding_card(found))
        kept = self._session.unsaved.get(key)
        if kept is not None:
            text = self._tr("desk.inspector.unsaved", text=kept.text)
            if kept.problem is not None:
                text += "\n" + self._tr.explain(kept.problem)
            lines.insert(0, self._marked("circle-alert", "error", text))
        draft = self._session.view.drafts.get(key)
        if draft is not None:
            entry = self._session.view.entries.get(key)
            counted = print_figure(entry.value) if entry and entry.value else ""
            word = "desk.inspector.draft_over" if counted else "desk.inspector.draft"
            lines.append(text_label(self._tr(word, text=draft.text, counted=counted), "secondary"))
        lines += [
            self._answered_card(found) for found in self._session.answered if found.key == key
        ]
        return lines

    def _finding_card(self, finding: Finding) -> QWidget:
        words = self._tr.finding(self._session.view.catalogue, finding)
        line = self._marked(*mark_of(finding), words)
        lines = [line, *self._about(finding)]
        before = self._session.view.answers.get(finding.id)
        card = FindingCard(finding, lines, self._tr, can_write=self._can_write, before=before)
        card.explained.connect(partial(self._on_explained, finding))
        card.restated.connect(partial(self._on_restated, finding))
        return card

    def _about(self, finding: Finding) -> list[QWidget]:
        """The other figures that a finding is about, unless the formula below shows them."""
        others = finding.figures[1:]
        if finding.rule == "formula" or len(others) > MOST_OTHERS:
            return []
        parts = figure_parts(others, self._session.view, self._tr)
        return [self._part_line(part, indent=24) for part in parts]

    def _answered_card(self, finding: Finding) -> QWidget:
        answer = self._session.view.answers[finding.id]
        words = self._tr.finding(self._session.view.catalogue, finding)
        text = self._tr("desk.answer.answered", finding=words, text=self._tr.of(answer.text))
        line = marked_line(self._look, "circle-check", "done", text, "secondary")
        card = AnsweredCard(line, self._tr, can_write=self._can_write)
        card.withdrawn.connect(partial(self._on_withdrawn, finding))
        return card

    @property
    def _can_write(self) -> bool:
        return self._session.project.can_write

    @guarded()
    def _on_explained(self, finding: Finding, text: str, is_printed: bool) -> None:
        if self._session.answer(finding, self._tr.wording(text), is_printed=is_printed):
            self.done.emit()

    @guarded()
    def _on_restated(self, finding: Finding, cause: Cause, text: str) -> None:
        if self._session.restate(finding.key, cause, self._tr.wording(text)):
            self.done.emit()

    @guarded()
    def _on_withdrawn(self, finding: Finding) -> None:
        if self._session.withdraw_answer(finding):
            self.done.emit()

    def _fill_formula(self, key: EntryKey) -> None:
        found = self._session.trace(key)
        if found is None:
            self._sections["formula"].fill([])
            return
        view = self._session.view
        lines: list[QWidget] = [text_label(line) for line in trace_lines(found, view, self._tr)]
        lines += [self._part_line(part) for part in trace_parts(found, view, self._tr)]
        self._sections["formula"].fill(lines)

    def _part_line(self, part: Part, indent: int = 0) -> QWidget:
        """A figure of the work, with a way to go there."""
        line = FactLine(part.name, part.text, indent)
        key = part.key
        if key is not None:
            line.wanted.connect(partial(self._on_part_wanted, key))
        return line

    @guarded()
    def _on_part_wanted(self, key: EntryKey) -> None:
        self.figure_wanted.emit(key)

    def _mention_lines(self, key: EntryKey) -> list[QWidget]:
        view = self._session.view
        lines: list[QWidget] = []
        for mention in view.mentions:
            if view.key(mention.indicator, mention.members, mention.value_period) == key:
                card = PlaceLine(mention_line(mention, view), self._tr, can_write=self._can_write)
                card.removed.connect(partial(self._on_mention_removed, mention))
                lines.append(card)
        if self._can_write and key.entity:
            form = PlaceForm(self._tr)
            form.added.connect(partial(self._on_mention_added, key))
            lines.append(form)
        return lines

    @guarded()
    def _on_mention_added(self, key: EntryKey, place: str, text: str) -> None:
        if self._session.add_mention(key, place, text):
            self.done.emit()

    @guarded()
    def _on_mention_removed(self, mention: Mention) -> None:
        if self._session.remove_mention(mention):
            self.done.emit()

    def _marked(self, icon: str, token: str, text: str) -> QWidget:
        return marked_line(self._look, icon, token, text)

    def _fill_definition(self, indicator: Indicator) -> None:
        text = self._tr.of(indicator.definition)
        self._sections["definition"].fill([text_label(text)] if text else [])

    def _fill_facts(self, indicator: Indicator, key: EntryKey) -> None:
        catalogue = self._session.view.catalogue
        lines: list[tuple[str, str]] = [
            ("unit", self._tr.of(catalogue.unit_of(indicator.code).label))
        ]
        owner = next((d.name for d in catalogue.departments if d.code == indicator.owner), None)
        if owner is not None:
            lines.append(("owner", self._tr.of(owner)))
        codes = [
            f"{line.framework} {line.edition}  {line.code}"
            for line in catalogue.disclosures_of(indicator.code)
        ]
        if codes:
            lines.append(("codes", "\n".join(codes)))
        entry = self._session.view.entries.get(key)
        if entry is not None and entry.source:
            lines.append(("source", entry.source))
        if entry is not None and entry.entered is not None:
            unit = catalogue.unit(entry.entered_unit)
            entered = quantity_text(entry.entered, unit, self._tr.language)
            if entry.coefficient:
                entered += f"\n{coefficient_text(catalogue, entry.coefficient, self._tr.language)}"
            lines.append(("entered", entered))
        others = [
            self._tr.of(other.unit.label) for other in alternatives(catalogue, indicator.code)
        ]
        if others and self._can_write:
            lines.append(("other_units", ", ".join(others)))
        self._sections["facts"].fill([self._fact(name, text) for name, text in lines])

    def _fact(self, name: str, text: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = QLabel(self._tr(f"desk.inspector.{name}"))
        label.setProperty("tone", "secondary")
        label.setFixedWidth(84)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(label)
        row.addWidget(text_label(text), 1)
        return line

    def _fill_note(self, key: EntryKey) -> None:
        self._sections["note"].setVisible(bool(key.entity))
        self.note.setReadOnly(not self._session.can_change(key.period))
        entry = self._session.view.entries.get(key)
        text = entry.note if entry is not None else ""
        waiting = self._session.unsaved_notes.get(key)
        text = waiting.text if waiting is not None else text
        # A note that is being written stays as it is; that of another figure never does.
        if key != self._note_key or not self.note.hasFocus():
            self._note_key = key
            self._note_was = text
            self._is_filling = True
            self.note.setPlainText(text)
            self._is_filling = False

    def _footnote_lines(self, key: EntryKey) -> list[QWidget]:
        lines: list[QWidget] = []
        form = FootnoteForm(key.period or self._session.year, self._tr)
        for note in self._session.footnotes():
            if not _stands_on(note, key, self._session.year):
                continue
            # A note that follows from the figures changes with them, and only so.
            is_own = note in self._session.view.footnotes
            can_write = self._can_write and is_own
            line = FootnoteLine(self._footnote_text(note), self._tr, can_write=can_write)
            line.wanted.connect(partial(self._on_footnote_wanted, note))
            line.removed.connect(partial(self._on_footnote_removed, note))
            lines.append(line)
        if self._can_write and key.entity:
            form.saved.connect(partial(self._on_footnote_saved, key))
            self._footnote_form = form
            self._footnote_edited = None
            lines.append(form)
        return lines

    @guarded()
    def _on_footnote_wanted(self, note: Footnote) -> None:
        if self._footnote_form is not None:
            self._footnote_edited = note
            self._footnote_form.fill(note.anchor, note.text)

    @guarded()
    def _on_footnote_removed(self, note: Footnote) -> None:
        self._session.remove_footnote(note)

    @guarded()
    def _on_footnote_saved(self, key: EntryKey, anchor: Anchor, text: Wording) -> None:
        old = self._footnote_edited
        note = Footnote(
            id=old.id if old is not None else new_footnote_id(),
            entity=key.entity,
            period=self._session.year,
            anchor=anchor,
            indicator=key.indicator,
            members=key.members,
            value_period=key.period if anchor is Anchor.VALUE else "",
            text=text,
            position=old.position if old is not None else 0,
        )
        self._session.save_footnote(note)

    def _footnote_text(self, note: Footnote) -> str:
        text: Wording = note.text
        where = self._tr(f"desk.anchor.{note.anchor}", year=note.value_period)
        return f"{where}: {self._tr.of(text)}"


def _stands_on(note: Footnote, key: EntryKey, year: str) -> bool:
    is_here = note.period == year and note.indicator == key.indicator
    if note.anchor is Anchor.NAME:
        return is_here and note.members in ("", key.members)
    return is_here and note.anchor is Anchor.VALUE and note.members == key.members
