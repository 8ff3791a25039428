"""Putting a workbook into its zip so that the same content gives the same bytes.

openpyxl writes the present time, the times of its temporary files and merged cells in the order of
a set. It also cannot say which cells hold digits as text on purpose, for which Excel would show a
green corner on every footnote mark.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import IntProperty, StringProperty
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.merge import MergeCell, MergeCells
from openpyxl.writer.excel import ExcelWriter

from esgdesk.report.content import Content, joined
from esgdesk.report.excel_text import clean, escape

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# A file without any operation has no time; it must not get the present one.
_NO_TIME = datetime(2000, 1, 1)


def set_properties(book: Any, content: Content) -> None:
    """Say in the file's properties what it is, whose, and which state of the data it prints."""
    head = content.head
    at = _utc(head.at) if head.at else _NO_TIME
    # Headings of the properties are read by people and programs in any language.
    book.properties = DocumentProperties(
        title=clean(content.title),
        subject=clean(joined(content.report_title, content.period)),
        creator=clean(content.company),
        language=content.language,
        keywords=f"ESGDesk journal {head.anchor}",
        created=at,
        modified=at,
    )
    properties = book.custom_doc_props
    properties.append(IntProperty(name="ESGDesk journal number", value=head.number))
    for name, value in {
        "ESGDesk journal hash": head.hash,
        "ESGDesk journal time": head.at,
        "ESGDesk layout": content.layout,
        "ESGDesk year": content.period,
    }.items():
        properties.append(StringProperty(name=name, value=escape(clean(value))))


def _utc(at: str) -> datetime:
    time = datetime.fromisoformat(at)
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def save(book: Any, path: Path, digits_as_text: dict[str, str]) -> None:
    """Write a workbook; `digits_as_text` names by sheet the cells that hold digits on purpose."""
    archive = _SteadyZip(path, "w", ZIP_DEFLATED)
    try:
        _Writer(book, archive, digits_as_text).write_data()
    finally:
        archive.close()


class _SteadyZip(ZipFile):
    """A zip whose entries carry no time and no trace of the system."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        entry = ZipInfo(zinfo_or_arcname, _ZIP_EPOCH)
        entry.create_system = 0
        super().writestr(entry, data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(str(arcname), Path(filename).read_bytes())


class _Writer(ExcelWriter):
    def __init__(self, book: Any, archive: ZipFile, digits_as_text: dict[str, str]) -> None:
        super().__init__(book, archive)
        self.digits_as_text = digits_as_text

    def write_worksheet(self, ws: Any) -> None:
        writer = _SheetWriter(ws, self.digits_as_text.get(ws.title, ""))
        writer.write()
        ws._rels = writer._rels
        self._archive.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()


class _SheetWriter(WorksheetWriter):
    def __init__(self, ws: Any, digits_as_text: str) -> None:
        super().__init__(ws)
        self.digits_as_text = digits_as_text

    def write_merged_cells(self) -> None:
        blocks = [MergeCell(str(block)) for block in self.ws.merged_cells.sorted()]
        if blocks:
            self.xf.send(MergeCells(mergeCell=blocks).to_tree())

    def write_breaks(self) -> None:
        super().write_breaks()
        if self.digits_as_text:
            ignored = Element("ignoredErrors")
            SubElement(ignored, "ignoredError", sqref=self.digits_as_text, numberStoredAsText="1")
            self.xf.send(ignored)
