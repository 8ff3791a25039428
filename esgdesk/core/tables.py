"""Reading the CSV and TOML files that people edit, with file and line in every complaint.

Spreadsheet programs save CSV with a byte order mark, with other separators and, in China, in
GB18030; each of these is either read right or named, never half understood.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from esgdesk.core.errors import PackProblem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a CSV file, with where it stands."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def problem(self, key: str, **facts: object) -> PackProblem:
        """The exception that names this line."""
        return PackProblem(key, file=self.file, line=self.number, **facts)

    def required(self, column: str) -> str:
        """A cell that must be filled."""
        if not self.cells[column]:
            raise self.problem("pack.cell_empty", column=column)
        return self.cells[column]

    def choice(self, column: str, convert: Callable[[str], T], choices: Iterable[str]) -> T:
        """A cell that must be one of a few words."""
        try:
            return convert(self.cells[column])
        except (ValueError, KeyError):
            raise self.problem(
                "pack.not_a_choice",
                column=column,
                found=self.cells[column],
                choices=", ".join(choices),
            ) from None

    def flag(self, column: str) -> bool:
        """A cell that says yes or no."""
        words = {"yes": True, "no": False}
        return self.choice(column, lambda word: words[word.lower()], words)


def decode(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, with or without byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PackProblem("pack.not_utf8", file=file, line=line) from None


def read_csv(text: str, file: str, columns: Iterable[str]) -> Iterator[Line]:
    """The lines of a CSV text that has at least these columns; blank lines are passed over."""
    records = _records(text, file)
    _, found = next(records, (1, []))
    for name in columns:
        if name not in found:
            raise PackProblem("pack.column_missing", file=file, line=1, column=name)
    for place, name in enumerate(found):
        if name and name in found[:place]:
            raise PackProblem(
                "pack.code_twice", file=file, line=1, kind="column", found=name, first=1
            )
    for number, cells in records:
        if len(cells) > len(found):
            raise PackProblem("pack.too_many_cells", file=file, line=number)
        if any(cells):
            yield Line(file, number, dict(zip_longest(found, cells, fillvalue="")))


def read_head(text: str, file: str) -> list[str]:
    """The names of a CSV text's columns."""
    _, found = next(_records(text, file), (1, []))
    return found


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on, which is where a quote was left open."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_separator(text), strict=True)
    while True:
        begun = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise PackProblem(
                "pack.csv_damaged", file=file, line=begun, detail=str(error)
            ) from None
        if cells is None:
            return
        yield begun, [cell.strip() for cell in cells]


def _separator(text: str) -> str:
    """What separates the cells: spreadsheets write semicolons where the comma is decimal sign."""
    header = text.partition("\n")[0]
    return next((sign for sign in ",;\t" if sign in header), ",")


def read_toml(text: str, file: str) -> dict[str, object]:
    """A TOML text as a dictionary."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        _, _, tail = message.rpartition("(at line ")
        number = tail.partition(",")[0]
        line = int(number) if number.isdigit() else 0
        raise PackProblem("pack.toml_damaged", file=file, line=line, detail=message) from None
