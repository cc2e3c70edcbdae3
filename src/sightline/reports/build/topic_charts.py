"""The charts of a topic: the months with target, neighbours and signals, then the years beside others."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

from sightline.judgement.chart import VARIATION_WORDS
from sightline.judgement.judgements import Judgement
from sightline.reports.build.asked import Asked
from sightline.reports.build.cells import NO_FIGURE, figure_cell, month_cell, said, signal_words
from sightline.reports.build.columns import HEADINGS
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.others import among_others, position_of
from sightline.reports.build.topic_tables import MONTHS_IN_TABLE, OTHERS, WITHOUT_A_YEAR, Of
from sightline.reports.build.years import earlier_years, outturn_cell
from sightline.reports.document import Cell, Chart, ChartKind, Column, Point, ReferenceLine, Row, Series, Table
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window

# Fewer points than this make no line to look at.
FEWEST_POINTS = 3
FEWEST_BARS = 2


def months_chart(line: NamedLine, material: Material, table: Table | None = None) -> Chart | None:
    """The months of an indicator as a line; None where there are too few to draw.

    `table` is the one that holds what is drawn, where the report has it beside the chart; else the chart brings its own.
    """
    asked = material.asked
    months = asked.months_back(MONTHS_IN_TABLE)
    held = [asked.find(line.indicator.id, line.window, month) for month in months]
    known = [judgement for judgement in held if judgement is not None]
    if len(known) < FEWEST_POINTS:
        return None
    points = tuple(_point(month, judgement, line) for month, judgement in zip(months, held, strict=True))
    latest = known[-1]
    return Chart(
        key=f"{line.key}-months",
        title=line.title,
        sentence=_sentence(latest, line, material),
        kind=ChartKind.MONTHS,
        series=(Series(line.name, points),),
        table=table or _table_of_points(line, months, held),
        unit=line.indicator.unit,
        lines=tuple(_reference_lines(latest, line, asked)),
        breaks=tuple(_breaks(line, months, asked)),
    )


def _point(month: Month, judgement: Judgement | None, line: NamedLine) -> Point:
    label = wording.short_month(month)
    if judgement is None:
        return Point(label, None)
    shown = said(judgement.value, line.indicator.unit, line.indicator.decimals)
    return Point(label, judgement.value, shown, signal_words(judgement))


def _sentence(latest: Judgement, line: NamedLine, material: Material) -> str:
    """What the chart shows: the last figure, and what the rules say of it or what it was a year before."""
    unit, decimals = line.indicator.unit, line.indicator.decimals
    shown = wording.figure(latest.value, unit, decimals)
    head = f"{line.name}: {shown} ({wording.window(line.window, latest.month)})."
    # Limits and special causes are words of the trade.
    is_plain = material.audience is Audience.PUBLIC
    if latest.chart is not None and not is_plain:
        return f"{head} {latest.signal_reason}"
    if latest.variation.is_special and not is_plain:
        return f"{head} {VARIATION_WORDS[latest.variation]} in the monthly figures."
    before = material.asked.find(line.indicator.id, line.window, latest.month.shift(-12))
    return head if before is None else f"{head} A year before it was {wording.figure(before.value, unit, decimals)}."


def _reference_lines(latest: Judgement, line: NamedLine, asked: Asked) -> list[ReferenceLine]:
    """The levels that the months are read against: the target, the limits and their average, the neighbours."""
    unit, decimals = line.indicator.unit, line.indicator.decimals
    target = latest.target()
    lines = []
    bands = target.bands(latest.of.grounds.comparator(target)) if target is not None else None
    if target is not None and bands is not None:
        ends = [end for end in (bands.met.low, bands.met.high) if isfinite(end)]
        lines += [ReferenceLine("Target", end, said(end, unit, decimals), dashed=False) for end in ends]
    chart = latest.chart
    if chart is not None:
        held = (("Average", chart.charts.mean[chart.row]), *zip(("Lower limit", "Upper limit"), chart.drawn_limits, strict=True))
        for name, levels in held:
            level = float(levels[latest.column])
            if not isnan(level):
                lines.append(ReferenceLine(name, level, said(level, unit, max(decimals, 1))))
    position = position_of(line.indicator, line.window, asked)
    published = among_others(position, line.indicator) if position is not None else {}
    neighbours = published.get(OTHERS[0])
    if neighbours is not None and neighbours.value is not None:
        lines.append(ReferenceLine(f"Neighbours {neighbours.note}", neighbours.value, neighbours.shown))
    return lines


def _breaks(line: NamedLine, months: list[Month], asked: Asked) -> list[tuple[str, str]]:
    return [
        (wording.short_month(each.month), each.what_changed)
        for each in asked.judged.grounds.breaks
        if each.indicator == line.indicator.id and each.month in months
    ]


def _table_of_points(line: NamedLine, months: list[Month], held: list[Judgement | None]) -> Table:
    rows = tuple(Row(wording.short_month(month), (month_cell(judgement),)) for month, judgement in zip(months, held, strict=True))
    columns = (Column(line.key, line.title, holds_figures=True),)
    return Table(f"{line.key}-points", f"{line.title}: each month", "Month", columns, rows)


def years_chart(line: NamedLine, material: Material, table: Table) -> Chart | None:
    """Earlier years and the year to date as bars, then others' published figures; None where there is only one bar."""
    asked = material.asked
    own = [(wording.financial_year(march), outturn_cell(line.indicator, asked, march)) for march in earlier_years(asked)]
    own.append(_now(line, asked))
    own = [(label, cell) for label, cell in own if cell.value is not None]
    position = position_of(line.indicator, line.window, asked)
    published = among_others(position, line.indicator) if position is not None else {}
    others = [(HEADINGS[name], published[name]) for name in OTHERS if name in published]
    others = [(label, cell) for label, cell in others if cell.value is not None]
    if len(own) + len(others) < FEWEST_BARS or not own:
        return None
    series = [Series(material.whose, tuple(Point(label, cell.value, cell.shown) for label, cell in own))]
    if others:
        series.append(Series("Others, as published", tuple(Point(label, cell.value, cell.shown) for label, cell in others)))
    return Chart(
        key=f"{line.key}-years",
        title=f"{line.title}: years and others",
        sentence=_sentence_of_years(line, own, others),
        kind=ChartKind.YEARS,
        series=tuple(series),
        table=table,
        unit=line.indicator.unit,
    )


def _now(line: NamedLine, asked: Asked) -> tuple[str, Cell]:
    """The latest figure that a whole year may be set beside: the year to date, or the stock, with the words for its bar."""
    month = wording.short_month(asked.month)
    # A rolling year is set beside whole years as it is; its year to date stands on another line, or nowhere.
    to_date = {} if line.window in WITHOUT_A_YEAR else {Window.YTD: f"{wording.financial_year(asked.month)} to date"}
    labels = {**to_date, line.window: month} if line.window is not Window.YTD else to_date
    for window, label in labels.items():
        found = asked.find(line.indicator.id, window, asked.month)
        if found is not None:
            return label, figure_cell(found)
    return "", NO_FIGURE


def _sentence_of_years(line: NamedLine, own: list[tuple[str, Cell]], others: list[tuple[str, Cell]]) -> str:
    parts = [f"{cell.shown} in {label}" for label, cell in own[-2:]]
    beside = [f"{label.lower() if label != 'England' else label} {cell.shown} ({cell.note})" for label, cell in others[:1]]
    return f"{line.name}: {wording.listed(parts)}{'; ' + beside[0] if beside else ''}."


def bars_of_groups(line: NamedLine, columns: Sequence[Of], table: Table, material: Material) -> Chart | None:
    """The groups of a topic side by side: the year to date, or the month where the indicator has none."""
    asked = material.asked
    for window in dict.fromkeys((Window.YTD, line.window)):
        held = [(of.heading, of.at(asked, asked.month, window)) for of in columns]
        known = [(name, figure_cell(judgement)) for name, judgement in held if judgement is not None]
        if len(known) >= FEWEST_BARS:
            break
    else:
        return None
    most, least = (choose(known, key=lambda pair: pair[1].value or 0.0) for choose in (max, min))
    when = wording.window(window, asked.month)
    return Chart(
        key=f"{table.key}-groups",
        title=f"{line.title}: {when}",
        sentence=f"{line.name}, {when}: from {least[1].shown} ({least[0]}) to {most[1].shown} ({most[0]}).",
        kind=ChartKind.GROUPS,
        series=(Series(line.name, tuple(Point(name, cell.value, cell.shown) for name, cell in known)),),
        table=table,
        unit=line.indicator.unit,
    )
