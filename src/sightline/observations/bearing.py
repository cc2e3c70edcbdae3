"""From which month on an extract bears an indicator's figures: before the first thing that it counts, nought says nothing.

A table may reach back less far than the extract does, as where audits were kept elsewhere until last year. The months before are
calculated as nought, and a series that somebody supplied knows better.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sightline.vocabulary.periods import Month, Spine, Window


@dataclass(frozen=True)
class Bearing:
    """For each (indicator, group) the first month in which there is anything to count."""

    first: Mapping[tuple[str, str], Month]
    spine: Spine

    @classmethod
    def of(cls, figures: pa.Table, rates: Collection[str], spine: Spine) -> Bearing:
        """Of figures in `engine.read.OBSERVATION_COLUMNS`. What stands below the line of a rate is not counted here."""
        above = pc.greater(pc.fill_null(figures.column("numerator"), 0), 0)
        below = pc.greater(pc.fill_null(figures.column("denominator"), 0), 0)
        is_rate = pc.is_in(figures.column("indicator"), value_set=pa.array(sorted(rates), pa.string()))
        held = figures.filter(pc.or_(above, pc.and_(below, pc.invert(is_rate))))
        earliest = held.group_by(["indicator", "group"]).aggregate([("period", "min")])
        return cls({(row["indicator"], row["group"]): Month.parse(row["period_min"]) for row in earliest.to_pylist()}, spine)

    def bears(self, indicator: str, group: str, window: str, period: str) -> bool:
        """Whether every month that a figure takes in lies in what the extract bears."""
        first = self.first.get((indicator, group))
        start = self.spine.first_month(Window(window), Month.parse(period))
        return first is not None and start is not None and start >= first
