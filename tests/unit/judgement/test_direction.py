"""Direction of travel: the arrow is the figure's, the judgement is polarity's, and noise has neither."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.judgement.direction import (
    ArrowMode,
    Comparison,
    Evidence,
    Movement,
    Travel,
    broken_between,
    direction_of_travel,
    earlier_columns,
    travel_columns,
)
from sightline.judgement.spc import Variation
from sightline.vocabulary.periods import Month

MONTHS = [Month(2018, 1).shift(n) for n in range(15)]


def judged(current, earlier, sign, **options):
    return direction_of_travel(current, earlier, sign, since="February 2019", unit="%", decimals=1, **options)


@pytest.mark.parametrize(
    ("earlier", "current", "sign", "arrow", "words"),
    [
        (83.4, 76.0, 1, "down", "worsening"),
        (40.0, 21.0, -1, "down", "improving"),
        (23.8, 25.9, 1, "up", "improving"),
        (30.0, 33.0, -1, "up", "worsening"),
        (645.0, 643.0, 0, "down", "down"),
        (98.31, 98.29, 1, "same", "steady"),
        (149.0, 149.0, 0, "same", "steady"),
        (None, 98.3, 1, "", "not judged"),
        (98.3, None, 1, "", "not judged"),
    ],
)
def test_plain_arrows_follow_the_displayed_figure_and_polarity(earlier, current, sign, arrow, words):
    held = judged(current, earlier, sign)
    assert (held.arrow, held.words) == (arrow, words)


@pytest.mark.parametrize(
    ("variation", "arrow", "words"),
    [
        (Variation.CONCERN_LOW, "down", "worsening"),
        (Variation.COMMON, "", "no real change"),
        # The signal is a good run so far; one fall within it is not a real fall.
        (Variation.IMPROVEMENT_HIGH, "", "no real change"),
        (Variation.NOT_JUDGED, "", "not judged"),
    ],
)
def test_only_real_changes_have_an_arrow_by_default(variation, arrow, words):
    held = judged(76.0, 83.4, 1, mode=ArrowMode.REAL_CHANGE_ONLY, variation=variation)
    assert (held.arrow, held.words) == (arrow, words)


def test_no_arrow_across_a_break_in_either_mode():
    for mode in ArrowMode:
        held = judged(76.0, 83.4, 1, mode=mode, variation=Variation.CONCERN_LOW, counting_changed=True)
        assert (held.arrow, held.travel, held.evidence) == ("", Travel.NOT_JUDGED, Evidence.COUNTING_CHANGED)
        assert held.reason == "Not compared with February 2019: counting changed in between."


@pytest.mark.parametrize(
    ("earlier", "current", "travel"),
    [
        (24.0, 23.0, Travel.IMPROVING),
        (21.0, 23.0, Travel.WORSENING),
        (12.0, 15.0, Travel.IMPROVING),
        (17.0, 21.0, Travel.STEADY),
        (14.0, 24.0, Travel.STEADY),
    ],
)
def test_within_a_range_nearer_is_better_and_inside_nothing_is(earlier, current, travel):
    assert judged(current, earlier, 0, wanted_range=(16, 22)).travel is travel


def test_reasons_in_sentences():
    assert judged(77.4, 91.3, 1).reason == (
        "Worsening: it fell from 91.3% to 77.4%, by 13.9 percentage points since February 2019."
    )
    assert judged(77.4, 91.3, 0).reason.endswith("which way is good is not set.")
    assert judged(77.4, None, 1).reason == "Not compared: there is no figure for February 2019."
    no_change = judged(77.4, 79.3, 1, mode=ArrowMode.REAL_CHANGE_ONLY, variation=Variation.COMMON)
    assert no_change.reason == (
        "No real change: it fell from 79.3% to 77.4%, by 1.9 percentage points since February 2019,"
        " which is no more than the usual variation."
    )
    unknown = judged(77.4, 79.3, 1, mode=ArrowMode.REAL_CHANGE_ONLY)
    assert "cannot be told" in unknown.reason


def test_what_each_comparison_looks_back_to():
    figures = np.array([np.arange(15.0), np.arange(15.0)])
    running = np.array([False, True])

    def last(comparison):
        return earlier_columns(figures, MONTHS, comparison, running)[:, -1].tolist()

    # A count of the year to date can only rise from month to month, which says nothing.
    assert last(Comparison.MONTH_ON_MONTH)[0] == 13
    assert np.isnan(last(Comparison.MONTH_ON_MONTH)[1])
    assert last(Comparison.SAME_MONTH_LAST_YEAR) == [2, 2]
    # March 2019 is compared with the outturn of March 2018; a count that runs through the year, with its own March.
    assert last(Comparison.YEAR_ON_YEAR) == [2, 2]
    november = earlier_columns(figures, MONTHS, Comparison.YEAR_ON_YEAR, running)[:, 10]
    assert november[0] == 2
    assert np.isnan(november[1])
    assert np.isnan(earlier_columns(figures, MONTHS, Comparison.MONTH_ON_MONTH, running)[0, 0])
    with pytest.raises(ValueError, match="compares two series"):
        earlier_columns(figures, MONTHS, Comparison.ROLLING_6_WITH_12, running)


def test_a_quarter_is_compared_with_the_quarter_before():
    figures, quarterly, no = np.arange(15.0)[None], np.array([True]), np.array([False])
    assert earlier_columns(figures, MONTHS, Comparison.MONTH_ON_MONTH, no, quarterly)[0, -1] == 11
    broken = broken_between(MONTHS, Comparison.MONTH_ON_MONTH, [[Month(2018, 5)]], no, quarterly)
    assert np.nonzero(broken[0])[0].tolist() == [4, 5, 6]


def test_months_that_are_missing_from_the_columns_are_not_stepped_over():
    gapped = [Month(2018, 1), Month(2018, 3)]
    earlier = earlier_columns(np.array([[1.0, 3.0]]), gapped, Comparison.MONTH_ON_MONTH, np.array([False]))
    assert np.isnan(earlier).all()


def test_breaks_lie_between_the_figures_compared():
    broken = broken_between(MONTHS, Comparison.MONTH_ON_MONTH, [[Month(2019, 2)], []], np.array([False, False]))
    assert np.nonzero(broken[0])[0].tolist() == [13]
    assert not broken[1].any()
    cut, running = [[Month(2018, 8)], [Month(2018, 8)]], np.array([False, True])
    yearly = broken_between(MONTHS, Comparison.SAME_MONTH_LAST_YEAR, cut, running)
    assert np.nonzero(yearly[0])[0].tolist() == list(range(7, 15))
    # Against the last outturn, July is still on this side of the break and August is not; a new year starts clean.
    longer = [*MONTHS, Month(2019, 4)]
    outturn = broken_between(longer, Comparison.YEAR_ON_YEAR, cut, running)
    assert np.nonzero(outturn[0])[0].tolist() == list(range(7, 15))
    assert np.nonzero(outturn[1])[0].tolist() == list(range(7, 16))


@given(st.floats(0, 100), st.floats(0, 100), st.sampled_from([-1, 0, 1]), st.integers(0, 2))
def test_turning_the_figures_round_turns_the_judgement_round(a, b, sign, decimals):
    forth = direction_of_travel(a, b, sign, since="x", decimals=decimals)
    back = direction_of_travel(b, a, sign, since="x", decimals=decimals)
    turned = {Travel.IMPROVING: Travel.WORSENING, Travel.WORSENING: Travel.IMPROVING}
    assert back.travel is turned.get(forth.travel, forth.travel)
    assert (forth.movement is Movement.SAME) == (back.movement is Movement.SAME)


def test_columns_judge_every_cell():
    held = travel_columns(
        np.array([[5.0, 4.0, np.nan]]),
        np.array([[4.0, 4.0, 4.0]]),
        np.array([-1], np.int8),
        mode=ArrowMode.PLAIN,
    )
    assert held.travel.tolist() == [[Travel.WORSENING, Travel.STEADY, Travel.NOT_JUDGED]]
    assert held.movement.tolist() == [[Movement.UP, Movement.SAME, Movement.NOT_COMPARED]]
