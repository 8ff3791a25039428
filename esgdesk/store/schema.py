"""The tables of a company file: their keys, and which of them the journal keeps.

The order is that of their foreign keys: a table stands after those it refers to.
"""

from __future__ import annotations

TableName = str

JOURNALED: dict[TableName, tuple[str, ...]] = {
    "pack": ("name",),
    "entity": ("code",),
    "period": ("code",),
    "chapter": ("code",),
    "department": ("code",),
    "unit": ("id",),
    "dimension": ("code",),
    "member": ("dimension", "code"),
    "indicator": ("code",),
    "breakdown": ("indicator", "dimension"),
    "disclosure": ("indicator", "framework", "edition", "code"),
    "entry": ("indicator", "members", "entity", "period"),
    "draft": ("indicator", "members", "entity", "period"),
    "footnote": ("id",),
    "report": ("entity", "period"),
    "layout": ("code",),
    "rule": ("code",),
    "coefficient": ("code",),
    "mention": ("id",),
    "edition": ("entity", "period"),
    "printed": ("edition", "indicator", "members", "entity", "period"),
    "restatement": ("report", "indicator", "members", "entity", "period"),
    "answer": ("finding",),
    "evidence": ("id",),
    "comment": ("id",),
    "person": ("name",),
    "due": ("department", "period"),
    "locked": ("entity", "period"),
    "custody": ("id",),
}
"""Tables whose every row the journal keeps and a replay brings back."""

JOURNAL: dict[TableName, tuple[str, ...]] = {
    "operation": ("number",),
    "change": ("operation", "ordinal"),
}
"""The journal itself: append-only."""

BESIDE: dict[TableName, tuple[str, ...]] = {
    "copy": ("id",),
    "unfinished": ("person", "field", "indicator", "members", "entity", "period"),
}
"""What is about this very file, or about texts that are no deed yet; no journal keeps it."""

KEYS: dict[TableName, tuple[str, ...]] = JOURNALED | JOURNAL | BESIDE
ADDED: dict[TableName, dict[str, str | None]] = {
    "pack": {"measures": ""},
    "unit": {"measure": "", "spellings": ""},
    "indicator": {"formula": ""},
    "entry": {"entered": None, "entered_unit": "", "coefficient": ""},
}
"""Columns that came later, with what they hold in rows that were written before."""

VERSION = "version"
SEAL = "seal"
