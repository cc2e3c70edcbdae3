"""Tables of a Word file, written element by element: python-docx looks each cell up again, which takes minutes for a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from sightline.reports import palette
from sightline.reports.document import Cell, Column, Row, Table
from sightline.reports.docx_parts import element, printable
from sightline.reports.docx_styles import TABLE_NOTE, TABLE_TEXT
from sightline.reports.reading import grouped
from sightline.reports.widths import Part, parts_of, title_of

TWENTIETHS = 20
RULE = {"val": "single", "sz": "4", "space": "0", "color": "B1B4B6"}
HEAD_RULE = {"val": "single", "sz": "8", "space": "0", "color": "0B0C0C"}
MARGIN = "60"


def add_table(document: Document, table: Table, room: float) -> None:
    """The table under its title, in as many parts as the page's width asks for, with its notes after the last."""
    parts = parts_of(table, room)
    for number, part in enumerate(parts, start=1):
        title = title_of(table, number, len(parts))
        document.add_paragraph(printable(title), "Caption")
        # A Word file ends with its section's particulars, which must stay the last.
        document.element.body.insert(-1, _table(table, part, title))
        for note in table.notes if number == len(parts) else ():
            document.add_paragraph(printable(note), TABLE_NOTE)
        document.add_paragraph(style=TABLE_NOTE)


def _table(table: Table, part: Part, title: str) -> BaseOxmlElement:
    columns = [table.columns[at] for at, _ in part.columns]
    widths = [str(round(width * TWENTIETHS)) for width in (part.header, *(width for _, width in part.columns))]
    made = element("w:tbl")
    made.append(_properties(sum(map(int, widths)), title))
    grid = element("w:tblGrid")
    for width in widths:
        grid.append(element("w:gridCol", w=width))
    made.append(grid)
    sides = [False, *(column.holds_figures for column in columns)]
    made.append(_head([table.row_heading, *(column.heading for column in columns)], widths, sides))
    for group, rows in grouped(table):
        if group:
            # Merged cells would be announced as one column's; a heading in the first cell is not.
            made.append(_row([Cell(group), *(Cell() for _ in columns)], widths, sides, is_bold=True))
        for row in rows:
            made.append(_row(list(_cells(row, part, columns)), widths, sides))
    return made


def _cells(row: Row, part: Part, columns: Sequence[Column]) -> Iterator[Cell]:
    yield Cell(row.header, row.note.replace("\n", "; "))
    for at, _ in part.columns:
        yield row.cells[at]


def _properties(width: int, title: str) -> BaseOxmlElement:
    """What a table says of itself, in the order in which the standard wants it."""
    properties = element("w:tblPr")
    borders = element("w:tblBorders")
    borders.append(element("w:bottom", **RULE))
    borders.append(element("w:insideH", **RULE))
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=MARGIN, type="dxa"))
    look = element("w:tblLook", val="04A0", firstRow="1", lastRow="0", firstColumn="1", lastColumn="0", noHBand="1", noVBand="1")
    for part in (
        element("w:tblW", w=str(width), type="dxa"),
        borders,
        element("w:tblLayout", type="fixed"),
        margins,
        look,
        element("w:tblCaption", val=printable(title)),
    ):
        properties.append(part)
    return properties


def _head(headings: Sequence[str], widths: Sequence[str], sides: Sequence[bool]) -> BaseOxmlElement:
    """The header row, which Word repeats on each page that the table goes on to."""
    head = _row([Cell(heading) for heading in headings], widths, sides, is_bold=True)
    head.find(qn("w:trPr")).append(element("w:tblHeader"))
    for cell in head.iter(qn("w:tcPr")):
        borders = element("w:tcBorders")
        borders.append(element("w:bottom", **HEAD_RULE))
        cell.append(borders)
    return head


def _row(cells: Sequence[Cell], widths: Sequence[str], sides: Sequence[bool], *, is_bold: bool = False) -> BaseOxmlElement:
    """A row, whole on one page; bold for headings, which stay with the row that follows."""
    row = element("w:tr")
    properties = element("w:trPr")
    properties.append(element("w:cantSplit"))
    row.append(properties)
    for cell, width, is_right in zip(cells, widths, sides, strict=True):
        row.append(_cell(cell, width, is_right=is_right, is_bold=is_bold))
    return row


def _cell(cell: Cell, width: str, *, is_right: bool, is_bold: bool) -> BaseOxmlElement:
    made = element("w:tc")
    properties = element("w:tcPr")
    properties.append(element("w:tcW", w=width, type="dxa"))
    made.append(properties)
    is_rated = cell.rating.value != "not_judged"
    colour = palette.RATING_TEXT[cell.rating] if is_rated else ""
    bold = is_bold or is_rated
    made.append(_paragraph(cell.shown, TABLE_TEXT, is_right=is_right, is_bold=bold, colour=colour, is_kept=is_bold))
    for note in cell.note.split("; ") if cell.note else ():
        made.append(_paragraph(note, TABLE_NOTE, is_right=is_right))
    return made


def _paragraph(
    text: str, style: str, *, is_right: bool, is_bold: bool = False, colour: str = "", is_kept: bool = False
) -> BaseOxmlElement:
    paragraph = element("w:p")
    properties = element("w:pPr")
    properties.append(element("w:pStyle", val=style.replace(" ", "")))
    if is_kept:
        properties.append(element("w:keepNext"))
    if is_right:
        properties.append(element("w:jc", val="right"))
    paragraph.append(properties)
    if text:
        run = element("w:r")
        look = element("w:rPr")
        if is_bold:
            look.append(element("w:b"))
        if colour:
            look.append(element("w:color", val=colour.removeprefix("#")))
        if len(look):
            run.append(look)
        words = element("w:t")
        words.text = printable(text)
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        paragraph.append(run)
    return paragraph
