"""Scorecards, targets and deadlines as their files write them: frozen, with unknown keys refused."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sightline.catalogue.models import DefinitionPart, Name, Polarity, Sentence, Slug, SqlText
from sightline.vocabulary.periods import Window


class ScorecardColumn(StrEnum):
    """What a scorecard may show of each indicator, besides its name."""

    LAST_MONTHS = "last_months"
    YTD = "ytd"
    ROLLING_YEAR = "rolling_12"
    PREVIOUS_YEAR = "previous_year"
    DIRECTION_MONTH = "direction_month"
    DIRECTION_YEAR = "direction_year"
    TARGET = "target"
    RATING = "rating"
    NEIGHBOURS = "neighbours"
    NATIONAL = "national"


DEFAULT_COLUMNS = (
    ScorecardColumn.LAST_MONTHS,
    ScorecardColumn.YTD,
    ScorecardColumn.PREVIOUS_YEAR,
    ScorecardColumn.DIRECTION_MONTH,
    ScorecardColumn.TARGET,
    ScorecardColumn.RATING,
)


class ScorecardLine(DefinitionPart):
    """One indicator of a scorecard, and the window it is shown in where that is not the indicator's own."""

    indicator: Slug
    window: Window | None = None
    label: Sentence | None = None


class ScorecardSection(DefinitionPart):
    """A heading with its indicators, in order. A line that is only an id stands for the indicator as it is."""

    title: Sentence
    indicators: tuple[ScorecardLine, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _ids_are_lines(cls, given: object) -> object:
        if isinstance(given, dict) and isinstance(given.get("indicators"), list | tuple):
            lines = [{"indicator": line} if isinstance(line, str) else line for line in given["indicators"]]
            return {**given, "indicators": lines}
        return given


class Scorecard(DefinitionPart):
    """A named choice of indicators under headings. `name` is what the command line calls it."""

    name: Slug
    title: Sentence
    purpose: Sentence | None = None
    sections: tuple[ScorecardSection, ...] = Field(min_length=1)
    columns: tuple[ScorecardColumn, ...] = DEFAULT_COLUMNS

    @property
    def lines(self) -> tuple[ScorecardLine, ...]:
        """Every line, in order."""
        return tuple(line for section in self.sections for line in section.indicators)


class Target(DefinitionPart):
    """One dated target for one indicator and unit (the whole authority where `unit` is empty).

    Give two thresholds (`green` and `amber`, read by the indicator's polarity), or a range (`low` and `high`) with its
    `tolerance` in the indicator's own unit. A target without figures is 'to be set': legal, and not judged.
    """

    indicator: Slug
    unit: str = ""
    holds_from: date
    holds_until: date | None = None
    polarity: Polarity | None = None
    green: float | None = None
    amber: float | None = None
    low: float | None = None
    high: float | None = None
    tolerance: float | None = Field(default=None, ge=0)
    source: str = ""
    owner: str = ""

    @model_validator(mode="after")
    def _one_kind_of_target(self) -> Self:
        has_thresholds = self.green is not None or self.amber is not None
        has_range = self.low is not None or self.high is not None
        if has_thresholds and has_range:
            raise ValueError("give thresholds (green, amber) or a range (low, high), not both")
        if self.holds_until is not None and self.holds_until < self.holds_from:
            raise ValueError("holds_until is before holds_from")
        return self


class Deadline(DefinitionPart):
    """One rule that gives a due date: which open rows it watches, from which date it counts, and what meets it.

    `due` and `where` are expressions over the cohort, which is a snapshot cohort: a row for each open item.
    """

    id: Slug
    name: Sentence
    group: str
    cohort: Name
    due: SqlText
    anchor: Name
    where: SqlText | None = None
    why: Sentence
    satisfied_by: Sentence
    standard: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
    is_statutory: bool = False
    needs: tuple[Name, ...] = ()
    proxy: Sentence | None = None
    moves: tuple[Slug, ...] = Field(default=(), description="Indicators that meeting this deadline will move.")
