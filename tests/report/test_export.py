"""Exporting: the file says what the content says, or the old file stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from esgdesk import __version__
from esgdesk.core.errors import Problem, UsageProblem, WorldProblem
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.i18n import explain
from esgdesk.operations.project import Project
from esgdesk.report.export import (
    MANIFEST,
    Exported,
    Format,
    TieOutError,
    compare,
    export_appendix,
    read_format,
)

MODULES = {Format.XLSX: "excel", Format.PDF: "pdf", Format.CSV: "data", Format.JSON: "data"}
FORMATS = [format_ for format_, module in MODULES.items() if find_spec(f"esgdesk.report.{module}")]
OLD = b"the file of last year"
NOBODY = 65534


def export(view: ProjectView, target: Path, format_: Format = Format.CSV, **more: str) -> Exported:
    """Export the example's appendix for 2023."""
    chosen = {"period": "2023", "layout": "appendix", "language": "en", **more}
    return export_appendix(view, format=format_, target=target, **chosen)  # type: ignore[arg-type]


def refused(deed: Callable[[], object]) -> WorldProblem:
    """The problem with which the world refuses a deed; its words are there in every language."""
    with pytest.raises(WorldProblem) as caught:
        deed()
    for language in LANGUAGES:
        assert not set("{}") & set(explain(caught.value, language))
    return caught.value


def in_child(deed: Callable[[], object]) -> str:
    """Do something in a child process, which may limit itself; the key of its problem or `done`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            deed()
            outcome = "done"
        except Problem as problem:
            outcome = problem.key
        except BaseException as error:
            outcome = repr(error)
        os.write(writer, outcome.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        outcome = pipe.read().decode()
    os.waitpid(child, 0)
    return outcome


def as_nobody(folder: Path, deed: Callable[[], object]) -> Callable[[], object]:
    """The deed done inside a folder without the rights of root, which no permission binds."""

    def run() -> None:
        os.chdir(folder)
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        deed()

    return run


def with_small_files(most: int, deed: Callable[[], object]) -> Callable[[], object]:
    """The deed where no file may grow beyond so many bytes, as on a disk that fills up."""

    def run() -> None:
        import resource  # not there on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        deed()

    return run


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_written_and_read_back(
    example_view: ProjectView, tmp_path: Path, format_: Format, language: str
) -> None:
    target = tmp_path / f"附录 2023.{format_}"
    done = export(example_view, target, format_, language=language)
    assert (done.path, done.format, done.figures) == (target, format_, 600)
    assert done.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert {file.name for file in tmp_path.iterdir()} == {target.name, target.name + MANIFEST}


def test_the_manifest_says_what_was_written_from_what(
    example_view: ProjectView, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"
    export(example_view, target)
    data = json.loads((tmp_path / f"a.csv{MANIFEST}").read_bytes())
    head = example_view.head
    assert data == {
        "program": f"ESGDesk {__version__}",
        "file": "a.csv",
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "figures": 600,
        "empty": 0,
        "unread": 0,
        "company": "Example Magnets Co., Ltd.",
        "year": "2023",
        "layout": "appendix",
        "language": "en",
        "journal": {"number": head.number, "hash": head.hash, "at": head.at},
    }


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_data_give_the_same_bytes(
    example_view: ProjectView, tmp_path: Path, format_: Format
) -> None:
    digests = {export(example_view, tmp_path / f"{n}.{format_}", format_).sha256 for n in "ab"}
    assert len(digests) == 1


@pytest.mark.parametrize("format_", FORMATS)
def test_an_old_file_is_replaced_whole(
    example_view: ProjectView, tmp_path: Path, format_: Format
) -> None:
    target = tmp_path / f"a.{format_}"
    target.write_bytes(OLD * 100_000)
    done = export(example_view, target, format_)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == done.sha256


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"period": "2019"}, "usage.unknown_year"),
        ({"layout": "table"}, "usage.unknown_layout"),
        ({"language": "fr"}, "usage.unknown_language"),
    ],
)
def test_what_is_not_there_is_wrong_use_and_nothing_is_written(
    example_view: ProjectView, tmp_path: Path, more: dict[str, str], key: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        export(example_view, tmp_path / "a.csv", **more)
    assert caught.value.key == key
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_", FORMATS)
def test_a_folder_that_is_not_there_is_named(
    example_view: ProjectView, tmp_path: Path, format_: Format
) -> None:
    target = tmp_path / "gone" / f"a.{format_}"
    problem = refused(lambda: export(example_view, target, format_))
    assert problem.key == "file.folder_missing"
    assert problem.facts["folder"] == str(tmp_path / "gone")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_in_place_of_the_folder_is_named(
    example_view: ProjectView, tmp_path: Path, format_: Format
) -> None:
    (tmp_path / "file").write_bytes(OLD)
    problem = refused(lambda: export(example_view, tmp_path / "file" / f"a.{format_}", format_))
    assert problem.key == "file.folder_missing"
    assert (tmp_path / "file").read_bytes() == OLD


@pytest.mark.parametrize("format_", FORMATS)
def test_a_folder_in_place_of_the_file_is_named(
    example_view: ProjectView, tmp_path: Path, format_: Format
) -> None:
    target = tmp_path / f"a.{format_}"
    target.mkdir()
    problem = refused(lambda: export(example_view, target, format_))
    assert problem.key == "file.is_a_folder"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits of POSIX")
def test_a_folder_that_may_not_be_written_is_named_and_the_old_file_stays(
    example_view: ProjectView, tmp_path: Path
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    target = folder / "a.csv"
    target.write_bytes(OLD)
    folder.chmod(0o555)
    for name in ("a.csv", "new.csv"):
        deed = partial(export, example_view, Path(name))
        assert in_child(as_nobody(folder, deed)) == "file.folder_read_only"
    folder.chmod(0o755)
    assert target.read_bytes() == OLD
    assert list(folder.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits of POSIX")
def test_a_folder_that_may_not_be_entered_is_named(
    example_view: ProjectView, tmp_path: Path
) -> None:
    (tmp_path / "closed").mkdir(mode=0o000)
    deed = partial(export, example_view, Path("closed") / "a.csv")
    tmp_path.chmod(0o755)
    assert in_child(as_nobody(tmp_path, deed)) == "file.folder_read_only"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_cannot_be_finished_leaves_the_old_one(
    example_view: ProjectView, tmp_path: Path, format_: Format
) -> None:
    target = tmp_path / f"a.{format_}"
    target.write_bytes(OLD)
    outcome = in_child(with_small_files(1000, lambda: export(example_view, target, format_)))
    assert outcome == "file.failed"
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_says_something_else_never_replaces_the_old_one(
    example_view: ProjectView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer of a figure slips: the tie-out stands between it and the reader."""
    from esgdesk.report import data

    def slip(content: object, path: Path) -> None:
        write(content, path)  # type: ignore[arg-type]
        path.write_bytes(path.read_bytes().replace(b'"83,512"', b'"88,512"', 1))

    write = data.write_csv
    monkeypatch.setattr(data, "write_csv", slip)
    target = tmp_path / "a.csv"
    target.write_bytes(OLD)
    with pytest.raises(TieOutError, match=r"figure 1 should read '83,512' and reads '88,512'"):
        export(example_view, target)
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_a_figure_that_changed_is_noticed() -> None:
    compare([], [])
    compare(["1", "/", ""], ["1", "/", ""])
    with pytest.raises(TieOutError, match=r"figure 2 should read '407.00' and reads '407'"):
        compare(["1", "407.00"], ["1", "407"])


@pytest.mark.parametrize("found", [[], ["1"], ["1", "2", "3"]])
def test_a_figure_too_few_or_too_many_is_noticed(found: list[str]) -> None:
    with pytest.raises(TieOutError, match="2 figures were written"):
        compare(["1", "2"], found)


def test_figures_that_changed_places_are_noticed() -> None:
    with pytest.raises(TieOutError):
        compare(["1", "2"], ["2", "1"])


def test_a_report_of_one_year_is_exported(example_view: ProjectView, tmp_path: Path) -> None:
    assert export(example_view, tmp_path / "a.json", Format.JSON, period="2021").figures == 200


def test_an_empty_company_is_exported(example_view: ProjectView, tmp_path: Path) -> None:
    empty = replace(example_view, entries={}, footnotes=(), reports={})
    for format_ in FORMATS:
        assert export(empty, tmp_path / f"a.{format_}", format_).figures == 600


@pytest.mark.parametrize(
    ("name", "format_"),
    [("xlsx", Format.XLSX), ("PDF", Format.PDF), ("Csv", Format.CSV), ("json", Format.JSON)],
)
def test_a_format_is_known_by_its_ending(name: str, format_: Format) -> None:
    assert read_format(name) is format_


@pytest.mark.parametrize("name", ["", "xls", ".pdf", "docx"])
def test_an_unknown_format_is_wrong_use(name: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        read_format(name)
    assert caught.value.facts == {"found": name, "known": "xlsx, pdf, csv, json"}


@pytest.mark.parametrize("format_", list(Format))
def test_an_export_never_replaces_a_company_file(example: Project, format_: Format) -> None:
    renamed = example.path.with_suffix(f".{format_}")
    before = example.view()
    example.close()
    renamed.write_bytes(example.path.read_bytes())
    for target in (example.path, renamed):
        data = target.read_bytes()
        with pytest.raises(WorldProblem) as caught:
            export_appendix(
                before,
                period="2023",
                layout="appendix",
                language="en",
                format=format_,
                target=target,
            )
        assert caught.value.key == "file.is_a_company"
        assert target.read_bytes() == data
