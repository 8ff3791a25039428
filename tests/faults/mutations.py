"""One thing changed in the product, so that a test which should see it can be seen to.

A pytest plugin (`-p tests.faults.mutations`). The variable ESGDESK_MUTATION names the mutation; the
module concerned is then compiled from its source with one piece of text exchanged, and nothing is
written anywhere. A piece that is not in the source just once is an error: whoever rewrites that
line looks after its mutation too.
"""

from __future__ import annotations

import importlib.machinery
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

VARIABLE = "ESGDESK_MUTATION"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A slip that somebody could make: in `module` the text `old` becomes `new`.

    `seen_by` are tests that must fail then.
    """

    module: str
    old: str
    new: str
    seen_by: tuple[str, ...]


DATABASE = "tests/store/test_database.py"
TAMPERING = "tests/store/test_tampering.py::test_tampering_is_found_and_called_by_its_name"
FLUSHING = "tests/operations/test_flushing.py"
ENTRIES = "tests/operations/test_entries.py"
BACKUPS = "tests/operations/test_backups.py"
RESTORE = "tests/operations/test_restore.py"

# What too little flushing costs is shown by tests/faults/test_power_cut.py, which changes the
# setting of its session itself: test_without_enough_flushing_the_same_cuts_do_harm.
MUTATIONS = {
    "synchronous is NORMAL": Mutation(
        "esgdesk.store.driver",
        '"synchronous": 2',
        '"synchronous": 1',
        (f"{DATABASE}::test_an_open_file_has_the_settings_that_keep_it_safe",),
    ),
    "synchronous is OFF": Mutation(
        "esgdesk.store.driver",
        '"synchronous": 2',
        '"synchronous": 0',
        (f"{DATABASE}::test_an_open_file_has_the_settings_that_keep_it_safe",),
    ),
    "foreign keys are not asked for": Mutation(
        "esgdesk.store.driver",
        '"foreign_keys": 1',
        '"foreign_keys": 0',
        (f"{DATABASE}::test_an_open_file_has_the_settings_that_keep_it_safe",),
    ),
    "settings are not read back": Mutation(
        "esgdesk.store.driver",
        "if found != value:",
        "if False:",
        ("tests/test_environment.py::test_a_setting_that_did_not_take_is_refused",),
    ),
    "an old SQLite will do": Mutation(
        "esgdesk.environment",
        "if driver.sqlite_version() < driver.OLDEST_GOOD:",
        "if False:",
        ("tests/test_environment.py::test_an_older_sqlite_is_refused",),
    ),
    "defusedxml is not asked for": Mutation(
        "esgdesk.environment",
        '"defusedxml", ',
        "",
        ("tests/test_environment.py::test_a_missing_library_is_named",),
    ),
    "a file is not flushed": Mutation(
        "esgdesk.files",
        "os.fsync(file.fileno())",
        "pass",
        (
            f"{FLUSHING}::test_an_export_and_its_manifest",
            f"{FLUSHING}::test_a_backup_and_its_record",
            f"{FLUSHING}::test_a_backup_put_back",
        ),
    ),
    "a folder is not flushed": Mutation(
        "esgdesk.files",
        "os.fsync(handle)",
        "pass",
        (
            f"{FLUSHING}::test_an_export_and_its_manifest",
            f"{FLUSHING}::test_a_backup_and_its_record",
            f"{FLUSHING}::test_a_new_company",
        ),
    ),
    "a file is written over": Mutation(
        "esgdesk.files",
        "        write(part)\n",
        "        write(target)\n",
        ("tests/core/test_files.py",),
    ),
    "the version is not asked": Mutation(
        "esgdesk.operations.entries",
        "expected_version is not None and entry.version != expected_version",
        "False",
        (f"{ENTRIES}::test_a_figure_changed_meanwhile_is_not_overwritten",),
    ),
    "figures pass through a float": Mutation(
        "esgdesk.store.rows",
        '"value": entry.value,',
        '"value": entry.value and format(float(entry.value)),',
        (f"{ENTRIES}::test_a_figure_is_stored_as_exact_text",),
    ),
    "a deed done already is done again": Mutation(
        "esgdesk.store.journal",
        '"id": operation_id,',
        '"id": new_operation_id(),',
        ("tests/operations/test_commit.py::test_trying_again_with_the_same_id_does_it_once",),
    ),
    "a failed deed is half kept": Mutation(
        "esgdesk.store.journal",
        'self._db.execute("ROLLBACK")',
        'self._db.execute("COMMIT")',
        ("tests/operations/test_commit.py::test_a_deed_that_raises_leaves_nothing",),
    ),
    "undo overwrites a colleague": Mutation(
        "esgdesk.store.journal",
        "if not _same(recorder.row(change.table, change.key), expected):",
        "if False:",
        (
            "tests/operations/test_history.py"
            "::test_undo_refuses_a_figure_that_a_colleague_changed_since",
        ),
    ),
    "seals are not tested": Mutation(
        "esgdesk.store.seal",
        "if row[SEAL] != seal_of(table, row):",
        "if False:",
        (
            "tests/operations/test_history.py"
            "::test_undo_refuses_where_the_row_was_changed_past_the_journal",
        ),
    ),
    "the lock is always had": Mutation(
        "esgdesk.store.lock",
        "if not _try_to_lock(handle):",
        "if False:",
        (
            "tests/store/test_lock.py::test_a_second_opener_is_told_who_has_the_file",
            "tests/store/test_lock.py::test_many_takers_are_never_two_inside",
        ),
    ),
    "a removed lock is a lock": Mutation(
        "esgdesk.store.lock",
        "if _is_at(handle, place):",
        "if True:",
        (
            "tests/store/test_lock.py"
            "::test_a_lock_file_removed_between_opening_and_locking_is_no_lock",
        ),
    ),
    "hashes are not compared": Mutation(
        "esgdesk.store.walk",
        'is_own = chain_hash(operation, lines) == operation["hash"]',
        "is_own = True",
        (f"{TAMPERING}[change_person]", f"{TAMPERING}[change_clock]"),
    ),
    "the chain is not followed": Mutation(
        "esgdesk.store.walk",
        'number < 1 or operation["previous"] != last.hash',
        "number < 1",
        (f"{TAMPERING}[rewrite_one_operation]",),
    ),
    "tables are not replayed": Mutation(
        "esgdesk.store.verify",
        "wanted == to_json(bare)",
        "wanted is not None",
        (f"{TAMPERING}[edit_figure_with_seal]",),
    ),
    "an anchor is met by its number": Mutation(
        "esgdesk.store.verify",
        "if digest is not None and digest.startswith(anchor.hash):",
        "if digest is not None:",
        (f"{TAMPERING}[rewrite_history]",),
    ),
    "an old copy is as good as the newest": Mutation(
        "esgdesk.operations.opening",
        "if seen is not None and not _has(db, seen):",
        "if False:",
        ("tests/operations/test_witness.py::test_an_old_copy_put_back_is_noticed",),
    ),
    "any copy is the live one": Mutation(
        "esgdesk.operations.opening",
        'if live == copy["id"]:',
        "if True:",
        (
            "tests/operations/test_custody.py::test_a_saved_copy_is_for_looking_at",
            "tests/operations/test_custody.py::test_what_was_handed_over_is_live_and_the_rest_is_not",
        ),
    ),
    "a backup is not read before it is used": Mutation(
        "esgdesk.operations.backups",
        "if not is_same:",
        "if False:",
        (f"{BACKUPS}::test_a_backup_with_a_flipped_bit_is_not_used",),
    ),
    "a backup is not tested when it is made": Mutation(
        "esgdesk.operations.backups",
        "found = verify_file(part, key)\n        if not found.holds:",
        "if False:",
        (f"{BACKUPS}::test_a_file_that_disagrees_with_its_journal_is_not_backed_up",),
    ),
    "a -wal stays beside another file": Mutation(
        "esgdesk.operations.swap",
        "os.replace(old, aside / old.name)",
        "pass",
        (f"{RESTORE}::test_a_wal_left_by_a_kill_goes_aside_too",),
    ),
    "a network is as good as a disk": Mutation(
        "esgdesk.places",
        'return kind if kind in shared_places().file_systems else ""',
        'return ""',
        ("tests/test_places.py::test_a_network_is_no_place_for_a_live_file",),
    ),
}
"""Every mutation by its name."""

ALWAYS = (
    "synchronous is NORMAL",
    "synchronous is OFF",
    "defusedxml is not asked for",
    "a file is not flushed",
    "a folder is not flushed",
    "the version is not asked",
    "figures pass through a float",
    "a deed done already is done again",
    "seals are not tested",
    "the lock is always had",
    "hashes are not compared",
    "the chain is not followed",
)
"""Those tried at every run of the tests; the others take their turn in a soak."""


class Mutant(SourceFileLoader):
    """Loads a module with one piece of its source exchanged."""

    mutation: Mutation

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed source; what was compiled before is not looked at."""
        source = self.get_data(self.path).decode()
        found = source.count(self.mutation.old)
        if found != 1:
            raise LookupError(f"{fullname} has {found} times: {self.mutation.old}")
        changed = source.replace(self.mutation.old, self.mutation.new)
        return compile(changed, self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    """Puts the mutant in the place of one module."""

    def __init__(self, mutation: Mutation) -> None:
        self.mutation = mutation

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module to be changed; nothing for any other."""
        if fullname != self.mutation.module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        assert spec is not None and spec.origin is not None
        mutant = Mutant(fullname, spec.origin)
        mutant.mutation = self.mutation
        return importlib.machinery.ModuleSpec(fullname, mutant, origin=spec.origin)


def start(name: str) -> None:
    """Let every import from now on find the mutant."""
    mutation = MUTATIONS[name]
    if mutation.module in sys.modules:
        raise RuntimeError(f"{mutation.module} is loaded already; it cannot be changed any more")
    sys.meta_path.insert(0, Finder(mutation))


if os.environ.get(VARIABLE):
    start(os.environ[VARIABLE])
