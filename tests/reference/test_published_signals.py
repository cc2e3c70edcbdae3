"""Control charts of a council's published months: which of the many arrows that it printed stand for a real change.

Expected points were worked out from the same months, apart from this program (see the research notes, section d).
"""

from __future__ import annotations

import numpy as np
import pytest

from sightline.judgement.direction import ArrowMode, Comparison
from sightline.judgement.judge import judge_all
from sightline.judgement.judgements import Grounds
from sightline.judgement.polarity import Polarity
from sightline.judgement.series import IndicatorTerms, SeriesKey, SeriesTable, observations_from_history
from sightline.judgement.spc import ChartState, Rule
from sightline.observations.history_readers import read_history, shipped_map
from sightline.vocabulary.periods import Month, Window

pytestmark = pytest.mark.reference

HIGH, LOW, INFORMATION = (IndicatorTerms("%", 1, p) for p in (Polarity.HIGH, Polarity.LOW, Polarity.NEUTRAL))
TERMS = {
    "contacts-received": IndicatorTerms("contacts", 0, Polarity.NEUTRAL),
    "contacts-decision-1wd": HIGH,
    "assessments-45-days-from-referral": HIGH,
    "icpc-15-days": HIGH,
    "cla-reviews-timely": HIGH,
    "cpp-visit-14d": HIGH,
    "cla-visits-uptodate": HIGH,
    "cla-count": IndicatorTerms("children", 0, Polarity.NEUTRAL),
    "referral-rate": IndicatorTerms("per 10,000", 1, Polarity.NEUTRAL),
}
SIGNALS = {
    ("contacts-received", Window.MONTH): {},
    ("contacts-decision-1wd", Window.MONTH): {},
    ("assessments-45-days-from-referral", Window.MONTH): {},
    ("cla-reviews-timely", Window.MONTH): {},
    ("icpc-15-days", Window.MONTH): {"2018-01": Rule.ASTRONOMICAL},
    ("cpp-visit-14d", Window.SNAPSHOT): {"2018-05": Rule.ASTRONOMICAL},
    ("cla-visits-uptodate", Window.SNAPSHOT): {str(Month(2018, 8).shift(n)): Rule.SHIFT for n in range(7)},
}


@pytest.fixture(scope="module")
def table(reference):
    path = reference / "reference" / "tables" / "rotherham_monthly.csv"
    rows = read_history(path, layout=shipped_map("monthly_report")).rows
    return SeriesTable.from_arrow(observations_from_history(rows), TERMS)


def test_seven_monthly_series_and_their_signals(table):
    held = judge_all(table, Grounds())
    for (indicator, window), expected in SIGNALS.items():
        chart = held.find(SeriesKey(indicator, window), Month(2019, 3)).chart
        labels = chart.charts.label[chart.row]
        assert {str(table.months[c]): Rule(int(labels[c])) for c in np.nonzero(labels)[0]} == expected, indicator


def test_no_month_on_month_arrow_of_the_seven_is_more_than_noise_in_march(table):
    """The report printed fourteen arrows for each; in March 2019 not one of them is a real change."""
    plain = judge_all(table, Grounds(mode=ArrowMode.PLAIN))
    default = judge_all(table, Grounds())
    arrows = {}
    for indicator, window in SIGNALS:
        key = SeriesKey(indicator, window)
        arrows[indicator] = [
            judged.find(key, Month(2019, 3)).direction(Comparison.MONTH_ON_MONTH).arrow for judged in (plain, default)
        ]
    assert [both[1] for both in arrows.values()] == [""] * 7
    # March's contacts in time were lost from the page, so there is nothing to compare.
    assert sorted(name for name, both in arrows.items() if not both[0]) == ["contacts-decision-1wd"]


def test_stocks_and_rolling_rates_are_refused(table):
    held = judge_all(table, Grounds())
    for indicator, window, state in [
        ("cla-count", Window.SNAPSHOT, ChartState.STOCK),
        ("referral-rate", Window.ROLLING_12, ChartState.ROLLING),
    ]:
        row = table.keys.index(SeriesKey(indicator, window))
        assert held.refusals[row] == state
        assert held.at(row, 14).chart is None
