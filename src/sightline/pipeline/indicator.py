"""Indicator: all that one page says of it: its figure, judged, its charts and tables, its groups, and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sightline.catalogue.models import Indicator
from sightline.catalogue.search import show_indicator
from sightline.errors import UsageError
from sightline.judgement.direction import Comparison
from sightline.pipeline.asking import Question, ask
from sightline.pipeline.definitions import open_catalogue
from sightline.reports.build.asked import Asked
from sightline.reports.build.cells import SIGNAL_WORDS, figure_cell
from sightline.reports.build.lines import make_line
from sightline.reports.build.material import Control, Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.topic_charts import months_chart, years_chart
from sightline.reports.build.topic_tables import Of, topic_table
from sightline.reports.document import Cell, Chart, Column, Row, Table
from sightline.reports.scorecard import Line, direction_cell, rating_cell
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window

SPLIT_COLUMNS = (
    Column("figure", "Figure", holds_figures=True),
    Column("previous", "Month before", holds_figures=True),
    Column("direction", "Direction of travel"),
    Column("signal", "Signal"),
    Column("rating", "Rating"),
)


@dataclass(frozen=True)
class IndicatorQuestion:
    """Which page: a window (None: the usual one), a month (None: the latest whole one), a unit, and a split by groups."""

    indicator: str
    month: Month | None = None
    window: Window | None = None
    unit: str | None = None
    split: str | None = None


@dataclass(frozen=True)
class IndicatorReading:
    """One indicator as its page shows it. `months` may be asked for, the latest first; `line` has its cells judged.

    `table` holds what the charts draw: months, the year to date, earlier years, others.
    """

    indicator: Indicator
    month: Month
    window: Window
    months: tuple[Month, ...]
    figure: Cell
    line: Line
    charts: tuple[Chart, ...]
    table: Table | None
    split: Table | None
    definition: tuple[tuple[str, str], ...]
    as_at: str


def read_indicator(
    store: Path,
    question: IndicatorQuestion,
    *,
    at: datetime,
    group_names: Mapping[str, str] | None = None,
    definitions: Path | None = None,
) -> IndicatorReading:
    """The reading of one indicator. `group_names` says what teams and workers are called.

    Raises UsageError for an indicator, window, month, unit or breakdown that there is not; StoreError where nothing is there.
    """
    catalogue = open_catalogue(store, definitions)
    indicator = catalogue.get(question.indicator)
    if question.window is not None and question.window not in indicator.windows:
        offered = ", ".join(window.value for window in indicator.windows)
        raise UsageError(f"'{indicator.id}' has no window '{question.window.value}'. It has: {offered}.")
    if question.split is not None and question.split not in indicator.breakdowns:
        offered = ", ".join(indicator.breakdowns) or "none"
        raise UsageError(f"'{indicator.id}' is not split by '{question.split}'. It has: {offered}.")
    split = {question.split: (indicator.id,)} if question.split else {}
    asked = ask(store, catalogue, Question(frozenset({indicator.id}), question.month, question.unit, split=split))
    window = question.window or asked.window_with_figures(indicator)
    spine = asked.known.spine
    control = Control(at, as_at=spine.as_at if spine is not None else None)
    material = Material(catalogue, asked, Audience.LEADERSHIP, control, unit_names=group_names or {})
    named = NamedLine(indicator, window, indicator.name)
    table = topic_table(named.key, named.name, [Of(named, named.name)], material)
    charts = (months_chart(named, material, table), years_chart(named, material, table)) if table is not None else ()
    return IndicatorReading(
        indicator=indicator,
        month=asked.month,
        window=window,
        months=tuple(sorted(asked.judged.table.months, reverse=True)),
        figure=figure_cell(asked.find(indicator.id, window, asked.month)),
        line=make_line(indicator, window, None, asked),
        charts=tuple(chart for chart in charts if chart is not None),
        table=table,
        split=_split_table(question.split, named, material) if question.split else None,
        definition=show_indicator(catalogue, indicator.id),
        as_at=wording.day(spine.as_at) if spine is not None else "",
    )


def _split_table(split: str, named: NamedLine, material: Material) -> Table:
    """A row for each group of a breakdown that has a figure in the month."""
    rows = tuple(_split_rows(split, named, material.asked, material))
    # What is said of no group (a rating, where there is no target) is no column.
    kept = [place for place in range(len(SPLIT_COLUMNS)) if any(row.cells[place].says_something for row in rows)]
    return Table(
        key=f"{named.key}-by-{split.replace('_', '-')}",
        title=f"{named.name} by {split.replace('_', ' ')}",
        row_heading=split.replace("_", " ").capitalize(),
        columns=tuple(SPLIT_COLUMNS[place] for place in kept),
        rows=tuple(Row(row.header, tuple(row.cells[place] for place in kept)) for row in rows),
    )


def _split_rows(split: str, named: NamedLine, asked: Asked, material: Material) -> Iterator[Row]:
    groups = asked.groups(named.indicator.id, named.window, split)
    for group in sorted(groups, key=partial(material.group_name, split)):
        found, before = (
            asked.find(named.indicator.id, named.window, month, breakdown=split, group=group)
            for month in (asked.month, asked.month.shift(-1))
        )
        if found is None and before is None:
            continue
        judged = (Cell(), Cell(), Cell())
        if found is not None:
            direction = found.direction(Comparison.MONTH_ON_MONTH)
            judged = (
                direction_cell(direction.arrow, direction.words, direction.reason),
                Cell(SIGNAL_WORDS[found.variation], reason=found.signal_reason),
                rating_cell(found.rating(), found.rating_reason()),
            )
        yield Row(material.group_name(split, group), (figure_cell(found), figure_cell(before), *judged))
