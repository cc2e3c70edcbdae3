"""Some indicators for each group of a breakdown, side by side at one month: caseloads by service, audits by grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sightline.catalogue.reports import ReportPart
from sightline.reports.build.cells import figure_cell
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.document import Block, Chart, ChartKind, Column, Point, Prose, Row, Section, Series, Table

FEWEST_GROUPS = 2


def build_groups(part: ReportPart, material: Material) -> Section | None:
    """A table with a row a group, and its chart; None where no group has a figure."""
    lines = [material.named(line) for line in part.indicators]
    table = groups_table(part.key, part.title, lines, part.split or "", material)
    if table is None:
        return None
    blocks: list[Block] = [Prose(part.text)] if part.text else []
    return Section(part.key, part.title, (*blocks, table, *groups_chart(table, lines)))


def groups_table(key: str, title: str, lines: Sequence[NamedLine], split: str, material: Material) -> Table | None:
    """A row a group, in the order of their names, with the figures of the month; None where there are none."""
    asked = material.asked
    groups = {group for line in lines for group in asked.groups(line.indicator.id, line.window, split)}
    rows = []
    for name, group in sorted((material.group_name(split, group), group) for group in groups):
        cells = tuple(
            figure_cell(asked.find(line.indicator.id, line.window, asked.month, breakdown=split, group=group)) for line in lines
        )
        if any(cell.says_something for cell in cells):
            rows.append(Row(name, cells))
    columns = tuple(Column(line.key, line.name, holds_figures=True) for line in lines)
    return Table(key, title, split.replace("_", " ").capitalize(), columns, tuple(rows)) if rows else None


def groups_chart(table: Table, lines: Sequence[NamedLine]) -> Iterator[Chart]:
    """The groups as bars, where there are several and all of the table is in one unit."""
    units = {line.indicator.unit for line in lines}
    if len(table.rows) < FEWEST_GROUPS or len(units) > 1:
        return
    series = tuple(
        Series(
            column.heading,
            tuple(Point(row.header, row.cells[place].value, row.cells[place].shown) for row in table.rows),
        )
        for place, column in enumerate(table.columns)
    )
    yield Chart(
        key=f"{table.key}-chart",
        title=table.title,
        sentence=_sentence(table),
        kind=ChartKind.GROUPS,
        series=series,
        table=table,
        unit=units.pop(),
    )


def _sentence(table: Table) -> str:
    """The groups with the highest and the lowest figure of the last column."""
    held = [(row.cells[-1].value, row.cells[-1].shown, row.header) for row in table.rows if row.cells[-1].value is not None]
    if not held:
        return f"{table.title}: there is no figure of this month."
    low, high = min(held), max(held)
    return f"{table.title}, {table.columns[-1].heading.lower()}: from {low[1]} ({low[2]}) to {high[1]} ({high[2]})."
