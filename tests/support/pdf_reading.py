"""Reading a PDF back: its words in the order they are drawn, and its tree of tags."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


def opened(printed: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(printed))


def squeezed(text: str) -> str:
    """Text without spaces, line ends and places where a word may break: lines fold, words do not change."""
    return re.sub(r"[\s\u200b\u00ad\u2060\ufeff]+", "", text)


def words_of(printed: bytes) -> str:
    """Every word on every page, squeezed, charts included."""
    with opened(printed) as document:
        return squeezed("".join(text for page in document.pages for text in _drawn(page, page.get("/Resources"))))


def _drawn(content: pikepdf.Object | pikepdf.Page, resources: pikepdf.Object) -> Iterator[str]:
    """What a content stream draws; a picture that is drawn in between has its own."""
    glyphs: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(content):
        name = str(operator)
        if name == "Tf":
            glyphs = _glyphs(resources.Font[operands[0]])
        elif name in {"Tj", "TJ"}:
            parts = operands[0] if name == "TJ" else [operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    held = bytes(part)
                    yield "".join(glyphs[int.from_bytes(held[at : at + 2])] for at in range(0, len(held), 2))
        elif name == "Do":
            inner = resources.XObject[operands[0]]
            if inner.get("/Subtype") == "/Form":
                yield from _drawn(inner, inner.get("/Resources"))


def _glyphs(font: pikepdf.Object) -> dict[int, str]:
    """The text of each glyph of a font, by its own map."""
    source = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in CHARACTERS.findall(source):
        found |= {int(glyph, 16): _text(text) for glyph, text in MAPPED.findall(block)}
    for block in RANGES.findall(source):
        for first, last, text in RANGE.findall(block):
            for at in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + at] = chr(int(text, 16) + at)
    return found


def _text(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be")


@dataclass(frozen=True)
class Tag:
    """An element of the tree of tags: its kind, the scope of a header cell, the words that stand for a picture."""

    kind: str
    scope: str = ""
    words: str = ""


def tags(printed: bytes) -> list[Tag]:
    """Every element of the tree of tags, in reading order."""
    with opened(printed) as document:
        return list(_below(document.Root.StructTreeRoot))


def _below(element: pikepdf.Object) -> Iterator[Tag]:
    held = element.get("/K")
    children = list(held) if isinstance(held, pikepdf.Array) else [held]
    for child in children:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield Tag(str(child.S).removeprefix("/"), _scope(child), str(child.get("/Alt", "")))
            yield from _below(child)


def _scope(element: pikepdf.Object) -> str:
    said = element.get("/A")
    for part in list(said) if isinstance(said, pikepdf.Array) else [said]:
        if part is not None and "/Scope" in part:
            return str(part.Scope).removeprefix("/")
    return ""
