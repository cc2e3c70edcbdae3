"""Judging in columns: every cell agrees with judging it alone, and each judgement can say why."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from sightline.benchmarks.models import Benchmark
from sightline.judgement.chart import DefinitionBreak, ExcludedPoint, Rebase
from sightline.judgement.direction import ArrowMode, Comparison, Evidence, Travel
from sightline.judgement.judge import judge, judge_all
from sightline.judgement.judgements import Grounds
from sightline.judgement.polarity import Polarity, PolarityOverride
from sightline.judgement.series import IndicatorTerms, SeriesKey, SeriesTable, observations_from_history
from sightline.judgement.spc import Assurance, Variation
from sightline.judgement.target_readers import targets_from_rows
from sightline.judgement.tolerance import Basis, HumanStatus, Rating, RatingCode, Targets
from sightline.observations.history import HistoryRow
from sightline.vocabulary.periods import Month, Window

MONTHS = tuple(Month(2018, 1).shift(n) for n in range(15))
VISITS = [98.2, 97.2, 97.5, 96.6, 94.7, 95.8, 96.0, 98.2, 97.1, 97.1, 97.8, 97.0, 97.5, 98.1, 95.5]
KEY = SeriesKey("visits", Window.MONTH)
TERMS = IndicatorTerms("%", 1, Polarity.HIGH)


def targets(*rows):
    read = targets_from_rows((f"row {n}", {"unit": "%", **row}) for n, row in enumerate(rows, start=1))
    return Targets(read.targets)


GOAL = {"indicator": "visits", "met": "98+", "near": "95>", "polarity": "high", "source": "council plan"}


def judged(values=VISITS, key=KEY, terms=TERMS, **grounds):
    return judge(key, terms, MONTHS[: len(values)], values, Grounds(**grounds))


def test_one_figure_with_all_its_reasons():
    held = judged(
        targets=targets(GOAL, {**GOAL, "met": "99+", "near": "98>", "basis": "year_end"}),
        statuses=[HumanStatus("visits", 2, "AB", date(2019, 3, 31), "two teams are behind")],
    )
    assert held.value == 95.5
    assert held.rating() is Rating.NEAR
    assert held.rating(Basis.YEAR_END) is Rating.NOT_MET
    assert held.rating_reason() == "Near: 95.5% against a target of 98% or more (council plan)."
    assert held.direction().evidence is Evidence.NO_REAL_CHANGE
    assert held.direction().reason.startswith("No real change: it fell from 98.1% to 95.5%")
    assert held.variation is Variation.COMMON
    assert held.signal_reason == "No real change: within the limits of 94.3% to 99.6%, average 97.0%."
    assert held.assurance is Assurance.HIT_AND_MISS
    assert "will hit and miss" in held.assurance_reason
    assert held.position is None
    assert held.position_reason == "No benchmark is loaded."
    assert held.status.words == "Improving, but impact still concerning"


def test_plain_arrows_are_a_setting():
    held = judged(mode=ArrowMode.PLAIN)
    assert (held.direction().arrow, held.direction().travel) == ("down", Travel.WORSENING)
    last_year = held.direction(Comparison.YEAR_ON_YEAR)
    assert last_year.since == "2017/18"
    assert last_year.earlier == 97.5


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (None, "Not judged: no target is set."),
        ({"kind": "to_be_set"}, "Not judged: the target is still to be set."),
        ({"wanted": "increase"}, "Not judged: the target is a direction without a figure (increase)."),
        (
            {"met_within": "5", "benchmark": "sn_mean"},
            "Not judged: there is no figure for sn_mean to measure the distance from.",
        ),
    ],
)
def test_what_cannot_be_rated_says_why(row, reason):
    held = judged(targets=targets({"indicator": "visits", **row}) if row else Targets(()))
    assert held.rating() is Rating.NOT_JUDGED
    assert held.rating_reason() == reason
    assert judged([95.0, None], targets=targets(GOAL)).rating_reason() == "Not judged: there is no figure."


def test_a_distance_from_a_benchmark_is_measured_from_the_published_figure():
    rows = [Benchmark("visits", "m", "343", "2018", "2018", "2025", "sn_mean", 99.0, "")]
    distance = {"indicator": "visits", "met_within": "1", "near_within": "4", "benchmark": "sn_mean"}
    held = judged(targets=targets(distance), benchmarks={"visits": rows})
    assert held.rating() is Rating.NEAR
    assert held.position.statistics == {"sn_mean": 99.0}


def test_an_override_of_polarity_turns_the_judgement():
    override = PolarityOverride("visits", Polarity.LOW, date(2019, 3, 1), None, "reason", "owner")
    held = judged(mode=ArrowMode.PLAIN, polarities=[override])
    assert held.direction().travel is Travel.IMPROVING
    later = PolarityOverride("visits", Polarity.LOW, date(2019, 4, 1), None, "reason", "owner")
    assert judged(mode=ArrowMode.PLAIN, polarities=[later]).direction().travel is Travel.WORSENING


def test_a_break_in_definition_stops_the_arrow_and_starts_new_limits():
    cut = DefinitionBreak("visits", Month(2019, 3), "counting changed")
    held = judged(mode=ArrowMode.PLAIN, breaks=[cut])
    assert held.direction().arrow == ""
    assert held.signal_reason == "Not enough months (1 of 13)."
    rebased = judged(rebases=[Rebase("visits", Month(2018, 3), "new team", "AD", date(2019, 4, 1))])
    assert rebased.chart.charts.points[0, -1] == 13
    # A person's new limits are no break: the arrow stays.
    assert rebased.direction(Comparison.MONTH_ON_MONTH).evidence is not Evidence.COUNTING_CHANGED


def test_a_point_that_a_person_leaves_out_does_not_move_the_limits():
    values = [*[50.0, 52.0] * 7, 90.0]
    point = ExcludedPoint("visits", MONTHS[-1], "a system was down", "AB", date(2019, 4, 2))
    assert judged(values, exclusions=[point]).chart.charts.mean[0, 0] == 51.0
    assert judged(values).chart.charts.mean[0, 0] > 53
    with pytest.raises(ValueError, match="a reason and who decided"):
        ExcludedPoint("visits", MONTHS[-1], "", "AB", date(2019, 4, 2))


def table(rows, months=MONTHS, terms=None, partial=None, denominators=None):
    values = np.array([[np.nan if v is None else v for v in row] for row in rows.values()], float)
    below = np.full(values.shape, np.nan) if denominators is None else np.full(values.shape, denominators)
    names = {key.indicator for key in rows}
    known = terms or dict.fromkeys(names, TERMS)
    return SeriesTable(tuple(rows), months, np.full(values.shape, np.nan), below, values, known, partial)


def test_a_rolling_figure_takes_its_signal_from_the_months_behind_it():
    rolling = SeriesKey("visits", Window.ROLLING_12)
    monthly = [*[50.0, 52.0] * 7, 80.0]
    held = judge_all(table({KEY: monthly, rolling: monthly}), Grounds()).find(rolling, MONTHS[-1])
    assert held.chart is None
    assert held.variation is Variation.IMPROVEMENT_HIGH
    assert held.direction().evidence is Evidence.REAL
    assert held.signal_reason.startswith("Special cause, improvement (high) in the monthly figures.")
    alone = judge_all(table({rolling: monthly}), Grounds()).find(rolling, MONTHS[-1])
    assert alone.direction().evidence is Evidence.CANNOT_TELL
    assert "rolling or year-to-date" in alone.signal_reason


STOCK = SeriesKey("open", Window.SNAPSHOT)
OPEN = {"open": IndicatorTerms("children", 0, Polarity.LOW)}


def test_a_stock_is_judged_by_its_net_change_and_only_from_month_to_month():
    # A slow climb, as stocks have, then a leap.
    stock = [600, 603, 605, 609, 611, 614, 616, 620, 622, 625, 627, 631, 633, 636, 700]
    held = judge_all(table({STOCK: stock}, terms=OPEN), Grounds()).find(STOCK, MONTHS[-1])
    assert held.chart is None
    assert held.direction().evidence is Evidence.REAL
    assert (held.direction().arrow, held.direction().travel) == ("up", Travel.WORSENING)
    assert held.direction(Comparison.SAME_MONTH_LAST_YEAR).evidence is Evidence.CANNOT_TELL
    assert "Of the net change: Special cause, concern (high): 64.0 is above the upper limit" in held.signal_reason
    before = judge_all(table({STOCK: stock}, terms=OPEN), Grounds()).find(STOCK, MONTHS[-2])
    assert before.direction().evidence is Evidence.NO_REAL_CHANGE


def test_a_new_way_of_counting_a_stock_is_no_change_of_it():
    stock = [600, 603, 605, 609, 611, 614, 616, 620, 622, 625, 627, 631, 633, 636, 638, 700, 702]
    months = tuple(Month(2018, 1).shift(n) for n in range(17))
    cut = [DefinitionBreak("open", months[15], "counting changed")]
    held = judge_all(table({STOCK: stock}, months, OPEN), Grounds(breaks=cut))
    assert held.find(STOCK, months[15]).variation is Variation.NOT_JUDGED
    assert held.find(STOCK, months[14]).variation is Variation.COMMON
    assert np.isnan(held.charts.values[0, 15])


def test_rolling_six_is_compared_with_rolling_twelve():
    six, twelve = SeriesKey("visits", Window.ROLLING_6), SeriesKey("visits", Window.ROLLING_12)
    held = judge_all(table({six: [90.0] * 15, twelve: [80.0] * 15}), Grounds(mode=ArrowMode.PLAIN))
    direction = held.find(six, MONTHS[-1]).direction(Comparison.ROLLING_6_WITH_12)
    assert (direction.arrow, direction.since) == ("up", "the twelve months to the same date")
    assert held.find(twelve, MONTHS[-1]).direction(Comparison.ROLLING_6_WITH_12).arrow == ""


def test_a_count_to_date_is_compared_with_the_same_months_of_last_year():
    key = SeriesKey("contacts", Window.YTD)
    terms = {"contacts": IndicatorTerms("contacts", 0, Polarity.NEUTRAL)}
    months = tuple(Month(2018, 4).shift(n) for n in range(15))
    to_date = [*range(100, 1300, 100), 150, 310, 420]
    held = judge_all(table({key: to_date}, months, terms), Grounds(mode=ArrowMode.PLAIN)).find(key, Month(2019, 5))
    direction = held.direction(Comparison.YEAR_ON_YEAR)
    assert (direction.earlier, direction.since) == (200.0, "the same months of 2018/19")
    assert held.direction(Comparison.MONTH_ON_MONTH).reason == "Not compared."


def test_an_average_to_date_is_no_count_though_nobody_gave_its_denominators():
    key = SeriesKey("days", Window.YTD)
    terms = {"days": IndicatorTerms("days", 0, Polarity.LOW, adds_up=False)}
    held = judge_all(table({key: [300.0] * 14 + [310.0]}, terms=terms), Grounds(mode=ArrowMode.PLAIN)).find(key, MONTHS[-1])
    assert (held.direction().arrow, held.direction().travel) == ("up", Travel.WORSENING)
    assert held.direction(Comparison.YEAR_ON_YEAR).since == "2017/18"


def test_a_quarter_looks_back_to_the_quarter_before():
    key = SeriesKey("visits", Window.QUARTER)
    values = [50.0 if m.number % 3 == 0 else None for m in MONTHS[:-1]] + [60.0]
    direction = judge_all(table({key: values}), Grounds(mode=ArrowMode.PLAIN)).find(key, MONTHS[-1]).direction()
    assert (direction.arrow, direction.since) == ("up", "October to December 2018")


def test_a_month_that_has_not_ended_makes_no_signal_and_no_arrow():
    values = [*[50.0, 52.0] * 7, 5.0]
    whole = judge_all(table({KEY: values}), Grounds(mode=ArrowMode.PLAIN)).find(KEY, MONTHS[-1])
    part = judge_all(table({KEY: values}, partial=MONTHS[-1]), Grounds(mode=ArrowMode.PLAIN)).find(KEY, MONTHS[-1])
    assert whole.variation is Variation.CONCERN_LOW
    assert (part.variation, part.direction().arrow) == (Variation.NOT_JUDGED, "")
    assert part.value == 5.0


def test_targets_hold_month_by_month_and_team_by_team():
    team = SeriesKey("visits", Window.MONTH, "team", "T1")
    other = SeriesKey("visits", Window.MONTH, "team", "T2")
    rows = targets(
        {**GOAL, "valid_to": "2018-12-31"},
        {**GOAL, "met": "90+", "near": "85>", "valid_from": "2019-01-01"},
        {**GOAL, "met": "99+", "near": "98>", "applies_to": "service:S1"},
    )
    grounds = Grounds(targets=rows, parents={"team:T1": ("service:S1",)})
    held = judge_all(table({KEY: VISITS, team: VISITS, other: VISITS}), grounds)
    codes = held.ratings[Basis.MONTH]
    assert codes[0, :3].tolist() == [RatingCode.MET, RatingCode.NEAR, RatingCode.NEAR]
    assert codes[0, -1] == RatingCode.MET
    assert codes[1, 0] == RatingCode.NEAR
    assert codes[2].tolist() == codes[0].tolist()
    assert held.find(team, MONTHS[-1]).target().applies_to == "service:S1"


def test_judging_together_is_judging_each_alone():
    random = np.random.default_rng(7)
    rows = {SeriesKey("visits", Window.MONTH, "team", f"T{n}"): random.normal(90, 4, 15).tolist() for n in range(20)}
    grounds = Grounds(targets=targets(GOAL))
    together = judge_all(table(rows), grounds)
    for key, values in rows.items():
        alone, cell = judge(key, TERMS, MONTHS, values, grounds), together.find(key, MONTHS[-1])
        assert cell.rating() is alone.rating()
        assert cell.direction() == alone.direction()
        assert cell.signal_reason == alone.signal_reason


def observations(rows):
    names = ("authority", "indicator", "version", "period", "window", "breakdown", "group", "numerator", "denominator", "value")
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})


def test_observations_become_series_without_holes_between_months():
    rows = [
        ("local", "visits", 1, "2018-03", "month", "team", "T1", 9, 10, 90.0),
        ("local", "visits", 1, "2018-01", "month", "team", "T1", 8, 10, 80.0),
        ("local", "visits", 1, "2018-01", "month", "all", "", None, 0, None),
        ("local", "unknown", 1, "2017-01", "month", "all", "", 1, 1, 100.0),
    ]
    held = SeriesTable.from_arrow(observations(rows), {"visits": TERMS})
    assert held.months == (Month(2018, 1), Month(2018, 2), Month(2018, 3))
    team = held.keys.index(SeriesKey("visits", Window.MONTH, "team", "T1", "local"))
    assert held.values[team, [0, 2]].tolist() == [80.0, 90.0]
    assert np.isnan(held.values[team, 1])
    assert held.numerators[team, 2] == 9
    assert len(held.keys) == 2
    assert held.versions[team, [0, 2]].tolist() == [1, 1]
    empty = SeriesTable.from_arrow(observations(rows[3:]), {"visits": TERMS})
    assert judge_all(empty, Grounds()).ratings[Basis.MONTH].size == 0


def test_a_new_version_of_a_definition_is_a_break_and_the_newer_figure_is_shown():
    rows = [("local", "visits", 1, str(m), "month", "all", "", 9, 10, 90.0) for m in MONTHS[:14]]
    rows += [("local", "visits", 2, str(m), "month", "all", "", 5, 10, 50.0) for m in MONTHS[13:]]
    held = SeriesTable.from_arrow(observations(rows), {"visits": TERMS})
    assert len(held.keys) == 1
    assert held.values[0, 12:].tolist() == [90.0, 50.0, 50.0]
    judgements = judge_all(held, Grounds(mode=ArrowMode.PLAIN))
    assert judgements.at(0, 13).direction().evidence is Evidence.COUNTING_CHANGED
    assert judgements.at(0, 14).direction().arrow == "same"
    assert judgements.at(0, 13).signal_reason == "Not enough months (2 of 13)."
    assert judgements.at(0, 12).variation is Variation.COMMON


def test_supplied_months_stand_before_computed_ones_and_the_step_is_a_break():
    supplied = [HistoryRow("visits", "month", str(m), "%", 80.0) for m in MONTHS[:3]]
    supplied += [HistoryRow("visits", "ytd", "2017/18", "%", 80.0), HistoryRow("", "month", "2018-01", "%", 1.0)]
    computed = observations([("local", "visits", 1, str(m), "month", "all", "", 9, 10, 90.0) for m in MONTHS[2:5]])
    both = pa.concat_tables([observations_from_history(supplied, "local"), computed], promote_options="permissive")
    held = SeriesTable.from_arrow(both, {"visits": TERMS})
    assert held.values.tolist() == [[80.0, 80.0, 90.0, 90.0, 90.0]]
    judgements = judge_all(held, Grounds(mode=ArrowMode.PLAIN))
    evidence = [judgements.at(0, column).direction().evidence for column in range(1, 4)]
    assert evidence == [Evidence.PLAIN, Evidence.COUNTING_CHANGED, Evidence.PLAIN]


def test_a_year_of_teams_is_judged_in_a_blink():
    """Not a benchmark: a guard against judging cell by cell, which takes a hundred times as long."""
    random = np.random.default_rng(3)
    months = tuple(Month(2020, 1).shift(n) for n in range(72))
    rows = {SeriesKey(f"i{i}", Window.MONTH, "team", f"T{t}"): random.normal(90, 4, 72) for i in range(50) for t in range(40)}
    terms = {f"i{i}": TERMS for i in range(50)}
    held = SeriesTable(tuple(rows), months, *(np.full((2000, 72), f) for f in (40.0, 50.0)), np.array(list(rows.values())), terms)
    goals = targets(*({**GOAL, "indicator": f"i{i}"} for i in range(50)))
    started = time.perf_counter()
    judge_all(held, Grounds(targets=goals))
    assert time.perf_counter() - started < 5
