"""A scorecard as a workbook: one table on one sheet, notes on another, figures as numbers, ratings as words."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlsxwriter

from sightline.reports.document import Cell
from sightline.reports.scorecard import Scorecard

TOP = 3
NAMES = ("Section", "Indicator")
WIDTHS = {"Section": 24, "Indicator": 54, "good_is": 9, "target": 18, "position": 16}
WIDTH_OF_FIGURES, WIDTH_OF_WORDS = 11, 20


def render_xlsx(scorecard: Scorecard) -> bytes:
    """The workbook's bytes. Nothing in a cell is read as a formula, and nothing in the file tells when it was made."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    book.set_properties({"title": scorecard.title, "subject": scorecard.subtitle, "created": None})
    _write_table(book, book.add_worksheet("Scorecard"), scorecard)
    _write_notes(book, book.add_worksheet("Notes"), scorecard)
    book.close()
    return held.getvalue()


def _write_table(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, scorecard: Scorecard) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, scorecard.title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, scorecard.subtitle)
    lines = scorecard.lines()
    formats: dict[int, object] = {}
    for at, (section, line) in enumerate(lines, start=TOP + 1):
        for place, text in enumerate((section, line.name)):
            sheet.write_string(at, place, text, wrapped)
        for place, column in enumerate(scorecard.columns, start=len(NAMES)):
            cell = line.cell(column)
            if cell.value is None:
                sheet.write_string(at, place, cell.shown, wrapped)
            else:
                places = _decimals(cell)
                if places not in formats:
                    shown = "#,##0" + ("." + "0" * places if places else "")
                    formats[places] = book.add_format({"num_format": shown, "valign": "top"})
                sheet.write_number(at, place, cell.value, formats[places])
    headings = (*NAMES, *(column.heading for column in scorecard.columns))
    area = (TOP, 0, TOP + max(len(lines), 1), len(headings) - 1)
    table = {"name": "Scorecard", "columns": [{"header": heading} for heading in headings], "style": "Table Style Light 1"}
    sheet.add_table(*area, table)
    for place, heading in enumerate(NAMES):
        sheet.set_column(place, place, WIDTHS[heading])
    for place, column in enumerate(scorecard.columns, start=len(NAMES)):
        width = WIDTH_OF_FIGURES if column.holds_figures else WIDTH_OF_WORDS
        sheet.set_column(place, place, WIDTHS.get(column.name, max(width, len(column.heading) + 3)))
    sheet.freeze_panes(TOP + 1, len(NAMES))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP)


def _decimals(cell: Cell) -> int:
    return len(cell.shown.rstrip("%").partition(".")[2])


def _write_notes(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, scorecard: Scorecard) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    heading = book.add_format({"bold": True, "font_size": 14})
    sheet.set_column(0, 0, 54)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, "Notes", heading)
    for at, texts in enumerate(_remarks(scorecard), start=2):
        for place, text in enumerate(texts):
            sheet.write_string(at, place, text, wrapped)


def _remarks(scorecard: Scorecard) -> Iterator[tuple[str, str, str]]:
    """What is to be known of the whole, then of each line: its note, its comments, and the reason of every cell."""
    for note in scorecard.notes:
        yield "", "", note
    for _, line in scorecard.lines():
        if line.note:
            yield line.name, "Note", line.note
        for comment in line.comments:
            yield line.name, "Comment", comment
        for column in scorecard.columns:
            cell = line.cell(column)
            if cell.reason and not column.holds_figures:
                yield line.name, column.heading, cell.reason
