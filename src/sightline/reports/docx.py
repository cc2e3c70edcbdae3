"""A report as a Word file: heading styles, a contents list, real tables with repeated header rows, pictures with words.

The file is the same, byte for byte, for the same report; whatever was written is text, never a field.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from sightline.reports.charts import CHART_SCALE, description, draw, rasterised, see_table, side_by_side
from sightline.reports.document import Block, Chart, Pairs, Points, Prose, ProseKind, Report, Table
from sightline.reports.docx_parts import add_contents, add_page_footer, bookmark, new_numbering, printable, use_numbering
from sightline.reports.docx_styles import BYLINE, TABLE_NOTE, set_styles
from sightline.reports.docx_tables import add_table
from sightline.reports.reading import NOTHING_TO_DRAW, byline, charts_with_tables, section_name
from sightline.reports.widths import ROOM, beneath_chart

DEEPEST_HEADING = 9
# The moment a file must name; without one it would be the present.
MADE = datetime(1980, 1, 1)


def render_docx(report: Report) -> bytes:
    """The Word file. Raises SightlineError where a font for the charts is missing."""
    document = docx.Document()
    set_styles(document, report.language)
    _set_page(document, report)
    _Writer(document, report).write()
    held = io.BytesIO()
    document.save(held)
    return _without_clock(held.getvalue())


def _set_page(document: Document, report: Report) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(14), Mm(17)
    add_page_footer(section, report.title, ROOM)
    properties = document.core_properties
    properties.title, properties.subject = printable(report.title)[:255], printable(report.subtitle)[:255]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = report.language
    properties.created = properties.modified = MADE


def _without_clock(written: bytes) -> bytes:
    """The same archive with each part's time set to the first that an archive can name."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as plain:
        for part in old.infolist():
            plain.writestr(zipfile.ZipInfo(part.filename, MADE.timetuple()[:6]), old.read(part), zipfile.ZIP_DEFLATED)
    return held.getvalue()


class _Writer:
    """Writes a report's parts at the end of a document, in reading order."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report
        self.with_tables = charts_with_tables(report)
        charts = [block for block in report.blocks() if isinstance(block, Chart)]
        drawn = {chart.key: picture for chart in charts if (picture := draw(chart)) is not None}
        self.pictures = {key: (png, drawn[key].width) for key, png in rasterised(drawn).items()}

    def write(self) -> None:
        report = self.report
        self.paragraph(report.title, "Title")
        self.paragraph(report.subtitle, "Subtitle")
        self.pairs(Pairs(report.control))
        headings = [(min(depth, DEEPEST_HEADING), section_name(section)) for depth, section in report.walk()]
        if report.notes:
            headings.append((1, "Notes"))
        add_contents(self.document, headings)
        for number, (depth, section) in enumerate(report.walk()):
            heading = self.document.add_heading(printable(section_name(section)), min(depth, DEEPEST_HEADING))
            heading.paragraph_format.page_break_before = section.starts_page
            bookmark(heading, number)
            self.blocks(section.blocks, min(depth + 1, DEEPEST_HEADING))
        if report.notes:
            bookmark(self.document.add_heading("Notes", 1), len(headings) - 1)
            for note in report.notes:
                self.paragraph(note)

    def blocks(self, blocks: Iterable[Block], level: int) -> None:
        for run in side_by_side(blocks):
            if isinstance(run[0], Chart):
                self.charts([chart for chart in run if isinstance(chart, Chart)])
            else:
                self.block(run[0], level)

    def block(self, block: Block, level: int) -> None:
        if isinstance(block, Table):
            add_table(self.document, block, ROOM)
        elif not isinstance(block, Chart):
            if block.heading:
                self.document.add_heading(printable(block.heading), level)
            if isinstance(block, Pairs):
                self.pairs(block)
            elif isinstance(block, Points):
                self.points(block)
            else:
                self.prose(block)

    def paragraph(self, text: str, style: str | None = None) -> None:
        self.document.add_paragraph(printable(text), style)

    def prose(self, prose: Prose) -> None:
        is_analysis = prose.kind in {ProseKind.ANALYSIS, ProseKind.DRAFTED}
        for paragraph in prose.paragraphs:
            self.paragraph(paragraph, "Quote" if is_analysis else None)
        if byline(prose):
            self.paragraph(byline(prose), BYLINE)

    def points(self, points: Points) -> None:
        number = new_numbering(self.document) if points.numbered else None
        for item in points.items:
            paragraph = self.document.add_paragraph(printable(item), "List Number" if points.numbered else "List Bullet")
            if number is not None:
                use_numbering(paragraph, number)

    def pairs(self, pairs: Pairs) -> None:
        for term, what in pairs.pairs:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(f"{printable(term)}: ").bold = True
            paragraph.add_run(printable(what))

    def charts(self, charts: Sequence[Chart]) -> None:
        """What each chart shows, then the pictures beside one another, then their tables."""
        for chart in charts:
            said = self.document.add_paragraph()
            said.paragraph_format.keep_with_next = True
            said.add_run(f"{printable(chart.title)} ").bold = True
            said.add_run(printable(chart.sentence))
            if chart.key not in self.pictures:
                self.paragraph(NOTHING_TO_DRAW)
        self.draw([chart for chart in charts if chart.key in self.pictures])
        for chart in charts:
            if chart.key in self.with_tables:
                add_table(self.document, beneath_chart(chart.table, ROOM), ROOM)
            else:
                self.paragraph(see_table(chart), TABLE_NOTE)

    def draw(self, charts: Sequence[Chart]) -> None:
        paragraph = self.document.add_paragraph()
        for chart in charts:
            png, width = self.pictures[chart.key]
            shown = paragraph.add_run().add_picture(io.BytesIO(png), width=Pt(width * CHART_SCALE))
            shown._inline.docPr.set("descr", printable(description(chart)))
            shown._inline.docPr.set("title", printable(chart.title))
