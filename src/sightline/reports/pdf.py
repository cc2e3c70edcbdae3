"""A report as tagged PDF (PDF/UA-1 by Typst), A4 landscape, the same bytes for the same report.

Python decides what is printed and how wide columns are; `templates/report.typ` how it looks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Any

import typst

from sightline.errors import SightlineError
from sightline.reports import palette
from sightline.reports.chart_layout import NARROW
from sightline.reports.charts import CHART_SCALE, description, draw, see_table, side_by_side
from sightline.reports.document import Block, Cell, Chart, Pairs, Points, Prose, Report, Row, Table
from sightline.reports.pdf_tags import tag_row_headers
from sightline.reports.reading import NOTHING_TO_DRAW, byline, charts_with_tables, grouped, section_name
from sightline.reports.typeface import FAMILY, font_folder
from sightline.reports.widths import ROOM, Part, beneath_chart, breakable, parts_of, title_of

TEMPLATE = files("sightline.reports") / "templates" / "report.typ"
# The room of a chart beside another.
HALF_ROOM = 370.0
GUTTER = 14.0
# A table of more rows than this may leave its chart's page.
MOST_ROWS_TOGETHER = 12
# A row of more text than this may go on over the page's end; any other is kept whole.
LONG_ROW = 1200


def render_pdf(report: Report) -> bytes:
    """The PDF. Raises SightlineError where a font is missing or Typst cannot print what is asked for."""
    pictures: dict[str, bytes] = {}
    told = json.dumps(_told(report, pictures), ensure_ascii=False).encode()
    # Typst takes a file system of its own in place of a path; its type hints do not say so.
    sources: Any = {"main.typ": TEMPLATE.read_bytes(), "report.json": told, **pictures}
    try:
        printed = _compiled(sources, ignore_system_fonts=True)
    except typst.TypstError:
        # A letter that the typeface lacks may be in a font of this machine. Asked second, for then pages differ by machine.
        try:
            printed = _compiled(sources, ignore_system_fonts=False)
        except typst.TypstError as error:
            raise SightlineError(_complaint(report, str(error))) from error
    return tag_row_headers(printed)


def _compiled(sources: Any, *, ignore_system_fonts: bool) -> bytes:
    return typst.compile(
        sources,
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=[str(font_folder())],
        ignore_system_fonts=ignore_system_fonts,
    )


def _complaint(report: Report, said: str) -> str:
    """What to do about what Typst would not print."""
    lost = re.search(r"the text `(.*)` could not be displayed", said)
    if lost:
        return (
            f"The report '{report.key}' could not be printed: no font on this machine has the letters {lost[1]}."
            " Install a font that has them, or write them in Latin letters."
        )
    return f"The report '{report.key}' could not be printed: {said}"


def _told(report: Report, pictures: dict[str, bytes]) -> dict[str, Any]:
    """Everything the template reads. The SVG of each chart is put into `pictures` by its file name."""
    language, _, region = report.language.partition("-")
    printer = _Printer(charts_with_tables(report), pictures)
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "language": language,
        "region": region,
        "font": FAMILY,
        "ink": palette.INK,
        "quiet": palette.QUIET_INK,
        "focus": palette.FOCUS,
        "control": [list(map(breakable, pair)) for pair in report.control],
        "sections": [
            {
                "title": section_name(section),
                "level": depth,
                "starts_page": section.starts_page,
                "blocks": list(printer.blocks(section.blocks, depth + 1)),
            }
            for depth, section in report.walk()
        ],
        "notes": list(report.notes),
    }


class _Printer:
    """Blocks as the template reads them."""

    def __init__(self, with_tables: frozenset[str], pictures: dict[str, bytes]) -> None:
        self.with_tables = with_tables
        self.pictures = pictures

    def blocks(self, blocks: Iterable[Block], level: int) -> Iterator[dict[str, Any]]:
        """Each block, with charts of half a page's width two by two."""
        for run in side_by_side(blocks):
            charts = [chart for chart in run if isinstance(chart, Chart)]
            if charts:
                room = HALF_ROOM if len(charts) > 1 else ROOM
                yield {"kind": "charts", "charts": [self.chart(chart, room) for chart in charts]}
            else:
                yield self.block(run[0], level)

    def block(self, block: Block, level: int) -> dict[str, Any]:
        if isinstance(block, Table):
            return {"kind": "table", "parts": printed_parts(block, ROOM)}
        assert not isinstance(block, Chart)
        return {"heading": block.heading, "level": level} | _words(block)

    def chart(self, chart: Chart, room: float) -> dict[str, Any]:
        picture = draw(chart)
        file = f"{chart.key}.svg" if picture else None
        if picture and file:
            self.pictures[file] = picture.svg.encode()
        width = picture.width * CHART_SCALE if picture else 0.0
        # A narrow chart with the page to itself has room for its table beside it.
        beside = ROOM - width - GUTTER if picture and room == ROOM and picture.width <= NARROW else 0.0
        has_table = chart.key in self.with_tables
        printed = beneath_chart(chart.table, beside or room)
        tables = printed_parts(printed, beside or room) if has_table else []
        return {
            "title": chart.title,
            "sentence": chart.sentence,
            "file": file,
            "width": width,
            "alt": description(chart),
            "nothing": NOTHING_TO_DRAW,
            "beside": bool(beside and tables),
            "together": len(tables) <= 1 and len(printed.rows) <= MOST_ROWS_TOGETHER,
            "tables": tables,
            "see": "" if has_table else see_table(chart),
        }


def _words(block: Prose | Points | Pairs) -> dict[str, Any]:
    if isinstance(block, Pairs):
        return {"kind": "pairs", "pairs": [list(map(breakable, pair)) for pair in block.pairs]}
    if isinstance(block, Points):
        return {"kind": "points", "items": list(map(breakable, block.items)), "numbered": block.numbered}
    paragraphs = list(map(breakable, block.paragraphs))
    return {"kind": "prose", "prose": block.kind.value, "paragraphs": paragraphs, "byline": byline(block)}


def printed_parts(table: Table, room: float) -> list[dict[str, Any]]:
    """A table as one part, or as several where no page is wide enough for all its columns."""
    parts = parts_of(table, room)
    return [_part(table, part, number, len(parts)) for number, part in enumerate(parts, start=1)]


def _part(table: Table, part: Part, number: int, of: int) -> dict[str, Any]:
    columns = [table.columns[at] for at, _ in part.columns]
    rows: list[dict[str, Any]] = []
    for group, members in grouped(table):
        if group:
            rows.append({"group": breakable(group)})
        rows += [_row(row, [row.cells[at] for at, _ in part.columns]) for row in members]
    return {
        "title": title_of(table, number, of),
        "widths": [part.header, *(width for _, width in part.columns)],
        "aligns": ["left", *("right" if column.holds_figures else "left" for column in columns)],
        "head": [breakable(table.row_heading), *(breakable(column.heading) for column in columns)],
        "rows": rows,
        "notes": list(table.notes) if number == of else [],
    }


def _row(row: Row, cells: Sequence[Cell]) -> dict[str, Any]:
    header = {
        "shown": breakable(row.header),
        "notes": list(map(breakable, row.note.split("\n"))) if row.note else [],
        "colour": "",
    }
    said = [header, *map(_cell, cells)]
    longest = max(len(cell["shown"]) + sum(map(len, cell["notes"])) for cell in said)
    return {"cells": said, "breakable": longest > LONG_ROW}


def _cell(cell: Cell) -> dict[str, Any]:
    is_rated = cell.rating.value != "not_judged"
    return {
        "shown": breakable(cell.shown),
        "notes": [breakable(part) for part in cell.note.split("; ") if part],
        "colour": palette.RATING_TEXT[cell.rating] if is_rated else "",
    }
