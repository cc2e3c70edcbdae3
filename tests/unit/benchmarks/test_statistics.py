from __future__ import annotations

from decimal import Decimal

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.benchmarks.statistics import best, mean, median, percentile, position, quartile, rank, top_quartile

published = st.lists(st.decimals(min_value=0, max_value=999, places=1).map(float), min_size=1, max_size=60)


@given(values=published, share=st.sampled_from(["0.25", "0.5", "0.75"]))
def test_percentile_is_type_7(values: list[float], share: str) -> None:
    assert percentile(values, Decimal(share)) == pytest.approx(float(numpy.quantile(values, float(share))), abs=1e-9)


def test_values_are_added_as_the_decimals_they_are() -> None:
    assert mean([23.2, 23.3]) == 23.25
    assert mean([0.1, 0.2]) == 0.15
    assert percentile([0.1, 0.2, 0.7], Decimal("0.75")) == 0.45


def test_nothing_of_no_values() -> None:
    assert (mean([]), median([]), percentile([], Decimal("0.25")), best([], "high")) == (None, None, None, None)


@pytest.mark.parametrize(("polarity", "expected"), [("high", 9.0), ("low", 1.0), ("neutral", None), ("range", None)])
def test_best_needs_a_polarity(polarity: str, expected: float | None) -> None:
    assert best([1.0, 9.0, 4.0], polarity) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("polarity", "expected"), [("high", 4.0), ("low", 2.0), ("neutral", None), ("range", None)])
def test_top_quartile_is_the_threshold_of_the_better_quarter(polarity: str, expected: float | None) -> None:
    assert top_quartile([1.0, 2.0, 3.0, 4.0, 5.0], polarity) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "word"), [(1.9, "lower"), (2.0, "in range"), (4.0, "in range"), (4.1, "higher")])
def test_the_ends_of_the_middle_half_belong_to_it(value: float, word: str) -> None:
    assert position(value, 2.0, 4.0) == word


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(1.0, "A", "D"), (2.0, "A", "D"), (2.1, "B", "C"), (3.0, "B", "C"), (3.5, "C", "B"), (4.0, "C", "B"), (4.1, "D", "A")],
)
def test_quartile_bands(value: float, low: str, high: str) -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert (quartile(value, values, "low"), quartile(value, values, "high")) == (low, high)
    assert quartile(value, values, "neutral") is None


def test_equals_share_the_better_rank() -> None:
    values = [10.0, 20.0, 20.0, 30.0]
    assert [rank(value, values, "high") for value in values] == [4, 2, 2, 1]
    assert [rank(value, values, "low") for value in values] == [1, 2, 2, 4]
    assert rank(10.0, values, "range") is None


@given(values=published)
def test_reversing_polarity_reverses_the_order(values: list[float]) -> None:
    for value in values:
        worse_or_equal = sum(other <= value for other in values)
        assert rank(value, values, "high") == len(values) - worse_or_equal + 1
