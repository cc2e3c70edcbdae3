"""Make a synthetic authority: an extract of made-up people on which everything can be tried."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from sightline.pipeline.progress import Progress, silent
from sightline.synthetic import generate


def make_synthetic(
    out: Path,
    *,
    children: int,
    years: int,
    as_at: date,
    seed: int,
    form: Literal["csv", "parquet"],
    progress: Progress = silent,
) -> dict[str, int]:
    """Write the extract into a folder. Returns the rows of each table. The same arguments give the same bytes."""
    steps = 0

    def report(step: str) -> None:
        nonlocal steps
        progress(step, steps, steps + 1)
        steps += 1

    written = generate(out, children=children, years=years, as_at=as_at, seed=seed, format=form, progress=report)
    return dict(written.rows)
