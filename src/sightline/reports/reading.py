"""What every format reads alike from a report: names of sections, rows under their heading, and where a table is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from sightline.reports.document import Chart, Column, Prose, Report, Row, Section, Table

NOTHING_TO_DRAW = "There are no figures to draw."


def section_name(section: Section) -> str:
    """A section's heading, after its number where it has one."""
    return f"{section.number} {section.title}".strip()


def byline(prose: Prose) -> str:
    """Who wrote a passage and in which state it is; nothing where nobody is named."""
    return ", ".join(part for part in (prose.author, prose.state) if part)


def grouped(table: Table) -> list[tuple[str, list[Row]]]:
    """A table's rows under the headings that they stand under, in order; one nameless group where there are none."""
    return [(group, list(rows)) for group, rows in groupby(table.rows, key=lambda row: row.group)]


def charts_with_tables(report: Report) -> frozenset[str]:
    """Keys of the charts under which their table is printed: it is nowhere else in the report, nor under an earlier chart."""
    standing = {block.key for block in report.blocks() if isinstance(block, Table)}
    first: dict[str, str] = {}
    for block in report.blocks():
        if isinstance(block, Chart) and block.table.key not in standing:
            first.setdefault(block.table.key, block.key)
    return frozenset(first.values())


def printed_tables(report: Report) -> Iterator[tuple[Section, Table, Chart | None]]:
    """Each table once, with its section and the chart that it is printed under, in reading order."""
    under = charts_with_tables(report)
    for _, section in report.walk():
        for block in section.blocks:
            if isinstance(block, Table):
                yield section, block, None
            elif isinstance(block, Chart) and block.key in under:
                yield section, block.table, block


def turned(table: Table) -> Table:
    """The table on its side: a column a row. Paper is wide and low, and a month a row would fill a page with one figure.

    Rows under headings, or with words of their own under their header, have no place on the side: such a table stays.
    """
    if any(row.group or row.note for row in table.rows):
        return table
    figures = any(column.holds_figures for column in table.columns)
    columns = tuple(Column(f"row_{at}", row.header, figures) for at, row in enumerate(table.rows))
    rows = tuple(Row(column.heading, tuple(row.cells[at] for row in table.rows)) for at, column in enumerate(table.columns))
    return replace(table, columns=columns, rows=rows)
