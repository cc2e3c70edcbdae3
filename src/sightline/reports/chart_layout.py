"""Where everything in a chart stands: scales, line breaks, and labels that do not lie on one another. No drawing library.

Places on the axis of labels are numbers (0 for the first label); figures keep their own unit; labels beside lines are
moved apart in pixels and given back in the unit of the figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from sightline.reports import palette
from sightline.reports.document import Chart, ChartKind, ReferenceLine, Series
from sightline.vocabulary.wording import PERCENT_UNITS

WIDE, NARROW = 800, 390
# A chart of more labels than this needs the width of the page.
NARROW_LABELS = 9
# More bars than this are too thin for a name each: the first, the last and what is marked keep theirs.
MOST_BARS_WITH_NAMES = 30
LINE_HEIGHT = 13
# A figure over a bar, as `1,234` or `77.4%`, takes so many pixels.
WIDTH_OF_FIGURE = 34
# Dash patterns tell lines apart where colours do not: one for each category of the palette.
DASHES = ([1, 0], [6, 3], [2, 3], [8, 3, 2, 3])
SHAPES = {"improvement": "triangle-up", "concern": "diamond"}
OTHER_SIGNAL = "square"

Record = dict[str, object]


@dataclass(frozen=True)
class Margins:
    """Room around the plot, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Layout:
    """What fills a specification: its rows by name, its numbers by name, and the size of plot and margins in pixels."""

    kind: ChartKind
    width: int
    height: int
    margins: Margins
    rows: dict[str, list[Record]]
    values: dict[str, object] = field(default_factory=dict)

    @property
    def full_width(self) -> int:
        return self.width + self.margins.left + self.margins.right

    @property
    def full_height(self) -> int:
        return self.height + self.margins.top + self.margins.bottom


def has_figures(chart: Chart) -> bool:
    """Whether there is anything to draw: a chart of gaps is said, not shown."""
    return any(point.value is not None for series in chart.series for point in series.points)


def lay_out(chart: Chart) -> Layout:
    """The layout of a chart that has figures."""
    if chart.kind is ChartKind.MONTHS:
        return _months(chart)
    return _years(chart) if chart.kind is ChartKind.YEARS else _groups(chart)


def labels_of(chart: Chart) -> list[str]:
    """The labels of the axis, in the order in which the series name them."""
    return list(dict.fromkeys(point.label for series in chart.series for point in series.points))


def scale_of(values: Iterable[float], unit: str, *, from_zero: bool) -> tuple[float, float]:
    """The first and last value of an axis, on round numbers. It starts at nought unless all figures are far from it."""
    held = list(values)
    low, high = min(held), max(held)
    if from_zero or low < 0 or low <= high / 2:
        low, high = min(0.0, low), max(0.0, high)
    if low == high:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    step = _round_step((high - low) / 4)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    if unit in PERCENT_UNITS and max(held) <= 100:
        high = min(high, 100.0)
    return low, high


def _round_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5 and 5, times a power of ten, that is no less than a rough step."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(part * power for part in (1, 2, 2.5, 5, 10) if part * power >= rough * 0.999)


def spread(wanted: Sequence[float], heights: Sequence[int], room: int) -> list[float]:
    """Middles of labels in pixels from the top, moved as little as needed so that none lies on another or outside.

    Labels keep their order. Where there is more text than room they are packed from the top.
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    placed = [0.0] * len(wanted)
    edge = 0.0
    for at in order:
        placed[at] = max(wanted[at], edge + heights[at] / 2)
        edge = placed[at] + heights[at] / 2
    edge = float(room)
    for at in reversed(order):
        placed[at] = max(min(placed[at], edge - heights[at] / 2), heights[at] / 2)
        edge = placed[at] - heights[at] / 2
    return placed


def folded(text: str, width: int, lines: int = 2) -> str:
    """A label broken over lines of at most `width` characters; what does not fit ends in `…`, and stands in the table."""
    parts = wrap(text, width, break_long_words=True) or [""]
    if len(parts) > lines:
        parts = [*parts[: lines - 1], parts[lines - 1][: width - 1].rstrip() + "…"]
    return "\n".join(parts)


def signal_shape(signal: str) -> str:
    """The mark of a signal by its first word: improvement points up, concern is a diamond, any other a square."""
    return SHAPES.get(signal.lower().partition(" ")[0].strip(",:"), OTHER_SIGNAL)


def _months(chart: Chart) -> Layout:
    labels = labels_of(chart)
    place = {label: at for at, label in enumerate(labels)}
    margins = Margins(left=52, top=30, right=150, bottom=42)
    width, height = WIDE - margins.left - margins.right, 190
    drawn = [point.value for series in chart.series for point in series.points if point.value is not None]
    low, high = scale_of([*drawn, *_levels_worth_showing(chart, drawn)], chart.unit, from_zero=False)
    levels = [line for line in chart.lines if low <= line.value <= high]
    broken_after = {label: what for label, what in chart.breaks if label in place}
    points = [record for at, series in enumerate(chart.series) for record in _points(series, at, place, broken_after)]
    ends = [_end_of(series) for series in chart.series if any(point.value is not None for point in series.points)]
    ends += [(f"{line.name} {line.shown}", line.value) for line in levels]
    rows: dict[str, list[Record]] = {
        "points": points,
        "words": _signal_words(chart.series[0], place, (high - low) / height),
        "levels": _levels(levels),
        "breaks": _breaks(chart, place),
        **_end_labels(ends, low, high, height, 24),
    }
    return Layout(chart.kind, width, height, margins, rows, _axis(chart, labels, width, low, high))


def _levels(lines: Sequence[ReferenceLine]) -> list[Record]:
    """Lines across the plot: a target is whole and dark, anything else dashed and quiet."""
    return [
        {
            "value": line.value,
            "dash": [5, 4] if line.dashed else [1, 0],
            "colour": palette.QUIET if line.dashed else palette.INK,
        }
        for line in lines
    ]


def _breaks(chart: Chart, place: dict[str, int]) -> list[Record]:
    return [{"place": place[label] + 0.5, "text": folded(what, 40, 1)} for label, what in chart.breaks if label in place]


def _levels_worth_showing(chart: Chart, drawn: Sequence[float]) -> list[float]:
    """Levels that widen the axis: not a limit so far away that it would press the figures flat, nor one beyond 0 to 100%."""
    lowest, highest = min(drawn), max(drawn)
    room = max(highest - lowest, abs(highest) * 0.25, 1.0) * 2
    near = [line.value for line in chart.lines if not line.dashed or lowest - room <= line.value <= highest + room]
    return [value for value in near if 0 <= value <= 100] if chart.unit in PERCENT_UNITS else near


def _axis(chart: Chart, labels: Sequence[str], width: int, low: float, high: float) -> dict[str, object]:
    """The numbers of a chart whose labels stand below: tick places, their words over lines, the ends of both axes."""
    names = [_axis_label(label) for label in labels]
    # With more labels than room every second or third is written, the last always.
    widest = max(len(line) for lines in names for line in lines)
    every = math.ceil(len(labels) * (widest * 6.2 + 8) / width)
    last = len(labels) - 1
    return {
        "names": names,
        "ticks": [at for at in range(len(labels)) if (last - at) % every == 0],
        "first_place": -0.6,
        "last_place": last + 0.6,
        "low": low,
        "high": high,
        "unit": chart.unit,
        "unit_from": -40,
    }


def _axis_label(label: str) -> list[str]:
    """A label over lines: `Oct` over `2026`, `2020` over `/21`, longer words folded."""
    if len(label) == len("2020/21") and label[4] == "/":
        return [label[:4], label[4:]]
    return label.rsplit(" ", 1) if len(label) < 16 else folded(label, 12, 3).split("\n")


def _points(series: Series, at: int, place: dict[str, int], broken_after: dict[str, str]) -> list[Record]:
    """A series' points with how each is drawn. A new segment begins after a break, and a gap stays a gap."""
    colour, dash = palette.CATEGORIES[at % len(palette.CATEGORIES)], DASHES[at % len(DASHES)]
    records: list[Record] = []
    segment = 0
    for point in series.points:
        signal = point.signal and at == 0
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
        segment += point.label in broken_after
    return records


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


def _end_of(series: Series) -> tuple[str, float]:
    """What stands beside the end of a line: its name and latest figure."""
    last = next(point for point in reversed(series.points) if point.value is not None)
    assert last.value is not None
    return f"{series.name} {last.shown}".strip(), last.value


def _end_labels(
    ends: Sequence[tuple[str, float]], low: float, high: float, height: int, characters: int
) -> dict[str, list[Record]]:
    """Labels at the right, a record a line of text, and the links from each to the level it belongs to."""
    unit = (high - low) / height
    texts = [folded(text, characters, 3) for text, _ in ends]
    middles = spread(
        [(high - value) / unit for _, value in ends], [LINE_HEIGHT * (text.count("\n") + 1) + 2 for text in texts], height
    )
    levels = [high - middle * unit for middle in middles]
    return {
        "links": [{"value": value, "at": level} for (_, value), level in zip(ends, levels, strict=True)],
        "ends": [line for level, text in zip(levels, texts, strict=True) for line in _lines(text, level, unit)],
    }


def _lines(text: str, middle: float, unit: float) -> list[Record]:
    """A record for each line of a text, centred on a level; `unit` is what one pixel is worth there."""
    parts = text.split("\n")
    first = middle + unit * LINE_HEIGHT * (len(parts) - 1) / 2
    return [{"at": first - unit * LINE_HEIGHT * number, "text": part} for number, part in enumerate(parts)]


def bar_colours(series: Series, at: int, is_alone: bool) -> list[tuple[str, str]]:
    """Fill and outline of each bar. Where some bars of a single series are marked, the others step back."""
    if is_alone and any(point.signal for point in series.points):
        return [
            (palette.FOCUS, palette.FOCUS) if point.signal else (palette.AROUND_FOCUS, palette.QUIET) for point in series.points
        ]
    colour = palette.CATEGORIES[at % len(palette.CATEGORIES)]
    return [(colour, colour)] * len(series.points)


def bars(chart: Chart, place: dict[str, int]) -> list[Record]:
    """Every bar: where it begins and ends across the axis, its figure and how it is drawn."""
    share = 0.76 / max(len(chart.series), 1)
    records: list[Record] = []
    for at, series in enumerate(chart.series):
        for point, (fill, outline) in zip(series.points, bar_colours(series, at, len(chart.series) == 1), strict=True):
            if point.value is None:
                continue
            first = place[point.label] - 0.38 + at * share
            records.append(
                {
                    "first": first,
                    "last": first + share * (0.94 if len(chart.series) > 1 else 1),
                    "middle": first + share / 2,
                    "value": point.value,
                    "fill": fill,
                    "outline": outline,
                    "text": point.shown,
                }
            )
    return records


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


def _years(chart: Chart) -> Layout:
    labels = labels_of(chart)
    place = {label: at for at, label in enumerate(labels)}
    is_narrow = len(labels) * len(chart.series) <= NARROW_LABELS
    margins = Margins(left=52, top=50 if len(chart.series) > 1 else 30, right=86 if chart.lines else 12, bottom=42)
    width, height = (NARROW if is_narrow else WIDE) - margins.left - margins.right, 170
    drawn = bars(chart, place)
    low, high = scale_of([*_values(chart), *(line.value for line in chart.lines)], chart.unit, from_zero=True)
    if len(drawn) * WIDTH_OF_FIGURE > width:
        # Figures over bars would run into one another: they stand in the table.
        drawn = [{**bar, "text": ""} for bar in drawn]
    rows: dict[str, list[Record]] = {
        "bars": drawn,
        "levels": _levels(chart.lines),
        "breaks": _breaks(chart, place),
        "series": _names_of_series(chart, width),
        **_end_labels([(f"{line.name} {line.shown}", line.value) for line in chart.lines], low, high, height, 12),
    }
    return Layout(chart.kind, width, height, margins, rows, _axis(chart, labels, width, low, high))


def _values(chart: Chart) -> list[float]:
    return [point.value for series in chart.series for point in series.points if point.value is not None]


def _groups(chart: Chart) -> Layout:
    labels = labels_of(chart)
    place = {label: at for at, label in enumerate(labels)}
    marks = {point.label: point.signal for series in chart.series for point in series.points if point.signal}
    is_crowded = len(labels) * len(chart.series) > MOST_BARS_WITH_NAMES
    step = 8 if is_crowded else max(15 * len(chart.series) + 9, 2 * LINE_HEIGHT + 4)
    top = 14 + LINE_HEIGHT * len(chart.lines) + (24 if len(chart.series) > 1 else 0)
    margins = Margins(left=176, top=top, right=56, bottom=40 if chart.unit else 24)
    width, height = (NARROW if not is_crowded else WIDE) - margins.left - margins.right, step * len(labels)
    low, high = scale_of([*_values(chart), *(line.value for line in chart.lines)], chart.unit, from_zero=True)
    named = [label for label in labels if not is_crowded or label in marks or label in (labels[0], labels[-1])]
    rows: dict[str, list[Record]] = {
        "bars": [{**bar, "text": "" if is_crowded else bar["text"]} for bar in bars(chart, place)],
        "group_names": [
            {**line, "weight": "bold" if label in marks else "normal"}
            for label in named
            for line in _lines(_group_name(label, marks.get(label, ""), is_crowded), place[label], -1 / step)
        ],
        "levels": [line | rise for line, rise in zip(_levels(chart.lines), _level_names(chart.lines, low, high), strict=True)],
        "series": [{**series, "y": 12 - top} for series in _names_of_series(chart, width)],
    }
    axis = {"first_place": -0.5, "last_place": len(labels) - 0.5, "low": low, "high": high, "unit": chart.unit}
    return Layout(chart.kind, width, height, margins, rows, axis)


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
