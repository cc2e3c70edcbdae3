"""How each kind of chart is drawn, in Altair: specified once a kind, filled with each chart's rows and numbers later.

Rows come by name (`points`, `bars`, `levels`, `ends` …) and numbers as parameters (`low`, `high`, `ticks` …), as
`chart_layout` gives them. Building a specification takes longer than filling it, so each is made and compiled once a run.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from sightline.reports import palette
from sightline.reports.document import ChartKind
from sightline.reports.typeface import STACK

LABEL_SIZE = 12
# The white edge around words, in pixels.
EDGE = 3
# Stands in for each parameter until a chart fills it.
PARAMETERS: dict[str, object] = {
    "low": 0, "high": 1, "first_place": 0, "last_place": 1, "unit": "", "unit_from": 0,
}  # fmt: skip


def specification(kind: ChartKind) -> dict[str, object]:
    """The Vega-Lite specification of a kind of chart, without its rows."""
    layers = {ChartKind.MONTHS: _months, ChartKind.YEARS: _years, ChartKind.GROUPS: _groups}[kind]()
    chart = (
        alt.layer(*layers)
        .add_params(*(alt.param(name=name, value=value) for name, value in PARAMETERS.items()))
        .properties(width=100, height=100, background=palette.WHITE)
        .configure(font=STACK, aria=False)
        .configure_view(stroke=None)
    )
    specified: dict[str, object] = chart.to_dict()
    return specified


def _given(name: str) -> alt.ExprRef:
    """A number that the layout gives, or a sum with one."""
    return alt.ExprRef(expr=name)


def _rows(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _figures_scale() -> alt.Scale:
    return alt.Scale(domainMin=_given("low"), domainMax=_given("high"), nice=False, zero=False)


def _places_scale(*, is_reversed: bool = False) -> alt.Scale:
    return alt.Scale(domainMin=_given("first_place"), domainMax=_given("last_place"), nice=False, zero=False, reverse=is_reversed)


def _up(field: str) -> alt.Y:
    """A figure, upwards."""
    return alt.Y(f"{field}:Q", scale=_figures_scale(), axis=None)


def _along(field: str) -> alt.X:
    """A figure, to the right."""
    return alt.X(f"{field}:Q", scale=_figures_scale(), axis=None)


def _across(field: str) -> alt.X:
    """A place on the axis of labels, to the right."""
    return alt.X(f"{field}:Q", scale=_places_scale(), axis=None)


def _down(field: str) -> alt.Y:
    """A place on the axis of labels, downwards."""
    return alt.Y(f"{field}:Q", scale=_places_scale(is_reversed=True), axis=None)


def _unscaled(channel: Any, field: str) -> Any:
    """A channel that takes what stands in the row as it is: a colour, a shape, a size."""
    return channel(field, scale=None, legend=None)


def _words(rows: alt.Chart, align: Any, baseline: Any, x: Any, y: Any, **more: Any) -> alt.Chart:
    """Words of the rows' `text`, in ink: a coloured letter is hard to read. A white edge keeps them clear of lines beneath.

    The edge is drawn first (`charts.tidied`): a second text under the first would take twice as long.
    """
    style: dict[str, Any] = {"fontSize": LABEL_SIZE, "fill": palette.INK, "stroke": palette.WHITE, "strokeWidth": EDGE} | more
    drawn: alt.Chart = rows.mark_text(align=align, baseline=baseline, strokeJoin="round", **style)
    return drawn.encode(x=x, y=y, text="text:N")


def _text(rows: alt.Chart, align: Any, x: Any, y: Any, **more: Any) -> alt.Chart:
    """Words that lie clear of everything, and so need no edge."""
    drawn: alt.Chart = rows.mark_text(align=align, baseline="middle", fontSize=LABEL_SIZE, color=palette.INK, **more)
    return drawn.encode(x=x, y=y, text="text:N")


def _of_row(field: str) -> alt.ExprRef:
    """What a row says of its own words: towards which side they run, how heavy they are."""
    return alt.ExprRef(expr=f"datum.{field}")


def _unit(y: alt.ExprRef) -> alt.Chart:
    """The unit, at the end of the axis of figures."""
    rows = alt.Chart(alt.InlineData(values=[{}]))
    text = rows.mark_text(align="left", baseline="bottom", fontSize=LABEL_SIZE, color=palette.QUIET_INK, text=_given("unit"))
    placed: alt.Chart = text.encode(x=alt.value(_given("unit_from")), y=alt.value(y))
    return placed


def _upright_axes() -> list[alt.Chart]:
    """Lines across at round figures with their words, and labels below. Vega's own axes take longer than all the rest."""
    lines = _rows("figures").mark_rule(strokeWidth=1).encode(
        x=alt.value(0), x2=alt.value(_given("width")), y=_up("value"), color=_unscaled(alt.Color, "colour:N")
    )  # fmt: skip
    return [
        lines,
        _text(_rows("figures"), "right", alt.value(-8), _up("value")),
        _text(_rows("labels"), "center", _across("place"), alt.Y("y:Q", scale=None, axis=None)),
    ]


def _level_lines() -> alt.Chart:
    lines: alt.Chart = _rows("levels").mark_rule(strokeWidth=1.25)
    return lines.encode(strokeDash=_unscaled(alt.StrokeDash, "dash:N"), color=_unscaled(alt.Color, "colour:N"))


def _levels() -> alt.Chart:
    """Targets, limits and neighbours across the plot."""
    return _level_lines().encode(x=alt.value(0), x2=alt.value(_given("width")), y=_up("value"))


def _ends() -> list[alt.Chart]:
    """What stands beside the right end of each line, with a link to its level where the words had to move."""
    link = _rows("links").mark_rule(color=palette.QUIET, strokeWidth=1)
    return [
        link.encode(x=alt.value(_given("width + 2")), x2=alt.value(_given("width + 12")), y=_up("value"), y2="at:Q"),
        _words(_rows("ends"), "left", "middle", alt.value(_given("width + 16")), _up("at")),
    ]


def _breaks() -> list[alt.Chart]:
    """Where counting changed: a dotted line between two labels, with what changed above it."""
    line = _rows("breaks").mark_rule(color=palette.INK, strokeDash=[1, 3], strokeWidth=1.5)
    return [
        line.encode(x=_across("place"), y=alt.value(-2), y2=alt.value(_given("height"))),
        _words(_rows("breaks"), "center", "bottom", _across("place"), alt.value(-5)),
    ]


def _months() -> list[alt.Chart]:
    line = _rows("points").mark_line(strokeCap="butt").encode(
        x=_across("place"), y=_up("value"), color=_unscaled(alt.Color, "colour:N"), detail="segment:N",
        strokeWidth=_unscaled(alt.StrokeWidth, "width:Q"),
        strokeDash=_unscaled(alt.StrokeDash, "dash:N"),
    )  # fmt: skip
    marks = _rows("points").mark_point(filled=True, opacity=1, stroke=palette.WHITE, strokeWidth=1).encode(
        x=_across("place"), y=_up("value"), fill=_unscaled(alt.Fill, "colour:N"),
        size=_unscaled(alt.Size, "size:Q"), shape=_unscaled(alt.Shape, "shape:N"),
    )  # fmt: skip
    words = _words(_rows("words"), _of_row("side"), "middle", _across("place"), _up("at"), fontWeight="bold")
    return [*_upright_axes(), _levels(), *_breaks(), line, marks, words, *_ends(), _unit(_given("-10"))]


def _bars_drawn() -> alt.Chart:
    bars: alt.Chart = _rows("bars").mark_rect(strokeWidth=1)
    return bars.encode(fill=_unscaled(alt.Fill, "fill:N"), stroke=_unscaled(alt.Stroke, "outline:N"))


def _key() -> list[alt.Chart]:
    """Names of several series above the plot, each behind a square of its colour, in the order of the bars."""
    x, y = alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)
    square = _rows("series").mark_point(shape="square", filled=True, opacity=1, size=110)
    return [
        square.encode(x=x, y=y, fill=_unscaled(alt.Fill, "fill:N")),
        _words(_rows("series"), "left", "middle", x, y, dx=9),
    ]


def _years() -> list[alt.Chart]:
    bars = _bars_drawn().encode(x=_across("first"), x2="last:Q", y=_up("value"), y2=alt.datum(0))
    figures = _words(_rows("bars"), "center", "bottom", _across("middle"), _up("value"), dy=-3)
    return [*_upright_axes(), bars, _levels(), figures, *_breaks(), *_ends(), *_key(), _unit(_given("-10"))]


def _groups() -> list[alt.Chart]:
    along, middle = _along("value"), _down("middle")
    bars = _bars_drawn().encode(x=along, x2=alt.datum(0), y=_down("first"), y2="last:Q")
    names = _words(_rows("group_names"), "right", "middle", alt.value(0), _down("at"), dx=-8, fontWeight=_of_row("weight"))
    rise = alt.Y("rise:Q", scale=None, axis=None)
    level = _level_lines().encode(x=along, y=rise, y2=alt.value(_given("height")))
    lines = _rows("figures").mark_rule(strokeWidth=1).encode(
        y=alt.value(0), y2=alt.value(_given("height")), x=along, color=_unscaled(alt.Color, "colour:N")
    )  # fmt: skip
    return [
        lines,
        _text(_rows("figures"), "center", along, alt.value(_given("height + 14"))),
        bars,
        level,
        _words(_rows("bars"), "left", "middle", along, middle, dx=4),
        names,
        _words(_rows("levels"), _of_row("side"), "bottom", along, rise),
        *_key(),
        _unit(_given("height + 36")),
    ]
