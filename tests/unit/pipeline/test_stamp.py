"""A store's stamp changes with whatever pages are made of, and with nothing else."""

import os
from pathlib import Path

import pytest

from sightline.pipeline.stamp import store_stamp


@pytest.mark.parametrize(
    "name",
    ["loads/current", "builds/current", "targets.csv", "statuses.csv", "decisions.csv", "commentary.csv", "authority.json",
     "definitions/indicators/a.yaml", "benchmarks/release.json", "history/series.json", "authored/targets.jsonl"],
)  # fmt: skip
def test_a_change_is_noticed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    stamps = [store_stamp(tmp_path)]
    path.write_text("one")
    stamps.append(store_stamp(tmp_path))
    path.write_text("another")
    stamps.append(store_stamp(tmp_path))
    path.unlink()
    assert len(set(stamps)) == 3
    assert store_stamp(tmp_path) == stamps[0]


def test_a_file_of_the_same_size_written_later_is_another(tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("one")
    before = store_stamp(tmp_path)
    path.write_text("two")
    os.utime(path, ns=(1, 1))
    assert store_stamp(tmp_path) != before


def test_what_the_application_keeps_for_itself_changes_nothing(tmp_path: Path) -> None:
    before = store_stamp(tmp_path)
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "sightline.sqlite3").write_text("sessions")
    assert store_stamp(tmp_path) == before
