"""How numbers are spread, and how few children make most of the episodes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.distribution import Band, concentration, distribution, percentile, round_edges
from sightline.errors import UsageError

numbers = st.lists(st.one_of(st.integers(0, 400).map(float), st.floats(-1e6, 1e6)), min_size=1, max_size=60)


@given(numbers, st.floats(0, 1))
def test_a_percentile_is_that_of_numpy(values: list[float], share: float) -> None:
    assert percentile(sorted(values), share) == pytest.approx(float(np.percentile(values, 100 * share)), rel=1e-9, abs=1e-6)


@given(numbers)
def test_the_parts_of_a_distribution_are_in_order_and_its_bands_hold_every_number(values: list[float]) -> None:
    found = distribution([*values, None])
    parts = [found.minimum, found.lower_quartile, found.median, found.upper_quartile, found.maximum]
    slack = 1e-9 * max(map(abs, values), default=1.0)
    assert all(a is not None and b is not None and a <= b + slack for a, b in zip(parts, parts[1:], strict=False))
    assert found.n == len(values) == sum(band.n for band in found.bands)
    assert all(band.low < band.high for band in found.bands)


@given(numbers)
def test_round_edges_reach_over_all_numbers_in_few_steps(values: list[float]) -> None:
    edges = round_edges(values)
    assert edges[0] <= min(values)
    assert max(values) <= edges[-1]
    assert 2 <= len(edges) <= 11


def test_bands_that_were_asked_for_take_in_their_low_end_and_not_their_high() -> None:
    found = distribution([0, 9, 10, 44, 45, 100], [0, 10, 45])
    assert found.bands == (Band(0, 10, 2), Band(10, 45, 2), Band(45, 100, 2))


def test_numbers_below_the_first_edge_have_a_band_of_their_own() -> None:
    assert distribution([-3, 5], [0, 10]).bands == (Band(-3, 0, 1), Band(0, 10, 1))


def test_one_number_is_its_own_middle() -> None:
    found = distribution([7])
    assert (found.n, found.mean, found.lower_quartile, found.median, found.maximum) == (1, 7, 7, 7, 7)


def test_no_numbers_have_no_middle() -> None:
    found = distribution([None, None])
    assert (found.n, found.median, found.bands) == (0, None, ())


def test_edges_that_do_not_rise_are_refused() -> None:
    with pytest.raises(UsageError, match="rise from one to the next"):
        distribution([1], [0, 10, 10])


def test_two_of_ten_children_make_half_of_the_episodes() -> None:
    found = concentration(["a"] * 6 + ["b"] * 4 + ["c", "d", "e", "f", "g", "h", "i", "j"])
    assert (found.children, found.episodes, found.most_of_one_child) == (10, 18, 6)
    assert found.children_of_half == 2
    assert found.share_of_busiest_tenth == pytest.approx(100 * 6 / 18)


def test_half_is_reached_exactly() -> None:
    assert concentration(["a", "a", "b", "c"]).children_of_half == 1


def test_episodes_of_unknown_children_are_nobody_else_s() -> None:
    found = concentration([None, None, "a"])
    assert (found.children, found.episodes, found.most_of_one_child) == (3, 3, 1)


def test_no_episodes_are_nobody_s() -> None:
    found = concentration([])
    assert (found.children, found.children_of_half, found.share_of_busiest_tenth) == (0, 0, None)


@given(st.lists(st.integers(0, 12), max_size=60))
def test_fewer_children_never_reach_half(children: list[int]) -> None:
    found = concentration(children)
    counts = sorted((children.count(child) for child in set(children)), reverse=True)
    assert 2 * sum(counts[: found.children_of_half]) >= len(children)
    assert found.children_of_half == 0 or 2 * sum(counts[: found.children_of_half - 1]) < len(children)
