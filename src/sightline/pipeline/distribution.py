"""Distribution: how the numbers behind a mean are spread, and how few children make most of the episodes of a count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sightline.catalogue.models import MeasureKind
from sightline.engine.distribution import Concentration, Distribution, concentration, distribution
from sightline.engine.plan import ALL
from sightline.errors import UsageError
from sightline.observations.store import Builds, Observations
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope

OF_NUMBERS = (MeasureKind.MEAN, MeasureKind.MEDIAN, MeasureKind.MAXIMUM)


def find_distribution(
    store: Path,
    indicator: str,
    *,
    month: Month,
    window: Window,
    scope: Scope,
    breakdown: str | None = None,
    group: str | None = None,
    edges: Sequence[float] = (),
) -> Distribution:
    """How the numbers behind a mean, median or maximum are spread, over the rows that the reader may see.

    `edges` are the ends of the bands, such as 0, 15, 45. Raises UsageError for an indicator that is not made of numbers,
    and for a window, month or breakdown that there is not.
    """
    with Observations(Builds(store).current()) as observations:
        figure = observations.figure_on(indicator, month)
        if figure.measure not in OF_NUMBERS:
            raise UsageError(f"'{indicator}' is a {figure.measure}: only a mean, median or maximum has numbers that are spread.")
        rows = observations.children(figure, month, window, scope=scope, breakdown=breakdown or ALL, group=group or "")
    return distribution(rows.column("counted_value").to_pylist(), edges)


def find_concentration(
    store: Path,
    indicator: str,
    *,
    month: Month,
    window: Window,
    scope: Scope,
    breakdown: str | None = None,
    group: str | None = None,
) -> Concentration:
    """How few children make most of the episodes that a count counts, over the rows that the reader may see.

    Raises UsageError for an indicator that counts no episodes of children, and for a window, month or breakdown that
    there is not.
    """
    with Observations(Builds(store).current()) as observations:
        figure = observations.figure_on(indicator, month)
        counts_rows = figure.measure in (MeasureKind.COUNT, MeasureKind.RATE) and figure.value is None and figure.distinct is None
        if not counts_rows or not observations.counts_children(figure):
            raise UsageError(f"'{indicator}' does not count episodes of children, so nobody can have most of them.")
        rows = observations.children(figure, month, window, scope=scope, breakdown=breakdown or ALL, group=group or "")
    return concentration(rows.column("person_id").to_pylist())
