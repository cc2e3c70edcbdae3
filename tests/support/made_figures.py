"""A few made-up figures, judged, as the material of a report: no store, no extract, no engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pyarrow as pa

from sightline.benchmarks.models import Benchmark
from sightline.catalogue.catalogue import Catalogue
from sightline.judgement.commentary import Comment
from sightline.judgement.incidents import Incident
from sightline.judgement.judge import judge_all
from sightline.judgement.judgements import Grounds
from sightline.judgement.series import SeriesTable
from sightline.judgement.target_readers import targets_from_rows
from sightline.judgement.tolerance import Targets
from sightline.observations.known import KnownFigures
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.known_figures import SCHEMA, terms_of
from sightline.reports.build.asked import Asked
from sightline.reports.build.material import Control, Material
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window

OCTOBER = Month(2026, 10)
CREATED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
# A number alone, or what stood above and below the line; None is a month without a figure.
Value = float | tuple[float, float] | None


@cache
def shipped() -> Catalogue:
    """The definitions that ship."""
    return open_catalogue(None)


@dataclass
class Made:
    """Series that a test makes up, the last figure of each in October 2026 unless it says otherwise."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        indicator: str,
        values: Sequence[Value],
        window: Window = Window.MONTH,
        *,
        until: Month = OCTOBER,
        breakdown: str = "all",
        group: str = "",
    ) -> Made:
        """A series, oldest first."""
        for at, value in enumerate(values):
            if value is None:
                continue
            above, below = value if isinstance(value, tuple) else (None, None)
            share = 100 * above / below if above is not None and below else value
            self.rows.append(
                {
                    "authority": "343",
                    "indicator": indicator,
                    "version": 1,
                    "period": str(until.shift(at - len(values) + 1)),
                    "window": window.value,
                    "breakdown": breakdown,
                    "group": group,
                    "numerator": above,
                    "denominator": below,
                    "value": share,
                }
            )
        return self

    def known(self, **more: Any) -> KnownFigures:
        return KnownFigures(pa.Table.from_pylist(self.rows, schema=SCHEMA), **more)


def material_of(
    made: Made,
    *,
    month: Month = OCTOBER,
    audience: Audience = Audience.LEADERSHIP,
    targets: Sequence[Mapping[str, str]] = (),
    benchmarks: Mapping[str, Sequence[Benchmark]] | None = None,
    commentary: Sequence[Comment] = (),
    incidents: Sequence[Incident] = (),
    regional: Mapping[str, Sequence[Benchmark]] | None = None,
    grounds: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
    **more: Any,
) -> Material:
    """The material of a report about made-up figures. `more` are further fields of it."""
    terms = terms_of(shipped())
    figures = made.known(**(known or {}))
    read = targets_from_rows([(f"row {at}", row) for at, row in enumerate(targets)], {})
    table = SeriesTable.from_arrow(figures.table, terms)
    judged = judge_all(table, Grounds(targets=Targets(read.targets), benchmarks=benchmarks or {}, **(grounds or {})))
    asked = Asked(
        month,
        "all",
        "",
        figures,
        judged,
        ("343",),
        commentary=tuple(commentary),
        incidents=tuple(incidents),
        regional=regional or {},
    )
    return Material(shipped(), asked, audience, Control(CREATED), **more)


def published(indicator: str, period: str = "2025", release: str = "2025-11", **statistics: float | str) -> list[Benchmark]:
    """What is published of an indicator: `authority=87.0, sn_mean=80.1, england=79.9`."""
    return [
        Benchmark(
            indicator, indicator, "343", period, release, "2025" if name.startswith(("sn", "best")) else "", name, value, ""
        )
        for name, value in statistics.items()
    ]
