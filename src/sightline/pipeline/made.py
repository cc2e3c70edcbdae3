"""What is asked of a report, and what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.observations.history import Figure, FigureKey, Restatement
from sightline.reports.build.earlier import Earlier
from sightline.reports.disclose import Disclosed, Seen
from sightline.reports.document import Report
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month


@dataclass(frozen=True)
class ReportRequest:
    """Which report, of which month and unit, for whom.

    `report` is a name of the catalogue, `scorecard:NAME` or `indicator:ID`. Without a month it is of the latest whole one,
    without an audience for its own. `earlier` is what the readers were told before; without it the month before is taken.
    `seen` is what editions already published show and hide, so that this one does not tell what they do not; `said_before`
    the figures of the last one, against which this one is held for restatements. Without it the calculation before is.
    """

    report: str
    month: Month | None = None
    unit: str | None = None
    audience: Audience | None = None
    targets: Path | None = None
    definitions: Path | None = None
    earlier: Earlier | None = None
    seen: Seen | None = None
    said_before: SaidBefore | None = None


@dataclass(frozen=True)
class SaidBefore:
    """The figures that an edition showed. `since` names it (`Issue 2`), `on` is the day of its publication.

    An edition that follows none is `first`: it is held against nothing, whatever was calculated before.
    """

    since: str
    on: date
    figures: Mapping[FigureKey, Figure]
    first: bool = False


@dataclass(frozen=True)
class Made:
    """A report as its audience may see it, with the log of what was hidden, what was said of its figures, and all of them."""

    disclosed: Disclosed
    said: Earlier
    figures: Mapping[FigureKey, Figure]
    restated: tuple[Restatement, ...] = ()

    @property
    def report(self) -> Report:
        return self.disclosed.report
