"""The content of an appendix for programs: CSV and JSON with codes, exact text and number.

A CSV is opened in spreadsheet programs too, so a text that such a program would take for a formula
is written with an apostrophe before it (figures never are).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from esgdesk.core.model import EntryKey
from esgdesk.report.content import Cell, Content, Role

FORMAT = 1
# With the full-width forms, which some spreadsheet programs take for the plain ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_CSV_COLUMNS = (
    *("section", "number", "indicator", "breakdown", "unit", "year", "text", "value"),
    *("marks", "code", "members", "entity"),
)


def plain_text(text: str) -> str:
    """A text that no spreadsheet program takes for a formula; `original_text` undoes it."""
    return f"'{text}" if _looks_like_formula(text) else text


def original_text(text: str) -> str:
    """The inverse of `plain_text`."""
    return text[1:] if text.startswith("'") and _looks_like_formula(text) else text


def _looks_like_formula(text: str) -> bool:
    bare = text.lstrip("'")
    # A lone sign is what a unit column holds for plain numbers, and no formula.
    return len(bare) > 1 and bare.startswith(_FORMULA_STARTS)


def write_csv(content: Content, path: Path) -> None:
    """One line per printed figure, in reading order; UTF-8 with byte order mark for Excel."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_CSV_COLUMNS)
    for line in _lines(content):
        texts = [plain_text(str(line[name])) for name in _CSV_COLUMNS[:6]]
        figure = line["text"] if line["value"] is not None else plain_text(str(line["text"]))
        writer.writerow(
            [
                *texts,
                figure,
                "" if line["value"] is None else line["value"],
                " ".join(line["marks"]),
                line["code"],
                line["members"],
                line["entity"],
            ]
        )
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())


def write_json(content: Content, path: Path) -> None:
    """The whole content as JSON; figures are texts, exact to the digit."""
    data = {
        "format": FORMAT,
        "title": content.title,
        "report": content.report_title,
        "company": content.company,
        "year": content.period,
        "language": content.language,
        "layout": content.layout,
        "journal": {"number": content.head.number, "hash": content.head.hash},
        "figures": list(_lines(content)),
        "notes": [
            {"section": section.code, "mark": note.mark, "text": note.text}
            for section in content.sections
            for note in section.notes
        ],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    path.write_bytes(text.encode())


def read_figures(path: Path, content: Content) -> list[str]:
    """The printed text of every figure as a finished JSON or CSV file has it."""
    # Not read_text: it would turn the line breaks inside a text into other ones.
    text = path.read_bytes().decode("utf-8-sig")
    if text.startswith("{"):
        return [str(line["text"]) for line in json.loads(text)["figures"]]
    return [
        line["text"] if line["value"] else original_text(line["text"])
        for line in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _lines(content: Content) -> Iterator[dict[str, Any]]:
    roles = [column.role for column in content.columns]
    for section in content.sections:
        number = name = ""
        name_marks: tuple[str, ...] = ()
        for row in section.rows:
            by_role = dict(zip(roles[:4], row.cells, strict=False))
            if row.starts:
                number = by_role[Role.NUMBER].text
                name = by_role[Role.NAME].text
                name_marks = by_role[Role.NAME].marks
            for column, cell in zip(content.columns, row.cells, strict=True):
                if column.role is Role.FIGURE:
                    yield {
                        "section": section.title,
                        "number": number,
                        "indicator": name,
                        "breakdown": by_role[Role.BREAKDOWN].text,
                        "unit": by_role[Role.UNIT].text,
                        "year": column.period,
                        **_figure(cell),
                        "name_marks": [*name_marks, *by_role[Role.BREAKDOWN].marks],
                    }


def _figure(cell: Cell) -> dict[str, Any]:
    key = cell.key or EntryKey("", "", "", "")
    return {
        "text": cell.text,
        "value": cell.value,
        "marks": list(cell.marks),
        "code": key.indicator,
        "members": key.members,
        "entity": key.entity,
    }
