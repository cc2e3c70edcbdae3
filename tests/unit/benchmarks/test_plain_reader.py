from __future__ import annotations

import pytest

from sightline.benchmarks.show import show_benchmarks
from sightline.errors import InputError
from tests.unit.benchmarks.conftest import Desk

OLDER = {
    "indicator_id": "cla-rate",
    "comparator": "sn_average",
    "period_label": "2023-24",
    "published_date": "2024-11-14",
    "value": "87",
    "lait_measure": "LAC",
    "source": "by hand",
}
GIVEN = {
    "indicator_id": "cla-rate",
    "statistic": "sn_mean",
    "period": "2024",
    "release": "scorecard 2024-11",
    "neighbour_set": "2021",
    "value": "91.6",
}
REGIONAL = {"release": "nw-2024-q1", "period": "2024-25 Q1", "indicator_id": "cla-rate", "area_code": "343", "value": "106"}


def rows(desk: Desk, period: str, authority: str = "343", indicator: str = "cla-rate") -> dict[str, tuple[str, ...]]:
    """Statistic to measure, release, neighbour set, value, status."""
    shown = show_benchmarks(desk.store, indicator, authority, period=period).rows
    return {row.statistic: (row.measure, row.release, row.neighbour_set, row.value_text, row.status) for row in shown}


def test_the_older_format_is_still_read(desk: Desk) -> None:
    others = {"best_sn": "53", "region": "96", "england": "70", "top_quartile": "55", "mid50_low": "54.5", "mid50_high": "92.5"}
    desk.load(
        desk.csv("loc_benchmark.csv", [OLDER, *(OLDER | {"comparator": name, "value": value} for name, value in others.items())])
    )
    release = "loc-benchmark-2024-11-14"
    assert rows(desk, "2023-24") == {
        "sn_mean": ("LAC", release, "", "87", ""),
        "best_sn": ("LAC", release, "", "53", ""),
        "region": ("LAC", release, "", "96", ""),
        "england": ("LAC", release, "", "70", ""),
        "top_quartile": ("LAC", release, "", "55", ""),
        "q25": ("LAC", release, "", "54.5", ""),
        "q75": ("LAC", release, "", "92.5", ""),
    }


def test_the_fuller_format_carries_the_set_and_the_symbol_and_gives_a_position(desk: Desk) -> None:
    stated = {"authority": "114", "q25": "54.5", "q75": "92.5", "england": "c"}
    desk.load(
        desk.csv(
            "benchmarks.csv",
            [GIVEN, *(GIVEN | {"statistic": name, "neighbour_set": "", "value": value} for name, value in stated.items())],
        )
    )
    found = rows(desk, "2024")
    assert found["sn_mean"] == ("cla-rate", "scorecard 2024-11", "2021", "91.6", "")
    assert found["england"] == ("cla-rate", "scorecard 2024-11", "", "", "c")
    assert found["position"] == ("cla-rate", "scorecard 2024-11", "", "higher", "")


def test_benchmarks_stated_for_one_authority_go_before_those_for_any(desk: Desk) -> None:
    desk.load(desk.csv("benchmarks.csv", [GIVEN | {"authority": ""}, GIVEN | {"authority": "372", "value": "80"}]))
    assert rows(desk, "2024", "343")["sn_mean"][3] == "91.6"
    assert rows(desk, "2024", "372")["sn_mean"][3] == "80"


def test_a_file_without_an_authority_is_the_store_s_own(desk: Desk) -> None:
    desk.load(desk.csv("loc_benchmark.csv", [OLDER]), authority="343")
    assert rows(desk, "2023-24", "343")["sn_mean"][3] == "87"


def test_a_benchmark_by_hand_does_not_hide_a_published_one(looked_after: Desk) -> None:
    looked_after.load(looked_after.csv("benchmarks.csv", [GIVEN | {"period": "2025", "value": "80"}]))
    shown = show_benchmarks(looked_after.store, "cla-rate", "343", period="2025").rows
    means = [(row.release, row.neighbour_set) for row in shown if row.statistic == "sn_mean"]
    assert means == [("lait-2026-04", "2021"), ("lait-2026-04", "2025"), ("scorecard 2024-11", "2021")]


def test_regional_figures_give_a_region_and_a_rank_and_nothing_national(desk: Desk) -> None:
    figures = {"344": "90", "340": "120", "North West": "94.8", "888": "c", "372": "10"}
    desk.load(
        desk.csv("regional.csv", [REGIONAL, *(REGIONAL | {"area_code": area, "value": value} for area, value in figures.items())])
    )
    found = rows(desk, "2024-25 Q1")
    # Rotherham is in the file and not in the region, so it is not ranked. Low is good, so 106 of 90, 106, 120 is second.
    assert found == {
        "authority": ("cla-rate", "nw-2024-q1", "", "106", ""),
        "region": ("cla-rate", "nw-2024-q1", "", "94.8", ""),
        "rank": ("cla-rate", "nw-2024-q1", "", "2", ""),
        "n": ("cla-rate", "nw-2024-q1", "", "3", ""),
    }


def test_a_regional_file_may_speak_of_an_indicator_without_a_published_measure(desk: Desk) -> None:
    desk.load(desk.csv("regional.csv", [REGIONAL | {"indicator_id": "contacts-received"}]))
    assert rows(desk, "2024-25 Q1", indicator="contacts-received")["authority"][3] == "106"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (OLDER | {"comparator": "friends"}, "line 2: comparator 'friends' is not known. Known: sn_average"),
        (OLDER | {"colour": "red"}, "does not know the header 'colour'"),
        (OLDER | {"value": "about 80"}, "'about 80' for LAC"),
        (GIVEN | {"statistic": "position"}, "line 2: statistic 'position' is not known"),
        (GIVEN | {"period": ""}, "line 2: 'period' is empty"),
        (GIVEN | {"release": " "}, "line 2: 'release' is empty"),
        (GIVEN | {"rag": "red"}, "does not know the header 'rag'"),
        (REGIONAL | {"quarter": "1"}, "does not know the header 'quarter'"),
        ({name: text for name, text in REGIONAL.items() if name != "release"}, "misses the header 'release'"),
    ],
)
def test_what_makes_no_sense_is_named(desk: Desk, row: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        desk.load(desk.csv("plain.csv", [row]))


def test_mixed_vintages_are_refused(desk: Desk) -> None:
    other = GIVEN | {"statistic": "england", "release": "LAIT 2025"}
    with pytest.raises(InputError, match=r"mixes vintages: cla-rate for 2024 is of LAIT 2025 on line 3 and of scorecard"):
        desk.load(desk.csv("benchmarks.csv", [GIVEN, other]))
    with pytest.raises(InputError, match=r"mixes vintages"):
        desk.load(desk.csv("loc_benchmark.csv", [OLDER, OLDER | {"comparator": "england", "published_date": "2023-11-16"}]))


def test_releases_of_different_periods_may_share_a_file(desk: Desk) -> None:
    load = desk.load(desk.csv("benchmarks.csv", [GIVEN, GIVEN | {"period": "2023", "release": "scorecard 2023-11"}]))
    assert [each.release for each in load.datasets] == ["scorecard 2023-11", "scorecard 2024-11"]


def test_an_unknown_authority_is_an_issue_and_a_file_of_nothing_else_an_error(desk: Desk) -> None:
    load = desk.load(desk.csv("regional.csv", [REGIONAL, REGIONAL | {"area_code": "Wessex"}]))
    assert [issue.rule for issue in load.issues] == ["unknown-area"]
    with pytest.raises(InputError, match="no row of a known area"):
        desk.load(desk.csv("regional.csv", [REGIONAL | {"area_code": "Wessex"}]))


def test_a_release_cannot_write_outside_the_store(desk: Desk) -> None:
    desk.load(desk.csv("regional.csv", [REGIONAL | {"release": "../../escaped"}]))
    assert {each.folder.parent.parent for each in desk.store.datasets()} == {desk.store.folder}
