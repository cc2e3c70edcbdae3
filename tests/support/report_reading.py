"""Reading a written report back: what each format shows where a row and a column of a table meet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import docx
from lxml import html

from sightline.reports.document import Table
from tests.support.pdf_reading import squeezed, words_of
from tests.support.workbook_reading import displayed, opened

Reader = Callable[[Table, int, int], set[str]]


class Written:
    """The files of one report, `folder`/`name`.html and so on. A reader gives all that stands in a place, squeezed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name

    @property
    def readers(self) -> dict[str, Reader]:
        return {"html": self.on_page, "docx": self.in_word, "xlsx": self.in_workbook, "csv": self.in_rows, "pdf": self.in_print}

    def bytes_of(self, form: str) -> bytes:
        return (self.folder / f"{self.name}.{form}").read_bytes()

    def on_page(self, table: Table, row: int, column: int) -> set[str]:
        [held] = self._page.xpath(f'//*[@id="table-{table.key}"]')
        grid = [[squeezed(cell.text_content()) for cell in line.xpath("./th|./td")] for line in held.xpath(".//tr")]
        return set(_meeting(grid, table, row, column))

    def in_word(self, table: Table, row: int, column: int) -> set[str]:
        return {found for grid in self._word for found in _meeting(grid, table, row, column)}

    def in_workbook(self, table: Table, row: int, column: int) -> set[str]:
        return {found for grid in self._sheets for found in _meeting(grid, table, row, column)}

    def in_rows(self, table: Table, row: int, column: int) -> set[str]:
        where = (table.key, table.rows[row].header, table.columns[column].heading)
        return {squeezed(each["shown"]) for each in self._rows if (each["table"], each["row"], each["column"]) == where}

    def in_print(self, table: Table, row: int, column: int) -> set[str]:
        cell = table.rows[row].cells[column]
        # Print has no cells to ask for; a figure is drawn together with what it is made of.
        first = cell.note.partition("; ")[0]
        return {squeezed(cell.shown)} if squeezed(cell.shown + first) in self._print else set()

    @cached_property
    def _page(self) -> html.HtmlElement:
        return html.document_fromstring(self.bytes_of("html").decode("utf-8"))

    @cached_property
    def _word(self) -> list[list[list[str]]]:
        document = docx.Document(io.BytesIO(self.bytes_of("docx")))
        return [[[squeezed(cell.text) for cell in row.cells] for row in table.rows] for table in document.tables]

    @cached_property
    def _sheets(self) -> list[list[list[str]]]:
        sheets = opened(self.bytes_of("xlsx")).worksheets
        return [[[squeezed(displayed(cell)) for cell in row] for row in sheet.iter_rows()] for sheet in sheets]

    @cached_property
    def _rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.bytes_of("csv").decode("utf-8"))))

    @cached_property
    def _print(self) -> str:
        return words_of(self.bytes_of("pdf"))


def _meeting(grid: Sequence[Sequence[str]], table: Table, row: int, column: int) -> Iterator[str]:
    """What stands where the row and the column meet: columns are known by their heading in any line above."""
    header, heading = squeezed(table.rows[row].header), squeezed(table.columns[column].heading)
    at: int | None = None
    for line in grid:
        if heading in line:
            at = line.index(heading)
        elif at is not None and at < len(line) and any(cell.startswith(header) for cell in line[:2]):
            yield line[at]
