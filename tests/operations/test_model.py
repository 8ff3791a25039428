"""Thousands of deeds in any order, kills among them, against a model in plain Python.

The file is a real one on the disk. After each step it holds what the model holds: figures, notes,
drafts, footnotes, settings, unfinished texts, and who can take back or bring back what.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from esgdesk.core.errors import RefusedDeed, WorldProblem
from esgdesk.core.model import Anchor, EntryKey, Footnote, Report
from esgdesk.core.wording import Wording
from esgdesk.operations.backups import BY_HAND, Backup, back_up, list_backups, require_whole
from esgdesk.operations.company import COMPANY, set_report
from esgdesk.operations.custody import hand_over, save_copy, take_over
from esgdesk.operations.entries import clear_figures, enter_text, set_note
from esgdesk.operations.footnotes import remove_footnote, save_footnote
from esgdesk.operations.history import redo, redoable, undo, undoable
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Recorder, Who, new_operation_id
from esgdesk.operations.restore import restore_backup
from esgdesk.operations.unfinished import (
    Field,
    drop_unfinished,
    keep_unfinished,
    list_unfinished,
)
from esgdesk.store import rows
from tests.operations.model import Changes, Content, Model, Place, RefusedError

FAST, SOAK = (40, 50), (500, 100)
"""How many files, and how many steps on each."""
PROVED_EVERY = 8

PEOPLE = {"Ann": Who("Ann", "desk-1"), "Bob": Who("Bob", "desk-2")}
KEYS = [
    EntryKey(indicator, members, COMPANY, year)
    for indicator, members, year in (
        ("waste", "", "2022"),
        ("waste", "", "2023"),
        ("water", "", "2023"),
        ("staff", "gender:female", "2023"),
        ("leavers", "gender:male", "2023"),
    )
]
NOTHING: Content = (None, None, "", "")
"""An entry without figure, reason, typed text and note."""
FIGURES = {"1": "1", "2.50": "2.50", "1,234": "1234", " 0 ": "0", "-3": "-3", "９": "9"}
REASONS = {"/": "not_disclosed", "n/a": "not_applicable", "pending": "pending"}
DRAFTS = {
    "about 5": "figure.has_other_signs",
    "-": "figure.dash_is_ambiguous",
    "1,23": "figure.groups_are_odd",
    "1.2.3": "figure.two_decimal_signs",
}
TEXTS = [*FIGURES, *REASONS, *DRAFTS, "", " "]
WORDS = ["", "from the boiler log", " 水表 ", "é"]
IDS = ["n1", "n2"]

people = some.sampled_from(sorted(PEOPLE))
keys = some.sampled_from(KEYS)
texts = some.sampled_from(TEXTS)
words = some.sampled_from(WORDS)
titles = some.sampled_from(["", "Figures of the year", "附錄"])


class Killed(BaseException):
    """The process ended here."""


class Machine(RuleBasedStateMachine):
    """One company file through everything that may be done to it."""

    template: Path
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp(prefix="model-", dir=self.template.parent))
        # A copy of the template is another company only where nobody has seen the template.
        os.environ["ESGDESK_HOME"] = str(self.top / "home")
        self.path = self.top / "0" / self.template.name
        self.path.parent.mkdir()
        shutil.copyfile(self.template, self.path)
        self.model = Model()
        self.model.do("Ann", {}, is_kept=True)
        self.backups: list[tuple[Backup, Model]] = []
        self.deeds: dict[str, Callable[[], int | None]] = {}
        self.folders = 0
        self.since = 0
        self.project = open_project(self.path, PEOPLE["Ann"])

    def teardown(self) -> None:
        self.project.close()
        with open_project(self.path, PEOPLE["Ann"]) as self.project:
            self.check()
            assert self.project.verify().holds
        shutil.rmtree(self.top)

    # ------------------------------------------------------------ what is compared

    @invariant()
    def check(self) -> None:
        project, model = self.project, self.model
        type(self).steps += 1
        found: dict[Place, Content] = {}
        view = project.view()
        versions = {}
        for key, entry in view.entries.items():
            found["entry", key] = (entry.value, entry.reason, entry.typed, entry.note)
            versions["entry", key] = entry.version
        for key, draft in view.drafts.items():
            found["draft", key] = (draft.text, draft.problem)
        for note in view.footnotes:
            found["footnote", note.id] = (note.indicator, note.text.text("en"))
        for year, report in view.reports.items():
            found["report", year] = (report.title.text("en"), report.footnote_start)
        assert found == model.contents
        assert versions == {p: n for p, n in model.versions.items() if p[0] == "entry"}
        assert view.head.number == len(model.deeds)
        self._check_persons()
        self.since += 1
        if self.since >= PROVED_EVERY:
            self.since = 0
            assert project.verify().holds
            with project.reader() as reader:
                assert reader.view() == view

    def _check_persons(self) -> None:
        project, model, who = self.project, self.model, self.project.who
        for name, person in PEOPLE.items():
            project.who = person
            for is_there, wanted in (
                (undoable(project), model.undoable(name)),
                (redoable(project), model.redoable(name)),
            ):
                assert (is_there.number if is_there else None) == wanted
            unfinished = {
                (name, line.field, line.key): line.text for line in list_unfinished(project)
            }
            mine = {place: text for place, text in model.unfinished.items() if place[0] == name}
            assert unfinished == mine
        project.who = who

    # ------------------------------------------------------------ deeds

    @rule(person=people)
    def change_seats(self, person: str) -> None:
        self.project.who = PEOPLE[person]

    @property
    def person(self) -> str:
        return self.project.who.person

    def _typed(self, key: EntryKey, text: str) -> Changes:
        """What becomes of the file when a text is typed into a cell."""
        if text in DRAFTS:
            return {("draft", key): (text, DRAFTS[text])}
        entry = self.model.contents.get(("entry", key), NOTHING)
        figure, reason = FIGURES.get(text), REASONS.get(text)
        if entry[:2] == (figure, reason):
            return {("draft", key): None}
        typed = text if figure or reason else ""
        return {("draft", key): None, ("entry", key): (figure, reason, typed, entry[3])}

    @rule(key=keys, text=texts)
    def enter(self, key: EntryKey, text: str) -> None:
        operation_id = new_operation_id()
        wanted = self.model.do(self.person, self._typed(key, text), operation_id=operation_id)
        self._repeatable(
            operation_id,
            lambda: enter_text(self.project, key, text, operation_id=operation_id).done.number,
        )
        assert self.deeds[operation_id]() == wanted

    @rule(key=keys, note=words)
    def write_note(self, key: EntryKey, note: str) -> None:
        operation_id = new_operation_id()
        entry = self.model.contents.get(("entry", key), NOTHING)
        same = entry[3] == note.strip()
        changes: Changes = {} if same else {("entry", key): (*entry[:3], note.strip())}
        wanted = self.model.do(self.person, changes, operation_id=operation_id)
        self._repeatable(
            operation_id,
            lambda: set_note(self.project, key, note, operation_id=operation_id).number,
        )
        assert self.deeds[operation_id]() == wanted

    def _repeatable(self, operation_id: str, deed: Callable[[], int | None]) -> None:
        self.deeds[operation_id] = deed

    @precondition(lambda self: self.model.numbers)
    @rule(data=some.data())
    def try_again(self, data: some.DataObject) -> None:
        """Somebody did not hear that the deed was done, and does it once more."""
        operation_id = data.draw(some.sampled_from(sorted(self.model.numbers)))
        assert self.deeds[operation_id]() == self.model.numbers[operation_id]

    @rule(key=keys, text=texts, behind=some.integers(0, 2))
    def enter_over_a_known_version(self, key: EntryKey, text: str, behind: int) -> None:
        version = self.model.versions.get(("entry", key), 0)
        entry = self.model.contents.get(("entry", key), NOTHING)
        meant = (FIGURES.get(text), REASONS.get(text))
        if behind and text not in DRAFTS and entry[:2] != meant:
            with pytest.raises(RefusedDeed, match="changed_meanwhile"):
                enter_text(self.project, key, text, expected_version=version - behind)
            return
        wanted = self.model.do(self.person, self._typed(key, text))
        done = enter_text(self.project, key, text, expected_version=version - behind).done
        assert done.number == wanted

    @rule(several=some.lists(keys, min_size=1, max_size=4, unique=True))
    def clear(self, several: list[EntryKey]) -> None:
        changes: dict[Place, Content | None] = {}
        for key in several:
            changes |= self._typed(key, "")
        assert clear_figures(self.project, several).number == self.model.do(self.person, changes)

    @rule(note_id=some.sampled_from(IDS), key=keys, text=some.sampled_from(["Measured.", "估算。"]))
    def write_footnote(self, note_id: str, key: EntryKey, text: str) -> None:
        note = Footnote(note_id, COMPANY, "2023", Anchor.NAME, key.indicator, "", "", Wording(text))
        wanted = self.model.do(self.person, {("footnote", note_id): (key.indicator, text)})
        assert save_footnote(self.project, note).number == wanted

    @rule(note_id=some.sampled_from(IDS))
    def drop_footnote(self, note_id: str) -> None:
        note = Footnote(note_id, COMPANY, "2023", Anchor.NAME, "waste", "", "", Wording("x"))
        wanted = self.model.do(self.person, {("footnote", note_id): None})
        assert remove_footnote(self.project, note).number == wanted

    @rule(year=some.sampled_from(["2022", "2023"]), title=titles, start=some.integers(0, 3))
    def change_report(self, year: str, title: str, start: int) -> None:
        wanted = self.model.do(self.person, {("report", year): (title, start)})
        report = Report(COMPANY, year, Wording(title), start)
        assert set_report(self.project, report).number == wanted

    @rule()
    def take_back(self) -> None:
        self._both(lambda: self.model.undo(self.person), lambda: undo(self.project))

    @rule()
    def bring_back(self) -> None:
        self._both(lambda: self.model.redo(self.person), lambda: redo(self.project))

    def _both(self, wanted: Callable[[], object], deed: Callable[[], object]) -> None:
        try:
            wanted()
        except RefusedError as refused:
            with pytest.raises(RefusedDeed) as caught:
                deed()
            assert caught.value.key == str(refused)
        else:
            deed()

    @rule(field=some.sampled_from(Field), key=keys, text=texts)
    def type_on(self, field: Field, key: EntryKey, text: str) -> None:
        self.model.unfinished[self.person, field, key] = text
        keep_unfinished(self.project, field, key, text)

    @rule(field=some.sampled_from(Field), key=keys)
    def leave(self, field: Field, key: EntryKey) -> None:
        self.model.unfinished.pop((self.person, field, key), None)
        drop_unfinished(self.project, field, key)

    # ------------------------------------------------------------ what happens to the file

    @rule()
    def settle(self) -> None:
        assert self.project.settle()

    @rule()
    def close_and_open(self) -> None:
        who = self.project.who
        self.project.close()
        assert not Path(f"{self.path}-wal").exists()
        self.project = open_project(self.path, who)

    def _new_folder(self) -> Path:
        self.folders += 1
        return self.top / str(self.folders)

    def _go_on_in(self, folder: Path) -> None:
        who, old = self.project.who, self.path.parent
        self.project.close()
        shutil.rmtree(old)
        self.path = folder / self.path.name
        self.project = open_project(self.path, who)
        self.backups = [
            (next(b for b in list_backups(self.path) if b.path.name == backup.path.name), model)
            for backup, model in self.backups
        ]

    def _leave_behind(self, with_index: bool) -> Path:
        """Copy what a killed process leaves on the disk, its lock file and all."""
        left = () if with_index else ("*-shm",)
        return Path(
            shutil.copytree(
                self.path.parent, self._new_folder(), ignore=shutil.ignore_patterns(*left)
            )
        )

    @rule(with_index=some.booleans())
    def kill(self, with_index: bool) -> None:
        self._go_on_in(self._leave_behind(with_index))

    @rule(key=keys, with_index=some.booleans(), is_tried_again=some.booleans())
    def kill_within_a_deed(self, key: EntryKey, with_index: bool, is_tried_again: bool) -> None:
        """Rows were written, the commit never came; nothing of it may be there."""
        operation_id = new_operation_id()
        left: list[Path] = []

        def write(recorder: Recorder) -> None:
            recorder.remove("draft", rows.key_tuple(key))
            row = recorder.row("entry", rows.key_tuple(key)) or {}
            fresh = {
                **rows.key_row(key),
                **{"value": "666", "reason": None, "text": None, "typed": "666"},
                **{"note": row.get("note", ""), "source": "", "state": "draft"},
            }
            recorder.put("entry", fresh)
            left.append(self._leave_behind(with_index))
            raise Killed

        with pytest.raises(Killed):
            self.project.do("set_figure", {}, write, operation_id=operation_id)
        self._go_on_in(left[0])
        if is_tried_again:
            wanted = self.model.do(self.person, self._typed(key, "1"), operation_id=operation_id)
            done = enter_text(self.project, key, "1", operation_id=operation_id).done
            assert done.number == wanted
            self._repeatable(
                operation_id,
                lambda: enter_text(self.project, key, "1", operation_id=operation_id).done.number,
            )

    @precondition(lambda self: len(self.backups) < 4)
    @rule()
    def make_backup(self) -> None:
        backup = back_up(self.project, BY_HAND)
        assert backup.number == len(self.model.deeds)
        self.backups.append((backup, self.model.snapshot()))
        assert {b.path for b in list_backups(self.path)} == {b.path for b, _ in self.backups}

    @precondition(lambda self: self.backups)
    @rule(data=some.data())
    def restore(self, data: some.DataObject) -> None:
        backup, model = data.draw(some.sampled_from(self.backups))
        require_whole(backup)
        who = self.project.who
        self.project.close()
        self.project, aside = restore_backup(self.path, backup, who)
        assert (aside / self.path.name).exists()
        shutil.rmtree(aside)
        self.model = model.snapshot()
        self.model.do(who.person, {}, is_kept=True)

    @rule()
    def copy(self) -> None:
        folder = self._new_folder()
        folder.mkdir()
        copy = save_copy(self.project, folder / "copy")
        with pytest.raises(WorldProblem, match="is_a_copy"):
            open_project(copy, self.project.who)
        with open_project(copy, self.project.who, can_write=False) as project:
            assert project.view() == self.project.view()
            assert project.verify().holds
        shutil.rmtree(folder)

    @rule(to=people, is_taken_back=some.booleans())
    def give_away(self, to: str, is_taken_back: bool) -> None:
        """Go on with the copy handed over, or find that it is lost and go on here."""
        who = self.project.who
        folder = self._new_folder()
        folder.mkdir()
        target = hand_over(self.project, folder / self.path.name, to)
        self.model.do(who.person, {}, is_kept=True)
        with pytest.raises(WorldProblem, match="opened_for_reading"):
            enter_text(self.project, KEYS[0], "1")
        self.project.close()
        with pytest.raises(WorldProblem, match="handed_over"):
            open_project(self.path, who)
        if is_taken_back:
            shutil.rmtree(folder)
            self.project = open_project(self.path, who, accept_idle=True)
            take_over(self.project)
            self.model.do(who.person, {}, is_kept=True)
        else:
            shutil.rmtree(self.path.parent)
            self.path, self.backups = target, []
            self.project = open_project(target, PEOPLE[to])


def test_a_company_file_is_what_a_plain_model_says(
    request: pytest.FixtureRequest,
    company: Project,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    files, steps = SOAK if request.config.getoption("--soak", default=False) else FAST
    company.close()
    monkeypatch.setenv("ESGDESK_HOME", str(tmp_path / "home"))  # put back at the end
    monkeypatch.setattr(Machine, "template", company.path, raising=False)
    monkeypatch.setattr(Machine, "steps", 0)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=files,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Machine.steps >= files * steps * 0.8
