"""Where everything stands in a chart of months: the line, its signals and gaps, targets and limits, changes of counting."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.reports import palette
from sightline.reports.chart_layout import (
    WIDE,
    End,
    Layout,
    Margins,
    Record,
    break_records,
    end_labels,
    figures_axis,
    folded,
    labels_below,
    labels_of,
    level_records,
    scale_of,
    upright_values,
)
from sightline.reports.document import Chart, Series
from sightline.vocabulary.wording import PERCENT_UNITS

# Dash patterns tell lines apart where colours do not: one for each category of the palette.
DASHES = ([1, 0], [6, 3], [2, 3], [8, 3, 2, 3])
SHAPES = {"improvement": "triangle-up", "concern": "diamond"}
OTHER_SIGNAL = "square"


def lay_out_months(chart: Chart) -> Layout:
    labels = labels_of(chart)
    place = {label: at for at, label in enumerate(labels)}
    margins = Margins(left=52, top=30, right=150, bottom=42)
    width, height = WIDE - margins.left - margins.right, 190
    drawn = [point.value for series in chart.series for point in series.points if point.value is not None]
    low, high = scale_of([*drawn, *_levels_worth_showing(chart, drawn)], chart.unit, from_zero=False)
    levels = [line for line in chart.lines if low <= line.value <= high]
    changed = {label: what for label, what in chart.breaks if label in place}
    points = [record for at, series in enumerate(chart.series) for record in _points(series, at, place, changed)]
    ends = [_end_of(series) for series in chart.series if any(point.value is not None for point in series.points)]
    ends += [End(line.name, line.shown, line.value) for line in levels]
    rows: dict[str, list[Record]] = {
        "figures": figures_axis(low, high),
        "labels": labels_below(labels, width, height),
        "points": points,
        "words": _signal_words(chart.series[0], place, (high - low) / height),
        "levels": level_records(levels),
        "breaks": break_records(chart, place),
        **end_labels(ends, low, high, height, 24),
    }
    return Layout(chart.kind, width, height, margins, rows, upright_values(chart, labels, low, high))


def _levels_worth_showing(chart: Chart, drawn: Sequence[float]) -> list[float]:
    """Levels that widen the axis: not a limit so far away that it would press the figures flat, nor one beyond 0 to 100%."""
    lowest, highest = min(drawn), max(drawn)
    room = max(highest - lowest, abs(highest) * 0.25, 1.0) * 2
    near = [line.value for line in chart.lines if not line.dashed or lowest - room <= line.value <= highest + room]
    return [value for value in near if 0 <= value <= 100] if chart.unit in PERCENT_UNITS else near


def _points(series: Series, at: int, place: dict[str, int], changed: dict[str, str]) -> list[Record]:
    """A series' points with how each is drawn. A new segment begins where counting changed, and a gap stays a gap."""
    colour, dash = palette.CATEGORIES[at % len(palette.CATEGORIES)], DASHES[at % len(DASHES)]
    records: list[Record] = []
    segment = 0
    for point in series.points:
        signal = point.signal and at == 0
        segment += point.label in changed
        records.append(
            {
                "series": at,
                "segment": f"{at}-{segment}",
                "place": place[point.label],
                "value": point.value,
                "colour": colour,
                "dash": dash,
                "width": 2.5 if at == 0 else 1.75,
                "shape": signal_shape(point.signal) if signal else "circle",
                "size": 110 if signal else 34 if at == 0 else 14,
            }
        )
    return records


def signal_shape(signal: str) -> str:
    """The mark of a signal by its first word: improvement points up, concern is a diamond, any other a square."""
    return SHAPES.get(signal.lower().partition(" ")[0].strip(",:"), OTHER_SIGNAL)


def _signal_words(series: Series, place: dict[str, int], unit: float) -> list[Record]:
    """The words of signals, once for each run of points that say the same: beside the last of the run, clear of the line."""
    words: list[Record] = []
    points = series.points
    for at, point in enumerate(points):
        following = points[at + 1] if at + 1 < len(points) else None
        if not point.signal or point.value is None or (following and following.signal == point.signal):
            continue
        around = [near.value for near in (*points[max(at - 1, 0) : at], *points[at + 1 : at + 2]) if near.value is not None]
        is_peak = not around or point.value >= sum(around) / len(around)
        where = place[point.label] / max(len(place) - 1, 1)
        words.append(
            {
                "place": place[point.label],
                "at": point.value + unit * (12 if is_peak else -22),
                "text": folded(point.signal, 40, 1),
                # Words near either end of the plot run towards its middle.
                "side": "right" if where > 0.85 else "left" if where < 0.15 else "center",
            }
        )
    return words


def _end_of(series: Series) -> End:
    """What stands beside the end of a line: its name and latest figure."""
    last = next(point for point in reversed(series.points) if point.value is not None)
    assert last.value is not None
    return End(series.name, last.shown, last.value)
