"""Ratings: bands, edges, rounding as displayed, and which target is in force."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.judgement.bands import around, read_band
from sightline.judgement.polarity import Polarity, PolarityOverride, polarity_on
from sightline.judgement.rounding import round_columns
from sightline.judgement.target_readers import targets_from_rows
from sightline.judgement.tolerance import (
    Basis,
    HumanStatus,
    Rating,
    RatingCode,
    TargetKind,
    Targets,
    latest_status,
    rate,
    rate_columns,
)
from sightline.vocabulary.numbers import round_half_away


def target(**cells):
    row = {"indicator": "x", **{name: str(text) for name, text in cells.items()}}
    return targets_from_rows([("row 1", row)]).targets[0]


HIGH = {"met": "95%+", "near": "92%>", "not_met": "<92%", "polarity": "high", "unit": "%"}
LOW = {"met": "23%<", "near": "26%<", "not_met": "26%+", "polarity": "low", "unit": "%"}
RANGE = {"low": 16, "high": 22, "tolerance": 1, "polarity": "range"}
DISTANCE = {"met_within": 5, "near_within": 15, "benchmark": 158.8}


@pytest.mark.parametrize(
    ("cells", "value", "rating"),
    [
        (HIGH, 95.0, Rating.MET),
        (HIGH, 94.9, Rating.NEAR),
        (HIGH, 92.0, Rating.NEAR),
        (HIGH, 91.9, Rating.NOT_MET),
        (LOW, 22.9, Rating.MET),
        (LOW, 23.0, Rating.NEAR),
        (LOW, 25.9, Rating.NEAR),
        (LOW, 26.0, Rating.NOT_MET),
        # Plain numbers mean that or better: the mirror of one another.
        ({"met": 95, "near": 92, "polarity": "high"}, 92.0, Rating.NEAR),
        ({"met": 23, "near": 26, "polarity": "low"}, 23.0, Rating.MET),
        ({"met": 23, "near": 26, "polarity": "low"}, 26.0, Rating.NEAR),
        (RANGE, 16.0, Rating.MET),
        (RANGE, 22.0, Rating.MET),
        (RANGE, 22.1, Rating.NEAR),
        (RANGE, 23.0, Rating.NEAR),
        (RANGE, 15.0, Rating.NEAR),
        (RANGE, 14.9, Rating.NOT_MET),
        (RANGE, 23.1, Rating.NOT_MET),
        # 163.8 - 158.8 is a little more than 5 in binary; it is 5 on paper.
        (DISTANCE, 163.8, Rating.MET),
        (DISTANCE, 163.9, Rating.NEAR),
        (DISTANCE, 143.8, Rating.NEAR),
        (DISTANCE, 143.7, Rating.NOT_MET),
        # The good end is the end of the scale; whole-unit bands leave no hole between 94 and 95.
        ({"met": "95-100", "near": "85-94", "polarity": "high"}, 94.6, Rating.NEAR),
        ({"met": "19-10", "near": "25-20", "polarity": "low"}, 4.0, Rating.MET),
        ({"aim": 375.5, "polarity": "low"}, 375.5, Rating.MET),
        ({"aim": 375.5, "polarity": "low"}, 375.6, Rating.NOT_MET),
        ({"kind": "to_be_set"}, 50.0, Rating.NOT_JUDGED),
        ({"wanted": "increase"}, 50.0, Rating.NOT_JUDGED),
        (HIGH, None, Rating.NOT_JUDGED),
        (HIGH, float("nan"), Rating.NOT_JUDGED),
    ],
)
def test_ratings_at_their_edges(cells, value, rating):
    bands = target(**cells).bands()
    assert rate(value, bands, 1) is rating
    shown = np.array([np.nan if value is None else value])
    assert RatingCode(int(rate_columns(shown, bands)[0])).rating is rating


def test_the_figure_is_compared_as_displayed():
    bands = target(**HIGH).bands()
    assert rate(94.96, bands, 1) is Rating.MET
    assert rate(94.96, bands, 2) is Rating.NEAR
    assert rate(94.949, bands, 1) is Rating.NEAR


def test_a_distance_from_a_statistic_waits_for_the_figure():
    row = target(met_within=5, near_within=15, benchmark="sn_mean")
    assert row.bands() is None
    assert rate(158.8, row.bands(benchmark=160.0), 1) is Rating.MET


@given(
    st.lists(st.floats(-1e6, 1e6, allow_nan=False) | st.decimals(-500, 500, places=3).map(float), min_size=1),
    st.integers(0, 3),
)
def test_rounding_in_columns_is_rounding_one_by_one(values, decimals):
    columns = round_columns(np.array([values]), np.array([decimals]))
    assert columns.tolist() == [[round_half_away(v, decimals) for v in values]]


def test_rounding_keeps_what_is_missing_and_rounds_halves_away():
    rounded = round_columns(np.array([[2.675, np.nan, -0.5, 77.35]]), np.array([2]))
    assert rounded[0, 0] == 2.68
    assert np.isnan(rounded[0, 1])
    assert round_columns(np.array([[0.5, 1.5, -2.5]]), 0).tolist() == [[1.0, 2.0, -3.0]]


def test_the_narrowest_unit_wins_and_the_authority_is_the_fallback():
    rows = [
        ("row 1", {"indicator": "x", "met": "80", "polarity": "high"}),
        ("row 2", {"indicator": "x", "met": "90", "polarity": "high", "applies_to": "team:T1"}),
        ("row 3", {"indicator_id": "x", "green": "85", "direction": "high", "unit_id": "S1"}),
    ]
    targets = Targets(targets_from_rows(rows).targets)
    on = date(2026, 1, 31)

    def met(units):
        found = targets.find("x", on, units)
        return found.bands().met.low if found else None

    assert met(()) == 80
    assert met(("team:T1", "service:S1")) == 90
    assert met(("team:T2", "service:S1")) == 85
    assert met(("team:T2",)) == 80
    assert targets.find("y", on) is None


def test_a_target_holds_between_its_dates_both_included():
    rows = [
        ("row 1", {"indicator": "x", "met": "80", "polarity": "high", "valid_to": "2026-03-31"}),
        ("row 2", {"indicator": "x", "met": "90", "polarity": "high", "valid_from": "2026-04-01"}),
        ("row 3", {"indicator": "x", "met": "95", "polarity": "high", "basis": "year_end"}),
    ]
    targets = Targets(targets_from_rows(rows).targets)
    assert targets.find("x", date(2026, 3, 31)).bands().met.low == 80
    assert targets.find("x", date(2026, 4, 1)).bands().met.low == 90
    assert targets.find("x", date(2026, 4, 1), basis=Basis.YEAR_END).bands().met.low == 95
    assert targets.change_dates("x") == [date(2026, 3, 31), date(2026, 4, 1)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (HIGH, "95% or more"),
        (LOW, "below 23%"),
        ({"met": 23, "polarity": "low"}, "23 or fewer"),
        ({"met": 23, "polarity": "low", "unit": "days"}, "23 days or less"),
        ({"met": ">25", "polarity": "high"}, "above 25"),
        (RANGE, "16 to 22"),
        (DISTANCE, "within 5 of 158.8"),
        ({"met_within": 5, "benchmark": "sn_mean"}, "within 5 of sn_mean"),
        ({"wanted": "reduction"}, "decrease"),
        ({"aim": "Below regional average"}, "below regional average"),
        ({"kind": "to_be_set"}, "to be set"),
    ],
)
def test_targets_in_words(cells, said):
    assert target(**cells).said == said


def test_intervals_say_what_is_inside():
    assert read_band("75-84").contains(84.9)
    assert not read_band("75-84").contains(85)
    assert read_band("14.5-20").contains(20)
    assert around(0.3, 0.1).closed() == (0.2, 0.4)


def test_polarity_may_be_overridden_from_a_date():
    overrides = [
        PolarityOverride("x", Polarity.LOW, date(2026, 4, 1), None, "fewer is our aim", "head of service"),
        PolarityOverride("x", Polarity.NEUTRAL, date(2027, 4, 1), None, "no longer", "head of service"),
    ]
    assert polarity_on("x", date(2026, 3, 31), Polarity.HIGH, overrides) is Polarity.HIGH
    assert polarity_on("x", date(2026, 4, 1), Polarity.HIGH, overrides) is Polarity.LOW
    assert polarity_on("x", date(2027, 4, 1), Polarity.HIGH, overrides) is Polarity.NEUTRAL
    assert polarity_on("y", date(2027, 4, 1), Polarity.HIGH, overrides) is Polarity.HIGH


def test_a_human_status_needs_its_author_and_reason_and_the_latest_holds():
    first = HumanStatus("x", 2, "AB", date(2026, 5, 1), "Plans are in place, not yet felt.")
    second = HumanStatus("x", 1, "CD", date(2026, 6, 1), "Visits hold up")
    assert latest_status([second, first], "x", date(2026, 5, 31)) is first
    assert latest_status([second, first], "x", date(2026, 6, 1)) is second
    assert latest_status([first], "x", date(2026, 4, 30)) is None
    assert first.sentence == ("Improving, but impact still concerning, says AB (1 May 2026): Plans are in place, not yet felt.")
    with pytest.raises(ValueError, match="author and its reason"):
        HumanStatus("x", 1, "", date(2026, 5, 1), "because")
    with pytest.raises(ValueError, match="1, 2 or 3"):
        HumanStatus("x", 4, "AB", date(2026, 5, 1), "because")


def test_kinds_are_read_from_what_is_filled_in():
    assert target(**RANGE).kind is TargetKind.RANGE
    assert target(**DISTANCE).kind is TargetKind.DISTANCE
    printed = target(met="+/-5 of 158.8", near="+/-15", not_met="more than +/-15")
    assert (printed.benchmark, printed.met_within, printed.near_within) == (158.8, 5, 15)
    caseload = target(met="14-20", near="1% above range", not_met="over 1% above range", polarity="range")
    assert (caseload.low, caseload.high, caseload.tolerance) == (14, 20, 1)
