"""Behind: a figure with everybody it is about, in three lists: counted, not counted, left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sightline.catalogue.models import Indicator, MeasureKind
from sightline.engine.plan import ALL, Figure
from sightline.engine.read import Wanted
from sightline.errors import UsageError
from sightline.observations.store import Builds, Observations
from sightline.pipeline.children import Reasons
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary.periods import Month, Period, Window
from sightline.vocabulary.scope import Scope

# Whose rows below the line are what the figure divides by.
HAS_ROWS_BELOW = (MeasureKind.PERCENTAGE, MeasureKind.MEAN)


@dataclass(frozen=True)
class Asking:
    """Which figure: an indicator in a window that ends with a month, of all or of one group of a breakdown."""

    indicator: str
    month: Month
    window: Window
    breakdown: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Listed:
    """One row behind a figure: a child's, or of what the indicator counts. The reason has the clock spelled out."""

    person_id: str | None
    record_id: str
    event_on: date
    team: str | None
    worker: str | None
    reason: str


@dataclass(frozen=True)
class Behind:
    """The units behind a figure that the reader may see, in order of date, and how many there are in all.

    `counted_in_all` and `units_in_all` are the figure's own numerator and denominator, in rows; None where it is not made of
    rows, as a rate is of children in the population.
    """

    indicator: Indicator
    period: Period
    counted: tuple[Listed, ...]
    not_counted: tuple[Listed, ...]
    left_out: tuple[Listed, ...]
    counted_in_all: int | None
    units_in_all: int | None
    are_children: bool

    @property
    def has_two_parts(self) -> bool:
        """Whether there can be units that stand below the line only."""
        return self.indicator.measure is MeasureKind.PERCENTAGE


def find_behind(store: Path, asking: Asking, *, scope: Scope, definitions: Path | None = None) -> Behind:
    """Everybody a figure is about, as far as the reader may see.

    The rows counted and not counted are those of the figure itself; the rows left out are those of the same cohort and
    days that it does not take in. Raises UsageError for an indicator, window, month or breakdown that there is not, and for
    figures that were counted elsewhere.
    """
    catalogue = open_catalogue(store, definitions)
    indicator = catalogue.get(asking.indicator)
    with Observations(Builds(store).current()) as observations:
        figure = observations.figure_on(asking.indicator, asking.month)
        measure = catalogue.measure(asking.indicator, figure.version)
        if measure.cohort.is_supplied:
            raise UsageError(f"The figures of '{indicator.name}' were counted elsewhere, so nobody can be listed behind them.")
        part = partial(
            observations.children,
            figure,
            asking.month,
            asking.window,
            scope=scope,
            breakdown=asking.breakdown or ALL,
            group=asking.group or "",
        )
        rows, staged = part().to_pylist(), part(with_left_out=True).to_pylist()
        reader = Reasons(measure, figure, observations.calendar, observations.settings)
        period = observations.spine.period(asking.window, asking.month)
        above, below = _in_all(observations, figure, asking)
        are_children = observations.counts_children(figure)
    assert period is not None
    left_out = [row for row in staged if row["excluded_because"] or not row["in_denominator"]]
    return Behind(
        indicator=indicator,
        period=period,
        counted=tuple(_unit(row, reader) for row in rows if row["in_numerator"]),
        not_counted=tuple(_unit(row, reader) for row in rows if not row["in_numerator"]),
        left_out=tuple(_unit(row, reader) for row in left_out),
        counted_in_all=above,
        units_in_all=below,
        are_children=are_children,
    )


def _unit(row: dict[str, Any], reader: Reasons) -> Listed:
    return Listed(row["person_id"], row["record_id"], row["event_date"], row["team"], row["worker"], reader.why(row))


def _in_all(observations: Observations, figure: Figure, asking: Asking) -> tuple[int | None, int | None]:
    """The figure's own numerator and denominator in rows, whoever may see them."""
    wanted = Wanted(
        months=(asking.month.index,),
        windows=(asking.window.value,),
        breakdowns=(asking.breakdown or ALL,),
        groups=(asking.group,) if asking.group is not None else None,
    )
    found = [
        row for row in observations.table([asking.indicator], wanted).to_pylist() if row["version"] == figure.version
    ]  # fmt: skip
    sums_numbers = figure.value is not None or figure.weight is not None
    above = None if sums_numbers else _whole(found, "numerator")
    below = _whole(found, "denominator") if MeasureKind(figure.measure) in HAS_ROWS_BELOW and figure.weight is None else above
    return above, below


def _whole(rows: list[dict[str, Any]], part: str) -> int | None:
    values = [row[part] for row in rows if row[part] is not None]
    return int(sum(values)) if values else None
