"""A report as a workbook: cover, contents, notes, what was written, then one marked-up table a sheet with its native chart.

Figures are numbers that show as they do everywhere else; nothing is merged, hidden or read as a formula; and nothing in the
file says when it was made.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from sightline.reports.document import Chart, Pairs, Points, Prose, Report, Section, Table
from sightline.reports.reading import byline, printed_tables, section_name
from sightline.reports.xlsx_charts import add_native_chart
from sightline.reports.xlsx_names import sheet_names
from sightline.reports.xlsx_tables import TOP, Styles, rows_with_reasons, set_sizes, write_table

COVER, CONTENTS, NOTES, TEXT = "Cover", "Contents", "Notes", "Text"
A4 = 9
WIDE = 100
ROWS_OF_A_CHART = 19
# A workbook must name a moment; without one it would be the present.
MADE = datetime(1980, 1, 1)


@dataclass(frozen=True)
class TableSheet:
    """A table with the sheet that it is written on, the section it stands in and the charts that draw it."""

    name: str
    section: Section
    table: Table
    charts: tuple[Chart, ...]


def render_xlsx(report: Report) -> bytes:
    """The workbook's bytes."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    book.set_properties({"title": report.title, "subject": report.subtitle, "created": MADE})
    styles = Styles(book)
    sheets = list(_table_sheets(report))
    _write_cover(_new_sheet(book, COVER, report), styles, report)
    if len(sheets) > 1:
        _write_contents(_new_sheet(book, CONTENTS, report), styles, sheets)
    _write_rows(
        _new_sheet(book, NOTES, report), styles, "Notes", ("Table", "Row", "Column", "Note"), list(_notes(report, sheets))
    )
    written = list(_written(report))
    if written:
        _write_rows(_new_sheet(book, TEXT, report), styles, "Text", ("Section", "Heading", "Text", "By"), written)
    for sheet in sheets:
        _write_table_sheet(book, styles, sheet, report, has_contents=len(sheets) > 1)
    book.close()
    return held.getvalue()


def _table_sheets(report: Report) -> Iterator[TableSheet]:
    """A sheet for each table, with the charts that draw it."""
    charts: dict[str, list[Chart]] = {}
    for block in report.blocks():
        if isinstance(block, Chart):
            charts.setdefault(block.table.key, []).append(block)
    printed = list(printed_tables(report))
    names = sheet_names((table.key for _, table, _ in printed), taken=(COVER, CONTENTS, NOTES, TEXT))
    for name, (section, table, _) in zip(names, printed, strict=True):
        yield TableSheet(name, section, table, tuple(charts.get(table.key, ())))


def _new_sheet(book: xlsxwriter.Workbook, name: str, report: Report) -> Any:
    """A sheet that prints on A4 landscape, with its name and page below."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    # An ampersand in a footer begins a code; two are one.
    sheet.set_footer(f"&L{report.title.replace('&', '&&')}&R&A, page &P of &N"[:255])
    return sheet


def _write_cover(sheet: Any, styles: Styles, report: Report) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, WIDE)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, report.title, styles.title)
    sheet.write_string(1, 0, report.subtitle)
    for at, pair in enumerate(report.control, start=3):
        for place, words in enumerate(pair):
            sheet.write_string(at, place, words, styles.words)


def _write_contents(sheet: Any, styles: Styles, sheets: Sequence[TableSheet]) -> None:
    """Where each table is: a link by its title, under the section it stands in."""
    rows = [(section_name(sheet_of.section), sheet_of.table.title, sheet_of.name) for sheet_of in sheets]
    _write_rows(sheet, styles, "Contents", ("Section", "Table", "Sheet"), rows)
    for at, sheet_of in enumerate(sheets, start=TOP):
        sheet.write_url(at, 2, f"internal:'{sheet_of.name}'!A1", styles.link, sheet_of.name)


def _write_rows(sheet: Any, styles: Styles, title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A sheet of words as a marked-up table."""
    sheet.write_string(0, 0, title, styles.title)
    top = TOP - 1
    for at, row in enumerate(rows, start=top + 1):
        for place, words in enumerate(row):
            sheet.write_string(at, place, words, styles.words)
    last = top + max(len(rows), 1)
    sheet.add_table(
        top, 0, last, len(names) - 1,
        {"name": f"Table_of_{title}", "columns": [{"header": name} for name in names], "style": "Table Style Light 1"},
    )  # fmt: skip
    widths = [_width_of_words(name, [row[place] for row in rows]) for place, name in enumerate(names)]
    set_sizes(sheet, [names, *rows], widths, top=top, headers=1)
    sheet.freeze_panes(top + 1, 0)


def _width_of_words(name: str, texts: Sequence[str]) -> float:
    longest = max(map(len, texts), default=0)
    return float(min(max(longest + 2, len(name) + 4, 12), WIDE if name in ("Text", "Note") else 36))


def _notes(report: Report, sheets: Sequence[TableSheet]) -> Iterator[tuple[str, str, str, str]]:
    """What is to be known of the whole, then of each table, then the reason of each cell that has one."""
    for note in report.notes:
        yield "", "", "", note
    for sheet in sheets:
        for note in sheet.table.notes:
            yield sheet.name, "", "", note
        for row, column, reason in rows_with_reasons(sheet.table):
            yield sheet.name, row.header, column.heading, reason


def _written(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """Every passage, point and term with its section: what the pages say between tables."""
    for _, section in report.walk():
        name = section_name(section)
        for block in section.blocks:
            if isinstance(block, Prose):
                yield from ((name, block.heading, paragraph, byline(block)) for paragraph in block.paragraphs)
            elif isinstance(block, Points):
                yield from ((name, block.heading, item, "") for item in block.items)
            elif isinstance(block, Pairs):
                yield from ((name, block.heading, f"{term}: {what}", "") for term, what in block.pairs)
            elif isinstance(block, Chart):
                yield name, block.title, block.sentence, ""


def _write_table_sheet(book: xlsxwriter.Workbook, styles: Styles, of: TableSheet, report: Report, *, has_contents: bool) -> None:
    sheet = _new_sheet(book, of.name, report)
    write_table(sheet, styles, of.table)
    sheet.write_string(0, 0, of.table.title, styles.title)
    sheet.write_string(1, 0, section_name(of.section), styles.quiet)
    if has_contents:
        sheet.write_url(2, 0, f"internal:'{CONTENTS}'!A1", styles.link, "Back to contents")
    at = TOP + max(len(of.table.rows), 1) + 2
    for note in of.table.notes:
        sheet.write_string(at, 0, note, styles.quiet)
        at += 1
    for chart in of.charts:
        if add_native_chart(book, sheet, of.name, of.table, chart, at + 1):
            at += ROWS_OF_A_CHART
