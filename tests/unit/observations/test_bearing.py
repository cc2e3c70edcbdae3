"""Noughts before the first thing that is counted say nothing; noughts after it do."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from sightline.observations.bearing import Bearing
from sightline.vocabulary.periods import Month, Spine

SPINE = Spine(Month(2024, 1), date(2025, 12, 31))
ROWS = [
    *[("audits", f"2024-{month:02d}", "month", 0, 0) for month in range(1, 7)],
    ("audits", "2024-07", "month", 0, 3),
    ("audits", "2024-08", "month", 0, 0),
    ("audits", "2024-07", "rolling_6", 0, 3),
    ("rate", "2024-01", "month", 0, 60_000),
    ("rate", "2024-09", "month", 2, 60_000),
    ("count", "2024-03", "month", 1, None),
    ("never", "2024-03", "month", 0, None),
]


@pytest.fixture(scope="module")
def bearing() -> Bearing:
    names = ("indicator", "period", "window", "numerator", "denominator")
    columns = dict(zip(names, zip(*ROWS, strict=True), strict=True))
    return Bearing.of(pa.table({**columns, "group": [""] * len(ROWS)}), {"rate"}, SPINE)


@pytest.mark.parametrize(
    ("indicator", "window", "period", "bears"),
    [
        ("audits", "month", "2024-06", False),
        # Nobody met the standard, and there was somebody to meet it.
        ("audits", "month", "2024-07", True),
        # A month without an audit, once there are audits, is one.
        ("audits", "month", "2024-08", True),
        # Six months of which the extract knows one.
        ("audits", "rolling_6", "2024-07", False),
        ("audits", "rolling_6", "2024-11", False),
        ("audits", "rolling_6", "2024-12", True),
        ("audits", "ytd", "2025-03", False),
        ("audits", "ytd", "2025-04", True),
        # That people live there says nothing of what happened.
        ("rate", "month", "2024-08", False),
        ("rate", "month", "2024-09", True),
        ("count", "month", "2024-02", False),
        ("count", "month", "2024-03", True),
        ("never", "month", "2025-03", False),
        ("unheard of", "month", "2025-03", False),
        ("count", "month", "2023-12", False),
    ],
)
def test_from_when_a_figure_is_borne(bearing: Bearing, indicator: str, window: str, period: str, bears: bool) -> None:
    assert bearing.bears(indicator, "", window, period) is bears
