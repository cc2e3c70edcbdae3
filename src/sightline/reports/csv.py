"""A report as tidy CSV: one row a cell, figures with what they are about, under Explore Education Statistics' column names.

The columns are explained in docs/reference/report_csv.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sightline.reports.document import Cell, Column, FigureKey, Report, Row, Section, Table
from sightline.reports.reading import printed_tables
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL, Month, Window

COLUMNS = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "la_code",
    "indicator",
    "window",
    "breakdown",
    "group",
    "numerator",
    "denominator",
    "value",
    "shown",
    "note",
    "rating",
    "reason",
    "section",
    "table",
    "row_group",
    "row",
    "column",
)
ENGLAND = ("E92000001", "England")
# What a spreadsheet takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render_csv(report: Report) -> str:
    """Every cell of every table that says something, in reading order, lines ended by `\\n`."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(COLUMNS)
    for section, table, _ in printed_tables(report):
        writer.writerows(_rows(section, table))
    return held.getvalue()


def _rows(section: Section, table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.shown or cell.value is not None:
                told = _told(section, table, row, column, cell)
                yield [told.get(name, "") for name in COLUMNS]


def _told(section: Section, table: Table, row: Row, column: Column, cell: Cell) -> dict[str, str]:
    """What is known of one cell, by the names of the columns."""
    figures = {"numerator": cell.numerator, "denominator": cell.denominator, "value": cell.value}
    texts = {
        "shown": cell.shown,
        "note": cell.note,
        "reason": cell.reason,
        "section": section.title,
        "table": table.key,
        "row_group": row.group,
        "row": row.header,
        "column": column.heading,
    }
    return (
        {name: "" if number is None else f"{number:.15g}" for name, number in figures.items()}
        | {name: harmless(text) for name, text in texts.items()}
        | {"rating": cell.rating.value if cell.rating.value != "not_judged" else ""}
        | (_about(cell.figure) if cell.figure else {})
    )


def _about(figure: FigureKey) -> dict[str, str]:
    """Which observation a figure is: its period as the national tables name it, its area, and how it is split."""
    period, identifier = time_of(figure.period, figure.window)
    return {
        "time_period": period,
        "time_identifier": identifier,
        "geographic_level": "Local authority",
        "country_code": ENGLAND[0],
        "country_name": ENGLAND[1],
        "la_code": figure.authority,
        "indicator": figure.indicator,
        "window": figure.window.value,
        "breakdown": figure.breakdown,
        "group": harmless(figure.group),
    }


def time_of(month: Month, window: Window) -> tuple[str, str]:
    """`time_period` and `time_identifier`: a financial year or quarter where the window is one, else the closing month.

    >>> time_of(Month(2026, 3), Window.FINANCIAL_YEAR), time_of(Month(2026, 10), Window.ROLLING_12)
    (('202526', 'Financial year'), ('2026', 'October'))
    """
    start = month.year if month.number >= APRIL else month.year - 1
    year = f"{start}{(start + 1) % 100:02d}"
    if window is Window.FINANCIAL_YEAR:
        return year, "Financial year"
    if window is Window.QUARTER:
        return year, f"Financial year Q{(month.number - APRIL) % 12 // 3 + 1}"
    return str(month.year), wording.MONTH_NAMES[month.number - 1]


def harmless(text: str) -> str:
    """Words that no spreadsheet runs: what would be read as a formula gets an apostrophe before it; figures stay."""
    if text.startswith(FORMULA_STARTS) and not _is_figure(text):
        return f"'{text}"
    return text


def _is_figure(text: str) -> bool:
    plain = text.replace(",", "").rstrip("%")
    return plain[1:].replace(".", "", 1).isdigit() if plain[:1] in {"+", "-"} else False
