"""Exporting an appendix: fill the layout, draw it, read it back, put it in place.

The one function behind the desk's button and the command line. A file that does not say what the
content says never replaces the old one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from esgdesk import __version__
from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.core.view import ProjectView
from esgdesk.files import write_beside, write_bytes_beside
from esgdesk.report.content import Content
from esgdesk.report.fill import build_content

MANIFEST = ".manifest.json"
SQLITE = b"SQLite format 3\x00"


class Format(StrEnum):
    """What an appendix can be written as."""

    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


class TieOutError(Exception):
    """A written file does not say what the content says: our fault, and the file is dropped."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export: where it lies and how many places came back from it unchanged.

    `empty` of the places have nothing to print yet; in `unread` of them stands a text that is no
    figure, and the figure before it was printed.
    """

    path: Path
    format: Format
    figures: int
    empty: int
    unread: int
    sha256: str
    content: Content


Write = Callable[[Content, Path], None]
Read = Callable[[Path, Content], list[str]]


def read_format(name: str) -> Format:
    """The format of this name. Raises UsageProblem."""
    try:
        return Format(name.lower())
    except ValueError:
        raise UsageProblem("usage.unknown_format", found=name, known=", ".join(Format)) from None


def _drawing(format_: Format) -> tuple[Write, Read]:
    """How a format is written and read back; the libraries are loaded only when needed."""
    if format_ is Format.XLSX:
        from esgdesk.report import excel

        return excel.write_excel, excel.read_figures
    if format_ is Format.PDF:
        from esgdesk.report import pdf

        return pdf.write_pdf, pdf.read_figures
    from esgdesk.report import data

    write = data.write_csv if format_ is Format.CSV else data.write_json
    return write, data.read_figures


def export_appendix(
    view: ProjectView,
    *,
    period: str,
    layout: str,
    language: str,
    format: Format,
    target: Path,
) -> Exported:
    """Write a year's appendix and a manifest beside it.

    Raises UsageProblem for a year, layout or language that does not exist, WorldProblem where the
    file cannot be written or a sign is in no font, TieOutError where the file read back differs.
    """
    content = build_content(view, period=period, layout=view.layout(layout), language=language)
    return export_content(view, content, format=format, target=target)


def export_content(
    view: ProjectView, content: Content, *, format: Format, target: Path
) -> Exported:
    """Write any content of a view and a manifest beside it; raises as `export_appendix`."""
    format = Format(format)
    _refuse_company_file(target)
    write, read = _drawing(format)
    expected = [cell.text for cell in content.figure_cells()]
    digest = ""

    def write_and_check(part: Path) -> None:
        nonlocal digest
        write(content, part)
        compare(expected, read(part, content))
        digest = hashlib.sha256(part.read_bytes()).hexdigest()

    write_beside(target, write_and_check)
    keys = [cell.key for cell in content.figure_cells() if cell.key is not None]
    entries = [view.entries.get(key) for key in keys]
    exported = Exported(
        path=target,
        format=format,
        figures=len(expected),
        empty=sum(entry is None or not entry.is_filled for entry in entries),
        unread=sum(key in view.drafts for key in keys),
        sha256=digest,
        content=content,
    )
    manifest = target.with_name(target.name + MANIFEST)
    try:
        write_bytes_beside(manifest, _manifest(exported))
    except WorldProblem as problem:
        raise WorldProblem(
            "file.manifest_failed",
            path=str(target),
            manifest=str(manifest),
            detail=str(problem.facts.get("detail", "")),
        ) from problem
    return exported


def _refuse_company_file(target: Path) -> None:
    """An export put over a company file, this one or another, would take every figure with it."""
    try:
        with target.open("rb") as file:
            is_database = file.read(len(SQLITE)) == SQLITE
    except OSError:
        is_database = False  # nothing readable there: write_beside says what is wrong, if anything
    if is_database or target.suffix == ".esgdesk":
        raise WorldProblem("file.is_a_company", path=str(target))


def compare(expected: list[str], found: list[str]) -> None:
    """Compare every figure of a file read back with the content, in reading order."""
    if len(expected) != len(found):
        raise TieOutError(f"{len(expected)} figures were written, {len(found)} read back")
    for number, (wanted, got) in enumerate(zip(expected, found, strict=True), start=1):
        if wanted != got:
            raise TieOutError(f"figure {number} should read {wanted!r} and reads {got!r}")


def _manifest(exported: Exported) -> bytes:
    content = exported.content
    data: dict[str, Any] = {
        "program": f"ESGDesk {__version__}",
        "file": exported.path.name,
        "sha256": exported.sha256,
        "figures": exported.figures,
        "empty": exported.empty,
        "unread": exported.unread,
        "company": content.company,
        "year": content.period,
        "layout": content.layout,
        "language": content.language,
        "journal": {
            "number": content.head.number,
            "hash": content.head.hash,
            "at": content.head.at,
        },
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
