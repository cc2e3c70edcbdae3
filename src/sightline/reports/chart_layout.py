"""What every kind of chart is laid out with: scales, line breaks, and labels that do not lie on one another.

Places on the axis of labels are numbers (0 for the first label); figures keep their own unit; labels beside lines are
moved apart in pixels and given back in the unit of the figures. No drawing library is known here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from sightline.reports import palette
from sightline.reports.document import Chart, ChartKind, ReferenceLine
from sightline.vocabulary import wording
from sightline.vocabulary.wording import PERCENT_UNITS

# Two narrow charts stand side by side on paper.
WIDE, NARROW = 800, 500
LINE_HEIGHT = 13
# Of the words beside an axis.
MOST_DECIMALS = 6
# Letters in pixels; and of a line below the axis, so that one long word does not take the room of all others.
WIDTH_OF_LETTER, MOST_LETTERS_OF_A_LINE = 5.7, 12

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


@dataclass(frozen=True)
class End:
    """What stands beside the right end of a line: its name, its latest figure as shown, and where it ends."""

    name: str
    shown: str
    value: float


def has_figures(chart: Chart) -> bool:
    """Whether there is anything to draw: a chart of gaps is said, not shown."""
    return any(point.value is not None for series in chart.series for point in series.points)


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


def level_records(lines: Sequence[ReferenceLine]) -> list[Record]:
    """Lines across the plot: a target is whole and dark, anything else dashed and quiet."""
    return [
        {
            "value": line.value,
            "dash": [5, 4] if line.dashed else [1, 0],
            "colour": palette.QUIET if line.dashed else palette.INK,
        }
        for line in lines
    ]


def break_records(chart: Chart, place: dict[str, int]) -> list[Record]:
    return [{"place": place[label] - 0.5, "text": folded(what, 40, 1)} for label, what in chart.breaks if label in place]


def figures_axis(low: float, high: float) -> list[Record]:
    """The lines across the plot at round figures, each with its words; the first is the ground that the others stand on."""
    step = _round_step((high - low) / 4)
    decimals = next((places for places in range(MOST_DECIMALS) if round(step * 10**places, 6).is_integer()), MOST_DECIMALS)
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    values = [(first + number) * step for number in range(count)]
    return [
        {"value": value, "text": wording.number(value, decimals), "colour": palette.INK if value == low else palette.GRID}
        for value in values
    ]


def labels_below(labels: Sequence[str], width: int, height: int) -> list[Record]:
    """The labels under the plot, a record a line of text, `y` in pixels: as many as there is room for, the last always."""
    every, names = _written(labels, width)
    return [
        {"place": at, "y": height + 16 + LINE_HEIGHT * number, "text": line}
        for at, lines in enumerate(names)
        if (len(labels) - 1 - at) % every == 0
        for number, line in enumerate(lines)
    ]


def all_fit(labels: Sequence[str], width: int) -> bool:
    """Whether every label can be written below a plot."""
    return _written(labels, width)[0] == 1


def _written(labels: Sequence[str], width: int) -> tuple[int, list[list[str]]]:
    """How many labels there are to each that is written, and the lines of each: `2025/26` over two where room is short."""
    ways = [[_by_words(label) for label in labels], [_by_words(label.replace("/", " /")) for label in labels]]
    return min(((_step_of_labels(names, width), names) for names in ways), key=lambda way: way[0])


def upright_values(chart: Chart, labels: Sequence[str], low: float, high: float) -> dict[str, object]:
    """The numbers of a chart whose figures go up: the ends of both axes, and where its unit is written."""
    return {
        "first_place": -0.6,
        "last_place": len(labels) - 0.4,
        "low": low,
        "high": high,
        "unit": chart.unit,
        "unit_from": -40,
    }


def _by_words(label: str) -> list[str]:
    """A label over lines, as narrow as its longest word: `Oct` over `2026`."""
    return folded(label, min(max([4, *map(len, label.split())]), MOST_LETTERS_OF_A_LINE), 3).split("\n")


def _step_of_labels(names: Sequence[Sequence[str]], width: int) -> int:
    """How many labels there are to each that is written."""
    widest = max(len(line) for lines in names for line in lines)
    return math.ceil(len(names) * (min(widest, MOST_LETTERS_OF_A_LINE) * WIDTH_OF_LETTER + 6) / width)


def end_labels(ends: Sequence[End], low: float, high: float, height: int, characters: int) -> dict[str, list[Record]]:
    """Labels at the right, a record a line of text, and the links from each to the level it belongs to."""
    unit = (high - low) / height
    texts = [_end_text(end, characters) for end in ends]
    middles = spread(
        [(high - end.value) / unit for end in ends], [LINE_HEIGHT * (text.count("\n") + 1) + 2 for text in texts], height
    )
    levels = [high - middle * unit for middle in middles]
    return {
        "links": [{"value": end.value, "at": level} for end, level in zip(ends, levels, strict=True)],
        "ends": [line for level, text in zip(levels, texts, strict=True) for line in lines_of(text, level, unit)],
    }


def _end_text(end: End, characters: int) -> str:
    """The name, cut if it must be, and the figure, which never is."""
    name = folded(end.name, characters, 2)
    is_short = len(name.rsplit("\n", 1)[-1]) + 1 + len(end.shown) <= characters
    return f"{name}{' ' if is_short else chr(10)}{end.shown}".strip()


def lines_of(text: str, middle: float, unit: float) -> list[Record]:
    """A record for each line of a text, centred on a level; `unit` is what one pixel is worth there."""
    parts = text.split("\n")
    first = middle + unit * LINE_HEIGHT * (len(parts) - 1) / 2
    return [{"at": first - unit * LINE_HEIGHT * number, "text": part} for number, part in enumerate(parts)]


def values_of(chart: Chart) -> list[float]:
    return [point.value for series in chart.series for point in series.points if point.value is not None]
