"""A scorecard as a workbook: one table on one sheet, notes on another, figures as numbers, ratings as words."""

from __future__ import annotations

import io

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sightline.reports.scorecard import Scorecard

TOP = 3
WIDTHS = {"Indicator": 54, "Section": 24, "Good is": 9, "Direction of travel": 26, "Target": 18, "Rating": 12}


def render_xlsx(scorecard: Scorecard) -> bytes:
    """The workbook's bytes. Nothing in a cell is read as a formula, and nothing in the file tells when it was made."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    book.set_properties({"title": scorecard.title, "subject": scorecard.subtitle, "created": None})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    heading = book.add_format({"bold": True, "font_size": 14})
    sheet = book.add_worksheet("Scorecard")
    sheet.write_string(0, 0, scorecard.title, heading)
    sheet.write_string(1, 0, scorecard.subtitle)
    columns = ("Section", *scorecard.headings)
    rows = scorecard.rows()
    for at, (section, line, cells) in enumerate(rows, start=TOP + 1):
        sheet.write_string(at, 0, section, wrapped)
        figures = (*line.months, line.to_date, line.previous_year)
        for column, text in enumerate(cells, start=1):
            place = column - 3
            value = figures[place].value if 0 <= place < len(figures) else None
            if value is None:
                sheet.write_string(at, column, text, wrapped)
            else:
                decimals = len(text.rstrip("%").partition(".")[2])
                shown = book.add_format({"num_format": "#,##0" + ("." + "0" * decimals if decimals else ""), "valign": "top"})
                sheet.write_number(at, column, value, shown)
    sheet.add_table(
        TOP,
        0,
        TOP + max(len(rows), 1),
        len(columns) - 1,
        {"name": "Scorecard", "columns": [{"header": name} for name in columns], "style": "Table Style Light 1"},
    )
    for column, name in enumerate(columns):
        sheet.set_column(column, column, WIDTHS.get(name, 12))
    sheet.freeze_panes(TOP + 1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP)
    _write_notes(book.add_worksheet("Notes"), scorecard, heading, wrapped)
    book.close()
    return held.getvalue()


def _write_notes(notes: Worksheet, scorecard: Scorecard, heading: Format, wrapped: Format) -> None:
    """What a reader must know of the scorecard, then of each line."""
    notes.set_column(0, 0, 54)
    notes.set_column(1, 1, 90)
    notes.write_string(0, 0, "Notes", heading)
    remarks = [("", note) for note in scorecard.notes]
    remarks += [
        (line.name, said)
        for _, line, _ in scorecard.rows()
        for said in (line.note, line.rating_reason, line.direction_reason)
        if said
    ]
    for at, (name, said) in enumerate(remarks, start=2):
        notes.write_string(at, 0, name, wrapped)
        notes.write_string(at, 1, said, wrapped)
