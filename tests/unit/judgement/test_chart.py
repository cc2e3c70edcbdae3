"""What a control chart says: signals told once, with their months; limits drawn anew only when a person decides."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.judgement.chart import (
    Chart,
    DefinitionBreak,
    Rebase,
    propose_rebases,
    segment_columns,
)
from sightline.judgement.proportions import days_between, interval_sentence, wilson_interval
from sightline.judgement.spc import Assurance, ChartState, Rule, control_charts
from sightline.judgement.target_readers import targets_from_rows
from sightline.vocabulary.periods import Month

START = Month(2018, 1)
VISITS = [98.2, 97.2, 97.5, 96.6, 94.7, 95.8, 96.0, 98.2, 97.1, 97.1, 97.8, 97.0, 97.5, 98.1, 95.5]
CONFERENCES = [59.8, 76.7, 72.6, 74.6, 89.7, 82.2, 87.0, 76.2, 90.2, 96.1, 90.9, 94.8, 91.3, 77.4]


def chart(values, sign=1, unit="%", decimals=1, **options):
    columns = np.array([values], float)
    charts = control_charts(columns, np.array([sign], np.int8), **options)
    months = tuple(START.shift(n) for n in range(len(values)))
    held = {name: options[name][0] for name in ("numerators", "denominators") if name in options}
    return Chart(charts, 0, months, unit, decimals, **held)


def target(**cells):
    row = {"indicator": "x", "polarity": "high", "unit": "%", **cells}
    return targets_from_rows([("row 1", row)]).targets[0]


def test_a_shift_is_told_once_with_its_months():
    (signal,) = chart(VISITS).signals()
    assert signal.rule is Rule.SHIFT
    assert signal.sentence == (
        "Special cause, improvement (high): 7 consecutive months above average (August 2018 to February 2019)."
    )


def test_a_point_beyond_the_limit_is_told_with_the_limit():
    (signal,) = chart(CONFERENCES).signals()
    assert signal.months == (START,)
    assert signal.sentence == ("Special cause, concern (low): 59.8% is below the lower limit of 60.8% (January 2018).")


def test_a_falling_trend_above_the_average_says_both():
    falling = chart([50, 52, 50, 52, 50, 52, 50, 99, 95, 90, 85, 80, 75, 70])
    assert falling.reason(13) == (
        "Special cause, concern (low): 7 consecutive months falling (August 2018 to February 2019); still above average."
    )


def test_two_in_three_names_the_two():
    values = [50, 51, 50, 49, 50, 51, 50, 49, 50, 51, 50, 49, 54, 50.9, 53.9]
    signals = [s for s in chart(values).signals() if s.rule is Rule.TWO_IN_THREE]
    assert [s.sentence for s in signals] == [
        "Special cause, improvement (high): two of three consecutive months near or beyond the upper limit"
        " (January 2019 and March 2019)."
    ]


steps = st.lists(st.integers(-3, 4), min_size=13, max_size=36)


@given(steps, st.sets(st.integers(0, 35), max_size=4))
def test_every_signal_is_made_by_months_that_meet_its_rule(walk, missing):
    """A wandering series, so that trends and shifts are common, with holes in it."""
    values = [None if m in missing else float(v) for m, v in enumerate(np.cumsum(walk) + 200)]
    held = chart(values, unit="", decimals=0)
    place = {month: column for column, month in enumerate(held.months)}
    told = set()
    for signal in held.signals():
        columns = [place[month] for month in signal.months]
        assert all(held.charts.rules[0, column] & signal.rule for column in columns)
        assert len(columns) >= {Rule.ASTRONOMICAL: 1, Rule.TWO_IN_THREE: 2}.get(signal.rule, 7)
        told |= set(columns)
    # No special cause goes untold.
    assert {int(c) for c in np.nonzero(held.charts.label[0])[0]} <= told


def test_common_cause_gives_the_limits_and_says_when_one_cannot_be_crossed():
    values = [90.0, 95.4, 93.6, 93.4, 88.5, 92.2, 89.8, 90.9, 92.8, 91.9, 95.3, 93.8, 94.9, 97.3, 95.6]
    said = chart(values).reason(14)
    assert said.startswith("No real change: within the limits of ")
    held = chart([96.0, 100.0] * 7)
    assert "The upper limit lies beyond what a percentage can reach" in held.reason(13)
    assert held.drawn_limits[1].max() == 100
    assert held.charts.upper.max() > 100


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ChartState.ROLLING, "shares most of its months with the one before"),
        (ChartState.STOCK, "Run chart, rules off"),
        (ChartState.NOT_MONTHLY, "monthly figures only"),
    ],
)
def test_a_refusal_says_why(state, words):
    assert words in chart(VISITS, states=np.array([state], np.int8)).reason(14)


def test_too_few_months_are_counted_and_rare_or_small_ones_redirected():
    assert chart(VISITS[:9]).reason(8) == "Not enough months (9 of 13)."
    assert "days between events" in chart([0] * 9 + [1] * 5, unit="").reason(13)
    small = chart([25.0] * 13, numerators=np.full((1, 13), 3.0), denominators=np.full((1, 13), 9.0))
    assert small.reason(12).endswith("3 of 9 is 33%; chance alone could put it anywhere from 12% to 65%.")
    assert chart([*VISITS, None]).latest == 14


@pytest.mark.parametrize(
    ("values", "met", "icon", "words"),
    [
        ([80.0, 82.0] * 7, "60", Assurance.PASS, "will meet it as it runs"),
        (CONFERENCES, "90", Assurance.HIT_AND_MISS, "will hit and miss"),
        ([80.0, 82.0] * 7, "100", Assurance.FAIL, "will not meet it without change"),
    ],
)
def test_assurance_in_words(values, met, icon, words):
    held = chart(values)
    wanted = target(met=met)
    assert held.assurance(wanted) is icon
    assert words in held.assurance_sentence(wanted)
    assert held.assurance_sentence(None) == "No target to compare with the limits."


def test_limits_start_anew_where_a_person_or_a_definition_says():
    months = [START.shift(n) for n in range(4)]
    numbers = segment_columns(months, [[], [Month(2018, 3)], [Month(2018, 2), Month(2018, 4)]])
    assert numbers.tolist() == [[0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 1, 2]]
    with pytest.raises(ValueError, match="a reason and who approved"):
        Rebase("x", START, " ", "AD", date(2019, 1, 1))
    change = DefinitionBreak("x", Month(2019, 2), "caseloads count part-time workers by their hours.")
    assert change.sentence == "Counting changed in February 2019: caseloads count part-time workers by their hours."


def test_new_limits_are_proposed_after_a_known_cause_and_never_applied():
    values = [10.0, 12.0] * 5 + [20.0, 22.0] * 5
    held = chart(values, unit="", decimals=0)
    event = (Month(2018, 11), "a second duty team began")
    (proposal,) = propose_rebases(held, [event])
    assert proposal.months[0] == Month(2018, 11)
    assert proposal.sentence.startswith("10 consecutive months above average (November 2018 to August 2019) since November 2018:")
    assert held.charts.mean[0, -1] == held.charts.mean[0, 0] == 16
    # An event after the run began is not its cause, and seven points are not yet eight.
    assert propose_rebases(held, [(Month(2018, 12), "later")]) == []
    assert propose_rebases(held, []) == []
    seven = chart([10.0, 12.0] * 5 + [20.0, 22.0, 20.0, 22.0, 20.0, 22.0, 20.0], unit="", decimals=0)
    assert propose_rebases(seven, [event]) == []


# The five published supervision audits and their intervals.
@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [(2, 12, 5, 45), (4, 19, 9, 43), (7, 18, 20, 61), (6, 14, 21, 67), (3, 12, 9, 53)],
)
def test_wilson_intervals(numerator, denominator, low, high):
    assert [round(end) for end in wilson_interval(numerator, denominator)] == [low, high]


def test_intervals_stay_between_nought_and_a_hundred():
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == pytest.approx(100)
    assert interval_sentence(3, 12) == "3 of 12 is 25%; chance alone could put it anywhere from 9% to 53%."
    with pytest.raises(ValueError, match="not a proportion"):
        wilson_interval(1, 0)


def test_days_between_rare_events():
    events = [date(2026, 1, 1), date(2026, 1, 11), date(2026, 3, 2), date(2027, 1, 1)]
    held = days_between(events, date(2026, 4, 1))
    assert held.gaps == (10, 50)
    assert held.since_last == 30
    assert held.sentence == "The last was 30 days ago; before that, 30 days apart on average (3 events)."
    assert days_between([], date(2026, 4, 1)).sentence == "It has not happened."
    assert days_between(events[:1], date(2026, 1, 2)).sentence == "It has happened once. The last was 1 day ago."
