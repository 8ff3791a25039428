"""Commands about published reports: editions, restatements, the same figure in other places."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from esgdesk.commands_files import open_file
from esgdesk.core.editions import Restated
from esgdesk.core.errors import UsageProblem
from esgdesk.core.numbers import print_figure
from esgdesk.core.tables import decode
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES
from esgdesk.files import read_small
from esgdesk.i18n import translate
from esgdesk.naming import figure_name
from esgdesk.operations.company import add_year
from esgdesk.operations.editions import (
    import_edition,
    publish,
    restatements,
    withdraw_edition,
)
from esgdesk.operations.findings import import_mentions
from esgdesk.report.export import export_content, read_format
from esgdesk.report.restatements import build_restatements

Arguments = argparse.Namespace
Command = Callable[[str, Callable[[Arguments], int], str], argparse.ArgumentParser]
NAMES = ("add-year", "publish", "edition", "restatements", "mention")


def add(command: Command) -> None:
    """Add these commands to the command line."""
    made = command("add-year", _add_year, "Open another reporting year; no figure is copied.")
    _file_and_year(made)
    made.add_argument(
        "--carry-notes",
        action="store_true",
        help="bring the notes of the newest year along, marked as not confirmed",
    )

    made = command("publish", _publish, "Publish a year: freeze every figure its report prints.")
    _file_and_year(made)
    made.add_argument(
        "--accept-open", action="store_true", help="even with errors and unanswered warnings"
    )

    made = command("edition", _edition_help, "List, import or withdraw published reports.")
    parts = made.add_subparsers(dest="deed", metavar="DEED", required=True)
    listed = parts.add_parser("list", help="the published reports in a file")
    listed.add_argument("file", type=Path, metavar="FILE", help="the company file")
    listed.set_defaults(run=_edition_list)
    taken = parts.add_parser("import", help="take what an earlier report printed from a CSV file")
    taken.add_argument("file", type=Path, metavar="FILE", help="the company file")
    taken.add_argument("csv", type=Path, metavar="CSV", help="indicator,members,unit,measure,YEAR…")
    taken.add_argument("--year", required=True, help="the year of that report")
    taken.add_argument("--source", required=True, help="where the figures were taken from")
    taken.set_defaults(run=_edition_import)
    back = parts.add_parser("withdraw", help="take a published year back")
    _file_and_year(back)
    back.set_defaults(run=_edition_withdraw)

    made = command(
        "restatements", _restatements, "List what a report shows otherwise than the one before it."
    )
    _file_and_year(made)
    made.add_argument("--json", action="store_true", help="print all fields as JSON")
    made.add_argument("--out", type=Path, help="write the list as .xlsx, .pdf, .csv or .json")
    made.add_argument("--lang", default="en", help=f"language: {', '.join(LANGUAGES)}")

    made = command("mention", _edition_help, "Record where else a report prints figures.")
    parts = made.add_subparsers(dest="deed", metavar="DEED", required=True)
    taken = parts.add_parser("import", help="take the places from a CSV file")
    taken.add_argument("file", type=Path, metavar="FILE", help="the company file")
    taken.add_argument("csv", type=Path, metavar="CSV", help="place,indicator,members,unit,YEAR…")
    taken.add_argument("--year", required=True, help="the year of the report")
    taken.set_defaults(run=_mention_import)


def _file_and_year(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the company file")
    command.add_argument("--year", required=True, help="the report year, such as 2023")


def _edition_help(given: Arguments) -> int:
    raise UsageProblem("usage.deed_missing", found=given.command)


def _read_text(path: Path) -> str:
    return decode(read_small(path), path.name)


def _add_year(given: Arguments) -> int:
    with open_file(given.file) as project:
        newest = project.periods()[-1].code
        carried = translate("en", "desk.year.carried", year=newest) if given.carry_notes else ""
        done = add_year(project, given.year, carried=carried)
    notes = sum(change.table == "entry" for change in done.changes)
    print(f"Opened  {given.year}" + (f" with {notes} notes of {newest}" if carried else ""))
    return 0


def _publish(given: Arguments) -> int:
    with open_file(given.file) as project:
        done = publish(project, given.year, accept_open=given.accept_open)
    count = sum(change.table == "printed" for change in done.changes)
    print(f"Published {given.year}: {count} figures are kept as its report prints them.")
    return 0


def _edition_list(given: Arguments) -> int:
    with open_file(given.file, can_write=False) as project:
        view = project.view()
    for edition in view.editions:
        count = sum(
            line.edition == edition.period for found in view.printed.values() for line in found
        )
        print(f"{edition.period}  {count} figures  {edition.source}")
    if not view.editions:
        print("No published reports in this file.")
    return 0


def _edition_import(given: Arguments) -> int:
    text = _read_text(given.csv)
    with open_file(given.file) as project:
        done = import_edition(
            project, text, period=given.year, source=given.source, file=given.csv.name
        )
    print(f"Took over {len(done.changes) - 1} figures of the {given.year} report.")
    return 0


def _edition_withdraw(given: Arguments) -> int:
    with open_file(given.file) as project:
        withdraw_edition(project, given.year)
    print(f"Withdrew the published report of {given.year}.")
    return 0


def _restatements(given: Arguments) -> int:
    with open_file(given.file, can_write=False) as project:
        lines = restatements(project, given.year)
        view = project.view()
    if given.out is not None:
        format_ = read_format(given.out.suffix.lstrip("."))
        content = build_restatements(view, lines, period=given.year, language=given.lang)
        export_content(view, content, format=format_, target=given.out)
        print(f"Wrote   {given.out} ({len(lines)} restatements)")
    elif given.json:
        print(json.dumps([_data(line, view) for line in lines], ensure_ascii=False))
    else:
        for line in lines:
            print(_line(line, view))
        print(f"restatements: {len(lines)}")
    return 0


def _data(line: Restated, view: ProjectView) -> dict[str, object]:
    changed, given = line.changed, line.changed.restatement
    entry, printed, key = changed.entry, changed.printed, changed.key
    return {
        "indicator": key.indicator,
        "members": key.members,
        "entity": key.entity,
        "year": key.period,
        "name": figure_name(view.catalogue, key.indicator, key.members, "en"),
        "edition": changed.edition,
        "old": printed.value,
        "old_unit": printed.unit,
        "new": entry.value if entry else None,
        "unit": view.catalogue.unit_of(key.indicator).label.text("en"),
        "difference": changed.difference,
        "cause": given.cause if given else "",
        "text": given.text.text("en") if given else "",
        "person": line.person,
        "at": line.at,
    }


def _line(line: Restated, view: ProjectView) -> str:
    data = _data(line, view)
    old, new = (print_figure(str(data[name])) if data[name] else "/" for name in ("old", "new"))
    why = translate("en", f"restatement.{data['cause']}") if data["cause"] else "no reason given"
    return (
        f"{data['name']}, {data['year']}: {old} {data['old_unit']} in the {data['edition']} "
        f"report, {new} {data['unit']} now ({why})"
    )


def _mention_import(given: Arguments) -> int:
    text = _read_text(given.csv)
    with open_file(given.file) as project:
        done = import_mentions(project, text, period=given.year, file=given.csv.name)
    print(f"Recorded {len(done.changes)} places of the {given.year} report.")
    return 0
