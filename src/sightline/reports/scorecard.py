"""A scorecard as a document: headings, lines and cells in words and figures, for any renderer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sightline.judgement.tolerance import Rating

# A rating is said by a word and a mark, so that colour never carries it alone.
RATING_MARKS = {Rating.MET: "●", Rating.NEAR: "◐", Rating.NOT_MET: "○", Rating.NOT_JUDGED: ""}
RATING_WORDS = {Rating.MET: "Met", Rating.NEAR: "Near", Rating.NOT_MET: "Not met", Rating.NOT_JUDGED: ""}
ARROWS = {"up": "▲", "down": "▼", "same": "►", "": ""}


@dataclass(frozen=True)
class Cell:
    """A figure as displayed, with what stands behind it: `n of d`, or why there is none."""

    shown: str
    note: str = ""
    value: float | None = None


@dataclass(frozen=True)
class Line:
    """One indicator on a scorecard."""

    indicator: str
    name: str
    good_is: str
    window: str
    months: tuple[Cell, ...]
    to_date: Cell
    previous_year: Cell
    arrow: str
    direction: str
    direction_reason: str
    target: str
    rating: Rating
    rating_reason: str
    note: str = ""

    @property
    def rating_shown(self) -> str:
        """The rating as a mark and a word."""
        return f"{RATING_MARKS[self.rating]} {RATING_WORDS[self.rating]}".strip()

    @property
    def direction_shown(self) -> str:
        """The arrow, where one may be drawn, and the word."""
        return f"{ARROWS[self.arrow]} {self.direction}".strip()


@dataclass(frozen=True)
class Section:
    """A heading with its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Scorecard:
    """A whole scorecard. `months` are the headings of the month columns, the latest last."""

    title: str
    subtitle: str
    months: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading of every column, as all renderers use them."""
        last = ("Year to date", "Previous year", "Direction of travel", "Target", "Rating")
        return ("Indicator", "Good is", *self.months, *last)

    def rows(self) -> Sequence[tuple[str, Line, tuple[str, ...]]]:
        """Each line with the title of its section and the text of its cells, in the order of `headings`."""
        found = []
        for section in self.sections:
            for line in section.lines:
                shown = tuple(cell.shown for cell in line.months)
                after = (line.to_date.shown, line.previous_year.shown, line.direction_shown, line.target, line.rating_shown)
                found.append((section.title, line, (line.name, line.good_is, *shown, *after)))
        return found
