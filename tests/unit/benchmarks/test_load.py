from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from filelock import FileLock

from sightline.benchmarks import store as store_module
from sightline.benchmarks.series import read_series
from sightline.benchmarks.store import BenchmarkStore
from sightline.errors import InputError, StoreError
from tests.unit.benchmarks.conftest import GOOD_VISITS, NEIGHBOURS, Desk, children, visits


def own(desk: Desk) -> float | None:
    series = read_series(desk.store, ["made_up.late_percent"])
    return series[0].cells["2025"]["343"].value if series else None


def states(desk: Desk, *paths: Path) -> list[str]:
    return [each.state for each in desk.load(*paths).datasets]


def test_loading_again_changes_nothing(desk: Desk) -> None:
    path = desk.visits()
    assert states(desk, path) == ["loaded"]
    before = sorted(desk.store.folder.rglob("*.parquet"))
    assert states(desk, path) == ["already loaded"]
    assert sorted(desk.store.folder.rglob("*.parquet")) == before


def test_a_corrected_file_takes_the_place_of_the_earlier_one_which_stays_on_disk(desk: Desk) -> None:
    desk.load(desk.visits())
    earlier = {path: path.read_bytes() for path in desk.store.folder.rglob("*.parquet")}
    corrected = [visits("343", "100", "12", "12") if row["old_la_code"] == "343" else row for row in GOOD_VISITS]
    assert states(desk, desk.visits(*corrected)) == ["replaced"]
    assert own(desk) == 12
    assert len(desk.store.datasets()) == 1
    assert {path: path.read_bytes() for path in earlier} == earlier


def test_going_back_to_the_earlier_file_finds_it_again(desk: Desk) -> None:
    first = desk.visits()
    desk.load(first)
    desk.load(desk.visits(*GOOD_VISITS, visits("340", "1", "1", "c"), name="other.csv"))
    assert states(desk, desk.visits()) == ["replaced"]
    assert own(desk) == 10


def test_one_bad_file_stops_the_whole_load_and_what_was_loaded_stands(desk: Desk) -> None:
    desk.load(desk.visits())
    index = (desk.store.folder / "index.json").read_bytes()
    bad = desk.visits(visits("England", "999", "250", "25"), *GOOD_VISITS[1:], name="bad.csv")
    with pytest.raises(InputError):
        desk.load(desk.neighbours({"343": NEIGHBOURS}), bad)
    assert (desk.store.folder / "index.json").read_bytes() == index
    assert desk.store.neighbour_sets() == ()
    assert own(desk) == 10


def test_a_load_that_is_broken_off_before_the_swap_is_as_if_it_had_not_been(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.load(desk.visits())
    corrected = desk.visits(*GOOD_VISITS, visits("340", "1", "1", "c"), name="corrected.csv")
    swap = os.replace

    def full_disk(source: Path, target: Path) -> None:
        if Path(target).name == "index.json":
            raise OSError("No space left on device")
        swap(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(store_module.os, "replace", full_disk)
        with pytest.raises(StoreError, match="cannot be written: No space left on device"):
            desk.load(corrected)
    assert "340" not in read_series(desk.store, ["made_up.late"])[0].cells["2025"]
    assert states(desk, corrected) == ["replaced"]
    assert "340" in read_series(desk.store, ["made_up.late"])[0].cells["2025"]


def test_half_a_dataset_is_written_again(desk: Desk) -> None:
    path = desk.visits()
    desk.load(path)
    (kept,) = desk.store.datasets()
    (kept.folder / "dataset.json").unlink()
    kept.path.write_text("half")
    desk.load(path)
    assert own(desk) == 10


def test_only_one_load_writes_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "WAIT_SECONDS", 0.01)
    desk.store.folder.mkdir(parents=True)
    with FileLock(desk.store.folder / ".lock"), pytest.raises(StoreError, match="Another load is writing"):
        desk.load(desk.visits())


@pytest.mark.parametrize("text", ["", "[]", '{"datasets": 1}', '{"datasets": ["gone/gone-1"]}'])
def test_a_damaged_store_says_so(desk: Desk, text: str) -> None:
    desk.store.folder.mkdir(parents=True)
    (desk.store.folder / "index.json").write_text(text)
    with pytest.raises(StoreError, match="is damaged"):
        desk.store.datasets()


def test_a_lost_file_of_rows_says_so(desk: Desk) -> None:
    desk.load(desk.visits())
    desk.store.datasets()[0].path.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        own(desk)


def test_what_was_doubtful_is_kept_with_the_dataset(desk: Desk) -> None:
    desk.load(desk.visits(*GOOD_VISITS, visits("999", "1", "1", "100")))
    (kept,) = BenchmarkStore(desk.store.folder).datasets()
    assert [issue.rule for issue in kept.issues] == ["unknown-area", "no-population"]
    assert json.loads((kept.folder / "dataset.json").read_text())["source"] == "visits.csv"


def test_two_files_of_one_dataset_are_refused(desk: Desk) -> None:
    other = desk.visits(*GOOD_VISITS, visits("340", "1", "1", "c"), name="other.csv")
    with pytest.raises(InputError, match=r"visits\.csv and other\.csv are both visits of release made-up-2025"):
        desk.load(desk.visits(), other)


def test_a_file_given_twice_is_read_once(desk: Desk) -> None:
    path = desk.visits()
    assert states(desk, path, path) == ["loaded"]


def test_files_that_cannot_be_loaded(desk: Desk) -> None:
    with pytest.raises(InputError, match="There is no file"):
        desk.load(desk.folder / "nothing.csv")
    bare = desk.folder / "bare"
    bare.mkdir()
    with pytest.raises(InputError, match="There is no file to load"):
        desk.load(bare)
    text = desk.folder / "notes.txt"
    text.write_text("notes")
    with pytest.raises(InputError, match=r"notes\.txt is none of the kinds"):
        desk.load(text)
    (desk.folder / "nought.parquet").touch()
    with pytest.raises(InputError, match=r"nought\.parquet is empty"):
        desk.load(desk.folder / "nought.parquet")


def test_rates_follow_from_counts_and_the_population_of_the_year_before(desk: Desk) -> None:
    load = desk.load(desk.visits(), desk.population())
    assert load.issues == ()
    (series,) = read_series(desk.store, ["made_up.visit_rate"])
    found = series.cells["2025"]
    assert (found["E92000001"].value, found["343"].value) == (50, 50)
    assert found["344"] == (None, "x")
    assert found["888"] == (None, "no population is loaded for the mid-year before")
    assert (series.release, series.population_release) == ("made-up-2025", "made-up-2025")


def test_a_population_that_comes_later_gives_the_rates_later(desk: Desk) -> None:
    load = desk.load(desk.visits())
    assert [issue.rule for issue in load.issues] == ["no-population"]
    assert read_series(desk.store, ["made_up.visit_rate"])[0].cells["2025"]["343"].value is None
    desk.load(desk.population())
    assert read_series(desk.store, ["made_up.visit_rate"])[0].cells["2025"]["343"].value == 50


def test_counts_and_a_population_that_do_not_belong_together_are_refused(desk: Desk) -> None:
    rows = [children("England", "200000", "2025"), children("England", "250000")]
    rows = [{name: text for name, text in row.items() if name != "category"} for row in rows]
    desk.load(desk.csv("population.csv", rows))
    with pytest.raises(InputError, match=r"works out as 40\.00 with population release made-up-2025, and was published as 50"):
        desk.load(desk.visits())
    assert [each.dataset for each in desk.store.datasets()] == ["population"]


def test_a_population_that_does_not_reach_back_is_an_issue(desk: Desk) -> None:
    row = {name: text for name, text in children("England", "200000", "2025").items() if name != "category"}
    load = desk.load(desk.visits(), desk.csv("population.csv", [row]))
    assert "cannot be worked out for 2025" in load.issues[0].message
