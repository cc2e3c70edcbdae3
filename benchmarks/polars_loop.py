"""The same loop in polars, a question at a time."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from benchmarks.questions import Question, Totals
from sightline.engine.plan import ALL, Form


def frame_of(rows: pa.Table) -> pl.DataFrame:
    """Staged rows as a frame, each child's rows in the order in which they happened."""
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)
    return frame.sort("placed_on", "record_id")


def answer(rows: pl.DataFrame, question: Question) -> Totals:
    """One question, in every breakdown."""
    figure = question.figure
    inside = rows.filter(pl.col("placed_on").is_between(question.first_day, question.last_day) & pl.col("counted"))
    if figure.form is Form.ROWS:
        middle = pl.col("above").median() if figure.measure == "median" else pl.col("above").max()
        sums = [middle, pl.len().alias("below")]
    else:
        sums = [pl.col("above").sum(), pl.col("below").sum()]
    above, below = _one_a_child(inside, [], figure.distinct).select(sums).row(0)
    totals: Totals = {(ALL, ""): (above, below)}
    for breakdown in figure.breakdowns:
        groups = _one_a_child(inside, [breakdown], figure.distinct).group_by(breakdown).agg(sums)
        totals |= {(breakdown, group): (above, below) for group, above, below in groups.iter_rows()}
    return totals


def _one_a_child(rows: pl.DataFrame, by: list[str], distinct: str | None) -> pl.DataFrame:
    """Each child once: on the latest row, or counted if any row is."""
    if distinct == "latest":
        return rows.unique([*by, "person_id"], keep="last", maintain_order=True)
    if distinct == "any":
        return rows.group_by(*by, "person_id").agg(pl.col("above", "below").max())
    return rows
