"""Charts as pictures: one SVG for page, print and Word, with its name and description, drawn once for the same content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import typst
import vl_convert

from sightline.reports import palette
from sightline.reports.chart_bars import lay_out_groups, lay_out_years
from sightline.reports.chart_layout import NARROW, Layout, has_figures
from sightline.reports.chart_months import lay_out_months
from sightline.reports.chart_specs import EDGE, specification
from sightline.reports.document import Block, Chart, ChartKind, Report
from sightline.reports.typeface import font_folder

# Raised with every change of how a chart looks, so that pictures kept in a folder are drawn anew.
STYLE_VERSION = 5
# Points a pixel on paper: letters are of 8.6 points then, and the months and years of an indicator fit a page.
CHART_SCALE = 0.72
# Pictures of some 10 KB each.
MOST_KEPT = 2000
# Dots an inch of what Word shows.
RESOLUTION = 144
# Pictures that Typst holds in memory together.
AT_A_TIME = 8


@dataclass(frozen=True)
class Picture:
    """An SVG with its size in pixels; `svg` carries no name yet, for two charts may share a picture."""

    svg: str
    width: int
    height: int


LAYOUTS = {
    ChartKind.MONTHS: lay_out_months,
    ChartKind.YEARS: lay_out_years,
    ChartKind.GROUPS: lay_out_groups,
}
ANNOUNCED = re.compile(r' (?:role|class|aria-[a-z]+)="[^"]*"')
_drawn: dict[str, Picture] = {}


def draw(chart: Chart, folder: Path | None = None) -> Picture | None:
    """The picture of a chart; None where no point has a figure. `folder` keeps pictures from one run to the next."""
    if not has_figures(chart):
        return None
    layout = lay_out(chart)
    key = content_key(layout)
    if key not in _drawn:
        # A process that draws for weeks must not keep every picture that it ever drew.
        if len(_drawn) >= MOST_KEPT:
            _drawn.clear()
        _drawn[key] = Picture(_kept(folder, key) or _draw(layout, folder, key), layout.full_width, layout.full_height)
    return _drawn[key]


def lay_out(chart: Chart) -> Layout:
    """The layout of a chart that has figures."""
    return LAYOUTS[chart.kind](chart)


def draw_all(report: Report, folder: Path | None = None) -> int:
    """Draw every chart of a report before a renderer asks for it, and say how many were drawn.

    For whoever shows progress, or keeps pictures in a folder from one process to the next.
    """
    return sum(draw(block, folder) is not None for block in report.blocks() if isinstance(block, Chart))


def content_key(layout: Layout) -> str:
    """A hash of everything that decides how a picture looks."""
    content = (STYLE_VERSION, layout.kind, layout.width, layout.height, vars(layout.margins), layout.rows, layout.values)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def named(picture: Picture, chart: Chart) -> str:
    """The SVG as an image with a name and a description, for whoever cannot see it; ids come from the chart's key."""
    head, _, rest = picture.svg.partition(">")
    names = (
        f'<title id="chart-{escape(chart.key)}-title">{escape(chart.title)}</title>'
        f'<desc id="chart-{escape(chart.key)}-desc">{escape(description(chart))}</desc>'
    )
    return f'{head} role="img" aria-labelledby="chart-{escape(chart.key)}-title chart-{escape(chart.key)}-desc">{names}{rest}'


def description(chart: Chart) -> str:
    """What a chart shows, in words: its sentence, then where its figures are."""
    return f"{chart.sentence} The figures are in the table {chart.table.title}.".strip()


def see_table(chart: Chart) -> str:
    """Where the figures are of a chart whose table is printed elsewhere."""
    return f"Its figures are in the table {chart.table.title}."


def side_by_side(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks as they are printed: two charts that follow one another and are narrow go together, all else goes alone."""
    held: list[Block] = []
    for block in blocks:
        if held and not (_is_narrow(held[0]) and _is_narrow(block) and len(held) == 1):
            yield held
            held = []
        held.append(block)
    if held:
        yield held


def _is_narrow(block: Block) -> bool:
    return isinstance(block, Chart) and has_figures(block) and lay_out(block).full_width <= NARROW


def _kept(folder: Path | None, key: str) -> str | None:
    path = folder / f"{key}.svg" if folder else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else None


def _draw(layout: Layout, folder: Path | None, key: str) -> str:
    filled = fill(json.loads(_compiled(layout.kind)), layout)
    svg = tidied(vl_convert.vega_to_svg(filled))
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key}.svg").write_text(svg, encoding="utf-8")
    return svg


@cache
def _compiled(kind: ChartKind) -> str:
    """A kind's specification compiled to Vega, as text: what takes longest is done once."""
    vl_convert.register_font_directory(str(font_folder()))
    return json.dumps(vl_convert.vegalite_to_vega(specification(kind)))


def tidied(svg: str) -> str:
    """A picture as we want it where Vega has no word for it.

    The white edge of words comes under the words, not over them; and the parts of the picture are announced to nobody, for
    the picture as a whole has a name.
    """
    edge = f'stroke="{palette.WHITE}" stroke-width="{EDGE}"'
    tags = re.compile(r"<[^<>]+>")
    return tags.sub(lambda tag: ANNOUNCED.sub("", tag[0]), svg).replace(edge, f'{edge} paint-order="stroke"')


def fill(vega: dict[str, Any], layout: Layout) -> dict[str, Any]:
    """A compiled specification with a chart's rows, numbers and size in it."""
    margins = layout.margins
    vega |= {"width": layout.width, "height": layout.height, "autosize": {"type": "none"}}
    vega["padding"] = {"left": margins.left, "top": margins.top, "right": margins.right, "bottom": margins.bottom}
    for data in vega["data"]:
        if data["name"] in layout.rows:
            data["values"] = layout.rows[data["name"]]
    for signal in vega["signals"]:
        if signal["name"] in layout.values:
            signal["value"] = layout.values[signal["name"]]
    return vega


def rasterised(pictures: Mapping[str, Picture]) -> dict[str, bytes]:
    """Each picture as PNG, for programs that show no SVG. Typst draws them, a page a picture, a few at a time."""
    drawn: dict[str, bytes] = {}
    keys = list(pictures)
    for at in range(0, len(keys), AT_A_TIME):
        some = keys[at : at + AT_A_TIME]
        drawn |= zip(some, _pages([pictures[key] for key in some]), strict=True)
    return drawn


def _pages(pictures: Sequence[Picture]) -> list[bytes]:
    sources: Any = {f"{number}.svg": picture.svg.encode() for number, picture in enumerate(pictures)}
    pages = [
        f'#page(width: {picture.width * 0.75}pt, height: {picture.height * 0.75}pt, image("{number}.svg", width: 100%))'
        for number, picture in enumerate(pictures)
    ]
    sources["main.typ"] = "\n".join(["#set page(margin: 0pt)", *pages]).encode()
    # One page is given as bytes, more as a list; the type hints know only of the first.
    drawn: Any = typst.compile(sources, format="png", ppi=RESOLUTION, font_paths=[str(font_folder())], ignore_system_fonts=True)
    return drawn if isinstance(drawn, list) else [drawn]
