"""Children: who stands behind a figure, each with the reason. Rows are filtered by what the reader may see, in SQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.catalogue.measures import Measure
from sightline.catalogue.reasons import describe
from sightline.catalogue.settings import Settings
from sightline.engine.plan import ALL, Figure
from sightline.observations.store import Builds, Observations
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
) -> pa.Table:
    """A row for each unit of a figure's denominator that the reader may see, in CHILDREN_COLUMNS.

    The unit is the row that is counted, for a count and a rate; a row with a value, for a mean. Raises UsageError for an
    indicator, window, month or breakdown that there is not.
    """
    with Observations(Builds(store).current()) as observations:
        figure = observations.figure_on(indicator, month)
        rows = observations.children(
            figure, month, window, scope=scope, breakdown=breakdown or ALL, group=group or ""
        ).to_pylist()
        calendar = observations.calendar
        settings = observations.settings
    catalogue = open_catalogue(store, definitions)
    reader = Reasons(catalogue.measure(indicator, figure.version), figure, calendar, settings)
    columns = {name: [row[name] for row in rows] for name in ("person_id", "record_id", "in_numerator", "event_date")}
    return pa.table(
        {
            "person_id": pa.array(columns["person_id"], pa.string()),
            "record_id": pa.array(columns["record_id"], pa.string()),
            "in_numerator": pa.array(columns["in_numerator"], pa.bool_()),
            "event_date": pa.array(columns["event_date"], pa.date32()),
            "team": pa.array([row["team"] for row in rows], pa.string()),
            "worker": pa.array([row["worker"] for row in rows], pa.string()),
            "reason": pa.array([reader.why(row) for row in rows], pa.string()),
        }
    )


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
