"""The schema of a company file, as migrations that run in order and only once.

Every table is STRICT; figures are TEXT in canonical form, which the schema checks too. `entity`
and `period` are in every figure's key. Rows that people edit carry a `version` that grows with
each change. The journal's tables refuse to be changed.
"""

from __future__ import annotations

from uuid import uuid4

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from esgdesk.store.schema import ADDED, KEYS
from esgdesk.store.seal import seal_of, select, where_key

MIGRATIONS = Migrations("esgdesk")
SCHEMA_VERSION = 3

NAME = "name_en TEXT NOT NULL, name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL"
ROW = "position INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL"


def figure(column: str) -> str:
    """A CHECK that a column holds a figure in canonical form: see `core.numbers`."""
    return f"""CHECK ({column} IS NULL OR (
        {column} NOT GLOB '*[^0-9.-]*' AND {column} NOT GLOB '?*-*' AND {column} NOT GLOB '*.*.*'
        AND {column} GLOB '*[0-9]' AND ltrim({column}, '-') NOT GLOB '.*'
        AND ltrim({column}, '-') NOT GLOB '0[0-9]*'
        AND NOT ({column} GLOB '-*' AND trim({column}, '-0.') = '')))"""


ENTRY_KEY = """indicator TEXT NOT NULL REFERENCES indicator(code),
    members TEXT NOT NULL,
    entity TEXT NOT NULL REFERENCES entity(code),
    period TEXT NOT NULL REFERENCES period(code)"""


@MIGRATIONS()
def m0001_first_schema(db: Database) -> None:
    """The catalogue, the figures and the journal."""
    for statement in f"""
CREATE TABLE pack (
    name TEXT PRIMARY KEY, edition TEXT NOT NULL, source TEXT NOT NULL, {ROW}) STRICT;
CREATE TABLE entity (
    code TEXT PRIMARY KEY, parent TEXT REFERENCES entity(code), {NAME}, {ROW}) STRICT;
CREATE TABLE period (
    code TEXT PRIMARY KEY, starts TEXT NOT NULL, ends TEXT NOT NULL, {ROW},
    CHECK (starts <= ends)) STRICT;
CREATE TABLE chapter (code TEXT PRIMARY KEY, {NAME}, {ROW}) STRICT;
CREATE TABLE department (code TEXT PRIMARY KEY, {NAME}, {ROW}) STRICT;
CREATE TABLE unit (
    id TEXT PRIMARY KEY, {NAME.replace("name_", "label_")}, quantity TEXT NOT NULL,
    whole INTEGER NOT NULL CHECK (whole IN (0, 1)), {ROW}) STRICT;
CREATE TABLE dimension (code TEXT PRIMARY KEY, {NAME}, {ROW}) STRICT;
CREATE TABLE member (
    dimension TEXT NOT NULL REFERENCES dimension(code), code TEXT NOT NULL, {NAME}, {ROW},
    PRIMARY KEY (dimension, code)) STRICT;
CREATE TABLE indicator (
    code TEXT PRIMARY KEY, chapter TEXT NOT NULL REFERENCES chapter(code), {NAME},
    unit TEXT NOT NULL REFERENCES unit(id), decimals INTEGER CHECK (decimals BETWEEN 0 AND 12),
    kind TEXT NOT NULL CHECK (kind IN ('entered', 'derived', 'text')),
    aggregation TEXT NOT NULL CHECK (aggregation IN ('sum', 'last', 'none')),
    has_total INTEGER NOT NULL CHECK (has_total IN (0, 1)),
    is_required INTEGER NOT NULL CHECK (is_required IN (0, 1)),
    minimum TEXT {figure("minimum")}, maximum TEXT {figure("maximum")},
    owner TEXT NOT NULL REFERENCES department(code),
    {NAME.replace("name_", "definition_")}, {ROW}) STRICT;
CREATE TABLE breakdown (
    indicator TEXT NOT NULL REFERENCES indicator(code),
    dimension TEXT NOT NULL REFERENCES dimension(code),
    additive INTEGER NOT NULL CHECK (additive IN (0, 1)), {ROW},
    PRIMARY KEY (indicator, dimension)) STRICT;
CREATE TABLE disclosure (
    indicator TEXT NOT NULL REFERENCES indicator(code), framework TEXT NOT NULL,
    edition TEXT NOT NULL, code TEXT NOT NULL, {ROW},
    PRIMARY KEY (indicator, framework, edition, code)) STRICT;
CREATE TABLE entry (
    {ENTRY_KEY},
    value TEXT {figure("value")},
    reason TEXT CHECK (reason IN ('not_disclosed', 'not_applicable', 'pending')),
    text TEXT, typed TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'sent_back')), {ROW},
    PRIMARY KEY (indicator, members, entity, period),
    CHECK ((value IS NOT NULL) + (reason IS NOT NULL) + (text IS NOT NULL) <= 1)) STRICT;
CREATE INDEX entry_period ON entry (entity, period);
CREATE TABLE draft (
    {ENTRY_KEY}, text TEXT NOT NULL, problem TEXT NOT NULL, {ROW},
    PRIMARY KEY (indicator, members, entity, period)) STRICT;
CREATE TABLE footnote (
    id TEXT PRIMARY KEY, entity TEXT NOT NULL REFERENCES entity(code),
    period TEXT NOT NULL REFERENCES period(code),
    anchor TEXT NOT NULL CHECK (anchor IN ('name', 'value', 'table')),
    indicator TEXT NOT NULL, members TEXT NOT NULL, value_period TEXT NOT NULL,
    {NAME.replace("name_", "text_")}, origin TEXT NOT NULL, {ROW}) STRICT;
CREATE TABLE report (
    entity TEXT NOT NULL REFERENCES entity(code), period TEXT NOT NULL REFERENCES period(code),
    {NAME.replace("name_", "title_")},
    footnote_start INTEGER NOT NULL CHECK (footnote_start BETWEEN 0 AND 9999), {ROW},
    PRIMARY KEY (entity, period)) STRICT;
CREATE TABLE layout (
    code TEXT PRIMARY KEY, settings TEXT NOT NULL, rows TEXT NOT NULL, {ROW}) STRICT;
CREATE TABLE operation (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, deed TEXT NOT NULL, facts TEXT NOT NULL,
    person TEXT NOT NULL CHECK (person <> ''), desk TEXT NOT NULL CHECK (desk <> ''),
    session TEXT NOT NULL, at TEXT NOT NULL,
    undoes INTEGER REFERENCES operation(number), redoes INTEGER REFERENCES operation(number),
    previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE) STRICT;
CREATE INDEX operation_undoes ON operation (undoes);
CREATE INDEX operation_redoes ON operation (redoes);
CREATE TABLE change (
    operation INTEGER NOT NULL REFERENCES operation(number), ordinal INTEGER NOT NULL,
    table_name TEXT NOT NULL, row_key TEXT NOT NULL, before TEXT, after TEXT,
    PRIMARY KEY (operation, ordinal),
    CHECK (before IS NOT NULL OR after IS NOT NULL)) STRICT;
CREATE INDEX change_row ON change (table_name, row_key);
""".strip().split(";")[:-1]:
        db.execute(statement)
    _close_journal(db)


def _close_journal(db: Database) -> None:
    for table in ("operation", "change"):
        for deed in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )


def _open_journal(db: Database) -> None:
    """Only a migration may, inside its transaction, and it closes the journal again."""
    for table in ("operation", "change"):
        for deed in ("update", "delete"):
            db.execute(f"DROP TRIGGER {table}_refuses_{deed}")


@MIGRATIONS()
def m0002_seals_and_copies(db: Database) -> None:
    """Every row carries its seal; a file knows which copy it is; unfinished typing has a place."""
    _open_journal(db)
    old = [
        str(name)
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        if name in KEYS
    ]
    for table in old:
        db.execute(f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
    for statement in f"""
CREATE TABLE custody (
    id TEXT PRIMARY KEY CHECK (id = 'company'), copy TEXT NOT NULL, person TEXT NOT NULL,
    desk TEXT NOT NULL, why TEXT NOT NULL, {ROW}, seal TEXT NOT NULL) STRICT;
CREATE TABLE copy (
    id TEXT PRIMARY KEY, origin TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL,
    seal TEXT NOT NULL) STRICT;
CREATE TABLE unfinished (
    person TEXT NOT NULL, field TEXT NOT NULL CHECK (field IN ('figure', 'note')),
    indicator TEXT NOT NULL, members TEXT NOT NULL, entity TEXT NOT NULL, period TEXT NOT NULL,
    text TEXT NOT NULL, at TEXT NOT NULL, seal TEXT NOT NULL,
    PRIMARY KEY (person, field, indicator, members, entity, period)) STRICT;
""".strip().split(";")[:-1]:
        db.execute(statement)
    for table in old:
        _seal_rows(db, table)
    row = {"id": uuid4().hex, "origin": "", "person": "", "at": ""}
    values = [*row.values(), seal_of("copy", row)]
    db.execute("INSERT INTO copy (id, origin, person, at, seal) VALUES (?, ?, ?, ?, ?)", values)
    _close_journal(db)


def _seal_rows(db: Database, table: str) -> None:
    rows = list(db.query(f"SELECT * FROM {table}"))
    sql = f"UPDATE {table} SET seal = ? WHERE {where_key(table)}"
    keys = [[row[name] for name in KEYS[table]] for row in rows]
    seals = [seal_of(table, row) for row in rows]
    db.conn.executemany(sql, [[seal, *key] for seal, key in zip(seals, keys, strict=True)])


@MIGRATIONS()
def m0003_rules_and_editions(db: Database) -> None:
    """Formulas, rules and factors; figures entered in another unit; published editions, reasons
    for changes to them, the same figure elsewhere, answers to findings; evidence, comments, people,
    days by which figures are wanted, and locked years.
    """
    for table in ADDED:
        # The rows get new seals: one that does not fit now must not be sealed as right.
        for _ in select(db, table):
            pass
    for table, column in (
        ("pack", "measures TEXT NOT NULL DEFAULT ''"),
        ("unit", "measure TEXT NOT NULL DEFAULT ''"),
        ("unit", "spellings TEXT NOT NULL DEFAULT ''"),
        ("indicator", "formula TEXT NOT NULL DEFAULT ''"),
        ("entry", f"entered TEXT {figure('entered')}"),
        ("entry", "entered_unit TEXT NOT NULL DEFAULT ''"),
        ("entry", "coefficient TEXT NOT NULL DEFAULT ''"),
    ):
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for table in ADDED:
        _seal_rows(db, table)
    place = "entity TEXT NOT NULL REFERENCES entity(code)"
    # A figure may have been printed, or may be printed elsewhere, for a year or an indicator that
    # this file does not have any more.
    key = f"indicator TEXT NOT NULL, members TEXT NOT NULL, {place}, period TEXT NOT NULL"
    row = f"{ROW}, seal TEXT NOT NULL"
    for statement in f"""
CREATE TABLE rule (
    code TEXT PRIMARY KEY, kind TEXT NOT NULL, indicator TEXT NOT NULL, other TEXT NOT NULL,
    bound TEXT NOT NULL, severity TEXT NOT NULL CHECK (severity IN
    ('', 'error', 'warning', 'notice')), {row}) STRICT;
CREATE TABLE coefficient (
    code TEXT PRIMARY KEY, indicator TEXT NOT NULL REFERENCES indicator(code),
    value TEXT NOT NULL {figure("value")}, measure TEXT NOT NULL, {NAME},
    edition TEXT NOT NULL, source TEXT NOT NULL, {row}) STRICT;
CREATE TABLE mention (
    id TEXT PRIMARY KEY, {place}, report TEXT NOT NULL, place TEXT NOT NULL,
    indicator TEXT NOT NULL, members TEXT NOT NULL, period TEXT NOT NULL, text TEXT NOT NULL,
    unit TEXT NOT NULL, {row}) STRICT;
CREATE TABLE edition (
    {place}, period TEXT NOT NULL, {NAME.replace("name_", "title_")}, source TEXT NOT NULL,
    {row}, PRIMARY KEY (entity, period)) STRICT;
CREATE TABLE printed (
    edition TEXT NOT NULL, {key}, value TEXT {figure("value")},
    reason TEXT CHECK (reason IN ('not_disclosed', 'not_applicable', 'pending')),
    unit TEXT NOT NULL, measure TEXT NOT NULL, {row},
    PRIMARY KEY (edition, indicator, members, entity, period),
    FOREIGN KEY (entity, edition) REFERENCES edition(entity, period)) STRICT;
CREATE TABLE restatement (
    report TEXT NOT NULL, {key},
    cause TEXT NOT NULL CHECK (cause IN ('error', 'method', 'boundary', 'better_data',
    'rounding')), {NAME.replace("name_", "text_")}, {row},
    PRIMARY KEY (report, indicator, members, entity, period)) STRICT;
CREATE TABLE answer (
    finding TEXT PRIMARY KEY, {key}, {NAME.replace("name_", "text_")}, figures TEXT NOT NULL,
    printed INTEGER NOT NULL CHECK (printed IN (0, 1)), {row}) STRICT;
CREATE TABLE evidence (
    id TEXT PRIMARY KEY, {key}, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0), {row}) STRICT;
CREATE TABLE comment (
    id TEXT PRIMARY KEY, {key}, about TEXT NOT NULL CHECK (about IN ('remark', 'sent_back')),
    text TEXT NOT NULL, recipient TEXT NOT NULL,
    done INTEGER NOT NULL CHECK (done IN (0, 1)), {row}) STRICT;
CREATE TABLE person (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('department', 'manager', 'assurance')),
    departments TEXT NOT NULL, {row}) STRICT;
CREATE TABLE due (
    department TEXT NOT NULL REFERENCES department(code),
    period TEXT NOT NULL REFERENCES period(code), day TEXT NOT NULL, {row},
    PRIMARY KEY (department, period)) STRICT;
CREATE TABLE locked (
    {place}, period TEXT NOT NULL REFERENCES period(code), {row},
    PRIMARY KEY (entity, period)) STRICT;
""".strip().split(";")[:-1]:
        db.execute(statement)
