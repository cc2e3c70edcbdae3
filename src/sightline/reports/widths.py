"""How wide the columns of a printed table are, in points, and where a table that no page can hold is parted.

Type of less than 8 points is not read, so a table is not shrunk to fit: it is parted between columns, and each part begins
with the row headers again. Widths come from the lengths of words, for a renderer has no ruler before it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.reports.document import Cell, Column, Table
from sightline.reports.reading import turned

# Points between the margins of A4 landscape, for print and Word alike.
ROOM = 756.0
FIGURE_SIZE, NOTE_SIZE = 8.0, 7.0
# A letter's width beside the size of its type: what Arial needs for figures; headings are bold.
LETTER, BOLD_LETTER = 0.56, 0.6
PADDING = 7.0
HEADER_WIDTH = (96.0, 170.0)
# The most that a column asks for: figures with their few words beneath, and sentences.
FIGURES_WIDTH, WORDS_WIDTH = 120.0, 330.0
# A word that is longer than this is broken wherever the line ends.
LONGEST_WORD = 22
ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True)
class Part:
    """Columns that are printed side by side: the width of the row headers, then place and width of each column."""

    header: float
    columns: tuple[tuple[int, float], ...]

    @property
    def width(self) -> float:
        return self.header + sum(width for _, width in self.columns)


def parts_of(table: Table, room: float) -> list[Part]:
    """The parts of a table on a page with so many points of room; one where it fits, and always at least one."""
    header = _header_width(table, room)
    needs = [_need(column, [row.cells[at] for row in table.rows]) for at, column in enumerate(table.columns)]
    least = [need for need, _ in needs]
    # As many parts as the page asks for, then about as much in each: one column left over would be a strange last part.
    parts = _filled(least, room - header)
    for limit in sorted({sum(least[first : last + 1]) for first in range(len(least)) for last in range(first, len(least))}):
        if limit <= room - header and len(even := _filled(least, limit)) == len(parts):
            parts = even
            break
    return [_stretched(header, places, needs, room) for places in parts]


def beneath_chart(table: Table, room: float) -> Table:
    """A chart's table as it is printed: on its side where that is lower and fits the page's width."""
    on_its_side = turned(table)
    is_lower = len(table.rows) > len(table.columns)
    return on_its_side if is_lower and len(parts_of(on_its_side, room)) == 1 else table


def _filled(least: Sequence[float], limit: float) -> list[list[int]]:
    """Columns in order, as many in each part as a limit holds, and one at least."""
    parts: list[list[int]] = [[]]
    for at, need in enumerate(least):
        if parts[-1] and sum(least[place] for place in parts[-1]) + need > limit:
            parts.append([])
        parts[-1].append(at)
    return parts


def title_of(table: Table, number: int, of: int) -> str:
    """The title over a part of a table."""
    return table.title if of == 1 else f"{table.title} (part {number} of {of})"


def breakable(text: str) -> str:
    """Text in which a word that is too long for any column may be broken."""
    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda word: ZERO_WIDTH_SPACE.join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterator[str]:
    return (word[at : at + LONGEST_WORD // 2] for at in range(0, len(word), LONGEST_WORD // 2))


def _stretched(header: float, places: Sequence[int], needs: Sequence[tuple[float, float]], room: float) -> Part:
    """Each column as wide as it would like to be, or as near as the page lets all of them."""
    least = sum(needs[at][0] for at in places)
    wanted = sum(needs[at][1] - needs[at][0] for at in places)
    share = min(max(room - header - least, 0) / wanted, 1.0) if wanted else 0.0
    return Part(header, tuple((at, needs[at][0] + share * (needs[at][1] - needs[at][0])) for at in places))


def _header_width(table: Table, room: float) -> float:
    longest = max([_line(table.row_heading), *(_line(row.header) for row in table.rows)])
    least, most = HEADER_WIDTH
    return min(max(longest, least), most, room / 2)


def _need(column: Column, cells: Sequence[Cell]) -> tuple[float, float]:
    """The width below which a word of the column would be broken, and the width at which it reads well."""
    texts = [(cell.shown, FIGURE_SIZE) for cell in cells] + [(cell.note, NOTE_SIZE) for cell in cells]
    texts.append((column.heading, FIGURE_SIZE * BOLD_LETTER / LETTER))
    least = max(_word(text, size) for text, size in texts)
    most = FIGURES_WIDTH if column.holds_figures else WORDS_WIDTH
    return least, min(max(_line(text, size) for text, size in texts), max(most, least))


def _line(text: str, size: float = FIGURE_SIZE) -> float:
    return max((len(line) for line in text.split("\n")), default=0) * size * LETTER + PADDING


def _word(text: str, size: float) -> float:
    return min(max((len(word) for word in text.split()), default=0), LONGEST_WORD) * size * LETTER + PADDING
