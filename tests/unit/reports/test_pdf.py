"""The printed report: tagged so that it can be heard, complete, and the same bytes each time."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from sightline.errors import SightlineError
from sightline.reports import typeface
from sightline.reports.document import Cell, Column, Report, Row, Table
from sightline.reports.pdf import render_pdf
from sightline.reports.widths import parts_of
from tests.support.pdf_reading import opened, squeezed, tags, words_of
from tests.support.sample_report import ACCENTS, LONG_COMMENT, SCRIPT, large_table, report_of, sample_report


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render_pdf(sample_report())


def test_it_says_what_it_is(printed: bytes) -> None:
    with opened(printed) as document:
        root = document.Root
        assert str(root.Lang) == "en-GB"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == sample_report().title
            assert metadata["pdfuaid:part"] == "1"


def test_bookmarks_follow_the_sections(printed: bytes) -> None:
    with opened(printed) as document, document.open_outline() as outline:
        top = [item.title for item in outline.root]
        assert top[-4:] == ["1 How to read it", "2 Topics", "3 Summary", "Notes"]
        topics = next(item for item in outline.root if item.title == "2 Topics")
        assert [item.title for item in topics.children] == [f"2.1 Assessments & {SCRIPT}"]


def test_every_header_cell_says_of_what(printed: bytes) -> None:
    found = tags(printed)
    headers = Counter(tag.scope for tag in found if tag.kind == "TH")
    kinds = Counter(tag.kind for tag in found)
    assert set(headers) == {"Column", "Row"}
    # Each row has one row header, but for the header row of each table and the two headings that rows stand under.
    assert headers["Row"] == kinds["TR"] - kinds["Table"] - 2
    assert kinds["THead"] == kinds["Table"] == 6


def test_every_picture_is_described(printed: bytes) -> None:
    described = [tag.words for tag in tags(printed) if tag.kind == "Figure"]
    assert len(described) == 3
    assert any("It was below its mean for two months" in words for words in described)


def test_nothing_is_lost(printed: bytes) -> None:
    words = words_of(printed)
    for text in (ACCENTS, SCRIPT, LONG_COMMENT, "Upper limit 94.2%", "Concern, low", "There are no figures to draw."):
        assert squeezed(text) in words, text
    assert "\ufffd" not in words


@pytest.mark.parametrize(("columns", "rows"), [(40, 12), (3, 500)])
def test_every_cell_of_a_large_table_is_printed(columns: int, rows: int) -> None:
    table = large_table("large", columns, rows)
    words = words_of(render_pdf(report_of(table)))
    parts = len(parts_of(table, 756))
    assert (parts > 1) == (columns == 40)
    for row in table.rows:
        assert words.count(squeezed(row.header)) >= parts
        assert all(squeezed(cell.shown) in words for cell in row.cells)
    with opened(render_pdf(report_of(table))) as document:
        pages = len(document.pages)
    # The header row comes again on every page that the table goes on to.
    if rows == 500:
        assert pages > 10 and words.count("Column0") >= pages - 1


def test_the_same_report_is_the_same_file(printed: bytes) -> None:
    assert render_pdf(sample_report()) == printed
    assert not re.search(rb"/CreationDate|/ModDate", printed)


def _of_words(*texts: str) -> Report:
    columns = tuple(Column(f"column_{at}", f"Column {at}") for at in range(len(texts)))
    return report_of(Table("words", "Words", "Row", columns, (Row("Row", tuple(Cell(text) for text in texts)),)))


def test_marks_of_ratings_and_directions_are_printed() -> None:
    words = words_of(render_pdf(_of_words("● Met", "◐ Near", "○ Not met", "▲ ▼ ► ▶", "– ≤ ≥ … ’")))
    for text in ("●Met", "◐Near", "○Notmet", "▲▼►▶", "–≤≥…’"):
        assert text in words


def test_letters_that_no_font_has_are_an_error_that_names_them() -> None:
    # A letter of a script that no font is made for: a private one.
    with pytest.raises(SightlineError, match="no font on this machine has the letters .*Install a font"):
        render_pdf(_of_words("\U000f1234"))


def test_a_missing_font_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeface, "FILES", ("NoSuchFont.ttf",))
    typeface.font_folder.cache_clear()
    with pytest.raises(SightlineError, match=r"NoSuchFont.ttf is missing from .* Install Sightline again"):
        render_pdf(report_of(large_table("t", 1, 1)))
    typeface.font_folder.cache_clear()
