"""Names that a workbook allows: of sheets (31 letters, some barred), of tables, of columns; each given once."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_SHEET_NAME = 31
LONGEST_HEADING = 255


def sheet_names(keys: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """A sheet name for each table's key: `contacts-months` becomes `Contacts months`; one that is taken gets a number."""
    held = {name.casefold() for name in taken}
    names = []
    for key in keys:
        plain = re.sub(r"[\[\]:*?/\\\-_']+", " ", key).strip().capitalize() or "Table"
        names.append(_numbered(plain, LONGEST_SHEET_NAME, held))
    return names


def table_name(key: str) -> str:
    """A table's name for formulas: letters, digits and underscores, never one that reads as a cell's address."""
    return "Table_" + re.sub(r"\W", "_", key, flags=re.ASCII)


def headings(texts: Iterable[str]) -> list[str]:
    """Headings of a table's columns: none empty, none twice, for a workbook tells columns apart by them."""
    held: set[str] = set()
    return [_numbered(text.strip() or "Column", LONGEST_HEADING, held) for text in texts]


def _numbered(text: str, longest: int, held: set[str]) -> str:
    """The text, cut to fit, with the first number that makes it the only one; it is added to those held."""
    name, number = text[:longest], 1
    while name.casefold() in held:
        number += 1
        ending = f" ({number})"
        name = text[: longest - len(ending)] + ending
    held.add(name.casefold())
    return name
