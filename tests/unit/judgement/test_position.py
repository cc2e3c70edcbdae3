"""Position among others, and the warnings where the verdict turns on a choice. Figures as published for Sefton."""

from __future__ import annotations

from sightline.benchmarks.models import Benchmark
from sightline.judgement.position import find_position


def benchmarks(period="2025", release="2025", **statistics):
    rows = []
    for name, value in statistics.items():
        statistic, _, version = name.partition("__")
        status = "" if value is not None else "c"
        rows.append(Benchmark("cla-rate", "CLA rate", "343", period, release, version, statistic, value, status))
    return rows


LOOKED_AFTER = benchmarks(
    authority=92.0,
    sn_mean__2021=87.0,
    sn_mean__2025=104.0,
    sn_median__2025=100.0,
    england=67.0,
    q25=50.0,
    q75=92.5,
    position="in range",
    rank=110,
    n=151,
    best_sn__2021=60.0,
    best_sn__2025=58.0,
    region=94.0,
    top_quartile=None,
)


def test_the_latest_period_and_release_are_taken():
    older = benchmarks(period="2024", authority=99.0)
    revised = benchmarks(period="2025", release="2026", authority=91.0)
    assert find_position([*older, *LOOKED_AFTER]).published == 92.0
    assert find_position([*older, *LOOKED_AFTER, *revised]).published == 91.0
    assert find_position([*older, *LOOKED_AFTER], period="2024").published == 99.0
    assert find_position([]) is None
    assert find_position(older, period="2020") is None


def test_the_reason_names_each_comparator():
    held = find_position(LOOKED_AFTER, unit="per 10,000", decimals=0)
    assert held.reason == (
        "Published for 2025: 92 per 10,000, below the mean of its 2025 neighbours (104 per 10,000),"
        " below its region (94 per 10,000), above England (67 per 10,000),"
        " within the middle half of authorities (50 to 93 per 10,000) and 110 of 151 from the best."
    )
    assert held.statistics["best_sn"] == 58.0
    assert held.statistics["sn_mean"] == 104.0
    assert "top_quartile" not in held.statistics


def test_a_verdict_that_turns_on_a_choice_is_warned_of():
    (by_set,) = find_position(LOOKED_AFTER, decimals=0).warnings
    assert "turns on the neighbour set" in by_set
    (by_median,) = find_position(benchmarks(authority=50.0, sn_mean__2025=55.0, sn_median__2025=45.0)).warnings
    assert "turns on mean or median" in by_median
    rows = benchmarks(authority=51.5, england=60.0, q25=34.4, q75=54.8, position="in range")
    assert ["published or current" in w for w in find_position(rows, current=67.0).warnings] == [True, True]
    assert find_position(rows, current=50.0).warnings == ()


def test_the_current_figure_is_labelled():
    rows = benchmarks(authority=51.5, england=60.0)
    held = find_position(rows, current=67.0, local_period="end of June 2025")
    assert held.current_reason.startswith("The local figure is 67.0. Not like for like: the local figure is for end of June 2025")
    assert find_position(rows).current_reason == ""


def test_a_comparison_is_taken_as_it_is():
    comparison = find_position(LOOKED_AFTER).comparison
    assert find_position(comparison, decimals=0).reason == find_position(LOOKED_AFTER, decimals=0).reason


def test_a_suppressed_figure_is_not_a_number():
    held = find_position(benchmarks(authority=None, england=60.0, sn_mean__2021=1.0, sn_mean__2025=2.0), current=3.0)
    assert held.published is None
    assert held.reason == "No figure was published for the authority in 2025."
    assert held.warnings == ()
