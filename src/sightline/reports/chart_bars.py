"""Where everything stands in a chart of bars: years upright side by side, groups one below another."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.reports import palette
from sightline.reports.chart_layout import (
    LINE_HEIGHT,
    NARROW,
    WIDE,
    End,
    Layout,
    Margins,
    Record,
    all_fit,
    break_records,
    end_labels,
    figures_axis,
    folded,
    labels_below,
    labels_of,
    level_records,
    lines_of,
    scale_of,
    upright_values,
    values_of,
)
from sightline.reports.document import Chart, ReferenceLine, Series

# A chart of more labels than this needs the width of the page.
NARROW_LABELS = 9
# More bars than this are too thin for a name each: the first, the last and what is marked keep theirs.
MOST_BARS_WITH_NAMES = 30
# What the bars of a label take of the room from one label to the next.
ROOM_OF_BARS = 0.76
# A figure over a bar, as `1,234` or `77.4%`, takes so many pixels.
WIDTH_OF_FIGURE = 34


def lay_out_years(chart: Chart) -> Layout:
    labels = labels_of(chart)
    place = {label: at for at, label in enumerate(labels)}
    margins = Margins(left=52, top=50 if len(chart.series) > 1 else 30, right=86 if chart.lines else 12, bottom=42)
    sides = margins.left + margins.right
    is_narrow = len(labels) * _most_beside(chart, labels) <= NARROW_LABELS and all_fit(labels, NARROW - sides)
    width, height = (NARROW if is_narrow else WIDE) - sides, 170
    drawn = bars(chart, place)
    low, high = scale_of([*values_of(chart), *(line.value for line in chart.lines)], chart.unit, from_zero=True)
    if len(drawn) * WIDTH_OF_FIGURE > width:
        # Figures over bars would run into one another: they stand in the table.
        drawn = [{**bar, "text": ""} for bar in drawn]
    rows: dict[str, list[Record]] = {
        "figures": figures_axis(low, high),
        "labels": labels_below(labels, width, height),
        "bars": drawn,
        "levels": level_records(chart.lines),
        "breaks": break_records(chart, place),
        "series": _names_of_series(chart, width),
        **end_labels([End(line.name, line.shown, line.value) for line in chart.lines], low, high, height, 12),
    }
    return Layout(chart.kind, width, height, margins, rows, upright_values(chart, labels, low, high))


def lay_out_groups(chart: Chart) -> Layout:
    labels = labels_of(chart)
    place = {label: at for at, label in enumerate(labels)}
    marks = {point.label: point.signal for series in chart.series for point in series.points if point.signal}
    beside = _most_beside(chart, labels)
    is_crowded = len(labels) * beside > MOST_BARS_WITH_NAMES
    step = 8 if is_crowded else max(15 * beside + 9, 2 * LINE_HEIGHT + 4)
    top = 14 + LINE_HEIGHT * len(chart.lines) + (24 if len(chart.series) > 1 else 0)
    margins = Margins(left=176, top=top, right=56, bottom=40 if chart.unit else 24)
    width, height = (NARROW if not is_crowded else WIDE) - margins.left - margins.right, step * len(labels)
    low, high = scale_of([*values_of(chart), *(line.value for line in chart.lines)], chart.unit, from_zero=True)
    named = [label for label in labels if not is_crowded or label in marks or label in (labels[0], labels[-1])]
    rows: dict[str, list[Record]] = {
        "figures": figures_axis(low, high),
        "bars": [{**bar, "text": "" if is_crowded else bar["text"]} for bar in bars(chart, place)],
        "group_names": [
            {**line, "weight": "bold" if label in marks else "normal"}
            for label in named
            for line in lines_of(_group_name(label, marks.get(label, ""), is_crowded), place[label], -1 / step)
        ],
        "levels": [
            line | rise for line, rise in zip(level_records(chart.lines), _level_names(chart.lines, low, high), strict=True)
        ],
        "series": [{**series, "y": 12 - top} for series in _names_of_series(chart, width)],
    }
    axis = {"first_place": -0.5, "last_place": len(labels) - 0.5, "low": low, "high": high, "unit": chart.unit}
    return Layout(chart.kind, width, height, margins, rows, axis)


def bars(chart: Chart, place: dict[str, int]) -> list[Record]:
    """Every bar: where it begins and ends across the axis, its figure and how it is drawn.

    The series that have a point at a label share its room, a gap keeping its place; where only one has, its bar takes all.
    """
    sharing = {label: [at for at, series in enumerate(chart.series) if _has(series, label)] for label in place}
    records: list[Record] = []
    for at, series in enumerate(chart.series):
        for point, (fill, outline) in zip(series.points, bar_colours(series, at, len(chart.series) == 1), strict=True):
            if point.value is None:
                continue
            beside = sharing[point.label]
            share = ROOM_OF_BARS / len(beside)
            first = place[point.label] - ROOM_OF_BARS / 2 + beside.index(at) * share
            records.append(
                {
                    "first": first,
                    "last": first + share * (0.94 if len(beside) > 1 else 1),
                    "middle": first + share / 2,
                    "value": point.value,
                    "fill": fill,
                    "outline": outline,
                    "text": point.shown,
                }
            )
    return records


def bar_colours(series: Series, at: int, is_alone: bool) -> list[tuple[str, str]]:
    """Fill and outline of each bar. Where some bars of a single series are marked, the others step back."""
    if is_alone and any(point.signal for point in series.points):
        return [
            (palette.FOCUS, palette.FOCUS) if point.signal else (palette.AROUND_FOCUS, palette.QUIET) for point in series.points
        ]
    colour = palette.CATEGORIES[at % len(palette.CATEGORIES)]
    return [(colour, colour)] * len(series.points)


def _has(series: Series, label: str) -> bool:
    return any(point.label == label for point in series.points)


def _most_beside(chart: Chart, labels: Sequence[str]) -> int:
    """How many bars stand at the fullest label."""
    return max((sum(_has(series, label) for series in chart.series) for label in labels), default=1)


def _names_of_series(chart: Chart, width: int) -> list[Record]:
    """A key of more than one series, in the order in which their bars stand."""
    if len(chart.series) < 2:
        return []
    step = width / len(chart.series)
    fill = palette.CATEGORIES
    return [
        {"x": at * step, "y": -34, "text": folded(series.name, int(step / 6.5) - 3, 1), "fill": fill[at % len(fill)]}
        for at, series in enumerate(chart.series)
    ]


def _group_name(label: str, mark: str, is_crowded: bool) -> str:
    """A group's name at the left; the one that is marked carries a pointer and the words of its mark."""
    return folded(f"▶ {label} ({mark})" if mark else label, 29, 1 if is_crowded else 2)


def _level_names(lines: Sequence[ReferenceLine], low: float, high: float) -> list[Record]:
    """The name of each level above the plot, one below another, running towards the middle."""
    return [
        {
            "rise": -6 - LINE_HEIGHT * (len(lines) - 1 - number),
            "text": f"{line.name} {line.shown}",
            "side": "right" if line.value > (low + high) / 2 else "left",
        }
        for number, line in enumerate(lines)
    ]
