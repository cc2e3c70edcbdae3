"""Children: who stands behind a figure, each with the reason. Rows are filtered by what the reader may see, in SQL."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.catalogue.measures import Measure
from sightline.catalogue.reasons import describe
from sightline.catalogue.settings import Settings
from sightline.engine.plan import ALL, Figure
from sightline.engine.read import Wanted
from sightline.errors import UsageError
from sightline.observations.store import Builds, Observations
from sightline.pipeline.areas import areas_in, code_in, members_in
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary import wording
from sightline.vocabulary.dates import WorkingCalendar
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope

CHILDREN_COLUMNS = ("person_id", "record_id", "in_numerator", "event_date", "team", "worker", "reason")


def find_children(
    store: Path,
    indicator: str,
    *,
    month: Month,
    window: Window,
    scope: Scope,
    breakdown: str | None = None,
    group: str | None = None,
    definitions: Path | None = None,
    authority: str | None = None,
) -> pa.Table:
    """A row for each unit of a figure's denominator that the reader may see, in CHILDREN_COLUMNS.

    Where the store holds several authorities a last column `authority` says whose child it is; `authority` keeps those of one,
    or of an area. The unit is the row that is counted, for a count and a rate; a row with a value, for a mean. Where groups
    are shares of the whole, the rows of all groups are listed, and those of the group are in the numerator. Raises UsageError
    for an indicator, authority, window, month, breakdown or group that there is not, and for a figure that was counted
    elsewhere.
    """
    build = Builds(store).current()
    with Observations(build) as observations:
        figure = observations.figure_on(indicator, month)
        rows = observations.children(
            figure,
            month,
            window,
            scope=scope,
            breakdown=breakdown or ALL,
            group=group or "",
            authorities=members_in(build, code_in(build, authority)) if authority is not None else None,
        ).to_pylist()
        if not rows and breakdown is not None and group is not None:
            _check_group(observations, figure, breakdown, group)
        calendar = observations.calendar
        settings = observations.settings
    measure = open_catalogue(store, definitions).measure(indicator, figure.version)
    if measure.cohort.is_supplied:
        raise UsageError(
            f"The figures of '{indicator}' were counted elsewhere and typed in, so nobody can be listed behind them."
        )
    reader = Reasons(measure, figure, calendar, settings)
    is_share = breakdown is not None and breakdown == figure.share_by
    reasons = [_in_share(row, group) if is_share else reader.why(row) for row in rows]
    return _listed(rows, reasons, with_authority=bool(areas_in(build)))


def _listed(rows: list[dict[str, Any]], reasons: list[str], *, with_authority: bool) -> pa.Table:
    """Staged rows, each with its reason, in CHILDREN_COLUMNS."""
    kinds = {"in_numerator": pa.bool_(), "event_date": pa.date32()}
    columns = (*CHILDREN_COLUMNS[:-1], *(["authority"] if with_authority else []))
    listed = {name: pa.array([row[name] for row in rows], kinds.get(name, pa.string())) for name in columns}
    listed["reason"] = pa.array(reasons, pa.string())
    return pa.table({name: listed[name] for name in (*CHILDREN_COLUMNS, *columns[len(CHILDREN_COLUMNS) - 1 :])})


def _check_group(observations: Observations, figure: Figure, breakdown: str, group: str) -> None:
    """Raise UsageError for a group that has no figure in any month; one may well have nobody in a month."""
    every_month = observations.table([figure.indicator_id], Wanted(breakdowns=(breakdown,)))
    groups = sorted(set(every_month.column("group").to_pylist()))
    if group not in groups:
        near = get_close_matches(group, groups, n=5) or groups[:10]
        raise UsageError(
            f"No figure of '{figure.indicator_id}' by {breakdown} has a group '{group}'. There are {len(groups)}, such as: "
            f"{wording.listed(near) if near else 'none'}."
        )


def _in_share(row: dict[str, Any], group: str | None) -> str:
    """Why a row is in a group's share of the whole, or only in the whole."""
    return f"Counted: in the group '{group}'." if row["in_numerator"] else f"Not counted: not in the group '{group}'."


class Reasons:
    """Says of one staged row why it counts, counts below the line only, or was left out."""

    def __init__(self, measure: Measure, figure: Figure, calendar: WorkingCalendar, settings: Settings) -> None:
        self.measure, self.figure, self.calendar, self.settings = measure, figure, calendar, settings

    def why(self, row: dict[str, Any]) -> str:
        """One sentence, with the clock spelled out where the definition has one."""
        if row.get("excluded_because"):
            return f"Left out: {row['excluded_because']}"
        condition = self.measure.numerator
        if condition is None:
            return self._placed(row)
        verdict = "Counted" if row["in_numerator"] else "Not counted"
        return f"{verdict}: {describe(condition, row, self.calendar, self.settings, row['event_date'])}."

    def _placed(self, row: dict[str, Any]) -> str:
        """For a count, where there is nothing to meet but the date: the date, and any condition of the definition."""
        on: date = row["event_date"]
        said = f"Counted: {wording.day(on)}"
        if self.measure.where is None:
            return f"{said}."
        return f"{said}; {describe(self.measure.where, row, self.calendar, self.settings, on)}."
