"""The Word file: real headings, real tables whose header row comes again, pictures with words, links that lead somewhere."""

from __future__ import annotations

import io
import time

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from sightline.reports.document import Cell, Column, Row, Table
from sightline.reports.docx import render_docx
from tests.support.sample_report import ACCENTS, LONG_COMMENT, SCRIPT, large_table, report_of, sample_report


def opened(written: bytes) -> Document:
    return docx.Document(io.BytesIO(written))


@pytest.fixture(scope="module")
def document() -> Document:
    return opened(render_docx(sample_report()))


def test_headings_follow_the_sections(document: Document) -> None:
    headings = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if "Heading" in paragraph.style.name]
    assert ("Heading 1", "1 How to read it") in headings
    assert ("Heading 2", "Performance analysis") in headings
    assert ("Heading 2", f"2.1 Assessments & {SCRIPT}") in headings
    assert headings[-1] == ("Heading 1", "Notes")
    assert document.paragraphs[0].style.name == "Title" and document.paragraphs[0].text == sample_report().title


def test_the_contents_lead_to_every_section(document: Document) -> None:
    body = document.element.body
    marks = {mark.get(qn("w:name")): mark.getparent() for mark in body.iter(qn("w:bookmarkStart"))}
    links = list(body.iter(qn("w:hyperlink")))
    assert len(links) == 5
    for link in links:
        said = "".join(text.text for text in link.iter(qn("w:t")))
        assert "".join(text.text for text in marks[link.get(qn("w:anchor"))].iter(qn("w:t"))) == said
    assert "TOC" in "".join(part.text for part in body.iter(qn("w:instrText")))


def test_every_table_repeats_its_header_and_keeps_its_rows_whole(document: Document) -> None:
    assert len(document.tables) == 6
    for table in document.tables:
        rows = table._tbl.tr_lst
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
        # Programs differ in which widths they heed, so both are given and agree.
        grid = [column.get(qn("w:w")) for column in table._tbl.tblGrid]
        assert all([cell.get(qn("w:w")) for cell in row.iter(qn("w:tcW"))] == grid for row in rows)
        assert sum(map(int, grid)) <= 756 * 20 + len(grid)


def test_pictures_are_described(document: Document) -> None:
    described = [part.get("descr") for part in document.element.body.iter(qn("wp:docPr"))]
    assert len(described) == 3 and all("The figures are in the table" in words for words in described)
    for shape in document.inline_shapes:
        assert shape.width <= document.sections[0].page_width


def test_nothing_written_is_lost_or_a_field(document: Document) -> None:
    words = "\n".join(text.text or "" for text in document.element.body.iter(qn("w:t")))
    for text in (ACCENTS, SCRIPT, LONG_COMMENT, "There are no figures to draw."):
        assert text in words
    assert {part.text.split()[0] for part in document.element.body.iter(qn("w:instrText"))} == {"TOC"}


def test_a_second_numbered_list_begins_at_one(document: Document) -> None:
    steps = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "List Number"]
    numbers = [paragraph._p.pPr.numPr.numId.val for paragraph in steps]
    assert numbers[0] == numbers[1] != numbers[2]


def test_it_says_what_it_is_and_in_which_language(document: Document) -> None:
    assert document.core_properties.title == sample_report().title
    assert document.core_properties.language == "en-GB"
    assert {part.get(qn("w:val")) for part in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    table = Table("t", "T\x00", "Row", (Column("a", "A\x0b"),), (Row("r\x1f", (Cell("x\x08y"),)),))
    assert opened(render_docx(report_of(table))).tables[0].rows[1].cells[1].text == "xy"


def test_a_wide_table_is_parted_and_a_long_one_kept() -> None:
    wide = opened(render_docx(report_of(large_table("wide", 40, 3))))
    assert len(wide.tables) > 1
    assert sum(len(table.columns) - 1 for table in wide.tables) == 40
    (long,) = opened(render_docx(report_of(large_table("long", 3, 500)))).tables
    assert len(long._tbl.tr_lst) == 501


def test_the_same_report_is_the_same_file_later() -> None:
    first = render_docx(sample_report())
    time.sleep(2.1)
    assert render_docx(sample_report()) == first
