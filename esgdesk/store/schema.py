"""The tables whose rows the journal keeps, with their keys and columns.

The order is that of their foreign keys: a table stands after those it refers to.
"""

from __future__ import annotations

KEYS: dict[str, tuple[str, ...]] = {
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
}
VERSION = "version"
