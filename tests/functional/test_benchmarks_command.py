"""`benchmarks load` and `benchmarks show`: what goes in, what comes out, and what bad files leave as it was."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from sightline.benchmarks.store import BenchmarkStore
from tests.support.command_line import Said, said
from tests.unit.benchmarks.conftest import NEIGHBOURS, Desk, cla_values

COLUMNS = "indicator,measure,authority,period,release,neighbour_set,statistic,value,status"
LAC = {"Measure_short": "LAC", "Polarity": "-", "y_axis_name": "Rate per 10,000"}
REGIONAL = {"release": "nw-2024-q1", "period": "2024-25 Q1", "indicator_id": "cla-rate", "area_code": "343", "value": "106"}
GIVEN = {"indicator_id": "cla-rate", "statistic": "sn_mean", "period": "2024", "release": "november", "value": "91.6"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "files").mkdir()
    assert said("init", "--authority", "343", "--store", tmp_path / "store").code == 0
    return Desk(tmp_path / "files", BenchmarkStore(tmp_path / "store" / "benchmarks"))


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    """Sefton's looked-after rate among its neighbours, loaded by the command."""
    ran = load(desk, desk.lait(cla_values()), desk.dictionary(LAC), desk.neighbours({"343": NEIGHBOURS}, "sn_2025.xlsx"))
    assert ran.code == 0, ran.err
    return desk


def load(desk: Desk, *files: Path) -> Said:
    return said("benchmarks", "load", *files, "--store", desk.store.folder.parent)


def show(desk: Desk, *arguments: object) -> Said:
    return said("benchmarks", "show", "cla-rate", *arguments, "--format", "csv", "--store", desk.store.folder.parent)


def held(desk: Desk, *arguments: object) -> Mapping[str, str]:
    ran = show(desk, *arguments)
    assert ran.code == 0, ran.err
    return {row["statistic"]: row["value"] for row in ran.rows}


def test_the_answer_has_the_columns_of_the_interface(loaded: Desk) -> None:
    ran = show(loaded, "--authority", "343", "--period", "2025")
    assert ran.out.splitlines()[0] == COLUMNS
    assert [row["statistic"] for row in ran.rows] == [
        *("authority", "region", "england", "sn_mean", "sn_median", "best_sn"),
        *("top_quartile", "q25", "q75", "position", "rank", "n"),
    ]
    assert {row["neighbour_set"] for row in ran.rows if row["statistic"] in {"sn_mean", "sn_median", "best_sn"}} == {"2025"}
    assert {row["neighbour_set"] for row in ran.rows if row["statistic"] in {"authority", "rank", "n"}} == {""}


def test_the_values_are_those_worked_out_by_hand(loaded: Desk) -> None:
    # The ten neighbours have 50, 60 … 140; a low rate is better. All eleven in order: 50, 60, 70, 80, 90, 92, 100 … 140.
    found = held(loaded, "--period", "2025")
    assert (found["authority"], found["region"], found["england"]) == ("92", "90", "67")
    assert (found["sn_mean"], found["sn_median"], found["best_sn"]) == ("95", "95", "50")
    assert (found["top_quartile"], found["q25"], found["q75"]) == ("75", "75", "115")
    assert (found["position"], found["rank"], found["n"]) == ("in range", "6", "11")


def test_the_store_s_authority_is_meant_where_none_is_named(loaded: Desk) -> None:
    assert held(loaded, "--period", "2025") == held(loaded, "--authority", "Sefton", "--period", "2025")


def test_a_table_is_for_people_and_notes_stand_apart(loaded: Desk) -> None:
    ran = said("benchmarks", "show", "cla-rate", "--store", loaded.store.folder.parent)
    assert ran.code == 0 and "sn_mean" in ran.out and not ran.out.startswith(COLUMNS)


def test_the_same_file_again_changes_nothing(loaded: Desk) -> None:
    before = show(loaded).out
    assert "already loaded" in load(loaded, loaded.lait(cla_values()), loaded.dictionary(LAC)).out
    assert show(loaded).out == before


def test_an_area_that_nobody_knows_is_an_issue_and_the_rest_is_kept(loaded: Desk) -> None:
    ran = load(loaded, loaded.csv("nw.csv", [REGIONAL, REGIONAL | {"area_code": "998", "value": "1"}]))
    assert ran.code == 0
    assert "unknown-area" in ran.err and "998" in ran.err
    assert held(loaded, "--period", "2024-25 Q1")["authority"] == "106"


def test_a_row_that_is_there_twice_is_an_issue_and_counts_once(loaded: Desk) -> None:
    other = REGIONAL | {"area_code": "344", "value": "90"}
    ran = load(loaded, loaded.csv("nw.csv", [REGIONAL, REGIONAL, other]))
    assert ran.code == 0
    assert "duplicate-row" in ran.err
    assert held(loaded, "--period", "2024-25 Q1")["n"] == "2"


def test_a_set_of_neighbours_without_the_authority_says_so(loaded: Desk) -> None:
    ran = load(loaded, loaded.neighbours({"344": ("343", *NEIGHBOURS[1:])}, "sn_2021.xlsx"))
    assert ran.code == 0, ran.err
    rows = [row for row in show(loaded, "--period", "2025").rows if row["neighbour_set"] == "2021"]
    assert {(row["value"], row["status"]) for row in rows} == {("", "the set has no neighbours for this authority")}
    assert held(loaded, "--period", "2025")["n"] == "11"


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([REGIONAL, REGIONAL | {"value": "107"}], "nw.csv"),
        ([GIVEN, GIVEN | {"statistic": "england", "release": "december"}], "release"),
        ([REGIONAL | {"value": "about 100"}], "about 100"),
        ([{"place": "Sefton", "figure": "106"}], "geographic_level"),
    ],
    ids=["two values in one place", "mixed vintages", "not a number", "an unknown header"],
)
def test_a_file_that_cannot_be_right_is_refused_and_nothing_is_lost(
    loaded: Desk, rows: list[dict[str, str]], complaint: str
) -> None:
    before = show(loaded).out
    ran = load(loaded, loaded.csv("nw.csv", rows))
    assert ran.code == 3
    assert complaint in ran.err and "Traceback" not in ran.err
    assert show(loaded).out == before


@pytest.mark.parametrize("name", ["empty.csv", "empty.parquet", "empty.xlsx"])
def test_an_empty_file_is_refused_with_all_that_came_with_it(loaded: Desk, name: str) -> None:
    before = show(loaded).out
    (loaded.folder / name).touch()
    ran = load(loaded, loaded.csv("nw.csv", [REGIONAL]), loaded.folder / name)
    assert ran.code == 3
    assert f"{name} is empty" in ran.err
    assert show(loaded).out == before


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("show", "cla-rat"), 2, "There is no indicator 'cla-rat'"),
        (("show", "cla-rate", "--authority", "Seftn"), 2, "Did you mean Sefton?"),
        (("show", "cla-rate", "--period", "1999"), 2, "has no published figures for 1999"),
        (("show", "contacts-received"), 2, "has no published measure"),
        (("load", "nowhere.csv"), 3, "There is no file nowhere.csv"),
    ],
)
def test_a_question_without_an_answer_is_answered_in_words(
    loaded: Desk, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    ran = said("benchmarks", *arguments, "--store", loaded.store.folder.parent)
    assert (ran.code, sentence in ran.err) == (code, True), ran.err


def test_nobody_s_store_asks_whose_figures_are_meant(tmp_path: Path) -> None:
    ran = said("benchmarks", "show", "cla-rate", "--store", tmp_path)
    assert ran.code == 2 and "--authority 343" in ran.err


def test_the_scorecard_sets_published_figures_beside_the_local_ones(store: Path, loaded: Desk, tmp_path: Path) -> None:
    own = Path(shutil.copytree(store, tmp_path / "council"))
    shutil.copytree(loaded.store.folder, own / "benchmarks")
    ran = said("scorecard", "key", "--format", "csv", "--store", own)
    line = next(row for row in ran.rows if row["Indicator"].startswith("Children looked after per 10,000"))
    assert (line["Published"], line["Neighbours"], line["Best neighbour"]) == ("92.0", "95.0", "50.0")
    assert (line["Region"], line["England"], line["Top quartile"]) == ("90.0", "67.0", "75.0")
    assert line["Middle half"].rstrip("*") == "In range"
    assert line["Published for"].startswith("2025 (lait-")
    page = said("scorecard", "key", "--format", "html", "--store", own).out
    assert "Not like for like: the local figure is for end of October 2026" in page


def test_a_past_month_is_not_compared_with_a_year_that_had_not_ended(store: Path, loaded: Desk, tmp_path: Path) -> None:
    own = Path(shutil.copytree(store, tmp_path / "council"))
    shutil.copytree(loaded.store.folder, own / "benchmarks")
    ran = said("scorecard", "key", "--period", "2025-02", "--format", "csv", "--store", own)
    assert {row["England"] for row in ran.rows} == {""}
