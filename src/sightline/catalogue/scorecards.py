"""Scorecards as their files write them: which indicators, under which headings, with which columns."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from sightline.catalogue.models import DefinitionPart, Sentence, Slug
from sightline.vocabulary.periods import Window


class ScorecardColumn(StrEnum):
    """What a scorecard may show of each indicator, besides its name."""

    GOOD_IS = "good_is"
    LAST_MONTHS = "last_months"
    YTD = "ytd"
    ROLLING_YEAR = "rolling_12"
    PREVIOUS_YEAR = "previous_year"
    DIRECTION_MONTH = "direction_month"
    DIRECTION_YEAR = "direction_year"
    TARGET = "target"
    RATING = "rating"
    RATING_YEAR_END = "rating_year_end"
    STATUS = "status"
    SIGNAL = "signal"
    ASSURANCE = "assurance"
    PUBLISHED_FOR = "published_for"
    PUBLISHED = "published"
    NEIGHBOURS = "neighbours"
    BEST_NEIGHBOUR = "best_neighbour"
    REGION = "region"
    NATIONAL = "national"
    TOP_QUARTILE = "top_quartile"
    POSITION = "position"
    DATA_NOTE = "data_note"
    TOLERANCE = "tolerance"
    EARLIER_YEARS = "earlier_years"
    ROLLING_HALF_YEAR = "rolling_6"
    QUARTERS = "quarters"
    PREVIOUS = "previous"
    CURRENT = "current"
    REGIONAL_OWN = "regional_own"
    REGIONAL = "regional"
    COMMENT = "comment"
    ACTION = "action"


DEFAULT_COLUMNS = (
    ScorecardColumn.LAST_MONTHS,
    ScorecardColumn.YTD,
    ScorecardColumn.PREVIOUS_YEAR,
    ScorecardColumn.DIRECTION_MONTH,
    ScorecardColumn.TARGET,
    ScorecardColumn.RATING,
)


def _or_an_id(schema: dict[str, Any]) -> None:
    """A line may be written as no more than an id (`lines_of`); editors are to know it."""
    line = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string", "description": "The id of an indicator, shown as it is."}, line]


class ScorecardLine(DefinitionPart):
    """One indicator of a scorecard, and the window it is shown in where that is not the indicator's own.

    `mark` is a few words beside the name, such as that the council's plan holds it too.
    """

    model_config = ConfigDict(json_schema_extra=_or_an_id)

    indicator: Slug
    window: Window | None = None
    label: Sentence | None = None
    mark: Sentence | None = None


def lines_of(given: object) -> object:
    """What a file gives, with the indicators that are only an id made lines of their own."""
    if isinstance(given, dict) and isinstance(given.get("indicators"), list | tuple):
        lines = [{"indicator": line} if isinstance(line, str) else line for line in given["indicators"]]
        return {**given, "indicators": lines}
    return given


class ScorecardSection(DefinitionPart):
    """A heading with its indicators, in order. A line that is only an id stands for the indicator as it is."""

    title: Sentence
    indicators: tuple[ScorecardLine, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _ids_are_lines(cls, given: object) -> object:
        return lines_of(given)


class Scorecard(DefinitionPart):
    """A named choice of indicators under headings. `name` is what the command line calls it.

    The lines of a `ranked` one are numbered through, by what matters most; those of any other within their sections.
    """

    name: Slug
    title: Sentence
    purpose: Sentence | None = None
    sections: tuple[ScorecardSection, ...] = Field(min_length=1)
    columns: tuple[ScorecardColumn, ...] = DEFAULT_COLUMNS
    ranked: bool = False

    @property
    def lines(self) -> tuple[ScorecardLine, ...]:
        """Every line, in order."""
        return tuple(line for section in self.sections for line in section.indicators)
