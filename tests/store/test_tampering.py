"""Whatever somebody changes in a company file past the program is found, and called by its name.

Each kind of tampering is tried on many small companies with a history made by chance. What is said
to be beyond doubt is held against the file as it was: more may be doubted than was changed, but
nothing that was changed is ever trusted.
"""

from __future__ import annotations

import contextlib
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from esgdesk.core.errors import RefusedDeed, WorldProblem
from esgdesk.core.model import Anchor as Mark
from esgdesk.core.model import EntryKey, Footnote
from esgdesk.core.pack import read_pack
from esgdesk.core.wording import Wording
from esgdesk.operations.company import COMPANY, create_company
from esgdesk.operations.entries import clear_figures, enter_text, set_note
from esgdesk.operations.footnotes import remove_footnote, save_footnote
from esgdesk.operations.history import redo, undo
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store.seal import seal_of
from esgdesk.store.verify import Anchor, AnchorVerdict, Verification
from tests.conftest import SMALL_PACK
from tests.store.tampering import Place, Row, Tamperer, Tampering, images_of, laid_open

FAST, SOAK = 25, 150
HISTORIES = 6
PEOPLE = (Who("Ann", "desk-1"), Who("Bob", "desk-2"))
PLACES = (("waste", ""), ("water", ""), ("staff", ""), ("staff", "gender:female"))
KEYS = [EntryKey(*place, COMPANY, year) for place in PLACES for year in ("2022", "2023")]
TEXTS = ("1", "2.50", "1,234", "/", "n/a", "about 5", "", "0", "99.9")
HOLDS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class History:
    """A company as it was: the file, its journal and its tables."""

    path: Path
    operations: list[Row]
    lines: dict[str, list[Row]]
    images: dict[Place, str]

    @property
    def head(self) -> Anchor:
        """The head as an export of that time would print it."""
        return Anchor(self.operations[-1]["number"], self.operations[-1]["hash"][:16])


def _live(project: Project, chance: random.Random) -> None:
    """A year of work by two people."""
    enter_text(project, KEYS[1], "4053")
    for number in range(chance.randrange(20, 35)):
        project.who = chance.choice(PEOPLE)
        key = chance.choice(KEYS)
        match chance.randrange(9):
            case 0 | 1 as turn:
                # Refused where there is nothing, or a colleague was there since.
                with contextlib.suppress(RefusedDeed):
                    (undo if turn else redo)(project)
            case 2:
                set_note(project, key, f"note {number}")
            case 3:
                clear_figures(project, chance.sample(KEYS, 3))
            case 4:
                words = Wording(f"Note {number}.")
                note = Footnote(
                    f"n{number}", COMPANY, "2023", Mark.NAME, key.indicator, "", "", words
                )
                save_footnote(project, note)
            case 5 if project.view().footnotes:
                remove_footnote(project, project.view().footnotes[0])
            case _:
                enter_text(project, key, chance.choice(TEXTS))
    # Whatever chance did, there is a figure to forge, and the last deed changed one.
    enter_text(project, KEYS[0], "4052")
    enter_text(project, KEYS[2], f"40{chance.randrange(100, 999)}")


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> list[History]:
    folder = tmp_path_factory.mktemp("histories")
    for name, text in SMALL_PACK.items():
        file = folder / "pack" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    pack = read_pack(folder / "pack")
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESGDESK_HOME", str(folder))
        for number in range(HISTORIES):
            path = folder / f"{number}.esgdesk"
            with create_company(
                path, pack=pack, name=Wording("A"), years=("2022", "2023"), who=PEOPLE[0]
            ) as project:
                _live(project, random.Random(f"history {number}"))
            with laid_open(path, random.Random()) as was:
                made.append(History(path, was.operations, was.lines, images_of(was.db)))
    return made


def edit_figure(file: Tamperer) -> None:
    place, _ = file.some_entry()
    _rewrite(file, place, "value = '777777'")


def edit_figure_with_seal(file: Tamperer) -> None:
    place, row = file.some_entry()
    file.put(place, json.dumps({**row, "value": "777777", "reason": None, "text": None}))


def edit_figure_as_a_deed_would(file: Tamperer) -> None:
    place, row = file.some_entry()
    image = {**row, "value": "7", "reason": None, "text": None, "version": row["version"] + 1}
    file.put(place, json.dumps(image))


def delete_row(file: Tamperer) -> None:
    file.put(file.some_entry()[0], None)


def insert_row(file: Tamperer) -> None:
    _insert_row(file)
    file.db.execute("UPDATE entry SET seal = 'no seal' WHERE indicator = 'leavers'")


def insert_row_with_seal(file: Tamperer) -> None:
    _insert_row(file)


def _insert_row(file: Tamperer) -> None:
    _, row = file.some_entry()
    new = {**row, "indicator": "leavers", "members": "gender:male", "version": 1}
    key = json.dumps(["leavers", "gender:male", COMPANY, new["period"]], separators=(",", ":"))
    file.put(("entry", key), json.dumps(new))


def _rewrite(file: Tamperer, place: Place, change: str) -> None:
    sql = f"UPDATE entry SET {change}, reason = NULL, text = NULL "
    where = "WHERE indicator = ? AND members = ? AND entity = ? AND period = ?"
    file.db.execute(sql + where, json.loads(place[1]))


def delete_operation(file: Tamperer) -> None:
    del file.operations[file.some_index()]
    file.write()


def delete_operation_and_follow(file: Tamperer) -> None:
    delete_operation(file)
    file.put_tables_back()


def delete_operation_and_number_anew(file: Tamperer) -> None:
    del file.operations[file.some_index()]
    file.number_anew()
    file.write()


def reorder_operations(file: Tamperer) -> None:
    index = file.some_index()
    both = file.operations[index : index + 2]
    file.operations[index : index + 2] = both[::-1]
    file.number_anew()
    file.write()


def insert_operation(file: Tamperer) -> None:
    index = file.some_index()
    _forge(file, index)
    file.number_anew()
    file.hash_anew(index, index + 1)
    file.write()
    file.put_tables_back()


def append_operation_without_its_rows(file: Tamperer) -> None:
    _forge(file, len(file.operations))
    file.number_anew()
    file.hash_anew(len(file.operations) - 1)
    file.write()


def _forge(file: Tamperer, index: int) -> None:
    """Put an operation into the list that somebody might have done."""
    before = dict(file.images())
    place = next(place for place in sorted(before) if place[0] == "entry")
    row = json.loads(before[place])
    after = {**row, "value": "777777", "reason": None, "text": None, "version": row["version"] + 1}
    model = file.operations[-1]
    file.operations.insert(index, {**model, "id": "forged", "undoes": None, "redoes": None})
    line = {"ordinal": 0, "table_name": place[0], "row_key": place[1], "before": before[place]}
    text = json.dumps(after, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    file.lines["forged"] = [{"operation": 0, **line, "after": text, "seal": ""}]


def cut_tail_of_journal(file: Tamperer) -> None:
    del file.operations[file.some_index(first=2, last=1) :]
    file.write()


def cut_tail_leaving_its_changes(file: Tamperer) -> None:
    index = file.some_index(first=2, last=1)
    for operation in file.operations[index:]:
        file.db.execute("DELETE FROM operation WHERE id = ?", [operation["id"]])


def cut_tail_and_tables(file: Tamperer) -> None:
    cut_tail_of_journal(file)
    file.put_tables_back()


def cut_and_append_another(file: Tamperer) -> None:
    """Another history from some operation on, as long as the one before."""
    index = file.some_index(first=2)
    length = len(file.operations)
    del file.operations[index:]
    while len(file.operations) < length:
        _forge(file, len(file.operations))
        file.operations[-1]["id"] = f"forged {len(file.operations)}"
        file.lines[file.operations[-1]["id"]] = file.lines.pop("forged")
    file.number_anew()
    file.hash_anew(index)
    file.write()
    file.put_tables_back()


def cut_and_append_less(file: Tamperer) -> None:
    index = file.some_index(first=2)
    del file.operations[index:]
    _forge(file, index)
    file.number_anew()
    file.hash_anew(index)
    file.write()
    file.put_tables_back()


def _forge_figure(file: Tamperer) -> int:
    """Change a figure where it was entered and wherever it is told again; where that was."""
    places = [place for place, image in file.images().items() if '"value":"40' in image]
    place = file.chance.choice(sorted(places))
    first = -1
    for index, operation in enumerate(file.operations):
        for line in file.lines[operation["id"]]:
            if (line["table_name"], line["row_key"]) != place:
                continue
            for side in ("before", "after"):
                if line[side] and '"value":"40' in line[side]:
                    line[side] = line[side].replace('"value":"40', '"value":"99')
                    first = index if first < 0 else first
    return first


def rewrite_history(file: Tamperer) -> None:
    file.hash_anew(_forge_figure(file))
    file.write()
    file.put_tables_back()


def rewrite_history_with_a_slip(file: Tamperer) -> None:
    """Hashes and seals are right; that a later operation tells the old figure was overlooked."""
    told = [
        (index, line)
        for index, operation in enumerate(file.operations)
        for line in file.lines[operation["id"]]
        if line["before"] and line["table_name"] == "entry"
    ]
    index, line = file.chance.choice(told)
    row = json.loads(line["before"])
    row["note"] = "forged"
    line["before"] = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    file.hash_anew(index)
    file.write()


def rewrite_one_operation(file: Tamperer) -> None:
    """One figure, with the hash of its operation and the row, and nothing after it."""
    index = file.some_index()
    file.operations[index]["facts"] = '{"forged":1}'
    for line in file.lines[file.operations[index]["id"]]:
        if line["table_name"] == "entry" and line["after"]:
            row = {**json.loads(line["after"]), "note": "forged"}
            line["after"] = json.dumps(
                row, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
    previous = file.operations[index]["previous"]
    file.hash_anew(index, index + 1)
    assert file.operations[index]["previous"] == previous
    file.write()
    file.put_tables_back()


def change_line_and_row(file: Tamperer) -> None:
    """The same figure in journal and table, with seals and without hashes."""
    _forge_figure(file)
    file.write()
    file.put_tables_back()


def remove_a_line_and_its_row(file: Tamperer) -> None:
    """A deed told shorter than it was, and the table put back to before it."""
    index = file.some_index()
    lines = file.lines[file.operations[index]["id"]]
    del lines[file.chance.randrange(len(lines))]
    file.write()
    file.put_tables_back()


def change_person(file: Tamperer) -> None:
    _change_header(file, "person", "Eve")


def change_clock(file: Tamperer) -> None:
    _change_header(file, "at", "2020-01-01T00:00:00.000Z")


def _change_header(file: Tamperer, column: str, value: str) -> None:
    operation = file.operations[file.some_index(last=1)]
    operation[column] = value
    operation["seal"] = seal_of("operation", operation)
    file.write()


def change_person_of_the_last_with_hash(file: Tamperer) -> None:
    file.operations[-1]["person"] = "Eve"
    file.hash_anew(len(file.operations) - 1)
    file.write()


def exchange_copy_row(file: Tamperer) -> None:
    file.db.execute("UPDATE copy SET id = 'another'")


def remove_copy_row(file: Tamperer) -> None:
    file.db.execute("DELETE FROM copy")


@dataclass(frozen=True)
class Kind:
    """A kind of tampering: what names it from the file alone, and what the anchor adds.

    `exact` is the whole set of faults the file alone shows; otherwise `named` are among them.
    """

    tamper: Tampering
    named: frozenset[str] = HOLDS
    anchored: frozenset[str] = HOLDS
    exact: bool = True


def kind(tamper: Tampering, *named: str, anchored: str = "", exact: bool = True) -> Kind:
    return Kind(tamper, frozenset(named), frozenset(filter(None, [anchored])), exact)


KINDS = [
    kind(edit_figure, "row_altered"),
    kind(edit_figure_with_seal, "row_rewritten"),
    kind(edit_figure_as_a_deed_would, "row_rewritten", "end_cut_off"),
    kind(delete_row, "row_missing"),
    kind(insert_row, "row_without_history"),
    kind(insert_row_with_seal, "row_without_history", "end_cut_off"),
    kind(delete_operation, "operations_missing", exact=False),
    kind(delete_operation_and_follow, "operations_missing", exact=False),
    kind(delete_operation_and_number_anew, "operation_altered", "chain_broken", exact=False),
    kind(reorder_operations, "operation_altered", "chain_broken", exact=False),
    kind(insert_operation, "operation_altered", "chain_broken", exact=False),
    kind(append_operation_without_its_rows, "row_rewritten"),
    kind(cut_tail_of_journal, "end_cut_off", anchored="anchor_older", exact=False),
    kind(
        cut_tail_leaving_its_changes,
        "changes_without_operation",
        anchored="anchor_older",
        exact=False,
    ),
    kind(cut_tail_and_tables, anchored="anchor_older"),
    kind(cut_and_append_another, anchored="anchor_other"),
    kind(cut_and_append_less, anchored="anchor_older"),
    kind(rewrite_history, anchored="anchor_other"),
    kind(rewrite_history_with_a_slip, "image_out_of_order", anchored="anchor_other"),
    kind(rewrite_one_operation, "chain_broken", exact=False),
    kind(change_line_and_row, "operation_altered", exact=False),
    kind(remove_a_line_and_its_row, "operation_altered", exact=False),
    kind(change_person, "operation_altered"),
    kind(change_clock, "operation_altered"),
    kind(change_person_of_the_last_with_hash, anchored="anchor_other"),
    kind(exchange_copy_row, "row_altered"),
    kind(remove_copy_row, "row_missing"),
]


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    """How many instances of each kind are tried."""
    return SOAK if request.config.getoption("--soak", default=False) else FAST


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tamper.__name__)
def test_tampering_is_found_and_called_by_its_name(
    histories: list[History], tmp_path: Path, number: int, kind: Kind
) -> None:
    path = tmp_path / "a.esgdesk"
    for instance in range(number):
        history = histories[instance % HISTORIES]
        shutil.copyfile(history.path, path)
        with laid_open(path, random.Random(f"{kind.tamper.__name__} {instance}")) as file:
            kind.tamper(file)
            now = images_of(file.db)
        alone, held = verified(path), verified(path, history.head)
        where = f"{history.path.stem}, instance {instance}: {sorted(names(alone))}"
        if kind.exact:
            assert names(alone) == kind.named, where
        else:
            assert kind.named <= names(alone), where
        assert not held.holds, where
        assert names(alone) | kind.anchored <= names(held), where
        assert not kind.exact or names(held) == names(alone) | kind.anchored, where
        _require_true(held, history, path, now, where)
        if not alone.holds:
            _require_true(alone, history, path, now, where)


def verified(path: Path, anchor: Anchor | None = None) -> Verification:
    with open_project(path, PEOPLE[0], can_write=False) as project:
        return project.verify(anchor)


def names(found: Verification) -> frozenset[str]:
    return frozenset(fault.key.removeprefix("verify.") for fault in found.faults)


def _require_true(
    found: Verification, history: History, path: Path, now: dict[Place, str], where: str
) -> None:
    """What is said to be beyond doubt is what was there."""
    for place, image in now.items():
        if place not in found.doubtful:
            assert image == history.images.get(place), (where, place)
    with laid_open(path, random.Random()) as file:
        # What was appended with right hashes is a deed like any other.
        known = min(found.sound, len(history.operations))
        assert file.operations[:known] == history.operations[:known], where
        for operation in file.operations[:known]:
            assert file.lines[operation["id"]] == history.lines[operation["id"]], where
    assert 0 <= found.good <= found.rows


def test_an_old_file_put_back_is_found(
    histories: list[History], tmp_path: Path, number: int
) -> None:
    path = tmp_path / "a.esgdesk"
    for instance in range(max(5, number // 5)):
        chance = random.Random(f"old file {instance}")
        history = histories[instance % HISTORIES]
        shutil.copyfile(history.path, path)
        with open_project(path, PEOPLE[0], accept_older=True, accept_idle=True) as project:
            for _ in range(chance.randrange(1, 5)):
                enter_text(project, chance.choice(KEYS), str(chance.randrange(10_000)))
            enter_text(project, KEYS[0], "5")
            head = project.journal.head()
        shutil.copyfile(history.path, path)
        anchor = Anchor(head.number, head.hash)
        assert verified(path).holds
        found = verified(path, anchor)
        assert (found.verdict, names(found)) == (AnchorVerdict.OLDER, {"anchor_older"})
        assert (found.sound, found.good) == (0, 0)
        with pytest.raises(WorldProblem, match="older_than_seen"):
            open_project(path, PEOPLE[0])


def test_without_tampering_everything_holds(histories: list[History], tmp_path: Path) -> None:
    path = tmp_path / "a.esgdesk"
    for history in histories:
        shutil.copyfile(history.path, path)
        with laid_open(path, random.Random()) as file:
            file.write()
            file.put_tables_back()
        for operation in history.operations:
            found = verified(path, Anchor(operation["number"], operation["hash"][:16]))
            is_head = operation is history.operations[-1]
            assert found.holds
            assert found.verdict is (AnchorVerdict.SAME if is_head else AnchorVerdict.CONTINUED)
            assert (found.sound, found.good) == (len(history.operations), len(history.images))
            assert not found.doubtful


@pytest.mark.parametrize("tamper", [rewrite_one_operation, rewrite_history])
def test_an_older_anchor_says_what_can_still_be_trusted(
    histories: list[History], tmp_path: Path, tamper: Callable[[Tamperer], None]
) -> None:
    """Who keeps the anchors of several exports can tell up to where the history is the old one."""
    path = tmp_path / "a.esgdesk"
    for instance in range(10):
        history = histories[instance % HISTORIES]
        shutil.copyfile(history.path, path)
        with laid_open(path, random.Random(f"{tamper.__name__} {instance}")) as file:
            tamper(file)
            changed = [
                operation["number"]
                for operation, was in zip(file.operations, history.operations, strict=True)
                if operation["hash"] != was["hash"]
            ]
            now = images_of(file.db)
        anchor = history.operations[changed[0] - 2]
        found = verified(path, Anchor(anchor["number"], anchor["hash"]))
        assert found.verdict is AnchorVerdict.CONTINUED
        if not found.holds:
            assert found.sound >= anchor["number"]
            _require_true(found, history, path, now, str(instance))
