"""Native charts of a workbook, drawn from the table that stands on the same sheet, so that both can be changed together.

A native chart shows the columns or rows of the table that a chart's series come from. Targets, limits and marks of signals
are not in the table, and so only in the picture of the other formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sightline.reports import palette
from sightline.reports.chart_layout import has_figures
from sightline.reports.charts import description
from sightline.reports.document import Chart, ChartKind, Series, Table
from sightline.reports.xlsx_tables import TOP, columns_of

KINDS = {
    ChartKind.MONTHS: {"type": "line"},
    ChartKind.YEARS: {"type": "column"},
    ChartKind.GROUPS: {"type": "bar"},
}
SIZE = {"width": 760, "height": 340}
MARKERS = ("circle", "square", "diamond", "triangle")

Range = list[object]


@dataclass(frozen=True)
class Drawn:
    """A row or column of a table that a chart draws: first and last row and column of its figures, and of their labels."""

    name: str
    figures: tuple[int, int, int, int]
    labels: tuple[int, int, int, int]


def add_native_chart(book: xlsxwriter.Workbook, sheet: Worksheet, name: str, table: Table, chart: Chart, at: int) -> bool:
    """Put the chart on the sheet from row `at` on; False where it is empty or the table has no row or column of it."""
    if not has_figures(chart):
        return False
    ranges = list(dict.fromkeys(drawn for series in chart.series for drawn in _find(series, table)))
    if not ranges:
        return False
    native = book.add_chart(KINDS[chart.kind])
    for place, drawn in enumerate(ranges):
        colour = palette.CATEGORIES[place % len(palette.CATEGORIES)]
        style: dict[str, object] = {"fill": {"color": colour}}
        if chart.kind is ChartKind.MONTHS:
            style = {"line": {"color": colour, "width": 2.25}, "marker": {"type": MARKERS[place % len(MARKERS)], "size": 6}}
        native.add_series({"name": drawn.name, "categories": [name, *drawn.labels], "values": [name, *drawn.figures], **style})
    native.set_title({"name": chart.title, "overlay": False, "name_font": {"size": 12}})
    native.set_legend({"none": True} if len(ranges) == 1 else {"position": "bottom"})
    figures = {"name": chart.unit, "major_gridlines": {"visible": True, "line": {"color": palette.GRID}}}
    labels = {"major_gridlines": {"visible": False}}
    if chart.kind is ChartKind.GROUPS:
        # Bars lie: their labels are on the upright axis, and are read from the top.
        native.set_x_axis(figures)
        native.set_y_axis(labels | {"reverse": True})
    else:
        native.set_x_axis(labels)
        native.set_y_axis(figures)
    native.set_size(SIZE)
    native.show_blanks_as("gap")
    sheet.insert_chart(at, 0, native, {"description": description(chart), "object_position": 1})
    return True


def _find(series: Series, table: Table) -> Iterator[Drawn]:
    """Where a series' figures stand: in a column, its labels being the row headers, or in a row under the headings."""
    places = [place for place, column in enumerate(columns_of(table)) if column.place is not None and not column.is_note]
    headers = [place for place, column in enumerate(columns_of(table)) if column.heading == table.row_heading][0]
    wanted = {point.label: point.value for point in series.points}
    last = TOP + len(table.rows)
    held = [row.header for row in table.rows]
    for at, place in enumerate(places):
        if _matches(wanted, held, [row.cells[at].value for row in table.rows]):
            name = series.name if len(wanted) == len(held) else table.columns[at].heading
            yield Drawn(name, (TOP + 1, place, last, place), (TOP + 1, headers, last, headers))
            return
    is_unbroken = places == list(range(places[0], places[-1] + 1)) if places else False
    names = [column.heading for column in table.columns]
    for at, row in enumerate(table.rows, start=TOP + 1):
        if is_unbroken and _matches(wanted, names, [cell.value for cell in row.cells]):
            span = (places[0], places[-1])
            yield Drawn(series.name, (at, span[0], at, span[1]), (TOP, span[0], TOP, span[1]))
            return


def _matches(wanted: dict[str, float | None], labels: Sequence[str], values: Sequence[float | None]) -> bool:
    held = dict(zip(labels, values, strict=True))
    return all(label in held and held[label] == value for label, value in wanted.items())
