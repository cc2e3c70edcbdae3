"""All that a report is built from: figures, definitions, what people wrote, and what an earlier issue said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.scorecards import ScorecardLine
from sightline.reports.build.asked import Asked
from sightline.reports.build.earlier import Earlier, RestatedFigures
from sightline.reports.build.named import NamedLine
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.groups import group_name
from sightline.vocabulary.periods import Window

DRAFT = "Draft, not published"


@dataclass(frozen=True)
class Control:
    """Document control: whose, which issue, made when and by whom, out of which extract.

    `as_at` is None for supplied series.
    """

    created_at: datetime
    authority: str = ""
    created_by: str = ""
    issue: str = ""
    status: str = DRAFT
    extract: str = ""
    as_at: date | None = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Terms and what they are, those that are known."""
        named = (
            ("Authority", self.authority),
            ("Issue", self.issue),
            ("Status", self.status),
            ("Date created", wording.day(self.created_at.date())),
            ("Created by", self.created_by),
            ("Extract", self.extract),
            ("As at", wording.day(self.as_at) if self.as_at else ""),
        )
        return tuple((term, said) for term, said in named if said)


# An indicator in a window is numbered as the report's scorecard numbers it: `1.4`.
Numbers = Mapping[tuple[str, Window], str]


@dataclass(frozen=True)
class Material:
    """What every builder of a part is given. `unit_names` says what teams and services are called, by their ids.

    `about` is the indicator of a report on one. `earlier` is what the readers were told before, `restated` what has moved
    since (None where nothing is known of before).
    """

    catalogue: Catalogue
    asked: Asked
    audience: Audience
    control: Control
    unit_names: Mapping[str, str] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=dict)
    about: str | None = None
    earlier: Earlier | None = None
    restated: RestatedFigures | None = None

    @property
    def whose(self) -> str:
        """Whose figures they are: the name of the unit asked about, else of the authority, where somebody has said it."""
        if self.asked.group:
            return self.group_name(self.asked.breakdown, self.asked.group)
        return self.control.authority or "This authority"

    def named(self, line: ScorecardLine) -> NamedLine:
        """A line of a definition with its indicator, its window and the number that the report gives it."""
        indicator = self.catalogue.get(line.indicator)
        window = line.window or self.asked.window_with_figures(indicator)
        return NamedLine(indicator, window, line.label or indicator.name, self.numbers.get((indicator.id, window), ""))

    def group_name(self, breakdown: str, group: str) -> str:
        """What a group is called: a team by its own name, any other by the words for its code."""
        return self.unit_names.get(group, "") or group_name(breakdown, group)
