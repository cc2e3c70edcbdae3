from __future__ import annotations

from dataclasses import replace

import pytest

from sightline.benchmarks.cautions import not_like_for_like, side_of, verdict_cautions
from sightline.benchmarks.models import Cell, Comparison, NeighbourFigures


def neighbours(version: str, mean: float, median: float) -> NeighbourFigures:
    return NeighbourFigures(version, {}, (), mean, median, None)


FIRM = Comparison(
    measure="LAC",
    authority="343",
    period="2025",
    release="lait-2026-04",
    polarity="low",
    own=Cell(92.0),
    region=Cell(90.0),
    england=Cell(67.0),
    neighbours=(neighbours("2021", 87.2, 86.5), neighbours("2025", 80.0, 81.0)),
    q25=53.0,
    q75=90.0,
    top_quartile=53.0,
    position="higher",
    quartile="D",
    rank=120,
    n=151,
    kind="rate",
)


def test_a_firm_verdict_needs_no_caution() -> None:
    assert verdict_cautions(FIRM, current=95.0) == ()


def test_a_verdict_that_turns_on_the_neighbour_set() -> None:
    turning = replace(FIRM, neighbours=(neighbours("2025", 104.0, 110.0), neighbours("2021", 87.2, 86.5)))
    assert verdict_cautions(turning) == (
        "The verdict turns on the neighbour set: 92 is above the mean of the 2021 set (87) and below the mean of the 2025 "
        "set (104).",
    )


def test_a_verdict_that_turns_on_mean_or_median() -> None:
    turning = replace(FIRM, neighbours=(neighbours("2025", 88.0, 95.0),))
    assert verdict_cautions(turning, decimals=1) == (
        "The verdict turns on mean or median: 92.0 is above the mean of the 2025 neighbours (88.0) and below their median "
        "(95.0).",
    )


def test_a_verdict_that_turns_on_published_or_current() -> None:
    assert verdict_cautions(FIRM, current=66.0) == (
        "The verdict turns on published or current: 92 published and 66 now are above and below the mean of the 2025 "
        "neighbours (80).",
        "The verdict turns on published or current: 92 published and 66 now are above and below England (67).",
        "The verdict turns on published or current: against the middle half of authorities (53 to 90), 92 published and 66 "
        "now are higher and in range.",
    )


def test_a_verdict_that_turns_on_counting_children_or_episodes() -> None:
    children = replace(FIRM, measure="children", own=Cell(22.8), neighbours=(neighbours("2025", 23.2, 23.2),))
    episodes = replace(FIRM, measure="episodes", own=Cell(25.4), neighbours=(neighbours("2025", 24.6, 24.6),))
    assert verdict_cautions(children, decimals=1, counted_otherwise=episodes) == (
        "The verdict turns on what is counted: children (22.8) is below the mean of the 2025 neighbours, episodes (25.4) is "
        "above it.",
    )
    assert verdict_cautions(children, decimals=1, counted_otherwise=children) == ()


@pytest.mark.parametrize(("decimals", "side"), [(0, "level with"), (1, "above")])
def test_sides_are_taken_on_what_is_shown(decimals: int, side: str) -> None:
    assert side_of(92.3, 92.1, decimals) == side


def test_level_is_no_contradiction() -> None:
    level = replace(FIRM, neighbours=(neighbours("2021", 92.4, 92.4), neighbours("2025", 80.0, 80.0)))
    assert verdict_cautions(level) == ()


def test_nothing_is_said_of_counts_or_without_a_published_figure() -> None:
    turning = replace(FIRM, neighbours=(neighbours("2025", 104.0, 110.0), neighbours("2021", 87.2, 86.5)))
    assert verdict_cautions(replace(turning, kind="count")) == ()
    assert verdict_cautions(replace(turning, own=Cell(None, "c")), current=4.0) == ()


def test_a_current_figure_is_labelled_not_like_for_like() -> None:
    assert not_like_for_like("12 months to November 2026", FIRM, "child") == (
        "Not like for like: the local figure is for 12 months to November 2026, the published one for 2025 (release "
        "lait-2026-04), which counts children."
    )
    for flavour, several in {"referral": "referrals", "period of care": "periods of care", "enquiry": "enquiries"}.items():
        assert not_like_for_like("November 2026", FIRM, flavour).endswith(f"which counts {several}.")
    assert not_like_for_like("November 2026", FIRM).endswith("(release lait-2026-04).")
