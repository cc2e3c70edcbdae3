"""Parts of a Word file that python-docx has no words for: the contents field, bookmarks, page numbers, lists that begin anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from sightline.reports.docx_styles import CONTENTS, CONTENTS_LEVELS

# Characters that XML has no way to hold.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def printable(text: str) -> str:
    """Text that a Word file can hold: control characters, which nobody sees, are left out."""
    return UNPRINTABLE.sub("", text)


def element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML, with its attributes in the same namespace."""
    made: BaseOxmlElement = OxmlElement(tag)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def bookmark(heading: Paragraph, number: int) -> None:
    """Name a heading, so that the contents can lead to it."""
    heading._p.insert(1, element("w:bookmarkStart", id=str(number), name=_name(number)))
    heading._p.append(element("w:bookmarkEnd", id=str(number)))


def add_contents(document: Document, headings: Sequence[tuple[int, str]]) -> None:
    """The contents as a field whose result is written already: links to each heading, which Word replaces when it updates."""
    document.add_heading("Contents", 1)
    listed = [(at, level, text) for at, (level, text) in enumerate(headings) if level <= CONTENTS_LEVELS]
    for at, level, text in listed:
        paragraph = document.add_paragraph(style=CONTENTS.format(level))
        if at == listed[0][0]:
            for part in _field_start(f'TOC \\o "1-{CONTENTS_LEVELS}" \\h \\z \\u'):
                paragraph._p.append(part)
        link = element("w:hyperlink", anchor=_name(at), history="1")
        link.append(_run(printable(text)))
        paragraph._p.append(link)
        if at == listed[-1][0]:
            paragraph._p.append(_field_mark("end"))


def add_page_footer(section: Section, title: str, room: float) -> None:
    """The title and, so many points to its right, the number of the page at the foot of each."""
    paragraph = section.footer.paragraphs[0]
    # The style for footers brings tab stops of its own, for another size of page.
    paragraph.style = "Normal"
    paragraph.add_run(f"{printable(title)}\tPage ")
    for part in (*_field_start("PAGE"), _run("1"), _field_mark("end")):
        paragraph._p.append(part)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(room), WD_TAB_ALIGNMENT.RIGHT)


def new_numbering(document: Document) -> int:
    """A numbering of its own for a list, which begins at one again."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    of_style = style.pPr.numPr.numId.val
    abstract = next(num for num in numbering.num_lst if num.numId == of_style).abstractNumId.val
    num = numbering.add_num(abstract)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(num.numId)


def use_numbering(paragraph: Paragraph, number: int) -> None:
    """Put a paragraph in the list that has a numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _name(number: int) -> str:
    return f"section_{number}"


def _run(text: str) -> BaseOxmlElement:
    run = element("w:r")
    words = element("w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _field_start(instruction: str) -> list[BaseOxmlElement]:
    instructed = element("w:r")
    words = element("w:instrText")
    words.text = f" {instruction} "
    words.set(qn("xml:space"), "preserve")
    instructed.append(words)
    return [_field_mark("begin"), instructed, _field_mark("separate")]


def _field_mark(kind: str) -> BaseOxmlElement:
    run = element("w:r")
    run.append(element("w:fldChar", fldCharType=kind))
    return run
