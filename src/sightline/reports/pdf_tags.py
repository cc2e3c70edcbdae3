"""Row headers in the tags of a PDF, which Typst does not write: the first cell of each row below the header becomes one.

Typst tags the header row (`TH`, scope column) and every other cell as `TD`. A reader who moves down a column of a table of
forty rows must be told which row each figure is in.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name


def tag_row_headers(printed: bytes) -> bytes:
    """The same PDF with row headers, its bytes decided by its content alone."""
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed)) as document:
        for body in _elements(document.Root.StructTreeRoot, "/TBody"):
            for row in _children(body):
                first = next((cell for cell in _children(row) if cell.get("/S") == "/TD"), None)
                if first is not None:
                    first.S = Name.TH
                    _set_scope(first)
        document.save(held, deterministic_id=True, preserve_pdfa=True)
    return held.getvalue()


def _set_scope(cell: pikepdf.Object) -> None:
    """Add the scope to what the cell says of itself, such as how many columns it spans."""
    scope = Dictionary(O=Name.Table, Scope=Name.Row)
    said = cell.get("/A")
    if said is None:
        cell.A = scope
    elif isinstance(said, Array):
        said.append(scope)
    else:
        cell.A = Array([said, scope])


def _elements(top: pikepdf.Object, name: str) -> Iterator[pikepdf.Object]:
    """Every element of a kind in the tree of tags. Without recursion: a report's tree is as deep as it likes."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == name:
            yield element
        waiting.extend(_children(element))


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    """The elements below one, without the marks of content on the page."""
    below = element.get("/K")
    if below is None:
        return []
    held = list(below) if isinstance(below, Array) else [below]
    return [child for child in held if isinstance(child, Dictionary) and child.get("/Type") != "/MCR"]
