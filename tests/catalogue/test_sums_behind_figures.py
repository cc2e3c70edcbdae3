"""What a figure sums, divides or shares out is the sum of its rows: full-time equivalents, days, means, shares of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from sightline.engine.plan import Figure, Form
from sightline.engine.read import Wanted
from sightline.errors import UsageError
from sightline.observations.store import Builds, Observations
from sightline.pipeline.children import find_children
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope
from tests.support.council import make_extract, make_store

PERIODS = (Month(2026, 10), Month(2026, 9), Month(2026, 3))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("council")
    return make_store(folder, make_extract(folder / "extract"))


@pytest.fixture(scope="module")
def observations(store: Path) -> Iterator[Observations]:
    with Observations(Builds(store).current()) as opened:
        yield opened


def figure_of(observations: Observations, figure: Figure, month: Month, window: str) -> dict[str, Any]:
    """The observation of the authority as a whole."""
    table = observations.table([figure.indicator_id], Wanted((month.index,), (window,)))
    return next(row for row in table.to_pylist() if row["version"] == figure.version)


def asked(observations: Observations, figure: Figure) -> Iterator[tuple[Month, Window]]:
    """Months and windows that the figure has; a mean of month ends is no sum of rows."""
    for window in (Window(name) for name in figure.windows if name != Window.MONTH_ENDS_6):
        for month in PERIODS:
            if observations.spine.period(window, month) is not None:
                yield month, window


def test_sums_above_and_below_are_those_of_the_listed_rows(observations: Observations) -> None:
    summed = [f for f in observations.plan.figures if f.form is Form.SUMS and f.value is not None]
    wrong = []
    for figure in summed:
        for month, window in asked(observations, figure):
            rows = observations.children(figure, month, window, scope=Scope.of_all()).to_pylist()
            row = figure_of(observations, figure, month, window)
            above = fsum(child["counted_value"] or 0 for child in rows if child["in_numerator"])
            below = fsum(child["counted_weight"] or 0 for child in rows) if figure.weight is not None else len(rows)
            denominator = row["denominator"] if row["denominator"] is not None else below
            if (above, below) != (pytest.approx(row["numerator"]), pytest.approx(denominator)):
                wrong.append((figure.indicator_id, str(month), window, (above, below), (row["numerator"], row["denominator"])))
    assert len(summed) > 10
    assert not wrong


def test_the_highest_of_the_listed_rows_is_the_maximum(observations: Observations) -> None:
    for figure in (f for f in observations.plan.figures if f.form is Form.ROWS):
        for month, window in asked(observations, figure):
            rows = observations.children(figure, month, window, scope=Scope.of_all()).to_pylist()
            row = figure_of(observations, figure, month, window)
            numbers = [child["counted_value"] for child in rows]
            assert (row["denominator"], row["value"]) == (len(numbers), max(numbers, default=None)), figure.indicator_id


def test_each_group_s_share_opens_the_whole_with_the_group_in_it(observations: Observations) -> None:
    shares = [f for f in observations.plan.figures if f.share_by]
    for figure in shares:
        for month, window in asked(observations, figure):
            wanted = Wanted((month.index,), (window.value,), (str(figure.share_by),))
            groups = observations.table([figure.indicator_id], wanted).to_pylist()
            assert fsum(row["numerator"] for row in groups) == (groups[0]["denominator"] if groups else 0)
            for row in groups:
                listed = observations.children(
                    figure, month, window, scope=Scope.of_all(), breakdown=str(figure.share_by), group=row["group"]
                )
                counted = sum(listed.column("in_numerator").to_pylist())
                assert (counted, listed.num_rows) == (row["numerator"], row["denominator"]), figure.indicator_id
    assert {figure.indicator_id for figure in shares} == {"cpp-category-share", "cla-by-legal-status", "audit-grade-distribution"}


def test_a_child_in_a_share_is_told_of_its_group(store: Path) -> None:
    month, category = PERIODS[0], "category_of_abuse"
    rows = find_children(
        store, "cpp-category-share", month=month, window=Window.SNAPSHOT, scope=Scope.of_all(), breakdown=category, group="EMO"
    ).to_pylist()
    assert {row["reason"] for row in rows if row["in_numerator"]} == {"Counted: in the group 'EMO'."}
    assert {row["reason"] for row in rows if not row["in_numerator"]} == {"Not counted: not in the group 'EMO'."}


def test_nobody_is_listed_behind_what_was_counted_elsewhere(store: Path) -> None:
    with pytest.raises(UsageError, match="counted elsewhere and typed in"):
        find_children(store, "staff-survey-supervision", month=Month(2026, 3), window=Window.FINANCIAL_YEAR, scope=Scope.of_all())
