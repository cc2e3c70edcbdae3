"""Control charts: published vectors, the plain twin, noise, and the series that must not be charted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.judgement.bands import Bands, Interval
from sightline.judgement.spc import (
    Assurance,
    ChartState,
    Rule,
    Variation,
    assurance,
    control_charts,
    net_change,
    refusal,
)
from sightline.vocabulary.periods import Window
from tests.unit.judgement import plain_spc

ASSESSMENTS = [69.1, 67.6, 71.8, 79.1, 77.8, 86.4, 72.3, 79.0, 78.7, 89.5, 86.7, 76.8, 79.7, 81.9, 88.8]
LOOKED_AFTER_VISITS = [98.2, 97.2, 97.5, 96.6, 94.7, 95.8, 96.0, 98.2, 97.1, 97.1, 97.8, 97.0, 97.5, 98.1, 95.5]
PROTECTION_VISITS = [90.0, 95.4, 93.6, 93.4, 85.5, 92.2, 89.8, 90.9, 92.8, 91.9, 95.3, 93.8, 94.9, 97.3, 95.6]
CONFERENCES = [59.8, 76.7, 72.6, 74.6, 89.7, 82.2, 87.0, 76.2, 90.2, 96.1, 90.9, 94.8, 91.3, 77.4]


def at_least(figure):
    return Bands(Interval(low=figure))


def at_most(figure):
    return Bands(Interval(high=figure))


def charted(values, sign=1, **options):
    return control_charts(np.array([values], float), np.array([sign], np.int8), **options)


# Worked out from a council's published monthly figures of 2018-19, independently of this code.
@pytest.mark.parametrize("screen", [False, True])
@pytest.mark.parametrize(
    ("values", "mean", "average", "lower", "upper", "flags"),
    [
        (ASSESSMENTS, 79.013, 5.6786, 63.908, 94.118, {}),
        (LOOKED_AFTER_VISITS, 96.953, 0.9929, 94.312, 99.594, dict.fromkeys(range(8, 15), Rule.SHIFT)),
        (PROTECTION_VISITS, 92.827, 2.7429, 85.531, 100.123, {5: Rule.ASTRONOMICAL}),
        (CONFERENCES, 82.821, 8.2769, 60.805, 104.838, {1: Rule.ASTRONOMICAL}),
        ([100.0] * 13, 100, 0, 100, 100, {}),
    ],
    ids=["assessments", "looked-after visits", "protection visits", "conferences", "always 100"],
)
def test_published_vectors_to_the_printed_decimal(values, mean, average, lower, upper, flags, screen):
    charts = charted(values, screen=screen)
    figures = [charts.mean[0, 0], charts.average_range[0, 0], charts.lower[0, 0], charts.upper[0, 0]]
    for figure, (expected, places) in zip(figures, [(mean, 3), (average, 4), (lower, 3), (upper, 3)], strict=True):
        assert f"{figure:.{places}f}" == f"{expected:.{places}f}"
    assert {month + 1: Rule(label) for month, label in enumerate(charts.label[0]) if label} == flags


def test_the_last_point_of_the_visits_is_common_cause_though_a_shift_went_before():
    assert Variation(charted(LOOKED_AFTER_VISITS).variation[0, -1]) is Variation.COMMON


@pytest.mark.parametrize(
    ("values", "bands", "expected"),
    [
        (ASSESSMENTS, at_least(90), Assurance.HIT_AND_MISS),
        (ASSESSMENTS, at_least(95), Assurance.FAIL),
        (ASSESSMENTS, at_least(60), Assurance.PASS),
        (ASSESSMENTS, at_most(60), Assurance.FAIL),
        (ASSESSMENTS, at_most(95), Assurance.PASS),
        ([100.0] * 13, at_least(100), Assurance.PASS),
        ([99.0] * 13, at_least(100), Assurance.FAIL),
        (ASSESSMENTS, None, Assurance.NONE),
        (ASSESSMENTS, Bands(Interval(60, 95)), Assurance.PASS),
        (ASSESSMENTS, Bands(Interval(95, 99)), Assurance.FAIL),
        (ASSESSMENTS, Bands(Interval(80, 99)), Assurance.HIT_AND_MISS),
        # Not enough months: no limits, so nothing to compare.
        (ASSESSMENTS[:12], at_least(60), Assurance.NONE),
    ],
)
def test_assurance_compares_the_target_with_the_limits(values, bands, expected):
    charts = charted(values)
    assert assurance(charts.lower[0, -1], charts.upper[0, -1], bands) is expected


def test_assurance_where_a_limit_lies_on_the_target():
    assert assurance(90.0, 95.0, at_least(90)) is Assurance.PASS
    assert assurance(90.0, 95.0, at_least(95)) is Assurance.HIT_AND_MISS
    assert assurance(90.0, 95.0, at_most(95)) is Assurance.PASS
    assert assurance(90.0, 95.0, at_most(90)) is Assurance.HIT_AND_MISS
    # Strictly below 90 is not met at 90.
    assert assurance(90.0, 95.0, Bands(Interval(high=90, high_included=False))) is Assurance.FAIL
    assert assurance(90.0, 95.0, Bands(Interval(high=95, high_included=False))) is Assurance.HIT_AND_MISS


series = st.lists(st.none() | st.integers(0, 12) | st.floats(0, 100, width=16), min_size=13, max_size=40).filter(
    lambda values: (
        sum(v is not None for v in values) >= 13
        and any(a is not None and b is not None for a, b in zip(values, values[1:], strict=False))
    )
)


@settings(max_examples=300, deadline=None)
@given(series, st.booleans(), st.sampled_from([None, 8, 13]))
def test_columns_agree_with_the_plain_twin(values, screen, baseline):
    used = [m for m, v in enumerate(values) if v is not None][:baseline]
    if not any(m - 1 in used for m in used):
        return
    plain = plain_spc.chart(values, screen=screen, baseline=baseline)
    # Denominators of 50 keep the guards of small and rare figures out of the comparison.
    columns = np.array([[np.nan if v is None else float(v) for v in values]])
    charts = control_charts(
        columns,
        numerators=np.full(columns.shape, 20.0),
        denominators=np.full(columns.shape, 50.0),
        screen=screen,
        baseline_points=baseline,
    )
    month = next(m for m, v in enumerate(values) if v is not None)
    for name in ("mean", "lower", "upper", "near_lower", "near_upper"):
        assert getattr(charts, name)[0, month] == pytest.approx(plain[name], abs=1e-9)
    for m, met in plain["rules"].items():
        assert {rule.name.lower() for rule in Rule(int(charts.rules[0, m]))} == met
        if met and charts.label[0, m] == Rule.TREND:
            assert charts.side[0, m] == plain["slopes"][m]


@given(st.lists(st.integers(0, 60), min_size=26, max_size=40), st.sets(st.integers(0, 39), max_size=3), st.integers(13, 20))
def test_excluded_points_and_segments_agree_with_the_plain_twin(values, left_out, cut):
    parts = [range(cut), range(cut, len(values))]
    excluded = np.array([[m in left_out for m in range(len(values))]])
    charts = control_charts(
        np.array([values], float),
        numerators=np.full((1, len(values)), 20.0),
        denominators=np.full((1, len(values)), 50.0),
        segments=np.array([[int(m >= cut) for m in range(len(values))]], np.int16),
        excluded=excluded,
    )
    for part in parts:
        used = [m for m in part if m not in left_out]
        if len(part) < 13 or not any(m - 1 in used for m in used):
            continue
        start = part[0]
        plain = plain_spc.chart([values[m] for m in part], excluded={m - start for m in left_out if m in part})
        assert charts.mean[0, start] == pytest.approx(plain["mean"])
        assert charts.upper[0, start] == pytest.approx(plain["upper"])
        for m in part:
            assert {rule.name.lower() for rule in Rule(int(charts.rules[0, m]))} == plain["rules"][m - start]


def test_many_series_at_once_are_each_charted_alone():
    rows = [ASSESSMENTS, LOOKED_AFTER_VISITS, PROTECTION_VISITS, [*CONFERENCES, None]]
    together = control_charts(np.array(rows, float))
    for row, values in enumerate(rows):
        alone = control_charts(np.array([values], float))
        for name in ("mean", "upper", "rules", "variation", "state"):
            np.testing.assert_array_equal(getattr(together, name)[row], getattr(alone, name)[0])


def test_about_four_in_a_hundred_points_of_noise_are_flagged():
    random = np.random.default_rng(2019)
    noise = random.normal(50, 5, (4000, 24))
    flagged = control_charts(noise).label != 0
    assert 0.030 < flagged.mean() < 0.045
    # The reason for refusing rolling series: the same noise, averaged over twelve months.
    longer = random.normal(50, 5, (4000, 35))
    rolling = np.lib.stride_tricks.sliding_window_view(longer, 12, axis=1).mean(axis=2)
    assert (control_charts(rolling).label != 0).mean() > 0.6


@pytest.mark.parametrize(
    ("window", "unit", "state"),
    [
        (Window.MONTH, "", ChartState.CHARTED),
        (Window.SNAPSHOT, "%", ChartState.CHARTED),
        (Window.SNAPSHOT, "", ChartState.STOCK),
        (Window.SNAPSHOT, "per 10,000", ChartState.STOCK),
        (Window.ROLLING_12, "%", ChartState.ROLLING),
        (Window.ROLLING_6, "", ChartState.ROLLING),
        (Window.YTD, "%", ChartState.ROLLING),
        (Window.QUARTER, "%", ChartState.NOT_MONTHLY),
    ],
)
def test_series_that_are_refused(window, unit, state):
    assert refusal(window, unit) is state


def test_a_refused_series_has_no_limits_and_no_icons():
    charts = charted(ASSESSMENTS, states=np.array([ChartState.ROLLING], np.int8))
    assert np.isnan(charts.upper).all()
    assert (charts.variation == Variation.NOT_JUDGED).all()
    assert (charts.state == ChartState.ROLLING).all()


def test_twelve_months_are_too_few_and_thirteen_enough():
    few, enough = charted(ASSESSMENTS[:12]), charted(ASSESSMENTS[:13])
    assert few.state[0, 0] == ChartState.NOT_ENOUGH_MONTHS
    assert few.points[0, 0] == 12
    assert np.isnan(few.mean).all()
    assert enough.state[0, 0] == ChartState.CHARTED


def test_small_denominators_and_rare_events_are_guarded():
    values = np.array([[50.0] * 14])
    small = control_charts(values, numerators=values / 10, denominators=np.full((1, 14), 9.0))
    assert (small.state == ChartState.SMALL_DENOMINATORS).all()
    just = control_charts(values, numerators=values / 10, denominators=np.full((1, 14), 10.0))
    assert (just.state == ChartState.CHARTED).all()
    rare = control_charts(np.array([[0.0] * 8 + [1.0] * 6]))
    assert (rare.state == ChartState.RARE_EVENTS).all()
    rare_share = control_charts(
        np.array([[0.0] * 8 + [2.0] * 6]),
        numerators=np.array([[0.0] * 8 + [1.0] * 6]),
        denominators=np.full((1, 14), 50.0),
    )
    assert (rare_share.state == ChartState.RARE_EVENTS).all()


def test_a_missing_month_keeps_its_place():
    values = [10.0, 12.0, None, 30.0, *[11.0, 13.0] * 6]
    charts = charted(values)
    # Neither 12 to 30 nor anything else is taken across the gap.
    assert charts.average_range[0, 0] == pytest.approx((2 + 19 + 11 * 2) / 13)
    assert charts.state[0, 2] == ChartState.NO_FIGURES


def test_a_run_goes_on_over_one_missing_month_and_ends_at_two():
    low = [10.0, 12.0] * 5
    one = charted([*low, 20, 21, 20, 21, None, 20, 21, 20])
    two = charted([*low, 20, 21, 20, 21, None, None, 20, 21, 20])
    assert (one.rules[0, 10:] & Rule.SHIFT).astype(bool).tolist() == [True] * 4 + [False] + [True] * 3
    assert not (two.rules[0, 10:] & Rule.SHIFT).any()


def test_rules_do_not_cross_a_segment():
    values = [*[10.0, 12.0] * 7, *[20.0, 22.0] * 7]
    whole = charted(values)
    cut = charted(values, segments=np.array([[0] * 14 + [1] * 14], np.int16))
    assert (whole.rules[0] & Rule.SHIFT).all()
    assert not cut.rules.any()
    assert (cut.mean[0, 0], cut.mean[0, -1]) == (11.0, 21.0)
    short = charted(values, segments=np.array([[0] * 16 + [1] * 12], np.int16))
    assert short.state[0, 0] == ChartState.CHARTED
    assert short.state[0, -1] == ChartState.NOT_ENOUGH_MONTHS


def test_a_point_that_a_person_excludes_leaves_the_mean_but_is_still_seen():
    values = [*[10.0, 12.0] * 7, 100.0]
    with_it = charted(values)
    without = charted(values, excluded=np.array([[False] * 14 + [True]]))
    assert without.mean[0, 0] == 11.0
    assert without.average_range[0, 0] == 2.0
    assert with_it.mean[0, 0] > 16
    assert without.label[0, -1] == Rule.ASTRONOMICAL


@pytest.mark.parametrize(
    ("sign", "last", "meaning"),
    [
        (1, 30.0, Variation.IMPROVEMENT_HIGH),
        (-1, 30.0, Variation.CONCERN_HIGH),
        (0, 30.0, Variation.NEUTRAL_HIGH),
        (1, 1.0, Variation.CONCERN_LOW),
        (-1, 1.0, Variation.IMPROVEMENT_LOW),
        (0, 1.0, Variation.NEUTRAL_LOW),
        (1, 11.0, Variation.COMMON),
    ],
)
def test_the_icon_is_what_the_point_means(sign, last, meaning):
    assert Variation(charted([*[10.0, 12.0] * 7, last], sign).variation[0, -1]) is meaning


def test_a_trend_takes_precedence_over_the_side_it_lies_on():
    falling = [50, 52, 50, 52, 50, 52, 50, 99, 95, 90, 85, 80, 75, 70]
    charts = charted(falling)
    assert charts.label[0, -1] == Rule.TREND
    assert charts.rules[0, -1] & Rule.SHIFT
    # Falling, though still above the average.
    assert charts.side[0, -1] == -1
    assert Variation(charts.variation[0, -1]) is Variation.CONCERN_LOW


def test_equal_neighbours_break_a_trend_and_a_point_on_the_mean_breaks_a_shift():
    rising = charted([10, 9, 10, 9, 10, 9, 1, 2, 3, 4, 4, 5, 6, 7])
    assert not (rising.rules & Rule.TREND).any()
    flat = charted([9, 11] * 4 + [11, 11, 11, 10, 11, 11] + [9] * 5)
    assert flat.mean[0, 0] == 10
    assert not (flat.rules & Rule.SHIFT).any()


def test_net_change_is_what_may_be_charted_of_a_stock():
    changes = net_change(np.array([[10.0, 12.0, np.nan, 11.0]]))
    assert np.isnan(changes[0, [0, 2, 3]]).all()
    assert changes[0, 1] == 2
