"""The styles of a Word file. A council that wants its own look changes the styles, not the words."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from sightline.reports import palette
from sightline.reports.widths import FIGURE_SIZE, NOTE_SIZE

# Every office has it; the typeface that travels with Sightline would be replaced by whatever the reader's machine likes.
TYPEFACE = "Arial"
BYLINE, TABLE_TEXT, TABLE_NOTE, CONTENTS = "Byline", "Table Text", "Table Note", "Contents {}"
CONTENTS_LEVELS = 3
HEADING_SIZES = (18, 15, 12, 11, 11, 11, 11, 11, 11)


def set_styles(document: Document, language: str) -> None:
    """Type, sizes and colours of the built-in styles, and the few of our own."""
    _set_language(document, language)
    styles = document.styles
    for style in styles:
        if isinstance(style, ParagraphStyle):
            _plain(style)
    styles["Normal"].font.size = Pt(10)
    styles["Title"].font.size = Pt(24)
    styles["Subtitle"].font.size = Pt(13)
    for level, size in enumerate(HEADING_SIZES, start=1):
        styles[f"Heading {level}"].font.size = Pt(size)
        styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    caption = styles["Caption"]
    caption.font.size, caption.font.bold = Pt(9), True
    caption.paragraph_format.keep_with_next = True
    styles["Quote"].paragraph_format.left_indent = Pt(10)
    _add(document, BYLINE, 9, palette.QUIET_INK)
    _add(document, TABLE_TEXT, FIGURE_SIZE, palette.INK, is_tight=True)
    _add(document, TABLE_NOTE, NOTE_SIZE, palette.QUIET_INK, is_tight=True)
    for level in range(1, CONTENTS_LEVELS + 1):
        _add(document, CONTENTS.format(level), 10, palette.INK, is_tight=True)
        styles[CONTENTS.format(level)].paragraph_format.left_indent = Pt(14 * (level - 1))


def _add(document: Document, name: str, size: float, colour: str, *, is_tight: bool = False) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    if is_tight:
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)


def _plain(style: ParagraphStyle) -> None:
    """One typeface in ink: the fonts of a theme go before any that is named, so they are taken out."""
    style.font.name = TYPEFACE
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(palette.INK.removeprefix("#"))
    fonts = style.element.rPr.rFonts
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _set_language(document: Document, language: str) -> None:
    for held in document.styles.element.iter(qn("w:lang")):
        held.set(qn("w:val"), language)
