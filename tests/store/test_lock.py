"""One process writes a company file, and everybody else is told who."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from esgdesk.core.errors import WorldProblem
from esgdesk.i18n import explain
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Project, Who
from esgdesk.store.lock import Lock, lock_path

HOLD = """
import sys
from pathlib import Path
from esgdesk.operations.opening import open_project
from esgdesk.operations.project import Who
project = open_project(Path(sys.argv[1]), Who("Bob", "desk-2"))
print("open", flush=True)
sys.stdin.read()
project.close()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        assert child.stdout.readline() == "open\n"
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def test_a_second_opener_is_told_who_has_the_file(company: Project) -> None:
    with pytest.raises(WorldProblem) as caught:
        open_project(company.path, Who("Bob", "desk-2"))
    assert caught.value.key == "store.locked_by"
    assert (caught.value.facts["person"], caught.value.facts["desk"]) == ("Ann", "desk-1")
    assert "Ann" in explain(caught.value)


def test_another_process_is_told_too_and_may_read(company: Project, who: Who) -> None:
    company.close()
    with held_by_another_process(company.path):
        with pytest.raises(WorldProblem) as caught:
            open_project(company.path, who)
        assert caught.value.facts["person"] == "Bob"
        with open_project(company.path, who, can_write=False) as reader:
            assert reader.verify().holds


def test_closing_gives_the_file_free_and_leaves_nothing(company: Project, who: Who) -> None:
    assert lock_path(company.path).exists()
    company.close()
    assert not lock_path(company.path).exists()
    open_project(company.path, who).close()
    with held_by_another_process(company.path) as child:
        assert child.stdin is not None
        child.stdin.close()
        child.wait()
        open_project(company.path, who).close()


def test_a_killed_holder_holds_nobody_up(company: Project, who: Who) -> None:
    company.close()
    with held_by_another_process(company.path) as child:
        child.kill()
        child.wait()
        assert lock_path(company.path).exists()
        with open_project(company.path, who) as project:
            assert project.verify().holds
    assert not lock_path(company.path).exists()


def test_what_stands_in_a_dead_lock_file_does_not_matter(company: Project, who: Who) -> None:
    company.close()
    for text in (
        '{"person": "Eve", "desk": "gone", "process": 1, "since": "2020-01-01T00:00:00Z"}',
        "not JSON",
        "",
    ):
        lock_path(company.path).write_text(text)
        open_project(company.path, who).close()


@pytest.mark.parametrize("text", ["", "half a li", "[]", '{"person": "Ann"}', "\0\0\0"])
def test_a_holder_that_cannot_be_read_is_a_holder_all_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.esgdesk"
    lock = Lock.take(path, "Ann", "desk")
    lock_path(path).write_text(text)
    with pytest.raises(WorldProblem) as caught:
        Lock.take(path, "Bob", "desk")
    assert caught.value.key == "store.locked"
    lock.release()


def test_releasing_twice_does_not_touch_the_lock_of_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.esgdesk"
    first = Lock.take(path, "Ann", "desk")
    first.release()
    second = Lock.take(path, "Bob", "desk")
    first.release()
    with pytest.raises(WorldProblem, match="Bob"):
        Lock.take(path, "Ann", "desk")
    second.release()


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
def test_a_lock_file_removed_between_opening_and_locking_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The holder goes just after we opened its file: what we lock then has no name any more."""
    path = tmp_path / "a.esgdesk"
    holder = Lock.take(path, "Ann", "desk")
    opened: list[int] = []
    really = os.open

    def open_and_let_go(*given: object, **named: object) -> int:
        handle = really(*given, **named)  # type: ignore[arg-type]
        opened.append(handle)
        holder.release()
        return handle

    monkeypatch.setattr(os, "open", open_and_let_go)
    mine = Lock.take(path, "Bob", "desk")
    monkeypatch.undo()
    assert len(opened) == 2
    with pytest.raises(WorldProblem, match="Bob"):
        Lock.take(path, "Eve", "desk")
    mine.release()


def test_many_takers_are_never_two_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.esgdesk"
    inside: list[str] = []
    intruders: list[str] = []

    def take(name: str) -> Lock | None:
        try:
            return Lock.take(path, name, "desk")
        except WorldProblem:
            return None

    def work(name: str) -> None:
        done = 0
        while done < 60:
            lock = take(name)
            if lock is None:
                continue
            intruders.extend(inside)
            inside.append(name)
            if take(f"{name} again") is not None:
                intruders.append(name)
            inside.remove(name)
            lock.release()
            done += 1

    workers = [threading.Thread(target=work, args=(f"person {n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert intruders == []
