"""Observations: the figures that a build holds, in the columns of the interface, as rows or as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from sightline.engine.plan import ALL
from sightline.engine.read import Wanted
from sightline.errors import UsageError
from sightline.observations.store import Builds, Observations
from sightline.pipeline.areas import areas_in, code_in
from sightline.vocabulary.periods import Month, Window


def find_observations(
    store: Path,
    *,
    indicators: Sequence[str] = (),
    periods: Sequence[Month] = (),
    windows: Sequence[Window] = (),
    breakdown: str | None = None,
    authority: str | None = None,
) -> pa.Table:
    """Observations in the columns of `engine.read.OBSERVATION_COLUMNS`; no filter means every one but the breakdowns.

    A store of several authorities gives the totals of their areas, too (`vocabulary.areas.totals`), each under its code in
    the column `authority`; they are not split by team or worker, whose ids are an authority's own. `authority` keeps one of
    all these, by code or name. Raises UsageError for an indicator or authority that there is not, or a breakdown that no
    indicator asked for has; StoreError where nothing has been calculated.
    """
    build = Builds(store).current()
    wanted = Wanted(
        months=tuple(period.index for period in periods) or None,
        windows=tuple(window.value for window in windows) or None,
        breakdowns=(ALL,) if breakdown is None else (breakdown,),
        authorities=(code_in(build, authority),) if authority is not None else None,
        totals=bool(areas_in(build)),
    )
    with Observations(build) as observations:
        figures = observations.figures(tuple(indicators) or None)
        if breakdown is not None:
            offered = sorted({name for figure in figures for name in figure.breakdowns})
            if breakdown not in offered:
                raise UsageError(f"Nothing asked for is split by '{breakdown}'. There is: {', '.join(offered) or 'none'}.")
        return observations.table(tuple(indicators) or None, wanted)
