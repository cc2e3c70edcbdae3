"""The figures of a page as the block that words about it are drafted from and proof-read against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

from sightline.judgement.judgements import Judgement
from sightline.judgement.polarity import polarity_on, sign_of
from sightline.reports.build.asked import Asked
from sightline.reports.build.cells import figure_cell
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.others import STATISTICS, among_others, position_of
from sightline.reports.build.topic_tables import MONTHS_IN_TABLE, WITHOUT_A_YEAR, Of, split_columns
from sightline.reports.build.years import earlier_years, outturn_cell
from sightline.reports.document import Cell
from sightline.reports.proofreading.block import Block, Comparator, Measure, Reading
from sightline.vocabulary.periods import Month, Window

COMPARATORS = {
    "sn_mean": Comparator.NEIGHBOURS,
    "best_sn": Comparator.BEST_NEIGHBOUR,
    "region": Comparator.REGION,
    "england": Comparator.ENGLAND,
    "top_quartile": Comparator.TOP_QUARTILE,
}


def block_of(lines: Sequence[NamedLine], material: Material, split: str | None = None) -> Block:
    """The indicators of a page, and their groups where the page shows them by group."""
    columns = [Of(line, line.name) for line in lines]
    for line in lines if split else ():
        columns += split_columns(line, split or "", material)
    return Block(tuple(measures_of(columns, material.asked)))


def measures_of(columns: Iterable[Of], asked: Asked) -> list[Measure]:
    """Each column with its months, years and comparators; those without a figure are left out."""
    found = (measure_of(column, asked) for column in columns)
    return [measure for measure in found if measure.steps or measure.others]


def measure_of(column: Of, asked: Asked) -> Measure:
    """One column of a page's table, as its table shows it."""
    line, indicator = column.line, column.line.indicator
    months = [column.at(asked, month) for month in asked.months_back(MONTHS_IN_TABLE)]
    steps = tuple(_reading(judgement) for judgement in months if judgement is not None)
    others = [
        _printed(cell, march, Window.FINANCIAL_YEAR, indicator.decimals)
        for march in earlier_years(asked)
        if (cell := outturn_cell(indicator, asked, march, breakdown=column.breakdown, group=column.group)).value is not None
    ]
    to_date = column.at(asked, asked.month, Window.YTD) if line.window not in WITHOUT_A_YEAR else None
    if to_date is not None and line.window is not Window.YTD:
        others.append(_reading(to_date))
    polarity = polarity_on(indicator.id, asked.month.last, indicator.polarity, asked.judged.grounds.polarities)
    name = f"{line.name}: {column.heading}" if column.group else line.name
    return Measure(name, indicator.unit, sign_of(polarity), steps, tuple(others), _comparators(column, asked))


def _reading(judgement: Judgement) -> Reading:
    return _printed(figure_cell(judgement), judgement.month, judgement.key.window, judgement.terms.decimals)


def _printed(cell: Cell, month: Month, window: Window, decimals: int) -> Reading:
    assert cell.value is not None
    return Reading(month, window, cell.value, cell.numerator, cell.denominator, decimals, cell.figure)


def _comparators(column: Of, asked: Asked) -> dict[Comparator, float]:
    """The published figures of others and the target, where there is one number to reach."""
    found: dict[Comparator, float] = {}
    position = position_of(column.line.indicator, column.line.window, asked) if not column.group else None
    if position is not None:
        cells = among_others(position, column.line.indicator)
        found = {
            COMPARATORS[statistic]: value
            for name, statistic in STATISTICS.items()
            if name in cells and (value := cells[name].value) is not None
        }
    current = column.at(asked, asked.month)
    target = current.target() if current is not None else None
    bands = target.bands(current.of.grounds.comparator(target)) if current is not None and target is not None else None
    ends = [end for end in (bands.met.low, bands.met.high) if isfinite(end)] if bands is not None else []
    if len(ends) == 1:
        found[Comparator.TARGET] = ends[0]
    return found
