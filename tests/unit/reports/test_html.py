"""The page: one that can be heard as well as seen, whole without a network, in which nothing written becomes markup."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import html

from sightline.reports.document import Prose
from sightline.reports.html import render_html
from tests.support.sample_report import ACCENTS, FORMULA, SCRIPT, report_of, sample_report, scorecard_table


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.document_fromstring(render_html(sample_report()))


def test_it_has_one_title_a_language_and_no_skipped_heading(page: html.HtmlElement) -> None:
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title") == sample_report().title
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_ids_are_given_once_and_links_lead_somewhere(page: html.HtmlElement) -> None:
    ids = Counter(page.xpath("//@id"))
    assert max(ids.values()) == 1
    assert {link.removeprefix("#") for link in page.xpath("//a/@href")} <= set(ids)
    named = {name for names in page.xpath("//@aria-labelledby") for name in names.split()}
    assert named <= set(ids)
    # The contents lead to each section.
    assert {f"#{section.key}" for _, section in sample_report().walk()} <= set(page.xpath("//nav//a/@href"))


def test_every_cell_is_under_a_header_and_beside_one(page: html.HtmlElement) -> None:
    tables = page.xpath("//table")
    assert len(tables) == 6
    for table in tables:
        assert table.findtext("caption")
        heads = table.xpath("thead/tr/th")
        assert {head.get("scope") for head in heads} == {"col"}
        for row in table.xpath("tbody/tr[not(th/@scope='rowgroup')]"):
            assert [header.get("scope") for header in row.xpath("th")] == ["row"]
            assert len(row.xpath("td")) == len(heads) - 1
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0") and region.get("aria-label")


def test_a_chart_has_its_sentence_its_name_and_its_table(page: html.HtmlElement) -> None:
    figures = page.xpath("//figure")
    assert len(figures) == 4
    for figure in figures:
        assert figure.xpath("string(figcaption)")
        assert figure.xpath(".//details//table")
    pictures = page.xpath("//figure//*[local-name()='svg']")
    assert len(pictures) == 3
    for picture in pictures:
        assert picture.get("role") == "img"
        title, description = picture.get("aria-labelledby").split()
        assert page.get_element_by_id(title).text and "figures are in the table" in page.get_element_by_id(description).text
    assert "There are no figures to draw." in figures[-1].text_content()


def test_what_was_written_stays_words(page: html.HtmlElement) -> None:
    assert not page.xpath("//script")
    text = page.text_content()
    for words in (SCRIPT, ACCENTS, FORMULA):
        assert words in text


def test_nothing_is_fetched(page: html.HtmlElement) -> None:
    assert not page.xpath("//link|//img|//iframe|//@src|//@action|//object|//embed")
    assert "url(" not in page.findtext(".//style") and "@import" not in page.findtext(".//style")


def test_rows_stand_under_their_headings_and_comments_under_their_rows() -> None:
    page = html.document_fromstring(render_html(report_of(scorecard_table())))
    assert [header.text for header in page.xpath("//th[@scope='rowgroup']")] == ["Front door", "Care"]
    second = page.xpath("//th[@scope='row']")[1]
    assert [line.text for line in second.xpath("small")] == ["Supplied series.", "Second line."]
    assert page.xpath("//details[summary='▲ improving']")[0].text_content().endswith("It rose by 3.1 percentage points.")
    assert page.xpath("//span[@class='rating met']")[0].text == "● Met"


def test_who_wrote_it_is_said_where_somebody_did(page: html.HtmlElement) -> None:
    written = [block for block in sample_report().blocks() if isinstance(block, Prose) and block.author]
    assert [line.text for line in page.xpath("//p[@class='byline']")] == [f"{prose.author}, {prose.state}" for prose in written]


def test_the_same_report_is_the_same_page() -> None:
    assert render_html(sample_report()) == render_html(sample_report())
