"""Explain: one child against one indicator, counted, below the line only, or left out and why, with the clock spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sightline.catalogue.interpreter import is_met
from sightline.catalogue.reasons import Reason, reasons
from sightline.observations.store import Builds, Observations
from sightline.pipeline.children import Reasons
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope


@dataclass(frozen=True)
class Explained:
    """One row of the child in the cohort, and what the definition makes of it.

    `place` is `counted`, `not counted` (in the denominator only), or `left out`. `parts` are the conditions one by one.
    """

    record_id: str
    event_date: date
    place: str
    sentence: str
    parts: tuple[Reason, ...]


@dataclass(frozen=True)
class Explanation:
    """All the rows of one child that fall in the period."""

    indicator: str
    name: str
    person_id: str
    rows: tuple[Explained, ...]


def explain(
    store: Path,
    indicator: str,
    *,
    person_id: str,
    month: Month,
    window: Window | None = None,
    scope: Scope,
    definitions: Path | None = None,
) -> Explanation:
    """Why a child counts in a figure, or does not. The window is the indicator's own, unless told.

    The staged rows are read by the reader's scope; conditions are judged by the interpreter, which shares no SQL with
    the engine. Raises UsageError for an indicator, window or month that there is not.
    """
    catalogue = open_catalogue(store, definitions)
    definition = catalogue.get(indicator)
    with Observations(Builds(store).current()) as observations:
        figure = observations.figure_on(indicator, month)
        found = observations.children(
            figure, month, window or definition.window, scope=scope, with_left_out=True, person_id=person_id
        ).to_pylist()
        calendar, settings = observations.calendar, observations.settings
    measure = catalogue.measure(indicator, figure.version)
    reader = Reasons(measure, figure, calendar, settings)

    def explained(row: dict[str, Any]) -> Explained:
        on = row["event_date"]
        conditions = [part for part in (measure.where, measure.numerator) if part is not None]
        parts = tuple(reason for part in conditions for reason in reasons(part, row, calendar, settings, on))
        if row["excluded_because"]:
            return Explained(row["record_id"], on, "left out", reader.why(row), parts)
        if measure.where is not None and not is_met(measure.where, row, calendar, settings, on):
            unmet = [reason.sentence for reason in reasons(measure.where, row, calendar, settings, on) if not reason.is_met]
            return Explained(row["record_id"], on, "left out", f"Left out: {'; '.join(unmet)}.", parts)
        counted = measure.numerator is None or is_met(measure.numerator, row, calendar, settings, on)
        said = reader.why({**row, "in_numerator": counted})
        return Explained(row["record_id"], on, "counted" if counted else "not counted", said, parts)

    return Explanation(indicator, definition.name, person_id, tuple(explained(row) for row in found))
