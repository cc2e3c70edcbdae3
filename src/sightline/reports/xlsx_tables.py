"""One table on one sheet: its title, a way back to the contents, one header row, figures as numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sightline.reports import palette
from sightline.reports.document import Cell, Column, Row, Table
from sightline.reports.xlsx_names import headings, table_name
from sightline.vocabulary.numbers import round_half_away

# The row of the headings, counted from nought: title, section and the link to the contents stand above it.
TOP = 3
GROUP_HEADING, NOTE_HEADING = "Section", "Note"
# Widths in letters of the usual size, heights in points.
NARROWEST, WIDEST, WIDTH_OF_A_PAGE = 9, 54, 190
LINE_HEIGHT, HIGHEST_ROW = 15, 409
# A displayed figure: what stands before it, its digits, and its unit.
FIGURE = re.compile(
    r"(?P<before>£?)(?P<sign>[-+]?)(?P<digits>\d[\d,]*(?:\.(?P<places>\d+))?)(?P<after>(?:%|\s[^\d\"]*(?:10,000)?)?)"
)


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.quiet = book.add_format({"font_color": palette.QUIET_INK})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.heading = book.add_format({"text_wrap": True, "valign": "bottom", "bold": True})
        self.heading_of_figures = book.add_format({"text_wrap": True, "valign": "bottom", "bold": True, "align": "right"})
        self.figure_as_words = book.add_format({"text_wrap": True, "valign": "top", "align": "right"})
        self.link = book.add_format({"font_color": "#1D70B8", "underline": 1})
        self.figure = cache(lambda form: book.add_format({"num_format": form, "valign": "top", "align": "right"}))
        self.rating = cache(
            lambda rating: book.add_format({"font_color": palette.RATING_TEXT[rating], "bold": True, "valign": "top"})
        )


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet: its heading, whether figures stand in it, and which column of the table it shows.

    `place` is None for the row headers, their sections and their notes; `is_note` for the words beneath figures.
    """

    heading: str
    holds_figures: bool = False
    place: int | None = None
    is_note: bool = False


def columns_of(table: Table) -> list[SheetColumn]:
    """The sheet's columns: sections where rows have them, row headers, then each column with its notes beside it."""
    columns = [SheetColumn(GROUP_HEADING)] if any(row.group for row in table.rows) else []
    columns.append(SheetColumn(table.row_heading))
    for place, column in enumerate(table.columns):
        columns.append(SheetColumn(column.heading, column.holds_figures, place))
        if any(row.cells[place].note for row in table.rows):
            columns.append(SheetColumn(f"{column.heading}: {NOTE_HEADING.lower()}", False, place, is_note=True))
    if any(row.note for row in table.rows):
        columns.append(SheetColumn(NOTE_HEADING))
    return columns


def write_table(sheet: Worksheet, styles: Styles, table: Table) -> None:
    """The headings, rows and mark-up of a table, from row `TOP` on."""
    columns = columns_of(table)
    named = headings(column.heading for column in columns)
    for at, row in enumerate(table.rows, start=TOP + 1):
        for place, column in enumerate(columns):
            _write_cell(sheet, styles, at, place, _content(row, column, named[place]))
    formats = [styles.heading_of_figures if column.holds_figures else styles.heading for column in columns]
    marked = [{"header": name, "header_format": form} for name, form in zip(named, formats, strict=True)]
    last = TOP + max(len(table.rows), 1)
    sheet.add_table(
        TOP, 0, last, len(columns) - 1,
        {"name": table_name(table.key), "columns": marked, "style": "Table Style Light 1", "autofilter": len(table.rows) > 1},
    )  # fmt: skip
    texts = [[_text(_content(row, column, named[place])) for place, column in enumerate(columns)] for row in table.rows]
    widths = [_width([named[place], *(row[place] for row in texts)], column) for place, column in enumerate(columns)]
    headers = sum(column.place is None for column in columns[:2])
    set_sizes(sheet, [named, *texts], widths, top=TOP, headers=headers)
    sheet.freeze_panes(TOP + 1, headers)


def set_sizes(sheet: Worksheet, texts: Sequence[Sequence[str]], widths: Sequence[float], *, top: int, headers: int) -> None:
    """Widths of columns and heights of rows for their words, and as many pages across as keep them large enough to read.

    Heights are written down because not every program works them out for folded words.
    """
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for at, row in enumerate(texts, start=top):
        lines = max(_lines(text, width) for text, width in zip(row, widths, strict=True))
        sheet.set_row(at, min(LINE_HEIGHT * lines, HIGHEST_ROW))
    pages = max(round(sum(widths) / WIDTH_OF_A_PAGE), 1)
    sheet.fit_to_pages(pages, 0)
    sheet.repeat_rows(top)
    if pages > 1:
        sheet.repeat_columns(0, headers - 1)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, with a little to spare for words that do not end where the line does."""
    return sum(max(math.ceil(len(line) * 1.1 / width), 1) for line in text.split("\n"))


def _content(row: Row, column: SheetColumn, heading: str) -> Cell | str:
    """What stands in a row of a column: a cell, or the words of header, section or note."""
    if column.place is not None:
        cell = row.cells[column.place]
        return "; ".join(part for part in cell.note.split("; ") if part) if column.is_note else cell
    if column.heading == GROUP_HEADING and heading == GROUP_HEADING:
        return row.group
    return row.note if column.heading == NOTE_HEADING else row.header


def _text(content: Cell | str) -> str:
    return content.shown if isinstance(content, Cell) else content


def _write_cell(sheet: Worksheet, styles: Styles, at: int, place: int, content: Cell | str) -> None:
    if isinstance(content, str):
        sheet.write_string(at, place, content, styles.words)
        return
    shown = number_format(content)
    if shown is not None:
        value, form = shown
        sheet.write_number(at, place, value, styles.figure(form))
    elif content.rating.value != "not_judged":
        sheet.write_string(at, place, content.shown, styles.rating(content.rating))
    else:
        sheet.write_string(at, place, content.shown, styles.words if content.value is None else styles.figure_as_words)


def number_format(cell: Cell) -> tuple[float, str] | None:
    """The number of a cell and the format that shows it as the report does.

    None where the report shows no number or another than the cell's value, as where it is hidden or rounded: then the words
    are written, for a workbook must not say more than the page.
    """
    found = FIGURE.fullmatch(cell.shown)
    if cell.value is None or found is None:
        return None
    places = len(found["places"] or "")
    said = float(f"{found['sign']}{found['digits']}".replace(",", ""))
    if round_half_away(cell.value, places) != said:
        return None
    digits = "#,##0" + (f".{'0' * places}" if places else "")
    before, after = (f'"{found[part]}"' if found[part] else "" for part in ("before", "after"))
    form = f"{before}{digits}{after}"
    return said, f"+{form};-{form};{form}" if found["sign"] == "+" else form


def _width(texts: Sequence[str], column: SheetColumn) -> float:
    """As wide as the longest line wants, within reason; words fold, figures must not."""
    longest = max(len(line) for text in texts[1:] or [""] for line in text.split("\n"))
    word = max((len(word) for text in texts for word in text.split()), default=0)
    # The button of a filter covers the end of a heading's last line.
    heading = min(len(texts[0]), word) + 3
    most = WIDEST if column.place is None else 40
    return float(min(max(longest + 1.5, heading, NARROWEST), most))


def rows_with_reasons(table: Table) -> Iterator[tuple[Row, Column, str]]:
    """Each cell's reason with its row and column."""
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.reason:
                yield row, column, cell.reason
