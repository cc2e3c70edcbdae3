"""What a document is about: a month, of the authority or of a part of it, with every figure judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sightline.benchmarks.models import Benchmark
from sightline.catalogue.models import Indicator
from sightline.intake.issues import DataIssue
from sightline.judgement.commentary import Comment
from sightline.judgement.incidents import Effect, Incident, open_incidents
from sightline.judgement.judgements import Judgement, Judgements
from sightline.judgement.series import SeriesKey
from sightline.observations.known import KnownFigures, Place
from sightline.vocabulary.periods import APRIL, ROLLING_MONTHS, Month, Window

MONTHS_SHOWN = 4


@dataclass(frozen=True)
class Asked:
    """The month, the group (none for the whole authority) and all that is known for them.

    `regional` holds what a regional collection states of an indicator for a quarter, beside the national figures that
    judging compares with. `incidents` are known faults, `issues` rows of files that people wrote too.
    """

    month: Month
    breakdown: str
    group: str
    known: KnownFigures
    judged: Judgements
    authorities: tuple[str, ...]
    commentary: tuple[Comment, ...] = ()
    regional: Mapping[str, Sequence[Benchmark]] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()
    issues: tuple[DataIssue, ...] = ()

    @property
    def months(self) -> list[Month]:
        """The months of the month columns, the latest last."""
        return self.months_back(MONTHS_SHOWN)

    def months_back(self, how_many: int) -> list[Month]:
        """So many months up to the one asked for, the latest last."""
        return [self.month.shift(-back) for back in range(how_many - 1, -1, -1)]

    @property
    def april(self) -> Month:
        """The first month of the financial year."""
        return Month(self.month.year if self.month.number >= APRIL else self.month.year - 1, APRIL)

    def place(self, indicator: str, period: str, *, breakdown: str | None = None, group: str = "") -> Place:
        """Where a printed figure is kept. Of the group asked for, unless another is named."""
        part = (self.breakdown, self.group) if breakdown is None else (breakdown, group)
        return (indicator, *part, period)

    def find(
        self, indicator: str, window: Window, month: Month, *, breakdown: str | None = None, group: str = ""
    ) -> Judgement | None:
        """The judged figure, or None where there is none or an open incident withholds it.

        Of the group asked for, unless another is named.
        """
        if any(each.effect is Effect.WITHHOLD for each in open_incidents(self.incidents, indicator, month)):
            return None
        part = (self.breakdown, self.group) if breakdown is None else (breakdown, group)
        for authority in self.authorities:
            judgement = self.judged.find(SeriesKey(indicator, window, *part, authority), month)
            if judgement is not None and judgement.value is not None:
                return judgement
        return None

    def incidents_of(self, indicator: str, how_many: int = MONTHS_SHOWN) -> tuple[Incident, ...]:
        """The open incidents that touch a figure of the last months, by name."""
        touching = {each for month in self.months_back(how_many) for each in open_incidents(self.incidents, indicator, month)}
        return tuple(sorted(touching, key=lambda each: each.name))

    def groups(self, indicator: str, window: Window, breakdown: str) -> tuple[str, ...]:
        """The groups of a breakdown that have a figure of an indicator, in order."""
        wanted = (indicator, window, breakdown)
        keys = self.judged.table.keys
        return tuple(sorted({key.group for key in keys if (key.indicator, key.window, key.breakdown) == wanted and key.group}))

    def window_with_figures(self, indicator: Indicator) -> Window:
        """The usual window of the month columns, unless there are figures only of another.

        As where a series was supplied as rolling years.
        """
        usual = usual_window(indicator)
        for window in (usual, *ROLLING_MONTHS, *indicator.windows):
            if any(self.find(indicator.id, window, month) for month in self.months):
                return window
        return usual


def usual_window(indicator: Indicator) -> Window:
    """The window of the month columns: the month itself where the indicator has it, else its own window."""
    for window in (Window.MONTH, Window.SNAPSHOT):
        if window in indicator.windows:
            return window
    # A window that exists at every month end shows more than one that closes four times a year.
    rolling = [window for window in (indicator.window, *ROLLING_MONTHS) if window in ROLLING_MONTHS]
    return next((window for window in rolling if window in indicator.windows), indicator.window)
