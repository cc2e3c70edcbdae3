"""The loop in pandas: keep the rows of the period that count, then total them as a whole and in every breakdown."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from benchmarks.questions import Question, Totals
from sightline.engine.plan import ALL, Form


def frame_of(rows: pa.Table) -> pd.DataFrame:
    """Staged rows as a frame, each child's rows in the order in which they happened."""
    frame = rows.to_pandas(date_as_object=False)
    return frame.sort_values(["placed_on", "record_id"], ignore_index=True)


def answer(rows: pd.DataFrame, question: Question) -> Totals:
    """One question, in every breakdown."""
    figure = question.figure
    inside = rows[
        (rows["placed_on"] >= pd.Timestamp(question.first_day)) & (rows["placed_on"] <= pd.Timestamp(question.last_day))
    ]
    inside = inside[inside["counted"]]
    if figure.form is Form.ROWS:
        middle = "median" if figure.measure == "median" else "max"
        totals: Totals = {(ALL, ""): (inside["above"].agg(middle), len(inside))}
        for breakdown in figure.breakdowns:
            groups = inside.groupby(breakdown)["above"].agg([middle, "size"])
            totals |= {(breakdown, group): (above, below) for group, above, below in groups.itertuples(name=None)}
        return totals
    whole = _one_a_child(inside, [], figure.distinct)
    totals = {(ALL, ""): (whole["above"].sum(), whole["below"].sum())}
    for breakdown in figure.breakdowns:
        groups = _one_a_child(inside, [breakdown], figure.distinct).groupby(breakdown)[["above", "below"]].sum()
        totals |= {(breakdown, group): (above, below) for group, above, below in groups.itertuples(name=None)}
    return totals


def _one_a_child(rows: pd.DataFrame, by: list[str], distinct: str | None) -> pd.DataFrame:
    """Each child once: on the latest row, or counted if any row is."""
    if distinct == "latest":
        return rows.drop_duplicates([*by, "person_id"], keep="last")
    if distinct == "any":
        return rows.groupby([*by, "person_id"], dropna=False)[["above", "below"]].max().reset_index()
    return rows
