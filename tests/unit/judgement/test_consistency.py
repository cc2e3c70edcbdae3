"""Each check on the smallest figures that break it, and on the nearest that do not."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import DefinitionError
from sightline.judgement.consistency import check_consistency
from sightline.judgement.figures import rows_from_observations
from sightline.judgement.relations import Relations, read_relations, shipped_relations
from sightline.observations.history import HistoryRow
from sightline.observations.history_readers import shipped_map
from sightline.vocabulary.numbers import round_half_away
from sightline.vocabulary.periods import Month


def row(indicator, period, value=None, n=None, d=None, *, window="month", unit="count", decimals=0, **more):
    line = f"{indicator} {period} {more.get('group', '')}".strip()
    return HistoryRow(indicator, window, period, unit, value, n, d, decimals=decimals, line=line, **more)


def percent(indicator, period, value=None, n=None, d=None, **more):
    return row(indicator, period, value, n, d, unit="%", decimals=1, **more)


def found(rows, **relations):
    return [(f.check, f.period, f.sentence) for f in check_consistency(rows, Relations.model_validate(relations))]


def checks(rows, **relations):
    return [check for check, _, _ in found(rows, **relations)]


FLOW = {"stock_and_flow": [{"stock": "s", "joined": "in", "left": "out"}]}


def test_stock_and_flow():
    def rows(stock):
        stocks = [row("s", "2018-03", 627, window="snapshot"), row("s", "2018-04", stock, window="snapshot")]
        return [*stocks, row("in", "2018-04", 16), row("out", "2018-04", 18)]

    assert found(rows(619), **FLOW) == [("stock_and_flow", "2018-04", "627 + 16 - 18 is 625, but 619 is given.")]
    assert found(rows(625), **FLOW) == []
    # Nothing is said across a missing month.
    assert found([r for r in rows(619) if r.period != "2018-03"], **FLOW) == []


def test_a_finding_names_its_rows():
    stocks = [row("s", "2018-03", 627, window="snapshot"), row("s", "2018-04", 1, window="snapshot")]
    (finding,) = check_consistency([*stocks, row("in", "2018-04", 16), row("out", "2018-04", 18)], Relations.model_validate(FLOW))
    assert finding.rows == ("s 2018-04", "s 2018-03", "in 2018-04", "out 2018-04")
    assert str(finding).startswith("s, 2018-04: 627 + 16 - 18 is 625")


PARTS = {"whole_and_parts": [{"whole": "w", "parts": ["a", "b"]}]}


def test_parts_and_whole():
    parts = [percent("a", "2016/17", 55.6, 770, 1384), row("b", "2016/17", 614)]
    assert found([*parts, row("w", "2016/17", 1384)], **PARTS) == []
    assert checks([*parts, row("w", "2016/17", 1385)], **PARTS) == ["parts_make_whole"]
    # A part that was not given is not nothing.
    assert found([parts[0], row("w", "2016/17", 1385)], **PARTS) == []


def test_groups_and_whole():
    def group(name, period, value):
        return row("g", period, value, breakdown="source", group=name)

    relations = {"groups_add_up": [{"whole": "w", "groups_of": "g", "breakdown": "source"}]}
    whole = [group("p", "2018-04", 3), group("q", "2018-04", 4), row("w", "2018-04", 8)]
    assert checks(whole, **relations) == ["parts_make_whole"]
    lost = [group("p", "2018-05", 3), row("w", "2018-05", 8)]
    assert checks([*whole[:2], row("w", "2018-04", 7), *lost], **relations) == []


def test_denominators():
    rows = [percent("x", "2017/18", 50.5, 315, 624, window="snapshot"), row("pop", "2017/18", 627, window="snapshot")]
    same = {"denominator_is": [{"indicator": "x", "population": "pop"}]}
    within = {"denominator_within": [{"indicator": "x", "population": "pop"}]}
    assert checks(rows, **same) == ["denominators_agree"]
    assert checks(rows, **within) == []
    more = [percent("x", "2017/18", 50.1, 315, 629, window="snapshot"), rows[1]]
    assert checks(more, **within) == ["part_within_whole"]


def test_a_part_within_its_whole_and_a_percentage_of_its_parts():
    assert checks([percent("x", "2018-04", 150.0, 3, 2)]) == ["part_within_whole"]
    assert found([percent("x", "2018-04", 33.4, 1, 3)]) == [("percentage", "2018-04", "1 of 3 is 33.33%, but 33.4% is given.")]
    assert checks([percent("x", "2018-04", 33.3, 1, 3)]) == []
    ratio = {"ratio": [{"percentage": "x", "numerator": "n", "denominator": "d"}]}
    rows = [row("n", "2015/16", 4915), row("d", "2015/16", 12165)]
    assert checks([percent("x", "2015/16", 40.5), *rows], **ratio) == ["percentage"]
    assert checks([percent("x", "2015/16", 40.4), *rows], **ratio) == []


OF = {"percentage_of": [{"percentage": "p", "of": "d"}]}


def test_percentages_of_whole_children():
    assert found([percent("p", "2018-02", 28.6), row("d", "2018-02", 15)], **OF) == [
        ("whole_children", "2018-02", "No whole number of 15 is 28.6%: the denominator is another.")
    ]
    assert checks([percent("p", "2018-02", 28.6), row("d", "2018-02", 14)], **OF) == []


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(0, 900)), min_size=12, max_size=12))
def test_honest_rounding_is_never_a_finding(months):
    """Twelve months of whole numbers, printed to one place, with the year that they make."""
    rows, above, below = [], 0, 0
    for number, (d, n) in enumerate(months):
        period, n = str(Month(2018, 4).shift(number)), min(n, d)
        above, below = above + n, below + d
        rows += [percent("p", period, round_half_away(100 * n / d, 1)), row("d", period, d)]
    year = percent("p", "YTD 2018/19", round_half_away(100 * above / below, 1), window="ytd")
    whole = row("d", "YTD 2018/19", below, window="ytd")
    assert found([*rows, year, whole], **OF) == []


def year(indicator="x", value=10, **more):
    return [row(indicator, str(Month(2018, 4).shift(n)), value, **more) for n in range(12)]


def test_the_year_to_date_of_counts_and_of_percentages():
    assert checks([*year(), row("x", "YTD 2018/19", 121, window="ytd")]) == ["year_to_date"]
    assert checks([*year(), row("x", "YTD 2018/19", 120, window="ytd")]) == []
    assert checks([*year()[1:], row("x", "YTD 2018/19", 121, window="ytd")]) == []
    months = [percent("x", str(Month(2018, 4).shift(n)), 50.0, 1, 2) for n in range(12)]
    assert checks([*months, percent("x", "YTD 2018/19", 50.0, 12, 24, window="ytd")]) == []
    assert checks([*months, percent("x", "YTD 2018/19", 50.0, 13, 26, window="ytd")]) == ["year_to_date"] * 2


def test_a_rolling_year_and_its_months():
    rows = [row("x", "2018-02", 86), row("x", "2019-02", 46), row("x", "2019-01", 868, window="rolling_12")]
    assert checks([*rows, row("x", "2019-02", 827, window="rolling_12")]) == ["rolling_year"]
    assert checks([*rows, row("x", "2019-02", 828, window="rolling_12")]) == []
    march = row("x", "2019-03", 782, window="rolling_12")
    assert checks([march, row("x", "YTD 2018/19", 785, window="ytd")]) == ["rolling_year"]
    assert checks([march, row("x", "YTD 2018/19", 782, window="ytd")]) == []


def rates(*pairs):
    """(count, rate) pairs of one month."""
    rows = []
    for place, (count, rate) in enumerate(pairs):
        rows.append(row(f"c{place}", "2018-06", count))
        rows.append(row(f"r{place}", "2018-06", rate, unit="per 10,000", decimals=1))
    return rows, {"one_population": {"pairs": [{"count": f"c{n}", "rate": f"r{n}"} for n in range(len(pairs))]}}


def test_one_population_for_every_rate():
    rows, relations = rates((643, 112.9), (980, 172.1), (4680, 827.0))
    ((check, period, sentence),) = found(rows, **relations)
    assert (check, period) == ("one_population", "2018-06")
    assert sentence.startswith("The rates imply 2 populations: 56,587 to 56,594 for r2;")
    rows, relations = rates((643, 112.9), (980, 172.1), (4680, 821.8))
    assert found(rows, **relations) == []


@given(st.integers(20_000, 400_000), st.lists(st.integers(1, 9000), min_size=2, max_size=6))
def test_rates_of_one_population_never_disagree(population, counts):
    rows, relations = rates(*((count, round_half_away(count * 10_000 / population, 1)) for count in counts))
    assert found(rows, **relations) == []


def test_counts_are_whole_and_running_counts_do_not_fall():
    assert checks([row("x", "2016/17", 0.8, decimals=1)]) == ["whole_number"]
    assert checks([row("x", "2016/17", 29.1, unit="cases", decimals=1)]) == []
    assert checks([row("x", "2016/17", 29.1, unit="cases", decimals=1)], whole_numbers=["x"]) == ["whole_number"]
    quarters = ["2018-06", "2018-09", "2018-12", "2019-03"]
    falling = [row("x", q, v, window="ytd") for q, v in zip(quarters, [2, 3, 0, 0], strict=True)]
    assert found(falling) == [("running_count", "2018-12", "A count of the year to date fell from 3 to 0.")]
    # A new year begins again.
    assert checks([row("x", "2019-03", 9, window="ytd"), row("x", "2019-04", 1, window="ytd")]) == []


def test_an_average_over_the_year_moves_only_with_events():
    rows = [row("a", "2019-02", 385.3, window="ytd", unit="days", decimals=1), row("e", "2019-03", 0)]
    moved = row("a", "2019-03", 386.9, window="ytd", unit="days", decimals=1)
    relations = {"average_of": [{"average": "a", "events": "e"}]}
    assert checks([*rows, moved], **relations) == ["average"]
    assert checks([*rows[:1], row("e", "2019-03", 1), moved], **relations) == []


def test_terms_follow_one_another():
    def terms(*labels):
        return [percent("x", label, 97.5, window="term") for label in labels]

    assert checks(terms("Spring Term 2018", "Summer Term 2018", "Autumn Term 2018", "Spring Term 2019")) == []
    assert checks(terms("Spring Term 2018", "Summer Term 2018", "Autumn Term 2019")) == ["period_label"]


def test_two_prints_of_one_figure():
    assert checks([row("x", "2018-04", 3), row("x", "2018-04", 4)]) == ["printed_twice"]
    coarse = row("x", "2018-04", 29, unit="cases")
    assert checks([coarse, row("x", "2018-04", 29.1, unit="cases", decimals=1)]) == []


def test_computed_figures_are_checked_like_supplied_ones():
    columns = ("indicator", "window", "period", "breakdown", "group", "numerator", "denominator", "value")
    observed = [
        ("s", "snapshot", "2018-03", "all", "", 627, None, 627),
        ("s", "snapshot", "2018-04", "all", "", 619, None, 619),
        ("in", "month", "2018-04", "all", "", 16, None, 16),
        ("out", "month", "2018-04", "all", "", 18, None, 18),
        ("in", "month", "2018-04", "team", "T1", 99, None, 99),
        ("ratio", "month", "2018-04", "all", "", 1, 3, 100 / 3),
        ("left-out", "month", "2018-04", "all", "", 1, 3, 50.0),
    ]
    table = pa.table({name: [row[place] for row in observed] for place, name in enumerate(columns)})
    rows = rows_from_observations(table, {"s": "count", "in": "count", "out": "count", "ratio": "%"})
    assert [(check, period) for check, period, _ in found(rows, **FLOW)] == [("stock_and_flow", "2018-04")]


def test_the_relations_that_ship_name_the_indicators_of_the_shipped_map():
    known = {measure.indicator for measure in shipped_map("monthly_report").measures}
    named = set(re.findall(r"'([a-z0-9]+(?:-[a-z0-9]+)+)'", repr(shipped_relations())))
    assert len(named) > 30
    assert named <= known


def test_what_is_wrong_with_relations_is_said():
    with pytest.raises(DefinitionError, match="stock_and_flow.0.left: Field required"):
        read_relations("stock_and_flow: [{stock: a, joined: b}]", "mine.yaml")
    with pytest.raises(DefinitionError, match="mine.yaml is not YAML"):
        read_relations("[", "mine.yaml")
    assert read_relations("", "mine.yaml") == Relations()
