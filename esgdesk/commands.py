"""The command line: the same deeds as the desk's, for scripts and for people who like to type.

It never loads the window's toolkit. Exit codes: 0 done, 1 findings of severity error or a file
that fails verification, 2 wrong use, 3 the world (file, disk, pack), 4 a bug.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from esgdesk import __version__, commands_editions, commands_evidence, commands_files
from esgdesk.commands_files import open_file, who
from esgdesk.core.errors import Problem
from esgdesk.core.findings import Finding, Severity
from esgdesk.core.model import EntryKey
from esgdesk.core.pack import read_pack
from esgdesk.core.rules import check_year, open_findings
from esgdesk.core.view import ProjectView
from esgdesk.core.wording import LANGUAGES, Wording
from esgdesk.files import make_folder, safe_name
from esgdesk.i18n import explain, translate
from esgdesk.log import log_path
from esgdesk.naming import fact_text, figure_name, finding_text
from esgdesk.operations.company import create_company, find_pack, pack_names, read_years
from esgdesk.operations.example import EXAMPLE_NAME, create_example
from esgdesk.paths import resources, templates
from esgdesk.report.export import Exported, Format, export_appendix, read_format

log = logging.getLogger(__name__)
EXAMPLE_LAYOUT = "appendix"
Arguments = argparse.Namespace


def parser() -> argparse.ArgumentParser:
    """The command line's grammar, with help that stands on its own."""
    top = argparse.ArgumentParser(
        prog="esgdesk",
        description="ESGDesk keeps a company's yearly ESG figures in one file, checks them and "
        "prints the KPI appendix of the annual report. Without a command it opens the window: "
        "'esgdesk' for the start page, 'esgdesk FILE' for a company file.",
        epilog="Exit codes: 0 done; 1 errors found by check or verify; 2 wrong use; 3 a file, "
        "folder or pack cannot be used; 4 a fault in the program. 'esgdesk COMMAND --help' "
        "explains a command.",
    )
    top.add_argument("--version", action="version", version=f"ESGDesk {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[Arguments], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    demo = command(
        "demo", _demo, "Make the example company in a folder and print its appendix from it."
    )
    demo.add_argument("folder", type=Path, metavar="DIR", help="folder to make or to use")

    new = command("new", _new, "Make a company file from a pack.")
    new.add_argument("file", type=Path, metavar="FILE", help="the file to make")
    shipped = ", ".join(pack_names(templates()))
    new.add_argument("--pack", required=True, help=f"{shipped}, or the folder of a pack")
    new.add_argument("--company", required=True, help="the company's name in English")
    new.add_argument("--company-zh-hans", default="", help="its name in Simplified Chinese")
    new.add_argument("--company-zh-hant", default="", help="its name in Traditional Chinese")
    new.add_argument("--years", required=True, help="reporting years: 2021-2023 or 2022,2023")

    export = command("export", _export, "Write a year's appendix as Excel, PDF, CSV or JSON.")
    _file_and_year(export)
    export.add_argument("--layout", default=EXAMPLE_LAYOUT, help="layout (default: %(default)s)")
    export.add_argument(
        "--lang", default="en", help=f"language: {', '.join(LANGUAGES)} (default: %(default)s)"
    )
    export.add_argument("--format", help=f"{', '.join(Format)} (default: by the name of --out)")
    export.add_argument("--out", required=True, type=Path, help="the file to write")

    check = command("check", _check, "List what is missing or cannot be right in a year.")
    _file_and_year(check)
    check.add_argument("--json", action="store_true", help="print all fields as JSON")
    check.add_argument("--all", action="store_true", help="also what has been answered")

    commands_editions.add(command)
    commands_evidence.add(command)
    commands_files.add(command)
    return top


COMMANDS = (
    "demo",
    "new",
    "export",
    "check",
    *commands_editions.NAMES,
    *commands_evidence.NAMES,
    *commands_files.NAMES,
)


def _file_and_year(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the company file")
    command.add_argument("--year", required=True, help="the reporting year, such as 2023")


def run(arguments: Sequence[str]) -> int:
    """Carry out a command and return its exit code; errors go to stderr in one line."""
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except Problem as problem:
        print(f"esgdesk: {explain(problem)}", file=sys.stderr)
        return problem.exit_code
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody left to tell.
        sys.stderr.close()
        return 0
    # The last line of defence of a command: a fault of ours ends in one line, a log and a code.
    except Exception as error:
        log.exception("command failed: %s", given.command)
        text = translate("en", "program.bug", detail=repr(error), log=str(log_path()))
        print(f"esgdesk: {text}", file=sys.stderr)
        return 4


def _demo(given: Arguments) -> int:
    folder: Path = given.folder
    path = folder / EXAMPLE_NAME
    make_folder(folder)
    if path.exists():
        print(f"Keeping {path}: it is there already, with whatever was changed in it.")
        project = open_file(path, can_write=False)
    else:
        project = create_example(path, who(), example=resources() / "example", packs=templates())
        print(f"Made    {path}")
    with project:
        view = project.view()
    year = max(view.reports, default=view.periods[-1].code)
    for format_ in (Format.XLSX, Format.PDF):
        layout = view.layout(EXAMPLE_LAYOUT)
        name = safe_name(f"{layout.title.en} {year}")
        done = export_appendix(
            view,
            period=year,
            layout=EXAMPLE_LAYOUT,
            language="en",
            format=format_,
            target=folder / f"{name}.{format_}",
        )
        _say_exported(done)
    return 0


def _say_exported(done: Exported) -> None:
    print(f"Wrote   {done.path} ({done.figures} figures, each read back and compared)")
    if done.empty:
        print(f"        {done.empty} of them are still empty")
    if done.unread:
        print(f"        {done.unread} hold a text that is no figure; the one before it was printed")
    for note in done.content.unplaced:
        print(f"        not printed, its place is not in the layout: {note.text.text('en')}")
    if done.content.untranslated:
        print(f"        printed in another language: {', '.join(done.content.untranslated)}")


def _new(given: Arguments) -> int:
    pack = read_pack(find_pack(given.pack, templates()))
    name = Wording(given.company.strip(), given.company_zh_hans, given.company_zh_hant)
    years = read_years(given.years)
    with create_company(given.file, pack=pack, name=name, years=years, who=who()) as project:
        print(f"Made    {project.path} ({len(pack.catalogue.indicators)} indicators)")
    return 0


def _read_view(path: Path) -> ProjectView:
    with open_file(path, can_write=False) as project:
        return project.view()


def _export(given: Arguments) -> int:
    format_ = read_format(given.format or given.out.suffix.lstrip("."))
    done = export_appendix(
        _read_view(given.file),
        period=given.year,
        layout=given.layout,
        language=given.lang,
        format=format_,
        target=given.out,
    )
    _say_exported(done)
    return 0


def _check(given: Arguments) -> int:
    with open_file(given.file, can_write=False) as project:
        view = project.view(with_below=True)
    every = check_year(view, given.year)
    findings = every if given.all else open_findings(every)
    if given.json:
        print(json.dumps([_finding_data(line, view) for line in findings], ensure_ascii=False))
    else:
        for finding in findings:
            data = _finding_data(finding, view)
            mark = " (answered)" if finding.is_answered else ""
            print(
                f"{data['severity']}{mark}: {data['name']}, {finding.key.period}: {data['message']}"
            )
        _say_counts(findings, len(every) - len(findings))
    return 1 if any(finding.severity is Severity.ERROR for finding in findings) else 0


def _say_counts(findings: Sequence[Finding], answered: int) -> None:
    """How many findings of each rule there are, and of each severity."""
    rules = Counter(finding.rule for finding in findings)
    if rules:
        print()
    for rule, count in rules.items():
        print(f"{count:6}  {rule:20}  {translate('en', f'kind.{rule}')}")
    counts = Counter(finding.severity for finding in findings)
    text = ", ".join(f"{severity}s: {counts[severity]}" for severity in Severity)
    print(f"{text}, answered: {answered}" if answered else text)


def _figure_data(key: EntryKey) -> dict[str, str]:
    return {
        "indicator": key.indicator,
        "members": key.members,
        "entity": key.entity,
        "year": key.period,
    }


def _finding_data(finding: Finding, view: ProjectView) -> dict[str, object]:
    key = finding.key
    name = figure_name(view.catalogue, key.indicator, key.members, "en")
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        **_figure_data(key),
        "name": name,
        "message": finding_text(view.catalogue, finding, "en"),
        "cause": finding.cause.message.removeprefix("cause.") if finding.cause else "",
        "expected": finding.expected,
        "difference": finding.difference,
        "answered": finding.is_answered,
        "figures": [_figure_data(key) for key in finding.figures],
        "facts": {
            fact: fact_text(view.catalogue, text, "en") for fact, text in finding.facts.items()
        },
    }
