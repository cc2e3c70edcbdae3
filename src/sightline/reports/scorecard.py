"""A scorecard as a document: headings, lines and cells in words and figures, for any renderer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sightline.judgement.tolerance import Rating
from sightline.reports import document
from sightline.reports.document import EMPTY, Cell, Column, Report, Row, Table
from sightline.vocabulary.audience import Audience

# A rating is said by a word and a mark, so that colour never carries it alone.
RATING_MARKS = {Rating.MET: "●", Rating.NEAR: "◐", Rating.NOT_MET: "○", Rating.NOT_JUDGED: ""}
RATING_WORDS = {Rating.MET: "Met", Rating.NEAR: "Near", Rating.NOT_MET: "Not met", Rating.NOT_JUDGED: ""}
ARROWS = {"up": "▲", "down": "▼", "same": "►", "": ""}


@dataclass(frozen=True)
class Line:
    """One indicator on a scorecard. `cells` is by the name of the column; `cautions` are what the verdict turns on."""

    indicator: str
    name: str
    window: str
    cells: Mapping[str, Cell]
    note: str = ""
    comments: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def cell(self, column: Column) -> Cell:
        """What stands in a column; an empty cell where there is nothing."""
        return self.cells.get(column.name, EMPTY)


@dataclass(frozen=True)
class Section:
    """A heading with its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Scorecard:
    """A whole scorecard. `columns` are those to be read side by side, `every_column` all that are known of each line."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    every_column: tuple[Column, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = field(default=())

    def lines(self) -> Sequence[tuple[str, Line]]:
        """Each line with the title of its section."""
        return [(section.title, line) for section in self.sections for line in section.lines]


def as_report(card: Scorecard, *, in_one_table: bool = False) -> Report:
    """The scorecard as a report, for the renderers: a section with its table for each heading, as a page is read, or one
    table of every line, as a workbook is sorted.
    """
    if in_one_table:
        rows = tuple(_row(card, line, section) for section, line in card.lines())
        sections: tuple[document.Section, ...] = (_report_section("scorecard", card.title, card, rows),)
    else:
        sections = tuple(
            _report_section(f"scorecard-{number}", section.title, card, tuple(_row(card, line) for line in section.lines))
            for number, section in enumerate(card.sections, start=1)
        )
    return Report("scorecard", card.title, card.subtitle, Audience.LEADERSHIP, (), sections, notes=card.notes)


def _report_section(key: str, title: str, card: Scorecard, rows: tuple[Row, ...]) -> document.Section:
    return document.Section(key, title, (Table(key, title, "Indicator", card.columns, rows),))


def _row(card: Scorecard, line: Line, group: str = "") -> Row:
    """A line as a row: what is to be known of it, then each comment, stand under its name."""
    said = "\n".join(part for part in (line.note, *line.comments) if part)
    return Row(line.name, tuple(line.cell(column) for column in card.columns), said, group)


def rating_cell(rating: Rating, reason: str) -> Cell:
    """A rating as a mark and a word; nothing where there is no target to judge by."""
    return Cell(f"{RATING_MARKS[rating]} {RATING_WORDS[rating]}".strip(), reason=reason, rating=rating)


def direction_cell(arrow: str, words: str, reason: str) -> Cell:
    """The arrow, where one may be drawn, and the word."""
    return Cell(f"{ARROWS[arrow]} {words}".strip(), reason=reason)
