"""Rounding as on paper, and ratios that are nothing rather than nought."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.vocabulary.numbers import percentage, rate, round_half_away


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (0.125, 2, 0.13),
        (1.005, 2, 1.01),
        (2.675, 2, 2.68),
        (-0.05, 1, -0.1),
        (81.95, 1, 82.0),
        (99.949, 1, 99.9),
        (1234.0, -2, 1200.0),
        (1250.0, -2, 1300.0),
        (123456789012.25, 1, 123456789012.3),
        (0.0, 3, 0.0),
    ],
)
def test_halves_go_away_from_nought(value: float, decimals: int, expected: float) -> None:
    assert round_half_away(value, decimals) == expected


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_every_printed_half_goes_up_in_size(whole: int, decimals: int) -> None:
    # A figure that ends in 5 one place further on: 12.345 to two decimals, whatever the float really holds.
    printed = f"{whole}." + "0" * decimals + "5"
    away = Fraction(abs(whole)) + Fraction(1, 10**decimals)
    assert round_half_away(float(printed), decimals) == float(-away if whole < 0 else away)


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_rounding_is_near_symmetric_and_stable(value: float, decimals: int) -> None:
    rounded = round_half_away(value, decimals)
    assert abs(rounded - value) <= 0.5 * 10**-decimals * (1 + 1e-6) + 1e-6
    assert round_half_away(-value, decimals) == -rounded
    assert round_half_away(rounded, decimals) == rounded


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 3))
def test_rounding_keeps_order(one: float, other: float, decimals: int) -> None:
    # Colour follows the rounded figure, so a better figure must never round to a worse one.
    low, high = sorted((one, other))
    assert round_half_away(low, decimals) <= round_half_away(high, decimals)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(45, 60, 75.0), (0, 60, 0.0), (0, 0, None), (3, None, None), (None, 60, None)],
)
def test_percentage_of_nothing_is_nothing(numerator, denominator, expected) -> None:
    assert percentage(numerator, denominator) == expected


@pytest.mark.parametrize(
    ("count", "persons", "factor", "expected"),
    [(620, 55_000, 1.0, 112.72727272727273), (50, 55_000, 12.0, 109.0909090909091), (5, 0, 1.0, None)],
)
def test_rate_is_per_ten_thousand(count: int, persons: int, factor: float, expected: float | None) -> None:
    assert rate(count, persons, factor=factor) == (pytest.approx(expected) if expected is not None else None)


def test_rate_of_an_unknown_count_is_nothing() -> None:
    assert rate(None, 55_000) is None
    assert rate(0, 55_000) == 0.0
