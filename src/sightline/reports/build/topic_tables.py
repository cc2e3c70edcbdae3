"""The table of a topic: its indicators side by side, month by month, then the year to date, earlier years and others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sightline.catalogue.scorecards import ScorecardColumn
from sightline.judgement.judgements import Judgement
from sightline.reports.build.asked import Asked
from sightline.reports.build.cells import figure_cell, month_cell
from sightline.reports.build.columns import HEADINGS
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.others import among_others, position_of
from sightline.reports.build.years import AS_PRINTED, earlier_years, outturn_cell
from sightline.reports.document import EMPTY, Cell, Column, Row, Table
from sightline.vocabulary import wording
from sightline.vocabulary.periods import ROLLING_MONTHS, STOCK_WINDOWS, Month, Window

MONTHS_IN_TABLE = 15
OTHERS = (
    ScorecardColumn.NEIGHBOURS,
    ScorecardColumn.BEST_NEIGHBOUR,
    ScorecardColumn.REGION,
    ScorecardColumn.NATIONAL,
    ScorecardColumn.TOP_QUARTILE,
)
EACH_MONTH, TO_DATE, EARLIER, PUBLISHED = "Each month", "Year to date", "Earlier years", "Others"
# Windows that already say what a year to date would say.
WITHOUT_A_YEAR = frozenset({*STOCK_WINDOWS, *ROLLING_MONTHS})


@dataclass(frozen=True)
class Of:
    """What one column of a topic's table is of: an indicator in a window, of the whole or of a group."""

    line: NamedLine
    heading: str
    breakdown: str | None = None
    group: str = ""

    @property
    def name(self) -> str:
        return f"{self.line.key}-{self.group}" if self.group else self.line.key

    def at(self, asked: Asked, month: Month, window: Window | None = None) -> Judgement | None:
        """The figure of a month, in another window than the column's where one is named."""
        return asked.find(self.line.indicator.id, window or self.line.window, month, breakdown=self.breakdown, group=self.group)


def topic_table(key: str, title: str, columns: Sequence[Of], material: Material) -> Table | None:
    """The table of those columns that have a figure somewhere; None where none has."""
    rows = list(_rows(columns, material.asked))
    own = [row for row in rows if row.group != PUBLISHED]
    kept = [place for place in range(len(columns)) if any(row.cells[place].says_something for row in own)]
    if not kept:
        return None
    return Table(
        key=key,
        title=title,
        row_heading="Period",
        columns=tuple(Column(columns[place].name, columns[place].heading, holds_figures=True) for place in kept),
        rows=tuple(
            Row(row.header, tuple(row.cells[place] for place in kept), row.note, row.group)
            for row in rows
            if row.group == EACH_MONTH or any(row.cells[place].says_something for place in kept)
        ),
    )


def _rows(columns: Sequence[Of], asked: Asked) -> Iterator[Row]:
    for month in asked.months_back(MONTHS_IN_TABLE):
        yield Row(wording.short_month(month), tuple(_of_month(of, asked, month) for of in columns), group=EACH_MONTH)
    year = wording.financial_year(asked.month)
    yield Row(f"{year} to date", tuple(_to_date(of, asked) for of in columns), group=TO_DATE)
    for march in reversed(earlier_years(asked)):
        cells = tuple(outturn_cell(of.line.indicator, asked, march, breakdown=of.breakdown, group=of.group) for of in columns)
        yield noted_once(Row(wording.financial_year(march), cells, group=EARLIER))
    published = [_published(of, asked) for of in columns]
    for name in OTHERS:
        yield noted_once(Row(HEADINGS[name], tuple(cells.get(name, EMPTY) for cells in published), group=PUBLISHED))


def _of_month(of: Of, asked: Asked, month: Month) -> Cell:
    """A month's figure; with its signal, except for groups: seven small series side by side have one by chance."""
    judgement = of.at(asked, month)
    return figure_cell(judgement) if of.group else month_cell(judgement)


def noted_once(row: Row) -> Row:
    """The row with a note that all of its figures share said once, under its header."""
    held = [cell for cell in row.cells if cell.value is not None]
    notes = {cell.note for cell in held}
    # What a percentage is made of stays beside it, however often it is the same.
    if len(notes) != 1 or notes == {""} or any(cell.figure is not None for cell in held):
        return row
    cells = tuple(replace(cell, note="") if cell.value is not None else cell for cell in row.cells)
    return replace(row, cells=cells, note=notes.pop())


def _to_date(of: Of, asked: Asked) -> Cell:
    """April to the month; nothing for a stock or a rolling year, which say what they say without it."""
    if of.line.window in WITHOUT_A_YEAR:
        return figure_cell(None)
    place = asked.place(of.line.indicator.id, str(asked.month), breakdown=of.breakdown, group=of.group)
    return figure_cell(of.at(asked, asked.month, Window.YTD), AS_PRINTED if place in asked.known.as_printed else "")


def _published(of: Of, asked: Asked) -> dict[str, Cell]:
    """What is published of others: nothing for a group, of which nobody publishes anything."""
    if of.group:
        return {}
    position = position_of(of.line.indicator, of.line.window, asked)
    return among_others(position, of.line.indicator) if position is not None else {}


def split_columns(line: NamedLine, breakdown: str, material: Material) -> tuple[Of, ...]:
    """A column a group, in the order of their names."""
    groups = material.asked.groups(line.indicator.id, line.window, breakdown)
    named = sorted((material.group_name(breakdown, group), group) for group in groups)
    return tuple(Of(line, name, breakdown, group) for name, group in named)
