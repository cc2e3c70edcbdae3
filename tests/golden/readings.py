"""A report, and each format of it, as lines that a person can read in review and compare."""

from __future__ import annotations

import io
import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import docx
import pikepdf
from docx.oxml.ns import qn
from lxml import html

from sightline.judgement.tolerance import Rating
from sightline.reports.charts import description
from sightline.reports.csv import render_csv
from sightline.reports.document import Block, Cell, Chart, FigureKey, Point, ReferenceLine, Report
from sightline.reports.docx import render_docx
from sightline.reports.html import render_html
from sightline.reports.pdf import render_pdf
from sightline.reports.xlsx import render_xlsx
from sightline.vocabulary.periods import Month
from tests.support.pdf_reading import opened as opened_print
from tests.support.pdf_reading import tags, words_of
from tests.support.workbook_reading import displayed, opened

WIDTH = 140
READ = "h1|h2|h3|h4|h5|h6|p|li|dt|dd|caption|th|td|summary|figcaption"


def document(report: Report) -> Iterator[str]:
    """The document itself, a cell or a point a line; what is as it is by default is left out."""
    yield from json.dumps(_plain(report), indent=1, ensure_ascii=False).splitlines()


def _plain(value: object) -> Any:
    if isinstance(value, Cell | Point | ReferenceLine):
        return " ¦ ".join(f"{name} {_plain(each)}" for name, each in _said(value).items()) or "–"
    if isinstance(value, FigureKey):
        return " ".join(str(part) for part in (value.indicator, value.period, value.window, value.group) if part)
    if isinstance(value, Month):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {name: _plain(each) for name, each in _said(value).items()}
        return {type(value).__name__.lower(): kept} if isinstance(value, Block) else kept
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _said(value: Any) -> dict[str, Any]:
    """The fields that say something."""
    held = {each.name: getattr(value, each.name) for each in fields(value)}
    return {name: each for name, each in held.items() if each not in ("", (), None, False, Rating.NOT_JUDGED)}


def page(report: Report) -> Iterator[str]:
    """The page: each element that holds words, in order."""
    for element in html.document_fromstring(render_html(report)).xpath(" | ".join(f"//{tag}" for tag in READ.split("|"))):
        yield f"{element.tag}: {' '.join(element.text_content().split())}"


def word(report: Report) -> Iterator[str]:
    """The Word file: each paragraph with its style, pictures by their words, tables by their rows."""
    file = docx.Document(io.BytesIO(render_docx(report)))
    for part in file.iter_inner_content():
        if isinstance(part, docx.table.Table):
            for row in part.rows:
                yield f"row: {' | '.join(' '.join(cell.text.split()) for cell in row.cells)}"
        else:
            style = part.style.name if part.style is not None else ""
            yield f"{style}: {' '.join(part.text.split())}"
    yield from (f"picture: {each.get('descr')}" for each in file.element.body.iter(qn("wp:docPr")))


def workbook(report: Report) -> Iterator[str]:
    """The workbook: each sheet with its tables and panes, each cell with its format."""
    for sheet in opened(render_xlsx(report)).worksheets:
        yield f"sheet: {sheet.title}, tables {sorted(sheet.tables)}, panes {sheet.freeze_panes}"
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value is not None:
                    yield f"{cell.coordinate} [{cell.number_format}]: {' '.join(displayed(cell).split())}"


def printed(report: Report) -> Iterator[str]:
    """The print: its language, its bookmarks, how often each tag occurs, and every word without spaces."""
    content = render_pdf(report)
    with opened_print(content) as file:
        yield f"language: {file.Root.Lang}"
        with file.open_outline() as outline:
            yield from _bookmarks(outline.root, 0)
    kinds = [tag.kind for tag in tags(content)]
    yield f"tags: {', '.join(f'{kind} {kinds.count(kind)}' for kind in sorted(set(kinds)))}"
    # Dots lead the eye to a page's number; a page begins where the number of the one before ends.
    words = re.sub(r"\.{4,}", "…", words_of(content))
    for page_of_words in re.split(r"(?<=Page\dof\d)", words):
        yield from textwrap.wrap(page_of_words, WIDTH)


def _bookmarks(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[str]:
    for item in items:
        yield f"bookmark: {'  ' * depth}{item.title}"
        yield from _bookmarks(item.children, depth + 1)


def charts(report: Report) -> Iterator[str]:
    """What is said of each chart to those who do not see it."""
    for block in report.blocks():
        if isinstance(block, Chart):
            yield f"{block.key}: {description(block)}"


def rows(report: Report) -> Iterator[str]:
    """The tidy CSV."""
    yield from render_csv(report).splitlines()


READINGS: Mapping[str, Callable[[Report], Iterator[str]]] = {
    "document.json": document,
    "page.txt": page,
    "word.txt": word,
    "workbook.txt": workbook,
    "print.txt": printed,
    "charts.txt": charts,
    "rows.csv": rows,
}


def read(name: str, report: Report) -> str:
    """The text of one golden file."""
    return "\n".join(READINGS[name](report)) + "\n"
