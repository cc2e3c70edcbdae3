"""Make a synthetic authority: an extract of made-up people on which everything can be tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from sightline.errors import UsageError
from sightline.pipeline.progress import Progress, silent
from sightline.synthetic import generate
from sightline.synthetic.region import generate_region


def make_synthetic(
    out: Path,
    *,
    children: int,
    years: int,
    as_at: date,
    seed: int,
    form: Literal["csv", "parquet"],
    authorities: Sequence[str] = (),
    progress: Progress = silent,
) -> dict[str, int]:
    """Write the extract into a new or empty folder. Returns the rows of each table. The same arguments give the same bytes.

    Several `authorities` are put into one extract, a region, whose rows say whose they are; that is always Parquet.
    Raises UsageError where the folder holds files: they may be an extract of real children, and have the same names.
    """
    if out.is_dir() and any(out.iterdir()):
        raise UsageError(f"{out} holds files already, and nothing is written over them. Name a folder that is new or empty.")
    steps = 0

    def report(step: str) -> None:
        nonlocal steps
        progress(step, steps, steps + 1)
        steps += 1

    if len(authorities) > 1:
        made = generate_region(
            out, authorities, children=children, years=years, as_at=as_at, seed=seed, layout="appended", progress=report
        )
        return dict(sum((Counter(written.rows) for written in made.values()), Counter()))
    code = authorities[0] if authorities else None
    written = generate(out, children=children, years=years, as_at=as_at, seed=seed, format=form, authority=code, progress=report)
    return dict(written.rows)
