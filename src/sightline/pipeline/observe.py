"""Observations: the figures that a build holds, in the columns of the interface, as rows or as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from sightline.engine.plan import ALL
from sightline.engine.read import Wanted
from sightline.errors import UsageError
from sightline.observations.store import Builds, Observations
from sightline.vocabulary.periods import Month, Window


def find_observations(
    store: Path,
    *,
    indicators: Sequence[str] = (),
    periods: Sequence[Month] = (),
    windows: Sequence[Window] = (),
    breakdown: str | None = None,
) -> pa.Table:
    """Observations in the columns of `engine.read.OBSERVATION_COLUMNS`; no filter means every one but the breakdowns.

    Raises UsageError for an indicator, or a breakdown that no indicator asked for has; StoreError where nothing has
    been calculated.
    """
    wanted = Wanted(
        months=tuple(period.index for period in periods) or None,
        windows=tuple(window.value for window in windows) or None,
        breakdowns=(ALL,) if breakdown is None else (breakdown,),
    )
    with Observations(Builds(store).current()) as observations:
        figures = observations.figures(tuple(indicators) or None)
        if breakdown is not None:
            offered = sorted({name for figure in figures for name in figure.breakdowns})
            if breakdown not in offered:
                raise UsageError(f"Nothing asked for is split by '{breakdown}'. There is: {', '.join(offered) or 'none'}.")
        return observations.table(tuple(indicators) or None, wanted)
