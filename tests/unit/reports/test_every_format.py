"""What a report shows is shown by every format: nothing is lost, cut off or said otherwise on the way."""

from __future__ import annotations

import csv
import io

import docx
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from sightline.reports.csv import harmless, render_csv
from sightline.reports.document import Cell, Column, Report, Row, Table
from sightline.reports.docx import render_docx
from sightline.reports.html import render_html
from sightline.reports.pdf import render_pdf
from sightline.reports.xlsx import render_xlsx
from sightline.vocabulary import wording
from tests.support.pdf_reading import squeezed, words_of
from tests.support.sample_report import report_of, sample_report
from tests.support.workbook_reading import shown_words

FORMATS = ("html", "pdf", "docx", "xlsx", "csv")


def words_by_format(report: Report) -> dict[str, str]:
    """All that each format shows, without spaces, for a line may end anywhere."""
    word = docx.Document(io.BytesIO(render_docx(report))).element.body
    said = {
        "html": html.document_fromstring(render_html(report)).text_content(),
        "docx": "".join(text.text or "" for text in word.iter(qn("w:t"))),
        "xlsx": "\n".join(sorted(shown_words(render_xlsx(report)))),
        "csv": "\n".join(row["shown"] for row in csv.DictReader(io.StringIO(render_csv(report), newline=""))),
    }
    return {form: squeezed(text) for form, text in said.items()} | {"pdf": words_of(render_pdf(report))}


def assert_every_cell_is_shown(report: Report) -> None:
    words = words_by_format(report)
    for table in report.tables():
        for row in table.rows:
            for cell in row.cells:
                for form in FORMATS:
                    shown = harmless(cell.shown) if form == "csv" else cell.shown
                    assert squeezed(shown) in words[form], f"{form} lacks {cell.shown!r} of {table.key}"


def test_every_cell_of_every_table_is_in_every_format() -> None:
    assert_every_cell_is_shown(sample_report())


# Letters that all office typefaces have: what no font has is another test's matter.
PRINTED = st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=("Cc", "Cf", "Zs"))
WORDS = st.lists(st.text(PRINTED, max_size=40), max_size=6).map(" ".join)


@st.composite
def figures(draw: st.DrawFn) -> Cell:
    value = draw(st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 2)))
    unit, places = draw(st.sampled_from([("", 0), ("%", 1), ("per 10,000", 1), ("days", 0), ("", 2)]))
    return Cell(wording.figure(value, unit, places), draw(WORDS), value)


CELLS = st.one_of(figures(), st.builds(Cell, WORDS), st.just(Cell(wording.DASH)), st.just(Cell("c", value=None)))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    across = draw(st.integers(1, 24))
    columns = tuple(Column(f"column_{at}", draw(WORDS) or "Column", draw(st.booleans())) for at in range(across))
    rows = [
        Row(draw(WORDS) or "Row", tuple(draw(CELLS) for _ in columns), draw(WORDS), group)
        for group in draw(st.lists(st.sampled_from(["", "First", "Second"]), min_size=1, max_size=4))
    ]
    return Table(
        "drawn", draw(WORDS) or "Table", draw(WORDS) or "Row", columns, tuple(rows), tuple(draw(st.lists(WORDS, max_size=2)))
    )


@settings(max_examples=25)
@given(tables())
def test_any_table_is_shown_whole_by_every_format(table: Table) -> None:
    assert_every_cell_is_shown(report_of(table))
