"""Commands that look after company files: proof, backups, recovery, copies, passwords."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from esgdesk.core.errors import UsageProblem, WorldProblem
from esgdesk.i18n import explain, translate
from esgdesk.naming import deed_name, image_text
from esgdesk.operations.backups import BY_HAND, Backup, back_up, changes_since, list_backups
from esgdesk.operations.custody import hand_over, save_copy, take_over
from esgdesk.operations.evidence import check as check_evidence
from esgdesk.operations.history import deeds
from esgdesk.operations.opening import (
    find_file_key,
    find_salvage_key,
    older_than_seen,
    open_project,
)
from esgdesk.operations.project import Change, Operation, Project, Who
from esgdesk.operations.proof import prove, verdict
from esgdesk.operations.protection import remove_password, set_password
from esgdesk.operations.recovery import examine, recover
from esgdesk.operations.restore import restore_backup
from esgdesk.settings import desk_name, load_settings
from esgdesk.store.driver import Key

Arguments = argparse.Namespace
Command = Callable[[str, Callable[[Arguments], int], str], argparse.ArgumentParser]
NAMES = (
    "history",
    "verify",
    "backup",
    "restore",
    "recover",
    "copy",
    "handover",
    "takeover",
    "password",
)
PASSWORD, NEW_PASSWORD = "ESGDESK_PASSWORD", "ESGDESK_NEW_PASSWORD"


def who() -> Who:
    """The person at this computer, as the journal keeps it."""
    return Who(load_settings().person, desk_name())


def open_file(
    path: Path, *, can_write: bool = True, accept_idle: bool = False, accept_damaged: bool = False
) -> Project:
    """Open a company file, asking for its password where it has one. Raises WorldProblem."""

    def attempt(answer: str | None) -> Project:
        return open_project(
            path,
            who(),
            can_write=can_write,
            answer=answer,
            accept_idle=accept_idle,
            accept_damaged=accept_damaged,
        )

    given = os.environ.get(PASSWORD)
    try:
        project = attempt(given)
    except WorldProblem as problem:
        if problem.key != "store.password_needed" or not sys.stdin.isatty():
            raise
        project = attempt(getpass.getpass("Password or recovery key: "))
    # For writing this is refused; who only reads is told, and goes on.
    older = older_than_seen(project)
    if older is not None:
        note = translate("en", "store.older_than_seen_note", **older.facts)
        print(f"esgdesk: {note}", file=sys.stderr)
    return project


def _answer(path: Path) -> str | None:
    try:
        find_file_key(path, os.environ.get(PASSWORD))
    except WorldProblem as problem:
        if problem.key == "store.password_needed" and sys.stdin.isatty():
            return getpass.getpass("Password or recovery key: ")
    return os.environ.get(PASSWORD)


def _salvage_key(path: Path) -> Key | None:
    try:
        return find_salvage_key(path, os.environ.get(PASSWORD))
    except WorldProblem as problem:
        if problem.key != "store.password_needed" or not sys.stdin.isatty():
            raise
        return find_salvage_key(path, getpass.getpass("Password or recovery key: "))


def add(command: Command) -> None:
    """Add these commands to the grammar."""

    def file_command(
        name: str, run: Callable[[Arguments], int], text: str
    ) -> argparse.ArgumentParser:
        made = command(name, run, text)
        made.add_argument("file", type=Path, metavar="FILE", help="the company file")
        return made

    history = file_command("history", _history, "List who did what and when.")
    history.add_argument("code", nargs="?", metavar="CODE", help="an indicator's code")
    history.add_argument("--year", help="only figures of this year")
    history.add_argument("--json", action="store_true", help="print every change as JSON")
    verify = file_command(
        "verify", _verify, "Prove that a company file is exactly what its journal says."
    )
    verify.add_argument(
        "--anchor", default="", help="a head noted elsewhere, as exports print it: 412:9f86d081884c"
    )
    verify.add_argument("--json", action="store_true", help="print the outcome as JSON")
    backup = file_command("backup", _backup, "Back a company file up, or list its backups.")
    backup.add_argument("--list", action="store_true", help="list the backups, newest first")
    backup.add_argument("--json", action="store_true", help="print the list as JSON")
    restore = file_command(
        "restore", _restore, "Put a backup back; the file of before is set aside whole."
    )
    restore.add_argument("backup", metavar="BACKUP", help="its name, as 'backup --list' prints it")
    recover_ = file_command(
        "recover", _recover, "Save what can be saved from a damaged company file."
    )
    recover_.add_argument("--dry-run", action="store_true", help="only say what could be saved")
    copy = file_command("copy", _copy, "Save a copy for looking at.")
    copy.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    handover = file_command(
        "handover", _hand_over, "Save a copy that is the live file from now on."
    )
    handover.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    handover.add_argument("--to", required=True, metavar="NAME", help="who goes on with it")
    file_command("takeover", _take_over, "Make a copy, or a file handed over, the live one.")
    password = file_command(
        "password",
        _password,
        f"Protect a company file by a password ({NEW_PASSWORD}, or asked for), or change it.",
    )
    password.add_argument("--remove", action="store_true", help="take the password away")


def _history(given: Arguments) -> int:
    with open_file(given.file, can_write=False) as project:
        code = given.code
        if code is not None and not project.catalogue.has_indicator(code):
            raise UsageProblem("usage.unknown_figure", found=code)
        lines = list(deeds(project, indicator=code, year=given.year))
        if given.json:
            print(json.dumps([_deed_data(*line) for line in lines], ensure_ascii=False))
            return 0
        for operation, changes in lines:
            words = deed_name(project.catalogue, operation.deed, operation.facts, "en")
            moves = ", ".join(_move(change) for change in changes if change.table == "entry")
            told = f": {moves}" if code is not None and moves else ""
            print(f"{operation.number}  {operation.at}  {operation.person}  {words}{told}")
    return 0


def _move(change: Change) -> str:
    before, after = (
        image_text(image, "en") or translate("en", "desk.grid.empty")
        for image in (change.before, change.after)
    )
    return f"{before} → {after}"


def _deed_data(operation: Operation, changes: list[Change]) -> dict[str, object]:
    data = asdict(operation)
    data["facts"] = dict(operation.facts)
    data["changes"] = [
        {"table": line.table, "key": line.key, "before": line.before, "after": line.after}
        for line in changes
    ]
    return data


def _verify(given: Arguments) -> int:
    with open_file(given.file, can_write=False, accept_damaged=True) as project:
        found = prove(project, given.anchor)
        # The rows of a file that does not hold may not be readable.
        missed = [explain(fault) for fault in check_evidence(project)] if found.holds else []
    said = [
        translate("en", key, **facts) for key, facts in verdict(found, is_given=bool(given.anchor))
    ]
    if given.json:
        data = {
            "holds": found.holds,
            "operations": found.operations,
            "rows": found.rows,
            "head": {"number": found.head.number, "hash": found.head.hash},
            "sound": found.sound,
            "anchor": found.verdict,
            "doubtful": sorted(list(place) for place in found.doubtful),
            "faults": [translate("en", fault.key, **fault.facts) for fault in found.faults],
            "evidence": missed,
        }
        print(json.dumps(data, ensure_ascii=False))
    else:
        print("\n".join([*said, *missed]))
    return 0 if found.holds and not missed else 1


def _backup(given: Arguments) -> int:
    if not given.list:
        with open_file(given.file, can_write=False) as project:
            made = back_up(project, BY_HAND)
        print(f"Made    {made.path} (operation {made.number}, read back and verified)")
        return 0
    with open_file(given.file, can_write=False) as project:
        found = [(backup, changes_since(project, backup)) for backup in list_backups(project.path)]
    if given.json:
        print(json.dumps([_data(*line) for line in found], ensure_ascii=False))
        return 0
    for backup, since in found:
        later = "another history" if since is None else f"{since} changes since"
        print(f"{backup.path.name}  operation {backup.number}, {backup.rows} entries, {later}")
    if not found:
        print("No backups yet.")
    return 0


def _data(backup: Backup, since: int | None) -> dict[str, object]:
    return {
        "name": backup.path.name,
        "made": backup.made,
        "why": backup.why,
        "number": backup.number,
        "hash": backup.hash,
        "entries": backup.rows,
        "changes_since": since,
    }


def _restore(given: Arguments) -> int:
    path = Path(os.path.realpath(given.file))
    known = list_backups(path)
    named = [line for line in known if given.backup in (line.path.name, line.path.stem)]
    if not named:
        names = ", ".join(line.path.name for line in known) or "-"
        raise UsageProblem("usage.unknown_backup", found=given.backup, known=names)
    (backup,) = named
    key = find_file_key(backup.path, _answer(backup.path))
    project, aside = restore_backup(path, backup, who(), key=key)
    project.close()
    print(f"Put back {backup.path.name} (operation {backup.number})")
    print(f"         the file of before lies in {aside}")
    return 0


def _recover(given: Arguments) -> int:
    path = Path(os.path.realpath(given.file))
    key = _salvage_key(path)
    if _is_whole(path, key):
        print(f"{path} is whole: there is nothing to rebuild")
        return 0
    salvage = examine(path, key=key)
    base = salvage.base.path.name if salvage.base else "the journal itself"
    print(f"Wrong: {salvage.trouble or 'nothing that SQLite notices'}")
    print(f"Base: {base}; {len(salvage.steps)} later operations can be done again")
    print(f"Reaches operation {salvage.reaches}; {salvage.lost} known operations are lost")
    if given.dry_run:
        return 0
    project, aside = recover(salvage, who(), key=key)
    project.close()
    print(f"Rebuilt {path}; the damaged file and a report lie in {aside}")
    return 0


def _is_whole(path: Path, key: Key | None) -> bool:
    try:
        with open_project(path, who(), can_write=False, key=key) as project:
            return project.verify().holds
    except WorldProblem:
        return False


def _copy(given: Arguments) -> int:
    with open_file(given.file, can_write=False) as project:
        print(f"Wrote   {save_copy(project, given.out)}, for looking at")
    return 0


def _hand_over(given: Arguments) -> int:
    with open_file(given.file) as project:
        target = hand_over(project, given.out, given.to)
    print(f"Wrote   {target}, the live file from now on; {given.file} is for looking only")
    return 0


def _take_over(given: Arguments) -> int:
    with open_file(given.file, accept_idle=True) as project:
        take_over(project)
    print(f"{given.file} is the live file from now on")
    return 0


def _password(given: Arguments) -> int:
    project = open_file(given.file)
    try:
        done = remove_password(project) if given.remove else set_password(project, _new_password())
    finally:
        project.close()
    done.project.close()
    if given.remove:
        print(f"{given.file} has no password any more")
    else:
        print(f"{given.file} is protected. Its recovery key, shown this once:")
        print(f"    {done.recovery_key}")
        print("Keep it on paper. Without password and recovery key nobody can open the file.")
    for path in done.left_as_they_were:
        print(f"Not written anew, it opens as before; remove it if nobody may read it: {path}")
    return 0


def _new_password() -> str:
    given = os.environ.get(NEW_PASSWORD)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageProblem("usage.no_new_password", variable=NEW_PASSWORD)
    first, second = (getpass.getpass(f"New password{again}: ") for again in ("", ", once more"))
    if first != second:
        raise UsageProblem("usage.passwords_differ")
    return first
