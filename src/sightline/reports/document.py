"""A report before anyone chooses a format: sections of words, tables and charts, every figure in them traceable.

Renderers read this and nothing else. What is displayed is decided here, once (`Cell.shown`); a renderer only places it, so a
figure is the same on the page, in print, in the workbook and in the CSV.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sightline.judgement.tolerance import Rating
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window


@dataclass(frozen=True)
class FigureKey:
    """Which figure a cell holds: enough to find the observation behind it, and the children behind that."""

    indicator: str
    period: Month
    window: Window
    breakdown: str = "all"
    group: str = ""
    authority: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in one place: as displayed, with a few words beneath (`41 of 53`) and the sentence behind it.

    `value` is the figure, where the cell holds one, with what stood above and below the line; `figure` says which
    observation it is, where it is one; `rating` is that of a cell which says one.
    """

    shown: str = ""
    note: str = ""
    value: float | None = None
    reason: str = ""
    rating: Rating = Rating.NOT_JUDGED
    numerator: float | None = None
    denominator: float | None = None
    figure: FigureKey | None = None

    @property
    def says_something(self) -> bool:
        """Whether it holds more than a dash."""
        return self.shown not in {"", wording.DASH}


EMPTY = Cell()


@dataclass(frozen=True)
class Column:
    """One column: its name for renderers, its heading, and whether it holds figures or words."""

    name: str
    heading: str
    holds_figures: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: its header, then one cell a column. `note` is a few words under the header.

    `group` is the heading that it stands under together with its neighbours, such as a section of a scorecard.
    """

    header: str
    cells: tuple[Cell, ...]
    note: str = ""
    group: str = ""


@dataclass(frozen=True)
class Table:
    """A table with one header column and one header row, so that every cell can be announced with both.

    `key` is unique in its report and serves as sheet name, file name and anchor: lower case, digits and hyphens.
    """

    key: str
    title: str
    row_heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


class ChartKind(StrEnum):
    """How the points of a chart are drawn."""

    MONTHS = "months"
    """A line over months, with limits, target and signals."""
    YEARS = "years"
    """Bars over years, or over quarters."""
    GROUPS = "groups"
    """A bar a group: benchmarks, teams, sources."""


@dataclass(frozen=True)
class Point:
    """One point: its label on the axis, the figure as displayed, and the words of a signal where it carries one.

    A `value` of None is a gap, never a zero.
    """

    label: str
    value: float | None
    shown: str = ""
    signal: str = ""


@dataclass(frozen=True)
class Series:
    """Points that belong together. `name` stands beside the line or bar, so that colour is never needed to tell it."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class ReferenceLine:
    """A level that the figures are read against: a target, England, a process limit. `dashed` for what is not a target."""

    name: str
    value: float
    shown: str
    dashed: bool = True


@dataclass(frozen=True)
class Chart:
    """A chart, the sentence that it supports, and the table of what it draws: none of the three goes without the others."""

    key: str
    title: str
    sentence: str
    kind: ChartKind
    series: tuple[Series, ...]
    table: Table
    unit: str = ""
    lines: tuple[ReferenceLine, ...] = ()
    # Axis labels from which counting is another, with what changed: the line is broken before them.
    breaks: tuple[tuple[str, str], ...] = ()


class ProseKind(StrEnum):
    """What a passage is, so that written analysis can be proof-read and a locked block cannot be typed over."""

    TEXT = "text"
    DEFINITION = "definition"
    ANALYSIS = "analysis"
    DRAFTED = "drafted"
    DATA_NOTE = "data_note"
    ACTION = "action"
    NARRATIVE = "narrative"


@dataclass(frozen=True)
class Prose:
    """Paragraphs of plain text, each its own string. `heading` stands over them, one level below the section's."""

    paragraphs: tuple[str, ...]
    kind: ProseKind = ProseKind.TEXT
    heading: str = ""
    # Who wrote it and in which state it is, for what people wrote.
    author: str = ""
    state: str = ""
    # The figures that each paragraph rests on, where that is known: what is hidden in a table is hidden in words too.
    figures: tuple[tuple[FigureKey, ...], ...] = ()


@dataclass(frozen=True)
class Points:
    """A list of short sentences."""

    items: tuple[str, ...]
    heading: str = ""
    numbered: bool = False


@dataclass(frozen=True)
class Pairs:
    """Terms and what they are: document control, a definition's particulars."""

    pairs: tuple[tuple[str, str], ...]
    heading: str = ""


Block = Prose | Points | Pairs | Table | Chart


@dataclass(frozen=True)
class Section:
    """A heading with its blocks, then its sections. `number` is that of the published report (`2.3`), where it has one."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    number: str = ""
    # A topic begins a page of its own in print.
    starts_page: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report, for one audience. `control` is the document control: issue, status, created, extract, as at.

    `period` is the month that it is about.
    """

    key: str
    title: str
    subtitle: str
    audience: Audience
    control: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    language: str = "en-GB"
    notes: tuple[str, ...] = field(default=())
    period: Month | None = None

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Every section with its depth (1 for the top), in reading order."""
        stack = [(1, section) for section in reversed(self.sections)]
        while stack:
            depth, section = stack.pop()
            yield depth, section
            stack.extend((depth + 1, inner) for inner in reversed(section.sections))

    def blocks(self) -> Iterator[Block]:
        """Every block, in reading order."""
        for _, section in self.walk():
            yield from section.blocks

    def tables(self) -> Iterator[Table]:
        """Every table, those beside charts included, in reading order."""
        for block in self.blocks():
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Chart):
                yield block.table
