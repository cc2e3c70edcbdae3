"""Every figure that a store knows of an authority, with where it comes from: counted here, or supplied from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from sightline.catalogue.settings import Settings
from sightline.observations.history import SuppliedBenchmark
from sightline.observations.history_store import HistoryLoad
from sightline.vocabulary.periods import Spine

# Indicator, breakdown (`all` for the whole), group and period.
Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class KnownFigures:
    """Observations in `engine.read.OBSERVATION_COLUMNS`, with what is known about where they come from.

    `area` is whose they are where a store holds several authorities: one of them, or a total; else empty.
    `spine` is that of the build, None where nothing was calculated here. `settings` are those that the build used.
    `supplied` names the indicators that only a supplied series has; `as_printed` the places (indicator, breakdown, group,
    period) whose year to date stands as its supplier printed it. `years` holds printed outturns by the same, with the year
    as `2017/18`; `benchmarks` what was printed of others; `stale` the supplied series whose owner should have sent newer
    figures by now.
    """

    table: pa.Table
    spine: Spine | None = None
    settings: Settings = Settings()
    supplied: frozenset[str] = frozenset()
    as_printed: frozenset[Place] = frozenset()
    years: Mapping[Place, float] = field(default_factory=dict)
    not_available: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    benchmarks: tuple[SuppliedBenchmark, ...] = ()
    stale: tuple[HistoryLoad, ...] = ()
    area: str = ""


def joined(known: KnownFigures, further: KnownFigures) -> KnownFigures:
    """The same with the figures of another breakdown beside its own."""
    of_the_whole = frozenset(known.table.column("indicator").to_pylist())
    return replace(
        known,
        table=pa.concat_tables([known.table, further.table]),
        supplied=known.supplied | (further.supplied - of_the_whole),
        as_printed=known.as_printed | further.as_printed,
        years={**known.years, **further.years},
    )
